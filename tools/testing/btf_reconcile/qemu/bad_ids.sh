#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bad_ids.sh MODULE.ko DIR: the module with ids of its base that are not right,
# one directory of DIR for each way.

set -eu
module=$1 dir=$2
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$module")
rm -rf "$dir"
mkdir -p "$dir"

id=$dir/.id
objcopy -O binary --only-section=.BTF.base_id \
	--set-section-flags .BTF.base_id=alloc "$module" "$id"
[ "$(stat -c %s "$id")" -eq 8 ] || { echo "$module has no id" >&2; exit 1; }

# with WAY: with the id on standard input
with()
{
	mkdir -p "$dir/$1"
	cat >"$dir/.new"
	objcopy --update-section .BTF.base_id="$dir/.new" "$module" \
		"$dir/$1/$name"
}

bit=$(($(od -An -tu1 -j5 -N1 "$id") ^ 8))
{ head -c 5 "$id"; printf '%b' "\\x$(printf %02x $bit)"; tail -c 2 "$id"; } | with bit
head -c 4 "$id" | with short
cat "$id" "$id" | with long
head -c 0 "$id" | with empty
mkdir -p "$dir/nobits" "$dir/compressed"
"$here/set_section.py" "$module" "$dir/nobits/$name" .BTF.base_id type=8
"$here/set_section.py" "$module" "$dir/compressed/$name" .BTF.base_id flags=0x800
rm "$id" "$dir/.new"
