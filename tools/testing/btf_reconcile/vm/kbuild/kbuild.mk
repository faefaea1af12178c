# SPDX-License-Identifier: GPL-2.0
# What builds give to modules: the patched kernel's own build and its headers package
# (kbuild.sh), and DKMS with our hook on a kernel without this project (test_dkms.sh).
#
# make test-kbuild, make test-dkms.

KBUILD_RESULTS := $(KDIR)/kbuild.results
PARTS += test-kbuild
RESULTS += $(KBUILD_RESULTS)

test-kbuild: $(KDIR)/b/.built $(HEADERS)/.unpacked ##test what the kernel's build and its headers package give to modules
	@CCACHE=$(CCACHE) $(VM_DIR)/kbuild/kbuild.sh $(KDIR)/b $(HEADERS)/usr/src/linux-headers-* \
		$(KDIR)/kbuild $(KBUILD_RESULTS)

DKMS_RESULTS := $(KDIR)/dkms.results
PARTS += test-dkms
RESULTS += $(DKMS_RESULTS)

test-dkms: $(KDIR)/u/.built $(THIRD_PARTY_SRC)/.unpacked $(TOOL) ##test DKMS with our hook, on the kernel without the patches
	@$(THIRD_PARTY_FLAGS) $(TEST_DIR)/check.sh $(DKMS_RESULTS) "$(VM_DIR)/kbuild/test_dkms.sh $(TOOL) \
		$(KDIR)/u $(THIRD_PARTY_SRC) $(KDIR)/dkms"

.PHONY: test-kbuild test-dkms
