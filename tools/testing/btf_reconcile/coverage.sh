#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# coverage.sh OBJECTS: after a run with gcc's --coverage, what was run of each
# file of the core, and the lines that were not.

set -eu
objects=$1
cd "$(dirname "$0")/../../.."
gcov -b -c -n "$objects"/btf_reconcile*.gcda >"$objects/gcov.log" 2>&1

printf '%-28s %18s %18s\n' FILE LINES BRANCHES
awk -F"[':% ]+" '
	/^File/ { file = $2; sub(".*/", "", file) }
	/^Lines executed/ { lines = $3 "% of " $5 }
	/^Taken at least once/ && file ~ /^btf_reconcile.*\.[ch]$/ {
		printf "%-28s %18s %18s\n", file, lines, $5 "% of " $7
	}' "$objects/gcov.log" | sort -u
echo
for data in "$objects"/btf_reconcile*.gcda; do
	gcov -t "$data" 2>/dev/null | grep -E '^ +#####:' |
		sed "s#^ *\#####: *#$(basename "$data" .gcda).c:#" || true
done
