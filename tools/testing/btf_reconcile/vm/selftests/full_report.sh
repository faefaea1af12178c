#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# full_report.sh UNPATCHED PATCHED UNPATCHED_AGAIN PATCHED_AGAIN: what the logs of two
# runs of all of test_progs have in common, and those of the tests that differed and
# were run again, if there are any. Fails if the kernels differ, or a test of ours
# fails or none ran.

set -u
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

ended() { grep -qx 'end of test_progs: [01]' "$1"; }
count() { grep -c "^$1 " "$tmp/results"; }
indent() { sed 's/^/    /'; }

# row NAME LOG [GREP-OPTION]: -v is without ours
row()
{
	"$here/results.sh" "$2" | grep "${@:3}" ' btf_reconcile' >"$tmp/results"
	printf '%-10s %7d passed, %4d failed, %4d skipped\n' "$1" \
		"$(count OK)" "$(count FAIL)" "$(count SKIP)"
}

# What differs (<: unpatched, >: patched)
differ()
{
	for log; do
		ended "$log" || { echo "$log: no end"; return 0; }
	done
	"$here/differ.sh" "$@"
}

printf 'BPF programs: %s. Tests and their subtests are counted alike.\n\n' \
	"$(clang-16 --version | head -n 1)"
row unpatched "$1" -v
row patched "$2" -v
row ours "$2"
{ grep '^FAIL' "$tmp/results"; [ -s "$tmp/results" ] || echo 'none ran'; } >"$tmp/failed"
echo
if [ -s "$tmp/failed" ]; then
	echo 'What fails of ours:'
	indent <"$tmp/failed"
	echo
fi
differ "$1" "$2" >"$tmp/diff"
if [ -s "$tmp/diff" ]; then
	echo 'What differed (<: unpatched, >: patched), and was run again:'
	indent <"$tmp/diff"
	differ "$3" "$4" >"$tmp/diff"
	echo
	row unpatched "$3" -v
	row patched "$4" -v
	echo
fi
if [ -s "$tmp/diff" ]; then
	echo 'What differs:'
	indent <"$tmp/diff"
else
	echo 'The two are the same, test by test.'
fi
echo
echo 'What the unpatched kernel fails here:'
"$here/results.sh" "$1" | sed -n 's/^FAIL //p' | indent
[ ! -s "$tmp/diff" ] && [ ! -s "$tmp/failed" ]
