# SPDX-License-Identifier: GPL-2.0
# Tests of the command-line tool, on modules, bases and images that gcc, pahole and
# Python make on the spot. Each script prints TAP and leaves its files in
# build/host/<name>; the first eight begin with the modules of lib.sh:
#
#	test_emit	emit, and the files that it and apply replace
#	test_check	check, and where modules are found
#	test_apply	apply and show; signals, a full disk, signatures
#	test_base_id	the ID of a base in modules
#	test_bases	bases on pipes, in images, of installed kernels
#	test_strip	what strip, RPM and debhelper leave
#	test_unusual	BTF that no compiler writes or no kernel takes, and of newer kernels
#	test_hooks	help, completion, the manual and the hooks
#	test_build	scripts/Makefile.btf_ko
#	test_foreign	modules of other byte order and word size
#	test_images	kernel images of all architectures and compressions
#	test_resolve	.BTF_ids before there is a reference
#	test_refusals	each module of data/malformed.c
#
# All: make check. One file: make tools, then
# tools/testing/btf_reconcile/tool/test_emit.sh build/btf_reconcile build/host/emit.

TOOL_DIR := $(TEST_DIR)/tool
# What starts from the modules that lib.sh makes.
TOOL_USES := emit check apply base_id bases strip unusual hooks
WITHOUT := $(HOST_BIN)/without/btf_reconcile
TOOL_BIN := $(WITHOUT) $(HOST_BIN)/make_malformed
TOOL_TESTS := $(foreach name,$(TOOL_USES) build foreign resolve,\
	"$(TOOL_DIR)/test_$(name).sh $(TOOL) $(HOST_BIN)/$(name)") \
	"$(TOOL_DIR)/test_images.sh $(TOOL) $(HOST_BIN)/images $(WITHOUT)" \
	"$(TOOL_DIR)/test_refusals.sh $(TOOL) $(HOST_BIN)/make_malformed $(HOST_BIN)/refusals"

# With no library that a compression needs, but gzip's.
$(WITHOUT): $(TOOL_SRC) | $(call deps,tools)
	@PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH= $(MAKE) -s -C tools/bpf/btf_reconcile \
		O=$(abspath $(@D))
