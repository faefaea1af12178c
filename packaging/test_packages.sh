#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_packages.sh DEBS LATER SUITE WORK A B: the packages in directory DEBS, installed,
# upgraded to those in LATER, removed and purged on a fresh Debian of that suite in WORK,
# with DKMS and modules that it builds for kernel A, and then for kernel B, which
# comes as an update. Needs root. Prints TAP. What B is to be booted with is left in
#
#	WORK/boot/{vmlinuz,initrd}
#	WORK/boot/m: dkms/*.ko, built for A; ko/btf_reconcile.ko, built for B

set -u
debs=$(realpath "$1") later=$(realpath "$2") suite=$3 work=$4 a=$5 b=$6
modules='v4l2loopback acpi_call'
# shellcheck source=../tools/testing/btf_reconcile/tap.sh
. "$(dirname "$0")/../tools/testing/btf_reconcile/tap.sh"
mirror=$(realpath "$(dirname "$0")/../tools/testing/btf_reconcile/fetch/mirror.sh")
rm -rf "$work"
mkdir -p "$work"/boot/m/{dkms,ko}
cd "$work" || exit 1
root=$PWD/root

in_root() { DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
apt() { in_root apt-get -y -q --no-install-recommends "$@"; }

begin()
{
	debootstrap --variant=minbase "$suite" "$root" "$("$mirror" Debian)" &&
		mount -t proc proc "$root/proc" &&
		echo "deb $("$mirror" Debian-Security) $suite-security main" \
			>>"$root/etc/apt/sources.list" &&
		apt update &&
		apt install "linux-image-$a" "linux-headers-$a" dkms initramfs-tools \
			kmod zstd dwarves liblzo2-2 e2fsprogs &&
		mkdir "$root/debs" "$root/later" &&
		cp "$debs"/btf-reconcile*.deb "$root/debs/" &&
		cp "$later"/btf-reconcile*.deb "$root/later/"
}
trap 'umount "$root/proc" 2>/dev/null' EXIT

# All files, less those that dpkg, DKMS and depmod write whatever is installed, and
# those of the other modules: the directory that DKMS made for them, in that of B, stays.
files()
{
	find "$root" -xdev \( -path "$root/proc" -o -path "$root/tmp" -o \
		-path "$root/var/log" -o -path "$root/var/cache" -o \
		-path "$root/var/lib/apt" -o -path "$root/var/lib/dpkg" \) -prune -o -print |
		grep -vE 'modules\.[a-z.]*$|__pycache__|v4l2loopback|acpi[-_]call|/updates(/dkms)?$|/modules/'"$b"'$|/var/lib/dkms/mok|ld\.so\.cache' |
		sort
}

# What DKMS says of a module; and what the tool says.
status() { in_root dkms status | grep "^$1[/,].*$2.*: installed"; }
ours() { in_root btf_reconcile "$@"; }
# The file of a module of a kernel.
module() { (cd "$root" && find "lib/modules/$2/" "usr/lib/modules/$2/" -name "$1.ko*" 2>/dev/null | head -n 1); }
no_btf() { ! readelf -SW "$root/$(module "$1" "$2")" | grep '\.BTF'; }

# plain OUT FILE: without the compression that Debian 13 has
plain()
{
	case $2 in
	*.xz) xz -dc "$2" >"$1" ;;
	*) cp "$2" "$1" ;;
	esac
}

t "$suite: a fresh one, with $a" begin
files >before

# shellcheck disable=SC2046
install() { apt "${@:2}" $(cd "$root" && printf '/%s ' "$1"/btf-reconcile*.deb); }
t "$suite: both packages install" install debs install
t "$suite: DKMS has built btf_reconcile.ko" status btf-reconcile "$a"

# initramfs RELEASE: the module is in it as DKMS has built it, and loaded before udev
# loads anything
initramfs()
{
	rm -rf "$root/tmp/i"
	in_root unmkinitramfs "/boot/initrd.img-$1" /tmp/i || return 1
	plain have.ko "$(find "$root/tmp/i" -name 'btf_reconcile.ko*')" &&
		plain want.ko "$root/$(module btf_reconcile "$1")" &&
		cmp have.ko want.ko || return 1
	grep -rh '/scripts/init-top/' "$root/tmp/i" --include=ORDER >order
	rm -rf "$root/tmp/i"
	[ "$(grep -n 'init-top/btf_reconcile' order | cut -d: -f1)" -lt \
		"$(grep -n 'init-top/udev' order | cut -d: -f1)" ]
}
t "$suite: it is in the initramfs, before udev" initramfs "$a"
t "$suite: modules that DKMS builds then" apt install v4l2loopback-dkms acpi-call-dkms
# described MODULE RELEASE: what it says that it needs, the kernel has
described()
{
	ours show "/$(module "$1" "$2")" >shown || return 1
	# Debian 13's kernels give their own kind of reference
	grep -q '^struct ' shown && ours check -k "$2" "/$(module "$1" "$2")"
}
for m in $modules; do
	t "$suite: $m is installed" status "${m/acpi_/acpi-}" "$a"
	t "$suite: $m names what it needs of the kernel" described "$m" "$a"
	plain "boot/m/dkms/$m.ko" "$root/$(module "$m" "$a")"
done
t "$suite: btf_reconcile.ko has no BTF itself" no_btf btf_reconcile "$a"

# A person's next kernel.
t "$suite: $b is installed" apt install "linux-image-$b" "linux-headers-$b"
for m in btf-reconcile v4l2loopback acpi-call; do
	t "$suite: DKMS has built $m for $b" status $m "$b"
done
for m in $modules; do
	t "$suite: $m names what it needs of $b" described "$m" "$b"
done
t "$suite: it is in the initramfs of $b, before udev" initramfs "$b"

t "$suite: the packages can be installed again" install debs install --reinstall
t "$suite: and btf_reconcile.ko is there" status btf-reconcile "$b"
t "$suite: a later version can be installed" install later install
version=$(dpkg-deb -f "$later"/btf-reconcile_*.deb Version)
only_later()
{
	in_root dkms status | tee said
	[ "$(grep -c '^btf-reconcile' said)" -eq 2 ] &&
		[ "$(grep -c "^btf-reconcile/$version" said)" -eq 2 ] || return 1
	find "$root/usr/src" "$root/var/lib/dkms/btf-reconcile" -maxdepth 1 \
		\( -name 'btf-reconcile-*' -o -name '[0-9]*' \) | tee said
	grep -v -- "[-/]$version\$" said && return 1
	in_root dpkg-query -W btf-reconcile btf-reconcile-dkms | grep -v "$version\$" && return 1
	in_root dpkg --audit | grep . && return 1
	return 0
}
t "$suite: DKMS has that one, and the one before is gone" only_later
t "$suite: it is in the initramfs" initramfs "$b"
plain boot/m/ko/btf_reconcile.ko "$root/$(module btf_reconcile "$b")"
cp "$root/boot/vmlinuz-$b" boot/vmlinuz
cp "$root/boot/initrd.img-$b" boot/initrd
mkdir boot/m/debian
for m in mc videodev; do
	plain "boot/m/debian/$m.ko" "$root/$(module "$m" "$b")"
done

# dracut is no package that can be beside initramfs-tools, dracut-core can. (It needs
# e2fsprogs, which could not be taken off again.)
dracut()
{
	apt install dracut-core &&
		in_root dracut --kver "$b" --no-hostonly --force /tmp/dracut.img &&
		in_root lsinitrd /tmp/dracut.img >list &&
		grep 'btf_reconcile\.ko' list &&
		in_root lsinitrd -f etc/cmdline.d/20-force_drivers.conf /tmp/dracut.img |
			grep -x 'rd.driver.pre=btf_reconcile'
	set -- $?
	apt purge --autoremove dracut-core && rm -f "$root/tmp/dracut.img"
	return "$1"
}
t "$suite: dracut puts it into an initramfs, and loads it before udev" dracut

remove() { apt "$@" btf-reconcile btf-reconcile-dkms; }
t "$suite: they can be removed" remove remove
not_in_initramfs() { ! in_root lsinitramfs "/boot/initrd.img-$b" | grep btf_reconcile; }
t "$suite: the initramfs has it no more" not_in_initramfs
t "$suite: and installed again" install later install
t "$suite: they can be purged" remove purge
t "$suite: the initramfs has it no more" not_in_initramfs
build_again() { in_root dkms build --force "$(in_root dkms status v4l2loopback | sed '1!d; s/[,:].*//')" -k "$b"; }
t "$suite: DKMS builds as before" build_again
# Nothing of the kernel that came later, but what we may have left in its directories.
t "$suite: that kernel can be purged" apt purge --autoremove "linux-image-$b" "linux-headers-$b"
nothing_left() { files | diff before -; }
t "$suite: nothing is left" nothing_left

echo "1..$nr"
