#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_machines.sh TOOL BTF_SAME DIR ARCH...: what the tool does with kernels of other
# architectures: Debian's, which fetch_kernel.sh put into DIR/ARCH, or one that was
# built here. Where DIR/s390x-tool (or arm64's, armhf's) is there, it is the tool as that
# machine runs it, and QEMU does. Prints TAP.

tool=$(realpath "$1") same=$(realpath "$2") here=$(realpath "$(dirname "$0")")
# shellcheck source=../tap.sh
. "$here/../tap.sh"
cd "$3" || exit 1
shift 3
declare -A user=([arm64]=qemu-aarch64 [armhf]=qemu-arm [s390x]=qemu-s390x)

says() { grep -qF -- "$1" out || { tail -n 5 out; return 1; }; }
count() { find "$1" -name '*.ko' | wc -l; }
unpack()
{
	rm -rf "$1/plain" && cp -r "$1/modules" "$1/plain" &&
		find "$1/plain" -name '*.xz' -exec unxz {} +
}
image()
{
	"$tool" show -b "$1/image" -o "$1/btf" &&
		"$here/../fetch/extract_btf.py" "$1/image" cut && cmp "$1/btf" cut
}
# all ARCH DIR VERDICT: of the modules in it
all()
{
	"$tool" check -b "$1/image" "$1/$2" >out 2>&1
	grep -qE "^$(count "$1/plain") $3( \(.*\))?\$" out || { tail -n 5 out; return 1; }
}
emit()
{
	rm -rf "$2" && cp -r "$1/plain" "$2" &&
		find "$2" -name '*.ko' -print0 | sort -z |
		xargs -0 "${@:3}" emit --drop-signature --require-reference -b "$1/btf"
}
round_trip()
{
	local ko nr=0

	for ko in "$1"/ref/*.ko; do
		[ $((nr++ % every)) -eq 0 ] || continue
		"$tool" apply -b "$1/btf" -o back.ko "$ko" &&
			"$same" "$1/btf" "$1/plain/${ko##*/}" back.ko || return 1
	done
	[ $nr -gt 0 ]
}
as_run_by_qemu()
{
	emit "$1" "$1/other" "${user[${2%-tool}]}" "./$2" && diff -rq "$1/ref" "$1/other"
}
other_base()
{
	"$tool" check -b "$2/image" "$1/plain" >out 2>&1
	[ $? -eq 2 ] && says 'is for another machine'
}

last=
for arch; do
	if [ "$arch" = armhf ]; then
		no_btf()
		{
			"$tool" show -b armhf/image >out 2>&1
			[ $? -eq 2 ] && says 'its kernel has no BTF'
		}
		t "$(cat armhf/package): has no BTF, and the tool says so" no_btf
		continue
	fi
	unpack "$arch" || exit 1
	nr_modules=$(count "$arch/plain")
	# Of a sample each, of all of them a sample.
	every=$((nr_modules > 1000 ? 40 : 1))
	t "$(cat "$arch/package"): the BTF in its image, by two means" image "$arch"
	form=
	[ ! -e "$(find "$arch/modules" -name '*.xz' -print -quit)" ] ||
		form=', compressed and signed'
	t "$arch: all $nr_modules modules are native$form" all "$arch" modules native
	t "$arch: each gets a reference" emit "$arch" "$arch/ref" "$tool"
	t "$arch: all reconcile with their own kernel" all "$arch" ref reconciles
	t "$arch: applied to it, they are what they were" round_trip "$arch"
	for other in *-tool; do
		[ ! -x "$other" ] || t "$arch: the tool of ${other%-tool} writes the same bytes" \
			as_run_by_qemu "$arch" "$other"
	done
	[ -z "$last" ] || t "$arch: modules, with the kernel of $last" other_base "$arch" "$last"
	last=$arch
done
echo "1..$nr"
