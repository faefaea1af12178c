#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# with_base.sh MODULE.ko OBJECT BTF BASE RESOLVE_BTFIDS OUT: the module with other
# .BTF, and with .BTF.base. OBJECT is what it was linked from, whose .BTF_ids is
# not resolved yet, RESOLVE_BTFIDS is the program that does so.

set -eu
module=$1 object=$2 btf=$3 base=$4 resolve_btfids=$5 out=$6
change=(--update-section ".BTF=$btf" --add-section ".BTF.base=$base")

ids=$(mktemp)
trap 'rm -f "$ids"' EXIT
has_ids() { readelf -SW "$object" | grep -q ' \.BTF_ids '; }

if has_ids; then
	"${CROSS_COMPILE-}objcopy" -O binary -j .BTF_ids "$object" "$ids"
	change+=(--update-section ".BTF_ids=$ids")
fi
"${CROSS_COMPILE-}objcopy" "${change[@]}" "$module" "$out.tmp"
! has_ids || "$resolve_btfids" -b "$base" "$out.tmp" 2>"$out.resolve.log"
mv "$out.tmp" "$out"
