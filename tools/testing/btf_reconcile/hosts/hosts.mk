# SPDX-License-Identifier: GPL-2.0
# Fresh machines. Not in CI; what came of it is recorded in $(RECORDS).

HOSTS ?= bookworm trixie
HOST_TARGETS ?= tools check

test-hosts: $(call deps,hosts) ## on fresh HOSTS="bookworm trixie", HOST_TARGETS="tools check" (or run); as root, not in CI
	@rc=0; $(TEST_DIR)/hosts/test_hosts.sh $(O)/hosts "$(HOSTS)" "$(HOST_TARGETS)" >$(O)/hosts.tap || rc=$$?; \
	{ echo "make test-hosts HOST_TARGETS=\"$(HOST_TARGETS)\""; \
	  date -u +%F; echo; \
	  cat $(O)/hosts.tap; } >$(RECORDS)/test-hosts.txt; \
	cat $(O)/hosts.tap; exit $$rc

.PHONY: test-hosts
