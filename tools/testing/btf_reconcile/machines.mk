# SPDX-License-Identifier: GPL-2.0
# Debian's kernels of other architectures, and the tool as one of them runs it.

# armhf has no BTF. EVERY=1: all modules, and not only some.
ARCHS ?= arm64 riscv64 ppc64el s390x
EVERY ?= 40
MACHINES := $(O)/machines
MACHINES_RESULTS := $(O)/machines.results
PARTS += test-machines
RESULTS += $(MACHINES_RESULTS)

$(MACHINES)/%/.fetched-$(EVERY): $(addprefix $(TEST_DIR)/,machines_fetch.sh apt_root.sh) | $(DEPS)
	@$(STEP) $(MACHINES)/$*.log "fetching Debian's kernel of $*" \
		$(TEST_DIR)/machines_fetch.sh $(@D) $* $(EVERY) $(APT_ROOTS)
	@touch $@

# Static, with libraries from Debian's packages of that machine, and gzip only.
S390X_SYS := $(MACHINES)/s390x-sys
$(S390X_SYS)/.fetched: $(addprefix $(TEST_DIR)/,machines_libs.sh apt_root.sh) | $(DEPS)
	@$(STEP) $(MACHINES)/s390x-sys.log "fetching libraries of s390x" \
		$(TEST_DIR)/machines_libs.sh $(@D) s390x $(APT_ROOTS)
	@touch $@

$(MACHINES)/s390x-tool: $(TOOL_SRC) $(S390X_SYS)/.fetched | $(call deps,check)
	@PKG_CONFIG_LIBDIR=/nonexistent $(MAKE) -s -C tools/bpf/btf_reconcile \
		O=$(abspath $(MACHINES))/s390x-obj HOSTCC=s390x-linux-gnu-gcc \
		EXTRA_CFLAGS='-idirafter $(abspath $(S390X_SYS))/usr/include' \
		EXTRA_LDFLAGS='-static -L$(abspath $(S390X_SYS))/usr/lib/s390x-linux-gnu'
	@cp $(MACHINES)/s390x-obj/btf_reconcile $@

test-machines: $(ARCHS:%=$(MACHINES)/%/.fetched-$(EVERY)) $(MACHINES)/s390x-tool $(TOOL) $(HOST_BIN)/btf_same ## the tool on Debian's kernels of ARCHS="arm64 riscv64 ppc64el s390x"; EVERY=1: all modules
	@$(TEST_DIR)/check.sh $(MACHINES_RESULTS) \
		"$(TEST_DIR)/test_machines.sh $(TOOL) $(HOST_BIN)/btf_same $(MACHINES) $(ARCHS)"

.PHONY: test-machines
