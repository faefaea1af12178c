#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# summary.sh WHAT RESULTS...: how many checks passed, which failed, and how these are
# run again. Fails if one failed, or if there was none.

what=$1
shift
passed=$(cat "$@" | grep -c '^ok ')
failed=$(cat "$@" | grep -c '^not ok ')

echo
if [ "$what" = 'make run' ]; then
	echo "What was checked:"
	cat "$@" | grep -v '^ok malformed: ' |
		sed 's/^ok /  yes  /; s/^not ok /  NO   /'
	malformed=$(cat "$@" | grep -c '^ok malformed: ')
	[ "$malformed" -eq 0 ] ||
		echo "  yes  malformed in $malformed ways: each is refused, with a reason"
	echo
fi
if [ "$failed" -gt 0 ]; then
	echo "What failed:"
	sed -n 's/^not ok /  /p; s/^# /    /p' "$@"
	echo
fi
for results; do
	[ -s "$results" ] && continue
	echo "no results in $results"
	failed=$((failed + 1))
done
if [ "$failed" -gt 0 ]; then
	echo "$what: something is not as it should be."
else
	echo "$what: everything is as it should be."
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
