#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# real_fetch.sh DIR neighbours|ends: two of Debian's kernels, the two latest or
# the oldest and the latest that apt has, in DIR/old and DIR/new: vmlinuz, and all
# modules in one directory, without their signatures, which would not be right
# any more.

set -eu
dir=$1
releases=$(apt-cache --names-only search '^linux-image-6\.1\.0-[0-9]*-amd64$' |
	cut -d' ' -f1 | sort -V)
case $2 in
neighbours) releases=$(tail -n 2 <<<"$releases") ;;
ends) releases=$(sed -n '1p;$p' <<<"$releases") ;;
esac
[ "$(wc -w <<<"$releases")" -eq 2 ] || { echo "apt has no two kernels" >&2; exit 1; }

rm -rf "$dir"
mkdir -p "$dir/deb"
chmod 755 "$dir/deb"
name=old
for package in $releases; do
	(cd "$dir/deb" && apt-get download -qq "$package")
	dpkg-deb -x "$dir"/deb/*.deb "$dir/deb/files"
	mkdir -p "$dir/$name/modules"
	mv "$dir"/deb/files/boot/vmlinuz-* "$dir/$name/vmlinuz"
	find "$dir/deb/files" -name '*.ko' -exec mv -t "$dir/$name/modules" {} +
	rm -rf "$dir"/deb/*
	echo "$package" >"$dir/$name/package"
	name=new
done
python3 - "$dir" <<'END'
import pathlib
import sys

MARK = b"~Module signature appended~\n"
for path in pathlib.Path(sys.argv[1]).glob("*/modules/*.ko"):
    data = path.read_bytes()
    if data.endswith(MARK):
        end = len(data) - len(MARK)
        path.write_bytes(data[:end - 12 - int.from_bytes(data[end - 4:end], "big")])
END
