# SPDX-License-Identifier: GPL-2.0
# Tests of the core and of what the tool is made of, by cmocka and under sanitizers:
#
#	test_match	the matching rules, a line each
#	test_ambiguous	types that share name and kind
#	test_core	bounded on any bytes, all or nothing, .BTF_ids right or zero
#	test_malformed	each line of data/malformed.c is refused, with its words
#	test_format	BTF as newer kernels have it
#	test_handmade	what the text of data/text_btf.h cannot say
#	test_merge	emit --merge
#	test_random	random bases and modules against a model; SEED=<n> repeats one
#	linear		time grows with the input and not faster: instructions are counted
#	make_kunit	the tables in kernel/bpf/tests/btf_reconcile_cases.h, for KUnit in the kernel
#	run_recorded	what the others reconciled once more, as 32-bit code and by valgrind
#
# All: make check. One file: make build/host/test_match && build/host/test_match.
# One test of it: build/host/test_match 'pattern*'.

UNIT_DIR := $(TEST_DIR)/unit
TESTS := test_match test_ambiguous test_merge test_core test_format test_handmade \
	 test_malformed test_random
UNIT_TESTS := $(addprefix $(HOST_BIN)/,$(TESTS))

$(UNIT_TESTS): $(HOST_BIN)/%: $(UNIT_DIR)/%.c $(UNIT_DIR)/filter.c $(TEST_OBJ)
	@$(TEST_CC) $(TEST_CFLAGS) -o $@ $^ $(LINK_$*) -lcmocka -lbpf $(HOST_LIBS)

# Allocations fail where the test says so.
LINK_test_core := -Wl,--wrap=malloc

# The core alone: as 32-bit code too, and without sanitizers for valgrind.
RECORDED := $(abspath $(HOST_BIN))/recorded
RUN_RECORDED := $(addprefix $(HOST_BIN)/,run_recorded run_recorded32 run_recorded-plain)
# Some headers are where gcc looks for them in 64-bit code only: /usr/include/asm is
# in gcc-multilib, beside which no cross compiler can be installed.
$(HOST_BIN)/run_recorded32: CFLAGS_32 = -m32 -idirafter /usr/include/$(shell gcc -print-multiarch)
$(HOST_BIN)/run_recorded-plain: SANITIZE :=
$(RUN_RECORDED): $(UNIT_DIR)/run_recorded.c $(CORE_SRC) $(FIXTURE_DIR)/recorded.h $(FIXTURE_DIR)/core_base.h $(TOOL) | $(call deps,check)
	@mkdir -p $(@D)
	@$(TEST_CC) $(TEST_CFLAGS) $(CFLAGS_32) -o $@ $(filter %.c,$^)
RECORDED_TEST := "$(UNIT_DIR)/test_recorded.sh $(HOST_BIN) $(TOOL)"

# As it is in use, to count instructions.
$(HOST_BIN)/linear: $(UNIT_DIR)/linear.c $(CORE_SRC) $(TOOL)
	@mkdir -p $(@D)
	@$(TEST_CC) $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^)
LINEAR_TEST := "$(UNIT_DIR)/test_linear.sh $(HOST_BIN)/linear"

# The cases in the kernel: btf_reconcile_cases.h is what this prints.
$(HOST_BIN)/make_kunit: $(UNIT_DIR)/make_kunit.c $(TEST_OBJ)
	@$(TEST_CC) $(TEST_CFLAGS) -o $@ $^ -lbpf $(HOST_LIBS)
KUNIT_TEST := "$(UNIT_DIR)/test_kunit.sh $(HOST_BIN)/make_kunit kernel/bpf/tests/btf_reconcile_cases.h"
UNIT_BIN := $(UNIT_TESTS) $(RUN_RECORDED) $(addprefix $(HOST_BIN)/,linear make_kunit)

# Of the core only: what its tests do not run. Fails if a line or a branch is
# never seen, and no comment there says why.
COVERAGE := $(O)/coverage
coverage: $(call deps,check) $(call deps,fuzz) ##measure lines and branches of the core that the unit tests run
	@rm -rf $(COVERAGE)/profile
	@LLVM_PROFILE_FILE=$(abspath $(COVERAGE))/profile/%p.raw $(MAKE) -s check-core \
		O=$(COVERAGE) DEPS= TEST_CC=clang \
		SANITIZE='-fprofile-instr-generate -fcoverage-mapping'
	@llvm-profdata merge -o $(COVERAGE)/profile/all $(COVERAGE)/profile/*.raw
	@$(UNIT_DIR)/coverage.py $(COVERAGE)/profile/all $(addprefix $(COVERAGE)/host/,$(TESTS))

check-core: $(UNIT_TESTS)
	@$(TEST_DIR)/check.sh $(O)/core.results $(UNIT_TESTS)

.PHONY: coverage check-core
