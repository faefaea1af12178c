#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# config.sh TREE FRAGMENT...: configure the kernel tree in TREE from tinyconfig
# and the fragments, and make sure that every line of them took effect.

set -eu
tree=$1
shift
fragments=$(realpath "$@")

cd "$tree"
make -s tinyconfig
# shellcheck disable=SC2086
scripts/kconfig/merge_config.sh -m .config $fragments >/dev/null
make -s olddefconfig

lost=$(sed -nE '/^(# )?CONFIG_/p' $fragments | sort -u |
	while read -r line; do
		grep -qxF "$line" .config || echo "$line"
	done)
[ -z "$lost" ] || { printf 'no effect in this kernel:\n%s\n' "$lost"; exit 1; }
