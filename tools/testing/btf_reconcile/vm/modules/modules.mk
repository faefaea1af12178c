# SPDX-License-Identifier: GPL-2.0
# The modules of the virtual machine and its root file system.
#
# modules/<kernel>-<0|1|base>/<module>.ko: built for that kernel, without (0) and
# with (1) a reference, and with .BTF.base as that kernel's own build makes it (base).
# One: make $PWD/build/linux-6.1/modules/b-1/btf_rec_demo.ko.

MODULES_DIR := $(KDIR)/modules
GUEST := $(KDIR)/guest
# Nobody here wrote it: from Debian's own source package.
THIRD_PARTY := v4l2loopback
THIRD_PARTY_SRC := $(KDIR)/$(THIRD_PARTY)
# Of a version that is older than some kernels: Linux 6.8 has no strlcpy(), and for
# Linux 7 it takes that of a later Debian.
THIRD_PARTY_SUITE := $(if $(filter-out 6.%,$(KERNEL)),sid)
THIRD_PARTY_FLAGS := $(if $(filter 6.12,$(KERNEL)),KCFLAGS=-Dstrlcpy=strscpy)
OURS := btf_rec_demo btf_rec_grown btf_rec_trace btf_rec_task
FOR_A := $(filter-out btf_rec_task,$(OURS)) $(THIRD_PARTY)

$(THIRD_PARTY_SRC)/.unpacked: | $(DEPS)
	@rm -rf $(THIRD_PARTY_SRC)
	@$(STEP) $(KDIR)/$(THIRD_PARTY).log "fetching $(THIRD_PARTY)-dkms" \
		$(TEST_DIR)/fetch/dkms_source.sh $(THIRD_PARTY)-dkms $(THIRD_PARTY_SRC) \
		$(if $(THIRD_PARTY_SUITE),$(THIRD_PARTY_SUITE) $(APT_ROOTS))
	@touch $@

# From Linux 7.0 on the build itself asks resolve_btfids for .BTF.base.
module_flags_0 := BTF_BASE_REF=0 RESOLVE_BTFIDS_FLAGS=
module_flags_1 := BTF_BASE_REF=1
module_flags_base := BTF_BASE_REF=0

# $(call module,KERNEL,0|1|base,MODULE,DIRECTORY OF THE SOURCE)
define module
$(MODULES_DIR)/$(1)-$(2)/$(3).ko: $(KDIR)/$(1)/.built \
		$(if $(filter $(3),$(OURS)),$(wildcard $(4)/*),$(4)/.unpacked)
	@rm -rf $(MODULES_DIR)/src/$(1)-$(2)/$(3)
	@mkdir -p $(MODULES_DIR)/src/$(1)-$(2) $$(@D)
	@cp -r $(4) $(MODULES_DIR)/src/$(1)-$(2)/$(3)
	@$(STEP) $(MODULES_DIR)/$(1)-$(2)-$(3).log \
		"module $(3) for $(1)$(if $(filter 1,$(2)), with a reference)$(if $(filter base,$(2)), with .BTF.base)" \
		$$(KMAKE) -C $(KDIR)/$(1) $(module_flags_$(2)) \
		$(if $(filter $(3),$(OURS)),,$(THIRD_PARTY_FLAGS)) \
		M=$(MODULES_DIR)/src/$(1)-$(2)/$(3) modules
	@cp $(MODULES_DIR)/src/$(1)-$(2)/$(3)/$(3).ko $$@
endef

source_of = $(if $(filter $(1),$(OURS)),$(VM_DIR)/modules/$(1),$(THIRD_PARTY_SRC))
$(foreach m,$(FOR_A),\
	$(foreach k,a-0 a-1 b-0 b-1,\
		$(eval $(call module,$(word 1,$(subst -, ,$(k))),$(word 2,$(subst -, ,$(k))),$(m),$(call source_of,$(m))))))
$(eval $(call module,u,0,btf_rec_demo,$(call source_of,btf_rec_demo)))

# The unpatched kernel's build knows nothing of references, so the tool adds it.
$(MODULES_DIR)/u-1/btf_rec_demo.ko: $(MODULES_DIR)/u-0/btf_rec_demo.ko $(TOOL)
	@mkdir -p $(@D)
	@cp $< $@
	@$(TOOL) emit -b $(KDIR)/u/vmlinux $@

# For kernels that do not reconcile.
$(MODULES_DIR)/b-applied/btf_rec_demo.ko: $(MODULES_DIR)/a-1/btf_rec_demo.ko $(KDIR)/b/.built $(TOOL)
	@mkdir -p $(@D)
	@$(TOOL) apply -b $(KDIR)/b/vmlinux -o $@ $<

$(MODULES_DIR)/u-applied/btf_rec_demo.ko: $(MODULES_DIR)/u-1/btf_rec_demo.ko
	@mkdir -p $(@D)
	@$(TOOL) apply -b $(KDIR)/u/vmlinux -o $@ $<

$(MODULES_DIR)/stripped/btf_rec_demo.ko: $(MODULES_DIR)/a-1/btf_rec_demo.ko
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)strip -x -o $@ $<

$(MODULES_DIR)/nobtf/btf_rec_demo.ko: $(MODULES_DIR)/a-1/btf_rec_demo.ko
	@mkdir -p $(@D)
	@$(CROSS_COMPILE)objcopy -R .BTF $< $@

# Of a module that has copies of what it needs of vmlinux, as where deduplication failed
# when it was built; and when these have been merged.
$(foreach k,a b,$(eval $(call module,$(k),0,btf_rec_task,$(call source_of,btf_rec_task))))

$(MODULES_DIR)/copies/btf_rec_task.ko: $(MODULES_DIR)/a-0/btf_rec_task.ko \
		$(addprefix $(VM_DIR)/modules/,copies.sh copy_types.py) $(TOOL)
	@$(STEP) $(MODULES_DIR)/copies.log "a module with copies of vmlinux's types" \
		$(VM_DIR)/modules/copies.sh $< $(KDIR)/a/vmlinux $@
	@cp $@ $@.plain
	@$(TOOL) emit -b $(KDIR)/a/vmlinux $@ 2>$(MODULES_DIR)/copies.log

$(MODULES_DIR)/merged/btf_rec_task.ko: $(MODULES_DIR)/copies/btf_rec_task.ko
	@mkdir -p $(@D)
	@cp $<.plain $@
	@$(TOOL) emit --merge -b $(KDIR)/a/vmlinux $@

# Modules of the kernels' own trees, as their builds left them.
TREE_DIRS_7.3 := lib/math net/ipv4
TREE_7.3 := cordic prime_numbers tcp_bbr tcp_htcp tcp_westwood
TREE_DIRS := $(or $(TREE_DIRS_$(KERNEL)),lib)
TREE := $(or $(TREE_$(KERNEL)),crc4 crc7 crc8 crc16 crc64)
define tree_module
$(MODULES_DIR)/$(1)-tree/%.ko: $(KDIR)/$(1)/.built
	@mkdir -p $$(@D)
	@cp $$(wildcard $$(addsuffix /$$(@F),$(TREE_DIRS:%=$(KDIR)/$(1)/%))) $$@
endef
$(foreach k,a b,$(eval $(call tree_module,$(k))))

# As modules were before they had ids.
define noid
$(MODULES_DIR)/$(1)-noid/%.ko: $(MODULES_DIR)/$(1)-0/%.ko
	@mkdir -p $$(@D)
	@$(CROSS_COMPILE)objcopy -R .BTF.base_id $$< $$@
endef
$(foreach k,a b slow,$(eval $(call noid,$(k))))

# As a person makes them who has the vendor's modules and image, see guest/vendor.sh;
# and for a kernel that does not reconcile.
VENDOR := $(MODULES_DIR)/vendor
VENDOR_MODULES := $(patsubst %,$(VENDOR)/%.ko,btf_rec_demo btf_rec_grown v4l2loopback)
$(VENDOR)/btf: $(KDIR)/a/.built $(TOOL)
	@mkdir -p $(@D)
	@$(TOOL) show -b $(KDIR)/a/$(IMAGE) -o $@ >/dev/null
$(VENDOR_MODULES): $(VENDOR)/%.ko: $(MODULES_DIR)/a-noid/%.ko $(VENDOR)/btf $(TOOL)
	@cp $< $@.tmp
	@$(TOOL) emit --require-reference -b $(VENDOR)/btf $@.tmp
	@mv $@.tmp $@
$(MODULES_DIR)/u-vendor/%.ko: $(VENDOR)/%.ko $(KDIR)/u/.built
	@mkdir -p $(@D)
	@$(TOOL) apply -b $(KDIR)/u/$(IMAGE) -o $@ $<

BAD_ID := $(MODULES_DIR)/badid
$(BAD_ID)/.made: $(MODULES_DIR)/b-0/btf_rec_demo.ko $(VM_DIR)/modules/bad_ids.sh
	@$(VM_DIR)/modules/bad_ids.sh $< $(BAD_ID)
	@touch $@

# $(call make_bad,DIR): what can be wrong with a module, made of $<
make_bad = rm -rf $(1) && \
	   mkdir -p $(addprefix $(1)/,no-reference no-slots nobits compressed) && \
	   $(HOST_BIN)/make_malformed $< $(1) && \
	   $(CROSS_COMPILE)objcopy -R .BTF.base_ref $< $(1)/no-reference/$(<F) && \
	   $(CROSS_COMPILE)objcopy -R .BTF.base_ref.ids $< $(1)/no-slots/$(<F) && \
	   $(SET_SECTION) $< $(1)/nobits/$(<F) .BTF type=8 && \
	   $(SET_SECTION) $< $(1)/compressed/$(<F) .BTF flags=0x800

BAD := $(MODULES_DIR)/bad
$(BAD)/.made: $(MODULES_DIR)/a-1/btf_rec_demo.ko $(HOST_BIN)/make_malformed
	@$(call make_bad,$(BAD))
	@touch $@

# A module for each line of include/linux/btf_finding.h that no other module is for,
# and the lines themselves, see guest/decisions.sh.
DECISIONS := $(MODULES_DIR)/decisions
$(O)/decisions: $(TEST_DIR)/docs/decisions.c include/linux/btf_finding.h | $(DEPS)
	@mkdir -p $(@D)
	@gcc -Wall -Wextra -Werror -o $@ $<

decided = $(SET_SECTION) $(MODULES_DIR)/$(2)/btf_rec_demo.ko \
	  $(DECISIONS)/$(1)/btf_rec_demo.ko .BTF $(3)

# The byte at 3 of .BTF is its flags.
DECISIONS_RST := Documentation/bpf/btf_reconcile/decisions.txt
$(DECISIONS)/.made: $(DECISIONS_RST) $(foreach k,a-0 a-1 b-0,$(MODULES_DIR)/$(k)/btf_rec_demo.ko) \
		$(O)/decisions $(SET_SECTION)
	@rm -rf $(DECISIONS)
	@mkdir -p $(addprefix $(DECISIONS)/,no-btf empty empty-id empty-reference \
		earlier later later-reference mismatch)
	@$(O)/decisions rst | cmp - $(DECISIONS_RST) || { echo "make decisions" >&2; exit 1; }
	@$(O)/decisions list >$(DECISIONS)/list
	@$(CROSS_COMPILE)objcopy -R '.BTF' -R '.BTF.*' $(MODULES_DIR)/b-0/btf_rec_demo.ko \
		$(DECISIONS)/no-btf/btf_rec_demo.ko
	@$(CROSS_COMPILE)objcopy -R '.BTF.base_id' $(MODULES_DIR)/b-0/btf_rec_demo.ko \
		$(DECISIONS)/no-id.ko
	@$(SET_SECTION) $(DECISIONS)/no-id.ko \
		$(DECISIONS)/empty/btf_rec_demo.ko .BTF size=0
	@rm $(DECISIONS)/no-id.ko
	@$(call decided,empty-id,a-0,size=0)
	@$(call decided,empty-reference,a-1,size=0)
	@$(call decided,earlier,a-0,byte=3:0x80)
	@$(call decided,later,a-0,byte=3:0x20)
	@$(call decided,later-reference,a-1,byte=3:0x01)
	@$(SET_SECTION) $(MODULES_DIR)/a-1/btf_rec_demo.ko \
		$(DECISIONS)/mismatch/btf_rec_demo.ko \
		.BTF.base_ref text=task_struct:task_strukt
	@touch $@

decisions: $(O)/decisions ##contribute make Documentation/bpf/btf_reconcile/decisions.txt of include/linux/btf_finding.h
	@$(O)/decisions rst >$(DECISIONS_RST)
.PHONY: decisions

GUEST_BIN := btf_same btf_name load run_demo btf_reconcile
GUEST_MODULES := $(foreach m,$(FOR_A),\
	$(foreach k,a-0 a-1 b-0 b-1,$(MODULES_DIR)/$(k)/$(m).ko)) \
	$(MODULES_DIR)/stripped/btf_rec_demo.ko \
	$(MODULES_DIR)/nobtf/btf_rec_demo.ko \
	$(MODULES_DIR)/b-applied/btf_rec_demo.ko \
	$(foreach k,copies merged b-0,$(MODULES_DIR)/$(k)/btf_rec_task.ko) \
	$(foreach k,a-tree b-tree,$(TREE:%=$(MODULES_DIR)/$(k)/%.ko)) \
	$(addprefix $(MODULES_DIR)/a-noid/,btf_rec_demo.ko v4l2loopback.ko) \
	$(VENDOR_MODULES) \
	$(MODULES_DIR)/b-noid/btf_rec_demo.ko \
	$(MODULES_DIR)/b-noid/btf_rec_grown.ko \
	$(MODULES_DIR)/u-0/btf_rec_demo.ko
GUEST_U_MODULES := $(MODULES_DIR)/u-0/btf_rec_demo.ko \
	$(MODULES_DIR)/u-1/btf_rec_demo.ko \
	$(MODULES_DIR)/u-applied/btf_rec_demo.ko \
	$(MODULES_DIR)/u-vendor/btf_rec_demo.ko
# Of another machine: static, with libraries from Debian's packages for it. Debian 13's
# libelf cannot be linked so; initramfs.sh takes the shared libraries along.
GUEST_SYS := $(CROSS:%=$(MACHINES)/%-sys)
GUEST_DEPS := $(DEPS) $(KERNEL_DEPS) $(GUEST_SYS:%=%/.fetched)
GUEST_CC := $(CROSS_COMPILE)gcc -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -I$(GUEST) $(CROSS:%=-static) \
	    $(GUEST_SYS:%=-idirafter %/usr/include) \
	    $(GUEST_SYS:%=-L%/usr/lib/$(CROSS_COMPILE:%-=%))
GUEST_LIBS := -lbpf -lelf -lz

$(GUEST)/btf_rec_demo.bpf.o: $(VM_DIR)/guest/btf_rec_demo.bpf.c $(VM_DIR)/guest/run_demo.h | $(DEPS)
	@mkdir -p $(@D)
	@clang -O2 -g -target $(or $(BPF_TARGET),bpf) -Wall -Werror \
		-I/usr/include/$(shell gcc -print-multiarch) -c $< -o $@

$(GUEST)/run_demo: $(addprefix $(VM_DIR)/guest/,run_demo.c run_demo.h) $(GUEST)/btf_rec_demo.bpf.o | $(GUEST_DEPS)
	@$(GUEST_CC) -o $@ $< $(GUEST_LIBS)

$(GUEST)/btf_reconcile: $(or $(CROSS:%=$(MACHINES)/%-obj/btf_reconcile),$(TOOL)) | $(GUEST_DEPS)
	@mkdir -p $(@D)
	@cp $< $@

$(addprefix $(GUEST)/,btf_name load time_load): $(GUEST)/%: $(VM_DIR)/guest/%.c | $(GUEST_DEPS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -o $@ $< $(GUEST_LIBS)

$(GUEST)/btf_same: $(BTF_SAME_SRC) | $(GUEST_DEPS)
	@mkdir -p $(@D)
	@$(GUEST_CC) -o $@ $(filter %.c,$^) $(GUEST_LIBS)

ifneq ($(CROSS),)
$(MACHINES)/$(CROSS)-obj/btf_reconcile: | $(KERNEL_DEPS)
export BUSYBOX := $(GUEST_SYS)/bin/busybox
endif

# $(call initramfs,NAME,MODULES AND DIRECTORIES OF THEM)
make_initramfs = $(VM_DIR)/initramfs.sh $@ \
		 $(addprefix $(GUEST)/,$(GUEST_BIN) $(1)) --

$(KDIR)/b.cpio.gz: $(addprefix $(GUEST)/,$(GUEST_BIN)) $(GUEST_MODULES) \
		$(BAD)/.made $(BAD_ID)/.made $(DECISIONS)/.made $(GUEST_FILES)
	@$(make_initramfs) $(MODULES_DIR) $(GUEST_MODULES) $(BAD) $(BAD_ID) $(DECISIONS)

$(KDIR)/u.cpio.gz: $(addprefix $(GUEST)/,$(GUEST_BIN)) $(GUEST_U_MODULES) \
		$(GUEST_FILES)
	@$(make_initramfs) $(MODULES_DIR) $(GUEST_U_MODULES)
