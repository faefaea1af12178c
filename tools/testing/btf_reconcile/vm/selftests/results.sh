#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# results.sh LOG: from the output of test_progs "OK|FAIL|SKIP test[/subtest]",
# sorted. A test that has subtests has a line of its own too.

sed -nE 's/^#[0-9]+(\/[0-9]+)? +(.*):(OK|FAIL|SKIP)\r?$/\3 \2/p' "$1" |
	LC_ALL=C sort -k2 -u
