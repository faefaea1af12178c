#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch_kernel.sh DIR ARCH NTH ROOTS: Debian 13's kernel of an architecture: DIR/image,
# and each NTH of its modules in DIR/modules, signed and compressed as they are. By
# a root of our own (apt_root.sh) in ROOTS.

set -euo pipefail
dir=$1 arch=$2 nth=$3 root=$4/trixie-$2
declare -A flavours=([ppc64el]=powerpc64le [armhf]=armmp)
flavour=${flavours[$arch]:-$arch}

"$(dirname "$0")/../fetch/apt_root.sh" "$root" trixie "$arch"
APT_CONFIG=$root/apt.conf
export APT_CONFIG
rm -rf "$dir"
mkdir -p "$dir/modules" "$dir/files"
# The mirror may list one that it has not got yet.
for package in $(apt-cache --names-only search "^linux-image-6\.12\.[^-]*-$flavour\$" |
	cut -d' ' -f1 | sort -rV); do
	(cd "$dir" && apt-get download -qq "$package") && break
done
dpkg-deb --fsys-tarfile "$dir"/*.deb |
	tar -x -C "$dir/files" --wildcards './boot/vmlinu[xz]-*' '*.ko*'
mv "$dir"/files/boot/vmlinu* "$dir/image"
find "$dir/files" -name '*.ko*' | sort | awk -v nth="$nth" 'NR % nth == 0' |
	xargs mv -t "$dir/modules"
rm -rf "$dir/files" "$dir"/*.deb
echo "$package" >"$dir/package"
