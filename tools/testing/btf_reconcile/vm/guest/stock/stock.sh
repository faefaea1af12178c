# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In a kernel of Debian's that nobody here has built: modules that were built for
# an older one, without btf_reconcile.ko and with it.
#
# /m/a-<0|1|base>/<module>.ko: built for the older kernel, without a reference, with
# one, and with .BTF.base; /m/b-<...>: built for this one; /m/spoilt-*: see stock.mk.
# /bad: see malformed.sh.
#
# Where modules of an older kernel do not load for other reasons, there is no /m/a-*.

mount -t bpf bpf /sys/fs/bpf 2>/dev/null
KO=/m/ko/btf_reconcile.ko
# shellcheck source=stock-lib.sh
. /stock-lib.sh
for module in mc videodev; do
	[ ! -e /m/debian/$module.ko ] || load /m/debian/$module.ko
done
klog
say "this kernel is $(cat /proc/version)"

of='the older kernel' with=a-1
[ -d /m/a-1 ] || of='this kernel' with=b-1

say "btf_rec_demo and v4l2loopback, built for $of, without our module:"
for m in btf_rec_demo v4l2loopback; do
	check "$m, with a reference: no BTF" no_btf "/m/$with/$m.ko"
done

say "btf_reconcile.ko:"
# Then the kernel's own is not where it is looked for.
without_sysfs()
{
	local rc=0

	umount -l /sys
	load $KO 2>/tmp/insmod || rc=1
	mount -t sysfs sys /sys
	mount -t debugfs debug /sys/kernel/debug
	mount -t bpf bpf /sys/fs/bpf
	klog
	[ $rc -eq 1 ] || return 1
	grep -q '(error 2)' /tmp/insmod || { cat /tmp/insmod; return 1; }
	logged 'btf_reconcile: cannot read /sys/kernel/btf/vmlinux: error -2; this needs'
}
check 'without sysfs it does not load, and says why' without_sysfs
# not_over AT WITH ERROR LINE: with that mounted over it, it does not load
not_over()
{
	local rc=0

	mount -o bind "$2" "$1"
	load $KO 2>/tmp/insmod || rc=1
	umount "$1"
	klog
	[ $rc -eq 1 ] || return 1
	grep -q "(error $3)" /tmp/insmod || { cat /tmp/insmod; return 1; }
	logged "btf_reconcile: $4"
}
mkdir /tmp/none
head -c 1000000 "$BASE" >/tmp/half
check 'without BTF of vmlinux it does not load, and says why' \
	not_over /sys/kernel/btf /tmp/none 2 "cannot read $BASE: error -2; this needs"
check 'with half of it, the same' not_over "$BASE" /tmp/half 22 "$BASE: malformed"
check 'with another file in its place, the same' not_over "$BASE" /bin/busybox 22 "$BASE: "
say_memory() { awk '/^(VmallocUsed|MemAvailable):/ { printf "%s %s ", $1, $2 }' /proc/meminfo; }
before=$(say_memory)
check 'btf_reconcile.ko loads' load $KO
say "  memory in kB, before: $before, after: $(say_memory)"
say "  allow_btf_mismatch is $(cat $POLICY), as the kernel was configured"
echo 0 >$POLICY
log_all

demo_works()
{
	loads_right "$1/btf_rec_demo" "$2"
	check "btf_rec_demo, $2: the ids in its lists and sets are right" ids_right
	cp /sys/kernel/debug/btf_rec_demo/ids "/tmp/$1/btf_rec_demo.ids"
	check "btf_rec_demo, $2: a BPF program $DEMO_DOES" run_demo
	unload btf_rec_demo
}

demo_works $with "built for $of"
[ $with = b-1 ] || demo_works b-1 'built for this kernel, with a reference'
loads_right $with/v4l2loopback "built for $of"
unload v4l2loopback
check 'btf_rec_demo of this kernel, without a reference: it loads' try /m/b-0/btf_rec_demo.ko
check 'btf_rec_demo of this kernel, without a reference: ids are right' ids_right
unload btf_rec_demo

# without_btf MODULE.ko: it loads, has no BTF, and no IDs
without_btf()
{
	klog
	load "$1" 2>/tmp/insmod || { cat /tmp/insmod; return 1; }
	klog
	logged 'btf_rec_demo: BTF refused: .*; loading it without BTF$' || return 1
	[ ! -e "$SPLIT" ] || { echo 'it has BTF'; return 1; }
	ids_zero
}

say "btf_rec_demo that needs a type that this kernel has not:"
check 'a mismatch is refused' refused /m/mismatch/btf_rec_demo.ko 22
check 'a mismatch: the type is named' \
	logged 'btf_rec_demo: struct task_strukt: not in this kernel'
check 'a mismatch: and counted' \
	logged 'btf_rec_demo: BTF refused: [1-9] of [0-9]+ base types do not match this kernel'
echo 1 >$POLICY
check 'allow_btf_mismatch=1: it loads without BTF' without_btf /m/mismatch/btf_rec_demo.ko
unload btf_rec_demo
echo 0 >$POLICY
# A kernel with the feature makes it writable, so the tool has no such verdict.
read_only()
{
	load "$1" 2>/tmp/insmod && return 1
	klog
	logged 'btf_rec_demo: BTF refused: .BTF_ids is read-only: '
}
check '.BTF_ids that cannot be written: refused' read_only /m/readonly/btf_rec_demo.ko

# distilled MODULE.ko: the kernel's own btf_relocate() takes it
distilled()
{
	load "$1" 2>/tmp/insmod || { cat /tmp/insmod; return 1; }
	same btf_rec_demo /m/b-0/btf_rec_demo.ko || { cat /tmp/same; return 1; }
	run_demo
}
for m in /m/*-base; do
	[ -d "$m" ] || continue
	say "btf_rec_demo with .BTF.base, which this kernel relocates:"
	check "$m: it loads, with right BTF" distilled "$m/btf_rec_demo.ko"
	unload btf_rec_demo
done
# Without btf_reconcile.ko this kernel crashes of them, or never ends.
for m in /m/spoilt-*; do
	[ -d "$m" ] || continue
	check "$m: refused" refused "$m/btf_rec_demo.ko" 22
	check "$m: the log says why" logged 'btf_rec_demo: malformed .BTF: '
done

# shellcheck source=../patched/malformed.sh
. /malformed.sh

say "btf_reconcile.ko comes and goes:"
# At once each time, then staying long enough for others to load.
come_and_go()
{
	local i=0

	while [ $((i += 1)) -le 30 ]; do
		rmmod btf_reconcile 2>/dev/null
		load $KO || return 1
		[ $i -le 20 ] || sleep 1
	done
}
# Its BTF and the IDs that it sees are the same as before, btf_reconcile.ko be there or not.
as_before()
{
	cmp "/sys/kernel/btf/$1" "$2.btf" || return 1
	[ ! -e "$2.ids" ] || cmp "/sys/kernel/debug/$1/ids" "$2.ids"
}
load_for()
{
	local name said right=/tmp/${1#/*/}

	name=$(basename "$1" .ko) right=${right%.ko}
	while [ -e /tmp/go ]; do
		if ! said=$(load "$1" 2>&1); then
			# EEXIST, EBUSY: another of that name is being loaded
			echo "$said" | grep -vE '\(error (16|17|22)\)' >>/tmp/wrong
			echo >>/tmp/without
			continue
		fi
		if [ ! -e "/sys/kernel/btf/$name" ]; then
			echo >>/tmp/without
		elif as_before "$name" "$right" >>/tmp/wrong 2>&1; then
			echo >>/tmp/with
		fi
		rmmod "$name" 2>>/tmp/wrong
	done
}
races()
{
	local rc

	load /m/b-0/btf_rec_slow.ko || return 1
	touch /tmp/go
	load_for /m/$with/btf_rec_demo.ko &
	load_for /m/$with/v4l2loopback.ko &
	load_for /bad/ref-half/btf_rec_demo.ko &
	come_and_go
	rc=$?
	rm /tmp/go
	wait
	rmmod btf_rec_slow
	[ ! -s /tmp/wrong ] || { sort /tmp/wrong | uniq -c; return 1; }
	[ $rc -eq 0 ] && [ -s /tmp/with ] && [ -s /tmp/without ]
}
check 'thirty times, while modules load and are refused' races
say "  meanwhile $(wc -l </tmp/with) loads gave right BTF, $(wc -l </tmp/without) none"
check 'it can be unloaded' rmmod btf_reconcile
say "  memory in kB: $(say_memory)"
check 'without it: no BTF, as before' no_btf /m/$with/btf_rec_demo.ko
check 'it loads again' load $KO
log_all
demo_works $with 'after all that'

# shellcheck source=stock-faults.sh
. /stock-faults.sh

say "what the reconciliation cost:"
sed -n 's/.*btf_reconcile: \(.* us\)$/SAY   \1/p' /tmp/all.log | sort | uniq | head -n 12

check_verdicts
