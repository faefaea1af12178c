#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# series_check.sh TREE: what takes minutes and CI does not do. TREE is a copy of
# the patched kernel that may be changed. Each patch by itself compiles what it
# touches; all of ours compile without a warning, with W=1 and sparse too, and
# in configurations that lack what they use.

set -eu
tree=$1
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../../.." && pwd)
export QUILT_PATCHES=$top/patches/linux-$KERNEL
make=(make -s -j"$(nproc)" CC="${CCACHE:+$CCACHE }gcc" HOSTCC="${CCACHE:+$CCACHE }gcc")
cd "$tree"

q() { quilt --quiltrc - "$@" >/dev/null; }

# Of warnings in code that is not ours only the number of them would be news.
compile()
{
	"${make[@]}" "$@" >series.log 2>&1 || { tail -n 20 series.log; exit 1; }
	! grep -E '(btf_reconcile|btf_finding|btf_module|module/btf).*(warning|error)' series.log
}

# The directories of the kernel that the patch touches.
directories()
{
	sed -n 's#^+++ b/\(kernel/[a-z]*/\).*#\1#p' "$1" | sort -u
}

echo "kernel-doc"
scripts/kernel-doc -none $(cd "$top" && find include kernel tools/bpf/bpftool tools/include -name '*.[ch]')

echo "each patch by itself"
q pop -a
while read -r patch; do
	q push "$patch"
	echo "  $patch"
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
	"$here/took_effect.sh" .config series.config
	compile prepare kernel/bpf/
	! grep -q '^CONFIG_MODULES=y' .config || compile kernel/module/
}

# config_file NAME FRAGMENT: one that `make test-configs` boots
config_file() { config "$1" "$(cat "$here/config/$2.config")"; }

without() { printf '# CONFIG_%s is not set\n' "$@"; }

cp .config .config.kept

echo "W=1 and sparse"
ours=(kernel/module/btf.c kernel/bpf/btf_reconcile*.c)
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
patch -s -p1 <"$here/variant/norwx.patch"
config_file STRICT_MODULE_RWX=n norwx
echo "series: fine"
