# SPDX-License-Identifier: GPL-2.0
# BTF and modules that tests are given, all from a few words of text:
#
#	text_btf	text in, BTF out, whole or split
#	module_sections	text in, the BTF sections of a module out
#	match_cases	the table of the matching rules, in such text
#	malformed	the table of all that can be wrong with them
#	make_malformed	a module for each line of it: MODULE.ko in, DIR/<name>/MODULE.ko out
#	set_section.py	one section of a module changed: type, flags, size, bytes
#
# test_malformed runs the table on the host; see unit/unit.mk for one test alone.

DATA_DIR := $(TEST_DIR)/data
DATA_SRC := $(addprefix $(DATA_DIR)/,text_btf.c match_cases.c module_sections.c malformed.c)
SET_SECTION := $(DATA_DIR)/set_section.py

$(HOST_BIN)/make_malformed: $(DATA_DIR)/make_malformed.c $(DATA_SRC) $(wildcard $(DATA_DIR)/*.h) $(TOOL)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^) $(HOST_OBJ) $(HOST_LIBS)
