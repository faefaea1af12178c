#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_foreign.sh TOOL WORK: modules and bases of other machines, which compilers
# for them and pahole make here. Prints TAP.

tool=$(realpath "$1") swap=$(realpath "$(dirname "$0")/swap_byte_order.py")
rm -rf "$2"
mkdir -p "$2"
# shellcheck source=../tap.sh
. "$(dirname "$0")/../tap.sh"
cd "$2" || exit 1

# Nothing in them has another size or sign where a long is as long.
cat >base.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[EXTRA]; void *data[3]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct device first; enum state s; u32 n;
int register_device(struct device *d) { return d->id[0] + s + n; }
END
cat >module.c <<'END'
struct list_head { struct list_head *next, *prev; };
struct device { struct list_head list; long id[2]; void *data[3]; };
enum state { OFF, ON };
typedef unsigned int u32;
struct own { void *pointers[2]; struct device *last; } o;
struct holder { struct device dev; struct list_head *where; enum state s; u32 n; } h;
int use(struct holder *h, u32 n) { return h->dev.id[0] + h->s + n; }
asm(".pushsection .BTF_ids,\"a\"\n"
    ".macro id name size\n"
    ".local \\name\n.type \\name, %object\n.size \\name, \\size\n\\name:\n"
    ".endm\n"
    "id __BTF_ID__set8__set 16\n.long 1, 5\n"
    "id __BTF_ID__struct__device__1 4\n.long " DEVICE ", 6\n"
    "id __BTF_ID__struct__list_head__2 4\n.long " LIST_HEAD "\n"
    ".popsection\n");
END
id_of() { bpftool btf dump file "$1/same" | sed -n "s/^\[\([0-9]*\)\] STRUCT '$2' .*/\1/p"; }
make_base() { $cc -g -O1 -DEXTRA="$2" -c -o "$1" "$3" && pahole -J "$1"; }
# machine NAME COMPILER: in directory NAME, three kernels and a module.
machine()
{
	local cc=$2

	mkdir -p "$1"
	make_base "$1/same" 2 base.c &&
		sed '1i struct earlier { short c[7]; } e; float f;' base.c >earlier.c &&
		make_base "$1/moved" 2 earlier.c && make_base "$1/grown" 3 base.c &&
		$cc -g -O1 -DDEVICE="\"$(id_of "$1" device)\"" \
			-DLIST_HEAD="\"$(id_of "$1" list_head)\"" \
			-c -o "$1/plain.ko" module.c &&
		pahole -J --btf_base "$1/same" "$1/plain.ko"
}
# The bytes of a section, in hexadecimal.
section() { readelf -x "$2" "$1" | sed -n 's/^  0x[0-9a-f]* \(.\{35\}\).*/\1/p' | tr -d ' \n'; }
{
	machine x86-64 gcc && machine i386 'gcc -m32' &&
		machine s390x s390x-linux-gnu-gcc
} >make.log 2>&1 || { cat make.log; exit 1; }

says() { grep -qF -- "$1" "$2" || { cat "$2"; return 1; }; }
# Whatever is not about BTF.
rest_is_same()
{
	local name nr=0

	while read -r name; do
		[ "$(section plain.ko "$name")" = "$(section "$1" "$name")" ] || {
			echo "$name is another"
			return 1
		}
		nr=$((nr + 1))
	done < <(readelf -SW plain.ko | sed -n 's/^ *\[ *[0-9]*\] \([^ ]*\) .*/\1/p' |
		grep -vE '^(NULL|\.BTF.*|\.shstrtab)$')
	[ $nr -gt 10 ]
}
symbols_of() { readelf -srW "$1" | sed 's/ at offset 0x[0-9a-f]* / /'; }
symbols_are_same() { diff <(symbols_of plain.ko) <(symbols_of "$1"); }
refused()
{
	"$tool" check -b grown ref.ko >out 2>&1
	[ $? -eq 1 ] && says "$1" out
}
applied()
{
	"$tool" apply -b moved -o native.ko ref.ko &&
		"$tool" check -b moved native.ko >out && says '1 native' out
}
ids_are_there() { section "$1" .BTF_ids | grep -q '[1-9a-f].*[1-9a-f].*[1-9a-f].*[1-9a-f]'; }
# Type and length of the id, then the hash that the base has by its own account.
own_id() { section "$1" .BTF.base_id; }
hash_of() { "$tool" show -b "$1" | sed -n 's/^base_id: *//p'; }
raw_as_it_was()
{
	"$tool" show -b same -o same.btf &&
		[ "$(od -An -v -tx1 same.btf | tr -d ' \n')" = "$(section same .BTF)" ]
}

for machine in x86-64 i386 s390x; do
	cd $machine || exit 1
	cp plain.ko ref.ko
	t "$machine: emit" "$tool" emit --require-reference -b same ref.ko
	t "$machine: the rest of the module is as it was" rest_is_same ref.ko
	t "$machine: so are its symbols and relocations" symbols_are_same ref.ko
	t "$machine: reconciles with its own kernel" "$tool" check -q -b same ref.ko
	t "$machine: and with another" "$tool" check -q -b moved ref.ko
	case $machine in
	i386) size='28 bytes when built, 32 here' ;;
	*) size='56 bytes when built, 64 here' ;;
	esac
	t "$machine: refused where a struct grew" refused "struct device: $size"
	t "$machine: apply" applied
	t "$machine: apply gives .BTF_ids its IDs" ids_are_there native.ko
	t "$machine: native to its own kernel" "$tool" check -q -b same plain.ko
	"$tool" show ref.ko >list
	t "$machine: show" says 'held by value in struct holder, member dev' list
	cp plain.ko id.ko
	t "$machine: emit --id-only --skip-missing" \
		"$tool" emit --skip-missing --id-only -b same id.ko
	t "$machine: gives an id" test -n "$(own_id id.ko)"
	t "$machine: show -o writes the BTF that the kernel has" raw_as_it_was
	t "$machine: which is a base" "$tool" check -q -b same.btf id.ko
	cd ..
done

# What is written for one machine is what is written for the other, in its order.
same_in_other_order()
{
	section "x86-64/$1" "$2" >little
	section "s390x/$1" "$2" >big
	[ -s little ] && "$swap" "$2" little >swapped && cmp swapped big
}
for section in .BTF .BTF.base_ref .BTF.base_ref.ids .BTF_ids; do
	t "big-endian: $section is that of little-endian, byte for byte" \
		same_in_other_order ref.ko $section
done
for section in .BTF .BTF_ids; do
	t "big-endian: $section, applied, likewise" same_in_other_order native.ko $section
done
# BTF as Linux 7.1 has it, with a layout section: two bytes and a half word each.
with_layout()
{
	"$2objcopy" -O binary --only-section=.BTF --set-section-flags .BTF=alloc \
		"$1/plain.ko" btf &&
		"$swap" --layout "$3" btf >btf.layout &&
		"$2objcopy" --update-section .BTF=btf.layout "$1/plain.ko" "$1/layout.ko" &&
		"$tool" emit --require-reference -b "$1/same" "$1/layout.ko" &&
		[ "$(section "$1/layout.ko" .BTF | cut -c9-16)" = "$4" ]
}
t 'little-endian: a module with a layout section' with_layout x86-64 '' '<' 20000000
t 'big-endian: a module with a layout section' with_layout s390x s390x-linux-gnu- '>' 00000020
t 'big-endian: .BTF with it is that of little-endian' same_in_other_order layout.ko .BTF
# XXH64, of the bytes as they are there.
id_is_of_its_bytes()
{
	local hash

	hash=$(xxhsum -H1 s390x/same.btf | cut -d' ' -f1)
	[ "$(own_id s390x/id.ko)" = "0000000100000008$hash" ] &&
		[ "$(hash_of s390x/same)" = "$hash" ]
}
t 'big-endian: the id is the hash of the bytes that the kernel has' id_is_of_its_bytes

# Another machine's base: refused, and nothing is written.
wrong_machine()
{
	local command

	for command in "emit --skip-missing -b $2/same" "check -b $2/same" \
		"apply -o none.ko -b $2/same"; do
		cp "$1/$4" wrong.ko
		# shellcheck disable=SC2086
		"$tool" $command wrong.ko >out 2>&1
		[ $? -eq 2 ] && says "is for another machine ($3)" out &&
			cmp wrong.ko "$1/$4" && [ ! -e none.ko ] || return 1
	done
}
x86='x86, 64 bits, little-endian' i386='x86, 32 bits, little-endian'
s390='s390, 64 bits, big-endian'
for ko in plain.ko ref.ko; do
	t "$ko of s390x, base of x86-64" wrong_machine s390x x86-64 "$s390) than the base ($x86" $ko
	t "$ko of x86-64, base of s390x" wrong_machine x86-64 s390x "$x86) than the base ($s390" $ko
	t "$ko of 32 bits, base of 64" wrong_machine i386 x86-64 "$i386) than the base ($x86" $ko
	t "$ko of 64 bits, base of 32" wrong_machine x86-64 i386 "$x86) than the base ($i386" $ko
done
# Raw BTF does not name its machine, but says how long a long is.
raw_of_32_bits()
{
	"$tool" check -b i386/same.btf x86-64/plain.ko >out 2>&1
	[ $? -eq 2 ] && says 'than the base (32 bits, little-endian); name the vmlinux' out
}
t 'raw BTF of 32 bits, module of 64' raw_of_32_bits

# Each word of each section in turn says the most that it can. A damaged id is none.
damaged()
{
	local command ko status

	"$swap" --damage "$1" s390x/ref.ko damaged || return 1
	for ko in damaged/"$1".[0-9]*.ko; do
		for command in check emit; do
			"$tool" $command -b s390x/same "$ko" >out 2>&1
			status=$?
			[ $status -le 2 ] && continue
			echo "$ko: $command: status $status"
			cat out
			return 1
		done
	done
	[ -e "damaged/$1.0.ko" ]
}
mkdir damaged
for section in .BTF .BTF.base_ref .BTF.base_ref.ids .BTF.base_id .BTF_ids; do
	t "big-endian: $section damaged in each of its words" damaged $section
done
for section in .BTF .BTF.base_ref .BTF.base_ref.ids; do
	for at in 0 4; do
		ko=damaged/$section.$at.ko
		refused_as_damaged()
		{
			"$tool" check -b s390x/same "$ko" >out 2>&1
			[ $? -eq 1 ] && says "malformed $section: " out
		}
		t "big-endian: $section damaged at $at is named" refused_as_damaged
	done
done
echo "1..$nr"
