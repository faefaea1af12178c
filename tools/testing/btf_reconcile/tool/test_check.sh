#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_check.sh TOOL WORK: check, and where modules and bases are found. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

# check
t 'check: reconciles with its own kernel' is 0 '' "$tool" check -b same ref.ko
t 'check: reconciles with another' is 0 '' "$tool" check -b moved ref.ko
t 'check: refused where a struct grew' is 1 '' "$tool" check -b grown ref.ko
t 'check: with the type, then and now, and how it is used' grep -qF \
	'struct device: 32 bytes when built, 40 here; held by value in struct holder, member dev' \
	out
is 1 '' "$tool" check -j -b grown ref.ko
t 'check -j: a finding in parts' json \
	"d['modules'][0]['verdict']=='refused' and
	[(f['type'],f['why'],f['use'],f['holder'],f['member'],f['size_built'],f['size_here'])
	for f in d['modules'][0]['findings']]==[('device','size','member','holder','dev',32,40)]"
t 'check -j: the summary' json \
	"d['version']==1 and d['summary']['refused']==1 and d['summary']['modules']==1"
quiet() { is 1 '' "$tool" check -q -b grown ref.ko && [ ! -s out ]; }
t 'check -q: only the status' quiet
t 'check: native where it was built' is 0 '' "$tool" check -b same plain.ko
t 'check: native, and refused elsewhere' is 1 '' "$tool" check -b moved plain.ko
mkdir -p tree/sub
cp ref.ko tree/
cp ref.ko tree/sub/two.ko
xz -k -c ref.ko >tree/three.ko.xz
gzip -c ref.ko >tree/four.ko.gz
zstd -q -c ref.ko >tree/five.ko.zst
ln -s .. tree/sub/loop
echo x >tree/readme
t 'check: a tree, compressed modules and a loop of links' is 0 '' "$tool" check -j -b same tree
t 'check: all of it, and nothing else' json \
	"d['summary']['modules']==5 and d['summary']['reconciles']==5"
t 'check: a module named twice' is 0 'named twice' \
	"$tool" check -b same ref.ko ./ref.ko tree/../ref.ko
t 'check: without BTF' is 0 'nobtf.ko: has no .BTF' "$tool" check -b same nobtf.ko
echo text >text.ko
t 'check: not an ELF file' is 2 'text.ko: not an ELF file' "$tool" check -b same text.ko ref.ko
t 'check: the others are looked at all the same' grep -q 'reconciles.*ref.ko' out
head -c 3000 ref.ko >cut.ko
t 'check: a truncated file' is 2 'cut.ko: truncated' "$tool" check -b same cut.ko
nobits()
{
	"$set_section" ref.ko nobits.ko .BTF type=8 &&
		is 1 '' "$tool" check -b same nobits.ko && grep -q 'no contents' out
}
t 'check: .BTF without contents' nobits
printf '\x7fELF\1\1\1' | cat - <(head -c 200 /dev/zero) >elf32.ko
t 'check: a truncated file of 32 bits' is 2 'truncated' "$tool" check -b same elf32.ko
{ printf '\x7fELF\2\2\1'; tail -c +8 ref.ko; } >be.ko
t 'check: a header of the wrong byte order' is 2 'truncated' "$tool" check -b same be.ko
head -c 300 tree/four.ko.gz >cut.ko.gz
t 'check: damaged compression' is 2 'gzip' "$tool" check -b same cut.ko.gz
t 'check: no such file' is 2 'none.ko: No such file' "$tool" check -b same none.ko
t 'check: no such base' is 2 'none: No such file' "$tool" check -b none ref.ko
t 'check: a base without BTF' is 2 'has no .BTF' "$tool" check -b nobtf.ko ref.ko
t 'check: a release that is not installed' is 2 'no vmlinux' "$tool" check -k 0.0.0-none ref.ko
t 'check: -b and -k' is 2 'exclude each other' "$tool" check -b same -k x ref.ko
t 'check: an unknown option' is 2 "btf_reconcile: unrecognized option '--no-such'" \
	"$tool" check --no-such ref.ko
# Not as root, who reads everything; in a place that others can reach.
unreadable()
{
	local place user=()

	place=$(mktemp -d)
	cp "$tool" same ref.ko "$place"
	mkdir -p "$place/tree/locked"
	cp ref.ko "$place/tree"
	chmod 755 "$place"
	chmod 000 "$place/tree/locked"
	[ "$(id -u)" -ne 0 ] ||
		user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	is 2 'tree/locked: Permission denied' "${user[@]}" \
		"$place/btf_reconcile" check -b "$place/same" "$place/tree" &&
		grep -q 'reconciles.*ref.ko' out
	set -- $?
	chmod 755 "$place/tree/locked"
	rm -rf "$place"
	return "$1"
}
t 'check: a directory that cannot be read' unreadable


# paths that are no modules, and modules by other paths
ln -s nowhere dangling.ko
mkfifo fifo.ko
t 'check: a link to nothing' is 2 'dangling.ko: link to nothing' "$tool" check -b same dangling.ko
t 'check: a pipe' is 2 'fifo.ko: not a regular file' "$tool" check -b same fifo.ko
t 'check: an empty name' is 2 'No such file' "$tool" check -b same ''
mkdir weak
ln -s ../ref.ko weak/ref.ko
ln -s nowhere weak/gone.ko
ln -s .. weak/dir.ko
t 'check: links in a directory, as weak-updates has them' is 1 '' "$tool" check -j -b grown weak
t 'check: the modules that they lead to' json "[m['module'] for m in d['modules']]==['weak/ref.ko']"
mkdir hard
cp ref.ko hard/a.ko
ln hard/a.ko hard/b.ko
t 'check: two names of one file in a directory' is 0 '' "$tool" check -j -b same hard
t 'check: it is looked at once' json "d['summary']['modules']==1"
silent() { is 0 '' "$tool" check -q -b same nobtf.ko && [ ! -s out ]; }
t 'check -q: prints nothing' silent
cp ref.ko 'mód "x".ko'
t 'check -j: names in UTF-8' is 0 '' "$tool" check -j -b same 'mód "x".ko'
t 'check -j: stay what they are' json "d['modules'][0]['module']=='mód \"x\".ko'"
odd=$(printf 'odd\xff\xe0\x80\x80.ko')
cp ref.ko "$odd"
t 'check -j: other bytes' is 0 '' "$tool" check -j -b same "$odd"
t 'check -j: are valid JSON all the same' json \
	"d['modules'][0]['module']=='odd\ufffd\ufffd\ufffd\ufffd.ko'"
for command in 'check -b same' show 'show -j'; do
	# shellcheck disable=SC2086
	full()
	{
		"$tool" $command ref.ko >/dev/full 2>err
		[ $? -eq 2 ] && grep -q 'standard output' err
	}
	t "$command: output that cannot be written" full
done

# bases
t 'base: raw BTF' is 0 '' "$tool" check -b moved.btf ref.ko
gzip -c moved >moved.gz
xz -k -c moved >moved.xz
t 'base: gzip' is 0 '' "$tool" check -b moved.gz ref.ko
t 'base: xz' is 0 '' "$tool" check -b moved.xz ref.ko
zstd -q -c moved >moved.zst
lz4 -q -l -c moved >moved.lz4
for format in gz xz zst lz4; do
	# something that looks like a beginning, and something behind the end
	{ printf 'MZ'; head -c 5000 /dev/zero; printf '\x1f\x8b\x08'
	  cat moved.$format; head -c 4 /dev/zero; echo tail; } >image.$format
	t "base: a kernel image with $format" is 0 '' "$tool" check -b image.$format ref.ko
done
{ head -c $((0x202)) /dev/zero; printf 'HdrS'; head -c 5000 /dev/zero; cat moved.gz; } >bios-image
t 'base: a kernel image for machines without EFI' is 0 '' "$tool" check -b bios-image ref.ko
{ printf 'MZ'; head -c 5000 /dev/zero; } >empty-image
t 'base: an image with nothing in it' is 2 'no compressed kernel' \
	"$tool" check -b empty-image ref.ko
head -c 100 moved.btf >cut.btf
t 'base: truncated' is 2 'cut.btf: ' "$tool" check -b cut.btf ref.ko

echo "1..$nr"
