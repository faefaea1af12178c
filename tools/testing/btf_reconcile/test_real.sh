#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# test_real.sh TOOL BTF_SAME DIR: what the tool does with modules that nobody
# here wrote, of two kernels in DIR. Prints TAP, and figures as comments.

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

rm -rf ref
cp -r old/modules ref
emit() { find ref -name '*.ko' -print0 | xargs -0 "$tool" emit -v -b old/vmlinuz >emit.log 2>&1; }
t 'each gets a reference' emit
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
# by libbpf's account: a sample, since that takes a while.
find ref -name '*.ko' | sort | awk 'NR % 40 == 1' >sample
round_trip()
{
	local path bad=0

	while read -r path; do
		"$tool" apply -b old.btf -o back.ko "$path" &&
			"$same" old.btf "old/modules/$(basename "$path")" \
				back.ko >why.same || {
			echo "$path"
			head -n 3 why.same
			bad=1
		}
	done <sample
	return $bad
}
vmlinux_btf()
{
	python3 - old/vmlinuz <<'END'
import lzma, struct, sys, zlib
image = open(sys.argv[1], "rb").read()
at = image.find(b"\xfd7zXZ\0")
elf = (lzma.LZMADecompressor().decompress(image[at:]) if at >= 0 else
       zlib.decompressobj(31).decompress(image[image.find(b"\x1f\x8b\x08"):]))
shoff, = struct.unpack_from("<Q", elf, 0x28)
size, count, names = struct.unpack_from("<HHH", elf, 0x3a)
head = lambda i: struct.unpack_from("<IIQQQQ", elf, shoff + i * size)
strs = head(names)[4]
for i in range(count):
    h = head(i)
    if elf[strs + h[0]:elf.index(0, strs + h[0])] == b".BTF":
        open("old.btf", "wb").write(elf[h[4]:h[4] + h[5]])
END
}
t "the kernel's BTF, read by other means" vmlinux_btf
t "applied to their own kernel, $(wc -l <sample) of them are what they were" round_trip
echo "1..$nr"
