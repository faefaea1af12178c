# SPDX-License-Identifier: GPL-2.0
# The virtual machine: run.sh boots a kernel in QEMU with a root file system that
# initramfs.sh made, init runs one suite of guest/, and a line for each check comes out
# in <suite>.vm.results. record.sh keeps what a target that is not in CI came to.
#
#	kernel/		the kernels: trees, configurations, machines
#	modules/	the modules that are loaded, and how they are built
#	guest/		what runs inside, by the target that boots it
#	kbuild/, stock/, selftests/	more kernels and what they are for
#
# `make run` tells, `make test-vm` shows each check. One suite: make test-suite
# SUITE=mismatch.

RUN := $(VM_DIR)/run.sh
VM_FILES := $(KDIR)/b.cpio.gz $(KDIR)/u.cpio.gz

# $(call boot_suite,NAME): in B with b.cpio.gz, unless the variables below say otherwise
boot_suite = AGAIN='make test-suite SUITE=$(1) KERNEL=$(KERNEL)$(CROSS:%= ARCH=%)$(FLAVOUR:%= FLAVOUR=%)' \
	     $(RUN) $(1) $(KDIR)/$(or $(KERNEL_$(1)),b)/$(IMAGE) \
	     $(KDIR)/$(or $(FILES_$(1)),b).cpio.gz $(KDIR)/$(1).vm $(PARAMETER_$(1))
SUITES := $(RELOCATES:%=relocate) b mismatch allow u
PARAMETER_b = $(SHORT)
PARAMETER_allow := module.allow_btf_mismatch=1
KERNEL_u := u
FILES_u := u
# Where there is btf_relocate().
FILES_relocate := relocate
VM_FILES += $(RELOCATES:%=$(KDIR)/relocate.cpio.gz)

boot = $(foreach s,$(SUITES),$(call boot_suite,$(s)) && ) true
VM_RESULTS := $(foreach s,b mismatch allow u $(RELOCATES:%=relocate),$(KDIR)/$(s).vm.results)

# Of another architecture: the tool on this kernel and its modules, here and as that
# machine runs it.
ifneq ($(CROSS),)
OWN := $(KDIR)/machine/$(CROSS)-$(KERNEL)
$(OWN)/.made: $(KDIR)/b/.built $(FOR_A:%=$(MODULES_DIR)/b-0/%.ko) \
		$(TREE:%=$(MODULES_DIR)/b-tree/%.ko) $(MACHINES)/$(CROSS)-obj/btf_reconcile
	@rm -rf $(@D)
	@mkdir -p $(@D)/modules
	@cp $(filter %.ko,$^) $(@D)/modules
	@cp $(KDIR)/b/$(IMAGE) $(@D)/image
	@cp $(MACHINES)/$(CROSS)-obj/btf_reconcile $(@D)/../$(CROSS)-tool
	@echo 'Linux $(KERNEL) of $(CROSS)' >$(@D)/package
	@touch $@
VM_FILES += $(OWN)/.made $(TOOL) $(HOST_BIN)/btf_same
VM_RESULTS += $(KDIR)/machine.results
boot += ; $(TEST_DIR)/check.sh $(KDIR)/machine.results \
	"$(TEST_DIR)/machines/test_machines.sh $(TOOL) $(HOST_BIN)/btf_same $(KDIR)/machine $(notdir $(OWN))"
endif

# Who only looks need not wait for a module for each rule of the core.
run: SHORT := rec.short
run: $(KDIR)/a/.built $(KDIR)/u/.built $(VM_FILES) ##use load modules of one kernel into another, in a virtual machine, and tell
	@$(VM_DIR)/kernel/same_abi.sh $(KDIR)/a $(KDIR)/b
	@$(boot)
	@$(TEST_DIR)/summary.sh 'make run' $(VM_RESULTS)

# $(call record,TARGET,TREE,RESULTS): what came of a target that is not in CI
RECORDS := Documentation/bpf/btf_reconcile
record = $(VM_DIR)/record.sh 'make $(1)' $(KDIR)/$(2) $(3) >$(RECORDS)/$(1).txt; \
	 $(TEST_DIR)/summary.sh 'make $(1)' $(3)

test-vm: $(KDIR)/b/.built $(KDIR)/u/.built $(VM_FILES) ##test run, each check shown
	@VERBOSE=1; export VERBOSE; $(boot)

SUITE ?= b
test-suite: $(KDIR)/b/.built $(KDIR)/u/.built $(VM_FILES) ##test one suite of test-vm: SUITE=b, mismatch, allow, u, or relocate
	@VERBOSE=1; export VERBOSE; $(call boot_suite,$(SUITE))
	@$(TEST_DIR)/summary.sh 'make test-suite' $(KDIR)/$(SUITE).vm.results

record-vm: test-vm ##contribute test-vm, recorded in Documentation: for a kernel that CI does not run, KERNEL=6.12
	@$(VM_DIR)/record.sh 'make record-vm KERNEL=$(KERNEL)$(CROSS:%= ARCH=%)' $(KDIR)/b \
		$(VM_RESULTS) >$(RECORDS)/test-vm-$(KERNEL)$(CROSS:%=-%).txt
	@$(TEST_DIR)/summary.sh 'make record-vm' $(VM_RESULTS)

# The newest kernel in the same machine, beside the one that all the rest is tested on.
NEWEST := $(filter-out $(KERNEL),7.3)
NEWEST_RESULTS := $(NEWEST:%=$(O)/linux-%.results)
PARTS += $(NEWEST:%=test-newest)
RESULTS += $(NEWEST_RESULTS)

test-newest: ##test test-vm with the newest kernel
	@rm -f $(NEWEST_RESULTS) $(O)/linux-$(NEWEST)/*.vm.results
	@$(MAKE) -s KERNEL=$(NEWEST) test-vm || true
	@sed 's/^\(not \)\?ok /&Linux $(NEWEST): /' $(foreach s,relocate b mismatch allow u,\
		$(O)/linux-$(NEWEST)/$(s).vm.results) >$(NEWEST_RESULTS)

# Last, so that what people look at is at the end.
PARTS += test-vm
RESULTS += $(VM_RESULTS)

# What needs no kernel goes beside the build of A and B, and the kernel's selftests
# beside the rest, so that no core waits for a linker. What they share is made before:
# packages are installed one after the other. A part that fails does not keep the
# others from being run; the summary fails.
HOST_PARTS := check test-real test-machines test-fuzz
BESIDE := test-selftests
test: $(SELFTESTS_DEPS) $(KERNEL_DEPS) $(TOOL) ##test all that CI runs: this group, some of it side by side
	@rm -f $(RESULTS)
	@trap 'kill $$pids; exit 130' INT TERM; \
	parts() { for part; do $(MAKE) -s $$part || true; done; }; \
	beside() { (export NO_PROGRESS=1; parts "$$@") & pids="$$pids $$!"; }; \
	beside $(HOST_PARTS); \
	$(MAKE) --no-print-directory $(KDIR)/a/.built && { \
		beside $(BESIDE); \
		parts $(filter-out $(HOST_PARTS) $(BESIDE),$(PARTS)); \
	}; \
	wait
	@$(TEST_DIR)/summary.sh 'make test' $(RESULTS)

.PHONY: test-vm test-suite record-vm test-newest
