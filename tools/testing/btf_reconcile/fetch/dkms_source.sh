#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# dkms_source.sh PACKAGE DIR [SUITE ROOTS]: the module source in one of Debian's -dkms
# packages, of the suite if one is named, by an apt root in ROOTS.
# The package is not installed, which would build it for the running kernel.

set -eu
package=$1 dir=$2 suite=${3-} roots=${4-}
if [ -n "$suite" ]; then
	"$(dirname "$0")/apt_root.sh" "$roots/$suite-amd64" "$suite" amd64
	APT_CONFIG=$(realpath "$roots/$suite-amd64/apt.conf")
	export APT_CONFIG
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
(cd "$tmp" && apt-get download -qq "$package")
dpkg-deb -x "$tmp"/*.deb "$tmp/files"
mkdir -p "$dir"
cp -r "$tmp"/files/usr/src/*/. "$dir/"
