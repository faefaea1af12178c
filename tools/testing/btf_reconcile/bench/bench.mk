# SPDX-License-Identifier: GPL-2.0
# Our times, bytes and memory beside the peer's (see ../oracle), on real modules and on
# larger ones that are made of them. CSV files and a picture come out.
#
# make bench. Not in CI: it takes minutes.

# Where the figures go; those in Documentation/ were written by
# `make bench BENCH_DIR=Documentation/bpf/btf_reconcile`.
BENCH_DIR ?= $(PEER)/results
BENCH_6.1 := $(REAL)/6.1/old
BENCH_7 := $(REAL)/7/new

# Allocations are counted: see memory.h.
$(PEER)/bench: $(addprefix $(TEST_DIR)/bench/,bench.c grow.c grow.h memory.c memory.h) $(PEER_BOTH) | $(PEER)/.deps
	@$(build_peer) -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free

bench: $(PEER)/bench $(REAL)/6.1/.unpacked $(REAL)/7/.unpacked ##measure times, bytes and memory against libbpf's, on real modules: BENCH_DIR=
	@mkdir -p $(BENCH_DIR)
	@$(PEER)/bench $(BENCH_6.1) $(BENCH_DIR)/bench-6.1.csv $(BENCH_DIR)/growth.csv
	@$(PEER)/bench $(BENCH_7) $(BENCH_DIR)/bench-7.csv
	@echo "$$(date +%F), $$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p'), $$(nproc) CPUs," \
		"modules of $$(cat $(BENCH_6.1)/release) and $$(cat $(BENCH_7)/release)," \
		"libbpf of Linux $(PEER_VERSION)$$(sed -n 's/^SUBLEVEL = /./p' $(PEER)/$(PEER_SRC)/Makefile)" | \
		tee $(BENCH_DIR)/machine.txt
	@for csv in bench-6.1 bench-7 growth; do \
		echo; echo $$csv; column -t -s, $(BENCH_DIR)/$$csv.csv; done
	@cd $(BENCH_DIR) && gnuplot $(abspath $(TEST_DIR)/bench/growth.gp)
	@# git and checkpatch.pl take no line that ends with a blank, nor an empty last one
	@sed -i 's/ *$$//; $${/^$$/d}' $(BENCH_DIR)/growth.svg

.PHONY: bench
