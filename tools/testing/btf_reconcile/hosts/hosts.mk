# SPDX-License-Identifier: GPL-2.0
# Fresh machines: what a target makes on a minimal Debian with nothing but a clone. What
# came of it is recorded in $(RECORDS).
#
# make test-hosts. One: make test-hosts HOSTS=trixie HOST_TARGETS=check. As root.

HOSTS ?= bookworm trixie
HOST_TARGETS ?= tools check

test-hosts: $(call deps,hosts) ##more HOST_TARGETS="tools check" on fresh HOSTS="bookworm trixie"; as root
	@rc=0; $(TEST_DIR)/hosts/test_hosts.sh $(O)/hosts "$(HOSTS)" "$(HOST_TARGETS)" >$(O)/hosts.tap || rc=$$?; \
	{ echo "make test-hosts HOST_TARGETS=\"$(HOST_TARGETS)\""; \
	  date -u +%F; echo; \
	  cat $(O)/hosts.tap; } >$(RECORDS)/test-hosts.txt; \
	cat $(O)/hosts.tap; exit $$rc

.PHONY: test-hosts
