# SPDX-License-Identifier: GPL-2.0
# Against the peer: libbpf's btf__distill_base() and btf__relocate(), from
# Debian's linux-source-6.12, on real modules. Not in CI: it needs one more of
# the kernel's sources, of 150 MB.

PEER := $(O)/peer
PEER_SRC := /usr/src/linux-source-6.12.tar.xz
PEER_LIB := $(PEER)/lib/libbpf.a

$(PEER_SRC):
	@$(TEST_DIR)/deps.sh $(PEER)/.deps $(TEST_DIR)/peer/packages

$(PEER_LIB): $(PEER_SRC)
	@mkdir -p $(PEER)/lib
	@$(STEP) $(PEER)/unpack.log "unpacking the peer" tar -C $(PEER) -xf $< \
		linux-source-6.12/tools linux-source-6.12/scripts
	@$(STEP) $(PEER)/build.log "building the peer" \
		$(MAKE) -C $(PEER)/linux-source-6.12/tools/lib/bpf \
		OUTPUT=$(abspath $(PEER))/lib/ prefix=$(abspath $(PEER))/usr \
		$(abspath $(PEER_LIB)) install_headers

# As a user would have it: optimized, without sanitizers.
$(PEER)/compare: $(TEST_DIR)/peer/compare.c $(TEST_DIR)/btf_normal.c $(PEER_LIB) $(TOOL)
	@gcc $(HOST_CFLAGS) -I$(O)/obj/include -I$(PEER)/usr/include -o $@ \
		$(filter %.c,$^) $(HOST_OBJ) $(PEER_LIB) $(HOST_LIBS)

oracle: $(PEER)/compare $(REAL)/.unpacked $(REAL)-ends/.unpacked ## our verdicts and results against the peer's, on real modules
	@for pair in $(REAL) $(REAL)-ends; do \
		echo "$$(cat $$pair/old/package) modules before $$(cat $$pair/new/package):"; \
		$(PEER)/compare oracle $$pair/old $$pair/new || exit 1; \
	done

bench: $(PEER)/compare $(REAL)/.unpacked ## our times and bytes against the peer's, on real modules
	@$(PEER)/compare bench $(REAL)/old $(REAL)/old | tee $(PEER)/bench.csv | \
		column -t -s,

.PHONY: oracle bench
