# SPDX-License-Identifier: GPL-2.0
# bpftool as the series makes it: it has no other place than the kernel's tree.

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

test-bpftool: $(BPFTOOL) $(TOOL) ## bpftool's view of modules with a reference
	@$(TEST_DIR)/check.sh $(BPFTOOL_RESULTS) \
		"$(TEST_DIR)/test_bpftool.sh $(BPFTOOL) $(TOOL) $(BPFTOOL_SRC) $(KDIR)/bpftool.test"

.PHONY: test-bpftool
