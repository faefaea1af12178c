# SPDX-License-Identifier: GPL-2.0
# Our verdicts and results beside the peer's: libbpf's btf__distill_base() and
# btf__relocate(), from Debian's source of Linux $(PEER_VERSION).
#
#	differ		where we differ on purpose, a few lines of text each
#	oracle		all real modules of a pair of kernels
#	distill_base	a module as the peer distills it, or spoils it: for ../vm
#	both_sides	kernels and modules as either side sees them; ../bench has it too
#
# make oracle; alone: build/peer-7.3/differ. Not in CI: it takes minutes.

ORACLE_DIR := $(TEST_DIR)/oracle
PEER_VERSION ?= 7.3
PEER := $(O)/peer-$(PEER_VERSION)
PEER_SRC := linux-source-$(PEER_VERSION)
PEER_LIB := $(PEER)/lib/libbpf.a

$(PEER)/.deps: $(ORACLE_DIR)/packages $(TEST_DIR)/deps.sh | $(DEPS)
	@$(TEST_DIR)/deps.sh $@ $<

$(PEER_LIB): | $(DEPS) $(SOURCES)/$(PEER_SRC).tar.xz
	@mkdir -p $(PEER)/lib
	@$(STEP) $(PEER)/unpack.log "unpacking the peer" tar -C $(PEER) \
		-xf $(SOURCES)/$(PEER_SRC).tar.xz \
		$(addprefix $(PEER_SRC)/,Makefile tools scripts)
	@$(STEP) $(PEER)/build.log "building the peer" \
		$(MAKE) -C $(PEER)/$(PEER_SRC)/tools/lib/bpf \
		OUTPUT=$(abspath $(PEER))/lib/ prefix=$(abspath $(PEER))/usr \
		all install_headers

# As a user would have it: optimized, without sanitizers.
build_peer = gcc $(HOST_CFLAGS) -I$(O)/obj/include -I$(PEER)/usr/include -o $@ \
	     $(filter %.c,$^) $(HOST_OBJ) $(PEER_LIB) $(HOST_LIBS)
PEER_BOTH := $(addprefix $(ORACLE_DIR)/,both_sides.c both_sides.h) $(PEER_LIB) $(TOOL)
$(PEER)/oracle: $(ORACLE_DIR)/oracle.c $(FIXTURE_DIR)/btf_normal.c $(PEER_BOTH) | $(PEER)/.deps
	@$(build_peer)
$(PEER)/differ: $(ORACLE_DIR)/differ.c $(DATA_DIR)/text_btf.c $(PEER_BOTH) | $(PEER)/.deps
	@$(build_peer)

# Which modules, and which kernel runs. All of Debian's 7.2 modules have copies of
# structs that grew after it, so 7.3's are tried on 7.2.
ORACLE_PAIRS := 6.1/old:6.1/new 6.1-ends/old:6.1-ends/new 6.12/old:6.12/new \
		7/old:7/old 7/new:7/old 7/new:7/new
ORACLE_SERIES := 6.1 6.1-ends 6.12 7

oracle: $(PEER)/oracle $(PEER)/differ $(ORACLE_SERIES:%=$(REAL)/%/.unpacked) ##more our verdicts and results against libbpf's, on real modules
	@$(PEER)/differ
	@for pair in $(ORACLE_PAIRS); do \
		of=$(REAL)/$${pair%:*} on=$(REAL)/$${pair#*:}; \
		echo "modules of $$(cat $$of/release), $$(cat $$on/release) runs:"; \
		$(PEER)/oracle $$of $$on || exit 1; \
	done

.PHONY: oracle
