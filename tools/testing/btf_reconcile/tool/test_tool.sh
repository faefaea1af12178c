#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_tool.sh TOOL WORK: the tool as people use it, on small modules that gcc
# and pahole make here. Prints TAP.

tool=$(realpath "$1") work=$2
hooks=$(cd "$(dirname "$0")/../../../bpf/btf_reconcile/hooks" && pwd)
set_section=$(realpath "$(dirname "$0")/../data/set_section.py")
rm -rf "$work"
mkdir -p "$work"
cd "$work" || exit 1
nr=0

# is STATUS "words on stderr, or none" COMMAND...
is()
{
	local status=$1 words=$2 rc

	shift 2
	"$@" >out 2>err
	rc=$?
	[ $rc -eq "$status" ] || { echo "status $rc, not $status" >why; return 1; }
	[ -z "$words" ] && { [ ! -s err ] || { mv err why; return 1; }; return 0; }
	grep -qF -- "$words" err || { mv err why; return 1; }
}

# t NAME COMMAND...: one test
t()
{
	local name=$1

	shift
	nr=$((nr + 1))
	: >why
	if "$@" >>why 2>&1; then
		echo "ok $nr - $name"
	else
		echo "not ok $nr - $name"
		sed 's/^/# /' why
	fi
}

has() { readelf -SW "$1" | grep -qF " $2 "; }
json() { python3 -c "import json,sys; d=json.load(open('out')); sys.exit(not ($1))"; }

# Two kernels and a module, as far as BTF goes.
cat >base.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[EXTRA]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct device first; enum state s; u32 n;
int register_device(struct device *d) { return d->id[0] + s + n; }
END
cat >module.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[2]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct holder { struct device dev; struct list_head *where; enum state s; u32 n; } h;
int use(struct holder *h, u32 n) { return h->dev.id[0] + h->s + n; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".local __BTF_ID__struct__device__1\n"
    ".type __BTF_ID__struct__device__1, STT_OBJECT\n"
    ".size __BTF_ID__struct__device__1, 4\n"
    "__BTF_ID__struct__device__1: .zero 4\n.popsection\n");
END
make_base()
{
	gcc -g -ffile-prefix-map="$PWD"=. -O1 -DEXTRA="$2" -c -o "$1" base.c && pahole -J "$1"
}
make_module()
{
	gcc -g -ffile-prefix-map="$PWD"=. -O1 -c -o "$1" module.c && pahole -J --btf_base "$2" "$1"
}
{
	make_base same 2
	sed -i '1i struct earlier { char c[7]; } e; float f;' base.c
	make_base moved 2
	make_base grown 3
	make_module plain.ko same
	# structs of the same names and other contents: pahole keeps both
	for i in 0 1 2 3 4 5 6 7 8; do
		echo "struct p$i { int a, b; } v$i;" >>base.c
		echo "struct p$i { char *c; } v$i;" >>module.c
	done
	make_base many 2
	make_module private.ko many
} >make.log 2>&1 || { cat make.log; exit 1; }

# emit
cp plain.ko ref.ko
t 'emit' is 0 '' "$tool" emit -b same ref.ko
t 'emit: the reference is there' has ref.ko .BTF.base_ref
t 'emit: so are the slots' has ref.ko .BTF.base_ref.ids
cp ref.ko again.ko
t 'emit: a second time' is 0 'already' "$tool" emit -v -b same again.ko
t 'emit: a second time changes nothing' cmp ref.ko again.ko
no_base() { is 2 'name one base' "$tool" emit plain.ko; }
t 'emit: without a base' no_base
cp plain.ko distilled.ko
objcopy --add-section .BTF.base=<(head -c 24 same) distilled.ko
t 'emit: of what pahole 1.28 wrote' is 2 '.BTF.base' "$tool" emit -b same distilled.ko
t 'emit: one that carries copies of the base' is 0 \
	'has 9 types that the base has in another form (p0, p1, p2, ...); is this the base' \
	"$tool" emit -b many private.ko
cp plain.ko signed.ko
{ printf 'sig'; printf '\0\0\0\0\0\0\0\0\0\0\0\3'; echo '~Module signature appended~'; } >>signed.ko
t 'emit: of a signed module' is 2 'is signed' "$tool" emit -b same signed.ko
stripped()
{
	objcopy -R .BTF.base_ref ref.ko noref.ko &&
		is 2 'stripped' "$tool" emit -b same noref.ko
}
t 'emit: of one whose reference was stripped' stripped
t 'emit: others are done after a bad one' is 2 'nothing.ko' "$tool" emit -b same nothing.ko again.ko

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
echo 'int x;' | gcc -x c -c -o nobtf.ko -
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
objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc moved moved.btf
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

# emit and apply replace files, and regular ones only
cp plain.ko other.ko
t 'emit: with a base that it was not made against' is 2 'does not belong to this base' \
	"$tool" emit -b moved other.ko
t 'emit: changes nothing then' cmp plain.ko other.ko
mkdir -p links
cp plain.ko links/real.ko
chmod 640 links/real.ko
ln -s links/real.ko link.ko
linked()
{
	is 0 '' "$tool" emit -b same link.ko && [ -L link.ko ] &&
		has links/real.ko .BTF.base_ref && [ "$(stat -c %a links/real.ko)" = 640 ]
}
t 'emit: through a symbolic link' linked
cp plain.ko names.ko
ln names.ko names2.ko
t 'emit: a file that has other names' is 0 \
	'names.ko: warning: has other names' "$tool" emit -b same names.ko
cp plain.ko label.ko
labelled() { python3 -c "import os; os.setxattr('label.ko', b'user.label', b'kept')" &&
	is 0 '' "$tool" emit -b same label.ko &&
	python3 -c "import os,sys; sys.exit(os.getxattr('label.ko', b'user.label') != b'kept')"; }
t 'emit: extended attributes are kept' labelled
t 'apply: to a pipe' is 2 'fifo.ko: not a regular file' "$tool" apply -b moved -o fifo.ko ref.ko
t 'apply: the pipe is still one' test -p fifo.ko
t 'apply: to a device' is 2 '/dev/null: not a regular file' \
	"$tool" apply -b moved -o /dev/null ref.ko
t 'apply: to a name that says compressed' is 2 'name it .ko' \
	"$tool" apply -b moved -o n.ko.xz ref.ko
objcopy --add-section .BTF.base_ref.ids=<(head -c 12 /dev/zero) \
	--remove-section .BTF_ids plain.ko left.ko 2>/dev/null
leftover() { is 0 '' "$tool" emit -b same left.ko && is 0 '' "$tool" check -b same left.ko; }
t 'emit: where slots were left behind' leftover

# Magic and flags of a format say whose it is, whatever else is in the file.
format()
{
	python3 - "$1" <<'END' && objcopy -R .BTF.base_ref format.ko format2.ko
import sys
data = bytearray(open("ref.ko", "rb").read())
at = data.find(b"\x9e\xeb\x01\x00")
data[at:at + 4] = bytes.fromhex(sys.argv[1])
open("format.ko", "wb").write(data)
END
}
while read -r header whose; do
	format "$header"
	for ko in format format2; do
		t "check: a header of $header ($ko.ko)" is 1 '' "$tool" check -b same $ko.ko
		t "check: says that it is of $whose format" \
			grep -q "made by $whose btf_reconcile" out
		for command in 'emit -b same' 'apply -b same -o no.ko' show; do
			# shellcheck disable=SC2086
			other() { "$tool" $command $ko.ko 2>&1 | grep "made by $whose btf_rec"; }
			t "$command: the same" other
		done
	done
done <<'END'
9feb0180 an earlier
9feb01c0 an earlier
9feb0120 a later
9eeb0101 a later
9eeb0180 a later
END

# A name that two types have: BTF_ID() means the first, whatever their sizes.
cat >twins.c <<'END'
#ifdef FIRST
struct foo { long a, b, c; }; struct foo *x;
#else
struct foo { long a; }; struct foo *y;
#endif
END
cat >twin.c <<'END'
struct foo *x, *y; int use(void) { return x == y; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".local __BTF_ID__struct__foo__1\n"
    ".type __BTF_ID__struct__foo__1, STT_OBJECT\n"
    ".size __BTF_ID__struct__foo__1, 4\n"
    "__BTF_ID__struct__foo__1: .zero 4\n.popsection\n");
END
word()
{
	objcopy -O binary --only-section=.BTF_ids --set-section-flags .BTF_ids=alloc "$1" word &&
		od -An -tu4 word
}
twins()
{
	gcc -g -c -DFIRST -o twins1.o twins.c && gcc -g -c -o twins2.o twins.c &&
		ld -r -o twins twins1.o twins2.o && pahole -J twins &&
		gcc -g -c -o twin.ko twin.c && pahole -J --btf_base twins twin.ko || return 1
	# as resolve_btfids does it, by the first struct foo
	first=$(bpftool btf dump file twins | sed -n "s/^\[\([0-9]*\)\] STRUCT 'foo'.*/\1/p")
	[ "$(wc -w <<<"$first")" -eq 2 ] || { echo "no twins: $first"; return 1; }
	first=$(head -n 1 <<<"$first")
	off=$((0x$(readelf -SW twin.ko |
		awk '{ for (i = 1; i < NF; i++) if ($i == ".BTF_ids") print $(i + 3) }')))
	printf %b "\\x$(printf %02x "$first")" |
		dd of=twin.ko bs=1 seek=$off conv=notrunc 2>/dev/null
	is 0 '' "$tool" emit -b twins twin.ko && is 0 '' "$tool" apply -b twins twin.ko || return 1
	word twin.ko
	[ "$(word twin.ko | xargs)" = "$first" ]
}
t 'emit: an id in .BTF_ids of a name that two types have' twins

# apply
t 'apply' is 0 '' "$tool" apply -b moved -o native.ko ref.ko
t 'apply: the reference is gone' is 1 '' has native.ko .BTF.base_ref
t 'apply: and the slots' is 1 '' has native.ko .BTF.base_ref.ids
t 'apply: it is native there' is 0 '' "$tool" check -j -b moved native.ko
t 'apply: and nowhere else' json "d['summary']['native']==1"
t 'apply: ELF readers find nothing wrong' is 0 '' readelf -aW native.ko
t 'apply: refused where it does not match' is 1 '40 here' "$tool" apply -b grown -o no.ko ref.ko
t 'apply: nothing is written then' test ! -e no.ko
t 'apply: a native module stays' is 0 '' "$tool" apply -b same -o copy.ko plain.ko
t 'apply: as it is' cmp copy.ko plain.ko
t 'apply: in place' is 0 '' "$tool" apply -b moved again.ko
t 'apply: in place is the same' cmp again.ko native.ko
t 'apply: a compressed module needs a new name' is 2 'decompress it first' \
	"$tool" apply -b same tree/four.ko.gz
cp ref.ko sref.ko
{ printf 'sig'; printf '\0\0\0\0\0\0\0\0\0\0\0\3'; echo '~Module signature appended~'; } >>sref.ko
t 'apply: a signature that breaks is told' is 0 'signature' \
	"$tool" apply -b moved -o kept.ko sref.ko
t 'apply: and kept' is 0 '' grep -qa '~Module signature appended~' kept.ko
t 'apply --drop-signature' is 0 '' "$tool" apply --drop-signature -b moved -o dropped.ko sref.ko
t 'apply --drop-signature: it is gone' cmp dropped.ko native.ko
t 'apply: two modules' is 2 'name one module' "$tool" apply -b same ref.ko plain.ko
t 'apply: without BTF' is 2 'no .BTF' "$tool" apply -b same nobtf.ko

# show
t 'show' is 0 '' "$tool" show ref.ko
t 'show: a type with its size and use' grep -qE \
	'^struct +32 +device +held by value in struct holder, member dev' out
t 'show -j' is 0 '' "$tool" show -j ref.ko
t 'show -j: the same' json \
	"any(t['name']=='device' and t['size']==32 for t in d['types']) and d['reference_bytes']>0"
t 'show: a module without a reference' is 2 'has no reference' "$tool" show plain.ko

# the id of a base
id_of() { "$tool" show "$@" | sed -n 's/^base_id: *//p'; }
ids_equal() { [ -n "$1" ] && [ "$1" = "$2" ]; }
ids_differ() { [ -n "$1" ] && [ -n "$2" ] && [ "$1" != "$2" ]; }
# Alike in all numbers and in the lengths of all names, but not the same.
sed -i 's/long id\[EXTRA\]/long ix[EXTRA]/; s/d->id/d->ix/' base.c
sed -i '/^struct earlier/d; /^struct p[0-9]/d' base.c
make_base luck 2
sed -i 's/long ix\[EXTRA\]/long id[EXTRA]/; s/d->ix/d->id/' base.c
cp plain.ko id.ko
t 'id: of a base' is 0 '' "$tool" show -b moved
t 'id: 16 hexadecimal digits' grep -qxE 'base_id: +[0-9a-f]{16}' out
t 'id: an ELF file and its raw BTF have the same' ids_equal \
	"$(id_of -b moved)" "$(id_of -b moved.btf)"
t 'id: so has a compressed image' ids_equal "$(id_of -b moved)" "$(id_of -b image.xz)"
t 'id: another base has another' ids_differ "$(id_of -b moved)" "$(id_of -b same)"
xxh64()
{
	python3 - "$1" <<'END'
import struct, sys
P1, P2, P3, P4, P5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9,
                      0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
M = (1 << 64) - 1
rot = lambda x, n: (x << n | x >> 64 - n) & M
rnd = lambda acc, x: rot((acc + x * P2) & M, 31) * P1 & M
data = open(sys.argv[1], "rb").read()
lanes, at = [(P1 + P2) & M, P2, 0, -P1 & M], 0
for at in range(0, len(data) - 31, 32):
    lanes = [rnd(a, x) for a, x in zip(lanes, struct.unpack_from("<4Q", data, at))]
at += 32
h = sum(rot(a, n) for a, n in zip(lanes, (1, 7, 12, 18))) & M
for a in lanes:
    h = ((h ^ rnd(0, a)) * P1 + P4) & M
h = (h + len(data)) & M
while at + 8 <= len(data):
    h = (rot(h ^ rnd(0, struct.unpack_from("<Q", data, at)[0]), 27) * P1 + P4) & M
    at += 8
if at + 4 <= len(data):
    h = (rot(h ^ struct.unpack_from("<I", data, at)[0] * P1 & M, 23) * P2 + P3) & M
    at += 4
for x in data[at:]:
    h = rot(h ^ x * P5 & M, 11) * P1 & M
h = (h ^ h >> 33) * P2 & M
h = (h ^ h >> 29) * P3 & M
print("%016x" % (h ^ h >> 32))
END
}
t 'id: is XXH64, computed from its description' ids_equal "$(id_of -b moved)" "$(xxh64 moved.btf)"
t 'emit --id-only' is 0 '' "$tool" emit --id-only -b same id.ko
t 'emit --id-only: gives the id of the base' ids_equal "$(id_of id.ko)" "$(id_of -b same)"
t 'emit --id-only: no reference' is 1 '' has id.ko .BTF.base_ref
section() { objcopy -O binary --only-section="$2" --set-section-flags "$2=alloc" "$1" "$3"; }
btf_stays()
{
	section plain.ko .BTF before && section id.ko .BTF after &&
		[ -s before ] && cmp before after
}
t 'emit --id-only: .BTF stays as it is' btf_stays
id_bytes()
{
	section id.ko .BTF.base_id id.bin && [ "$(stat -c %s id.bin)" -eq 16 ] &&
		[ "$(od -An -tu4 -N8 id.bin | xargs)" = "1 8" ] &&
		[ "$(od -An -tx8 -j8 id.bin | tr -d ' ')" = "$(id_of -b same)" ]
}
t 'emit --id-only: type, length and hash in the order of this machine' id_bytes
cp id.ko id2.ko
t 'emit --id-only: a second time' is 0 'has its id already' "$tool" emit -v --id-only -b same id2.ko
t 'emit --id-only: a second time changes nothing' cmp id.ko id2.ko
# What is added may be just as long as a gap that was there, so that the table of
# sections stays where it was.
gap()
{
	python3 - "$1" <<'END'
import struct, sys
data = open("plain.ko", "rb").read()
at, = struct.unpack_from("<Q", data, 40)
gap = int(sys.argv[1])
data = data[:40] + struct.pack("<Q", at + gap) + data[48:at] + bytes(gap) + data[at:]
open("gap.ko", "wb").write(data)
END
}
gaps()
{
	local n

	for n in 0 8 16 24 32 40 48; do
		gap $n
		"$tool" emit --id-only -b same gap.ko
		ids_equal "$(id_of gap.ko)" "$(id_of -b same)" || return 1
		gap $n
		"$tool" emit -b same gap.ko
		"$tool" check -q -b moved gap.ko || return 1
	done
}
t 'emit: whatever gap there is before the table of sections' gaps
t 'emit --id-only: of another base' is 2 'built against another vmlinux BTF' \
	"$tool" emit --id-only -b luck id2.ko
t 'emit: of another base than that of its id' is 2 \
	'built against another vmlinux BTF' "$tool" emit -b luck id2.ko
t 'emit: neither changes anything' cmp id.ko id2.ko
cp plain.ko wrong.ko
t 'emit --id-only: of a base that cannot be it' is 2 'does not belong to this base' \
	"$tool" emit --id-only -b moved wrong.ko
t 'emit: of its base, with an id' is 0 '' "$tool" emit -b same id2.ko
t 'emit: then it has both' has id2.ko .BTF.base_ref
t 'emit: gives the id too' ids_equal "$(id_of ref.ko)" "$(id_of -b same)"
cp ref.ko ref2.ko
t 'emit --id-only: a module with a reference stays' is 0 '' "$tool" emit --id-only -b moved ref2.ko
t 'emit --id-only: as it is' cmp ref.ko ref2.ko
cp signed.ko signed2.ko
t 'emit --id-only: of a signed module' is 2 'is signed' "$tool" emit --id-only -b same signed2.ko
t 'emit --id-only: without BTF' is 2 'has no .BTF' "$tool" emit --id-only -b same nobtf.ko
t 'emit --id-only --skip-missing' is 0 '' "$tool" emit --id-only --skip-missing -b same nobtf.ko

t 'check: with the id of the kernel' is 0 '' "$tool" check -j -b same id.ko
t 'check -j: says so' json \
	"d['modules'][0]['verdict']=='native' and d['modules'][0]['id']=='same' and
	d['modules'][0]['base_id']==d['base_id'] and d['summary']['native_without_id']==0"
t 'check: without an id it passes by luck' is 0 '' "$tool" check -b luck plain.ko
t 'check: which the summary says' grep -qx \
	'1 native (1 without an id, by which it would be certain)' out
t 'check: with an id it does not' is 1 '' "$tool" check -b luck id.ko
ids="id $(id_of -b same), this kernel has $(id_of -b luck)"
rebuild='rebuild it with this kernel, or build it with BTF_BASE_REF=1'
t 'check: and says what to do' grep -qF \
	"was built against another vmlinux BTF ($ids): $rebuild" out
is 1 '' "$tool" check -j -b luck id.ko
t 'check -j: the same in parts' json \
	"[(f['why'],f['id_built'],f['id_here']) for f in d['modules'][0]['findings']]==
	[('base_id','$(id_of -b same)','$(id_of -b luck)')] and d['modules'][0]['id']=='other'"
t 'check: a reference counts, whatever the id' is 0 '' "$tool" check -j -b moved ref.ko
t 'check -j: which is another' json \
	"d['modules'][0]['verdict']=='reconciles' and d['modules'][0]['id']=='other'"
# change BYTE VALUE: id.bin with another byte, in bad.ko
change()
{
	python3 -c "d=bytearray(open('id.bin','rb').read()); d[$1]^=$2
open('bad.bin','wb').write(d)" &&
		objcopy --update-section .BTF.base_id=bad.bin id.ko bad.ko
}
change 13 8
t 'check: one bit makes another id' is 1 '' "$tool" check -b same bad.ko
t 'check: and is reported as one' grep -q 'another vmlinux BTF' out
no_id()
{
	is 0 '' "$tool" check -b luck "$1" &&
		grep -q '^1 native (1 without an id' out
}
# What cannot be read is no id, so that another kind of id can come.
change 0 2
t 'check: an id of a type that is not known is no id' no_id bad.ko
change 4 8
t 'check: nor is one of another length' no_id bad.ko
t 'show: which has no id, then' is 2 'has no reference, and no id' "$tool" show bad.ko
for size in 0 8 15 17; do
	cat id.bin id.bin | head -c $size >bad.bin
	objcopy --update-section .BTF.base_id=bad.bin id.ko bad.ko
	t "check: nor are $size bytes" no_id bad.ko
done
"$set_section" id.ko idbits.ko .BTF.base_id type=8
t 'check: nor is a section without contents' no_id idbits.ko
t 'apply: refused with another id' is 1 'another vmlinux BTF' "$tool" apply -b luck -o no.ko id.ko
t 'apply: gives the id of the new base' ids_equal "$(id_of native.ko)" "$(id_of -b moved)"
t 'apply: so no other kernel takes it' is 1 '' "$tool" check -b same native.ko
t 'show: a module with an id only' is 0 '' "$tool" show id.ko
t 'show: the id' grep -qx "base_id: *$(id_of -b same)" out
t 'show -j: the id' is 0 '' "$tool" show -j id.ko
t 'show -j: and no types' json "d['base_id']=='$(id_of -b same)' and d['types']==[]"
t 'show -j: the id of a module with a reference' is 0 '' "$tool" show -j ref.ko
t 'show -j: and types' json "d['base_id']=='$(id_of -b same)' and len(d['types'])>0"
t 'show -j: the id of a base' is 0 '' "$tool" show -j -b same
t 'show -j: and which base' json "d['base_id']=='$(id_of -b same)' and d['base']=='same'"
t 'show: a module and a base' is 2 'name one module, or one base' "$tool" show -b same id.ko

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

# No signal leaves a file behind, whenever it comes, nor does a full disk.
echo 'int raise(int); int atoi(const char *); char *getenv(const char *);
int fsync(int fd) { return raise(atoi(getenv("RAISE"))); }' |
	gcc -x c -shared -fPIC -o raise.so -
echo '#include <errno.h>
long pwrite64(int fd, const void *p, long len, long off) { errno = ENOSPC; return -1; }
long pwrite(int fd, const void *p, long len, long off) { errno = ENOSPC; return -1; }' |
	gcc -x c -shared -fPIC -o full.so -
nothing_left() { ! ls "$1".?????? 2>/dev/null; }
signalled()
{
	cp plain.ko sig.ko
	(ulimit -c 0
	 RAISE=$(kill -l "$1") LD_PRELOAD=$PWD/raise.so "$tool" emit -b same sig.ko) 2>/dev/null
	nothing_left sig.ko && "$tool" check -q -b moved sig.ko
}
for signal in HUP INT QUIT PIPE TERM ALRM USR1 XFSZ XCPU IO; do
	t "emit: SIG$signal leaves the new file whole, and no other" signalled $signal
done
# The first file of each thread is done, the others are as they were.
some_done()
{
	local i done=0

	(ulimit -c 0
	 RAISE=$(kill -l TERM) LD_PRELOAD=$PWD/raise.so "$tool" emit -b same herd/*.ko) 2>/dev/null
	[ $? -eq $((128 + $(kill -l TERM))) ] || return 1
	for i in herd/*; do
		cmp -s "$i" ref.ko && done=$((done + 1)) && continue
		cmp "$i" plain.ko || return 1
	done
	echo "$done of 100 are done"
	[ $done -gt 0 ] && [ $done -le "$(nproc)" ]
}
all_done()
{
	local i

	"$@" emit -b same herd/*.ko || return 1
	for i in herd/*; do
		cmp "$i" ref.ko || return 1
	done
}
# As nohup does.
ignoring() { (trap '' HUP && RAISE=$(kill -l HUP) LD_PRELOAD=$PWD/raise.so "$@"); }
make_herd()
{
	rm -rf herd
	mkdir herd
	seq -f 'herd/%g.ko' 100 | xargs -n 1 cp plain.ko
}
make_herd
t 'emit: of many, a signal leaves each whole, or as it was' some_done
t 'emit: many at once become what one does' all_done "$tool"
make_herd
t 'emit: of many, an ignored signal keeps it from none' all_done ignoring "$tool"
full_disk()
{
	cp plain.ko full.ko
	is 2 "$1" "${@:2}" "$tool" emit -b same full.ko && cmp plain.ko full.ko &&
		nothing_left full.ko
}
t 'emit: no room for the copy' full_disk 'cannot write: File too large' \
	prlimit --fsize=1000
t 'emit: no room for what is added' full_disk 'full.ko: cannot write: File too large' \
	prlimit --fsize="$(stat -c %s plain.ko)"
t 'emit: a full disk' full_disk 'full.ko: cannot write: No space left on device' \
	env LD_PRELOAD="$PWD/full.so"

# Signatures: one that is right stays, whatever is asked for.
cp signed.ko native1.ko
right() { is 0 'is native already, so its signature is right and stays' "$@"; }
t 'apply --drop-signature: of a native module' right \
	"$tool" apply --drop-signature -b same native1.ko
t 'apply --drop-signature: changes nothing' cmp native1.ko signed.ko
t 'apply --drop-signature -o: of a native module' right \
	"$tool" apply --drop-signature -b same -o native2.ko native1.ko
t 'apply --drop-signature -o: changes nothing either' cmp native2.ko signed.ko
t 'emit: a signed module, with what to do' is 2 'take the signature off with --drop-signature' \
	"$tool" emit -b same native1.ko
t 'emit --drop-signature' is 0 '' "$tool" emit --drop-signature -b same native1.ko
t 'emit --drop-signature: it is gone' cmp native1.ko ref.ko

# Whoever strips: GNU, LLVM and elfutils, as packagers call them. A module either
# keeps what it needs, or is refused, or has no BTF; and then nothing is in
# .BTF_ids that a kernel could take for its own ids.
ids_are_zero() { section "$1" .BTF_ids ids.bin && [ -z "$(tr -d '\0' <ids.bin)" ]; }
# Linked, as kbuild does; eu-strip dies of what gcc leaves.
ld -r -o linked.ko plain.ko
"$tool" emit -b same linked.ko
t 'strip: .BTF_ids has no ids to begin with' ids_are_zero linked.ko
strips()
{
	local status=$1 words=$2

	shift 2
	cp linked.ko strip.ko
	"$@" strip.ko || return 1
	"$tool" check -b moved strip.ko >out 2>&1
	[ $? -eq "$status" ] && grep -qF -- "$words" out && ids_are_zero strip.ko &&
		return
	cat out
	return 1
}
# What RPM and debhelper do with the files of a package: rpm [OPTION...] FILE
rpm()
{
	local file=${*: -1} root=$PWD/rpm

	rm -rf rpm
	mkdir -p rpm/tree/lib/modules rpm/build/p
	cp "$file" rpm/tree/lib/modules/m.ko && chmod +x rpm/tree/lib/modules/m.ko
	(
		cd rpm/build || exit
		export RPM_BUILD_DIR=$PWD RPM_BUILD_ROOT=$root/tree RPM_ARCH=any
		export RPM_PACKAGE_NAME=p RPM_PACKAGE_VERSION=1 RPM_PACKAGE_RELEASE=1
		find-debuginfo "${@:1:$#-1}" "$RPM_BUILD_DIR" >../log 2>&1
	) && ! readelf -SW rpm/tree/lib/modules/m.ko | grep -q ' [.]debug_info ' &&
		cp rpm/tree/lib/modules/m.ko "$file"
}
deb()
{
	local at=deb/debian/pkg/lib/modules

	rm -rf deb
	mkdir -p $at && cp "$1" $at/m.ko &&
		printf '%s\n' 'Source: pkg' 'Maintainer: a <a@example.org>' \
			'Build-Depends: debhelper-compat (= 13)' '' 'Package: pkg' \
			'Architecture: any' 'Description: p' >deb/debian/control &&
		printf '%s\n' 'pkg (1) unstable; urgency=low' '' '  * p' '' \
			' -- a <a@example.org>  Fri, 27 Nov 2026 00:00:00 +0000' \
			>deb/debian/changelog &&
		(cd deb && dh_strip >log 2>&1) && cp $at/m.ko "$1"
}
while IFS='|' read -r status words command; do
	eval "set -- $command"
	t "strip: $command" strips "$status" "$words" "$@"
done <<'END'
0|reconciles|strip
0|reconciles|strip --strip-debug
0|reconciles|strip --strip-unneeded
0|reconciles|strip -x
0|reconciles|strip --remove-section=.comment --remove-section=.note --strip-unneeded
0|reconciles|llvm-strip --strip-debug
0|reconciles|llvm-strip --strip-unneeded
0|reconciles|llvm-strip --strip-all --keep-section='.BTF*'
0|has no .BTF|llvm-strip --strip-all
1|--keep-section '.BTF*'|llvm-strip --strip-all --keep-section=.BTF
0|reconciles|eu-strip -g
0|has no .BTF|eu-strip
0|has no .BTF|eu-strip -f strip.debug
1|--keep-section '.BTF*'|eu-strip --keep-section .BTF
0|reconciles|eu-strip --keep-section '.BTF*'
0|reconciles|eu-strip --keep-section '.BTF*' -f strip.debug
1|--keep-section '.BTF*'|eu-strip --remove-comment --reloc-debug-sections --keep-section .BTF -f strip.debug
0|reconciles|eu-strip --remove-comment --reloc-debug-sections --keep-section '.BTF*' -f strip.debug
0|has no .BTF|rpm
0|has no .BTF|rpm -r
1|--keep-section '.BTF*'|rpm -r --keep-section .BTF
0|reconciles|rpm -r --keep-section '.BTF*'
0|has no .BTF|rpm -g
0|reconciles|deb
1|--keep-section '.BTF*'|objcopy -R .BTF.base_ref
1|stripped|objcopy -R .BTF.base_ref.ids
0|has no .BTF|objcopy -R .BTF
END

# BTF that no compiler writes, or that no kernel takes. split NAME.ko TYPE...: a
# type is its words: name, info, size or type, and those of its kind. @N is the
# id of the Nth type here, counted from 0, and name=TEXT the offset of a name. With
# LAYOUT=1 it has a layout and a header of 32 bytes, as since Linux 7.1.
split()
{
	echo 'int x;' | gcc -x c -c -o "$1" - && python3 - "$@" <<'END' &&
import os, struct, sys
raw = open("same.btf", "rb").read()
_, _, _, hdr, type_off, type_len, _, base_strs = struct.unpack_from("<HBBIIIII", raw)
fixed = {1: 1, 3: 3, 14: 1, 17: 1}
each = {4: 3, 5: 3, 6: 2, 13: 2, 15: 3, 19: 3}
nr, at, end = 1, hdr + type_off, hdr + type_off + type_len
while at < end:
    info, = struct.unpack_from("<I", raw, at + 4)
    kind, vlen = info >> 24 & 31, info & 0xffff
    at += 12 + 4 * (fixed.get(kind, 0) + vlen * each.get(kind, 0))
    nr += 1
strs, types = b"\0", b""
for word in " ".join(sys.argv[2:]).split():
    if word[0] == "@":
        n = nr + int(word[1:])
    elif word.startswith("name="):
        n = base_strs + len(strs)
        strs += word[5:].encode() + b"\0"
    else:
        n = int(word, 0)
    types += struct.pack("<I", n)
layout = bytes(80) if os.environ.get("LAYOUT") else b""
head = struct.pack("<HBBIIIII", 0xeb9f, 1, 0, 32 if layout else 24, 0, len(types),
                   len(types) + len(layout), len(strs))
if layout:
    head += struct.pack("<II", len(types), len(layout))
open("split.btf", "wb").write(head + types + layout + strs)
END
		objcopy --add-section .BTF=split.btf "$1"
}
section same .BTF same.btf
int='name=int 0x01000000 4 0x01000020'
# loop STATUS TYPE...
loop()
{
	split loop.ko "${@:2}" && is "$1" '' "$tool" check -b same loop.ko || return 1
	[ "$1" -eq 0 ] || grep -q 'lead to themselves' out
}
t 'native: a typedef of itself' loop 1 'name=a 0x08000000 @0'
t 'native: typedef, const and volatile in a ring' loop 1 \
	'name=a 0x08000000 @1' '0 0x0a000000 @2' '0 0x09000000 @0'
# btf_parse_module() looks at each type by itself, so it takes these; no reference
# can be had with them.
t 'native: a pointer to a typedef of it' loop 0 '0 0x02000000 @1' 'name=a 0x08000000 @0'
t 'native: a struct that points to itself' loop 0 \
	'name=a 0x04000001 8 name=m @1 0' '0 0x02000000 @0'
t 'native: a prototype that takes a pointer to it' loop 0 \
	'0 0x0d000001 0 name=p @1' '0 0x02000000 @0'
contains_itself()
{
	loop 0 "$@" && is 2 'type contains itself' "$tool" emit --require-reference -b same loop.ko
}
t 'emit: a struct that contains itself' contains_itself \
	'name=a 0x04000001 8 name=m @0 0'
t 'emit: two structs that contain each other' contains_itself \
	'name=a 0x04000001 8 name=m @1 0' 'name=b 0x04000001 8 name=m @0 0'
t 'emit: a struct, an array of typedefs of it' contains_itself "$int" \
	'name=a 0x04000001 8 name=m @2 0' '0 0x03000000 0 @3 @0 1' 'name=t 0x08000000 @1'
diamonds()
{
	local i types=("$int")

	for ((i = 1; i < 3000; i++)); do
		types+=("name=s$i 0x04000002 0xfffffff name=a @$((i - 1)) 0 name=b @$((i - 1)) 0")
	done
	split loop.ko "${types[@]}" && timeout 10 "$tool" check -q -b same loop.ko
}
t 'native: 3000 structs, each twice in the next' diamonds
declared()
{
	split fwd.ko "$@" && is 0 '' "$tool" check -b same fwd.ko &&
		is 0 '' "$tool" emit --require-reference -b same fwd.ko &&
		is 0 '' "$tool" check -b same fwd.ko && grep -q '^reconciles' out
}
t 'a prototype that returns a struct that is only declared' declared \
	'name=x 0x07000000 0' '0 0x0d000000 @0'
t 'one that takes a const one' declared \
	'name=x 0x07000000 0' '0 0x0a000000 @0' '0 0x0d000001 0 name=p @1'
split rust.ko 'name={closure_env#0} 0x04000000 0'
t 'emit: a name of another language' is 2 'no kernel takes its BTF: malformed .BTF: type' \
	"$tool" emit -b same rust.ko
t 'emit: says that it is the name' grep -q 'its name is no C identifier' err

# What newer kernels have: kind_flag of tags, a layout; and what nobody has yet.
newer()
{
	split newer.ko "$int" 'name=address_space(1) 0x92000000 @0' \
		'name=t:1 0x91000000 @3 0' \
		'name=s 0x04000001 4 name=m @1 0' &&
		is 0 '' "$tool" check -b same newer.ko && grep -q '^native' out &&
		is 0 '' "$tool" emit --require-reference -b same newer.ko &&
		is 0 '' "$tool" show newer.ko &&
		is 0 '' "$tool" apply -b moved newer.ko &&
		is 0 '' "$tool" check -b moved newer.ko && grep -q '^native' out
}
t 'tags with kind_flag' newer
LAYOUT=1 t 'and with a layout' newer
split unnamed.ko "$int" '0 0x92000000 @0'
t 'a tag without a name' is 2 'type without a name' "$tool" emit -b same unnamed.ko
has_layout() { [ "$(objcopy -O binary --only-section=.BTF --set-section-flags .BTF=alloc newer.ko /dev/stdout | od -An -tu4 -j4 -N4)" -eq 32 ]; }
t 'which is still there' has_layout
split unknown.ko "$int" 'name=a 0x15000000 0'
unknown() { is "$1" "$2" "$tool" "${@:3}" && cat out err | grep -qE 'kind 21 of type [0-9]+ is unknown here: update'; }
t 'a kind that is unknown: emit' unknown 2 'older pahole' emit -b same unknown.ko
t 'a kind that is unknown: check' unknown 1 '' check -b same unknown.ko
unknown_json() { is 1 '' "$tool" check -j -b same unknown.ko && json "d['modules'][0]['findings'][0]['why'] == 'unknown_kind'"; }
t 'a kind that is unknown: check --json' unknown_json

# Structs of the base that pahole did not find in it: the same, or others.
alike=('0 0x02000000 @1') others=()
for i in 1 2 3 4 5 6 7 8; do
	alike+=('name=list_head 0x04000002 16 name=next @0 0 name=prev @0 64')
	others+=("name=list_head 0x04000000 $i")
done
split alike.ko "${alike[@]}"
cp alike.ko too.ko
split others.ko "${others[@]}"
cp plain.ko clean.ko
said_once() { [ "$(wc -l <err)" -eq 1 ]; }
t 'emit: copies of types of the base are no sign of another' is 0 \
	'modules with copies of types that the base has too: 2 of 3; deduplication failed' \
	"$tool" emit -b same alike.ko too.ko plain.ko
t 'emit: that is said once' said_once
t 'emit: with what helps' grep -q -- '; --merge replaces those that are equal' err
t 'emit --merge: of a module that has none, the same' is 0 '' \
	"$tool" emit --merge -b same clean.ko
t 'emit --merge: byte by byte' cmp clean.ko plain.ko
split alike.ko "${alike[@]}" 'name=user 0x04000001 16 name=list @1 0'
t 'emit --merge: copies go' is 0 '8 types were copies of the base'"'"'s; 10 types are now 1,' \
	"$tool" emit -v --merge -b same alike.ko
named_by_reference() { is 0 '' "$tool" show alike.ko && grep -q '^struct  *16  list_head .*by value in struct user' out; }
t 'emit --merge: the reference names what they were copies of' named_by_reference
t 'emit --merge: what is left reconciles' is 0 '' "$tool" check -b moved alike.ko
split others.ko "${others[@]}"
t 'emit --merge: what differs stays' is 0 '0 types were copies of the base'"'"'s; 8 types are now 8,' \
	"$tool" emit -v --merge -b same others.ko
t 'emit --merge: not with an id only' is 2 'not --merge' \
	"$tool" emit --merge --id-only -b same others.ko
split others.ko "${others[@]}"
t 'emit: types that differ are' is 0 'has 8 types that the base has in another form' \
	"$tool" emit -b same others.ko
t 'emit: that is said once, too' said_once

# help
for command in emit check apply show; do
	help() { is 0 '' "$tool" "$command" --help && grep -q "^Usage: btf_[a-z]* $command" out; }
	t "$command --help" help
	t "$command: an option that there is not" is 2 'Usage' "$tool" $command --frobnicate
done
t 'no command' is 2 'Usage' "$tool"
t 'a command that there is not' is 2 'no command' "$tool" frobnicate
t 'the manual is made, without a warning' is 0 '' bash -c \
	"'$(dirname "$hooks")/man.sh' '$tool' >m.8 && [ -s m.8 ] &&
	{ ! command -v groff >/dev/null || groff -man -Tutf8 -ww m.8 >/dev/null; }"
complete_check()
{
	# shellcheck source=/dev/null
	. "$(dirname "$hooks")/completion.bash"
	COMP_WORDS=(btf_reconcile check --js) COMP_CWORD=2
	_btf_reconcile
	[ "${COMPREPLY[*]}" = --json ]
}
t 'completion' complete_check

# hooks
export BTF_RECONCILE=$tool
mkdir dkms
cp plain.ko dkms/one.ko
cp nobtf.ko dkms/two.ko
dkms() { (cd dkms && BTF_BASE=../same "$hooks/dkms-build" 6.1.0) >out 2>err; }
t 'dkms-build' dkms
t 'dkms-build: gives a reference' has dkms/one.ko .BTF.base_ref
t 'dkms-build: leaves a module without BTF' cmp dkms/two.ko nobtf.ko
t 'dkms-build: a failure does not fail the build' is 0 'not every module' \
	env BTF_BASE=none bash -c "cd dkms && '$hooks/dkms-build' 6.1.0"
mkdir -p post/build post/6.1.0/x86_64/module
cp plain.ko post/build/one.ko
cp plain.ko post/6.1.0/x86_64/module/one.ko
post() { (cd post/build && BTF_BASE=../../same "$hooks/dkms-build" 6.1.0) >out 2>err; }
t 'dkms-build as POST_BUILD' post
t 'dkms-build as POST_BUILD: does the copy' has post/6.1.0/x86_64/module/one.ko .BTF.base_ref
mkdir -p root/6.1.0/updates
cp ref.ko root/6.1.0/updates/foo.ko
postinst() { env MODULES=root "$hooks/kernel-postinst" 6.1.0 "$1"; }
t 'kernel-postinst: nothing to say' is 0 '' postinst moved
t 'kernel-postinst: warns of a module' is 0 'W: kernel 6.1.0 would refuse' postinst grown
t 'kernel-postinst: and says why' is 0 'struct device: 32 bytes when built, 40 here' postinst grown
mkdir -p weak-root/6.1.0/weak-updates
ln -s ../../../ref.ko weak-root/6.1.0/weak-updates/foo.ko
t 'kernel-postinst: warns of a module that weak-updates links to' is 0 \
	'W: kernel 6.1.0 would refuse' \
	env MODULES=weak-root "$hooks/kernel-postinst" 6.1.0 grown
t 'kernel-postinst: is silent where there is none' is 0 '' \
	env MODULES=none "$hooks/kernel-postinst" 6.1.0 moved

echo "1..$nr"
