# SPDX-License-Identifier: GPL-2.0
# All of test_progs, in kernels that have what it asks for. Not in CI: it takes long,
# builds included. What comes of it is recorded in $(RECORDS).
#
#   s	B with the configuration that all of the selftests need
#   su	the same without this repository, to know what it makes of them

$(KDIR)/s/.built: $(KDIR)/b/.built $(SELFTESTS)/s.config | $(SELFTESTS_DEPS)
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/b $(KDIR)/s none $(VM_DIR)/kernel/variant/b.config
	@$(SELFTESTS)/config.sh $(KDIR)/s $(SELFTESTS)/s.config
	@$(call build_kernel,s,S)
	@touch $@

$(KDIR)/s/.selftests: $(KDIR)/s/.built $(SELFTEST_FILES) | $(CACHED)/.made
	@rsync -a --checksum --no-times tools/testing $(KDIR)/s/tools/
	@$(call build_selftests,s)
	@touch $@

$(KDIR)/su/.built: $(SELFTESTS)/s.config | $(KDIR)/s/.built
	@$(VM_DIR)/kernel/variant.sh $(KDIR)/s $(KDIR)/su unpatched $(VM_DIR)/kernel/variant/u.config
	@$(SELFTESTS)/config.sh $(KDIR)/su $(SELFTESTS)/s.config
	@$(SELFTESTS_MAKE) -s -C $(KDIR)/su/$(SELFTESTS_DIR) clean >/dev/null
	@$(call build_kernel,su,SU)
	@touch $@

$(KDIR)/su/.selftests: $(KDIR)/su/.built | $(CACHED)/.made
	@$(call build_selftests,su)
	@touch $@

# What came of it is kept. Tests that measure time fail now and then, so those that
# differ are run once more.
FULL := $(foreach d,full again,$(foreach k,su s,$(KDIR)/$(k).$(d)/full.log))
test-full: $(KDIR)/s/.selftests $(KDIR)/su/.selftests $(KDIR)/selftests.cpio.gz ##more all of test_progs, with the patched and the unpatched kernel; an hour
	@rm -rf $(dir $(FULL))
	@$(call boot_selftests,full,su,su,$(KDIR)/su.full,7200)
	@$(call boot_selftests,full,s,s,$(KDIR)/s.full,7200)
	@$(MAKE) -s full-again

# $(call again,TREE)
again = $(call boot_selftests,full,$(1),$(1),$(KDIR)/$(1).again,1800,rec.tests=$$tests)
full-again:
	@tests=$$($(SELFTESTS)/differ.sh $(wordlist 1,2,$(FULL)) | \
		sed 's/^. [A-Z]* //; s#/.*##' | sort -u | paste -s -d ,); \
	[ -z "$$tests" ] || { $(call again,su); $(call again,s); }
	@{ $(VM_DIR)/record.sh 'make test-full' $(KDIR)/s; \
	   $(SELFTESTS)/full_report.sh $(FULL); } >$(RECORDS)/test-full.txt; rc=$$?; \
	cat $(RECORDS)/test-full.txt; exit $$rc

.PHONY: test-full full-again
