#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_images.sh TOOL WORK WITHOUT: kernel images of all architectures and
# compressions, made here around small BTF; WITHOUT is the tool built with no library
# but gzip's. Real images: test_machines.sh. Prints TAP.

tool=$(realpath "$1") without=$(realpath "$3") image=$(realpath "$(dirname "$0")/make_image.py")
hooks=$(cd "$(dirname "$0")/../../../bpf/btf_reconcile/hooks" && pwd)
rm -rf "$2"
mkdir -p "$2"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$2" || exit 1

cat >base.c <<'END'
struct device { struct device *parent; long id[EXTRA]; } d;
int register_device(struct device *d) { return d->id[0]; }
END
cat >module.c <<'END'
struct device { struct device *parent; long id[2]; };
struct holder { struct device dev; } h;
END
# Of a BPF program in a kernel; larger than the kernel's own here.
for i in {1..200}; do echo "struct program$i { int a, b, c; } p$i;"; done >program.c
# make_btf NAME COMPILER SOURCE
make_btf()
{
	$2 -g -O1 -DEXTRA="${4:-2}" -c -o "$1" "$3" && pahole -J "$1" &&
		"$tool" show -b "$1" -o "$1.btf"
}
{
	make_btf base64 gcc base.c && make_btf other64 gcc base.c 3 &&
		make_btf base32 'gcc -m32' base.c &&
		make_btf base_be s390x-linux-gnu-gcc base.c &&
		make_btf large gcc program.c && "$image" program large.btf >program.btf &&
		gcc -g -c -o split.ko module.c && pahole -J --btf_base base64 split.ko &&
		objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc \
			split.ko split.btf && [ -s split.btf ] && [ -s program.btf ]
} >make.log 2>&1 || { cat make.log; exit 1; }

says() { grep -qF -- "$1" out || { cat out; return 1; }; }
# finds IMAGE BTF: show -b writes what was put into the image.
finds() { "$tool" show -b "$1" -o found >out && cmp found "$2"; }
# refuses WORDS IMAGE
refuses()
{
	rm -f found
	"$tool" show -b "$2" -o found >out 2>&1
	[ $? -eq 2 ] && [ ! -e found ] && [ "$(wc -l <out)" -eq 1 ] && says "$1"
}
is_for() { "$tool" check -b "$1" split.ko >out 2>&1; [ $? -eq 2 ] && says "than the base ($2)"; }

pack()
{
	case $1 in
	gzip) gzip ;;
	xz) xz --check=crc32 ;;
	zstd) zstd -q ;;
	lz4) lz4 -q -l ;;
	lzo) lzop ;;
	esac
}
"$image" flat base64.btf >flat64
"$image" flat base32.btf >flat32
"$image" flat base_be.btf >flat_be
"$image" arm64 base64.btf >Image
"$image" riscv base64.btf >Image.riscv
"$image" flat >nothing
"$image" elf base64 >vmlinux.elf
for c in gzip xz zstd lz4 lzo; do
	for kernel in vmlinux.elf flat32 flat_be Image; do
		pack $c <$kernel >$kernel.$c
	done
done

t 'arm64: Image' finds Image base64.btf
t 'arm64: is named' is_for Image 'arm64, 64 bits, little-endian'
t 'riscv64: Image' finds Image.riscv base64.btf
t 'riscv64: is named' is_for Image.riscv 'riscv, 64 bits, little-endian'
for c in gzip xz zstd lz4 lzo; do
	t "arm64: Image, compressed by $c" finds Image.$c base64.btf
	"$image" zboot Image.$c $c >zboot.$c
	t "arm64: Image in an EFI application, $c" finds zboot.$c base64.btf
	t "arm64: is named there, too ($c)" is_for zboot.$c 'arm64, 64 bits, little-endian'
	"$image" bzimage vmlinux.elf.$c >bzImage.$c
	t "x86: bzImage, $c" finds bzImage.$c base64.btf
	"$image" zimage flat32.$c >zImage.$c
	t "arm: zImage, $c" finds zImage.$c base32.btf
	t "arm: is of 32 bits, $c" is_for zImage.$c '32 bits, little-endian'
	"$image" s390 flat_be.$c >bzImage.s390.$c
	t "s390x: bzImage, $c" finds bzImage.s390.$c base_be.btf
	t "s390x: is big-endian, $c" is_for bzImage.s390.$c '64 bits, big-endian'
done
t 'ppc64le: vmlinux' finds base64 base64.btf
ppc_zimage()
{
	objcopy --add-section .kernel:vmlinux.strip=vmlinux.elf.gzip -R .BTF base64 z.o &&
		ld -e 0 -o zImage.ppc z.o && finds zImage.ppc base64.btf
}
t 'powerpc: zImage, which is ELF and unpacks a kernel' ppc_zimage
t 'on a pipe' finds <(cat bzImage.zstd) base64.btf

# What else is in an image.
cat Image split.btf split.btf >with_modules
t 'split BTF of modules in the image is no candidate' finds with_modules base64.btf
"$image" flat split.btf >only_modules
t 'nor is it where there is nothing else' refuses \
	'has no BTF, and no compressed kernel' only_modules
cat Image program.btf >with_program
t 'BTF of a BPF program in the image is no candidate' finds with_program base64.btf
{ cat Image; cat Image; } >twice
t 'the same BTF twice is one' finds twice base64.btf
gzip -c vmlinux.elf | cat bzImage.xz - >two_streams
t 'the same kernel in two streams is one' finds two_streams base64.btf

# Two of which either may be the kernel's.
"$image" flat other64.btf | cat Image - >two
t 'two BTFs' refuses 'has two BTFs, and either may be the kernel' two
# Behind 64 bytes of header and 144 KiB of code.
t 'two BTFs: both are named' says \
	"$(stat -c %s base64.btf) bytes at offset $((64 + (144 << 10))); "
"$image" flat other64.btf | gzip | cat bzImage.xz - >two_kernels
t 'two BTFs in two streams' refuses 'of the xz stream at offset' two_kernels
t 'two BTFs in two streams: both are named' says 'of the gzip stream at offset'

# None, or not all of it.
t 'an image without a kernel' refuses \
	'has no BTF, and no compressed kernel that can be read here' <(printf 'MZ\0\1rest')
"$image" arm64 >empty.arm64
t 'a kernel without BTF' refuses \
	'its kernel has no BTF: it was built without CONFIG_DEBUG_INFO_BTF' empty.arm64
for c in gzip xz zstd lz4 lzo; do
	pack $c <nothing >nothing.$c
	"$image" zimage nothing.$c >zImage.nothing.$c
	t "a kernel without BTF, $c" refuses 'its kernel has no BTF' zImage.nothing.$c
	mib=1
	[ $c != lz4 ] || mib=9	# a block has 8 MiB
	"$image" code $((mib << 20)) | pack $c >large.$c
	"$image" zimage large.$c | head -c $((0x3000 + $(stat -c %s large.$c) * 95 / 100)) >cut.$c
	t "a truncated image, $c" refuses "cannot undo the $c compression at offset" cut.$c
	t "a truncated image, $c, says so" says 'damaged or cut off'
done
head -c $(($(stat -c %s Image) - 147500)) Image >cut.Image
t 'a truncated arm64 Image' refuses 'is cut off: the file is truncated' cut.Image
: >empty
t 'an empty file' refuses 'empty: ' empty
t 'zeros' refuses 'has no BTF' <(head -c 1000000 /dev/zero)

# What a program was built without, it names.
with_gzip() { tool=$without finds bzImage.gzip base64.btf; }
t 'built without libraries: gzip' with_gzip
refuses_without() { tool=$without refuses "$@"; }
for c in xz zstd lz4 lzo; do
	t "built without libraries: an image, $c" refuses_without \
		"the $c compression at offset 20480: this program was built without it" \
		bzImage.$c
	t "built without libraries: a file, $c" refuses_without \
		"cannot undo its $c compression: this program was built without it" Image.$c
done
version() { "$1" --version >out && says "$2" && says "$3"; }
t '--version: says so' version "$without" 'compressions: gzip' 'built without: xz zstd lz4 lzo'
t '--version: with all of them' version "$tool" \
	'compressions: gzip xz zstd lz4 lzo' 'built without:'

# Bytes that are to make it work without end.
"$image" headers 20000 >overlapping
gives_up()
{
	timeout 300 "$tool" show -b "$1" >out 2>&1
	[ $? -eq 2 ] && says 'has too many places that look like'
}
t '20,000 headers that overlap' gives_up overlapping
"$image" starts 200000 >beginnings
t '200,000 beginnings of streams' gives_up beginnings
head -c 550000000 /dev/zero | gzip -1 | cat <(printf 'MZ\0\0') - >bomb
t 'a stream of more than a kernel can be' refuses 'it makes more than 512 MiB' bomb

# As distributions install them.
release=6.1.0-test
mkdir -p root/boot "root/lib/modules/$release/updates"
cp split.ko "root/lib/modules/$release/updates"
for name in vmlinuz Image vmlinux image zImage; do
	cp Image root/boot/$name-$release
	installed() { "$tool" show --root=root -k $release -o found >out && cmp found base64.btf; }
	t "-k: /boot/$name-RELEASE" installed
	rm root/boot/$name-$release
done
hook()
{
	MODULES=root/lib/modules BTF_RECONCILE=$tool \
		"$hooks/kernel-postinst" $release "$1" >out 2>&1
}
warns() { hook "$1" && says "kernel $release would refuse the BTF of these modules"; }
silent() { hook "$1" && [ ! -s out ]; }
"$image" bzimage vmlinux.elf.xz >vmlinuz
t 'kernel-postinst: the image of the kernel that it was built for' silent vmlinuz
"$image" flat other64.btf | pack zstd >flat.zstd
"$image" s390 flat.zstd >vmlinuz-other
"$tool" emit --id-only -b base64 "root/lib/modules/$release/updates/split.ko"
t 'kernel-postinst: an image without ELF, of another kernel' warns vmlinuz-other
echo "1..$nr"
