#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch_bases.sh DIR latest|all ROOTS: the vmlinux BTF of Debian's kernels 6.1, 6.12
# and 7, as DIR/PACKAGE.btf; the latest of each flavour, or all that there are. What
# the mirror lists and has not got is named in DIR/missing.

set -eu
here=$(realpath "$(dirname "$0")")
mkdir -p "$1/tmp"
dir=$(realpath "$1") tmp=$dir/tmp roots=$3
chmod 755 "$tmp"

# Suite, architecture, packages, flavours. Not s390x, which is big-endian: the
# tool takes no such base.
# shellcheck disable=SC2034 # one of the two is $2
latest="
bookworm-security amd64   image-6.1  (cloud-|rt-)?amd64
bookworm-security arm64   image-6.1  arm64
trixie            amd64   image-6.12 (cloud-|rt-)?amd64
trixie            arm64   image-6.12 arm64
trixie            ppc64el image-6.12 powerpc64le
trixie            riscv64 image-6.12 riscv64
trixie-backports  amd64   binary-7   (cloud-|rt-)?amd64
trixie-backports  arm64   binary-7   arm64
"
# shellcheck disable=SC2034
all="
bookworm           amd64   image-6.1  .*
bookworm           arm64   image-6.1  .*
bookworm-backports amd64   image-6.12 .*
bookworm-backports arm64   image-6.12 .*
bookworm-security  amd64   image-6.1  .*
bookworm-security  arm64   image-6.1  .*
bookworm-security  amd64   image-6.12 .*
bookworm-security  arm64   image-6.12 .*
trixie             amd64   image-6.12 .*
trixie             arm64   image-6.12 .*
trixie             ppc64el image-6.12 .*
trixie             riscv64 image-6.12 .*
trixie-security    amd64   image-6.12 .*
trixie-security    arm64   image-6.12 .*
trixie-backports   amd64   binary-7   .*
trixie-backports   arm64   binary-7   .*
"

# Newest first, each with its flavour.
kernels()
{
	apt-cache --names-only search "^linux-${1/./\\.}\.[0-9]" |
		sed -nE 's/^(linux-[a-z]+-[0-9.]+(-[0-9]+|\+[^-]*)-([^ ]*)) .*/\1 \3/p' |
		grep -E " $2$" | grep -vE 'dbg|unsigned|template' | sort -rV
}

fetch()
{
	[ ! -e "$dir/$1.btf" ] || return 0
	rm -rf "${tmp:?}"/*
	(cd "$tmp" && apt-get download -qq "$1") || {
		echo "$1" >>"$dir/missing"
		return 1
	}
	# What is wanted stands at the start; the rest is not unpacked.
	dpkg-deb --fsys-tarfile "$tmp"/*.deb 2>/dev/null |
		tar -x -C "$tmp" --occurrence=1 --wildcards './*/vmlinu[xz]*'
	"$here/../fetch/extract_btf.py" "$(find "$tmp" -name 'vmlinu*')" "$tmp/btf" || exit 1
	mv "$tmp/btf" "$dir/$1.btf"
}

: >"$dir/missing"
while read -r suite arch packages flavours; do
	[ -n "$suite" ] || continue
	echo "$suite $arch $packages"
	root=$roots/$suite-$arch
	"$here/../fetch/apt_root.sh" "$root" "$suite" "$arch"
	export APT_CONFIG=$root/apt.conf
	got=" "
	while read -r package flavour; do
		[ "$2" = all ] || [[ $got != *" $flavour "* ]] || continue
		fetch "$package" && got+="$flavour "
	done < <(kernels "$packages" "$flavours")
	unset APT_CONFIG
	[ "$got" != " " ] || { echo "none of $suite $arch $packages" >&2; exit 1; }
done <<<"${!2}"
rm -rf "$tmp"
