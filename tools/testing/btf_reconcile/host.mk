# SPDX-License-Identifier: GPL-2.0
# The tool and the tests that need no kernel.

# The packages of one group, installed: tools, check, kernel (and the virtual machine),
# fuzz, hosts. DEPS= on the command line: whoever builds has seen to it.
deps = $(if $(DEPS),$(O)/.packages-$(1))

TOOL := $(O)/btf_reconcile
TOOL_SRC := $(wildcard tools/bpf/btf_reconcile/* kernel/bpf/btf_reconcile*) \
	    include/linux/btf_reconcile.h
HOST_BIN := $(O)/host
HOST_CFLAGS := -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter -Wno-missing-field-initializers -D_GNU_SOURCE
# All of the tool but its main().
HOST_OBJ = $(filter-out %/main.o,$(patsubst %.c,$(O)/obj/%.o,$(notdir \
	   $(filter-out %/btf_reconcile_module.c,$(filter %.c,$(TOOL_SRC))))))
# The tool's Makefile knows which libraries there are.
HOST_LIBS = $(shell $(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O)) libs)
HOST_HAVE = $(shell $(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O)) have)

$(TOOL): $(TOOL_SRC) | $(call deps,tools)
	@mkdir -p $(O)
	@$(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O))

tools: $(TOOL) ## build the tool, btf_reconcile

install: $(TOOL) ## install the tool, its manual and its hooks: DESTDIR=, PREFIX=/usr/local
	@$(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O)) install

$(HOST_BIN)/make_hostile: $(addprefix $(TEST_DIR)/,make_hostile.c hostile.c hostile.h malformed.c malformed.h specimen.c specimen.h blob.c blob.h) $(TOOL)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^) $(HOST_OBJ) $(HOST_LIBS)

# Tests of the core and of what the tool is made of, under sanitizers.
# clang, for its account of lines and branches: see coverage.
TEST_CC ?= gcc
TESTS := test_match test_twins test_merge test_core test_format test_edges test_malformed test_random
TEST_LIB := $(addprefix $(TEST_DIR)/,blob.c lab.c sorted.c cases.c honest.c btf_normal.c hostile.c specimen.c malformed.c) \
	$(filter-out %/btf_reconcile_module.c,$(filter kernel/bpf/%.c,$(TOOL_SRC))) \
	$(filter-out %/main.c,$(filter tools/%.c,$(TOOL_SRC)))
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
TEST_CFLAGS = $(HOST_CFLAGS) -O1 -I$(O)/obj/include $(SANITIZE) $(HOST_HAVE)
TEST_OBJ := $(patsubst %.c,$(HOST_BIN)/obj/%.o,$(notdir $(TEST_LIB)))
vpath %.c $(sort $(dir $(TEST_LIB)))

$(HOST_BIN)/obj/%.o: %.c $(TOOL) $(wildcard $(TEST_DIR)/*.h) | $(call deps,check)
	@mkdir -p $(@D)
	@$(TEST_CC) $(TEST_CFLAGS) -c -o $@ $<

$(addprefix $(HOST_BIN)/,$(TESTS)): $(HOST_BIN)/%: $(TEST_DIR)/%.c $(TEST_OBJ)
	@$(TEST_CC) $(TEST_CFLAGS) -o $@ $^ $(LINK_$*) -lcmocka -lbpf $(HOST_LIBS)

# Allocations fail where the test says so.
LINK_test_core := -Wl,--wrap=malloc

PARTS += check
RESULTS += $(O)/check.results

# With no library that a compression needs, but gzip's.
$(HOST_BIN)/without/btf_reconcile: $(TOOL_SRC) | $(call deps,tools)
	@PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= $(MAKE) -s -C tools/bpf/btf_reconcile \
		O=$(abspath $(@D))

# The core alone: as 32-bit code too, and without sanitizers for valgrind.
CORE_SRC := $(filter-out %/btf_reconcile_module.c,$(filter kernel/bpf/%.c,$(TOOL_SRC)))
REPLAYS := $(addprefix $(HOST_BIN)/,replay replay32 replay-plain)
# Some headers are where gcc looks for them in 64-bit code only: /usr/include/asm is
# in gcc-multilib, beside which no cross compiler can be installed.
$(HOST_BIN)/replay32: REPLAY_CFLAGS = -m32 -idirafter /usr/include/$(shell gcc -print-multiarch)
$(HOST_BIN)/replay-plain: SANITIZE :=
$(REPLAYS): $(TEST_DIR)/replay.c $(CORE_SRC) $(TEST_DIR)/cases.h $(TOOL) | $(call deps,check)
	@mkdir -p $(@D)
	@$(TEST_CC) $(TEST_CFLAGS) $(REPLAY_CFLAGS) -o $@ $(filter %.c,$^)

# As it is in use, to count instructions.
$(HOST_BIN)/linear: $(TEST_DIR)/linear.c $(CORE_SRC) $(TOOL)
	@mkdir -p $(@D)
	@$(TEST_CC) $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^)

check: $(call deps,check) $(addprefix $(HOST_BIN)/,$(TESTS) linear without/btf_reconcile) $(REPLAYS) $(TOOL) ## tests that need no kernel, seconds
	@rm -f $(HOST_BIN)/cases
	@CASES=$(abspath $(HOST_BIN))/cases $(TEST_DIR)/check.sh $(O)/check.results \
		$(addprefix $(HOST_BIN)/,$(TESTS)) -p \
		"$(TEST_DIR)/test_tool.sh $(TOOL) $(HOST_BIN)/tool" \
		"$(TEST_DIR)/test_build.sh $(TOOL) $(HOST_BIN)/build" \
		"$(TEST_DIR)/test_foreign.sh $(TOOL) $(HOST_BIN)/foreign" \
		"$(TEST_DIR)/test_resolve.sh $(TOOL) $(HOST_BIN)/resolve" \
		"$(TEST_DIR)/test_images.sh $(TOOL) $(HOST_BIN)/images $(HOST_BIN)/without/btf_reconcile" \
		"$(TEST_DIR)/test_linear.sh $(HOST_BIN)/linear" -s \
		"$(TEST_DIR)/test_replay.sh $(HOST_BIN) $(TOOL)"

# Of the core only: what its tests do not run. Fails if a line or a branch is
# never seen, and no comment there says why.
COVERAGE := $(O)/coverage
coverage: $(call deps,check) $(call deps,fuzz) ## lines and branches of the core that make check runs
	@rm -rf $(COVERAGE)/profile
	@LLVM_PROFILE_FILE=$(abspath $(COVERAGE))/profile/%p.raw $(MAKE) -s check-core \
		O=$(COVERAGE) DEPS= TEST_CC=clang \
		SANITIZE='-fprofile-instr-generate -fcoverage-mapping'
	@llvm-profdata merge -o $(COVERAGE)/profile/all $(COVERAGE)/profile/*.raw
	@$(TEST_DIR)/coverage.py $(COVERAGE)/profile/all \
		$(addprefix $(COVERAGE)/host/,$(TESTS))

check-core: $(addprefix $(HOST_BIN)/,$(TESTS))
	@$(TEST_DIR)/check.sh $(O)/core.results $(addprefix $(HOST_BIN)/,$(TESTS))

.PHONY: coverage check-core
