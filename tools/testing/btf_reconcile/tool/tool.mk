# SPDX-License-Identifier: GPL-2.0
# Tests of the command-line tool, on modules, bases and images that gcc, pahole and
# Python make on the spot. Each script prints TAP and leaves its files in
# build/host/<name>:
#
#	test_tool	emit, check, apply, show as people use them; hooks; the manual
#	test_build	scripts/Makefile.btf_ko
#	test_foreign	modules of other byte order and word size
#	test_images	kernel images of all architectures and compressions
#	test_resolve	.BTF_ids before there is a reference
#	test_refusals	each module of data/malformed.c
#
# All: make check. One file: make tools && (cd tools/testing/btf_reconcile/tool &&
# ./test_build.sh ../../../../build/btf_reconcile /tmp/work).

TOOL_DIR := $(TEST_DIR)/tool
WITHOUT := $(HOST_BIN)/without/btf_reconcile
TOOL_BIN := $(WITHOUT) $(HOST_BIN)/make_malformed
TOOL_TESTS := $(foreach name,tool build foreign resolve,\
	"$(TOOL_DIR)/test_$(name).sh $(TOOL) $(HOST_BIN)/$(name)") \
	"$(TOOL_DIR)/test_images.sh $(TOOL) $(HOST_BIN)/images $(WITHOUT)" \
	"$(TOOL_DIR)/test_refusals.sh $(TOOL) $(HOST_BIN)/make_malformed $(HOST_BIN)/refusals"

# With no library that a compression needs, but gzip's.
$(WITHOUT): $(TOOL_SRC) | $(call deps,tools)
	@PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= $(MAKE) -s -C tools/bpf/btf_reconcile \
		O=$(abspath $(@D))
