#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kbuild.sh TREE HEADERS WORK RESULTS: does the build give modules what it
# should, where it should? TREE is a built kernel tree, HEADERS the contents of
# its headers package. WORK is a directory to build in.

set -u
tree=$1 headers=$2 work=$3 results=$4
modules=$(cd "$(dirname "$0")/../modules" && pwd)
module=$work/btf_rec_demo
# The compiler that the tree was built with, or its host tools are built again,
# and all that they touch.
compiler=(CC="${CCACHE:+$CCACHE }gcc" HOSTCC="${CCACHE:+$CCACHE }gcc")
# The kernel has pahole use threads (-j), and then two builds of one module need
# not number its types alike. Here .BTF_ids is compared, so without. Newer kernels
# do without where the time of the build is given.
alike=(KBUILD_BUILD_TIMESTAMP=2026-11-01)
if [ -f "$tree/scripts/pahole-flags.sh" ]; then
	flags=$(cd "$tree" && PAHOLE=pahole sh scripts/pahole-flags.sh)
	alike=(PAHOLE_FLAGS="${flags/ -j/}")
fi
ko=$module/btf_rec_demo.ko
# From Linux 7.0 on a script of the kernel's encodes BTF, and makes .BTF.base of its own.
encoder=pahole
[ ! -f "$tree/scripts/gen-btf.sh" ] || encoder=gen-btf.sh
# A module of the kernel tree, whichever this kernel has.
intree_ko=$(cd "$tree" && ls lib/crc4.ko lib/math/cordic.ko 2>/dev/null)
: >"$results"

report()
{
	local verdict=$1

	shift
	echo "$verdict kbuild: $*" | tee -a "$results"
}

# check NAME COMMAND...
check()
{
	local name=$1 out

	shift
	if out=$("$@" 2>&1); then
		report ok "$name"
	else
		report 'not ok' "$name: $(echo "$out" | tail -n 3 | tr '\n' '|')"
	fi
}

fresh()
{
	rm -rf "$module"
	mkdir -p "$work"
	cp -r "$modules/btf_rec_demo" "$module"
}

# build DIR [VARIABLE=VALUE]...; what make said is in make.log
build()
{
	local dir=$1

	shift
	# what is linked must show in the log, whatever this was called with
	env -u MAKEFLAGS make -C "$dir" M="$module" "${compiler[@]}" \
		"${alike[@]}" "$@" modules \
		>"$work/make.log" 2>&1 || {
		cat "$work/make.log"
		return 1
	}
}

has() { readelf -SW "${2:-$ko}" | grep -qF " $1 "; }
has_not() { ! has "$@"; }
id_of() { "$tree/tools/bpf/btf_reconcile/btf_reconcile" show "$@" | sed -n 's/^base_id: *//p'; }
is_id() { [ -n "$1" ] && [ "$1" = "$2" ] && return; echo "'$1' '$2'"; return 1; }
section() { objcopy -O binary --only-section="$1" --set-section-flags "$1=alloc" "$ko" "$2"; }
linked() { grep -q 'LD \[M\].*btf_rec_demo.ko' "$work/make.log"; }
not_linked() { ! linked; }
said() { grep -qF "$1" "$work/make.log" || { cat "$work/make.log"; return 1; }; }

# the whole tree
own_hash() { nm "$tree/tools/bpf/btf_reconcile/btf_reconcile" | grep -q ' T xxh64$'; }
check 'the tool has the hash of the tree, not of a package' own_hash
fresh
check 'an out-of-tree module builds' build "$tree"
check 'the log has a line for its BTF' said '  BTF [M] '
check 'and the log says that it gets BTF' said 'BTF [M]'
check 'it has a reference without being asked to' has .BTF.base_ref
check 'and its slots' has .BTF.base_ref.ids
id=$(id_of -b "$tree/vmlinux")
check 'and the id of its base' is_id "$id" "$(id_of "$ko")"
check 'which is also the id of the image' \
	is_id "$id" "$(id_of -b "$tree/arch/x86/boot/bzImage")"
# With a reference the values of .BTF_ids are in there.
section .BTF.base_ref.ids "$work/ids.1"
check 'nothing is made again without a reason' build "$tree"
check 'really nothing' not_linked

check 'another BTF_BASE_REF makes it again' build "$tree" BTF_BASE_REF=0
check 'linked first' linked
check 'without a reference now' has_not .BTF.base_ref
if [ $encoder = gen-btf.sh ]; then
	check 'but with .BTF.base, as without this series' has .BTF.base
	check 'and no id, which it has no use for' has_not .BTF.base_id
	check 'unless the build is told not to distill' \
		build "$tree" BTF_BASE_REF=0 RESOLVE_BTFIDS_FLAGS=
fi
check 'with the id all the same' is_id "$id" "$(id_of "$ko")"
check 'and again with one' build "$tree" BTF_BASE_REF=1
check 'which it has' has .BTF.base_ref
check 'and no other' has_not .BTF.base
section .BTF.base_ref.ids "$work/ids.2"
check 'with the same .BTF_ids, flags of its SET8 included' \
	cmp "$work/ids.1" "$work/ids.2"

copy=$work/vmlinux
cp "$tree/vmlinux" "$copy"
check 'a base can be named' build "$tree" BTF_BASE="$copy"
sleep 1
touch "$copy"
check 'and when it is newer' build "$tree" BTF_BASE="$copy"
check 'the module is linked again' linked
section .BTF.base_ref.ids "$work/ids.3"
check 'with the same .BTF_ids again' cmp "$work/ids.1" "$work/ids.3"

fails() { ! build "$@"; }
check 'another BTF_BASE_REF than 0 and 1 is an error' fails "$tree" BTF_BASE_REF=yes
check 'a base can be named from where the module is' build "$tree" BTF_BASE=../vmlinux
check 'a base whose path has blanks is an error' fails "$tree" BTF_BASE="$work/no file"
check 'and says what to do' said 'name a symbolic link to it'
ln -sf nowhere "$work/dangling"
check 'a link to nothing is an error' fails "$tree" BTF_BASE=../dangling
check 'and says so' said 'or it is a link to nothing'
check 'a kernel image is an error' fails "$tree" BTF_BASE="$tree/arch/x86/boot/bzImage"
check 'and says what to do' said 'btf_reconcile show -b IMAGE -o FILE'

# What pahole cannot encode.
fresh
check 'a module without debug information builds' build "$tree" KCFLAGS=-g0
check 'and the log says that it has no BTF' said 'Skipping BTF of '
check 'it has none' has_not .BTF
check 'it is linked all the same' has .modinfo
check 'with a base that is named it is an error' \
	fails "$tree" KCFLAGS=-g0 BTF_BASE="$copy"
check 'and says which step failed' said "no BTF, since $encoder failed"
fresh
check 'and once it can be encoded' build "$tree"
check 'it has BTF' has .BTF.base_ref

# A module of the kernel tree. After that the tree knows of no others, so what it
# knew is put back, for those who come after us.
known=(Module.symvers modules.order)
# shellcheck disable=SC2120 # check gives it its arguments
intree()
{
	env -u MAKEFLAGS make -C "$tree" "${compiler[@]}" "$@" "$intree_ko" \
		>"$work/make.log" 2>&1
}
tar -C "$tree" -cf "$work/known.tar" "${known[@]}"
trap 'tar -C "$tree" -xf "$work/known.tar"' EXIT
check 'a module of the kernel tree builds' intree
check 'without a reference' has_not .BTF.base_ref "$tree/$intree_ko"
check 'with the id of its base' is_id "$id" "$(id_of "$tree/$intree_ko")"
check 'unless it is asked for' intree BTF_BASE_REF=1
check 'which is given' has .BTF.base_ref "$tree/$intree_ko"
# shellcheck disable=SC2119
intree

# installed headers: no vmlinux there, and another kernel runs here
fresh
check 'headers package: a module builds' build "$headers"
check 'headers package: the log says how to name a base' said BTF_BASE=
check 'headers package: and it has no BTF' has_not .BTF
check 'headers package: and no id' has_not .BTF.base_id
check 'headers package: a reference that is asked for is an error then' \
	fails "$headers" BTF_BASE_REF=1
check 'headers package: and the log says how to name a base, too' said BTF_BASE=
fresh
check 'headers package: a module builds with a base' \
	build "$headers" BTF_BASE="$tree/vmlinux"
check 'headers package: it has a reference' has .BTF.base_ref
section .BTF.base_ref.ids "$work/ids.4"
check 'headers package: .BTF_ids is that of the whole tree' \
	cmp "$work/ids.1" "$work/ids.4"
check 'headers package: so is the id' is_id "$id" "$(id_of "$ko")"
raw=$work/vmlinux.btf
# where it is in the file, and how long
read -r at size < <(readelf -SW "$tree/vmlinux" |
	awk '{ sub(/.*\] /, "") } $1 == ".BTF" { print $4, $5 }')
tail -c +$((0x$at + 1)) "$tree/vmlinux" | head -c $((0x$size)) >"$raw"
check 'headers package: a module builds with raw BTF for a base' \
	build "$headers" BTF_BASE="$raw"
check 'headers package: which has the same id' is_id "$id" "$(id_of "$ko")"
none=$work/no-such-tool
check 'headers package: a reference that is asked for cannot be had without the tool' \
	fails "$headers" BTF_BASE="$raw" BTF_RECONCILE="$none" BTF_BASE_REF=1
check 'headers package: and the log says so' said "btf_rec_demo.ko: no $none; install"
check 'headers package: a module builds without the tool' \
	build "$headers" BTF_BASE="$raw" BTF_RECONCILE="$none"
check 'headers package: and the log says what it has not' \
	said 'to give it a reference or the id of its base with'
check 'headers package: no reference' has_not .BTF.base_ref
check 'headers package: no id' has_not .BTF.base_id
check 'headers package: but BTF' has .BTF
[ $encoder = pahole ] || check 'headers package: and .BTF.base' has .BTF.base

! grep -q '^not ok' "$results" ||
	{ echo "# kbuild: log: $work/make.log; again: make test-kbuild" >>"$results"; exit 1; }
