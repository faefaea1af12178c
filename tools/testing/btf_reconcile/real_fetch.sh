#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# real_fetch.sh DIR neighbours|ends: two of Debian's kernels, the two latest or
# the oldest and the latest that apt has, in DIR/old and DIR/new: vmlinuz, and all
# modules in one directory, without their signatures, which would not be right
# any more. With neighbours also Debian 13's kernel, in DIR/6.12, and a sample of
# its modules.

set -eu
dir=$1
here=$(realpath "$(dirname "$0")")
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

# fetch PACKAGE NAME N: as DIR/NAME, with one of N modules.
fetch()
{
	(cd "$dir/deb" && apt-get download -qq "$1")
	dpkg-deb -x "$dir"/deb/*.deb "$dir/deb/files"
	mkdir -p "$dir/$2/modules"
	mv "$dir"/deb/files/boot/vmlinuz-* "$dir/$2/vmlinuz"
	find "$dir/deb/files" -name '*.ko*' | sort | awk "NR % $3 == 0" |
		xargs mv -t "$dir/$2/modules"
	find "$dir/$2/modules" -name '*.xz' -exec unxz {} +
	rm -rf "$dir"/deb/*
	echo "$1" >"$dir/$2/package"
}

name=old
for package in $releases; do
	fetch "$package" $name 1
	name=new
done
if [ "$2" = neighbours ]; then
	"$here/apt_root.sh" "$dir/apt" trixie amd64
	APT_CONFIG=$(realpath "$dir/apt/apt.conf")
	export APT_CONFIG
	fetch "$(apt-cache --names-only search '^linux-image-6\.12\.[^-]*-amd64$' |
		cut -d' ' -f1 | sort -V | tail -n 1)" 6.12 40
fi
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
