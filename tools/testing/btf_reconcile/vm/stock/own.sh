#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# own.sh DIR KERNELS V4L2LOOPBACK IMAGE: our own kernels A and U, built in KERNELS,
# as fetch.sh would leave two of Debian's. U has no patch of ours.

set -euo pipefail
dir=$1 kernels=$(realpath "$2") third=$3 image=$4
sources=$dir/debian/usr/src

rm -rf "$dir"
mkdir -p "$dir/a" "$dir/b/modules" "$sources"
cp -r "$third" "$dir/v4l2loopback"
while read -r name tree; do
	release=$(<"$kernels/$tree/include/config/kernel.release")
	echo "$release" >"$dir/$name/release"
	cp "$kernels/$tree/$image" "$dir/$name/vmlinuz"
	objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc \
		"$kernels/$tree/vmlinux" "$dir/$name/btf"
	ln -s "$kernels/$tree" "$sources/linux-headers-$release"
	echo "$release"
done <<-END
	a a
	b u
END
