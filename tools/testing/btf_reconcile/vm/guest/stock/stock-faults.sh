# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of the suite of stock kernels: each allocation of btf_reconcile.ko fails in turn,
# by btf_rec_fail.ko: when it is loaded itself, and when it reconciles its first module.

FAIL=/sys/module/btf_rec_fail/parameters
fail_next() { klog; echo 0 >$FAIL/seen; echo "$nth" >$FAIL/nth; }
failed() { [ "$(cat $FAIL/seen)" -ge "$nth" ]; }

# insert MODULE.ko: $rc is 0 if it is loaded. Only for want of memory it may not be.
insert()
{
	rc=0
	load "$1" 2>/tmp/insmod || rc=1
	klog
	[ $rc -eq 0 ] || { failed && grep -q '(error 12)' /tmp/insmod; }
}

# fails_in_turn LEAST COMMAND...: with no btf_reconcile.ko there, until the command has
# no allocation left; when btf_reconcile.ko has gone all has been freed
fails_in_turn()
{
	local least=$1

	shift
	nth=0
	while [ $((nth += 1)) -lt 30 ]; do
		"$@" || { echo "allocation $nth"; cat /tmp/insmod /tmp/log; return 1; }
		! grep -q '^btf_reconcile ' /proc/modules || rmmod btf_reconcile
		[ "$(cat $FAIL/live)" -eq 0 ] ||
			{ echo "allocation $nth: $(cat $FAIL/live) not freed"; return 1; }
		failed || break
	done
	echo "$((nth - 1))" >>/tmp/turns
	[ $nth -gt "$least" ] && [ $nth -lt 30 ]
}

ko_fails()
{
	fail_next
	insert "$KO" || return 1
	! failed || [ $rc -eq 1 ]
}

# By POLICY it is refused, or loaded without BTF, and its lists are all zero then.
module_fails()
{
	echo 0 >$FAIL/nth
	load "$KO" || return 1
	echo "$1" >"$POLICY"
	fail_next
	# shellcheck disable=SC2154 # stock.sh says which
	insert "/m/$with/btf_rec_demo.ko" || return 1
	if [ $rc -eq 1 ]; then
		[ ! -e "$SPLIT" ] || return 1
		# of its own the first one is too small to say more of it
		[ "$nth" -eq 1 ] || logged 'btf_rec_demo: BTF refused: no memory$'
		return
	fi
	if failed; then
		[ "$1" -eq 1 ] && [ ! -e "$SPLIT" ] && ids_zero || return 1
	else
		cmp /sys/kernel/debug/btf_rec_demo/ids "/tmp/$with/btf_rec_demo.ids" || return 1
	fi
	rmmod btf_rec_demo
}

say "each allocation of btf_reconcile.ko fails in turn:"
# struct loading, the copy of .BTF, the index, tables; where vmlinux's BTF is not sorted
# a table of types and one of functions as well, of two allocations each.
least=8
! sorts || least=4
rmmod btf_reconcile
check 'faults: btf_rec_fail.ko loads' load /m/b-0/btf_rec_fail.ko
check 'faults: btf_reconcile.ko does not load, and leaves nothing' fails_in_turn 3 ko_fails
check 'faults: a module is refused, and nothing is left of it' fails_in_turn $least module_fails 0
check 'faults: with allow_btf_mismatch=1 it loads without BTF' fails_in_turn $least module_fails 1
say "  one at a time: $(xargs </tmp/turns)"
rmmod btf_rec_fail
check 'faults: btf_reconcile.ko loads after all that' load "$KO"
log_all
demo_works "$with" 'after all failures'
