#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# same_abi.sh A B: make sure that modules built in the kernel tree A load in the
# kernel of B as far as symbols go, and say by how much the BTF of both differs.

set -eu
"$(dirname "$0")/same_crcs.sh" "$1" "$2"

types() { bpftool btf dump file "$1/vmlinux" | grep '^\['; }
types "$1" >"$1/types.txt"
types "$2" >"$2/types.txt"

# [id] KIND 'name' ...: the first id of each named type
moved()
{
	awk -F"[][']" '
		FNR == 1 { file++ }
		$4 == "" || $4 == "(anon)" { next }
		{ split($3, kind, " "); key = kind[1] " " $4 }
		file == 1 && !(key in id) { id[key] = $2 }
		file == 2 && key in id && !(key in seen) {
			seen[key]; n++; if (id[key] != $2) moved++
		}
		END { printf "%d of %d named types", moved, n }
	' "$1/types.txt" "$2/types.txt"
}

strings() { bpftool btf dump file "$1/vmlinux" >/dev/null; readelf -SW "$1/vmlinux" |
	awk '{ for (i = 1; i < NF; i++) if ($i == ".BTF") print $(i + 4) }'; }
printf 'A and B: %d and %d types of BTF, %d and %d bytes; %s have another id\n' \
	"$(wc -l <"$1/types.txt")" "$(wc -l <"$2/types.txt")" \
	"0x$(strings "$1")" "0x$(strings "$2")" "$(moved "$1" "$2")"
