# SPDX-License-Identifier: GPL-2.0
# Kernels as Debian has built them, and btf_reconcile.ko: STOCK=6.1 (which CI runs),
# 6.12 or 7.3. Two neighbours, the older A and the latest B, as in kernel.mk.
#
# stock-$(STOCK)/m/<kernel>-<0|1|base>/<module>.ko: built for that kernel, without a
# reference, with one, and as the kernel's own build does, with .BTF.base.

STOCK ?= 6.1
STOCK_DIR := $(abspath $(O))/stock-$(STOCK)
STOCK_M := $(STOCK_DIR)/m
STOCK_BUILD := $(QEMU_DIR)/stock_build.sh $(STOCK_DIR)
# Of what btf_reconcile.ko is built, under the names that stock/Kbuild knows.
STOCK_SRC := $(wildcard stock/* include/linux/btf_*.h kernel/bpf/btf_reconcile*) \
	     kernel/module/btf.c
# There are no more than these of an older one with 7.3, see stock_fetch.sh.
STOCK_KERNELS := $(if $(filter 7.3,$(STOCK)),b,a b)

$(STOCK_DIR)/.fetched: $(QEMU_DIR)/stock_fetch.sh | $(call deps,kernel) $(if $(filter-out 6.1,$(STOCK)),$(call deps,hosts))
	@$(STEP) $(STOCK_DIR).log "Debian's kernels $(STOCK)" \
		$(QEMU_DIR)/stock_fetch.sh $(STOCK_DIR) $(STOCK)
	@touch $@

# What Debian 12's headers have not, and modules' BTF needs.
RESOLVE_HOOK := tools/bpf/btf_reconcile/hooks/resolve_btfids
$(STOCK_DIR)/.complete: $(STOCK_DIR)/.fetched $(RESOLVE_HOOK) $(TOOL)
	@for k in $(STOCK_KERNELS); do \
		headers=$(STOCK_DIR)/debian/usr/src/linux-headers-$$(cat $(STOCK_DIR)/$$k/release); \
		[ -e $$headers/vmlinux ] || cp $(STOCK_DIR)/$$k/btf $$headers/vmlinux; \
		[ $(STOCK) != 6.1 ] || install -D -t $$headers/tools/bpf/resolve_btfids \
			$(RESOLVE_HOOK); \
	done
	@touch $@

# $(call stock_module,KERNEL,KIND,MODULE,SOURCE,MAKE ARGUMENTS)
define stock_module
$(STOCK_M)/$(1)-$(2)/$(3).ko: $(STOCK_DIR)/.complete $(wildcard $(QEMU_DIR)/modules/$(3)/*)
	@$(STEP) $(STOCK_M)/$(1)-$(2)-$(3).log "module $(3) for Debian's $(STOCK), $(1)-$(2)" \
		env BTF_RECONCILE=$(abspath $(TOOL)) BTF_BASE_REF=0 \
		$(STOCK_BUILD) $$$$(cat $(STOCK_DIR)/$(1)/release) $(4) . $(3) $$@ $(5)
endef

# Without what would make .BTF.base of it: 6.12's variable, then 7.3's.
PLAIN_BTF := MODULE_PAHOLE_FLAGS= RESOLVE_BTFIDS_FLAGS=
$(foreach k,$(STOCK_KERNELS),\
	$(eval $(call stock_module,$(k),0,v4l2loopback,$(STOCK_DIR)/v4l2loopback,$(PLAIN_BTF)))\
	$(eval $(call stock_module,$(k),0,btf_rec_demo,$(QEMU_DIR)/modules/btf_rec_demo,$(PLAIN_BTF)))\
	$(eval $(call stock_module,$(k),base,btf_rec_demo,$(QEMU_DIR)/modules/btf_rec_demo)))

$(STOCK_M)/a-1/%.ko: $(STOCK_M)/a-0/%.ko $(TOOL)
	@mkdir -p $(@D)
	@cp $< $@
	@$(TOOL) emit -b $(STOCK_DIR)/a/btf $@
$(STOCK_M)/b-1/%.ko: $(STOCK_M)/b-0/%.ko $(TOOL)
	@mkdir -p $(@D)
	@cp $< $@
	@$(TOOL) emit -b $(STOCK_DIR)/b/btf $@

$(STOCK_DIR)/src/.copied: $(STOCK_SRC)
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@cp --parents $^ $(@D)
	@touch $@

$(STOCK_M)/ko/btf_reconcile.ko: $(STOCK_DIR)/src/.copied $(STOCK_DIR)/.complete
	@$(STEP) $(STOCK_DIR)/ko.log "btf_reconcile.ko for Debian's $(STOCK)" \
		$(STOCK_BUILD) $$(cat $(STOCK_DIR)/b/release) $(<D) stock btf_reconcile $@

STOCK_LAST := $(STOCK_M)/$(firstword $(STOCK_KERNELS))-1/btf_rec_demo.ko
$(STOCK_M)/mismatch/btf_rec_demo.ko: $(STOCK_LAST)
	@mkdir -p $(@D)
	@$(QEMU_DIR)/set_section.py $< $@ .BTF.base_ref text=task_struct:task_strukt
$(STOCK_M)/readonly/btf_rec_demo.ko: $(STOCK_LAST)
	@mkdir -p $(@D)
	@$(QEMU_DIR)/set_section.py $< $@ .BTF_ids flags=2

$(STOCK_DIR)/bad/.made: $(STOCK_LAST) $(HOST_BIN)/make_hostile
	@$(call make_bad,$(@D))
	@touch $@

STOCK_MODULES := $(foreach k,$(STOCK_KERNELS),$(foreach r,0 1,$(foreach m,btf_rec_demo v4l2loopback,\
	$(STOCK_M)/$(k)-$(r)/$(m).ko))) \
	$(addprefix $(STOCK_M)/,ko/btf_reconcile.ko mismatch/btf_rec_demo.ko readonly/btf_rec_demo.ko)

# Kernels that have btf_relocate() crash of these, or never come back.
ifneq ($(STOCK),6.1)
$(STOCK_DIR)/distill_base: $(TEST_DIR)/peer/distill_base.c $(PEER_LIB)
	@gcc $(HOST_CFLAGS) -I$(PEER)/usr/include -o $@ $< $(PEER_LIB) -lelf -lz

define stock_spoilt
$(STOCK_M)/spoilt-$(1)/btf_rec_demo.ko: $(STOCK_M)/b-base/btf_rec_demo.ko $(STOCK_M)/b-0/btf_rec_demo.ko $(STOCK_DIR)/distill_base
	@mkdir -p $$(@D)
	@$(STOCK_DIR)/distill_base $(STOCK_M)/b-0/btf_rec_demo.ko $(STOCK_DIR)/b/btf \
		$$(@D)/btf $$(@D)/base $(1)
	@objcopy --update-section .BTF=$$(@D)/btf --update-section .BTF.base=$$(@D)/base $$< $$@
endef
STOCK_SPOILT := pointer member array
$(foreach c,$(STOCK_SPOILT),$(eval $(call stock_spoilt,$(c))))
STOCK_MODULES += $(STOCK_SPOILT:%=$(STOCK_M)/spoilt-%/btf_rec_demo.ko) \
		 $(foreach k,$(STOCK_KERNELS),$(STOCK_M)/$(k)-base/btf_rec_demo.ko)
endif

$(STOCK_DIR)/guest.cpio.gz: $(addprefix $(GUEST)/,$(GUEST_BIN)) $(STOCK_MODULES) \
		$(STOCK_DIR)/bad/.made $(wildcard $(QEMU_DIR)/guest/*) $(QEMU_DIR)/initramfs.sh
	@mkdir -p $(STOCK_M)/debian
	@cp $(STOCK_DIR)/b/modules/*.ko $(STOCK_M)/debian/
	@$(QEMU_DIR)/initramfs.sh $@ $(QEMU_DIR)/guest $(addprefix $(GUEST)/,$(GUEST_BIN)) -- \
		$(STOCK_M) $(STOCK_MODULES) $(STOCK_M)/debian/*.ko $(STOCK_DIR)/bad

# On a kernel that reconciles it has nothing to do: part of suite b.
$(MODULES_DIR)/ko/btf_reconcile.ko: $(STOCK_DIR)/src/.copied $(KDIR)/b/.built
	@rm -rf $(MODULES_DIR)/src/ko
	@mkdir -p $(MODULES_DIR)/src $(@D)
	@cp -r $(<D) $(MODULES_DIR)/src/ko
	@$(STEP) $(MODULES_DIR)/ko.log "btf_reconcile.ko for b" $(KMAKE) -C $(KDIR)/b \
		M=$(MODULES_DIR)/src/ko/stock BTF_BASE_REF=0 modules
	@cp $(MODULES_DIR)/src/ko/stock/btf_reconcile.ko $@
GUEST_MODULES += $(MODULES_DIR)/ko/btf_reconcile.ko
$(KDIR)/b.cpio.gz: $(MODULES_DIR)/ko/btf_reconcile.ko

STOCK_RESULTS := $(STOCK_DIR)/stock.vm.results
PARTS += test-stock
RESULTS += $(STOCK_RESULTS)

boot_stock = $(RUN) stock $(STOCK_DIR)/b/vmlinuz $(STOCK_DIR)/guest.cpio.gz $(STOCK_DIR)/stock.vm $(SHORT)

run-stock test-stock record-stock: SHORT := rec.short
run-stock: $(STOCK_DIR)/guest.cpio.gz ## btf_reconcile.ko in a kernel of Debian's, as it is: STOCK=6.1, 6.12 or 7.3
	@$(boot_stock)
	@$(TEST_DIR)/summary.sh 'make run-stock' $(STOCK_RESULTS)

test-stock: $(STOCK_DIR)/guest.cpio.gz ## the same, with each check shown
	@VERBOSE=1; export VERBOSE; $(boot_stock)

record-stock: $(STOCK_DIR)/guest.cpio.gz ## the same, recorded; not in CI
	@$(boot_stock)
	@$(QEMU_DIR)/record.sh 'make record-stock STOCK=$(STOCK)' $(STOCK_DIR) $(STOCK_RESULTS) \
		>$(RECORDS)/test-stock-$(STOCK).txt
	@$(TEST_DIR)/summary.sh 'make record-stock' $(STOCK_RESULTS)

.PHONY: run-stock test-stock record-stock
