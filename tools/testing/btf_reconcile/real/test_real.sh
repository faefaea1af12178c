#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_real.sh TOOL BTF_SAME DIR: what the tool does with modules that nobody here
# wrote, of the pairs of kernels in DIR (fetch_modules.sh). Prints TAP, and figures as
# comments. It works in DIR/work.

here=$(realpath "$(dirname "$0")")
tool=$(realpath "$1") same=$(realpath "$2") real=$(realpath "$3")
# shellcheck source=../tap.sh
. "$here/../tap.sh"
rm -rf "$real/work"
mkdir "$real/work" && cd "$real/work" || exit 1

count() { find "$1" -name '*.ko*' | wc -l; }
summary() { tail -n 1 "$1"; }
bytes() { find "$1" -name '*.ko' -printf '%s\n' | awk '{ n += $1 } END { print n }'; }

# All modules of a kernel, as they are in the package.
are_native() { "$tool" check -b "$1/vmlinuz" "$1/modules" >native.log 2>&1; grep -q "^$(count "$1/modules") native " native.log; }

# emit KERNEL NAME EVERY [OPTION]: each EVERYth module of the kernel, as NAME.plain, and
# with its reference, as NAME
emit()
{
	rm -rf "$2" "$2.plain"
	find "$1/modules" -name '*.ko*' | sort | awk "NR % $3 == 0" |
		xargs "$here/../fetch/unsign.py" "$2.plain" &&
	cp -r "$2.plain" "$2" &&
	find "$2" -name '*.ko' -print0 |
		xargs -0 "$tool" emit -v "${@:4}" --require-reference -b "$1/vmlinuz" >emit.log 2>&1
}
all_have_references() { [ "$(grep -c ' types in the reference' emit.log)" -eq "$(count "$1")" ]; }
all_reconcile() { "$tool" check -b "$1/vmlinuz" "$2" >own.log 2>&1; grep -qx "$(count "$2") reconciles" own.log; }

# Against another kernel: whatever does not match must have a reason.
reasons_given()
{
	"$tool" check -b "$1/vmlinuz" "$2" >other.log 2>&1
	[ "$(grep -cE '^(reconciles|refused) ' other.log)" -eq "$(count "$2")" ] &&
	! grep -A1 '^refused' other.log | grep -vE '^(refused|--|  .*(when built|not in this kernel|here))' | grep .
}

# round_trip BASE NAME EVERY [SORTED [-m]]: reconciled with the kernel they were built for
# they are what they were (I4), by libbpf's account, and sorted if that is given. No
# copy of a type with a name is left: their C dump is the same before deduplication.
# -m: the base's types aside, of which there were copies.
round_trip()
{
	local path bad=0 letter=", to the letter"

	[ $# -lt 5 ] || letter=
	for path in $(find "$2" -name '*.ko' | sort | awk "NR % $3 == 0"); do
		"$tool" apply -b "$1" -o back.ko "$path" &&
		"$same" "${@:5}" "$1" "$2.plain/$(basename "$path")" back.ko >why.same &&
		grep -q "${4:+, $4}: the same in both$letter" why.same && continue
		echo "$path"
		head -n 3 why.same
		bad=1
	done
	return $bad
}

# ids KERNEL OTHER: what it takes in files to give each the ID of its base instead
is_native_to() { "$tool" check -j -b "$1/vmlinuz" id >id.json && python3 -c "
import json, sys
s = json.load(open('id.json'))['summary']
sys.exit(s['native'] != $(count id) or s['native_without_id'])"; }
is_refused_everywhere() { "$tool" check -b "$1/vmlinuz" id >other.log 2>&1; grep -qx "$(count id) refused" other.log; }
ids()
{
	local plain with_id with_ref

	cp -r ref.plain id
	emit_ids() { find id -name '*.ko' -print0 | xargs -0 "$tool" emit --id-only -b "$1/vmlinuz"; }
	t 'each gets an id' emit_ids "$1"
	t 'by which all are native to their kernel' is_native_to "$1"
	t 'and none to another' is_refused_everywhere "$2"
	plain=$(bytes ref.plain) with_id=$(bytes id) with_ref=$(bytes ref)
	echo "# ids: $((with_id - plain)) bytes more in $(count id) files; references: $((with_ref - with_id)) more than that"
	cheap() { [ $((with_id - plain)) -gt 0 ] && [ $(((with_id - plain) * 100)) -lt $(((with_ref - with_id) * 6)) ]; }
	t 'ids take less than 6 % of what references take' cheap
	rm -rf id
}

# own KERNEL EVERY SAMPLE [SORTED]: each EVERYth module gets a reference, in ref, and
# each SAMPLEth of these is compared after a round trip.
own()
{
	local release

	release=$(cat "$1/release")
	t "$release: all of $(count "$1/modules") modules, as they are, pass with their own kernel" \
		are_native "$1"
	t "$release: modules get references" emit "$1" ref "$2"
	echo "# $(awk '/ types in the reference/ { n++; types += $3; copies += $8; bytes += $10 }
		END { printf "%d modules: %.1f types a reference, %.1f copied, %.0f bytes more", n, types / n, copies / n, bytes / n }' emit.log)"
	t "$release: really each of $(count ref)" all_have_references ref
	t "$release: all of these reconcile with their own kernel" all_reconcile "$1" ref
	t "$release: its BTF, read by other means" "$here/../fetch/extract_btf.py" "$1/vmlinuz" base
	t "$release: applied to it, they are what they were${4:+, and $4}" \
		round_trip base ref "$3" "${4-}"
}

# against KERNEL: the modules in ref, with another kernel than theirs
against()
{
	local release
	release=$(cat "$1/release")
	SECONDS=0
	t "what $release refuses of these has a reason" reasons_given "$1" ref
	echo "# $(summary other.log), in $SECONDS s"
}

# merge KERNEL OTHER EVERY SAMPLE: each EVERYth module, its copies of the base's types
# merged, of which each SAMPLEth is compared
few_copies() { ! grep 'modules with copies of types' emit.log; }
most_reconcile() { [ "$(grep -c '^reconciles' other.log)" -gt $(($(count merged) * 9 / 10)) ]; }
merge()
{
	local release other

	release=$(cat "$1/release") other=$(cat "$2/release")
	t "$release: modules get references, their copies of the base's types merged" \
		emit "$1" merged "$3" --merge
	echo "# $(awk '/ types were copies / { n++; copies += $3; before += $10; after += $14; bytes += $15 }
		END { printf "%d modules: %.1f named copies, %.1f types before, %.1f after, %.0f bytes less", n, copies / n, before / n, after / n, bytes / n }' emit.log)"
	t "$release, merged: really each of $(count merged)" all_have_references merged
	t "$release, merged: few copies are left" few_copies
	t "$release, merged: all reconcile with their own kernel" all_reconcile "$1" merged
	t "$release, merged: applied to it, they are what they were, and sorted" \
		round_trip base merged "$4" sorted -m
	t "$release, merged: what $other refuses has a reason" reasons_given "$2" merged
	echo "# $(summary other.log)"
	t "$release, merged: most reconcile with $other" most_reconcile
}

own "$real/6.1/old" 1 40
against "$real/6.1/new"
ids "$real/6.1/old" "$real/6.1/new"
own "$real/6.12/old" 40 1
against "$real/6.12/new"
# mostly copies of vmlinux's structs, which take long to compare
own "$real/7/old" 40 4 sorted
against "$real/7/new"
merge "$real/7/old" "$real/7/new" 40 4
own "$real/7/new" 40 1 sorted
against "$real/7/old"
merge "$real/7/new" "$real/7/old" 40 1
echo "1..$nr"
