# SPDX-License-Identifier: GPL-2.0
# PAHOLE_SUITE=sid: kernels that are built from then on get pahole of that suite of
# Debian. It runs with libbpf of Linux $(PEER_VERSION): Debian's has no function to
# write a layout section, which Linux 7.3 asks of pahole 1.31 and later.

ifneq ($(PAHOLE_SUITE),)
OWN_PAHOLE := $(abspath $(O))/pahole-$(PAHOLE_SUITE)/pahole
export PATH := $(dir $(OWN_PAHOLE)):$(PATH)

$(OWN_PAHOLE): | $(PEER_LIB)
	@$(STEP) $(@D).log "pahole of $(PAHOLE_SUITE)" \
		$(TEST_DIR)/fetch/pahole.sh $(PAHOLE_SUITE) $@ $(APT_ROOTS) $(PEER)/lib
endif
