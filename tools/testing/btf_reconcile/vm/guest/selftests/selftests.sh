# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# The kernel's selftests, in kernel B. What they print goes to the host as it is;
# test_selftests.sh there makes results of it.

# shellcheck source=selftests-lib.sh
. /selftests-lib.sh

# The very first modules with a reference must be the test's, so bpf_testmod
# has none here.
test_progs reconcile 'btf_reconcile*'
! grep -q rec.short /proc/cmdline || return 0

# The kernel's own tests of BTF and modules, with bpf_testmod as an in-tree build
# has it, and again with a reference.
test_progs plain "$(related)"
with_testmod bpf_testmod.ref.ko test_progs ref "$(related)"
