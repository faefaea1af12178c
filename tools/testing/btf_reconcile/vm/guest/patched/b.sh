# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B, which reconciles: modules that were built for A, and for B.
#
# /m/<kernel>-<0|1>/<module>.ko: built for that kernel, without and with a
# reference. /bad: see malformed.sh.

echo 'file btf_reconcile_module.c +p' >/sys/kernel/debug/dynamic_debug/control
begin
# The tool's verdict, and what other_builds.sh expects, are those of btf_reconcile().
! relocates || echo reconcile >/sys/module/module/parameters/btf_distilled

TRACING=/sys/kernel/debug/tracing

probe_args()
{
	local rc

	echo 'p:btf_rec/add btf_rec_demo_add a b' >$TRACING/kprobe_events ||
		{ cat $TRACING/error_log; return 1; }
	grep 'btf_rec_demo_add a=.* b=' $TRACING/kprobe_events
	rc=$?
	echo >$TRACING/kprobe_events
	return $rc
}

trace_ids()
{
	sed -n 's/^\(raw\|tp\)_btf_id: //p' \
		$TRACING/events/btf_rec_trace/btf_rec_trace_loaded/btf_ids |
		btf_name "$BASE" /sys/kernel/btf/btf_rec_trace >/tmp/have || return 1
	printf '%s\n' 'proto __data task at' \
		'struct trace_event_raw_btf_rec_trace_loaded' | diff - /tmp/have
}

# without_reference MODULE: as people have it today
without_reference()
{
	say "$1, built for A as ever, into B:"
	check "$1 without a reference: refused, and the log says why" \
		other_id "/m/a-0/$1.ko" "$A" "$B"
	say "  insmod: $(cat /tmp/insmod)"
}

# with_reference MODULE DIR WHAT: leaves it loaded
with_reference()
{
	local what="$1 $3"

	say "$what, into B:"
	if ! try "/m/$2/$1.ko"; then
		not_ok "$what: loads" "$(cat /tmp/insmod /tmp/log)"
		return 1
	fi
	ok "$what: loads"
	check "$what: the log counts what was done" \
		logged "$1: [0-9]+ base types matched, [0-9]+ ids and"
	if same "$1" "/m/b-0/$1.ko"; then
		say "  its BTF against a native build's: $(cat /tmp/same)"
		ok "$what: its BTF is what a native build has"
	else
		not_ok "$what: its BTF is what a native build has" \
			"$(cat /tmp/same)"
	fi
	! sorts || check "$what: its types are sorted, as a native build's are" \
		grep ', sorted: the same' /tmp/same
}

without_reference btf_rec_demo
with_reference btf_rec_demo a-1 'built for A with a reference' && {
	check 'btf_rec_demo: the ids in its lists and sets are right' ids_right
	if run_demo >/tmp/demo 2>&1; then
		say "  a BPF program calls it: $(cat /tmp/demo)"
		ok "btf_rec_demo: a BPF program $DEMO_DOES"
	else
		not_ok "btf_rec_demo: a BPF program $DEMO_DOES" \
			"$(cat /tmp/demo)"
	fi
	[ "$DEMO" = kfuncs ] ||
		check 'btf_rec_demo: this kernel lets no program call kfuncs, and says so' \
			calls_no_kfuncs
	# A probe's arguments by name: the kernel looks up the function in the BTF
	# of modules.
	! grep -q '<argname>' $TRACING/README ||
		check 'btf_rec_demo: the kernel finds its function by name' probe_args
	unload btf_rec_demo
}
with_reference btf_rec_demo b-1 'built for B with a reference' && {
	check 'btf_rec_demo of B: the ids are right' ids_right
	unload btf_rec_demo
}
with_reference btf_rec_demo stripped 'built for A with a reference, after strip -x' && {
	check 'btf_rec_demo after strip -x: the ids are right' ids_right
	unload btf_rec_demo
}

# The kernel's own use of a list of ids in a module, from Linux 7.2 on.
with_reference btf_rec_trace a-1 'built for A with a reference' && {
	! grep -q ' event_btf_ids_read$' /proc/kallsyms ||
		check 'btf_rec_trace: the ids of its trace event are right' trace_ids
	unload btf_rec_trace
}

without_reference v4l2loopback
with_reference v4l2loopback a-1 'built for A with a reference' && unload v4l2loopback

say "btf_rec_grown holds a struct that is larger in A:"
without_reference btf_rec_grown
say "btf_rec_grown, built for A with a reference, into B:"
check 'btf_rec_grown is refused' refused /m/a-1/btf_rec_grown.ko 22
check 'btf_rec_grown: the reason is named, then and now' logged \
	'btf_rec_grown: struct raw_iter_state: [0-9]+ bytes when built, [0-9]+ here; held by value in struct btf_rec_grown_iter, member state'
check 'btf_rec_grown: and counted' logged \
	'btf_rec_grown: BTF refused: 1 of [0-9]+ base types do not match this kernel; rebuild'
check 'btf_rec_grown built for B is taken' try /m/b-1/btf_rec_grown.ko
unload btf_rec_grown

# shellcheck source=vendor.sh
. /vendor.sh

say "btf_rec_demo built for A, made native to B by btf_reconcile apply:"
check 'applied to B: it loads' try /m/b-applied/btf_rec_demo.ko
check 'applied to B: its BTF is what a native build has' \
	same btf_rec_demo /m/b-0/btf_rec_demo.ko
check 'applied to B: the ids are right' ids_right
unload btf_rec_demo

# shellcheck source=merged.sh
. /merged.sh

say "what the reconciliation cost:"
sed -n 's/.*btf_reconcile: \(.* us\)$/SAY   \1/p' /tmp/all.log

# shellcheck source=malformed.sh
. /malformed.sh

say "a module whose .BTF was stripped, its reference not:"
check 'without .BTF it loads, without BTF' try /m/nobtf/btf_rec_demo.ko
check 'without .BTF: the log says so' logged 'btf_rec_demo: BTF refused: it has a reference or an ID, but no .BTF.*; loading it without BTF$'
check 'without .BTF: .BTF_ids is all zero' ids_zero
unload btf_rec_demo

# shellcheck source=other_builds.sh
. /other_builds.sh

say "btf_reconcile.ko, for kernels that do not reconcile:"
check 'btf_reconcile.ko: it loads' try /m/ko/btf_reconcile.ko
check 'btf_reconcile.ko: and says that there is nothing to do' \
	logged 'btf_reconcile: this kernel reconciles the BTF of modules itself; nothing to do$'
with_reference btf_rec_demo a-1 'after all that, as before'
check 'after all that: the ids are right' ids_right
unload btf_reconcile

check_verdicts
