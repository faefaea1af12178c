#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# cbmc.sh SUITE OUT ROOTS: CBMC of a suite of Debian, as the command OUT. It preprocesses
# by the machine's own gcc.

set -euo pipefail
suite=$1 out=$(realpath -m "$2") roots=$3
fetch=$(dirname "$(realpath "$0")")/../fetch
arch=$(dpkg --print-architecture)

"$fetch/apt_root.sh" "$roots/$suite-$arch" "$suite" "$arch"
rm -rf "$out.root"
mkdir -p "$out.root/debs"
# Not its dependencies: gcc is one of them.
(cd "$out.root/debs" && APT_CONFIG=$(realpath "$roots/$suite-$arch/apt.conf") \
	apt-get download -q cbmc minisat libc6 libgcc-s1 libstdc++6)
"$fetch/own_libraries.sh" "$out" cbmc
