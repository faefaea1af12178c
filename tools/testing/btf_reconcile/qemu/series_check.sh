#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# series_check.sh TREE: what takes minutes and CI does not do. TREE is a copy of
# the patched kernel that may be changed. Each patch by itself compiles the files
# it touches; all of ours compile without a warning, with W=1 and sparse too, and
# in configurations that lack what they use.

set -eu
tree=$1
top=$(cd "$(dirname "$0")/../../../.." && pwd)
export QUILT_PATCHES=$top/patches/linux-$KERNEL
make=(make -s -j"$(nproc)" CC="${CCACHE:+$CCACHE }gcc" HOSTCC="${CCACHE:+$CCACHE }gcc")
cd "$tree"

q() { quilt --quiltrc - "$@" >/dev/null; }

# Of warnings in code that is not ours only the number of them would be news.
compile()
{
	"${make[@]}" "$@" >series.log 2>&1 || { tail -n 20 series.log; exit 1; }
	! grep -E '(btf_reconcile|btf_base_id|btf_module|module/btf).*(warning|error)' series.log
}

# The objects of the C files that the patch touches, where there are any.
objects()
{
	sed -n 's#^+++ b/\(kernel/.*\)\.c$#\1.o#p' "$1"
}

echo "checkpatch"
for patch in "$QUILT_PATCHES"/*.patch; do
	perl scripts/checkpatch.pl --strict --no-tree -q "$patch" 2>/dev/null |
		grep -E -A2 '^(ERROR|WARNING|CHECK)' || true
done
(cd "$top" && find include kernel tools/bpf/bpftool tools/include -name '*.[ch]') | while read -r file; do
	perl scripts/checkpatch.pl --strict --no-tree -q -f "$file" 2>/dev/null |
		grep -E -A2 '^(ERROR|WARNING|CHECK)' || true
done
scripts/kernel-doc -none $(cd "$top" && find include kernel tools/bpf/bpftool tools/include -name '*.[ch]')

echo "each patch by itself"
q pop -a
while read -r patch; do
	q push "$patch"
	echo "  $patch"
	compile prepare $(objects "$QUILT_PATCHES/$patch")
done <"$QUILT_PATCHES/series"

# config NAME OPTION...: as scripts/config has them, d:OPTION or e:OPTION
config()
{
	local name=$1

	shift
	echo "$name"
	cp .config.kept .config
	for option; do
		scripts/config "-${option%%:*}" "${option#*:}"
	done
	"${make[@]}" olddefconfig
	compile prepare kernel/bpf/
	! grep -q '^CONFIG_MODULES=y' .config || compile kernel/module/
}
cp .config .config.kept

echo "W=1 and sparse"
touch kernel/bpf/btf_{reconcile*,base_id}.c kernel/module/btf.c
compile W=1 C=1 kernel/module/btf.o \
	$(echo kernel/bpf/btf_{reconcile*,base_id}.c | sed 's/\.c/.o/g')

trap 'mv .config.kept .config' EXIT
config KALLSYMS=n d:KALLSYMS d:KALLSYMS_ALL
config DEBUG_INFO_BTF_MODULES=n d:DEBUG_INFO_BTF_MODULES
config DEBUG_INFO_BTF=n d:DEBUG_INFO_BTF
config STRICT_MODULE_RWX=n d:STRICT_MODULE_RWX
config BPF_SYSCALL=n d:BPF_SYSCALL
config DEBUG_FS=n d:DEBUG_FS d:DYNAMIC_DEBUG
config MODULE_ALLOW_BTF_MISMATCH=y e:MODULE_ALLOW_BTF_MISMATCH
config MODULES=n d:MODULES
echo "series: fine"
