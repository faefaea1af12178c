#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_emit.sh TOOL WORK: emit, and the files that it and apply replace. Prints TAP.

# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

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
t 'emit: of a signed module' is 2 'is signed' "$tool" emit -b same signed.ko
stripped()
{
	objcopy -R .BTF.base_ref ref.ko noref.ko &&
		is 2 'stripped' "$tool" emit -b same noref.ko
}
t 'emit: of one whose reference was stripped' stripped
t 'emit: others are done after a bad one' is 2 'nothing.ko' "$tool" emit -b same nothing.ko again.ko

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
mkfifo fifo.ko
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

echo "1..$nr"
