#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# initramfs.sh OUT PROGRAM... -- MODULES [MODULE|DIR]...: the root file system, with all
# scripts in guest/. The modules keep the directory that they have below MODULES.
# INTO=DIR: it is in the directory guest of a copy of DIR, to be unpacked over another.

set -eu
out=$1 guest=$(dirname "$0")/guest
shift
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
root=$top
if [ -n "${INTO:-}" ]; then
	cp -r "$INTO/." "$top/"
	root=$top/guest
fi

mkdir -p "$root"/{bin,m}
cp "${BUSYBOX:-/bin/busybox}" "$root/bin/"
cp "$guest/init" "$root/"
find "$guest" -name '*.sh' -exec cp -t "$root" {} +
while [ "$1" != -- ]; do
	"${CROSS_COMPILE-}strip" -o "$root/bin/$(basename "$1")" "$1"
	# of a static program ldd says that it is none
	{ ldd "$1" 2>/dev/null || true; } | grep -o '/[^ ]*' |
		xargs -r cp -Lu --parents -t "$root"
	shift
done
modules=$2
shift 2
for path; do
	if [ -d "$path" ]; then
		cp -r "$path" "$root/"
	else
		to=$root/m/$(dirname "${path#"$modules"/}")
		mkdir -p "$to"
		cp "$path" "$to/"
		# DWARF is large, and nobody reads it in there; what has none
		# keeps its sections where they are
		if readelf -SW "$path" | grep -q ' \.debug'; then
			"${CROSS_COMPILE-}objcopy" --remove-section '.debug*' \
				--remove-section '.rela.debug*' \
				"$to/$(basename "$path")"
		fi
	fi
done
(cd "$top" && find . | LC_ALL=C sort | cpio -o -H newc -R 0:0 --quiet) |
	gzip -1 >"$out.tmp"
mv "$out.tmp" "$out"
