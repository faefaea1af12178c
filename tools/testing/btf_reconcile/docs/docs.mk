# SPDX-License-Identifier: GPL-2.0
# The documentation, with the kernel's own build of it. Not in CI: it needs
# Sphinx.

DOCS_DIR := $(TEST_DIR)/docs
DOCS := $(O)/docs
DOCS_DEPS := $(DOCS)/.deps
PICTURE := Documentation/bpf/btf_reconcile

$(DOCS_DEPS): $(DOCS_DIR)/packages
	@$(TEST_DIR)/deps.sh $@ $<

picture: $(DOCS_DEPS) ## make Documentation/bpf/btf_reconcile.svg of its text
	@dot -Tsvg -o $(PICTURE).svg $(PICTURE).dot

docs-check: $(KDIR)/b/.series $(TOOL) $(DOCS_DEPS) ## the documentation builds, and its example is what the tool writes; not in CI
	@$(VM_DIR)/kernel/tree.sh $(KDIR)/b
	@$(TEST_DIR)/check.sh $(DOCS)/results \
		"$(DOCS_DIR)/test_docs.sh $(KDIR)/b $(TOOL) $(DOCS)/work"

.PHONY: picture docs-check
