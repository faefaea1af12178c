#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch_modules.sh DIR SERIES neighbours|ends ROOTS: two of Debian's kernels of a series,
# the two latest or the oldest and the latest, in DIR/old and DIR/new: vmlinuz, and
# all modules in one directory, signed and compressed as the package has them. By a
# root of our own (apt_root.sh) in ROOTS.

set -euo pipefail
dir=$1 series=$2 which=$3 roots=$4
# Not all machines have the mirror of security updates.
declare -A suites=([6.1]="bookworm-security bookworm"
	[6.12]="trixie-security trixie" [7]=trixie-backports)

# find_in SUITE: two releases, and the apt to download them with
find_in()
{
	"$(dirname "$0")/../fetch/apt_root.sh" "$roots/$1-amd64" "$1" amd64 || return 1
	export APT_CONFIG=$roots/$1-amd64/apt.conf
	releases=$(apt-cache --names-only search \
		"^linux-image-${series/./\\.}\.[0-9.]*(-[0-9]+|\+deb[0-9]+)-amd64\$" |
		sed 's/^linux-image-//; s/ .*//' | sort -V)
	case $which in
	neighbours) releases=$(tail -n 2 <<<"$releases") ;;
	ends) releases=$(sed -n '1p;$p' <<<"$releases") ;;
	esac
	[ "$(wc -w <<<"$releases")" -eq 2 ]
}
for suite in ${suites[$series]} none; do
	[ "$suite" != none ] ||
		{ echo "no two kernels of $series in: ${suites[$series]}" >&2; exit 1; }
	! find_in "$suite" || break
done

# fetch RELEASE NAME: as DIR/NAME. Linux 7's image and modules are packages of their own.
fetch()
{
	local kind

	mkdir -p "$dir/deb" "$dir/$2/modules"
	for kind in image binary modules; do
		[ -n "$(apt-cache madison "linux-$kind-$1")" ] || continue
		(cd "$dir/deb" && apt-get download -qq "linux-$kind-$1")
		dpkg-deb -x "$dir/deb/linux-$kind"*.deb "$dir/deb/files"
	done
	find "$dir/deb/files" -name 'vmlinuz*' -exec mv {} "$dir/$2/vmlinuz" \;
	find "$dir/deb/files" -name '*.ko*' -exec mv -t "$dir/$2/modules" {} +
	rm -rf "$dir/deb"
	echo "$1" >"$dir/$2/release"
}

rm -rf "$dir"
name=old
for release in $releases; do
	fetch "$release" $name
	name=new
done
