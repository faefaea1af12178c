# SPDX-License-Identifier: GPL-2.0
# Against the peer: libbpf's btf__distill_base() and btf__relocate(), from Debian's
# source of Linux $(PEER_VERSION), on real modules. Not in CI: it takes minutes.

PEER_VERSION ?= 7.3
PEER := $(O)/peer-$(PEER_VERSION)
PEER_SRC := linux-source-$(PEER_VERSION)
PEER_LIB := $(PEER)/lib/libbpf.a

$(PEER)/.deps: $(TEST_DIR)/peer/packages $(TEST_DIR)/deps.sh | $(DEPS)
	@$(TEST_DIR)/deps.sh $@ $<

$(PEER_LIB): | $(DEPS) $(SOURCES)/$(PEER_SRC).tar.xz
	@mkdir -p $(PEER)/lib
	@$(STEP) $(PEER)/unpack.log "unpacking the peer" tar -C $(PEER) \
		-xf $(SOURCES)/$(PEER_SRC).tar.xz $(PEER_SRC)/tools $(PEER_SRC)/scripts
	@$(STEP) $(PEER)/build.log "building the peer" \
		$(MAKE) -C $(PEER)/$(PEER_SRC)/tools/lib/bpf \
		OUTPUT=$(abspath $(PEER))/lib/ prefix=$(abspath $(PEER))/usr \
		all install_headers

# As a user would have it: optimized, without sanitizers.
PEER_SUBJECT := $(addprefix $(TEST_DIR)/peer/,subject.c subject.h)
$(PEER)/oracle: $(TEST_DIR)/peer/oracle.c $(TEST_DIR)/btf_normal.c
$(PEER)/differ: $(TEST_DIR)/peer/differ.c $(TEST_DIR)/blob.c
$(PEER)/bench: $(addprefix $(TEST_DIR)/peer/,bench.c grow.c grow.h memory.c memory.h)
LINK_bench := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free

$(addprefix $(PEER)/,oracle differ bench): $(PEER_SUBJECT) $(PEER_LIB) $(TOOL) | $(PEER)/.deps
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -I$(PEER)/usr/include -o $@ \
		$(LINK_$(@F)) $(filter %.c,$^) $(HOST_OBJ) $(PEER_LIB) $(HOST_LIBS)

oracle: $(PEER)/oracle $(PEER)/differ $(REAL)/.unpacked $(REAL)-ends/.unpacked ## our verdicts and results against the peer's, on real modules
	@$(PEER)/differ
	@for pair in $(REAL) $(REAL)-ends; do \
		echo "$$(cat $$pair/old/package) modules before $$(cat $$pair/new/package):"; \
		$(PEER)/oracle $$pair/old $$pair/new || exit 1; \
	done

# Where the figures go; those in Documentation/ were written by
# `make bench BENCH_DIR=Documentation/bpf/btf_reconcile`.
BENCH_DIR ?= $(PEER)/results

bench: $(PEER)/bench $(REAL)/.unpacked ## our times, bytes and memory against the peer's, on real modules: BENCH_DIR=
	@mkdir -p $(BENCH_DIR)
	@$(PEER)/bench $(REAL)/old $(BENCH_DIR)
	@echo "$$(date +%F), $$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p'), $$(nproc) CPUs," \
		"modules of $$(cat $(REAL)/old/package)" | tee $(BENCH_DIR)/machine.txt
	@column -t -s, $(BENCH_DIR)/bench.csv
	@echo
	@column -t -s, $(BENCH_DIR)/growth.csv
	@cd $(BENCH_DIR) && gnuplot $(abspath $(TEST_DIR)/peer/growth.gp)
	@# git and checkpatch.pl take no line that ends with a blank, nor an empty last one
	@sed -i 's/ *$$//; $${/^$$/d}' $(BENCH_DIR)/growth.svg

.PHONY: oracle bench
