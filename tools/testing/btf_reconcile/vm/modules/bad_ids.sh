#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bad_ids.sh MODULE.ko DIR: the module with an id of another base (bit), and with ids
# that this kernel cannot read, one directory of DIR for each way.

set -eu
module=$1 dir=$2
set_section=$(cd "$(dirname "$0")/../../data" && pwd)/set_section.py
name=$(basename "$module")
rm -rf "$dir"
mkdir -p "$dir"

id=$dir/.id
"${CROSS_COMPILE-}objcopy" -O binary --only-section=.BTF.base_id \
	--set-section-flags .BTF.base_id=alloc "$module" "$id"
[ "$(stat -c %s "$id")" -eq 16 ] || { echo "$module has no id" >&2; exit 1; }

# with WAY: with the id on standard input
with()
{
	mkdir -p "$dir/$1"
	cat >"$dir/.new"
	"${CROSS_COMPILE-}objcopy" --update-section .BTF.base_id="$dir/.new" "$module" \
		"$dir/$1/$name"
}

# byte AT VALUE: the id with another byte
byte()
{
	head -c "$1" "$id"
	printf '%b' "\\x$(printf %02x "$2")"
	tail -c +$(($1 + 2)) "$id"
}

# type, length, hash
byte 13 $(($(od -An -tu1 -j13 -N1 "$id") ^ 8)) | with bit
# a later kernel's, and what the first format had: the hash and no more
byte 0 2 | with type
byte 4 20 | with length
tail -c 8 "$id" | with short
cat "$id" "$id" | with long
head -c 0 "$id" | with empty
mkdir -p "$dir/nobits" "$dir/compressed"
"$set_section" "$module" "$dir/nobits/$name" .BTF.base_id type=8
"$set_section" "$module" "$dir/compressed/$name" .BTF.base_id flags=0x800
rm "$id" "$dir/.new"
