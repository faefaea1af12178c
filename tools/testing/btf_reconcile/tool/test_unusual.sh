#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_unusual.sh TOOL WORK: BTF that no compiler writes or no kernel takes, and of newer kernels. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

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

echo "1..$nr"
