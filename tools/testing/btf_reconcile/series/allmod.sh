#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# allmod.sh TREE MAKE...: compile what the series touches in TREE, which may be
# changed, with everything configured that can be (allmodconfig), BTF off as that
# has it, and on; our files without a warning of W=1 and sparse. MAKE... is make,
# with what it takes to build a kernel.

set -eu
tree=$1
took_effect=$(realpath "$(dirname "$0")/../qemu/took_effect.sh")
shift
cd "$tree"
shopt -s nullglob
ours=(kernel/module/btf.c kernel/bpf/btf_reconcile*.c)

compile()
{
	"$@" >allmod.log 2>&1 || { tail -n 20 allmod.log; exit 1; }
	! grep -E '(btf_reconcile|btf_finding|btf_module|module/btf).*(warning|error)' allmod.log
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
