#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# same_abi.sh A B: make sure that modules built in the kernel tree A load in the
# kernel of B as far as symbols go, and say by how much the BTF of both differs.

set -eu
crcs() { awk '{ print $1, $2 }' "$1/Module.symvers" | sort; }

if ! diff <(crcs "$1") <(crcs "$2") >"$1/crcs.diff"; then
	echo "the symbol CRCs of the two kernels differ:" >&2
	head -n 10 "$1/crcs.diff" >&2
	echo "all of it is in $1/crcs.diff" >&2
	exit 1
fi
with=", all CRCs the same"
grep -qx CONFIG_MODVERSIONS=y "$1/.config" || with=" each, the same, which have no CRCs"
echo "A and B: $(crcs "$1" | wc -l) exported symbols$with"

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
