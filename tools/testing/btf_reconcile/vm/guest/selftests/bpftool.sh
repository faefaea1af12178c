# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# bpftool's own tests that want a kernel, with the bpftool of the patched tree, which
# is beside them. (tools/sbin has one that only makes skeletons.)

# shellcheck source=selftests-lib.sh
. /selftests-lib.sh

# A network device that is not lo is asked for its features.
in_tests 'ip link add dummy0 type dummy'
check 'test_bpftool.sh' in_tests ./test_bpftool.sh
# What it says counts, not only how it ends.
metadata()
{
	# shellcheck disable=SC2016	# the other shell's
	in_tests 'PATH=$PWD:$PATH ./test_bpftool_metadata.sh' >/tmp/said 2>&1
	grep -F '[PASS]' /tmp/said || { cat /tmp/said; return 1; }
}
check 'test_bpftool_metadata.sh' metadata
