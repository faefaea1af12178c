# SPDX-License-Identifier: GPL-2.0
# Fuzzing by libFuzzer. What it found before is in fuzz/corpus, with what
# make_corpus writes; both are replayed by `make fuzz-replay`.

FUZZ_DIR := $(TEST_DIR)/fuzz
FUZZ_BIN := $(O)/fuzz
FUZZERS := reconcile reader elf
FUZZ_TIME ?= 600
# -close_fd_mask: what the tool says of each input is not shown.
FUZZ_SRC := $(filter-out %/btf_normal.c %/hostile.c,$(TEST_LIB)) \
	$(addprefix $(TEST_DIR)/,btf_normal.c hostile.c)
FUZZ_CFLAGS := -g -O1 -w -D_GNU_SOURCE -I$(O)/obj/include -DHAVE_LZMA \
	-DHAVE_ZSTD -DHAVE_LZ4 -fsanitize=address,undefined,fuzzer \
	-fno-sanitize-recover=undefined

$(FUZZ_BIN)/fuzz_%: $(FUZZ_DIR)/fuzz_%.c $(FUZZ_SRC) $(TOOL)
	@mkdir -p $(@D)
	@clang $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^) -lbpf $(HOST_LIBS)

$(FUZZ_BIN)/make_corpus: $(FUZZ_DIR)/make_corpus.c $(TEST_OBJ)
	@mkdir -p $(@D)
	@gcc $(TEST_CFLAGS) -o $@ $^ -lbpf $(HOST_LIBS)

# Modules for the one that reads files are those that the tests of the tool made.
$(FUZZ_BIN)/seeds/.made: $(FUZZ_BIN)/make_corpus $(TOOL)
	@mkdir -p $(@D)/elf
	@$< $(@D)
	@$(TEST_DIR)/test_tool.sh $(TOOL) $(FUZZ_BIN)/tool >/dev/null
	@cp $(FUZZ_BIN)/tool/*.ko $(FUZZ_BIN)/tool/tree/*.ko.* $(@D)/elf/
	@touch $@

fuzz-replay: $(addprefix $(FUZZ_BIN)/fuzz_,$(FUZZERS)) $(FUZZ_BIN)/seeds/.made ## run the fuzz targets over the corpus
	@set -e; for f in $(FUZZERS); do \
		mkdir -p $(FUZZ_DIR)/corpus/$$f; \
		$(FUZZ_BIN)/fuzz_$$f -runs=0 $(FUZZ_BIN)/seeds/$$f \
			$(FUZZ_DIR)/corpus/$$f >$(FUZZ_BIN)/$$f.log 2>&1 || \
			{ tail -n 30 $(FUZZ_BIN)/$$f.log; exit 1; }; \
		echo "fuzz_$$f: corpus replayed"; \
	done

fuzz: fuzz-replay ## fuzz each target for FUZZ_TIME=600 seconds
	@set -e; for f in $(FUZZERS); do \
		mkdir -p $(FUZZ_BIN)/corpus/$$f; \
		$(STEP) $(FUZZ_BIN)/$$f.log "fuzzing $$f for $(FUZZ_TIME) s" \
			$(FUZZ_BIN)/fuzz_$$f -max_total_time=$(FUZZ_TIME) \
			-max_len=65536 -timeout=10 -print_final_stats=1 -close_fd_mask=2 \
			-artifact_prefix=$(FUZZ_BIN)/$$f- $(FUZZ_BIN)/corpus/$$f \
			$(FUZZ_BIN)/seeds/$$f $(FUZZ_DIR)/corpus/$$f; \
		sed -n 's/^stat::number_of_executed_units: */  executions: /p; s/^stat::average_exec_per_sec: */  a second: /p' \
			$(FUZZ_BIN)/$$f.log; \
		grep -o 'cov: [0-9]*' $(FUZZ_BIN)/$$f.log | tail -n 1 | sed 's/^/  /'; \
	done

.PHONY: fuzz fuzz-replay
