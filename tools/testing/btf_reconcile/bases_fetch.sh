#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# bases_fetch.sh DIR latest|all: the vmlinux BTF of Debian's kernels 6.1 and
# 6.12, as DIR/PACKAGE.btf; the latest of each flavour, or all that there are.
# What the mirror lists and has not got is named in DIR/missing.

set -eu
here=$(realpath "$(dirname "$0")")
mkdir -p "$1/tmp"
dir=$(realpath "$1") tmp=$dir/tmp
chmod 755 "$tmp"

# Suite, architecture, series, flavours. Not s390x, which is big-endian: the
# tool takes no such base.
# shellcheck disable=SC2034 # one of the two is $2
latest="
bookworm-security amd64   6.1  (cloud-|rt-)?amd64
bookworm-security arm64   6.1  arm64
trixie            amd64   6.12 (cloud-|rt-)?amd64
trixie            arm64   6.12 arm64
trixie            ppc64el 6.12 powerpc64le
trixie            riscv64 6.12 riscv64
"
# shellcheck disable=SC2034
all="
bookworm           amd64   6.1  .*
bookworm           arm64   6.1  .*
bookworm-backports amd64   6.12 .*
bookworm-backports arm64   6.12 .*
bookworm-security  amd64   6.1  .*
bookworm-security  arm64   6.1  .*
bookworm-security  amd64   6.12 .*
bookworm-security  arm64   6.12 .*
trixie             amd64   6.12 .*
trixie             arm64   6.12 .*
trixie             ppc64el 6.12 .*
trixie             riscv64 6.12 .*
trixie-security    amd64   6.12 .*
trixie-security    arm64   6.12 .*
"

# Newest first, each with its flavour.
kernels()
{
	apt-cache --names-only search "^linux-image-${1/./\\.}\.[0-9]" |
		sed -nE 's/^(linux-image-[0-9.]+(-[0-9]+|\+[^-]*)-([^ ]*)) .*/\1 \3/p' |
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
		tar -x -C "$tmp" --occurrence=1 --wildcards './boot/vmlinu[xz]-*'
	"$here/cut_btf.py" "$tmp"/boot/vmlinu* "$tmp/btf" || exit 1
	mv "$tmp/btf" "$dir/$1.btf"
}

: >"$dir/missing"
while read -r suite arch series flavours; do
	[ -n "$suite" ] || continue
	echo "$suite $arch $series"
	root=$dir/apt/$suite-$arch
	"$here/apt_root.sh" "$root" "$suite" "$arch"
	export APT_CONFIG=$root/apt.conf
	got=" "
	while read -r package flavour; do
		[ "$2" = all ] || [[ $got != *" $flavour "* ]] || continue
		fetch "$package" && got+="$flavour "
	done < <(kernels "$series" "$flavours")
	unset APT_CONFIG
	[ "$got" != " " ] || { echo "none of $suite $arch $series" >&2; exit 1; }
done <<<"${!2}"
rm -rf "$tmp"
