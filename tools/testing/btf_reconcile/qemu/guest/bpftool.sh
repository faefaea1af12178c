# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# bpftool's own tests that want a kernel, with the bpftool of the patched tree.

# shellcheck source=tools/testing/btf_reconcile/qemu/guest/selftests-lib.sh
. /selftests-lib.sh

# A network device that is not lo is asked for its features.
in_tests 'ip link add dummy0 type dummy'
check 'test_bpftool.sh' in_tests ./test_bpftool.sh
# shellcheck disable=SC2016	# the other shell's
check 'test_bpftool_metadata.sh' \
	in_tests 'PATH=$PWD/tools/sbin:$PATH ./test_bpftool_metadata.sh'
