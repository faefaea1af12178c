#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check.sh RESULTS COMMAND...: run commands that print TAP, as cmocka's do, leave
# a line for each test in RESULTS, and show those that failed, where the log is, and
# the command. Commands between -p and -s run side by side.

results=$1
shift
: >"$results"

name_of() { basename "${1%% *}" .sh; }
log_of() { echo "$(dirname "$results")/$(name_of "$1").log"; }

run()
{
	local log

	log=$(log_of "$1")
	# shellcheck disable=SC2086
	CMOCKA_MESSAGE_OUTPUT=TAP $1 >"$log" 2>&1
	echo $? >"$log.status"
}

report()
{
	local name log rc

	name=$(name_of "$1")
	log=$(log_of "$1")
	rc=$(cat "$log.status")
	rm -f "$log.status"
	sed -n "s/^\(not \)\?ok [0-9]* - /\1ok ${name#test_}: /p" "$log" >>"$results"
	# died, or said nothing: a test that did not run did not pass
	if ! grep -q '^not ok' "$log" &&
	   { [ "${rc:-1}" -ne 0 ] || ! grep -q '^ok ' "$log"; }; then
		echo "not ok $name came to its end (status $rc)" >>"$results"
	fi
	printf '%-14s %3d passed, %d failed  %s\n' "$name" \
		"$(grep -c '^ok ' "$log")" "$(grep -c '^not ok ' "$log")" "$log"
	if [ "${rc:-1}" -ne 0 ] || grep -q '^not ok' "$log"; then
		grep -vE '^(ok|1\.\.|#.*RUN)' "$log" | head -n 40
		echo "# $name: log: $log; again: $1" | tee -a "$results"
	fi
}

pending=()	# after an empty one: what runs side by side
for command in "$@" -s; do
	case $command in
	-p)
		pending=('')
		;;
	-s)
		wait
		for done in "${pending[@]:1}"; do
			report "$done"
		done
		pending=()
		;;
	*)
		if [ ${#pending[@]} -gt 0 ]; then
			run "$command" &
			pending+=("$command")
		else
			run "$command"
			report "$command"
		fi
		;;
	esac
done
! grep -q '^not ok' "$results"
