# SPDX-License-Identifier: GPL-2.0
# What a person feels: insmod of the largest modules of Debian's 7.3, in Debian's kernel
# with btf_reconcile.ko. Not in CI: it takes 3 GB more, and tens of minutes.

LOAD := $(STOCK_DIR)/load
LOAD_MODULES := 130	# of which 100 are to load and go

$(LOAD)/needed/list: $(VM_DIR)/stock/load_modules.sh $(STOCK_DIR)/.fetched $(REAL)/7/.unpacked $(STOCK_DIR)/distill_base $(TOOL)
	@$(STEP) $(LOAD).log "Debian's $(strip $(LOAD_MODULES)) largest modules, in four ways" \
		$(VM_DIR)/stock/load_modules.sh $(TOOL) $(STOCK_DIR)/distill_base \
		$(REAL)/7/new $(STOCK_DIR)/b/btf $(LOAD_MODULES) $(LOAD)

$(STOCK_DIR)/insmod.cpio.gz: $(LOAD)/needed/list $(STOCK_M)/ko/btf_reconcile.ko \
		$(addprefix $(GUEST)/,load time_load) $(GUEST_FILES)
	@cmp $(STOCK_DIR)/b/release $(REAL)/7/new/release
	@$(VM_DIR)/initramfs.sh $@ $(addprefix $(GUEST)/,load time_load) -- \
		$(STOCK_M) $(STOCK_M)/ko/btf_reconcile.ko $(addprefix $(LOAD)/,nobtf native reference base needed)

# One CPU: with two, tcg can run a breakpoint that the kernel has just taken away while
# it changed its own code, and the kernel dies of that.
INSMOD_DIR := $(abspath $(O))/stock-7.3
bench-load: ##measure insmod of Debian's 100 largest modules: no BTF, native, reference, .BTF.base
	@$(MAKE) -s STOCK=7.3 $(INSMOD_DIR)/insmod.cpio.gz
	@MEMORY=5000 TIMEOUT=7200 QEMU_ARGS='-smp 1' $(RUN) insmod $(INSMOD_DIR)/b/vmlinuz \
		$(INSMOD_DIR)/insmod.cpio.gz $(INSMOD_DIR)/insmod.vm | tee $(RECORDS)/bench-load.txt
	@$(TEST_DIR)/summary.sh 'make bench-load' $(INSMOD_DIR)/insmod.vm.results

.PHONY: bench-load
