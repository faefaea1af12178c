# SPDX-License-Identifier: GPL-2.0
# The core by model checking: CBMC looks for a fault in it for all contents of sections up
# to a size. What is proven, and what is not: Documentation/bpf/btf_reconcile_proof.rst.
#
#	harnesses	the table: what is proven of which file, and for which sizes
#	prove.h, prove.c	what harnesses share: any run, any base; what a phase leaves
#	read.c ...	the harnesses, a file for each phase of the core
#	mutants		faults that they must find
#	unreached.py	lines of the core that no harness reaches; unreachable: that need not be
#	second.*	the rules of matching a second time, in Python, on random pairs

PROVE_DIR := $(TEST_DIR)/prove
PROVE := $(O)/prove
PROVE_SUITE ?= trixie
CBMC := $(PROVE)/cbmc
PROVE_SRC := $(addprefix $(PROVE_DIR)/,harnesses mutants prove.sh) \
	$(wildcard $(PROVE_DIR)/*.[ch]) $(CORE_SRC)

$(O)/.packages-prove: $(PROVE_DIR)/packages $(TEST_DIR)/deps.sh
	@$(TEST_DIR)/deps.sh $@ $<

$(CBMC): | $(call deps,tools) $(if $(DEPS),$(O)/.packages-prove)
	@$(STEP) $(PROVE)/cbmc.log "CBMC of $(PROVE_SUITE)" \
		$(PROVE_DIR)/cbmc.sh $(PROVE_SUITE) $@ $(APT_ROOTS)

prove_what = $(TEST_DIR)/check.sh $(PROVE)/$(1).results "$(PROVE_DIR)/prove.sh $(1) $(CBMC) kernel/bpf $(O)/obj/include $(PROVE)/logs"; \
	rc=$$?; sed -n 's/^\# /  /p' $(PROVE)/prove.log; exit $$rc

prove-quick: $(CBMC) $(TOOL) ##more prove the phases of the core for small sections, by CBMC
	@$(call prove_what,quick)

prove: $(CBMC) $(TOOL) ##more prove all that the table of harnesses has, and find each of the faults in the table of mutants
	@$(call prove_what,full)
	@$(call prove_what,mutants)

prove-cover: $(CBMC) $(TOOL) ##more list the lines of the core and of the harnesses that no harness reaches
	@$(call prove_what,cover)

# As many pairs as there is time for: some thousand a second.
SECOND_CASES ?= 100000
$(PROVE)/second: $(PROVE_DIR)/second.c $(FIXTURE_DIR)/core_base.h $(CORE_SRC) $(TOOL)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -Ikernel/bpf -o $@ $(filter %.c,$^)

prove-second: $(PROVE)/second ##more the rules of matching by a second program, on SECOND_CASES=100000 random pairs
	@$(TEST_DIR)/check.sh $(PROVE)/second.results \
		"$(PROVE_DIR)/second.py $(PROVE)/second $(SECOND_CASES)"; \
	rc=$$?; sed -n 's/^\# /  /p' $(PROVE)/second.py.log; exit $$rc

.PHONY: prove prove-cover prove-quick prove-second
