#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_bpftool.sh BPFTOOL TOOL SOURCE WORK [OTHER]: what bpftool shows of modules
# with a reference, and of others, which must be what it was. OTHER, which knows
# nothing of references, is asked where both must agree; it is Debian's, which is of
# Linux 6.1, if there is none. Prints TAP.

bpftool=$(realpath "$1") tool=$(realpath "$2") source=$(realpath "$3") work=$4
rm -rf "$work"
mkdir -p "$work"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1
ever=$(realpath "${5:-$(command -v bpftool)}")

# is good|bad COMMAND...: its status, and that it says something where it should
is()
{
	local verdict=$1 rc

	shift
	"$@" >out 2>err
	rc=$?
	case $verdict in
	good) [ $rc -eq 0 ] && [ -s out ] && [ ! -s err ] ;;
	bad) [ $rc -gt 0 ] && [ $rc -ne 127 ] && ! grep -q Sanitizer err ;;
	esac || { echo "status $rc"; head -n 20 err; return 1; }
}

# t NAME COMMAND...: one test
json() { python3 -c "import json,sys; d=json.load(open('out')); sys.exit(not ($1))"; }
# The id of the type that has the line, in what was dumped last.
id_of() { sed -n "s/^\[\([0-9]*\)\] $1.*/\1/p" "${2:-out}"; }
raw_section() { objcopy -O binary --only-section="$2" --set-section-flags "$2=alloc" "$1" "$3"; }
# poke FILE SECTION OFFSET BYTES: overwrite bytes of a section
poke()
{
	raw_section "$1" "$2" bytes
	printf '%b' "$4" | dd of=bytes bs=1 seek="$3" conv=notrunc status=none
	objcopy --update-section "$2=bytes" "$1"
}

# Three kernels, as far as BTF goes, and modules of the first.
cat >base.c <<'END_OF_C'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[EXTRA]; };
#ifdef GONE
struct other { char c; } o;
#else
struct gone { char c[20]; } o;
#endif
struct device first;
int number;
int register_device(struct device *d) { return d->id[0]; }
END_OF_C
cat >module.c <<'END_OF_C'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[2]; };
struct gone { char c[20]; };
struct holder { struct device dev; struct list_head *where; struct gone *g; int n; } h;
int use(struct holder *p) { return p->dev.id[0] + p->n + !p->g; }
END_OF_C
make_base()
{
	gcc -g -O1 "-DEXTRA=$2" "${@:3}" -c -o "$1" base.c && pahole -J "$1"
}
{
	make_base same 2 &&
	gcc -g -O1 -c -o plain.ko module.c && pahole -J --btf_base same plain.ko &&
	cp plain.ko ref.ko && "$tool" emit -b same ref.ko &&
	sed -i '1i struct earlier { char c[7]; } e; float f;' base.c &&
	make_base moved 2 && make_base grown 3 -DGONE
} >make.log 2>&1 || { cat make.log; exit 1; }
holder="STRUCT 'holder' size=56 vlen=4"

# As ever
as_ever()
{
	is good "$bpftool" "$@" || return 1
	"$ever" "$@" >out.ever 2>/dev/null
	cmp out out.ever
}
t 'a base, as ever' as_ever btf dump file same
t 'a base in C, as ever' as_ever btf dump file same format c
t 'a module without a reference, as ever' as_ever -B same btf dump file plain.ko
t 'and in JSON' as_ever -j -B same btf dump file plain.ko
t 'a file that is not there' is bad "$bpftool" btf dump file none.ko
t 'libbpf says why' grep -q 'failed to load BTF from none.ko: No such file' err
echo text >text.ko
t 'a file that is no module' is bad "$bpftool" -B same btf dump file text.ko
echo 'int x;' | gcc -x c -c -o nobtf.ko -
t 'a module without BTF' is bad "$bpftool" -B same btf dump file nobtf.ko

# Against the reference
t 'a reference' is good "$bpftool" btf dump file ref.ko
starts_at_1() { head -n 1 out | grep -q '^\[1\] '; }
t 'its types come first' starts_at_1
device=$(id_of "STRUCT 'device' size=32 vlen=0")
t 'a type of it has name and size, and no members' test "${device:-0}" -gt 0
t "the module's types follow" test "$(id_of "$holder")" -gt "$device"
member() { grep -A1 "$holder" out | grep -qE "^\s'dev' type_id=$device bits_offset=0$"; }
t 'and refer to it' member
all_ids() { diff <(sed -n 's/^\[\([0-9]*\)\].*/\1/p' out) <(seq "$(grep -c '^\[' out)"); }
t 'no id is left out' all_ids
cp out ref.raw
t 'a reference in JSON' is good "$bpftool" -j btf dump file ref.ko
t 'the same types' json "[(t['id'],t['kind'],t['name']) for t in d['types']]==
	[(int(l.split()[0][1:-1]),l.split()[1],l.split(\"'\")[1])
	for l in open('ref.raw') if l[0]=='[']"
t 'a reference in C' is good "$bpftool" btf dump file ref.ko format c
compiles()
{
	cp out out.h
	printf '#include "out.h"\n_Static_assert(sizeof(struct holder) == %d, "");\n' "$1" |
		gcc -I. -Werror -Wno-unknown-pragmas -fsyntax-only -x c -
}
t 'which compiles, sizes included' compiles 56
wrong_size() { ! compiles 57; }
t '(if they were wrong, it would not)' wrong_size

# Reconciled
t 'with the base that it was built for' is good "$bpftool" -B same btf dump file ref.ko
first_id()
{
	[ "$(head -n 1 out | tr -d '[]' | cut -d' ' -f1)" -gt \
		"$("$ever" btf dump file "$1" | grep -c '^\[')" ]
}
t "only the module's own types are shown" first_id same
in_c()
{
	is good "$bpftool" -B same btf dump file ref.ko format c &&
		"$ever" -B same btf dump file plain.ko format c >out.ever &&
		cmp out out.ever
}
t 'in C it is what it was without a reference' in_c
for base in same moved; do
	"$ever" btf dump file $base >$base.raw
	device=$(id_of "STRUCT 'device' size=32" $base.raw)
	t "with $base" is good "$bpftool" -B $base btf dump file ref.ko
	t "with $base: struct device has its id there, $device" member
done
ids_differ() { [ "$(id_of "STRUCT 'device' size=32" same.raw)" != "$device" ]; }
t 'the id is another' ids_differ
t 'with moved: JSON' is good "$bpftool" -j -B moved btf dump file ref.ko
t 'with moved: the same id' json "[m['type_id'] for t in d['types'] if t['name']=='holder'
	for m in t['members'] if m['name']=='dev']==[$device]"
t 'with moved: C' is good "$bpftool" -B moved btf dump file ref.ko format c
t 'which compiles' compiles 56
raw_section moved .BTF moved.btf
t 'a raw base' is good "$bpftool" -B moved.btf btf dump file ref.ko
t 'the same id' member
echo 'btf dump file ref.ko' >dump.batch
# (a batch that reads files fails at its end, Debian's too: EBADF)
"$bpftool" -B moved batch file dump.batch >out 2>err
t 'the same id in a batch' member

# Refused
size="struct device: 32 bytes when built, 40 here; held by value in struct holder, member dev"
gone="struct gone: not in this kernel; used by pointer"
cat >expected <<END_OF_TEXT
Error: ref.ko: 2 of 4 base types do not match the base BTF
  $size
  $gone
END_OF_TEXT
t 'a base that it does not match' is bad "$bpftool" -B grown btf dump file ref.ko
t 'every mismatch is told' diff <(sort expected) <(sort err)
t 'nothing else is' test ! -s out
t 'in JSON' is bad "$bpftool" -j -B grown btf dump file ref.ko
t 'one object, with all of them' json "list(d)==['error','mismatches'] and
	sorted(d['mismatches'])==['$size','$gone'] and '2 of 4' in d['error']"
t 'nothing on stderr' test ! -s err
t 'in a batch, in JSON' is bad "$bpftool" -j -B grown batch file dump.batch
t 'it is valid too' json "len(d[0]['output']['mismatches'])==2"

stripped='.BTF is relative to .BTF.base_ref, which is not there; was it stripped?'
objcopy -R .BTF.base_ref ref.ko stripped.ko
for base in '' '-B same'; do
	# shellcheck disable=SC2086
	t "stripped${base:+, with a base}" is bad "$bpftool" $base btf dump file stripped.ko
	t 'it is told' grep -qF "Error: stripped.ko: $stripped" err
done
cp ref.ko cut.ko
raw_section ref.ko .BTF.base_ref bytes
truncate -s 30 bytes
objcopy --update-section .BTF.base_ref=bytes cut.ko
t 'a reference that is cut off' is bad "$bpftool" btf dump file cut.ko
t 'it is told' grep -qF 'Error: failed to load .BTF.base_ref from cut.ko: Invalid argument' err
t 'with a base' is bad "$bpftool" -B same btf dump file cut.ko
t 'it is told by rule' grep -q '^Error: cut.ko: malformed .BTF.base_ref: ' err
t 'in JSON' is bad "$bpftool" -j -B same btf dump file cut.ko
t 'it is told there' json "d['error'].startswith('cut.ko: malformed .BTF.base_ref: ')"
# the first type, which is an INT, says that it is of no kind there is
cp ref.ko kind.ko
poke kind.ko .BTF.base_ref 31 '\x1f'
t 'a kind that there is not' is bad "$bpftool" -B same btf dump file kind.ko
t 'it is told with the type' \
	grep -qF 'kind.ko: .BTF.base_ref: kind 31 of type 1 is unknown here' err
cp ref.ko swapped.ko
poke swapped.ko .BTF 0 '\xeb\x9e'
t 'other byte order' is bad "$bpftool" -B same btf dump file swapped.ko
t 'it is told' grep -qF "swapped.ko: .BTF is not in this machine's byte order" err
# a pointer of the base leads out of it
cp same loose
pointer=$(sed -n "s/^\[\([0-9]*\)\] PTR.*/\1/p" same.raw | head -n 1)
at=$(python3 - loose "$pointer" <<'END_OF_PYTHON'
import struct, subprocess, sys
subprocess.run(["objcopy", "-O", "binary", "--only-section=.BTF",
                "--set-section-flags", ".BTF=alloc", sys.argv[1], "bytes"], check=True)
b = open("bytes", "rb").read()
hdr_len, types = struct.unpack_from("<II", b, 4)
at = hdr_len + types
for _ in range(int(sys.argv[2]) - 1):
    info, = struct.unpack_from("<I", b, at + 4)
    vlen, kind = info & 0xffff, info >> 24 & 31
    at += 12 + {1: 4, 3: 12, 14: 4, 17: 4}.get(kind, 0) + \
          vlen * {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}.get(kind, 0)
print(at + 8)
END_OF_PYTHON
)
poke loose .BTF "$at" '\xff\xff\xff\x7f'
t 'a base with an id out of range' is bad "$bpftool" -B loose btf dump file ref.ko
# the library of Linux 6.12 sees it first
t 'it is told' grep -qF -e "base BTF: type $pointer: id or name out of range" \
	-e "type [$pointer]: invalid" err

# What pahole 1.28 writes: the same, with the usual magic and without slots, in
# another section.
cp ref.ko distilled.ko
poke distilled.ko .BTF 0 '\x9f'
objcopy --rename-section .BTF.base_ref=.BTF.base -R .BTF.base_ref.ids distilled.ko
t 'a .BTF.base' is good "$bpftool" btf dump file distilled.ko
t 'is shown as a reference is' cmp out ref.raw
t 'a .BTF.base with a base' is good "$bpftool" -B moved btf dump file distilled.ko
t 'the id there' member
t 'a .BTF.base that does not match' is bad "$bpftool" -B grown btf dump file distilled.ko
t 'every mismatch is told there' grep -qF "$size" err
# Several files at once, which newer ones can: each is reconciled before they are
# merged, and of types that are alike one is left.
if grep -q merge_btf_files "$source/btf.c"; then
	merges() { is good "$bpftool" -B "$1" btf dump file "$2" file "$3"; }
	t 'merged with the module without a reference' merges same plain.ko ref.ko
	"$ever" -B same btf dump file plain.ko >out.ever
	t 'nothing is left of it' cmp out out.ever
	t 'a reference and a .BTF.base' merges moved ref.ko distilled.ko
	t 'the id there' member
	t 'nothing is there twice' test "$(grep -c "$holder" out)" -eq 1
	t 'one that does not match' is bad "$bpftool" -B grown btf dump file ref.ko file plain.ko
	t 'every mismatch is told' diff <(sort expected) <(sort err)
fi
# an id that only .BTF_ids has is looked up too
cat >ids.c <<'END_OF_C'
#include "module.c"
asm(".pushsection .BTF_ids,\"a\"\n"
    ".local __BTF_ID__struct__gone__1\n.type __BTF_ID__struct__gone__1, STT_OBJECT\n"
    ".size __BTF_ID__struct__gone__1, 4\n__BTF_ID__struct__gone__1: .zero 4\n.popsection\n");
END_OF_C
sed -i 's/struct gone \*g; //; s/ + !p->g//' module.c
with_ids()
{
	gcc -g -O1 -c -o ids.ko ids.c && pahole -J --btf_base same ids.ko &&
		"$tool" emit -b same ids.ko &&
		is good "$bpftool" btf dump file ids.ko || return 1
	# as resolve_btfids does it before emit; a header and a slot come first
	poke ids.ko .BTF.base_ref.ids 20 "\\x$(printf %x "$(id_of "STRUCT 'gone'")")\\0\\0\\0"
	is bad "$bpftool" -B grown btf dump file ids.ko
}
t 'a type that only .BTF_ids names' with_ids
t 'it is told' grep -q 'struct gone: not in this kernel; named in .BTF_ids' err

# Completion, with as much of bash-completion as it takes
# shellcheck disable=SC2034
_init_completion()
{
	words=("${COMP_WORDS[@]}") cword=$COMP_CWORD
	cur=${words[cword]} prev=${words[cword - 1]}
}
_filedir() { COMPREPLY=(files); }
# completes EXPECTED WORDS...
completes()
{
	local expected=$1

	shift
	COMP_WORDS=(bpftool "$@") COMP_CWORD=$# COMPREPLY=()
	_bpftool
	[ "${COMPREPLY[*]}" = "$expected" ] || { echo "${COMPREPLY[*]}"; false; }
}
complete() { :; }
# shellcheck disable=SC1091
. "$source/bash-completion/bpftool"
t 'completion: as ever' completes format btf dump file ref.ko fo
t 'completion: of the base' completes files -B ''
t 'completion: behind a base' completes format -B same btf dump file ref.ko fo
t 'completion: of a command behind a base' completes dump --base-btf same btf du
t 'completion: of a file behind a base' completes files -B same -j btf dump file ''

# bpftool's own: help, man pages and completion have the same words
t 'test_bpftool_synctypes.py' python3 -B \
	"$source/../../testing/selftests/bpf/test_bpftool_synctypes.py"

echo "1..$nr"
