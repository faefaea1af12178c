#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# fetch_libs.sh DIR ARCH ROOTS: in DIR, what the tool and the virtual machine's
# programs are linked with, and busybox, of another architecture, from the suite of the
# machine's own compiler for it. By a root of our own (apt_root.sh) in ROOTS.

set -euo pipefail
dir=$1 arch=$2
# shellcheck source=/dev/null
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$3/$suite-$arch

"$(dirname "$0")/../fetch/apt_root.sh" "$root" "$suite" "$arch"
rm -rf "$dir"
mkdir -p "$dir"
cd "$dir"
APT_CONFIG=$root/apt.conf apt-get download -qq libelf-dev zlib1g-dev libxxhash-dev libbpf-dev busybox-static
for deb in *.deb; do
	dpkg-deb -x "$deb" .
done
rm ./*.deb
