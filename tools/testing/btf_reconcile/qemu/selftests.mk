# SPDX-License-Identifier: GPL-2.0
# The kernel's selftests (tools/testing/selftests/bpf), in two more kernels:
#
#   s	B with what the selftests need; the kernel that runs them
#   su	the same without this repository, to know what it makes of them
#
# test_progs is built in the tree of s, runs from there, and leaves its logs in
# $(SELFTEST_LOGS).

SELFTESTS := $(QEMU_DIR)/selftests
SELFTESTS_DIR := tools/testing/selftests/bpf
SELFTEST_LOGS := $(KDIR)/s.logs
SELFTEST_RESULTS := $(KDIR)/selftests.results
SELFTEST_FILES := $(shell find $(SELFTESTS_DIR) -type f) \
	$(addprefix $(TEST_DIR)/,blob.c blob.h specimen.c specimen.h \
		malformed.c malformed.h)
BASELINE := $(SELFTESTS)/baseline-$(KERNEL)
# Of Debian's versions the oldest that keeps the type tags of map_kptr.c.
LLVM_VERSION := 16
SELFTESTS_MAKE := $(KMAKE) CLANG=clang-$(LLVM_VERSION) \
	LLC=llc-$(LLVM_VERSION) LLVM_STRIP=llvm-strip-$(LLVM_VERSION)
SELFTESTS_DEPS := $(O)/.deps-selftests

$(SELFTESTS_DEPS): $(SELFTESTS)/packages $(DEPS)
	@$(TEST_DIR)/deps.sh $@ $<

$(KDIR)/s/.built: $(KDIR)/b/.built $(SELFTESTS)/s.config | $(SELFTESTS_DEPS)
	@$(QEMU_DIR)/variant.sh $(KDIR)/b $(KDIR)/s none $(SELFTESTS)/s.config
	@$(SELFTESTS)/config.sh $(KDIR)/s $(SELFTESTS)/s.config
	@$(call build_kernel,s,S)
	@touch $@

# $(call build_selftests,TREE): test_progs and what it wants beside it
build_selftests = $(STEP) $(KDIR)/$(1).selftests.log "test_progs in $(1)" \
	$(SELFTESTS_MAKE) -C $(KDIR)/$(1)/$(SELFTESTS_DIR) \
	test_progs bpf_testmod.ko urandom_read

$(KDIR)/s/.selftests: $(KDIR)/s/.built $(SELFTEST_FILES)
	@rsync -a --checksum --no-times tools/testing $(KDIR)/s/tools/
	@$(call build_selftests,s)
	@rm -f $(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod/*.ko
	@$(STEP) $(KDIR)/s.testmod.log "bpf_testmod with a reference" \
		$(KMAKE) -C $(KDIR)/s BTF_BASE_REF=1 \
		M=$(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod modules
	@cp $(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod/bpf_testmod.ko \
		$(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod.ref.ko
	@touch $@

# A module of a kernel with the same ABI and other BTF.
$(KDIR)/sa/.built: $(KDIR)/s/.built $(wildcard $(QEMU_DIR)/variant/a.*)
	@$(QEMU_DIR)/variant.sh $(KDIR)/s $(KDIR)/sa \
		$(QEMU_DIR)/variant/a.patch $(QEMU_DIR)/variant/a.config
	@$(call build_kernel,sa,SA)
	@$(QEMU_DIR)/same_abi.sh $(KDIR)/sa $(KDIR)/s
	@touch $@

FOREIGN := $(KDIR)/s/$(SELFTESTS_DIR)/btf_rec_test.foreign.ko
$(FOREIGN): $(KDIR)/sa/.built $(KDIR)/s/.selftests
	@rm -rf $(KDIR)/sa/$(SELFTESTS_DIR)/btf_rec_testmod
	@mkdir -p $(KDIR)/sa/$(SELFTESTS_DIR)
	@cp -r $(SELFTESTS_DIR)/btf_rec_testmod $(KDIR)/sa/$(SELFTESTS_DIR)/
	@$(STEP) $(KDIR)/sa.testmod.log "btf_rec_test for SA" \
		$(KMAKE) -C $(KDIR)/sa \
		M=$(KDIR)/sa/$(SELFTESTS_DIR)/btf_rec_testmod modules
	@cp $(KDIR)/sa/$(SELFTESTS_DIR)/btf_rec_testmod/btf_rec_test.ko $@

$(KDIR)/s.cpio.gz: $(wildcard $(QEMU_DIR)/guest/*) $(QEMU_DIR)/initramfs.sh | $(DEPS)
	@$(QEMU_DIR)/initramfs.sh $@ $(QEMU_DIR)/guest -- $(KDIR)

# $(call boot_selftests,SUITE,TREE,LOGS,TIMEOUT)
boot_selftests = rm -rf $(3) && mkdir -p $(3) && \
	MEMORY=2048 TIMEOUT=$(4) QEMU_ARGS="\
	-fsdev local,id=host,path=/,security_model=none,readonly=on,multidevs=remap \
	-device virtio-9p-pci,fsdev=host,mount_tag=host \
	-fsdev local,id=tests,path=$(KDIR)/$(2)/$(SELFTESTS_DIR),security_model=none,readonly=on \
	-device virtio-9p-pci,fsdev=tests,mount_tag=tests \
	-fsdev local,id=out,path=$(3),security_model=none \
	-device virtio-9p-pci,fsdev=out,mount_tag=out" \
	$(RUN) $(1) $(KDIR)/$(2)/$(IMAGE) $(KDIR)/s.cpio.gz $(KDIR)/$(2).vm

test-selftests: $(KDIR)/s/.selftests $(FOREIGN) $(KDIR)/s.cpio.gz ## the kernel's selftests, ours and those of BTF and modules
	@$(call boot_selftests,s,s,$(SELFTEST_LOGS),1200)
	@$(TEST_DIR)/check.sh $(SELFTEST_RESULTS) \
		"$(SELFTESTS)/test_selftests.sh $(SELFTEST_LOGS) $(BASELINE)"

# What the unpatched kernel makes of its own tests; not in CI.
$(KDIR)/su/.built: $(KDIR)/u/.built $(SELFTESTS)/s.config | $(SELFTESTS_DEPS)
	@$(QEMU_DIR)/variant.sh $(KDIR)/u $(KDIR)/su none $(SELFTESTS)/s.config
	@$(SELFTESTS)/config.sh $(KDIR)/su $(SELFTESTS)/s.config
	@$(call build_kernel,su,SU)
	@touch $@

$(KDIR)/su/.selftests: $(KDIR)/su/.built
	@$(call build_selftests,su)
	@touch $@

selftests-baseline: $(KDIR)/su/.selftests $(KDIR)/s.cpio.gz ## record what the unpatched kernel makes of its selftests
	@mkdir -p $(KDIR)/su/$(SELFTESTS_DIR)/btf_reconcile
	@cp $(SELFTESTS_DIR)/btf_reconcile/related \
		$(KDIR)/su/$(SELFTESTS_DIR)/btf_reconcile/
	@$(call boot_selftests,su,su,$(KDIR)/su.logs,1200)
	@$(SELFTESTS)/results.sh $(KDIR)/su.logs/plain.log >$(BASELINE)
	@git diff --stat $(BASELINE)

.PHONY: test-selftests selftests-baseline
