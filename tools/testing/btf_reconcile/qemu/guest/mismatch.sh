# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B, with no module but those of another build: none is taken by luck,
# each is told why, and the machine is as usable as before.
#
# /m/<kernel>-tree: modules of the kernel's own tree. /m/<kernel>-0: others. /badid
# holds what bad_ids.sh made of one, /bad what make_hostile made.
# /m/<kernel>-noid: before there were ids.

mount -t bpf bpf /sys/fs/bpf 2>/dev/null
klog
A=$(id_of /m/a-tree/crc4.ko)
B=$(cat /sys/kernel/btf_base_id)
POLICY=/sys/module/module/parameters/allow_btf_mismatch

is_equal() { [ -n "$1" ] && [ "$1" = "$2" ] && return; echo "'$1', not '$2'"; return 1; }
is_not() { [ -n "$1" ] && [ "$1" != "$2" ] && return; echo "'$1'"; return 1; }

check 'the id in sysfs is that of /sys/kernel/btf/vmlinux' \
	is_equal "$B" "$(id_of -b "$BASE")"
check 'and what the build of B gave to its modules' \
	is_equal "$B" "$(id_of /m/b-tree/crc4.ko)"
check 'A and B have different ids' is_not "$A" "$B"
vmlinux_only() { is_equal "$(ls /sys/kernel/btf)" vmlinux; }
check '/sys/kernel/btf has nothing new in it' vmlinux_only
check 'modules of other builds are not loaded' is_equal "$(cat $POLICY)" N

say "every module built for A, of its tree and others, into B:"
for module in /m/a-tree/*.ko /m/a-0/*.ko; do
	check "$module is refused, and one line says why" \
		other_id "$module" "$A" "$B"
done
check 'none of them is left' vmlinux_only

say "then, in the same machine, those that belong to B:"
for module in /m/b-tree/*.ko; do
	name=$(basename "$module" .ko)
	check "$module is taken" try "$module"
	check "$module: its BTF is there" \
		test -s "/sys/kernel/btf/$name"
	unload "$name"
done
native_works()
{
	try /m/b-0/btf_rec_demo.ko || return 1
	ids_right || return 1
	run_demo
}
check 'btf_rec_demo of B, without a reference: ids and kfuncs are right' native_works
unload btf_rec_demo

say "btf_rec_demo of B, with an id that is not right:"
check 'one bit of the id is another' \
	other_id /badid/bit/btf_rec_demo.ko "$(id_of /badid/bit/btf_rec_demo.ko)" "$B"
damaged_id()
{
	refused "$1" 22 || return 1
	logged 'btf_rec_demo: BTF refused: .BTF.base_id is not 8 bytes of plain data, it is damaged: rebuild btf_rec_demo$' ||
		return 1
	one_line
}
for way in short long empty nobits compressed; do
	check "$way id: refused, and one line says why" \
		damaged_id /badid/$way/btf_rec_demo.ko
done

say "modules without an id, as they were before:"
NO_ID='its BTF has neither an id nor a reference'
no_header()
{
	refused /bad/rule-btf-magic/btf_rec_demo.ko 22 || return 1
	logged 'BTF refused: .BTF has no BTF header' || return 1
	! logged "$NO_ID" >/dev/null || { echo 'said to have no id'; return 1; }
}
check 'a reference, and .BTF without a header: no word of ids' no_header
check 'btf_rec_demo of A without an id: refused' \
	refused /m/a-noid/btf_rec_demo.ko 22
check 'without an id: the log has the reason that it always had' \
	logged 'failed to validate module \[btf_rec_demo\] BTF: -22'
check 'without an id: and says that there is none' logged "$NO_ID"
without_id()
{
	try "/m/b-noid/$1.ko" || return 1
	[ -s "/sys/kernel/btf/$1" ] || { echo 'no BTF'; return 1; }
	! logged "$NO_ID" >/dev/null || { echo 'said again'; return 1; }
}
for module in btf_rec_demo btf_rec_grown; do
	check "$module of B without an id: taken, which is said only once" \
		without_id $module
	unload $module
done

say "an administrator who needs a module of A now:"
echo 1 >$POLICY
# the tool tells of kernels that refuse, so it is not asked
load_anyway() { load "$1" && klog && show_log; }
check 'it loads without BTF' load_anyway /m/a-0/btf_rec_demo.ko
check 'the log says so' logged "$ONE_LINE .*; loading it without BTF\$"
check 'it has no BTF' test ! -e "$SPLIT"
check 'its .BTF_ids is all zero' ids_zero
unload btf_rec_demo
echo 0 >$POLICY
check 'then it is refused again' other_id /m/a-0/btf_rec_demo.ko "$A" "$B"

check_verdicts
