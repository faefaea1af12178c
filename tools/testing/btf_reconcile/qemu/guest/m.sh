# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Our own selftests, in a kernel that loads modules without their BTF rather
# than not at all.

# shellcheck source=tools/testing/btf_reconcile/qemu/guest/selftests-lib.sh
. /selftests-lib.sh
test_progs reconcile 'btf_reconcile*'
