# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Our own selftests, in kernel A with module.allow_btf_mismatch=1: modules load
# without their BTF rather than not at all. The module that was built for A is the
# native one here, and that of B is foreign.

# shellcheck source=selftests-lib.sh
. /selftests-lib.sh

# instead FILE OTHER: OTHER in place of FILE
instead()
{
	mount -o bind /tmp/"$2" "$tests/$1"
}

cp "$tests"/btf_rec_test*.ko /tmp/
instead btf_rec_test.ko btf_rec_test.foreign.ko
instead btf_rec_test.plain.ko btf_rec_test.foreign.plain.ko
instead btf_rec_test.foreign.ko btf_rec_test.ko
test_progs reconcile 'btf_reconcile*'
