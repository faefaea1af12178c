# SPDX-License-Identifier: GPL-2.0
# What comes from suites of Debian that the machine is not configured for: sources
# of Linux and, where wanted, a newer pahole. Nothing is installed.

APT_ROOTS := $(abspath $(O))/apt
SOURCES := $(abspath $(O))/source

$(SOURCES)/linux-source-%.tar.xz: | $(DEPS)
	@$(STEP) $(SOURCES)/$*.log "the source of Linux $*" \
		$(TEST_DIR)/source.sh $* $@ $(APT_ROOTS)
