# SPDX-License-Identifier: GPL-2.0
# The series as it would be sent.

SERIES_DIR := $(TEST_DIR)/series
SERIES_DEPS := $(O)/series.deps

$(SERIES_DEPS): $(SERIES_DIR)/packages
	@$(TEST_DIR)/deps.sh $@ $<

series-check: $(SERIES_DEPS) series

series: | $(KSRC) ## the series as mails with a cover letter, in build/series: git am takes them, checkpatch too
	@$(SERIES_DIR)/series.sh $(KSRC) $(O)/series
	@$(SERIES_DIR)/mails.sh $(O)/series

# Each step starts from the tree of the one before, the first from plain Linux.
series-boot: series $(KDIR)/u/.built $(addprefix $(GUEST)/,btf_name load btf_reconcile) ## build and boot each step of the series; an hour or less, not in CI
	@$(QEMU_DIR)/variant.sh $(KDIR)/u $(KDIR)/step none $(QEMU_DIR)/variant/u.config
	@$(SERIES_DIR)/steps.sh $(O)/series $(KDIR)/step $(QEMU_DIR)/modules/btf_rec_demo \
		$(GUEST) $(RUN) $(KMAKE)

series-allmod: $(KDIR)/b/.built $(SERIES_DEPS) ## compile what the series touches with allmodconfig, BTF off and on; minutes, not in CI
	@mkdir -p $(KDIR)/allmod
	@rsync -a --delete --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' $(KDIR)/b/ $(KDIR)/allmod/
	@$(SERIES_DIR)/allmod.sh $(KDIR)/allmod $(KMAKE)

.PHONY: series series-boot series-allmod
