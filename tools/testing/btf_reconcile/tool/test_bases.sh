#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_bases.sh TOOL WORK: bases on pipes, in images, of installed kernels. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# Bases from wherever they come: read once, then looked at.
other_order()
{
	python3 -c "d=open('moved.btf','rb').read()
open('other.btf','wb').write(d[1::-1]+d[2:])"
}
t 'base: on a pipe' is 0 '' "$tool" check -b <(cat moved) ref.ko
t 'base: raw, on a pipe' is 0 '' "$tool" check -b <(cat moved.btf) ref.ko
t 'base: an image on a pipe' is 0 '' "$tool" check -b <(cat image.xz) ref.ko
stdin() { cat moved.btf - </dev/null | is 0 '' "$tool" check -b - ref.ko; }
t 'base: on standard input' stdin
for format in gzip xz zstd; do
	$format -q -c moved.btf >moved.btf.$format
	t "base: raw, compressed by $format" is 0 '' "$tool" check -b moved.btf.$format ref.ko
	t "base: the same on a pipe ($format)" is 0 '' \
		"$tool" check -b <(cat moved.btf.$format) ref.ko
done
other_order
t 'base: the magic of the other byte order alone' is 2 'other.btf: malformed BTF: ' \
	"$tool" check -b other.btf ref.ko
bpftool btf dump file moved.btf format c >dump.h
bpftool -j btf dump file moved.btf >dump.json
for dump in dump.h dump.json; do
	t "base: a dump ($dump)" is 2 "$dump: is text" "$tool" check -b $dump ref.ko
done
t 'base: without an end' is 2 '/dev/zero: File too large' "$tool" check -b /dev/zero ref.ko
ln -s nowhere dangling
t 'base: a link to nothing' is 2 'dangling: No such file' "$tool" check -b dangling ref.ko
written() { is 0 '' "$tool" show -b image.xz -o raw.btf && cmp raw.btf moved.btf; }
t 'show -o: the BTF of an image' written
t 'show -o: of a module' is 2 'none is named' "$tool" show -o raw.btf ref.ko

# Compressed in several streams, as pigz, pzstd and xz -T do.
half=$(($(stat -c %s ref.ko) / 2))
for format in gzip xz zstd; do
	frames()
	{
		head -c $half ref.ko | $format -q -c
		[ "$1" != xz ] || head -c 8 /dev/zero
		tail -c +$((half + 1)) ref.ko | $format -q -c
	}
	frames $format >frames.ko
	t "check: a module in two streams of $format" is 0 '' "$tool" check -b moved frames.ko
	head -c -9 frames.ko >cut.ko
	t "check: the second cut off ($format)" is 2 \
		"cannot undo its $format compression: damaged or cut off" \
		"$tool" check -b moved cut.ko
	head -c 1M /dev/zero | $format -q -c >mega
	python3 -c "open('bomb.ko', 'wb').write(open('mega', 'rb').read() * 600)"
	t "check: a bomb ($format)" is 2 'makes more than 512 MiB' \
		"$tool" check -b moved bomb.ko
done
rm -f bomb.ko
{ printf '\x50\x2a\x4d\x18\4\0\0\0skip'; zstd -q -c ref.ko; } >frames.ko
t 'check: after a frame that is to be skipped (zstd)' is 0 '' "$tool" check -b moved frames.ko

# What -k finds: root is where the system is.
release=6.1.0-test
root=$PWD/root-k debug=root-k/usr/lib/debug boot=root-k/boot
mkdir -p root-k/lib/modules/$release/build $debug/boot $debug/lib/modules/$release $boot
k() { is "$1" "$2" "$tool" check --root="$root" -k $release "${@:3}"; }
t '-k: nothing installed' k 2 'no vmlinux or vmlinuz of this kernel' ref.ko
for place in boot/vmlinuz-$release lib/modules/$release/vmlinuz boot/vmlinux-$release \
	lib/modules/$release/vmlinux usr/lib/debug/boot/vmlinux-$release \
	usr/lib/debug/lib/modules/$release/vmlinux lib/modules/$release/build/vmlinux; do
	cp moved "root-k/$place"
	t "-k: finds /$place" k 0 '' ref.ko
	rm "root-k/$place"
done
cp nobtf.ko $debug/boot/vmlinux-$release
: >$boot/vmlinux-$release
t '-k: files without BTF alone' k 2 "$debug/boot/vmlinux-$release: has no .BTF" ref.ko
cp image.xz $boot/vmlinuz-$release
t '-k: passes over files without BTF' k 0 '' ref.ko
t '-k: and tells of them with -v' is 0 "$debug/boot/vmlinux-$release: has no .BTF" \
	"$tool" apply -v --root="$root" -k $release -o no.ko ref.ko
rm -f no.ko $boot/vmlinux-$release
cp grown $debug/boot/vmlinux-$release
t '-k: takes what boots, and warns of another build' k 0 \
	"$debug/boot/vmlinux-$release: warning: has other BTF than $root/boot/vmlinuz-$release" ref.ko
cp moved $debug/boot/vmlinux-$release
t '-k: the same BTF is no other build' k 0 '' ref.ko
cp ref.ko root-k/lib/modules/$release
t '-k: without a path, all modules of that kernel' k 0 ''
t '-k: which are below the root' grep -q "reconciles.*$root/lib/modules/$release/ref.ko" out

echo "1..$nr"
