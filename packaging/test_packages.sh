#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_packages.sh DEBS SUITE WORK: the packages in directory DEBS, installed, upgraded,
# removed and purged on a fresh Debian of that suite in WORK, with its kernel, its
# DKMS and a module that DKMS builds. Needs root. Prints TAP.

set -u
debs=$(realpath "$1") suite=$2 work=$3
# shellcheck source=../tools/testing/btf_reconcile/tap.sh
. "$(dirname "$0")/../tools/testing/btf_reconcile/tap.sh"
rm -rf "$work"
mkdir -p "$work"
cd "$work" || exit 1
root=$PWD/root

# shellcheck disable=SC2016
uri=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' |
	awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }')

in_root() { DEBIAN_FRONTEND=noninteractive chroot "$root" "$@"; }
apt() { in_root apt-get -y -q --no-install-recommends "$@"; }

begin()
{
	debootstrap --variant=minbase "$suite" "$root" "$uri" &&
		mount -t proc proc "$root/proc" &&
		apt install linux-image-amd64 linux-headers-amd64 dkms initramfs-tools \
			kmod zstd dwarves liblzo2-2 &&
		cp "$debs"/btf-reconcile_*.deb "$debs"/btf-reconcile-dkms_*.deb "$root/"
}
trap 'umount "$root/proc" 2>/dev/null' EXIT

# All files, less those that dpkg, DKMS and depmod write whatever is installed, and
# those of the module that stays.
files()
{
	find "$root" -xdev \( -path "$root/proc" -o -path "$root/tmp" -o \
		-path "$root/var/log" -o -path "$root/var/cache" -o \
		-path "$root/var/lib/apt" -o -path "$root/var/lib/dpkg" \) -prune -o -print |
		grep -vE 'modules\.[a-z.]*$|__pycache__|v4l2loopback|/updates(/dkms)?$|/var/lib/dkms/mok|ld\.so\.cache' |
		sort
}

# What DKMS says of a module; and what the tool says.
status() { in_root dkms status | grep "^$1/.*: $2"; }
ours() { in_root btf_reconcile "$@"; }
module() { (cd "$root" && find lib/modules usr/lib/modules -name "$1.ko*" 2>/dev/null | head -n 1); }
no_btf() { ! readelf -SW "$root/$(module "$1")" | grep '\.BTF'; }

t "$suite: a fresh one" begin
files >before
release=$(ls "$root/lib/modules")

# shellcheck disable=SC2046
install() { apt "$@" $(cd "$root" && printf '/%s ' btf-reconcile*.deb); }
t "$suite: both packages install" install install
t "$suite: DKMS has built btf_reconcile.ko" status btf-reconcile installed
in_initramfs()
{
	in_root lsinitramfs "/boot/initrd.img-$release" >list
	grep -q 'btf_reconcile\.ko' list && grep -q 'scripts/init-top/btf_reconcile' list &&
		in_root sh -c "cd /tmp && unmkinitramfs /boot/initrd.img-$release i" &&
		grep -rh '/scripts/init-top/' "$root/tmp/i" --include=ORDER | cat >order
	# before udev loads anything
	[ "$(grep -n 'init-top/btf_reconcile' order | cut -d: -f1)" -lt \
		"$(grep -n 'init-top/udev' order | cut -d: -f1)" ]
}
t "$suite: it is in the initramfs, before udev" in_initramfs
t "$suite: a module that DKMS builds then" apt install v4l2loopback-dkms
t "$suite: is installed" status v4l2loopback installed
described()
{
	ours show "/$(module v4l2loopback)" >shown || return 1
	# Debian 13's kernels give their own kind of reference
	grep -q '^struct ' shown && ours check -k "$release" "/$(module v4l2loopback)"
}
t "$suite: and names what it needs of the kernel" described
t "$suite: btf_reconcile.ko has no BTF itself" no_btf btf_reconcile

t "$suite: they can be installed again" install install --reinstall
t "$suite: and btf_reconcile.ko is there" status btf-reconcile installed

purge() { apt purge btf-reconcile btf-reconcile-dkms; }
t "$suite: they can be purged" purge
not_in_initramfs() { ! in_root lsinitramfs "/boot/initrd.img-$release" | grep btf_reconcile; }
t "$suite: the initramfs has it no more" not_in_initramfs
nothing_left() { files | diff before -; }
t "$suite: nothing is left" nothing_left
build_again() { in_root dkms build --force "$(in_root dkms status v4l2loopback | sed 's/[,:].*//;s/, /\//')" -k "$release"; }
t "$suite: DKMS builds as before" build_again

echo "1..$nr"
