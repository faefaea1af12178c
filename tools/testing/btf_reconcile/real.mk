# SPDX-License-Identifier: GPL-2.0
# Real modules: all those of two neighbouring kernels that Debian has.

REAL := $(O)/real
REAL_RESULTS := $(O)/real.results
PARTS += test-real
RESULTS += $(REAL_RESULTS)

$(REAL)/.unpacked: $(TEST_DIR)/real_fetch.sh | $(DEPS)
	@$(STEP) $(O)/real.log "fetching two of Debian's kernels" \
		$(TEST_DIR)/real_fetch.sh $(REAL) neighbours
	@touch $@

# Further apart, for `make oracle`.
$(REAL)-ends/.unpacked: $(TEST_DIR)/real_fetch.sh | $(DEPS)
	@$(STEP) $(O)/real-ends.log "fetching Debian's oldest and latest kernel" \
		$(TEST_DIR)/real_fetch.sh $(REAL)-ends ends
	@touch $@

$(HOST_BIN)/btf_same: $(addprefix $(TEST_DIR)/,btf_same.c btf_normal.c btf_normal.h) | $(DEPS)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -o $@ $(filter %.c,$^) -lbpf -lelf -lz

test-real: $(REAL)/.unpacked $(TOOL) $(HOST_BIN)/btf_same ## the tool on the 4000 modules of each of two Debian kernels
	@$(TEST_DIR)/check.sh $(REAL_RESULTS) \
		"$(TEST_DIR)/test_real.sh $(TOOL) $(HOST_BIN)/btf_same $(REAL)"

.PHONY: test-real
