#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# config.sh TREE FRAGMENT: on top of the configuration that the kernel in TREE
# has, merge what the selftests there ask for, then the fragment; make sure that
# every line took effect, where both have one that of the fragment.

set -eu
tree=$1
fragments="tools/testing/selftests/bpf/config $(realpath "$2")"

cd "$tree"
# shellcheck disable=SC2086
scripts/kconfig/merge_config.sh -m .config $fragments >/dev/null
make -s olddefconfig

option() { sed -nE 's/^(# )?(CONFIG_[A-Z0-9_a-z]+)[= ].*/\2/p'; }
# shellcheck disable=SC2086
lost=$(cat $fragments | option | sort -u | while read -r name; do
	want=$(cat $fragments | grep -E "^(# )?${name}[= ]" | tail -n 1)
	grep -qxF "$want" .config || echo "$want"
done)
[ -z "$lost" ] || { printf 'no effect in this kernel:\n%s\n' "$lost"; exit 1; }
