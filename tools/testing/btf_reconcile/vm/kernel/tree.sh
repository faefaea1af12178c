#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tree.sh TREE: bring the kernel tree in TREE up to date with this repository:
# the files that are new to the kernel are copied, where they differ only, and
# the series is applied with quilt, anew when it changed.
# KERNEL says which Linux it is, e.g. 6.1.

set -eu
tree=$1
top=$(cd "$(dirname "$0")/../../../../.." && pwd)
series=$top/patches/linux-$KERNEL

die() { echo "tree.sh: $*" >&2; exit 1; }

[ -f "$series/series" ] || die "no patches/linux-$KERNEL/series"

# Everything of ours that has a place in the kernel tree.
overlay()
{
	local dir

	for dir in include kernel scripts tools Documentation; do
		[ ! -d "$top/$dir" ] ||
			rsync -a --checksum --no-times "$top/$dir" "$tree/"
	done
}

# What is applied, so that a change is noticed: names and contents.
fingerprint()
{
	(cd "$series" && cat series && xargs cat <series) | sha256sum
}

apply()
{
	local patch out

	cd "$tree"
	export QUILT_PATCHES=$series
	if [ -s .pc/applied-patches ]; then
		quilt --quiltrc - pop -a -f >/dev/null ||
			die "cannot take the series off $tree; remove it"
	fi
	while read -r patch; do
		out=$(quilt --quiltrc - push --fuzz=0 "$patch" 2>&1) ||
			die "$patch does not apply to Linux $(release):
$out"
	done <"$series/series"
	fingerprint >.pc/fingerprint
}

# What came out as it was is as old as it was, or all that includes it is built again.
keep_times()
{
	local kept file

	cd "$tree"
	kept=$(mktemp -d)
	# quilt makes .pc itself, and takes an empty one for an old one
	[ ! -d .pc ] ||
	find .pc -mindepth 2 -type f ! -name .timestamp -printf '%P\n' | cut -d / -f 2- |
		sort -u | while read -r file; do
			[ ! -f "$file" ] || cp -p --parents "$file" "$kept"
		done
	"$@"
	(cd "$kept" && find . -type f) | while read -r file; do
		! cmp -s "$kept/$file" "$file" || touch -r "$kept/$file" "$file"
	done
	rm -rf "$kept"
}

release() { make -s -C "$tree" kernelversion 2>/dev/null || echo "$KERNEL"; }

overlay
# quilt keeps where the series is, which a copy of another tree has wrong
[ ! -d "$tree/.pc" ] || echo "$series" >"$tree/.pc/.quilt_patches"
[ "$(cat "$tree/.pc/fingerprint" 2>/dev/null)" = "$(fingerprint)" ] || keep_times apply
