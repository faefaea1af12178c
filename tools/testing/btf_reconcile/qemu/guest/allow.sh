# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B with module.allow_btf_mismatch=1: a system all of whose modules are
# of another build comes up, without their BTF.

mount -t bpf bpf /sys/fs/bpf 2>/dev/null
klog
A=$(id_of /m/a-tree/crc4.ko)
B=$(cat /sys/kernel/btf_base_id)
MODULES=$(printf '%s\n' /m/a-tree/*.ko /m/a-0/*.ko)
NR=$(echo "$MODULES" | wc -l)

say "module.allow_btf_mismatch=1: $NR modules, all built for A, into B:"
for module in $MODULES; do
	name=$(basename "$module" .ko)
	check "$module loads" load "$module"
	check "$name is there" grep -q "^$name " /proc/modules
	check "$name has no BTF" test ! -e "/sys/kernel/btf/$name"
done
check 'btf_rec_demo: its .BTF_ids is all zero' ids_zero
# Newer kernels let a module register kfuncs that cannot be found, and say so.
told_only()
{
	dmesg | grep -q 'missing module BTF, cannot register kfunc' || return 1
	! dmesg | grep 'btf_rec_demo: no kfuncs'
}
! relocates || check 'btf_rec_demo: is told that it has no kfuncs, and no more' told_only
sleep 8	# the kernel waits for more before it sums up
klog
show_log
lines() { [ "$(grep -c 'btf_reconcile: ' /tmp/log)" -eq 2 ] || { cat /tmp/log; return 1; }; }
check 'the log has two lines of it' lines
check 'the first says why' logged \
	"btf_reconcile: crc16: BTF refused: $ONE_LINE \(id $A, this kernel has $B\): rebuild it with this kernel, or build it with BTF_BASE_REF=1; loading it without BTF\$"
check 'the other sums up' logged \
	"btf_reconcile: $((NR - 1)) modules loaded without BTF, which does not belong to this kernel: crc4 .*v4l2loopback; rebuild"
no_riddles() { ! logged 'failed to validate' >/dev/null; }
check 'and there is no riddle' no_riddles
check 'they are counted' grep -qx "modules_without_btf $NR" \
	/sys/kernel/debug/btf_reconcile
for module in $MODULES; do
	unload "$(basename "$module" .ko)"
done

say "and modules that have what they need:"
check 'one built for B: loads' load /m/b-0/btf_rec_demo.ko
check 'one built for B: the ids are right' ids_right
check 'one built for B: a BPF program calls its kfuncs' run_demo
unload btf_rec_demo
check 'one built for A with a reference: loads' load /m/a-1/btf_rec_demo.ko
check 'one built for A with a reference: the ids are right' ids_right
unload btf_rec_demo

klog
check 'one whose reference does not match: loads' load /m/a-1/btf_rec_grown.ko
klog
check 'one whose reference does not match: the log says why' logged \
	'btf_rec_grown: struct cacheinfo: [0-9]+ bytes when built, [0-9]+ here'
check 'one whose reference does not match: and that it has no BTF' logged \
	'btf_rec_grown: BTF refused: 1 of [0-9]+ .*; loading it without BTF$'
check 'one whose reference does not match: it has none' \
	test ! -e /sys/kernel/btf/btf_rec_grown
unload btf_rec_grown
check 'one without an id and with BTF that is wrong: loads' \
	load /m/a-noid/btf_rec_demo.ko
klog
# Newer kernels say what the verifier has found, and no more of what they load.
WHY='failed to validate module \[btf_rec_demo\] BTF: -22'
! relocates || WHY='BPF:.* Invalid'
check 'one without an id and with BTF that is wrong: the log says why' \
	logged "$WHY"
check 'one without an id and with BTF that is wrong: it has none' test ! -e "$SPLIT"
unload btf_rec_demo
check 'one built for this kernel without reconciliation: loads, struct module is the same' \
	load /m/u-0/btf_rec_demo.ko
unload btf_rec_demo
sleep 8
klog
said_once() { ! logged 'modules? loaded without BTF' >/dev/null || { cat /tmp/log; return 1; }; }
check 'and what was told of already is not summed up again' said_once
