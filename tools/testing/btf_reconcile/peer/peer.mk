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
		-xf $(SOURCES)/$(PEER_SRC).tar.xz \
		$(addprefix $(PEER_SRC)/,Makefile tools scripts)
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

# Which modules, and which kernel runs. All of Debian's 7.2 modules have copies of
# structs that grew after it, so 7.3's are tried on 7.2.
ORACLE_PAIRS := 6.1/old:6.1/new 6.1-ends/old:6.1-ends/new 6.12/old:6.12/new \
		7/old:7/old 7/new:7/old 7/new:7/new
ORACLE_SERIES := 6.1 6.1-ends 6.12 7

oracle: $(PEER)/oracle $(PEER)/differ $(ORACLE_SERIES:%=$(REAL)/%/.unpacked) ## our verdicts and results against the peer's, on real modules
	@$(PEER)/differ
	@for pair in $(ORACLE_PAIRS); do \
		of=$(REAL)/$${pair%:*} on=$(REAL)/$${pair#*:}; \
		echo "modules of $$(cat $$of/release), $$(cat $$on/release) runs:"; \
		$(PEER)/oracle $$of $$on || exit 1; \
	done

# Where the figures go; those in Documentation/ were written by
# `make bench BENCH_DIR=Documentation/bpf/btf_reconcile`.
BENCH_DIR ?= $(PEER)/results
BENCH_6.1 := $(REAL)/6.1/old
BENCH_7 := $(REAL)/7/new

bench: $(PEER)/bench $(REAL)/6.1/.unpacked $(REAL)/7/.unpacked ## our times, bytes and memory against the peer's, on real modules: BENCH_DIR=
	@mkdir -p $(BENCH_DIR)
	@$(PEER)/bench $(BENCH_6.1) $(BENCH_DIR)/bench-6.1.csv $(BENCH_DIR)/growth.csv
	@$(PEER)/bench $(BENCH_7) $(BENCH_DIR)/bench-7.csv
	@echo "$$(date +%F), $$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p'), $$(nproc) CPUs," \
		"modules of $$(cat $(BENCH_6.1)/release) and $$(cat $(BENCH_7)/release)," \
		"libbpf of Linux $(PEER_VERSION)$$(sed -n 's/^SUBLEVEL = /./p' $(PEER)/$(PEER_SRC)/Makefile)" | \
		tee $(BENCH_DIR)/machine.txt
	@for csv in bench-6.1 bench-7 growth; do \
		echo; echo $$csv; column -t -s, $(BENCH_DIR)/$$csv.csv; done
	@cd $(BENCH_DIR) && gnuplot $(abspath $(TEST_DIR)/peer/growth.gp)
	@# git and checkpatch.pl take no line that ends with a blank, nor an empty last one
	@sed -i 's/ *$$//; $${/^$$/d}' $(BENCH_DIR)/growth.svg

.PHONY: oracle bench
