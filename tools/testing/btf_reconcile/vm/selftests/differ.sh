#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# differ.sh UNPATCHED.log PATCHED.log: what two kernels make of test_progs where that
# is not the same, "< VERDICT TEST" of the one and "> VERDICT TEST" of the other. Our
# own tests, which only the one has, do not count.

here=$(dirname "$0")
diff <("$here/results.sh" "$1") \
	<("$here/results.sh" "$2" | grep -v ' btf_reconcile') | grep '^[<>]'
