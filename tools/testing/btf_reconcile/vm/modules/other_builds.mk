# SPDX-License-Identifier: GPL-2.0
# Modules that were not made as the others were: by another compiler, or pahole,
# or changed since. They are part of suite b, see guest/patched/other_builds.sh.

DEMO := btf_rec_demo
DEMO_SRC := $(VM_DIR)/modules/$(DEMO)

# What the configuration of a gcc-built kernel has for gcc only.
CLANG_FOR_GCC := CC=clang CONFIG_CC_IS_GCC= CONFIG_CC_IS_CLANG=y \
		 CONFIG_FTRACE_MCOUNT_USE_CC=$(CLANG_RECORDS_MCOUNT) CONFIG_INIT_STACK_ALL_ZERO= \
		 KCFLAGS="-Wno-unknown-warning-option -include $(abspath $(VM_DIR)/modules/clang_for_gcc.h)"

# $(call clang_module,KERNEL,REF)
define clang_module
$(MODULES_DIR)/$(1)-$(2)-clang/$(DEMO).ko: $(KDIR)/$(1)/.built $(wildcard $(DEMO_SRC)/*) $(VM_DIR)/modules/clang_for_gcc.h
	@rm -rf $(MODULES_DIR)/src/$(1)-$(2)-clang
	@mkdir -p $(MODULES_DIR)/src/$(1)-$(2)-clang $$(@D)
	@cp -r $(DEMO_SRC) $(MODULES_DIR)/src/$(1)-$(2)-clang/
	@$(STEP) $(MODULES_DIR)/$(1)-$(2)-clang.log \
		"module $(DEMO) for $(1) by clang$(if $(filter 1,$(2)), with a reference)" \
		$$(KMAKE) -C $(KDIR)/$(1) $(CLANG_FOR_GCC) BTF_BASE_REF=$(2) \
		M=$(MODULES_DIR)/src/$(1)-$(2)-clang/$(DEMO) modules
	@cp $(MODULES_DIR)/src/$(1)-$(2)-clang/$(DEMO)/$(DEMO).ko $$@
endef
$(eval $(call clang_module,a,1))

$(HOST_BIN)/pahole_distill: $(VM_DIR)/modules/pahole_distill.c | $(DEPS)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -o $@ $< -lbpf

# $(call distilled_module,KERNEL): with .BTF.base, which is beside it as well
ifneq ($(filter 6.%,$(KERNEL)),)
# As pahole 1.28 and the build of Linux 6.11 make it: .BTF and its base are
# written anew, and .BTF_ids is resolved from what the compiler left of it.
define distilled_module
$(MODULES_DIR)/$(1)-distilled/$(DEMO).ko: $(MODULES_DIR)/$(1)-0/$(DEMO).ko $(HOST_BIN)/pahole_distill
	@mkdir -p $$(@D)
	@$(HOST_BIN)/pahole_distill $$< $(KDIR)/$(1)/vmlinux $$(@D)/btf $$(@D)/base
	@$(CROSS_COMPILE)objcopy -O binary -j .BTF_ids \
		$(MODULES_DIR)/src/$(1)-0/$(DEMO)/$(DEMO).o $$(@D)/ids
	@$(CROSS_COMPILE)objcopy --update-section .BTF=$$(@D)/btf \
		--add-section .BTF.base=$$(@D)/base \
		--update-section .BTF_ids=$$(@D)/ids $$< $$@.tmp
	@$(KDIR)/$(1)/tools/bpf/resolve_btfids/resolve_btfids -b $$(@D)/base \
		$$@.tmp 2>$$(@D)/resolve.log
	@mv $$@.tmp $$@
endef
else
# As the build of Linux 7 makes it.
define distilled_module
$(if $(filter a b,$(1)),,$(eval $(call module,$(1),base,$(DEMO),$(DEMO_SRC))))
$(MODULES_DIR)/$(1)-distilled/$(DEMO).ko: $(MODULES_DIR)/$(1)-base/$(DEMO).ko
	@mkdir -p $$(@D)
	@$(CROSS_COMPILE)objcopy -O binary -j .BTF.base --set-section-flags .BTF.base=alloc $$< $$(@D)/base
	@cp $$< $$@
endef
endif
$(eval $(call distilled_module,a))
$(eval $(call distilled_module,b))
DISTILLED := $(MODULES_DIR)/a-distilled

# The flag decides what .BTF is relative to, whatever else there is.
$(MODULES_DIR)/both/$(DEMO).ko: $(MODULES_DIR)/a-1/$(DEMO).ko $(DISTILLED)/$(DEMO).ko
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)objcopy --add-section .BTF.base=$(DISTILLED)/base $< $@

$(MODULES_DIR)/%/ref: $(MODULES_DIR)/a-1/$(DEMO).ko
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)objcopy -O binary -j .BTF.base_ref --set-section-flags .BTF.base_ref=alloc $< $@

$(MODULES_DIR)/both-distilled/$(DEMO).ko: $(DISTILLED)/$(DEMO).ko $(MODULES_DIR)/both-distilled/ref
	@$(CROSS_COMPILE)objcopy --add-section .BTF.base_ref=$(@D)/ref $< $@

$(MODULES_DIR)/leftover/$(DEMO).ko: $(MODULES_DIR)/b-0/$(DEMO).ko $(MODULES_DIR)/leftover/ref
	@$(CROSS_COMPILE)objcopy --add-section .BTF.base_ref=$(@D)/ref $< $@

# The reference at an address that no word may be read from everywhere.
$(MODULES_DIR)/%-unaligned/$(DEMO).ko: $(MODULES_DIR)/%-1/$(DEMO).ko $(SET_SECTION)
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)strip -g -o $@.tmp $<
	@$(SET_SECTION) $@.tmp $@ .BTF.base_ref odd=1

# Sections that have no contents, or not in plain.
# $(call damaged,NAME,DIRECTORY OF THE MODULE,SECTION,CHANGE)
damaged = mkdir -p $(BAD)/$(1) && $(SET_SECTION) \
	  $(MODULES_DIR)/$(2)/$(DEMO).ko $(BAD)/$(1)/$(DEMO).ko $(3) $(4)

$(BAD)/.more: $(BAD)/.made $(DISTILLED)/$(DEMO).ko $(SET_SECTION)
	@$(call damaged,nobits-reference,a-1,.BTF.base_ref,type=8)
	@$(call damaged,nobits-slots,a-1,.BTF.base_ref.ids,type=8)
	@$(call damaged,nobits-distilled-base,a-distilled,.BTF.base,type=8)
	@$(call damaged,compressed-reference,a-1,.BTF.base_ref,flags=0x800)
	@$(call damaged,compressed-slots,a-1,.BTF.base_ref.ids,flags=0x800)
	@$(call damaged,compressed-distilled-base,a-distilled,.BTF.base,flags=0x800)
	@touch $@

OTHER_BUILDS := $(addsuffix /$(DEMO).ko,$(addprefix $(MODULES_DIR)/,\
	a-1-clang a-distilled both both-distilled leftover a-unaligned))
GUEST_MODULES += $(OTHER_BUILDS)
$(KDIR)/b.cpio.gz: $(OTHER_BUILDS) $(BAD)/.more
