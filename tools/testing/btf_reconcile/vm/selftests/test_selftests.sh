#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_selftests.sh LOGS [LOOSE-LOGS BASELINE]: what test_progs said in the virtual
# machine, as TAP. Both directories have reconcile.log: each subtest of ours is a
# line, and must have run. The logs of the kernel's own tests, plain.log and
# ref.log, must say what BASELINE says, which is what the unpatched kernel made of
# them. With LOGS only, it is ours only.

logs=$1 loose=${2:-} baseline=${3:-}
here=$(dirname "$0")
nr=0

tap()
{
	nr=$((nr + 1))
	echo "$1 $nr - $2"
}

# Printed by test_progs before the line of the subtest that they are of.
details()
{
	awk -v name="$1" '
		/^#[0-9/]+ / { if (index($0, " " name ":")) exit; text = ""; next }
		{ text = text "# " $0 "\n" }
		END { printf "%s", text }' "$2"
}

ended() { grep -qx 'end of test_progs: [01]' "$1"; }

# ours LOG WHERE
ours()
{
	local log=$1 where=$2 result name

	if ! ended "$log"; then
		tap 'not ok' "btf_reconcile$where: test_progs came to its end"
		tail -n 5 "$log" | sed 's/^/# /'
	fi
	while read -r result name; do
		if [ "$result" = OK ]; then
			tap ok "$name$where"
		else
			tap 'not ok' "$name$where ($result)"
			details "$name" "$log"
		fi
	done < <("$here/results.sh" "$log" | grep -E ' btf_reconcile[a-z_]*/')
}

# The series adds subtests, which must pass.
without_new()
{
	local sign result name

	while read -r sign result name; do
		[ "$sign $result" = '> OK' ] &&
			! cut -d ' ' -f 2- "$baseline" | grep -qxF -- "$name" ||
			echo "$sign $result $name"
	done
}

# theirs LOG WHAT: one line a test; what its subtests are is behind it
theirs()
{
	local log=$logs/$1.log what=$2 test changed

	"$here/results.sh" "$log" >"$logs/$1.results"
	if ! ended "$log"; then
		tap 'not ok' "$what: test_progs came to its end"
		tail -n 5 "$log" | sed 's/^/# /'
	fi
	while read -r test; do
		changed=$(diff <(grep -E "^[A-Z]+ $test(/|\$)" "$baseline") \
			<(grep -E "^[A-Z]+ $test(/|\$)" "$logs/$1.results") |
			grep '^[<>]' | without_new)
		if [ -z "$changed" ]; then
			tap ok "$test: as with the unpatched kernel, $what"
		else
			tap 'not ok' "$test: as with the unpatched kernel, $what"
			echo "$changed" | sed 's/^</# was/; s/^>/# is /' |
				head -n 20
			details "$test" "$log" | head -n 40
		fi
	done < <(sed 's/^[A-Z]* //; s#/.*##' "$baseline" "$logs/$1.results" |
		sort -u)
}

ours "$logs/reconcile.log" ''
if [ -n "$loose" ]; then
	if [ ! -s "$baseline" ]; then
		tap 'not ok' "there is a baseline (make selftests-baseline)"
		baseline=/dev/null
	fi
	ours "$loose/reconcile.log" ', mismatch allowed'
	theirs plain 'bpf_testmod without a reference'
	theirs ref 'bpf_testmod with a reference'
fi
echo "1..$nr"
