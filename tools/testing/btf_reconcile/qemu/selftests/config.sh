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

# What is to be off may not even be asked for.
has()
{
	case $1 in
	CONFIG_*) grep -qxF "$1" .config ;;
	*) ! grep -q "^$2=" .config ;;
	esac
}

# shellcheck disable=SC2086
lost=$(sed -nE 's/^(# )?(CONFIG_[A-Z0-9_a-z]+)[= ].*/\2/p' $fragments | sort -u |
	while read -r name; do
		line=$(cat $fragments | grep -E "^(# )?${name}[= ]" | tail -n 1)
		has "$line" "$name" || echo "$line"
	done)
[ -z "$lost" ] || { printf 'no effect in this kernel:\n%s\n' "$lost"; exit 1; }
