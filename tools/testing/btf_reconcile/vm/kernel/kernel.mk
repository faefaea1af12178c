# SPDX-License-Identifier: GPL-2.0
# The kernels of the virtual machine, each built in a tree of its own:
#
#   b	Linux $(KERNEL) with this repository; the kernel that runs
#   a	the same ABI and other BTF; the kernel that modules were built for
#   u	Linux $(KERNEL) as it is
#
# a and u start as copies of b, so that they share what they can. One: make kernel.
#
# FLAVOUR=NAME: the same, of kernels that have config/NAME.config on top, in a
# directory of their own. ARCH=NAME: of another machine, see machine/NAME.mk, likewise.

KERNEL ?= 6.1
ifeq ($(wildcard patches/linux-$(KERNEL)/series),)
$(error no series for Linux $(KERNEL); there is one for: $(patsubst patches/linux-%/series,%,$(wildcard patches/linux-*/series)))
endif
VM_DIR := $(TEST_DIR)/vm
GUEST_FILES := $(shell find $(VM_DIR)/guest -type f) $(VM_DIR)/initramfs.sh
ARCH ?= x86_64
MACHINE := $(ARCH)
ifeq ($(wildcard $(VM_DIR)/kernel/machine/$(MACHINE).mk),)
$(error no machine $(MACHINE); there is: $(patsubst $(VM_DIR)/kernel/machine/%.mk,%,$(wildcard $(VM_DIR)/kernel/machine/*.mk)))
endif
# The kernel has names of its own for some.
MAKEOVERRIDES := $(filter-out ARCH=%,$(MAKEOVERRIDES))
CROSS := $(filter-out x86_64,$(MACHINE))
KDIR := $(abspath $(O))/linux-$(KERNEL)$(addprefix -,$(CROSS) $(FLAVOUR))
KSRC := $(SOURCES)/linux-source-$(KERNEL).tar.xz
include $(VM_DIR)/kernel/machine/$(MACHINE).mk
KJOBS ?= $(shell echo $$(($$(nproc) + 1)))
# Asked when a recipe runs: on a fresh machine it is installed by then, and to use
# it later only would be to build everything again.
CCACHE = $(shell command -v ccache)
# gcc-nm is nm with gcc's plugin. nm alone tries clang's as well, ten times as slow,
# and kbuild calls it twice for each object.
KMAKE = $(MAKE) -j$(KJOBS) $(KARCH:%=ARCH=% CROSS_COMPILE=$(CROSS_COMPILE)) $(MACHINE_ARGS) \
	 CC="$(CCACHE) $(CROSS_COMPILE)gcc" HOSTCC="$(CCACHE) gcc" NM=$(CROSS_COMPILE)gcc-nm \
	 KBUILD_BUILD_VERSION=1 KBUILD_BUILD_TIMESTAMP=2026-11-01 \
	 KBUILD_BUILD_USER=btf KBUILD_BUILD_HOST=reconcile
export CCACHE_BASEDIR := $(abspath $(O))
export CCACHE_NOHASHDIR := 1
# What is not in the cache is preprocessed once and not twice, a quarter of its time.
export CCACHE_DEPEND := 1
export KERNEL

OVERLAY := $(shell find include kernel scripts tools/bpf tools/include -type f)
SERIES := $(wildcard patches/linux-$(KERNEL)/*.patch patches/linux-$(KERNEL)/series)
CONFIG := $(VM_DIR)/kernel/config/kernel.config $(VM_DIR)/kernel/machine/$(MACHINE).config \
	  $(wildcard $(patsubst %,$(VM_DIR)/kernel/config/%.config,\
		$(MACHINE_CONFIG) linux-$(KERNEL))) \
	  $(FLAVOUR:%=$(VM_DIR)/kernel/config/%.config)

# The build of the kernel in $(1), logged; what it is called is $(2). What runs beside
# it goes first: virtual machines, and the selftests, which take longest.
build_kernel = $(STEP) $(KDIR)/$(1).log "kernel $(2)" \
	       nice $(KMAKE) -C $(KDIR)/$(1) $(notdir $(IMAGE)) modules

# What this kernel's build needs of Debian's packages besides.
KERNEL_PACKAGES := $(wildcard patches/linux-$(KERNEL)/packages)
KERNEL_DEPS := $(KERNEL_PACKAGES:%/packages=$(O)/.deps-linux-$(KERNEL)) $(if $(CROSS),$(call deps,$(CROSS)))
$(O)/.deps-linux-$(KERNEL): $(KERNEL_PACKAGES) $(TEST_DIR)/deps.sh | $(DEPS)
	@$(TEST_DIR)/deps.sh $@ $<

deps: $(KERNEL_DEPS)

$(KDIR)/b/.unpacked: | $(KERNEL_DEPS) $(KSRC) $(OWN_PAHOLE)
	@mkdir -p $(KDIR)
	@rm -rf $(KDIR)/b $(KDIR)/linux-source-$(KERNEL)
	@$(STEP) $(KDIR)/unpack.log "unpacking Linux $(KERNEL)" \
		tar -C $(KDIR) -xf $(KSRC)
	@mv $(KDIR)/linux-source-$(KERNEL) $(KDIR)/b
	@touch $@

$(KDIR)/b/.series: $(KDIR)/b/.unpacked $(OVERLAY) $(SERIES) $(VM_DIR)/kernel/tree.sh
	@$(VM_DIR)/kernel/tree.sh $(KDIR)/b
	@touch $@

$(KDIR)/b/.configured: $(KDIR)/b/.unpacked $(CONFIG) $(VM_DIR)/kernel/variant/b.config
	@$(STEP) $(KDIR)/b-config.log "configuring kernel B" \
		$(VM_DIR)/kernel/config.sh $(KDIR)/b $(CONFIG) \
		$(VM_DIR)/kernel/variant/b.config
	@touch $@

$(KDIR)/b/.built: $(KDIR)/b/.series $(KDIR)/b/.configured
	@$(call build_kernel,b,B)
	@touch $@

$(KDIR)/a/.built: $(KDIR)/b/.built $(wildcard $(VM_DIR)/kernel/variant/a.*)
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/a \
		$(VM_DIR)/kernel/variant/a.patch $(VM_DIR)/kernel/variant/a.config
	@$(call build_kernel,a,A)
	@$(VM_DIR)/kernel/same_abi.sh $(KDIR)/a $(KDIR)/b
	@touch $@

$(KDIR)/u/.built: $(CONFIG) $(VM_DIR)/kernel/variant/u.config | $(KDIR)/b/.built
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/u unpatched \
		$(VM_DIR)/kernel/variant/u.config
	@$(call build_kernel,u,U)
	@$(VM_DIR)/kernel/same_crcs.sh $(KDIR)/u $(KDIR)/b
	@touch $@

# What the headers package of B has. Packaging leaves much in the tree, so it is done
# in a copy.
HEADERS := $(KDIR)/headers
$(HEADERS)/.unpacked: $(KDIR)/b/.built
	@rm -rf $(HEADERS) $(KDIR)/*.deb $(KDIR)/*.buildinfo $(KDIR)/*.changes
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/deb none \
		$(VM_DIR)/kernel/variant/b.config
	@$(STEP) $(KDIR)/deb.log "Debian packages of kernel B" \
		$(KMAKE) -C $(KDIR)/deb KDEB_PKGVERSION=1 KDEB_COMPRESS=none \
		bindeb-pkg
	@dpkg-deb -x $(KDIR)/linux-headers-*.deb $(HEADERS)
	@touch $@

kernel: $(KDIR)/b/.built ##use build Linux with the patches, in build/linux-$(KERNEL)/b

# Each patch has the files that it changes; a file that two patches change goes
# to the later one.
refresh: ##contribute put edits made in build/linux-$(KERNEL)/b back into the patches
	@cd $(KDIR)/b && export QUILT_DIFF_OPTS=-p \
		QUILT_PATCHES=$(abspath patches/linux-$(KERNEL)) && \
	quilt --quiltrc - applied | while read -r patch; do \
		quilt --quiltrc - refresh -p ab --no-timestamps --no-index \
			"$$(basename "$$patch")"; \
	done
	@rm -f $(KDIR)/b/.pc/fingerprint
	@git status --short patches

series-check: $(HEADERS)/.unpacked ##contribute each patch compiles; W=1, sparse and other configurations are clean
	@$(VM_DIR)/kernel/tree.sh $(KDIR)/deb
	@CCACHE=$(CCACHE) $(TEST_DIR)/series/check_patches.sh $(KDIR)/deb

.PHONY: kernel refresh series-check
