#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_refusals.sh TOOL MAKE_MALFORMED WORK: check and apply refuse each module of the
# table in data/malformed.c, check says why, apply leaves the file as it is. Prints TAP.

tool=$(realpath "$1") make_malformed=$(realpath "$2")
rm -rf "$3"
mkdir -p "$3/made"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$3" || exit 1

is_refused()
{
	"$tool" check -b base "$1/m.ko" >out 2>&1
	[ $? -eq 1 ] || { cat out; return 1; }
	grep -qF -- "$(cat "$1/said" 2>/dev/null)" out || { cat out; return 1; }
	cp "$1/m.ko" copy.ko
	! "$tool" apply -b base copy.ko >out 2>&1 && cmp "$1/m.ko" copy.ko
}

echo 'int x;' >m.c && gcc -c -o m.ko m.c || exit 1
t 'a module for each line of the table' "$make_malformed" m.ko made base
for dir in made/*/; do
	t "$(basename "$dir")" is_refused "${dir%/}"
done
echo "1..$nr"
