#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# config.sh TREE FRAGMENT: on top of the configuration that the kernel in TREE
# has, merge what the selftests there ask for, then the fragment; make sure that
# every line took effect, where both have one that of the fragment.

set -eu
tree=$1
took_effect=$(realpath "$(dirname "$0")/../kernel/took_effect.sh")
fragments="tools/testing/selftests/bpf/config $(realpath "$2")"

cd "$tree"
# shellcheck disable=SC2086
scripts/kconfig/merge_config.sh -m .config $fragments >/dev/null
make -s olddefconfig
# shellcheck disable=SC2086
"$took_effect" .config $fragments
