#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# build.sh DIR RELEASE SOURCE DIRECTORY MODULE OUT.ko [MAKE ARGUMENT]...: build
# an external module for one of the kernels that fetch.sh has left in DIR. The
# SOURCE is copied, and the module's Makefile is in DIRECTORY below it.

set -euo pipefail
root=$(realpath "$1/debian") release=$2 source=$3 below=$4 module=$5 out=$6
shift 6
headers=usr/src/linux-headers-$release
work=build/$release/$module

rm -rf "${root:?}/$work"
mkdir -p "$root/$work" "$(dirname "$out")"
cp -r "$source/." "$root/$work/"
if [ -x "$root/bin/sh" ]; then
	# objtool of Linux 7.3 reads /proc; the mount goes with the command
	# shellcheck disable=SC2016
	unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' \
		"$root" make -C "/$headers" M="/$work/$below" "$@" modules
else
	# headers of a package that is not installed know where they would be
	[ -L "$root/$headers" ] || sed -i "s,= */usr/src,=$root/usr/src,; s,include /usr/src,include $root/usr/src," \
		"$root/$headers/Makefile"
	make -C "$root/$headers" M="$root/$work/$below" "$@" modules
fi
cp "$root/$work/$below/$module.ko" "$out"
strip -g "$out"
