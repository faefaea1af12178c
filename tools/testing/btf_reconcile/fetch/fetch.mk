# SPDX-License-Identifier: GPL-2.0
# What comes from Debian's archive, of whatever suite, without being installed: packages
# (apt_root.sh, by the mirror of mirror.sh), Linux (linux_source.sh), a module for DKMS
# (dkms_source.sh), pahole (pahole.mk, own_libraries.sh); and what it is unpacked to: the BTF in an image
# (extract_btf.py), a module without signature and compression (unsign.py).
#
# Alone: extract_btf.py /boot/vmlinuz-6.1.0-55-amd64 OUT.

APT_ROOTS := $(abspath $(O))/apt
SOURCES := $(abspath $(O))/source

$(SOURCES)/linux-source-%.tar.xz: | $(DEPS)
	@$(STEP) $(SOURCES)/$*.log "the source of Linux $*" \
		$(TEST_DIR)/fetch/linux_source.sh $* $@ $(APT_ROOTS)
