#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_base_id.sh TOOL WORK: the ID of a base in modules. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

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

echo "1..$nr"
