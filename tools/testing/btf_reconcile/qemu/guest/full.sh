# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# All of test_progs, patched kernel or not; takes its time.

# shellcheck source=tools/testing/btf_reconcile/qemu/guest/selftests-lib.sh
. /selftests-lib.sh
test_progs full ''
