# SPDX-License-Identifier: GPL-2.0
# Modules and kernels that nobody here wrote: Debian's, fetched and not installed.
#
#	fetch_modules.sh	all modules of two kernels, to build/real/<series>/{old,new}
#	fetch_bases.sh		the BTF of one kernel of each flavour, or of all, to build/bases
#	test_real.sh		emit, check and apply on these modules
#	identity		each type of a base is itself after emit and apply
#
# make test-real. One base: make build/host/identity && build/host/identity FILE.btf.

REAL := $(O)/real
REAL_RESULTS := $(O)/real.results
PARTS += test-real
RESULTS += $(REAL_RESULTS)

# $(REAL)/SERIES: the two latest kernels; $(REAL)/SERIES-ends, for `make oracle`: the
# oldest and the latest.
REAL_FETCH := $(addprefix $(TEST_DIR)/,real/fetch_modules.sh fetch/apt_root.sh)
$(REAL)/%-ends/.unpacked: $(REAL_FETCH) | $(DEPS)
	@$(STEP) $(O)/real-$*-ends.log "fetching Debian's oldest and latest kernel $*" \
		$(TEST_DIR)/real/fetch_modules.sh $(@D) $* ends $(APT_ROOTS)
	@touch $@

$(REAL)/%/.unpacked: $(REAL_FETCH) | $(DEPS)
	@$(STEP) $(O)/real-$*.log "fetching Debian's latest kernels $*" \
		$(TEST_DIR)/real/fetch_modules.sh $(@D) $* neighbours $(APT_ROOTS)
	@touch $@

REAL_PAIRS := $(addprefix $(REAL)/,6.1 6.12 7)

# The BTF of one kernel of each flavour that Debian has, or of all.
BASES := $(O)/bases
BASES_FETCH := $(addprefix $(TEST_DIR)/,real/fetch_bases.sh fetch/apt_root.sh fetch/extract_btf.py)
$(BASES)/.fetched: $(BASES_FETCH) | $(DEPS)
	@$(STEP) $(O)/bases.log "fetching the BTF of Debian's latest kernels" \
		$(TEST_DIR)/real/fetch_bases.sh $(BASES) latest $(APT_ROOTS)
	@touch $@

$(BASES)-all/.fetched: $(BASES_FETCH) | $(DEPS)
	@$(STEP) $(O)/bases-all.log "fetching the BTF of all of Debian's kernels" \
		$(TEST_DIR)/real/fetch_bases.sh $(BASES)-all all $(APT_ROOTS)
	@touch $@

$(HOST_BIN)/identity: $(TEST_DIR)/real/identity.c $(TOOL)
	@mkdir -p $(@D)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -o $@ $(filter %.c,$^) $(HOST_OBJ) $(HOST_LIBS)

test-real: $(REAL_PAIRS:=/.unpacked) $(BASES)/.fetched $(TOOL) $(HOST_BIN)/btf_same $(HOST_BIN)/identity ##test the tool on all modules of Debian's kernels, and on all types of many
	@$(TEST_DIR)/check.sh $(REAL_RESULTS) \
		"$(TEST_DIR)/real/test_real.sh $(TOOL) $(HOST_BIN)/btf_same $(REAL)" \
		"$(HOST_BIN)/identity $(BASES)/*.btf"

# Not in CI: it fetches 20 GB. The result is recorded in $(RECORDS).
test-identity: $(BASES)-all/.fetched $(HOST_BIN)/identity ##more each type of each of Debian's kernels is itself after emit and apply; 20 GB
	@rc=0; $(HOST_BIN)/identity $(BASES)-all/*.btf >$(O)/identity-all.log || rc=$$?; \
	$(TEST_DIR)/real/record_identity.sh $(BASES)-all $(O)/identity-all.log \
		>$(RECORDS)/identity.txt; exit $$rc

.PHONY: test-real test-identity
