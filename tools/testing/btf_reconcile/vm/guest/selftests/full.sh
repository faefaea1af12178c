# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# All of test_progs, or those that the kernel's command line names; patched kernel
# or not; takes its time.

# shellcheck source=selftests-lib.sh
. /selftests-lib.sh
test_progs full "$(sed -n 's/.*rec.tests=\([^ ]*\).*/\1/p' /proc/cmdline)"
