# SPDX-License-Identifier: GPL-2.0
# Packages of the tool and of stock/, for distributions.

DEB := $(abspath $(O))/deb

# What is in git, and debian/ at the top, where its tools look for it.
deb: | $(call deps,tools) $(call deps,deb) ## Debian packages of the tool and of btf_reconcile.ko (DKMS), checked by lintian
	@rm -rf $(DEB)
	@mkdir -p $(DEB)/btf-reconcile
	@git ls-files -z | xargs -0 cp --parents -t $(DEB)/btf-reconcile
	@mv $(DEB)/btf-reconcile/packaging/debian $(DEB)/btf-reconcile/
	@$(STEP) $(DEB)/build.log "Debian packages" \
		sh -c 'cd $(DEB)/btf-reconcile && env -u O -u KERNEL -u MAKEFLAGS -u MAKELEVEL dpkg-buildpackage -us -uc -b'
	@cd $(DEB) && lintian --fail-on error,warning *.changes
	@ls $(DEB)/*.deb

# On a Debian that is newer than the one that they were built on, too.
SUITE ?= bookworm
test-packages: deb | $(call deps,hosts) ## install and purge them on a fresh Debian: SUITE=bookworm or trixie; as root, not in CI
	@$(TEST_DIR)/check.sh $(O)/packages-$(SUITE).results \
		"packaging/test_packages.sh $(DEB) $(SUITE) $(DEB)/$(SUITE)"
	@rm -rf $(DEB)/$(SUITE)

# What it needs to be built has other names with RPM, and dpkg knows that it is here.
RPM := $(abspath $(O))/rpm
rpm: | $(call deps,tools) $(call deps,rpm) ## an RPM package of the tool, on Debian as well
	@rm -rf $(RPM)
	@mkdir -p $(RPM)/SOURCES
	@git ls-files -z | tar --null -T - --transform 's,^,btf-reconcile-1.0/,' \
		-czf $(RPM)/SOURCES/btf-reconcile-1.0.tar.gz
	@$(STEP) $(RPM)/build.log "RPM package" env -u O -u MAKEFLAGS -u MAKELEVEL rpmbuild -bb --nodeps \
		--define '_topdir $(RPM)' packaging/btf-reconcile.spec
	@rpm -qlp $(RPM)/RPMS/*/btf-reconcile-1.0-1.*.rpm

.PHONY: deb test-packages rpm
