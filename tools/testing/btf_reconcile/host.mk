# SPDX-License-Identifier: GPL-2.0
# The tool, and the tests that need no kernel: data and fixture are what they are made
# of, unit and tool have them.

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

tools: $(TOOL) ##use build the tool, build/btf_reconcile

install: $(TOOL) ##use install the tool, its manual and its hooks: DESTDIR=, PREFIX=/usr/local
	@$(MAKE) -s -C tools/bpf/btf_reconcile O=$(abspath $(O)) install

include $(TEST_DIR)/data/data.mk
include $(TEST_DIR)/fixture/fixture.mk
include $(TEST_DIR)/unit/unit.mk
include $(TEST_DIR)/tool/tool.mk

PARTS += check
RESULTS += $(O)/check.results

# What is between -p and -s runs side by side, see check.sh.
check: $(call deps,check) $(UNIT_BIN) $(TOOL_BIN) $(TOOL) ##test the tool and the core on the host, without a kernel: a minute
	@rm -f $(RECORDED)
	@RECORDED=$(RECORDED) $(TEST_DIR)/check.sh $(O)/check.results \
		$(UNIT_TESTS) -p $(TOOL_TESTS) $(LINEAR_TEST) $(KUNIT_TEST) -s $(RECORDED_TEST)

.PHONY: tools install check
