#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh RESULTS COMMAND...: run commands that print TAP, as cmocka's do, leave
# a line for each test in RESULTS, and show those that failed.

results=$1
shift
: >"$results"
for command; do
	name=$(basename "${command%% *}" .sh)
	# shellcheck disable=SC2086
	log=$(dirname "$results")/$name.log
	CMOCKA_MESSAGE_OUTPUT=TAP $command >"$log" 2>&1
	rc=$?
	sed -n "s/^\(not \)\?ok [0-9]* - /\1ok ${name#test_}: /p" "$log" >>"$results"
	# died, or said nothing: a test that did not run did not pass
	if ! grep -q '^not ok' "$log" &&
	   { [ $rc -ne 0 ] || ! grep -q '^ok ' "$log"; }; then
		echo "not ok $name came to its end (status $rc)" >>"$results"
	fi
	printf '%-14s %3d passed, %d failed\n' "$name" \
		"$(grep -c '^ok ' "$log")" "$(grep -c '^not ok ' "$log")"
	[ $rc -eq 0 ] || grep -vE '^(ok|1\.\.|#.*RUN)' "$log" | head -n 40
done
! grep -q '^not ok' "$results"
