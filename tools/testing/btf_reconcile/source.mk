# SPDX-License-Identifier: GPL-2.0
# What comes from suites of Debian that the machine is not configured for: sources
# of Linux and, where wanted, a newer pahole. Nothing is installed.

APT_ROOTS := $(abspath $(O))/apt
SOURCES := $(abspath $(O))/source

$(SOURCES)/linux-source-%.tar.xz: | $(DEPS)
	@$(STEP) $(SOURCES)/$*.log "the source of Linux $*" \
		$(TEST_DIR)/source.sh $* $@ $(APT_ROOTS)

# PAHOLE_SUITE=sid: kernels that are built from then on get pahole of that suite.
ifneq ($(PAHOLE_SUITE),)
OWN_PAHOLE := $(abspath $(O))/pahole-$(PAHOLE_SUITE)/pahole
export PATH := $(dir $(OWN_PAHOLE)):$(PATH)

$(OWN_PAHOLE): | $(DEPS)
	@$(STEP) $(@D).log "pahole of $(PAHOLE_SUITE)" \
		$(TEST_DIR)/pahole.sh $(PAHOLE_SUITE) $@ $(APT_ROOTS)
endif
