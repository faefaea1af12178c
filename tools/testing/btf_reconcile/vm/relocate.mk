# SPDX-License-Identifier: GPL-2.0
# Kernels that have btf_relocate(): in one boot, the same modules by either way,
# see guest/relocate.sh. What they carry is made by that kernel's own libbpf, as
# pahole 1.28 and the build of Linux 6.11 do.
#
# modules/<kernel>-base/<module>.ko: with the .BTF.base of that kernel.

RELOCATES := $(filter 6.12 7.3,$(KERNEL))
ifneq ($(RELOCATES),)

# resolve_btfids is built with it.
PEER_LIBBPF := $(KDIR)/b/tools/bpf/resolve_btfids/libbpf
DISTILL_BASE := $(KDIR)/distill_base
$(DISTILL_BASE): $(TEST_DIR)/oracle/distill_base.c $(KDIR)/b/.built
	@gcc $(HOST_CFLAGS) -I$(PEER_LIBBPF)/include -o $@ $< \
		$(PEER_LIBBPF)/libbpf.a -lelf -lz

# $(call base_module,KERNEL,MODULE): .BTF and its base are written anew, and
# .BTF_ids, where there is one, is resolved from what the compiler left of it.
define base_module
$(MODULES_DIR)/$(1)-base/$(2).ko: $(MODULES_DIR)/$(1)-0/$(2).ko $(DISTILL_BASE)
	@mkdir -p $$(@D)
	@$(DISTILL_BASE) $$< $(KDIR)/$(1)/vmlinux $$(@D)/btf $$(@D)/base
	@$(VM_DIR)/modules/with_base.sh $$< $(MODULES_DIR)/src/$(1)-0/$(2)/$(2).o \
		$$(@D)/btf $$(@D)/base \
		$(KDIR)/$(1)/tools/bpf/resolve_btfids/resolve_btfids $$@
endef
# The build of Linux 7 makes it; what is older than that needs pahole 1.28 for it.
ifneq ($(filter 6.%,$(KERNEL)),)
$(foreach k,a u,$(eval $(call base_module,$(k),$(DEMO))))
$(eval $(call base_module,a,btf_rec_grown))
else
$(foreach k,a b u,$(eval $(call module,$(k),base,$(DEMO),$(DEMO_SRC))))
$(eval $(call module,a,base,btf_rec_grown,$(VM_DIR)/modules/btf_rec_grown))
endif

# $(call spoilt,NAME,CHANGE): the module with BTF that no build makes.
define spoilt
$(MODULES_DIR)/spoilt-$(1)/$(DEMO).ko: $(MODULES_DIR)/a-base/$(DEMO).ko $(DISTILL_BASE)
	@mkdir -p $$(@D)
	@$(DISTILL_BASE) $$< - $$(@D)/btf $$(@D)/base $(2)
	@$(CROSS_COMPILE)objcopy --update-section .BTF=$$(@D)/btf \
		--update-section .BTF.base=$$(@D)/base $$< $$@
endef
$(eval $(call spoilt,union,union list_head))
$(foreach c,pointer member array,$(eval $(call spoilt,$(c),$(c))))

# .BTF.base that cannot be read.
$(MODULES_DIR)/spoilt-nobits/$(DEMO).ko: $(MODULES_DIR)/a-base/$(DEMO).ko
	@mkdir -p $(@D)
	@$(SET_SECTION) $< $@ .BTF.base type=8
$(MODULES_DIR)/spoilt-compressed/$(DEMO).ko: $(MODULES_DIR)/a-base/$(DEMO).ko
	@mkdir -p $(@D)
	@$(SET_SECTION) $< $@ .BTF.base flags=0x800

# The first of its kfuncs has a type ID that is too large.
$(MODULES_DIR)/spoilt-kfunc/$(DEMO).ko: $(MODULES_DIR)/a-base/$(DEMO).ko
	@mkdir -p $(@D)
	@$(SET_SECTION) $< $@ .BTF_ids byte=11:0x7f

# What the file has in .BTF_ids, to know it again in the machine.
IDS := $(MODULES_DIR)/ids
$(IDS)/a-base: $(MODULES_DIR)/a-base/$(DEMO).ko
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)objcopy -O binary -j .BTF_ids $< $@

RELOCATE_MODULES := $(addprefix $(MODULES_DIR)/,\
	$(foreach d,a-base $(addprefix spoilt-,union pointer member array nobits compressed kfunc) a-1 b-0,$(d)/$(DEMO).ko) \
	a-base/btf_rec_grown.ko a-1/btf_rec_grown.ko)
RELOCATE_BIN := $(addprefix $(GUEST)/,$(GUEST_BIN) time_load)

$(KDIR)/relocate.cpio.gz: $(RELOCATE_BIN) $(RELOCATE_MODULES) $(IDS)/a-base \
		$(GUEST_FILES)
	@$(VM_DIR)/initramfs.sh $@ $(RELOCATE_BIN) -- \
		$(MODULES_DIR) $(RELOCATE_MODULES) $(IDS)

GUEST_U_MODULES += $(MODULES_DIR)/u-base/$(DEMO).ko
$(KDIR)/u.cpio.gz: $(MODULES_DIR)/u-base/$(DEMO).ko

endif
