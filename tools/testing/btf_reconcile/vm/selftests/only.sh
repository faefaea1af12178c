#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# only.sh DIR LIST: of the kernel's selftests in DIR, a copy, leave ours and those whose
# names match LIST, and the BPF programs that these name. The others are most of a build.

set -eu
export LC_ALL=C
mapfile -t globs < <(echo 'btf_reconcile*'; sed '/^#/d' "$2")
cd "$1"

wanted()
{
	local glob

	for glob in "${globs[@]}"; do
		# shellcheck disable=SC2053	# a pattern
		[[ $1 != $glob ]] || return 0
	done
	return 1
}

# A test is a function; a file may have several, and another name.
declare -A keep
while IFS=: read -r file test; do
	! wanted "$test" || keep[$file]=1
	: "${keep[$file]:=0}"
done < <(grep -oE '^void (serial_)?test_[a-zA-Z0-9_]+\(' prog_tests/*.c |
	sed -E 's/:void (serial_)?test_(.*)\(/:\2/')
for file in "${!keep[@]}"; do
	[ "${keep[$file]}" = 1 ] || rm "$file"
done

# Programs are named as files, skeletons or objects; of these here the names are put
# together when the tests run.
words=$(cat prog_tests/*.[ch] Makefile* <(grep -h '^#include' progs/*) |
	grep -oE '[A-Za-z0-9_]+' | sort -u)
for file in progs/*.c; do
	case $file in
	*core_reloc_* | *btf_dump_test_case_*) ;;
	*) echo "$file" ;;
	esac
done | sed 's#.*/\(.*\)\.c$#\1#' | sort | comm -23 - <(echo "$words") |
	sed 's#.*#progs/&.c#' | xargs -r rm
