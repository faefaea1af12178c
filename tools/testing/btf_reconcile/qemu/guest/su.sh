# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In the unpatched kernel: what it makes of its own tests.

. /selftests-lib.sh
test_progs plain "$(related)"
