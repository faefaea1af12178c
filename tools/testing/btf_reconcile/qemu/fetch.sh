#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch.sh PACKAGE DIR: the module source in one of Debian's -dkms packages.
# The package is not installed, which would build it for the running kernel.

set -eu
package=$1 dir=$2
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
(cd "$tmp" && apt-get download -qq "$package")
dpkg-deb -x "$tmp"/*.deb "$tmp/files"
mkdir -p "$dir"
cp -r "$tmp"/files/usr/src/*/. "$dir/"
