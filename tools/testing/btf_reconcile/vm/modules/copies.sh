#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# copies.sh MODULE.ko VMLINUX OUT.ko: the module with copies of its own of all types of
# VMLINUX that it leads to.

set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/../../fetch/extract_btf.py" "$2" "$work/base"
"${CROSS_COMPILE-}objcopy" -O binary --only-section=.BTF --set-section-flags .BTF=alloc "$1" "$work/was"
"$here/copy_types.py" "$work/base" "$work/was" "$work/is"
mkdir -p "$(dirname "$3")"
"${CROSS_COMPILE-}objcopy" --update-section .BTF="$work/is" "$1" "$3"
