# SPDX-License-Identifier: GPL-2.0
# Fuzzing by libFuzzer. fuzz/corpus has what make_corpus writes, and what was
# found once; `make test` replays it and fuzzes a minute, `make fuzz` goes on.

FUZZ_DIR := $(TEST_DIR)/fuzz
FUZZ_BIN := $(O)/fuzz
FUZZERS := reconcile reader elf image
FUZZ_TIME ?= 600
FUZZ_SRC := $(TEST_LIB)
FUZZ_CFLAGS = -g -O1 -w -D_GNU_SOURCE -I$(O)/obj/include $(HOST_HAVE) \
	-fsanitize=address,undefined,fuzzer \
	-fno-sanitize-recover=undefined

$(FUZZ_BIN)/fuzz_%: $(FUZZ_DIR)/fuzz_%.c $(FUZZ_SRC) $(TOOL) | $(call deps,check) $(call deps,fuzz)
	@mkdir -p $(@D)
	@clang $(FUZZ_CFLAGS) -o $@ $(filter %.c,$^) -lbpf $(HOST_LIBS)

$(FUZZ_BIN)/make_corpus: $(FUZZ_DIR)/make_corpus.c $(TEST_OBJ)
	@mkdir -p $(@D)
	@gcc $(TEST_CFLAGS) -o $@ $^ -lbpf $(HOST_LIBS)

# Modules for the one that reads files are those that the tests of the tool made.
$(FUZZ_BIN)/seeds/.made: $(FUZZ_BIN)/make_corpus $(TOOL)
	@mkdir -p $(@D)/elf
	@$< $(@D)
	@$(TOOL_DIR)/test_tool.sh $(TOOL) $(FUZZ_BIN)/tool >/dev/null
	@find $(FUZZ_BIN)/tool $(FUZZ_BIN)/tool/tree -maxdepth 1 -type f \
		-regex '.*/[a-z0-9]+\.ko\(\.[a-z]+\)?' -exec cp -f -t $(@D)/elf {} \;
	@touch $@

# Into the repository: when the format of inputs or of modules has changed.
corpus: $(FUZZ_BIN)/seeds/.made
	@for f in $(FUZZERS); do mkdir -p $(FUZZ_DIR)/corpus/$$f; \
		cp $(FUZZ_BIN)/seeds/$$f/* $(FUZZ_DIR)/corpus/$$f/; done

# The targets side by side for so many seconds; what came of it in FUZZ_RESULTS.
fuzz_for = $(TEST_DIR)/check.sh $(FUZZ_RESULTS) "$(FUZZ_DIR)/test_fuzz.sh $(FUZZ_BIN) $(FUZZ_DIR)/corpus $(1) $(FUZZERS)"; \
	rc=$$?; sed -n 's/^\# /  /p' $(O)/test_fuzz.log; exit $$rc
FUZZ_RESULTS := $(O)/fuzz.results
PARTS += test-fuzz
RESULTS += $(FUZZ_RESULTS)

fuzz-replay: $(addprefix $(FUZZ_BIN)/fuzz_,$(FUZZERS))
	@$(call fuzz_for,0)

test-fuzz: $(addprefix $(FUZZ_BIN)/fuzz_,$(FUZZERS)) ## replay the fuzz targets' corpus, and fuzz each for a minute
	@$(call fuzz_for,60)

fuzz: $(addprefix $(FUZZ_BIN)/fuzz_,$(FUZZERS)) ## fuzz each target for FUZZ_TIME=600 seconds, from where it stopped
	@$(call fuzz_for,$(FUZZ_TIME))

# What of the core all that was ever fuzzed here reaches.
FUZZ_COVER := $(FUZZ_BIN)/cover
$(FUZZ_COVER)/fuzz_%: $(FUZZ_DIR)/fuzz_%.c $(FUZZ_SRC) $(TOOL)
	@mkdir -p $(@D)
	@clang $(FUZZ_CFLAGS) -fprofile-instr-generate -fcoverage-mapping -o $@ \
		$(filter %.c,$^) -lbpf $(HOST_LIBS)

fuzz-coverage: $(addprefix $(FUZZ_COVER)/fuzz_,$(FUZZERS)) ## lines and branches of the core that fuzzing reached
	@for f in $(FUZZERS); do mkdir -p $(FUZZ_BIN)/corpus/$$f; \
		LLVM_PROFILE_FILE=$(FUZZ_COVER)/$$f.raw $(FUZZ_COVER)/fuzz_$$f \
		-runs=0 $(FUZZ_BIN)/corpus/$$f $(FUZZ_DIR)/corpus/$$f \
		>$(FUZZ_COVER)/$$f.log 2>&1; done
	@llvm-profdata merge -o $(FUZZ_COVER)/all $(FUZZ_COVER)/*.raw
	@$(UNIT_DIR)/coverage.py $(FUZZ_COVER)/all \
		$(addprefix $(FUZZ_COVER)/fuzz_,$(FUZZERS)) || true

.PHONY: fuzz-coverage corpus fuzz fuzz-replay test-fuzz
