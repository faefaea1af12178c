# SPDX-License-Identifier: GPL-2.0
# The tool and the tests that need no kernel.

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

$(TOOL): $(TOOL_SRC) | $(DEPS)
	@mkdir -p $(O)
	@$(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O))

tools: $(TOOL) ## build the tool, btf_reconcile

install: $(TOOL) ## install the tool, its manual and its hooks: DESTDIR=, PREFIX=/usr/local
	@$(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O)) install

$(HOST_BIN)/make_hostile: $(addprefix $(TEST_DIR)/,make_hostile.c hostile.c hostile.h) $(TOOL)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^) $(HOST_OBJ) $(HOST_LIBS)

# Tests of the core and of what the tool is made of, under sanitizers.
TESTS := test_match test_core test_random
TEST_LIB := $(addprefix $(TEST_DIR)/,blob.c lab.c btf_normal.c hostile.c) \
	$(filter-out %/btf_reconcile_module.c,$(filter kernel/bpf/%.c,$(TOOL_SRC))) \
	$(filter-out %/main.c,$(filter tools/%.c,$(TOOL_SRC)))
SANITIZE ?= -fsanitize=address,undefined -fno-sanitize-recover=all
TEST_CFLAGS := $(HOST_CFLAGS) -O1 -I$(O)/obj/include $(SANITIZE) -DHAVE_LZMA -DHAVE_ZSTD -DHAVE_LZ4
TEST_OBJ := $(patsubst %.c,$(HOST_BIN)/obj/%.o,$(notdir $(TEST_LIB)))
vpath %.c $(sort $(dir $(TEST_LIB)))

$(HOST_BIN)/obj/%.o: %.c $(TOOL) $(wildcard $(TEST_DIR)/*.h)
	@mkdir -p $(@D)
	@gcc $(TEST_CFLAGS) -c -o $@ $<

$(addprefix $(HOST_BIN)/,$(TESTS)): $(HOST_BIN)/%: $(TEST_DIR)/%.c $(TEST_OBJ)
	@gcc $(TEST_CFLAGS) -o $@ $^ $(LINK_$*) -lcmocka -lbpf $(HOST_LIBS)

# Allocations fail where the test says so.
LINK_test_core := -Wl,--wrap=malloc

PARTS += check
RESULTS += $(O)/check.results

check: $(addprefix $(HOST_BIN)/,$(TESTS)) $(TOOL) ## tests that need no kernel, seconds
	@$(TEST_DIR)/check.sh $(O)/check.results $(addprefix $(HOST_BIN)/,$(TESTS)) \
		"$(TEST_DIR)/test_tool.sh $(TOOL) $(HOST_BIN)/tool"

# Of the core only: what the tests of `make check` did not run.
coverage: $(DEPS) ## lines and branches of the core that make check runs
	@$(MAKE) -s check O=$(O)/coverage SANITIZE=--coverage
	@$(TEST_DIR)/coverage.sh $(O)/coverage/host/obj
