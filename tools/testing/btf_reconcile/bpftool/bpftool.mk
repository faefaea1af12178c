# SPDX-License-Identifier: GPL-2.0
# bpftool of the patched tree, which has no other place: what it says of modules with a
# reference, and of others, where Debian's bpftool must say the same.
#
# make test-bpftool.

BPFTOOL_OUT := $(KDIR)/bpftool
BPFTOOL := $(BPFTOOL_OUT)/bpftool
BPFTOOL_RESULTS := $(O)/bpftool.results
BPFTOOL_SRC := $(KDIR)/b/tools/bpf/bpftool
PARTS += test-bpftool
RESULTS += $(BPFTOOL_RESULTS)

# Without the programs that tell which process holds what: they need clang and
# a vmlinux.
$(BPFTOOL): $(KDIR)/b/.series
	@mkdir -p $(BPFTOOL_OUT)
	@$(STEP) $(KDIR)/bpftool.log "bpftool" \
		$(MAKE) -C $(BPFTOOL_SRC) OUTPUT=$(BPFTOOL_OUT)/ VMLINUX_BTF=
	@touch $@

# Debian's is of Linux 6.1; newer ones print other C.
BPFTOOL_EVER := $(if $(filter-out 6.1,$(KERNEL)),$(KDIR)/bpftool-u/bpftool)
$(KDIR)/bpftool-u/bpftool: | $(KDIR)/u/.built
	@mkdir -p $(@D)
	@$(STEP) $(KDIR)/bpftool-u.log "bpftool without this project" \
		$(MAKE) -C $(KDIR)/u/tools/bpf/bpftool OUTPUT=$(@D)/ VMLINUX_BTF=

test-bpftool: $(BPFTOOL) $(BPFTOOL_EVER) $(TOOL) ##test bpftool of the patched tree, on modules with a reference
	@$(TEST_DIR)/check.sh $(BPFTOOL_RESULTS) \
		"$(TEST_DIR)/bpftool/test_bpftool.sh $(BPFTOOL) $(TOOL) $(BPFTOOL_SRC) $(KDIR)/bpftool.test $(BPFTOOL_EVER)"

.PHONY: test-bpftool
