# SPDX-License-Identifier: GPL-2.0
# The series as it would be sent.

SERIES_DIR := $(TEST_DIR)/series

series: | $(KSRC) ## the series as mails with a cover letter, in build/series
	@$(SERIES_DIR)/series.sh $(KSRC) $(O)/series

# Each step starts from the tree of the one before, the first from plain Linux.
series-boot: series $(KDIR)/u/.built $(addprefix $(GUEST)/,btf_name load btf_reconcile) ## build and boot each step of the series; an hour or less, not in CI
	@$(QEMU_DIR)/variant.sh $(KDIR)/u $(KDIR)/step none $(QEMU_DIR)/variant/u.config
	@$(SERIES_DIR)/steps.sh $(O)/series $(KDIR)/step $(QEMU_DIR)/modules/btf_rec_demo \
		$(GUEST) $(RUN) $(KMAKE)

.PHONY: series series-boot
