# SPDX-License-Identifier: GPL-2.0
# The unit tests of the core in COPY, for mutate.py: what has changed is compiled, and the
# tests are linked anew. The other objects and all flags come from mutate.mk.

OUT := $(COPY)/..
CORE_OBJ := $(patsubst $(COPY)/%.c,$(OUT)/%.o,$(wildcard $(COPY)/*.c))

all: $(TESTS:%=$(OUT)/%)

$(OUT)/%.o: $(COPY)/%.c $(COPY)/btf_reconcile_core.h
	gcc $(CFLAGS) -c -o $@ $<

$(OUT)/%.o: $(UNIT_DIR)/%.c
	gcc $(CFLAGS) -c -o $@ $<

$(OUT)/test_%: $(OUT)/test_%.o $(OUT)/filter.o $(CORE_OBJ) $(OBJ)
	gcc $(CFLAGS) -o $@ $^ $(if $(filter core,$*),-Wl$(comma)--wrap=malloc) $(LIBS)

comma := ,
.PRECIOUS: $(OUT)/%.o
.DELETE_ON_ERROR:
