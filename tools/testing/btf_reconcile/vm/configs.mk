# SPDX-License-Identifier: GPL-2.0
# Kernels that lack what reconciliation uses, or forgive what it refuses: each
# is B with config/NAME.config on top, and boots with a suite of its own. Not in
# CI: six more kernels. What comes of it is recorded in $(RECORDS).

CONFIGS := nokallsyms nobtfmodules norwx forgive nobase slow

# NAME-KERNEL.patch where a kernel needs one of its own.
config_patch = $(firstword $(wildcard $(VM_DIR)/kernel/variant/$(1)-$(KERNEL).patch \
				      $(VM_DIR)/kernel/variant/$(1).patch))

# $(call config_kernel,NAME)
define config_kernel
$(KDIR)/$(1)/.built: $(KDIR)/b/.built $(VM_DIR)/kernel/config/$(1).config $(config_patch)
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/$(1) \
		$(or $(config_patch),none) \
		$(VM_DIR)/kernel/config/$(1).config
	@$$(call build_kernel,$(1),$(1))
	@touch $$@
endef
$(foreach c,$(CONFIGS),$(eval $(call config_kernel,$(c))))

# Another ABI than A's, so it needs modules of its own.
$(foreach r,0 1,$(eval $(call module,nokallsyms,$(r),$(DEMO),$(DEMO_SRC))))
# Modules that are right for this one.
$(foreach r,0 1,$(eval $(call module,slow,$(r),$(DEMO),$(DEMO_SRC))))
SLOW_STORM := $(MODULES_DIR)/slow-storm/storm
$(eval $(call distilled_module,nokallsyms))

CONFIG_MODULES := $(foreach m,a-0 a-1 a-noid a-distilled nokallsyms-0 nokallsyms-1 nokallsyms-distilled,\
	$(MODULES_DIR)/$(m)/$(DEMO).ko) $(MODULES_DIR)/a-1/btf_rec_grown.ko
$(KDIR)/configs.cpio.gz: $(addprefix $(GUEST)/,$(GUEST_BIN) storm) $(CONFIG_MODULES) \
		$(BAD)/.more $(DECISIONS)/.made $(SLOW_STORM)/.made $(GUEST_FILES)
	@$(call make_initramfs,storm) $(MODULES_DIR) $(CONFIG_MODULES) $(BAD) $(DECISIONS) $(SLOW_STORM)

test-configs: $(foreach c,$(CONFIGS),$(KDIR)/$(c)/.built) $(KDIR)/configs.cpio.gz ##more kernels without KALLSYMS, module BTF, STRICT_MODULE_RWX, vmlinux BTF, and two others
	@$(foreach c,$(CONFIGS),\
		$(RUN) $(c) $(KDIR)/$(c)/$(IMAGE) $(KDIR)/configs.cpio.gz $(KDIR)/$(c).vm;)
	@$(call record,test-configs,b,$(foreach c,$(CONFIGS),$(KDIR)/$(c).vm.results))

.PHONY: test-configs
