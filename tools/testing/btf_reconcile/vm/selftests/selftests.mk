# SPDX-License-Identifier: GPL-2.0
# The kernel's selftests (tools/testing/selftests/bpf): ours, and its own of BTF and
# modules. B runs them, and A, which is the foreign kernel then.
#
#   t	a copy of B's tree, with these tests only; test_progs is built there and runs
#	from there
#
# They leave their logs in selftests.logs and selftests-allow.logs. make test-selftests.

SELFTESTS := $(VM_DIR)/selftests
SELFTESTS_DIR := tools/testing/selftests/bpf
SELFTEST_RESULTS := $(KDIR)/selftests.results
SELFTEST_FILES := $(shell find $(SELFTESTS_DIR) -type f) \
	$(wildcard $(DATA_DIR)/*.[ch])
RELATED := $(SELFTESTS_DIR)/btf_reconcile/related
BASELINE := $(SELFTESTS)/baseline-$(KERNEL)
# Of Debian's versions the oldest that keeps the type tags of map_kptr.c; the programs
# of newer kernels need a newer one.
LLVM_VERSION := $(if $(filter 6.%,$(KERNEL)),16,19)
# Where bpf_testmod is.
TESTMOD_DIR := $(SELFTESTS_DIR)/$(if $(filter 6.%,$(KERNEL)),bpf_testmod,test_kmods)
# bpf_testmod is to be as an in-tree build has it; out of tree it would have a
# reference, or .BTF.base. The selftests' Makefiles know where to put things only if
# no other make called them, and take one word for a compiler; so ccache has its name.
# Newer ones leave out what does not compile (BPF_STRICT_BUILD=0), which the unpatched
# kernel then does not have either, but nothing of ours.
# libarena names no version of BPF, but needs signed division, which v4 has.
TARGET_V4 := BPF_TARGET_ENDIAN='--target=bpfel -mcpu=v4'
CACHED := $(abspath $(O))/ccache-$(LLVM_VERSION)
SELFTESTS_MAKE := env -u MAKELEVEL -u MAKEFLAGS -u O PATH=$(CACHED):$$PATH \
	$(MAKE) -j$(KJOBS) $(module_flags_0) BPF_STRICT_BUILD=0 CLANG=clang-$(LLVM_VERSION) \
	LLC=llc-$(LLVM_VERSION) LLVM_STRIP=llvm-strip-$(LLVM_VERSION) $(TARGET_V4)
SELFTESTS_DEPS := $(O)/.deps-selftests-$(LLVM_VERSION)

$(SELFTESTS_DEPS): $(SELFTESTS)/packages $(DEPS)
	@mkdir -p $(@D)
	@sed 's/-LLVM/-$(LLVM_VERSION)/' $< >$@.list
	@$(TEST_DIR)/deps.sh $@ $@.list

$(CACHED)/.made: | $(SELFTESTS_DEPS)
	@mkdir -p $(@D)
	@for cc in gcc clang-$(LLVM_VERSION); do \
		ln -sf "$$(command -v ccache)" $(@D)/$$cc; done
	@touch $@

$(KDIR)/t/.built: $(KDIR)/b/.built $(RELATED)
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/t none $(VM_DIR)/kernel/variant/b.config
	@touch $@

# $(call build_selftests,TREE): test_progs and what it wants beside it
build_selftests = $(STEP) $(KDIR)/$(1).selftests.log "test_progs in $(1)" \
	$(SELFTESTS_MAKE) -C $(KDIR)/$(1)/$(SELFTESTS_DIR) \
	test_progs bpf_testmod.ko

$(KDIR)/t/.selftests: $(KDIR)/t/.built $(SELFTEST_FILES) | $(CACHED)/.made
	@rsync -a --checksum --no-times tools/testing $(KDIR)/t/tools/
	@$(SELFTESTS)/only.sh $(KDIR)/t/$(SELFTESTS_DIR) $(RELATED)
	@$(call build_selftests,t)
	@ls $(patsubst %.c,$(KDIR)/t/$(SELFTESTS_DIR)/%.test.o,$(notdir \
		$(wildcard $(SELFTESTS_DIR)/prog_tests/*.c))) >/dev/null
	@rm -f $(KDIR)/t/$(TESTMOD_DIR)/*.ko
	@$(STEP) $(KDIR)/t.testmod.log "bpf_testmod with a reference" \
		$(KMAKE) -C $(KDIR)/t BTF_BASE_REF=1 \
		M=$(KDIR)/t/$(TESTMOD_DIR) modules
	@cp $(KDIR)/t/$(TESTMOD_DIR)/bpf_testmod.ko \
		$(KDIR)/t/$(SELFTESTS_DIR)/bpf_testmod.ref.ko
	@touch $@

# The module for A, without and with a reference, beside that for B.
A_TESTMOD := $(KDIR)/a/$(SELFTESTS_DIR)/btf_rec_testmod
build_foreign = $(STEP) $(KDIR)/a.testmod-$(1).log \
	"btf_rec_test for a$(if $(filter 1,$(1)), with a reference)" \
	$(KMAKE) -C $(KDIR)/a $(module_flags_$(1)) M=$(A_TESTMOD) modules
FOREIGN := $(KDIR)/t/$(SELFTESTS_DIR)/btf_rec_test.foreign.ko
$(FOREIGN): $(KDIR)/a/.built $(KDIR)/t/.selftests
	@rm -rf $(A_TESTMOD)
	@mkdir -p $(A_TESTMOD)
	@cp $(SELFTESTS_DIR)/btf_rec_testmod/* $(A_TESTMOD)/
	@$(call build_foreign,0)
	@cp $(A_TESTMOD)/btf_rec_test.ko $(@:.ko=.plain.ko)
	@$(call build_foreign,1)
	@cp $(A_TESTMOD)/btf_rec_test.ko $@

$(KDIR)/selftests.cpio.gz: $(GUEST_FILES) | $(DEPS)
	@$(VM_DIR)/initramfs.sh $@ -- $(KDIR)

# $(call boot_selftests,SUITE,KERNEL,TREE OF THE TESTS,LOGS,TIMEOUT[,PARAMETER])
share = -fsdev local,id=$(1),path=$(2),security_model=none,multidevs=remap$(3) \
	-device virtio-9p-pci,fsdev=$(1),mount_tag=$(1)
boot_selftests = rm -rf $(4) && mkdir -p $(4) && \
	MEMORY=$(or $(MEMORY),2048) TIMEOUT=$(5) QEMU_ARGS="\
	$(call share,host,/,$(comma)readonly=on) \
	$(call share,tests,$(KDIR)/$(3)/$(SELFTESTS_DIR),$(comma)readonly=on) \
	$(call share,out,$(4))" \
	$(RUN) $(1) $(KDIR)/$(2)/$(IMAGE) $(KDIR)/selftests.cpio.gz $(4).vm $(6)
comma := ,
PARTS += test-selftests
RESULTS += $(SELFTEST_RESULTS)
SELFTEST_LOGS := $(KDIR)/selftests.logs $(KDIR)/selftests-allow.logs
TEST_SELFTESTS = $(SELFTESTS)/test_selftests.sh $(SELFTEST_LOGS) $(BASELINE)

test-selftests: $(KDIR)/t/.selftests $(FOREIGN) $(KDIR)/selftests.cpio.gz ##test the kernel's selftests: ours, and those of BTF and modules
	@$(call boot_selftests,selftests,b,t,$(word 1,$(SELFTEST_LOGS)),1800)
	@$(call boot_selftests,selftests-allow,a,t,$(word 2,$(SELFTEST_LOGS)),900,\
		module.allow_btf_mismatch=1)
	@$(TEST_DIR)/check.sh $(SELFTEST_RESULTS) "$(TEST_SELFTESTS)"; rc=$$?; \
	cat $(SELFTEST_LOGS:=.vm.results) >>$(SELFTEST_RESULTS); \
	exit $$rc

record-selftests: ##contribute test-selftests, recorded: KERNEL=7.3
	@$(MAKE) -s test-selftests || true
	@$(VM_DIR)/record.sh 'make record-selftests KERNEL=$(KERNEL)' $(KDIR)/b $(SELFTEST_RESULTS) \
		>$(RECORDS)/test-selftests-$(KERNEL).txt
	@$(TEST_DIR)/summary.sh 'make record-selftests' $(SELFTEST_RESULTS)

# What the unpatched kernel makes of its own tests; not in CI.
$(KDIR)/u/.selftests: $(KDIR)/u/.built | $(CACHED)/.made
	@$(SELFTESTS)/only.sh $(KDIR)/u/$(SELFTESTS_DIR) $(RELATED)
	@$(call build_selftests,u)
	@touch $@

selftests-baseline: $(KDIR)/u/.selftests $(KDIR)/selftests.cpio.gz ##contribute record what the unpatched kernel makes of its selftests
	@mkdir -p $(KDIR)/u/$(SELFTESTS_DIR)/btf_reconcile
	@cp $(RELATED) $(KDIR)/u/$(SELFTESTS_DIR)/btf_reconcile/
	@$(call boot_selftests,selftests-u,u,u,$(KDIR)/selftests-u.logs,1800)
	@$(SELFTESTS)/results.sh $(KDIR)/selftests-u.logs/plain.log >$(BASELINE)
	@git diff --stat $(BASELINE)

.PHONY: test-selftests record-selftests selftests-baseline
