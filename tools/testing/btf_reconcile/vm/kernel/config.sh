#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# config.sh TREE FRAGMENT...: configure the kernel tree in TREE from tinyconfig
# and the fragments, and make sure that every line of them took effect.
# KARCH is the kernel's ARCH, where that is not the host's.

set -eu
tree=$1
shift
fragments=$(realpath "$@")
here=$(cd "$(dirname "$0")" && pwd)

cd "$tree"
make -s ${KARCH:+ARCH=$KARCH} tinyconfig
# shellcheck disable=SC2086
scripts/kconfig/merge_config.sh -m .config $fragments >/dev/null
make -s ${KARCH:+ARCH=$KARCH} olddefconfig
# shellcheck disable=SC2086
"$here/took_effect.sh" .config $fragments
