#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# linux_source.sh VERSION OUT ROOTS: Debian's source of Linux VERSION, as the file OUT:
# that which is installed, or else a download, by the machine's own apt or by a root
# of our own (apt_root.sh) in ROOTS for the first suite that has it.

set -euo pipefail
package=linux-source-$1 out=$(realpath -m "$2") roots=$3
here=$(dirname "$(realpath "$0")")
# Small ones first: a suite costs the download of its list.
suites="trixie-backports bookworm-security trixie-security bookworm-backports
	experimental sid trixie bookworm"
tmp=$out.tmp
trap 'rm -rf "$tmp"' EXIT

# From the apt that APT_CONFIG names. With its version, since apt-get download takes
# the dot of 6.1 for any character, and may come with 6.12.
take()
{
	local version

	version=$(apt-cache madison "$package" | awk 'NR == 1 { print $3 }')
	[ -n "$version" ] || return 1
	rm -rf "$tmp"
	mkdir -p "$tmp"
	(cd "$tmp" && apt-get download -q "$package=$version") || return 1
	dpkg-deb --fsys-tarfile "$tmp/$package"_*.deb |
		tar -xO "./usr/src/$package.tar.xz" >"$tmp/tar.xz" || return 1
	mv "$tmp/tar.xz" "$out"
	echo "$package $version"
}

mkdir -p "$(dirname "$out")"
if [ -f "/usr/src/$package.tar.xz" ]; then
	ln -sf "/usr/src/$package.tar.xz" "$out"
	echo "$package is installed"
	exit
fi
take && exit
for suite in $suites; do
	echo "looking into $suite"
	! "$here/apt_root.sh" "$roots/$suite-amd64" "$suite" amd64 ||
		! APT_CONFIG=$roots/$suite-amd64/apt.conf take || exit 0
done
cat >&2 <<END
$package: not in the machine's apt sources, and none of these suites of the same
mirror has it: $(xargs <<<"$suites").
If you have the file, put it here and try again: $out
END
exit 1
