# SPDX-License-Identifier: GPL-2.0
# Resilient BTF for Linux kernel modules. `make help` lists what there is.

O ?= build
# To the kernel's Makefiles, O on the command line means something else.
MAKEOVERRIDES := $(filter-out O=%,$(MAKEOVERRIDES))
export O
TEST_DIR := tools/testing/btf_reconcile
STEP := $(TEST_DIR)/step.sh
# Of the kernel and the virtual machine; see deps in host.mk for the others.
DEPS := $(O)/.packages-kernel
export PATH := $(PATH):/usr/sbin:/sbin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help deps tools run test check clean

help: ## show this
	@echo 'Resilient BTF for Linux kernel modules. Targets:'
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | sort | \
		while IFS="$$(printf '\t')" read -r name what; do \
			printf '  %-18s %s\n' "$$name" "$$what"; done
	@echo
	@echo 'Variables: KERNEL=6.1 (or 6.12, 7.3), O=build (where everything goes),'
	@echo '  KJOBS=n (of a kernel build), ACCEL=tcg, TIMEOUT=s (of the machine),'
	@echo '  ARCH=arm64, armhf or s390x (of run, test-vm and record-vm),'
	@echo '  PAHOLE_SUITE=sid (pahole of that suite of Debian, for new kernel trees)'

$(O)/.packages-%: $(TEST_DIR)/packages $(TEST_DIR)/deps.sh
	@$(TEST_DIR)/deps.sh $@ $< $*

deps: ## install what is missing from Debian's packages

# What `make test` runs, and where that leaves its results.
PARTS :=
RESULTS :=
include $(TEST_DIR)/host.mk
include $(TEST_DIR)/fetch/fetch.mk
include $(TEST_DIR)/real/real.mk
include $(TEST_DIR)/machines/machines.mk
include $(TEST_DIR)/fuzz/fuzz.mk
include $(TEST_DIR)/oracle/oracle.mk
include $(TEST_DIR)/bench/bench.mk
include $(TEST_DIR)/fetch/pahole.mk
include $(TEST_DIR)/vm/kernel/kernel.mk
include $(TEST_DIR)/vm/modules/modules.mk
include $(TEST_DIR)/bpftool/bpftool.mk
include $(TEST_DIR)/docs/docs.mk
include $(TEST_DIR)/vm/modules/other_builds.mk
include $(TEST_DIR)/vm/selftests/selftests.mk
include $(TEST_DIR)/vm/relocate.mk
include $(TEST_DIR)/vm/stock/stock.mk
include $(TEST_DIR)/vm/stock/load.mk
include $(TEST_DIR)/vm/kbuild/kbuild.mk
include $(TEST_DIR)/vm/vm.mk
include $(TEST_DIR)/vm/kunit.mk
include $(TEST_DIR)/vm/selftests/full.mk
include $(TEST_DIR)/vm/debug.mk
include $(TEST_DIR)/vm/configs.mk
include $(TEST_DIR)/series/series.mk
include packaging/packaging.mk
include $(TEST_DIR)/hosts/hosts.mk

# Before parts of it run side by side.
deps test: $(foreach group,tools check fuzz kernel,$(call deps,$(group)))

clean: ## remove everything that was built
	rm -rf $(O)
