# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B, with no module but those of another build: none is taken by luck,
# each is told why, and the machine is as usable as before.
#
# /m/<kernel>-tree: modules of the kernel's own tree. /m/<kernel>-0: others. /badid
# holds what bad_ids.sh made of one, /bad what make_malformed made.
# /m/<kernel>-noid: before there were ids.

begin
# shellcheck source=decisions.sh
. /decisions.sh
! relocates || echo relocate >/sys/module/module/parameters/btf_distilled

is_equal() { [ -n "$1" ] && [ "$1" = "$2" ] && return; echo "'$1', not '$2'"; return 1; }
is_not() { [ -n "$1" ] && [ "$1" != "$2" ] && return; echo "'$1'"; return 1; }

check 'the id of /sys/kernel/btf/vmlinux is what the build of B gave to its modules' \
	is_equal "$B" "$(id_of "$(find /m/b-tree -name '*.ko' | head -n 1)")"
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

decide_all

# All messages share one limit, in modules: a hundred in ten seconds.

now() { cut -d. -f1 /proc/uptime; }

# limited NR START: of NR messages since then the log has what the limit leaves: all,
# where an emulated machine is so slow that it does not come near it
limited()
{
	local took=$(($(now) - $2)) least=1 most lines

	klog
	# shellcheck disable=SC2017 # whole intervals
	most=$(((took + 1) / 10 * 100 + 100))
	[ "$1" -gt $((took * 8)) ] || least=$1
	lines=$(grep -c 'btf_rec_demo: BTF refused: ' /tmp/log)
	[ "$lines" -ge "$least" ] && [ "$lines" -le "$most" ] && return
	echo "$lines in $took s, not $least to $most"
	return 1
}

say "a hundred and fifty modules that are refused, at once:"
no_flood()
{
	local start

	start=$(now)
	# by one program, or a busy host takes longer than the limit's ten seconds
	load /bad/no-reference/btf_rec_demo.ko 150 2>/tmp/insmod && return 1
	limited 150 "$start"
}
sleep 11	# the limit is a hundred in ten seconds
check 'no more than a hundred of them in ten seconds are in the log' no_flood
sleep 11

say "btf_rec_demo of B, with an id that is not right:"
check 'one bit of the id is another' \
	other_id /badid/bit/btf_rec_demo.ko "$(id_of /badid/bit/btf_rec_demo.ko)" "$B"
# without_id MODULE.ko: it has BTF and its ids, and the log has no word of it
NO_ID='it has neither an ID nor a reference'
without_id()
{
	local name

	name=$(basename "$1" .ko)
	try "$1" || return 1
	[ -s "/sys/kernel/btf/$name" ] || { echo 'no BTF'; return 1; }
	[ "$name" != btf_rec_demo ] || ids_right || return 1
	! logged 'btf_reconcile: ' >/dev/null || { echo 'said again'; return 1; }
}
for way in type length short long empty nobits compressed; do
	check "an id that this kernel cannot read ($way) is none" \
		without_id /badid/$way/btf_rec_demo.ko
	unload btf_rec_demo
done

say "modules without an id, as they were before:"
said_once() { [ "$(grep -c "$NO_ID" /tmp/all.log)" -eq 1 ]; }
check 'that there are such is said once' said_once
for module in btf_rec_demo btf_rec_grown; do
	check "$module of B without an id: taken" without_id /m/b-noid/$module.ko
	unload $module
done

say "an administrator who needs a module of A now:"
echo 1 >$POLICY
# the tool tells of kernels that refuse, so it is not asked
load_anyway() { load "$1" && klog && show_log; }
check 'it loads without BTF' load_anyway /m/a-0/btf_rec_demo.ko
check 'the log says so' logged "$ONE_LINE.*; loading it without BTF\$"
check 'it has no BTF' test ! -e "$SPLIT"
check 'its .BTF_ids is all zero' ids_zero
unload btf_rec_demo
echo 0 >$POLICY
check 'then it is refused again' other_id /m/a-0/btf_rec_demo.ko "$A" "$B"

check_verdicts

# Last, since what comes after it in ten seconds may not be logged.
say "a system that refuses hundreds of modules:"
refuse_400()
{
	local start

	klog
	start=$(now)
	seq 400 | while read -r _; do load /m/a-0/btf_rec_demo.ko; done 2>/dev/null
	limited 400 "$start"
}
sleep 11
check 'of 400 refusals the log has what the limit leaves' refuse_400
