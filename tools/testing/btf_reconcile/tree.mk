# SPDX-License-Identifier: GPL-2.0
# For the Makefile beside it, from the top of a kernel tree. What is missing is
# for whoever builds there to install.

TEST_DIR := tools/testing/btf_reconcile
STEP := $(TEST_DIR)/step.sh
DEPS :=
PARTS :=
RESULTS :=
.DELETE_ON_ERROR:

include $(TEST_DIR)/host.mk
include $(TEST_DIR)/fuzz/fuzz.mk

# Whoever comes here by -C would have the names of directories in the list.
HOST_LIBS = $(shell $(MAKE) -s --no-print-directory -C tools/bpf/btf_reconcile O=$(abspath $(O)) libs)
HOST_HAVE = $(shell $(MAKE) -s --no-print-directory -C tools/bpf/btf_reconcile O=$(abspath $(O)) have)
