# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B, which has btf_relocate() too: the same modules by either way, in one
# boot. What btf_relocate() takes today it takes still, but for BTF that would make it
# crash or never end.
#
# /m/a-base: built for A, with the .BTF.base of A. /m/spoilt-*: and with BTF that no
# build makes. /m/a-1: built for A, with a reference. /ids: .BTF_ids of the file.
#
# What is expected of btf_relocate() is what its source does: see
# tools/lib/bpf/btf_relocate.c, and who calls btf_relocate_id() in
# kernel/bpf/btf.c. It is to go on doing that, not to be right.

mount -t bpf bpf /sys/fs/bpf 2>/dev/null
echo 'file btf_reconcile_module.c +p' >/sys/kernel/debug/dynamic_debug/control
WAY=/sys/module/module/parameters/btf_distilled
TRACING=/sys/kernel/debug/tracing
N=200
klog

way_is() { [ "$(cat $WAY)" = "$1" ] || { cat $WAY; return 1; }; }
cannot_be() { ! echo "$1" 2>/dev/null >$WAY; }

# by WAY MODULE.ko: load it. The tool tells of reconciliation, so it is not asked
# of the other.
by()
{
	local rc

	echo "$1" >$WAY
	klog
	load "$2" >/tmp/insmod 2>&1
	rc=$?
	klog
	show_log
	return $rc
}

not_by()
{
	if by "$1" "$2"; then
		rmmod "$(basename "$2" .ko)"
		echo 'it was loaded'
		return 1
	fi
	grep -q '(error 22)' /tmp/insmod || { cat /tmp/insmod; return 1; }
	[ ! -e "/sys/kernel/btf/$(basename "$2" .ko)" ] || echo 'it has BTF'
}

reconciled() { logged 'btf_rec_demo: [0-9]+ base types matched'; }
not_reconciled() { ! logged 'btf_reconcile: ' >/dev/null || { cat /tmp/log; return 1; }; }
native() { same btf_rec_demo /m/b-0/btf_rec_demo.ko || { cat /tmp/same; return 1; }; }
alike() { btf_same "$BASE" "$1" "$2" || return 1; }

# The module's own list, which nobody registers, is as the file has it.
ids_stale()
{
	sed -n 's/^id \([0-9]*\) .*/\1/p' /sys/kernel/debug/btf_rec_demo/ids |
		xargs >/tmp/have
	[ "$(wc -w </tmp/have)" -eq 6 ] || { cat /tmp/have; return 1; }
	od -v -An -tu4 -w4 /ids/a-base | xargs >/tmp/file
	grep -qE "(^| )$(cat /tmp/have)( |\$)" /tmp/file || { cat /tmp/have /tmp/file; return 1; }
	# the first is that of task_struct
	cut -d ' ' -f 1 /tmp/have | btf_name "$BASE" "$SPLIT" >/tmp/named
	! grep -qx 'struct task_struct' /tmp/named
}

check 'module.btf_distilled=relocate is the default' way_is relocate
check 'nothing else can be chosen' cannot_be refer
check 'and what was stays' way_is relocate

say "btf_rec_demo, built for A with .BTF.base, into B, by btf_relocate():"
check 'btf_relocate: it loads' by relocate /m/a-base/btf_rec_demo.ko
check 'btf_relocate: and was not reconciled' not_reconciled
check 'btf_relocate: its BTF is what a native build has' native
say "  its BTF against a native build's: $(cat /tmp/same)"
check "btf_relocate: a BPF program $DEMO_DOES" run_demo
check 'btf_relocate: a list of ids of its own stays as in the file' ids_stale
say "  of what its own list says is struct task_struct: $(cat /tmp/named)"
cat "$SPLIT" >/tmp/relocated
unload btf_rec_demo

say "the same module, reconciled:"
check 'reconciled: it loads' by reconcile /m/a-base/btf_rec_demo.ko
check 'reconciled: and the log says so' reconciled
check 'reconciled: its BTF is what a native build has' native
check 'reconciled: and what btf_relocate() made of it' alike "$SPLIT" /tmp/relocated
check "reconciled: a BPF program $DEMO_DOES" run_demo
check 'reconciled: all ids that .BTF.base has names for are right' ids_distilled
unload btf_rec_demo

say "the same source with .BTF.base_ref, under either choice:"
for way in relocate reconcile; do
	check "reference, $way: it loads" by $way /m/a-1/btf_rec_demo.ko
	check "reference, $way: it was reconciled" reconciled
	check "reference, $way: its BTF is what a native build has" native
	check "reference, $way: and what btf_relocate() made of .BTF.base" \
		alike "$SPLIT" /tmp/relocated
	check "reference, $way: a BPF program $DEMO_DOES" run_demo
	check "reference, $way: all ids are right" ids_right
	unload btf_rec_demo
done

say "btf_rec_grown holds a struct that is larger in A; by btf_relocate():"
check 'btf_relocate: what does not match is refused' \
	not_by relocate /m/a-base/btf_rec_grown.ko
check 'btf_relocate: the log names the type' logged \
	"distilled base BTF type 'raw_iter_state' \[[0-9]+\] is not mapped to base BTF id"
say "reconciled:"
for form in base 1; do
	check "reconciled, a-$form: what does not match is refused" \
		not_by reconcile /m/a-$form/btf_rec_grown.ko
	check "reconciled, a-$form: the log says what was, what is, and where" logged \
		'btf_rec_grown: struct raw_iter_state: [0-9]+ bytes when built, [0-9]+ here; held by value in struct btf_rec_grown_iter, member state'
done

say "btf_rec_demo, whose .BTF.base says that list_head is a union:"
check 'union for struct: btf_relocate() takes it' \
	by relocate /m/spoilt-union/btf_rec_demo.ko
check 'union for struct: and publishes a struct' native
unload btf_rec_demo
check 'union for struct: not reconciled' \
	not_by reconcile /m/spoilt-union/btf_rec_demo.ko
check 'union for struct: the log says why' logged \
	'btf_rec_demo: union list_head: is a struct in this kernel; held by value'

say "btf_rec_demo, with BTF that is trusted by btf_relocate() and must not be:"
# spoilt DIR WHAT WORDS
spoilt()
{
	for way in relocate reconcile; do
		check "$2, $way: is refused" \
			not_by $way "/m/spoilt-$1/btf_rec_demo.ko"
		check "$2, $way: the log says why" logged "btf_rec_demo: BTF refused: $3"
	done
}
spoilt pointer 'a pointer past the last type' 'it is malformed'
spoilt member 'a member past the last type' 'it is malformed'
spoilt array 'an array of itself' 'it is malformed'
spoilt nobits '.BTF.base without contents' 'its reference is not there'
spoilt compressed '.BTF.base, compressed' 'its reference is not there'

say "btf_rec_demo, whose .BTF_ids has a type ID past the last type, by btf_relocate():"
check 'ID out of range: it loads' by relocate /m/spoilt-kfunc/btf_rec_demo.ko
check 'ID out of range: the log names it' logged \
	'module \[btf_rec_demo\]: type ID 21[0-9]* in .BTF_ids is out of range: there are [0-9]+ types'
check 'ID out of range: its kfuncs are refused' logged 'btf_rec_demo: no kfuncs: -22'
check 'ID out of range: its BTF is what a native build has' native
unload btf_rec_demo
check 'ID out of range: not reconciled' not_by reconcile /m/spoilt-kfunc/btf_rec_demo.ko
check 'ID out of range: the log says why' logged 'btf_rec_demo: BTF refused: it is malformed'
check 'and after these a good one loads by btf_relocate()' \
	by relocate /m/a-base/btf_rec_demo.ko
unload btf_rec_demo

# How long: in all, by a clock around finit_module(); and the part of it that has
# to do with BTF, by ftrace: of the three calls for each load and unload the first
# is for the module that comes.
dmesg -n 1
echo 'file btf_reconcile_module.c -p' >/sys/kernel/debug/dynamic_debug/control
echo btf_module_notify >$TRACING/set_ftrace_filter
echo btf_module_notify >$TRACING/set_graph_function
echo 1 >$TRACING/max_graph_depth
echo function_graph >$TRACING/current_tracer

# time_loads NAME WAY DIR: N / 10 more in /tmp/NAME.load and /tmp/NAME.btf
time_loads()
{
	echo "$2" >$WAY
	echo >$TRACING/trace
	time_load $((N / 10)) "/m/$3/btf_rec_demo.ko" >>"/tmp/$1.load" || return 1
	sed -n 's/.* \([0-9.]*\) us .*btf_module_notify.*/\1/p' $TRACING/trace |
		awk 'NR % 3 == 1' >>"/tmp/$1.btf"
}

all_times()
{
	local i

	i=0
	while [ $((i += 1)) -le 10 ]; do
		time_loads relocate relocate a-base || return 1
		time_loads reconcile reconcile a-base || return 1
		time_loads reference reconcile a-1 || return 1
	done
	for i in relocate reconcile reference; do
		[ "$(wc -l <"/tmp/$i.load") $(wc -l <"/tmp/$i.btf")" = "$N $N" ] ||
			{ wc -l /tmp/$i.*; return 1; }
	done
}

median() { sort -n "$1" | sed -n "$((N / 2))p"; }

# ratio WHAT FILE OTHER
ratio()
{
	echo "$(median "/tmp/$2") $(median "/tmp/$3")" |
		awk -v what="$1" '{ printf "SAY   %-44s %7.1f : 1\n", what, $1 / $2 }'
}

say "btf_rec_demo, $N loads each way in turns, medians:"
check "it can be loaded $N times each way" all_times
echo nop >$TRACING/current_tracer
# On a busy machine the kernel may find its TSC wanting, and count ticks.
CLOCK=$(cat /sys/devices/system/clocksource/clocksource0/current_clocksource)
if [ "$CLOCK" = tsc ] || [ "$CLOCK" = arch_sys_counter ]; then
	ratio 'its BTF: btf_relocate() to reconciling' relocate.btf reconcile.btf
	ratio 'its BTF: btf_relocate() to a reference' relocate.btf reference.btf
	ratio 'the whole load: btf_relocate() to reconciling' relocate.load reconcile.load
	ratio 'the whole load: btf_relocate() to a reference' relocate.load reference.load
	sed -n 's/.*index of .* \([0-9]*\) us$/\1/p' /tmp/all.log |
		awk -v us="$(median /tmp/relocate.btf)" \
		'{ printf "SAY   the index, built once, to one btf_relocate()   %7.1f : 1\n", $1 / us }'
else
	say "  not compared: the clock of this boot, $CLOCK, is too coarse"
fi
