# SPDX-License-Identifier: GPL-2.0
# The virtual machine: `make run` tells, `make test` asserts. Same machine.

RUN := $(VM_DIR)/run.sh
VM_FILES := $(KDIR)/b.cpio.gz $(KDIR)/u.cpio.gz

# All suites, then what came of them; VERBOSE=1 shows each check.
boot = $(BOOT_RELOCATE) \
       $(RUN) b $(KDIR)/b/$(IMAGE) $(KDIR)/b.cpio.gz $(KDIR)/b.vm $(SHORT) && \
       $(RUN) mismatch $(KDIR)/b/$(IMAGE) $(KDIR)/b.cpio.gz $(KDIR)/mismatch.vm && \
       $(RUN) allow $(KDIR)/b/$(IMAGE) $(KDIR)/b.cpio.gz $(KDIR)/allow.vm \
		module.allow_btf_mismatch=1 && \
       $(RUN) u $(KDIR)/u/$(IMAGE) $(KDIR)/u.cpio.gz $(KDIR)/u.vm
VM_RESULTS := $(foreach s,b mismatch allow u $(RELOCATES:%=relocate),$(KDIR)/$(s).vm.results)

# Where there is btf_relocate(), it is one more.
ifneq ($(RELOCATES),)
VM_FILES += $(KDIR)/relocate.cpio.gz
BOOT_RELOCATE = $(RUN) relocate $(KDIR)/b/$(IMAGE) $(KDIR)/relocate.cpio.gz \
		$(KDIR)/relocate.vm &&
endif

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
run: $(KDIR)/a/.built $(KDIR)/u/.built $(VM_FILES) ## two kernels, modules of one loaded into the other, in a virtual machine
	@$(VM_DIR)/kernel/same_abi.sh $(KDIR)/a $(KDIR)/b
	@$(boot)
	@$(TEST_DIR)/summary.sh 'make run' $(VM_RESULTS)

# $(call record,TARGET,TREE,RESULTS): what came of a target that is not in CI
RECORDS := Documentation/bpf/btf_reconcile
record = $(VM_DIR)/record.sh 'make $(1)' $(KDIR)/$(2) $(3) >$(RECORDS)/$(1).txt; \
	 $(TEST_DIR)/summary.sh 'make $(1)' $(3)

test-vm: $(KDIR)/b/.built $(KDIR)/u/.built $(VM_FILES) ## the virtual machine of `make run`, with each check shown
	@VERBOSE=1; export VERBOSE; $(boot)

record-vm: test-vm ## test-vm, and what came of it is recorded; for a kernel that CI does not run, KERNEL=6.12
	@$(VM_DIR)/record.sh 'make record-vm KERNEL=$(KERNEL)$(CROSS:%= ARCH=%)' $(KDIR)/b \
		$(VM_RESULTS) >$(RECORDS)/test-vm-$(KERNEL)$(CROSS:%=-%).txt
	@$(TEST_DIR)/summary.sh 'make record-vm' $(VM_RESULTS)

# The newest kernel in the same machine, beside the one that all the rest is tested on.
NEWEST := $(filter-out $(KERNEL),7.3)
NEWEST_RESULTS := $(NEWEST:%=$(O)/linux-%.results)
PARTS += $(NEWEST:%=test-newest)
RESULTS += $(NEWEST_RESULTS)

test-newest: ## test-vm with the newest kernel
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
test: $(SELFTESTS_DEPS) $(KERNEL_DEPS) $(TOOL) ## all tests, those that make help says are not in CI aside
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

.PHONY: test-vm record-vm test-newest
