#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_linear.sh LINEAR: that a hostile module eight times as large takes eight
# times as many instructions, and not more. Prints TAP.

linear=$1
nr=0

instructions()
{
	valgrind --tool=callgrind --toggle-collect=btf_reconcile \
		--callgrind-out-file=/dev/null "$linear" "$1" "$2" 2>&1 |
		sed -n 's/.* Collected *: *\([0-9]*\)/\1/p'
}

for shape in $("$linear"); do
	nr=$((nr + 1))
	small=$(instructions "$shape" 1000)
	large=$(instructions "$shape" 8000)
	if [ "${small:-0}" -gt 1000 ] && [ "${large:-0}" -gt 0 ] &&
	   [ "$large" -le $((small * 9)) ]; then
		echo "ok $nr - linear: $shape"
	else
		echo "not ok $nr - linear: $shape"
	fi
	echo "# $shape: $small instructions, $large for 8 times as much"
done
echo "1..$nr"
