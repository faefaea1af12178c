# SPDX-License-Identifier: GPL-2.0
# Fuzzing by libFuzzer, of what the kernel and the tool read:
#
#	fuzz_reconcile	.BTF, reference, slots and .BTF_ids of a module, all at once
#	fuzz_reader	a base, and BTF that is merged
#	fuzz_elf	a module's file
#	fuzz_image	a kernel's image
#
# It starts from build/fuzz/seeds, which make_corpus writes, among them each line of the
# table of malformed modules; and from corpus/, which has what other programs made and
# what was found once. `make test` replays these and fuzzes a minute, `make fuzz` goes on.
# One input alone: build/fuzz/fuzz_elf FILE.

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

FUZZ_BINS := $(addprefix $(FUZZ_BIN)/fuzz_,$(FUZZERS))
$(FUZZ_BIN)/seeds/.made: $(FUZZ_BIN)/make_corpus
	@rm -rf $(@D)
	@mkdir -p $(@D)
	@$< $(@D)
	@touch $@

# Into the repository, when the format of modules has changed: for the one that reads
# files, those that the tests of the tool made.
corpus: $(TOOL)
	@for use in $(TOOL_USES); do \
		$(TOOL_DIR)/test_$$use.sh $(TOOL) $(FUZZ_BIN)/tool/$$use >/dev/null; \
	done
	@find $(FUZZ_BIN)/tool -maxdepth 3 -type f \
		-regex '.*/[a-z0-9]+\.ko\(\.[a-z]+\)?' -exec cp -f -t $(FUZZ_DIR)/corpus/elf {} \;

# The targets side by side for so many seconds; what came of it in FUZZ_RESULTS.
fuzz_for = $(TEST_DIR)/check.sh $(FUZZ_RESULTS) "$(FUZZ_DIR)/test_fuzz.sh $(FUZZ_BIN) $(FUZZ_DIR)/corpus $(1) $(FUZZERS)"; \
	rc=$$?; sed -n 's/^\# /  /p' $(O)/test_fuzz.log; exit $$rc
FUZZ_RESULTS := $(O)/fuzz.results
PARTS += test-fuzz
RESULTS += $(FUZZ_RESULTS)

fuzz-replay: $(FUZZ_BINS) $(FUZZ_BIN)/seeds/.made
	@$(call fuzz_for,0)

test-fuzz: $(FUZZ_BINS) $(FUZZ_BIN)/seeds/.made ##test replay the inputs of the fuzz targets, and fuzz each for a minute
	@$(call fuzz_for,60)

fuzz: $(FUZZ_BINS) $(FUZZ_BIN)/seeds/.made ##more fuzz each target for FUZZ_TIME=600 seconds, from where it stopped
	@$(call fuzz_for,$(FUZZ_TIME))

# What of the core all that was ever fuzzed here reaches.
FUZZ_COVER := $(FUZZ_BIN)/cover
$(FUZZ_COVER)/fuzz_%: $(FUZZ_DIR)/fuzz_%.c $(FUZZ_SRC) $(TOOL)
	@mkdir -p $(@D)
	@clang $(FUZZ_CFLAGS) -fprofile-instr-generate -fcoverage-mapping -o $@ \
		$(filter %.c,$^) -lbpf $(HOST_LIBS)

fuzz-coverage: $(addprefix $(FUZZ_COVER)/fuzz_,$(FUZZERS)) $(FUZZ_BIN)/seeds/.made ##measure lines and branches of the core that fuzzing reached
	@for f in $(FUZZERS); do \
		LLVM_PROFILE_FILE=$(FUZZ_COVER)/$$f.raw $(FUZZ_COVER)/fuzz_$$f -runs=0 \
		$$(ls -d $(FUZZ_BIN)/corpus/$$f $(FUZZ_BIN)/seeds/$$f $(FUZZ_DIR)/corpus/$$f 2>/dev/null) \
		>$(FUZZ_COVER)/$$f.log 2>&1; done
	@llvm-profdata merge -o $(FUZZ_COVER)/all $(FUZZ_COVER)/*.raw
	@$(UNIT_DIR)/coverage.py $(FUZZ_COVER)/all \
		$(addprefix $(FUZZ_COVER)/fuzz_,$(FUZZERS)) || true

.PHONY: fuzz-coverage corpus fuzz fuzz-replay test-fuzz
