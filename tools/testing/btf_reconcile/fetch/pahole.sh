#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# pahole.sh SUITE OUT ROOTS LIBRARIES: pahole of a suite of Debian, as the command
# OUT. What the directory LIBRARIES has goes before its own libraries.

set -euo pipefail
suite=$1 out=$(realpath -m "$2") roots=$3 libraries=$(realpath "$4")
here=$(dirname "$(realpath "$0")")
arch=$(dpkg --print-architecture)

"$here/apt_root.sh" "$roots/$suite-$arch" "$suite" "$arch"
rm -rf "$out.root"
mkdir -p "$out.root/debs/partial"
# To that apt nothing is installed, so all that pahole needs comes with it.
APT_CONFIG=$roots/$suite-$arch/apt.conf apt-get install -q -y --download-only \
	--no-install-recommends -o Dir::Cache::Archives="$out.root/debs" dwarves
"$here/own_libraries.sh" "$out" pahole "$libraries"
