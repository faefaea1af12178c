# SPDX-License-Identifier: GPL-2.0
# Packages of the tool and of stock/, for distributions.

DEB := $(abspath $(O))/deb

# $(call build_deb,DIR,EDIT): Debian packages of what is in git, in DIR, with debian/ at
# the top, where its tools look for it; EDIT is sed's, of the changelog.
build_deb = rm -rf $(1) && \
	    mkdir -p $(1)/btf-reconcile && \
	    git ls-files -z | xargs -0 cp --parents -t $(1)/btf-reconcile && \
	    mv $(1)/btf-reconcile/packaging/debian $(1)/btf-reconcile/ && \
	    sed -i '$(2)' $(1)/btf-reconcile/debian/changelog && \
	    $(STEP) $(1)/build.log "Debian packages" sh -c 'cd $(1)/btf-reconcile && \
		env -u O -u KERNEL -u STOCK -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b'

deb: | $(call deps,tools) $(call deps,deb) ##use build Debian packages of the tool and of btf_reconcile.ko, checked by lintian
	@$(call build_deb,$(DEB))
	@cd $(DEB) && lintian --fail-on error,warning *.changes
	@ls $(DEB)/*.deb

# On Debian 12, or on the Debian whose kernel it is, though they were built on another.
PACKAGES_SUITE = $(if $(filter 6.1,$(STOCK)),bookworm,trixie)
PACKAGES = $(O)/packages-$(STOCK)
PACKAGES_RESULTS = $(PACKAGES).results $(PACKAGES).vm.results
LATER := $(DEB)/later
DKMS_NATIVE = $(foreach m,$(STOCK_THIRD),$(STOCK_M)/b-0/$(m).ko)
test-packages: deb $(STOCK_DIR)/.fetched | $(call deps,hosts) ##more install, upgrade and purge the packages on a fresh Debian, boot it: STOCK=6.1, 6.12; as root
	@$(call build_deb,$(LATER),1s/(.*)/(9)/)
	@-$(TEST_DIR)/check.sh $(PACKAGES).results \
		"packaging/test_packages.sh $(DEB) $(LATER) $(PACKAGES_SUITE) $(PACKAGES) \
		$$(cat $(STOCK_DIR)/a/release) $$(cat $(STOCK_DIR)/b/release)"
	@rm -rf $(PACKAGES)/root
	@$(MAKE) -s boot-packages

boot-packages: $(DKMS_NATIVE) $(addprefix $(GUEST)/,$(GUEST_BIN))
	@mkdir -p $(PACKAGES)/boot/m/b-0
	@cp $(DKMS_NATIVE) $(PACKAGES)/boot/m/b-0/
	@INTO=$(VM_DIR)/stock/installed $(VM_DIR)/initramfs.sh $(PACKAGES)/boot/suite \
		$(addprefix $(GUEST)/,$(GUEST_BIN)) -- $(PACKAGES)/boot/m $(PACKAGES)/boot/m
	@cat $(PACKAGES)/boot/initrd $(PACKAGES)/boot/suite >$(PACKAGES)/boot/initrd+suite
	@$(RUN) installed $(PACKAGES)/boot/vmlinuz $(PACKAGES)/boot/initrd+suite $(PACKAGES).vm
	@$(VM_DIR)/record.sh 'make test-packages STOCK=$(STOCK)' $(STOCK_DIR) $(PACKAGES_RESULTS) \
		>$(RECORDS)/test-packages-$(STOCK).txt
	@$(TEST_DIR)/summary.sh 'make test-packages' $(PACKAGES_RESULTS)

# What it needs to be built has other names with RPM, and dpkg knows that it is here.
RPM := $(abspath $(O))/rpm
rpm: | $(call deps,tools) $(call deps,rpm) ##use build an RPM package of the tool, on Debian as well
	@rm -rf $(RPM)
	@mkdir -p $(RPM)/SOURCES
	@git ls-files -z | tar --null -T - --transform 's,^,btf-reconcile-1.0/,' \
		-czf $(RPM)/SOURCES/btf-reconcile-1.0.tar.gz
	@$(STEP) $(RPM)/build.log "RPM package" env -u O -u MAKEFLAGS -u MAKELEVEL rpmbuild -bb --nodeps \
		--define '_topdir $(RPM)' packaging/btf-reconcile.spec
	@rpm -qlp $(RPM)/RPMS/*/btf-reconcile-1.0-1.*.rpm

.PHONY: deb test-packages boot-packages rpm
