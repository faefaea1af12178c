# SPDX-License-Identifier: GPL-2.0
# The kernel that looks for bugs (config/debug.config), and makes allocations
# fail. Not in CI: it takes long, builds included. What comes of it is recorded in
# $(RECORDS).
#
# Everything is made and run as usual, with FLAVOUR=debug; `make FLAVOUR=debug
# test-vm` is possible as well.

ifeq ($(FLAVOUR),debug)
export MEMORY := 3072
export TIMEOUT := 3600
endif

$(GUEST)/fail_load.skel.h: $(VM_DIR)/guest/debug/fail_load.bpf.c $(VM_DIR)/guest/debug/fail_load.h | $(DEPS)
	@mkdir -p $(@D)
	@clang -O2 -g -target bpf -D__TARGET_ARCH_x86 -Wall -Werror \
		-I/usr/include/$(shell gcc -print-multiarch) \
		-c $< -o $(GUEST)/fail_load.bpf.o
	@bpftool gen skeleton $(GUEST)/fail_load.bpf.o \
		name fail_load_bpf >$@ || { rm -f $@; false; }

$(GUEST)/fail_load: $(VM_DIR)/guest/debug/fail_load.c $(VM_DIR)/guest/debug/fail_load.h $(GUEST)/fail_load.skel.h
	@$(GUEST_CC) -pthread -o $@ $< $(GUEST_LIBS)

# Eight modules that differ by their names only.
EIGHT := $(MODULES_DIR)/eight
$(EIGHT)/.made: $(MODULES_DIR)/b-1/$(DEMO).ko $(SET_SECTION)
	@rm -rf $(EIGHT)
	@mkdir -p $(EIGHT)
	@for i in 1 2 3 4 5 6 7 8; do \
		$(SET_SECTION) $< $(EIGHT)/btf_rec_dem$$i.ko \
			.gnu.linkonce.this_module text=$(DEMO):btf_rec_dem$$i; \
	done
	@touch $@

$(GUEST)/storm: $(VM_DIR)/guest/debug/storm.c | $(DEPS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -pthread -o $@ $<

# For each thread one of each sort, of its own name: r has a reference, m one that
# does not match, s lost its own; i has an ID, o that of A; n has neither.
# Of a kernel's own modules, and of A's one whose ID is not its own.
storm_of = $(SET_SECTION) $(@D)/.$(1).ko \
	   $(@D)/$$i/btf_rec_$(1)_0$$i.$(2).ko \
	   .gnu.linkonce.this_module text=$(DEMO):btf_rec_$(1)_0$$i
STORM := $(MODULES_DIR)/b-storm/storm
$(MODULES_DIR)/%-storm/storm/.made: $(foreach m,%-0 %-1 %-noid a-0,$(MODULES_DIR)/$(m)/$(DEMO).ko) $(SET_SECTION)
	@rm -rf $(@D)
	@mkdir -p $(addprefix $(@D)/,1 2 3 4 5 6 7 8)
	@strip -g -o $(@D)/.r.ko $(MODULES_DIR)/$*-1/$(DEMO).ko
	@strip -g -o $(@D)/.i.ko $(MODULES_DIR)/$*-0/$(DEMO).ko
	@strip -g -o $(@D)/.o.ko $(MODULES_DIR)/a-0/$(DEMO).ko
	@strip -g -o $(@D)/.n.ko $(MODULES_DIR)/$*-noid/$(DEMO).ko
	@$(CROSS_COMPILE)objcopy -R .BTF.base_ref $(@D)/.r.ko $(@D)/.s.ko
	@$(SET_SECTION) $(@D)/.r.ko $(@D)/.m.ko \
		.BTF.base_ref text=task_struct:task_strukt
	@set -e; for i in 1 2 3 4 5 6 7 8; do \
		$(call storm_of,r,ok); $(call storm_of,i,ok); $(call storm_of,n,ok); \
		$(call storm_of,m,refused); $(call storm_of,o,refused); \
		$(call storm_of,s,refused); \
	done
	@rm $(@D)/.[a-z].ko
	@touch $@

$(GUEST)/mutants: $(VM_DIR)/guest/debug/mutants.c | $(DEPS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -o $@ $<

FAIL_MODULES := $(foreach m,b-0 b-1 b-distilled b-unaligned,$(MODULES_DIR)/$(m)/$(DEMO).ko)
$(KDIR)/fail.cpio.gz: $(addprefix $(GUEST)/,$(GUEST_BIN) fail_load storm mutants) $(FAIL_MODULES) \
		$(EIGHT)/.made $(STORM)/.made $(FUZZ_BIN)/seeds/.made $(GUEST_FILES)
	@$(VM_DIR)/initramfs.sh $@ \
		$(addprefix $(GUEST)/,$(GUEST_BIN) fail_load storm mutants) -- \
		$(MODULES_DIR) $(FAIL_MODULES) $(EIGHT) $(STORM) $(FUZZ_BIN)/seeds/reconcile

# Suites that each want a kernel that has not loaded a module yet.
FAIL_SUITES := faults threads storm mutants
debug-suites: $(KDIR)/b/.built $(KDIR)/b.cpio.gz $(KDIR)/fail.cpio.gz
	@$(RUN) b $(KDIR)/b/$(IMAGE) $(KDIR)/b.cpio.gz $(KDIR)/b.vm
	@$(foreach s,$(FAIL_SUITES),\
		$(RUN) $(s) $(KDIR)/b/$(IMAGE) $(KDIR)/fail.cpio.gz $(KDIR)/$(s).vm;)

# btf_reconcile.ko in U: the suite of stock kernels.
debug-ko: $(STOCK_DIR)/guest.cpio.gz
	@$(RUN) stock $(STOCK_DIR)/b/vmlinuz $< $(KDIR)/ko.vm

debug-selftests: LOGS = $(word 1,$(SELFTEST_LOGS))
debug-selftests: $(KDIR)/t/.selftests $(FOREIGN) $(KDIR)/selftests.cpio.gz
	@$(call boot_selftests,selftests,b,t,$(LOGS),$(TIMEOUT),rec.short)
	@$(TEST_DIR)/check.sh $(SELFTEST_RESULTS) \
		"$(SELFTESTS)/test_selftests.sh $(LOGS)" || true
	@cat $(LOGS).vm.results >>$(SELFTEST_RESULTS)

debug-record:
	@$(call record,test-debug,b,$(foreach s,b $(FAIL_SUITES) ko,$(KDIR)/$(s).vm.results) $(SELFTEST_RESULTS))

test-debug: ##more a kernel with KASAN, lockdep, kmemleak: failing allocations, threads, mutated modules
	@for part in suites ko selftests record; do $(MAKE) -s FLAVOUR=debug STOCK=own debug-$$part || exit; done

.PHONY: test-debug debug-suites debug-ko debug-selftests debug-record
