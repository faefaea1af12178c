# SPDX-License-Identifier: GPL-2.0
# The documentation: it builds without a warning in the kernel's tree, its examples are
# what the tool writes (test_docs.sh), its table of decisions is that of the kernel
# (decisions.c). Not in CI: it needs Sphinx.
#
# make docs-check.

DOCS_DIR := $(TEST_DIR)/docs
DOCS := $(O)/docs
DOCS_DEPS := $(DOCS)/.deps
PICTURE := Documentation/bpf/btf_reconcile

$(DOCS_DEPS): $(DOCS_DIR)/packages
	@$(TEST_DIR)/deps.sh $@ $<

picture: $(DOCS_DEPS) ##contribute make Documentation/bpf/btf_reconcile.svg of its text
	@dot -Tsvg -o $(PICTURE).svg $(PICTURE).dot

docs-check: $(KDIR)/b/.series $(TOOL) $(DOCS_DEPS) ##contribute the documentation builds, and its examples are what the tool writes
	@$(VM_DIR)/kernel/tree.sh $(KDIR)/b
	@$(TEST_DIR)/check.sh $(DOCS)/results \
		"$(DOCS_DIR)/test_docs.sh $(KDIR)/b $(TOOL) $(DOCS)/work"

.PHONY: picture docs-check
