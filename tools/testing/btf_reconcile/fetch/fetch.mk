# SPDX-License-Identifier: GPL-2.0
# The sources of Linux, from whichever suite of Debian has them. They are not installed.

APT_ROOTS := $(abspath $(O))/apt
SOURCES := $(abspath $(O))/source

$(SOURCES)/linux-source-%.tar.xz: | $(DEPS)
	@$(STEP) $(SOURCES)/$*.log "the source of Linux $*" \
		$(TEST_DIR)/fetch/linux_source.sh $* $@ $(APT_ROOTS)
