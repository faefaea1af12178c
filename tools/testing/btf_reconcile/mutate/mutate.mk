# SPDX-License-Identifier: GPL-2.0
# Tests of the tests: MUTANTS faults are put into the core, one at a time, and the unit
# tests must notice 95 in a hundred. Not in CI: each takes seconds.

MUTATE_DIR := $(TEST_DIR)/mutate
MUTANTS ?= 200
MUTANTS_SEED ?= 1

mutants: $(UNIT_TESTS) ##more put MUTANTS=200 faults into the core, one at a time; do the unit tests notice? MUTANTS_SEED=1
	@mkdir -p $(O)/mutate
	@CFLAGS='$(TEST_CFLAGS)' LIBS='-lcmocka -lbpf $(HOST_LIBS)' TESTS='$(TESTS)' \
	UNIT_DIR=$(abspath $(UNIT_DIR)) OBJ='$(abspath $(filter-out \
		$(patsubst %.c,$(HOST_BIN)/obj/%.o,$(notdir $(CORE_SRC))),$(TEST_OBJ)))' \
		$(MUTATE_DIR)/mutate.py $(MUTANTS) $(MUTANTS_SEED) $(MUTATE_DIR)/equivalent \
		$(O)/mutate kernel/bpf $(MUTATE_DIR)/relink.mk $(TESTS)

.PHONY: mutants
