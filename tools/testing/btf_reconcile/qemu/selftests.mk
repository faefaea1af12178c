# SPDX-License-Identifier: GPL-2.0
# The kernel's selftests (tools/testing/selftests/bpf), in kernels of their own:
#
#   s	B with what the selftests need; the kernel that runs them
#   su	the same without this repository, to know what it makes of them
#
# test_progs is built in the tree of s, runs from there, and leaves its logs in
# s.logs and sa.logs.

SELFTESTS := $(QEMU_DIR)/selftests
SELFTESTS_DIR := tools/testing/selftests/bpf
SELFTEST_RESULTS := $(KDIR)/selftests.results
SELFTEST_FILES := $(shell find $(SELFTESTS_DIR) -type f) \
	$(addprefix $(TEST_DIR)/,blob.c blob.h specimen.c specimen.h \
		malformed.c malformed.h)
BASELINE := $(SELFTESTS)/baseline-$(KERNEL)
# Of Debian's versions the oldest that keeps the type tags of map_kptr.c.
LLVM_VERSION := 16
# bpf_testmod is to be as an in-tree build has it; out of tree it would have a
# reference. The selftests' Makefiles know where to put things only if no other
# make called them, and take one word for a compiler; so ccache has its name.
CACHED := $(abspath $(O))/ccache
SELFTESTS_MAKE := env -u MAKELEVEL -u MAKEFLAGS -u O PATH=$(CACHED):$$PATH \
	$(MAKE) -j$(KJOBS) BTF_BASE_REF=0 CLANG=clang-$(LLVM_VERSION) LLC=llc-$(LLVM_VERSION) \
	LLVM_STRIP=llvm-strip-$(LLVM_VERSION)
SELFTESTS_DEPS := $(O)/.deps-selftests

$(SELFTESTS_DEPS): $(SELFTESTS)/packages $(DEPS)
	@$(TEST_DIR)/deps.sh $@ $<

$(CACHED)/.made: | $(SELFTESTS_DEPS)
	@mkdir -p $(@D)
	@for cc in gcc clang-$(LLVM_VERSION); do \
		ln -sf "$$(command -v ccache)" $(@D)/$$cc; done
	@touch $@

$(KDIR)/s/.built $(KDIR)/sa/.built: NICE :=
$(KDIR)/s/.built: $(KDIR)/b/.built $(SELFTESTS)/s.config | $(SELFTESTS_DEPS)
	@$(QEMU_DIR)/variant.sh $(KDIR)/b $(KDIR)/s none $(QEMU_DIR)/variant/b.config
	@$(SELFTESTS)/config.sh $(KDIR)/s $(SELFTESTS)/s.config
	@$(call build_kernel,s,S)
	@touch $@

# $(call build_selftests,TREE): test_progs and what it wants beside it
build_selftests = $(STEP) $(KDIR)/$(1).selftests.log "test_progs in $(1)" \
	$(SELFTESTS_MAKE) -C $(KDIR)/$(1)/$(SELFTESTS_DIR) \
	test_progs bpf_testmod.ko

$(KDIR)/s/.selftests: $(KDIR)/s/.built $(SELFTEST_FILES) | $(CACHED)/.made
	@rsync -a --checksum --no-times tools/testing $(KDIR)/s/tools/
	@$(call build_selftests,s)
	@rm -f $(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod/*.ko
	@$(STEP) $(KDIR)/s.testmod.log "bpf_testmod with a reference" \
		$(KMAKE) -C $(KDIR)/s BTF_BASE_REF=1 \
		M=$(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod modules
	@cp $(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod/bpf_testmod.ko \
		$(KDIR)/s/$(SELFTESTS_DIR)/bpf_testmod.ref.ko
	@touch $@

$(KDIR)/sa/.built: $(KDIR)/s/.built $(QEMU_DIR)/variant/a.patch $(SELFTESTS)/sa.config
	@$(QEMU_DIR)/variant.sh $(KDIR)/s $(KDIR)/sa \
		$(QEMU_DIR)/variant/a.patch $(SELFTESTS)/sa.config
	@$(call build_kernel,sa,SA)
	@$(QEMU_DIR)/same_abi.sh $(KDIR)/sa $(KDIR)/s
	@touch $@

# The module for SA, without and with a reference, beside that for S.
SA_TESTMOD := $(KDIR)/sa/$(SELFTESTS_DIR)/btf_rec_testmod
build_foreign = $(STEP) $(KDIR)/sa.testmod-$(1).log \
	"btf_rec_test for SA$(if $(filter 1,$(1)), with a reference)" \
	$(KMAKE) -C $(KDIR)/sa BTF_BASE_REF=$(1) M=$(SA_TESTMOD) modules
FOREIGN := $(KDIR)/s/$(SELFTESTS_DIR)/btf_rec_test.foreign.ko
$(FOREIGN): $(KDIR)/sa/.built $(KDIR)/s/.selftests
	@rm -rf $(SA_TESTMOD)
	@mkdir -p $(SA_TESTMOD)
	@cp $(SELFTESTS_DIR)/btf_rec_testmod/* $(SA_TESTMOD)/
	@$(call build_foreign,0)
	@cp $(SA_TESTMOD)/btf_rec_test.ko $(@:.ko=.plain.ko)
	@$(call build_foreign,1)
	@cp $(SA_TESTMOD)/btf_rec_test.ko $@

$(KDIR)/s.cpio.gz: $(wildcard $(QEMU_DIR)/guest/*) $(QEMU_DIR)/initramfs.sh | $(DEPS)
	@$(QEMU_DIR)/initramfs.sh $@ $(QEMU_DIR)/guest -- $(KDIR)

# $(call boot_selftests,SUITE,KERNEL,TREE OF THE TESTS,LOGS,TIMEOUT[,PARAMETER])
share = -fsdev local,id=$(1),path=$(2),security_model=none,multidevs=remap$(3) \
	-device virtio-9p-pci,fsdev=$(1),mount_tag=$(1)
boot_selftests = rm -rf $(4) && mkdir -p $(4) && \
	MEMORY=$(or $(MEMORY),2048) TIMEOUT=$(5) QEMU_ARGS="\
	$(call share,host,/,$(comma)readonly=on) \
	$(call share,tests,$(KDIR)/$(3)/$(SELFTESTS_DIR),$(comma)readonly=on) \
	$(call share,out,$(4))" \
	$(RUN) $(1) $(KDIR)/$(2)/$(IMAGE) $(KDIR)/s.cpio.gz $(4).vm $(6)
comma := ,
PARTS += test-selftests
RESULTS += $(SELFTEST_RESULTS)
TEST_SELFTESTS = $(SELFTESTS)/test_selftests.sh $(KDIR)/s.logs $(KDIR)/sa.logs $(BASELINE)

test-selftests: $(KDIR)/s/.selftests $(FOREIGN) $(KDIR)/s.cpio.gz ## the kernel's selftests: ours, and those of BTF and modules
	@$(call boot_selftests,s,s,s,$(KDIR)/s.logs,1800)
	@$(call boot_selftests,sa,sa,s,$(KDIR)/sa.logs,900)
	@$(TEST_DIR)/check.sh $(SELFTEST_RESULTS) "$(TEST_SELFTESTS)"; rc=$$?; \
	cat $(KDIR)/s.logs.vm.results $(KDIR)/sa.logs.vm.results >>$(SELFTEST_RESULTS); \
	exit $$rc

# What the unpatched kernel makes of its own tests; not in CI.
$(KDIR)/su/.built: $(SELFTESTS)/s.config | $(KDIR)/s/.built
	@$(QEMU_DIR)/variant.sh $(KDIR)/s $(KDIR)/su unpatched $(QEMU_DIR)/variant/u.config
	@$(SELFTESTS)/config.sh $(KDIR)/su $(SELFTESTS)/s.config
	@$(SELFTESTS_MAKE) -s -C $(KDIR)/su/$(SELFTESTS_DIR) clean >/dev/null
	@$(call build_kernel,su,SU)
	@touch $@

$(KDIR)/su/.selftests: $(KDIR)/su/.built | $(CACHED)/.made
	@$(call build_selftests,su)
	@touch $@

selftests-baseline: $(KDIR)/su/.selftests $(KDIR)/s.cpio.gz ## record what the unpatched kernel makes of its selftests
	@mkdir -p $(KDIR)/su/$(SELFTESTS_DIR)/btf_reconcile
	@cp $(SELFTESTS_DIR)/btf_reconcile/related \
		$(KDIR)/su/$(SELFTESTS_DIR)/btf_reconcile/
	@$(call boot_selftests,su,su,su,$(KDIR)/su.logs,1800)
	@$(SELFTESTS)/results.sh $(KDIR)/su.logs/plain.log >$(BASELINE)
	@git diff --stat $(BASELINE)

# The whole of it, which takes long; what came of it is kept. Tests that measure
# time fail now and then, so those that differ are run once more.
FULL := $(foreach d,full again,$(foreach k,su s,$(KDIR)/$(k).$(d)/full.log))
test-full: $(KDIR)/s/.selftests $(KDIR)/su/.selftests $(KDIR)/s.cpio.gz ## all of test_progs, with the patched and the unpatched kernel; an hour
	@rm -rf $(dir $(FULL))
	@$(call boot_selftests,full,su,su,$(KDIR)/su.full,7200)
	@$(call boot_selftests,full,s,s,$(KDIR)/s.full,7200)
	@$(MAKE) -s full-again

# $(call again,TREE)
again = $(call boot_selftests,full,$(1),$(1),$(KDIR)/$(1).again,1800,rec.tests=$$tests)
full-again:
	@tests=$$($(SELFTESTS)/differ.sh $(wordlist 1,2,$(FULL)) | \
		sed 's/^. [A-Z]* //; s#/.*##' | sort -u | paste -s -d ,); \
	[ -z "$$tests" ] || { $(call again,su); $(call again,s); }
	@{ $(QEMU_DIR)/record.sh 'make test-full' $(KDIR)/s; \
	   $(SELFTESTS)/full_report.sh $(FULL); } >$(RECORDS)/test-full.txt; rc=$$?; \
	cat $(RECORDS)/test-full.txt; exit $$rc

.PHONY: test-selftests selftests-baseline test-full full-again
