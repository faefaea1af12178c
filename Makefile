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

# $(call help_group,GROUP,TITLE): targets have "##GROUP what it does" at their ends
help_group = echo '$(2):'; sed -n 's/^\([a-z-]*\):.*\#\#$(1) /  \1\t/p' $(MAKEFILE_LIST) | \
	     sort | expand -t 21; echo
help: ##use show this
	@$(call help_group,use,Use)
	@$(call help_group,test,Test (CI runs these))
	@$(call help_group,more,Test more (minutes to hours, not in CI))
	@$(call help_group,measure,Measure)
	@$(call help_group,contribute,Contribute (see CONTRIBUTING.md))
	@echo 'Variables:'
	@echo '  O=build            where everything goes, logs too'
	@echo '  KERNEL=6.1         which Linux: 6.1, 6.12 or 7.3'
	@echo '  STOCK=6.1          which kernel of Debian, for targets with stock or packages'
	@echo '  ARCH=x86_64        of the virtual machine: arm64, armhf or s390x, for run and test-vm'
	@echo '  PAHOLE_SUITE=      kernel trees are built with pahole of that suite of Debian: sid'
	@echo '  KJOBS=             jobs of a kernel build, one more than there are CPUs'
	@echo '  ACCEL=tcg          how QEMU runs the virtual machine'
	@echo '  TIMEOUT=600        seconds after which a virtual machine that hangs is ended'
	@echo '  VERBOSE=1          show each check of the virtual machine'
	@echo '  DEPS=              install nothing: what is needed is there'

$(O)/.packages-%: $(TEST_DIR)/packages $(TEST_DIR)/deps.sh
	@$(TEST_DIR)/deps.sh $@ $< $*

deps: ##use install what is missing from Debian's packages, for all targets of CI

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
include $(TEST_DIR)/prove/prove.mk
include $(TEST_DIR)/mutate/mutate.mk
include $(TEST_DIR)/hosts/hosts.mk

# Before parts of it run side by side.
deps test: $(foreach group,tools check fuzz kernel,$(call deps,$(group)))

clean: ##use remove build/
	rm -rf $(O)
