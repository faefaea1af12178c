#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# check_patches.sh TREE: what takes minutes and CI does not do. TREE is a copy of
# the patched kernel that may be changed. Each patch by itself compiles what it
# touches; all of ours compile without a warning, with W=1 and sparse too, and
# in configurations that lack what they use.

set -eu
tree=$1
vm=$(cd "$(dirname "$0")/../vm/kernel" && pwd)
top=$(cd "$vm/../../../../.." && pwd)
export QUILT_PATCHES=$top/patches/linux-$KERNEL
make=(make -s -j"$(nproc)" CC="${CCACHE:+$CCACHE }gcc" HOSTCC="${CCACHE:+$CCACHE }gcc")
cd "$tree"

q() { quilt --quiltrc - "$@" >/dev/null; }

# What the series changes or adds. The tree may have files that it added once.
{
	sed -n 's#^+++ b/##p' "$QUILT_PATCHES"/*.patch
	(cd "$top" && find include kernel -name '*.[ch]')
} | sort -u >series.touched

# Warnings in other files are no news.
compile()
{
	"${make[@]}" "$@" >series.log 2>&1 || { tail -n 20 series.log; exit 1; }
	! grep -E ': (warning|error):? ' series.log | grep -Ff series.touched
}

# The directories of the kernel that the patch touches.
directories()
{
	sed -n 's#^+++ b/\(kernel/[a-z]*/\).*#\1#p' "$1" | sort -u
}

echo "kernel-doc"
# shellcheck disable=SC2046 # a word for each file
scripts/kernel-doc -none $(cd "$top" && find include kernel tools/bpf/bpftool tools/include -name '*.[ch]')

echo "each patch by itself"
q pop -a
while read -r patch; do
	q push "$patch"
	echo "  $patch"
	# shellcheck disable=SC2046 # a word for each directory
	compile prepare $(directories "$QUILT_PATCHES/$patch")
done <"$QUILT_PATCHES/series"

# config NAME LINES: lines as .config has them
config()
{
	echo "$1"
	cp .config.kept .config
	echo "$2" >series.config
	scripts/kconfig/merge_config.sh -m .config series.config >/dev/null
	"${make[@]}" olddefconfig
	"$vm/took_effect.sh" .config series.config
	compile prepare kernel/bpf/
	! grep -q '^CONFIG_MODULES=y' .config || compile kernel/module/
}

# config_file NAME FRAGMENT: one that `make test-configs` boots
config_file() { config "$1" "$(cat "$vm/config/$2.config")"; }

without() { printf '# CONFIG_%s is not set\n' "$@"; }

cp .config .config.kept

echo "W=1 and sparse"
mapfile -t ours < <(cd "$top" && find kernel -name '*.c')
touch "${ours[@]}"
compile W=1 C=1 "${ours[@]/%.c/.o}"

restore()
{
	mv .config.kept .config
	mv .Kconfig.kept arch/x86/Kconfig
}
cp arch/x86/Kconfig .Kconfig.kept
trap restore EXIT
config_file KALLSYMS=n nokallsyms
config_file DEBUG_INFO_BTF_MODULES=n nobtfmodules
config_file MODULE_ALLOW_BTF_MISMATCH=y forgive
config DEBUG_INFO_BTF=n "$(without DEBUG_INFO_BTF)"
config BPF_SYSCALL=n "$(without BPF_SYSCALL)"
config DEBUG_FS=n "$(without DEBUG_FS DYNAMIC_DEBUG)"
config MODULES=n "$(without MODULES)"
norwx=$vm/variant/norwx-$KERNEL.patch
[ -f "$norwx" ] || norwx=$vm/variant/norwx.patch
patch -s -p1 <"$norwx"
config_file STRICT_MODULE_RWX=n norwx
echo "series: fine"
