#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# allmod.sh TREE MAKE...: compile what the series touches in TREE, which may be
# changed, with everything configured that can be (allmodconfig), BTF off as that
# has it, and on; our files without a warning of W=1 and sparse. MAKE... is make,
# with what it takes to build a kernel.

set -eu
tree=$1
top=$(cd "$(dirname "$0")/../../../.." && pwd)
took_effect=$top/tools/testing/btf_reconcile/vm/kernel/took_effect.sh
shift
cd "$tree"
mapfile -t ours < <(cd "$top" && find kernel -name '*.c')

# What the series changes or adds.
{
	sed -n 's#^+++ b/##p' "$top/patches/linux-$KERNEL"/*.patch
	(cd "$top" && find include kernel -name '*.[ch]')
} | sort -u >allmod.touched

compile()
{
	"$@" >allmod.log 2>&1 || { tail -n 20 allmod.log; exit 1; }
	! grep -E ': (warning|error):? ' allmod.log | grep -Ff allmod.touched
}

# one NAME LINE...: what .config has else
one()
{
	echo "allmodconfig, $1"
	shift
	"${make[@]}" allmodconfig
	printf '%s\n' "$@" >allmod.config
	scripts/kconfig/merge_config.sh -m .config allmod.config >/dev/null
	"${make[@]}" olddefconfig
	"$took_effect" .config allmod.config
	compile "${make[@]}" prepare kernel/bpf/ kernel/module/
	! grep -q '^CONFIG_DEBUG_INFO_BTF_MODULES=y' .config ||
		compile "${make[@]}" W=1 C=2 "${ours[@]/%.c/.o}"
}

make=("$@" -s)
cp .config .config.kept
trap 'mv .config.kept .config' EXIT
one 'BTF off' '# CONFIG_DEBUG_INFO_BTF is not set'
one 'BTF on' CONFIG_DEBUG_INFO_DWARF4=y CONFIG_DEBUG_INFO_BTF=y \
	CONFIG_DEBUG_INFO_BTF_MODULES=y
echo "allmodconfig: fine"
