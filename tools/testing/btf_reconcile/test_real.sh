#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_real.sh TOOL BTF_SAME DIR: what the tool does with modules that nobody
# here wrote, of the kernels in DIR. Prints TAP, and figures as comments.

cut_btf=$(realpath "$(dirname "$0")/cut_btf.py")
tool=$(realpath "$1") same=$(realpath "$2")
# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"
cd "$3" || exit 1

is_refused_everywhere() { "$tool" check -b "$1" id >other.log 2>&1; grep -qx "$all refused" other.log; }

all=$(find old/modules -name '*.ko' | wc -l)
summary() { tail -n 1 "$1"; }
btf_bytes() { "$tool" show -j "$1" | sed 's/.*"btf_bytes":\([0-9]*\).*/\1/'; }

t "$all modules of $(cat old/package), as they are, pass with their own kernel" \
	"$tool" check -q -b old/vmlinuz old/modules

# emit KERNEL DIR: in DIR, the modules of KERNEL with their references
emit()
{
	rm -rf "$2"
	cp -r "$1/modules" "$2"
	find "$2" -name '*.ko' -print0 |
		xargs -0 "$tool" emit -v --require-reference -b "$1/vmlinuz" >emit.log 2>&1
}
t 'each gets a reference' emit old ref
echo "# $(awk '/ types in the reference/ { n++; types += $3; copies += $8; bytes += $10 }
	END { printf "%d modules: %.1f types a reference, %.1f copied, %.0f bytes more", n, types / n, copies / n, bytes / n }' emit.log)"
references() { [ "$(grep -c ' types in the reference' emit.log)" -eq "$all" ]; }
t 'really each' references

# What it takes in files to give each the id of its base instead.
bytes() { find "$1" -name '*.ko' -printf '%s\n' | awk '{ n += $1 } END { print n }'; }
with_ref=$(bytes ref)
rm -rf id
cp -r old/modules id
emit_ids() { find id -name '*.ko' -print0 | xargs -0 "$tool" emit --id-only -b old/vmlinuz; }
t 'each gets an id' emit_ids
has_ids() { "$tool" check -j -b old/vmlinuz id >id.json && python3 -c "
import json, sys
s = json.load(open('id.json'))['summary']
sys.exit(s['native'] != $all or s['native_without_id'])"; }
t 'by which all are native to their kernel' has_ids
t 'and none to another' is_refused_everywhere new/vmlinuz
plain=$(bytes old/modules) with_id=$(bytes id)
echo "# ids: $((with_id - plain)) bytes more in $all files; references: $((with_ref - with_id)) more than that"
cheap() { [ $((with_id - plain)) -gt 0 ] && [ $(((with_id - plain) * 100)) -lt $(((with_ref - with_id) * 6)) ]; }
t 'ids take less than 6 % of what references take' cheap
rm -rf id

"$tool" check -b old/vmlinuz ref >own.log 2>&1
t "all reconcile with the kernel they were built for: $(summary own.log)" \
	grep -qx "$all reconciles" own.log
SECONDS=0
"$tool" check -b new/vmlinuz ref >next.log 2>&1
echo "# against $(cat new/package): $(summary next.log), in $SECONDS s"
named() { ! grep -A1 '^refused' next.log | grep -vE '^(refused|--|  .*(when built|not in this kernel|here))' | grep .; }
t 'whatever is refused has a reason' named

# Reconciled with the kernel they were built for they are what they were (I4),
# by libbpf's account. KERNEL: its modules that the file
# sample lists.
round_trip()
{
	local path bad=0

	while read -r path; do
		if ! "$tool" apply -b "$1.btf" -o back.ko "$path" ||
		   ! "$same" "$1.btf" "$1/modules/$(basename "$path")" \
			back.ko >why.same; then
			echo "$path"
			head -n 3 why.same
			bad=1
		fi
	done <sample
	return $bad
}
find ref -name '*.ko' | sort | awk 'NR % 40 == 1' >sample
t "the kernel's BTF, read by other means" "$cut_btf" old/vmlinuz old.btf
t "applied to their own kernel, $(wc -l <sample) of them are what they were" round_trip old

# Debian 13's kernel, and a sample of its modules.
package=$(cat 6.12/package)
all=$(find 6.12/modules -name '*.ko' | wc -l)
t "each of $all modules of $package gets a reference" emit 6.12 ref-6.12
"$tool" check -b 6.12/vmlinuz ref-6.12 >own.log 2>&1
t "all of these reconcile with their own kernel: $(summary own.log)" \
	grep -qx "$all reconciles" own.log
find ref-6.12 -name '*.ko' >sample
t "its BTF, read by other means" "$cut_btf" 6.12/vmlinuz 6.12.btf
t 'applied to their own kernel, all of these are what they were' round_trip 6.12
echo "1..$nr"
