# SPDX-License-Identifier: GPL-2.0
# Debian's kernels of other architectures: the tool reads their images and modules here,
# and on s390x as that machine runs it, by qemu-user. fetch_kernel.sh and fetch_libs.sh
# put them into build/machines; test_machines.sh is the test.
#
# make test-machines. One architecture: make test-machines ARCHS=riscv64.

# armhf has no BTF. EVERY=1: all modules, and not only some.
ARCHS ?= arm64 riscv64 ppc64el s390x
EVERY ?= 40
MACHINES := $(O)/machines
MACHINES_RESULTS := $(O)/machines.results
PARTS += test-machines
RESULTS += $(MACHINES_RESULTS)

$(MACHINES)/%/.fetched-$(EVERY): $(addprefix $(TEST_DIR)/,machines/fetch_kernel.sh fetch/apt_root.sh) | $(DEPS)
	@$(STEP) $(MACHINES)/$*.log "fetching Debian's kernel of $*" \
		$(TEST_DIR)/machines/fetch_kernel.sh $(@D) $* $(EVERY) $(APT_ROOTS)
	@touch $@

# Libraries and busybox from Debian's packages of that machine.
$(MACHINES)/%-sys/.fetched: $(addprefix $(TEST_DIR)/,machines/fetch_libs.sh fetch/apt_root.sh) | $(DEPS)
	@$(STEP) $(MACHINES)/$*-sys.log "fetching libraries of $*" \
		$(TEST_DIR)/machines/fetch_libs.sh $(@D) $* $(APT_ROOTS)
	@touch $@
.PRECIOUS: $(MACHINES)/%-sys/.fetched

# Static, and gzip only.
$(MACHINES)/%-obj/btf_reconcile: $(MACHINES)/%-sys/.fetched $(TOOL_SRC) | $(call deps,check)
	@triplet=$$(dpkg-architecture -f -a$* -q DEB_HOST_MULTIARCH) && \
	PKG_CONFIG_LIBDIR=/nonexistent $(MAKE) -s -C tools/bpf/btf_reconcile \
		O=$(abspath $(@D)) HOSTCC=$$triplet-gcc \
		EXTRA_CFLAGS='-idirafter $(abspath $(<D))/usr/include' \
		EXTRA_LDFLAGS="-static -L$(abspath $(<D))/usr/lib/$$triplet"

$(MACHINES)/s390x-tool: $(MACHINES)/s390x-obj/btf_reconcile
	@cp $< $@

test-machines: $(ARCHS:%=$(MACHINES)/%/.fetched-$(EVERY)) $(MACHINES)/s390x-tool $(TOOL) $(HOST_BIN)/btf_same ##test the tool on Debian's kernels of ARCHS="arm64 riscv64 ppc64el s390x": EVERY=1 for all modules
	@$(TEST_DIR)/check.sh $(MACHINES_RESULTS) \
		"$(TEST_DIR)/machines/test_machines.sh $(TOOL) $(HOST_BIN)/btf_same $(MACHINES) $(ARCHS)"

.PHONY: test-machines
