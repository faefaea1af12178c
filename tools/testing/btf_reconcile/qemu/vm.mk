# SPDX-License-Identifier: GPL-2.0
# The virtual machine: `make run` tells, `make test` asserts. Same machine.

RUN := $(QEMU_DIR)/run.sh
IMAGE := arch/x86/boot/bzImage
VM_FILES := $(KDIR)/b.cpio.gz $(KDIR)/u.cpio.gz

# Both suites, then what came of them; VERBOSE=1 shows each check.
boot = $(RUN) b $(KDIR)/b/$(IMAGE) $(KDIR)/b.cpio.gz $(KDIR)/b.vm && \
       $(RUN) u $(KDIR)/u/$(IMAGE) $(KDIR)/u.cpio.gz $(KDIR)/u.vm

run: $(KDIR)/a/.built $(KDIR)/u/.built $(VM_FILES) ## two kernels, modules of one loaded into the other, in a virtual machine
	@$(QEMU_DIR)/same_abi.sh $(KDIR)/a $(KDIR)/b
	@$(boot)
	@$(TEST_DIR)/summary.sh 'make run' $(KDIR)/b.vm.results $(KDIR)/u.vm.results

KBUILD_RESULTS := $(KDIR)/kbuild.results

test-kbuild: $(KDIR)/b/.built $(HEADERS)/.unpacked ## what the kernel's build gives to modules
	@CCACHE=$(CCACHE) $(QEMU_DIR)/kbuild.sh $(KDIR)/b $(HEADERS)/usr/src/linux-headers-* \
		$(KDIR)/kbuild $(KBUILD_RESULTS)

# A part that fails does not keep the others from being run; the summary fails.
test: $(KDIR)/a/.built $(KDIR)/u/.built $(VM_FILES) ## all tests: check, test-real, test-kbuild, and the virtual machine's
	@rm -f $(O)/check.results $(REAL_RESULTS) $(KBUILD_RESULTS)
	@$(MAKE) -s check || true
	@$(MAKE) -s test-real || true
	@$(MAKE) -s test-kbuild || true
	@VERBOSE=1; export VERBOSE; $(boot)
	@$(TEST_DIR)/summary.sh 'make test' $(O)/check.results \
		$(REAL_RESULTS) $(KBUILD_RESULTS) $(KDIR)/b.vm.results $(KDIR)/u.vm.results

.PHONY: test-kbuild
