# SPDX-License-Identifier: GPL-2.0
# The patches as they would be sent:
#
#	series.sh	mails and a cover letter, from patches/linux-$(KERNEL); git am takes them
#	mails.sh	checkpatch.pl --strict, and the table of what it is wrong about
#	check_patches.sh	each patch compiles; W=1, sparse, other configurations
#	steps.sh	each step builds, boots and takes a module
#	allmod.sh	what they touch, with allmodconfig
#
# make series KERNEL=7.3.

SERIES_DIR := $(TEST_DIR)/series
SERIES_DEPS := $(O)/series.deps

$(SERIES_DEPS): $(SERIES_DIR)/packages
	@$(TEST_DIR)/deps.sh $@ $<

series-check: $(SERIES_DEPS) series

series: | $(KSRC) ##contribute the patches as mails, in build/series: git am and checkpatch.pl take them
	@$(SERIES_DIR)/series.sh $(KSRC) $(O)/series
	@$(SERIES_DIR)/mails.sh $(O)/series

# Each step starts from the tree of the one before, the first from plain Linux.
series-boot: series $(KDIR)/u/.built $(addprefix $(GUEST)/,btf_name load btf_reconcile) ##contribute build and boot each step of the series; an hour
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/u $(KDIR)/step none $(VM_DIR)/kernel/variant/u.config
	@$(SERIES_DIR)/steps.sh $(O)/series $(KDIR)/step $(VM_DIR)/modules/btf_rec_demo \
		$(GUEST) $(RUN) $(KMAKE)

series-allmod: $(KDIR)/b/.built $(SERIES_DEPS) ##contribute compile what the series touches with allmodconfig, BTF off and on
	@mkdir -p $(KDIR)/allmod
	@rsync -aq --delete --exclude='*.o' --exclude='*.ko' --exclude='.*.cmd' $(KDIR)/b/ $(KDIR)/allmod/
	@$(SERIES_DIR)/allmod.sh $(KDIR)/allmod $(KMAKE)

# What bpftool has for tests of its own. Its build's one builds and cleans most of
# tools/bpf, so it has a tree to itself.
BPFTOOL_BUILD := $(KDIR)/bpftool-build
test-bpftool-own: $(KDIR)/s/.selftests $(KDIR)/selftests.cpio.gz $(BPFTOOL) $(SERIES_DEPS) ##more bpftool's own tests, of its build and in the virtual machine
	@cp $(BPFTOOL) $(KDIR)/s/$(SELFTESTS_DIR)/bpftool
	@$(call boot_selftests,bpftool,s,s,$(KDIR)/s.bpftool,600)
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(BPFTOOL_BUILD) none $(VM_DIR)/kernel/variant/b.config
	@$(STEP) $(KDIR)/bpftool-build.log test_bpftool_build.sh \
		env -u MAKELEVEL -u MAKEFLAGS -u O \
		$(BPFTOOL_BUILD)/$(SELFTESTS_DIR)/test_bpftool_build.sh -j$(KJOBS)
	@$(TEST_DIR)/summary.sh 'make $@' $(KDIR)/s.bpftool.vm.results

.PHONY: series series-boot series-allmod test-bpftool-own
