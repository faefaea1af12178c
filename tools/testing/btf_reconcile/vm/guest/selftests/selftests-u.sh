# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In the unpatched kernel: what it makes of its own tests.

# shellcheck source=selftests-lib.sh
. /selftests-lib.sh
test_progs plain "$(related)"
