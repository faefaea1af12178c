# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# All of test_progs, patched kernel or not; takes its time.

. /selftests-lib.sh
test_progs full ''
