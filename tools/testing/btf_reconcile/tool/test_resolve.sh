#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_resolve.sh TOOL WORK: what the tool does with .BTF_ids before there is a
# reference, and with the section's flags. Prints TAP.

tool=$(realpath "$1")
hook=$(realpath "$(dirname "$0")/../../../bpf/btf_reconcile/hooks/resolve_btfids")
rm -rf "$2"
mkdir -p "$2"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$2" || exit 1

cat >base.c <<'END'
struct first { int a; } f;
union second { int a; } u;
typedef struct { int a; } third;
third t;
int func(third t) { return t.a; }
END
cat >module.c <<'END'
struct first { int a; } f;
struct own { struct first f; } o;
int own_func(struct own *o) { return o->f.a; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".macro id name size\n"
    ".local \\name\n.type \\name, %object\n.size \\name, \\size\n\\name:\n"
    ".endm\n"
    ".macro one name\nid \\name 4\n.zero 4\n.endm\n"
    "one __BTF_ID__typedef__third__1\n"
    "one __BTF_ID__struct__own__2\n"
    "one __BTF_ID__struct__gone__3\n"
    "one __BTF_ID__struct__func__4\n"
    "id __BTF_ID__set8__set 32\n.zero 8\n"
    "one __BTF_ID__func__own_func__5\n.long 0x55\n"
    "one __BTF_ID__func__func__6\n.long 0x66\n"
    "one __BTF_ID__union__second__7\n.long 0x77\n"
    "id __BTF_ID__set__set2 12\n.zero 4\n"
    "one __BTF_ID__struct__own__8\n"
    "one __BTF_ID__struct__first__9\n"
    ".popsection\n");
END
make()
{
	gcc -g -c -o base base.c && pahole -J base &&
		gcc -g -c -o module.ko module.c && pahole -J --btf_base base module.ko
}
t 'a base and a module' make

types() { bpftool btf dump file "$@" | grep '^\['; }
# is [ID] KIND 'name'
is() { types base; types -B base module.ko; }
is >types
id() { sed -n "s/^\[\([0-9]*\)\] $1 '$2' .*/\1/p" types | head -n 1; }
words() { objcopy -O binary -j .BTF_ids "$1" "$1.words" && od -An -v -tu4 -w4 "$1.words" | xargs; }
# What the names say, in the order of IDs within sets: those of the base come first.
want()
{
	local f s
	f=$(id FUNC func) s=$(id UNION second)
	echo "$(id TYPEDEF third) $(id STRUCT own) 0 0 3 0" \
		"$( { echo "$f $((0x66))"; echo "$s $((0x77))"; } | sort -n | xargs)" \
		"$(id FUNC own_func) $((0x55)) 2 $(id STRUCT first) $(id STRUCT own)"
}
cp module.ko resolved.ko
resolved() { "$tool" resolve -v -b base resolved.ko 2>said && diff <(want) <(words resolved.ko); }
t 'resolve: each name has its ID, sets are sorted with their flags' resolved
t 'resolve: a name that nothing has is told' grep -q 'warning: nothing is called gone' said
t 'resolve: and so is one of another kind' grep -q 'warning: nothing is called func' said
cp resolved.ko before.ko
again() { "$tool" resolve -b base resolved.ko && cmp resolved.ko before.ko; }
t 'resolve: a second time it changes nothing' again

cp module.ko without.ko
objcopy -R .BTF_ids without.ko
cp without.ko before.ko
unchanged() { "$tool" resolve -b base without.ko && cmp without.ko before.ko; }
t 'resolve: without .BTF_ids it changes nothing' unchanged
damaged()
{
	sed 's/set8__set 32/set8__set 3200/' module.c >damaged.c &&
		gcc -g -c -o damaged.ko damaged.c && pahole -J --btf_base base damaged.ko || return 1
	cp damaged.ko before.ko
	! "$tool" resolve -b base damaged.ko 2>said && grep -q 'damaged or outside' said &&
		cmp damaged.ko before.ko
}
t 'resolve: a set that is longer than .BTF_ids is refused' damaged
no_base() { "$tool" resolve module.ko 2>said; [ $? -eq 2 ] && grep -q 'name one base' said; }
t 'resolve: without a base it is refused' no_base

# The flags of .BTF_ids, as readelf has them: R is its name for SHF_RO_AFTER_INIT.
flags() { readelf -SW "$1" | sed -n 's/.* \.BTF_ids *PROGBITS *\([^ ]* *\)\{4\}\([A-Za-z]*\) .*/\2/p'; }
has_flags() { [ "$(flags "$1")" = "$2" ] || { flags "$1"; return 1; }; }
t 'a compiler makes .BTF_ids read-only' has_flags resolved.ko A
cp resolved.ko with.ko
t 'emit: it gives a reference' "$tool" emit -b base with.ko
written()
{
	case $(flags with.ko) in
	WAR | WAo) ;;	# by version of binutils
	*) flags with.ko; return 1 ;;
	esac
}
t 'emit: .BTF_ids is written before init, and read-only after' written
zero() { ! words with.ko | grep '[1-9]'; }
t 'emit: and has no ID' zero
kept() { cp with.ko stripped.ko && strip -g stripped.ko && has_flags stripped.ko "$(flags with.ko)"; }
t 'strip -g keeps that' kept
native() { "$tool" apply -b base -o native.ko with.ko && has_flags native.ko A; }
t 'apply: .BTF_ids is read-only again' native
back() { diff <(words resolved.ko) <(words native.ko); }
t 'apply: and has the IDs that it had' back


by_hook() { cp module.ko hook.ko && BTF_RECONCILE=$tool "$hook" -b base hook.ko && cmp hook.ko with.ko; }
t 'the hook does both' by_hook
only_ids() { cp module.ko hook.ko && BTF_RECONCILE=$tool BTF_BASE_REF=0 "$hook" -b base hook.ko && cmp hook.ko resolved.ko; }
t 'the hook leaves the reference away, if asked to' only_ids
fails() { cp damaged.ko hook.ko && BTF_RECONCILE=$tool "$hook" -b base hook.ko 2>said && grep -q 'has no reference' said; }
t 'the hook does not fail a build' fails

echo "1..$nr"
