# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B with module.allow_btf_mismatch=1: a system all of whose modules are
# of another build comes up, without their BTF.

begin
# shellcheck source=decisions.sh
. /decisions.sh
! relocates || echo relocate >/sys/module/module/parameters/btf_distilled
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
klog
show_log
lines() { [ "$(grep -c 'btf_reconcile: ' /tmp/log)" -eq "$NR" ] || { cat /tmp/log; return 1; }; }
check 'the log has a line of each' lines
check 'which says why' logged \
	"btf_reconcile: btf_rec_demo: BTF refused: ID $A, this kernel has $B: $ONE_LINE; rebuild the module with this kernel, or with BTF_BASE_REF=1; loading it without BTF\$"
no_riddles() { ! logged 'failed to validate' >/dev/null; }
check 'and there is no riddle' no_riddles
for module in $MODULES; do
	unload "$(basename "$module" .ko)"
done

say "and modules that have what they need:"
check 'one built for B: loads' load /m/b-0/btf_rec_demo.ko
check 'one built for B: the ids are right' ids_right
check "one built for B: a BPF program $DEMO_DOES" run_demo
unload btf_rec_demo
check 'one built for A with a reference: loads' load /m/a-1/btf_rec_demo.ko
check 'one built for A with a reference: the ids are right' ids_right
unload btf_rec_demo

klog
check 'one whose reference does not match: loads' load /m/a-1/btf_rec_grown.ko
klog
check 'one whose reference does not match: the log says why' logged \
	'btf_rec_grown: struct raw_iter_state: [0-9]+ bytes when built, [0-9]+ here'
check 'one whose reference does not match: and that it has no BTF' logged \
	'btf_rec_grown: BTF refused: 1 of [0-9]+ .*; loading it without BTF$'
check 'one whose reference does not match: it has none' \
	test ! -e /sys/kernel/btf/btf_rec_grown
unload btf_rec_grown
decide_all
check 'one built for this kernel without reconciliation: loads, struct module is the same' \
	load /m/u-0/btf_rec_demo.ko
unload btf_rec_demo
