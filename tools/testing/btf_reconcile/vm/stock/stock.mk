# SPDX-License-Identifier: GPL-2.0
# Kernels as Debian has built them, and btf_reconcile.ko: STOCK=6.1 (which CI runs),
# 6.12 or 7.3. Two neighbours, the older A and the latest B, as in kernel.mk.
# STOCK=own: our own A and U instead, which can be of any FLAVOUR. make run-stock.
#
# stock-$(STOCK)/m/<kernel>-<0|1|base>/<module>.ko: built for that kernel, without a
# reference, with one, and as the kernel's own build does, with .BTF.base.

STOCK ?= 6.1
STOCK_DIR := $(abspath $(O))/stock-$(STOCK)$(addprefix -,$(FLAVOUR))
STOCK_M := $(STOCK_DIR)/m
STOCK_BUILD := $(VM_DIR)/stock/build.sh $(STOCK_DIR)
# Of what btf_reconcile.ko is built, under the names that stock/Kbuild knows.
STOCK_SRC := $(wildcard stock/* include/linux/btf_*.h kernel/bpf/btf_reconcile*) \
	     kernel/module/btf.c
# There are no more than these of an older one with 7.3, see fetch.sh.
STOCK_KERNELS := $(if $(filter 7.3,$(STOCK)),b,a b)

ifeq ($(STOCK),own)
$(STOCK_DIR)/.fetched: $(VM_DIR)/stock/own.sh $(KDIR)/a/.built $(KDIR)/u/.built $(THIRD_PARTY_SRC)/.unpacked
	@$< $(STOCK_DIR) $(KDIR) $(THIRD_PARTY_SRC) $(IMAGE) >$(STOCK_DIR).log
	@touch $@
else
$(STOCK_DIR)/.fetched: $(VM_DIR)/stock/fetch.sh | $(call deps,kernel) $(if $(filter-out 6.1,$(STOCK)),$(call deps,hosts))
	@$(STEP) $(STOCK_DIR).log "Debian's kernels $(STOCK)" \
		$(VM_DIR)/stock/fetch.sh $(STOCK_DIR) $(STOCK) $(VM_DIR)/modules
	@touch $@
endif

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
$(STOCK_M)/$(1)-$(2)/$(3).ko: $(STOCK_DIR)/.complete $(wildcard $(VM_DIR)/modules/$(3)/*)
	@$(STEP) $(STOCK_M)/$(1)-$(2)-$(3).log "module $(3) for Debian's $(STOCK), $(1)-$(2)" \
		env BTF_RECONCILE=$(abspath $(TOOL)) BTF_BASE_REF=0 \
		$(STOCK_BUILD) $$$$(cat $(STOCK_DIR)/$(1)/release) $(4) . $(3) $$@ $(5)
endef

# Without what would make .BTF.base of it: 6.12's variable, then 7.3's.
PLAIN_BTF := MODULE_PAHOLE_FLAGS= RESOLVE_BTFIDS_FLAGS=
STOCK_THIRD := v4l2loopback acpi_call
$(foreach k,$(STOCK_KERNELS),\
	$(foreach m,$(STOCK_THIRD),$(eval $(call stock_module,$(k),0,$(m),$(STOCK_DIR)/$(m),$(PLAIN_BTF))))\
	$(eval $(call stock_module,$(k),0,btf_rec_demo,$(VM_DIR)/modules/btf_rec_demo,$(PLAIN_BTF)))\
	$(eval $(call stock_module,$(k),base,btf_rec_demo,$(VM_DIR)/modules/btf_rec_demo)))
$(foreach m,btf_rec_slow btf_rec_fail,$(eval $(call stock_module,b,0,$(m),$(VM_DIR)/modules/$(m),$(PLAIN_BTF))))

$(STOCK_M)/a-1/%.ko: $(STOCK_M)/a-0/%.ko $(TOOL)
	@mkdir -p $(@D)
	@cp $< $@
	@$(TOOL) emit -b $(STOCK_DIR)/a/btf $@
$(STOCK_M)/b-1/%.ko: $(STOCK_M)/b-0/%.ko $(TOOL)
	@mkdir -p $(@D)
	@cp $< $@
	@$(TOOL) emit -b $(STOCK_DIR)/b/btf $@

$(STOCK_DIR)/src/.copied: $(STOCK_SRC) | $(STOCK_DIR)/.fetched
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@cp --parents $^ $(@D)
	@touch $@

$(STOCK_M)/ko/btf_reconcile.ko: $(STOCK_DIR)/src/.copied $(STOCK_DIR)/.complete
	@$(STEP) $(STOCK_DIR)/ko.log "btf_reconcile.ko for Debian's $(STOCK)" \
		$(STOCK_BUILD) $$(cat $(STOCK_DIR)/b/release) $(<D) stock btf_reconcile $@

# $(call stock_spoil,MODULE,DIR): one that needs a type that no kernel has, and one
# whose .BTF_ids is not marked as written to
stock_spoil = mkdir -p $(2)/mismatch $(2)/readonly && \
	      $(SET_SECTION) $(1) $(2)/mismatch/$(notdir $(1)) .BTF.base_ref \
		text=task_struct:task_strukt && \
	      $(SET_SECTION) $(1) $(2)/readonly/$(notdir $(1)) .BTF_ids flags=2

STOCK_LAST := $(STOCK_M)/$(firstword $(STOCK_KERNELS))-1/btf_rec_demo.ko
$(STOCK_M)/mismatch/btf_rec_demo.ko: $(STOCK_LAST)
	@$(call stock_spoil,$<,$(STOCK_M))
$(STOCK_M)/readonly/btf_rec_demo.ko: $(STOCK_M)/mismatch/btf_rec_demo.ko

$(STOCK_DIR)/bad/.made: $(STOCK_LAST) $(HOST_BIN)/make_malformed
	@$(call make_bad,$(@D))
	@touch $@

STOCK_MODULES := $(foreach k,$(STOCK_KERNELS),$(foreach r,0 1,$(foreach m,btf_rec_demo v4l2loopback,\
	$(STOCK_M)/$(k)-$(r)/$(m).ko))) \
	$(addprefix $(STOCK_M)/,ko/btf_reconcile.ko b-0/btf_rec_slow.ko b-0/btf_rec_fail.ko mismatch/btf_rec_demo.ko readonly/btf_rec_demo.ko)

# Signed: btf_reconcile.ko, a module that DKMS would sign, and one whose signature was
# taken off to give it a reference, as btf_reconcile_users.rst says.
STOCK_SIGN := $(VM_DIR)/stock/sign.sh $(STOCK_DIR)
$(STOCK_M)/signed/btf_reconcile.ko: $(STOCK_M)/ko/btf_reconcile.ko $(VM_DIR)/stock/sign.sh
	@$(STOCK_SIGN) $< $@
$(STOCK_M)/signed/btf_rec_demo.ko: $(STOCK_LAST) $(VM_DIR)/stock/sign.sh
	@$(STOCK_SIGN) $< $@
$(STOCK_M)/resigned/btf_rec_demo.ko: $(STOCK_LAST:%-1/btf_rec_demo.ko=%-0/btf_rec_demo.ko) $(TOOL) $(VM_DIR)/stock/sign.sh
	@$(STOCK_SIGN) $< $@.signed
	@! $(TOOL) emit -b $(STOCK_DIR)/$(firstword $(STOCK_KERNELS))/btf $@.signed 2>/dev/null
	@$(TOOL) emit -b $(STOCK_DIR)/$(firstword $(STOCK_KERNELS))/btf --drop-signature $@.signed
	@$(STOCK_SIGN) $@.signed $@
	@rm $@.signed
ifneq ($(STOCK),own)
STOCK_MODULES += $(addprefix $(STOCK_M)/,signed/btf_reconcile.ko signed/btf_rec_demo.ko resigned/btf_rec_demo.ko)
endif

# The firmware's key for tests has signed the kernel as well.
$(STOCK_DIR)/vmlinuz.signed: $(STOCK_DIR)/.fetched $(STOCK_M)/signed/btf_reconcile.ko
	@sbsign --key $(STOCK_DIR)/debian/sign/key --cert /usr/share/ovmf/PkKek-1-snakeoil.pem \
		--output $@ $(STOCK_DIR)/b/vmlinuz >$@.log 2>&1
SECURE_BOOT := -machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on \
	-drive if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd \
	-drive if=pflash,format=raw,unit=1,file=$(STOCK_DIR)/vars

# Kernels that have btf_relocate() crash of these, or never come back.
ifeq ($(filter 6.1 own,$(STOCK)),)
$(STOCK_DIR)/distill_base: $(TEST_DIR)/oracle/distill_base.c $(PEER_LIB)
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
		$(STOCK_DIR)/bad/.made $(GUEST_FILES)
	@mkdir -p $(STOCK_M)/debian
	@cp -rT $(STOCK_DIR)/b/modules $(STOCK_M)/debian
	@$(VM_DIR)/initramfs.sh $@ $(addprefix $(GUEST)/,$(GUEST_BIN)) -- \
		$(STOCK_M) $(STOCK_MODULES) $$(find $(STOCK_M)/debian -name '*.ko') $(STOCK_DIR)/bad

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

STOCK_RESULTS := $(foreach s,stock secure,$(STOCK_DIR)/$(s).vm.results)
PARTS += test-stock
RESULTS += $(STOCK_RESULTS)

boot_stock = $(RUN) stock $(STOCK_DIR)/b/vmlinuz $(STOCK_DIR)/guest.cpio.gz $(STOCK_DIR)/stock.vm $(SHORT) && \
	cp /usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd $(STOCK_DIR)/vars && \
	QEMU_ARGS='$(SECURE_BOOT)' $(RUN) secure $(STOCK_DIR)/vmlinuz.signed \
		$(STOCK_DIR)/guest.cpio.gz $(STOCK_DIR)/secure.vm

run-stock test-stock: SHORT := rec.short
run-stock test-stock record-stock: $(STOCK_DIR)/guest.cpio.gz $(STOCK_DIR)/vmlinuz.signed
run-stock: ##use the same with btf_reconcile.ko in a kernel as Debian built it: STOCK=6.1, 6.12, 7.3
	@$(boot_stock)
	@$(TEST_DIR)/summary.sh 'make run-stock' $(STOCK_RESULTS)

test-stock: ##test run-stock, each check shown
	@VERBOSE=1; export VERBOSE; $(boot_stock)

record-stock: ##contribute test-stock, recorded: STOCK=
	@$(boot_stock)
	@$(VM_DIR)/record.sh 'make record-stock STOCK=$(STOCK)' $(STOCK_DIR) $(STOCK_RESULTS) \
		>$(RECORDS)/test-stock-$(STOCK).txt
	@$(TEST_DIR)/summary.sh 'make record-stock' $(STOCK_RESULTS)

# $(call bench_files,NAME,NATIVE,REFERENCE[,KO]): what guest/bench.sh wants of a kernel
define bench_files
$(STOCK_DIR)/bench-$(1).cpio.gz: $(addprefix $(GUEST)/,load time_load) $(2) $(3) $(4) \
		$(GUEST_FILES)
	@rm -rf $(STOCK_DIR)/bench-$(1)
	@mkdir -p $(addprefix $(STOCK_DIR)/bench-$(1)/,native reference ko)
	@strip -g -o $(STOCK_DIR)/bench-$(1)/native/$(notdir $(2)) $(2)
	@strip -g -o $(STOCK_DIR)/bench-$(1)/reference/$(notdir $(3)) $(3)
	@$(if $(4),strip -g -o $(STOCK_DIR)/bench-$(1)/ko/$(notdir $(4)) $(4),:)
	@$(VM_DIR)/initramfs.sh $$@ $(addprefix $(GUEST)/,load time_load) -- \
		$(STOCK_DIR)/bench-$(1) $(STOCK_DIR)/bench-$(1)/*/*.ko
endef
$(eval $(call bench_files,patched,$(MODULES_DIR)/b-0/btf_rec_demo.ko,$(MODULES_DIR)/b-1/btf_rec_demo.ko))
$(eval $(call bench_files,debian,$(STOCK_M)/b-0/btf_rec_demo.ko,$(STOCK_LAST),$(STOCK_M)/ko/btf_reconcile.ko))

bench-stock: $(STOCK_DIR)/bench-patched.cpio.gz $(STOCK_DIR)/bench-debian.cpio.gz ##measure what btf_reconcile.ko costs in Debian's kernel, beside one with the patches
	@{ $(RUN) bench $(STOCK_DIR)/b/vmlinuz $(STOCK_DIR)/bench-debian.cpio.gz $(STOCK_DIR)/bench-debian.vm; \
	   $(RUN) bench $(KDIR)/b/$(IMAGE) $(STOCK_DIR)/bench-patched.cpio.gz $(STOCK_DIR)/bench-patched.vm; } | \
		tee $(RECORDS)/bench-stock.txt
	@$(TEST_DIR)/summary.sh 'make bench-stock' $(foreach k,debian patched,$(STOCK_DIR)/bench-$(k).vm.results)

.PHONY: run-stock test-stock record-stock bench-stock
