# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# Part of the suite of stock kernels, where allocations can fail: each on the way of
# btf_reconcile.ko in, and of a module while it is there, fails in turn.

# shellcheck source-path=SCRIPTDIR source=faulty.sh
. /faulty.sh
# shellcheck disable=SC2154 # stock.sh says which
fault_demo=/m/$with/btf_rec_demo.ko
cp /sys/kernel/debug/btf_rec_demo/ids /tmp/good 2>/dev/null || {
	load "$fault_demo"
	cp /sys/kernel/debug/btf_rec_demo/ids /tmp/good
	unload btf_rec_demo
}
rmmod btf_reconcile

say "btf_reconcile.ko, from a new one on: the index of vmlinux:"
load "$KO"
echo 0 >"$POLICY"
log_all
klog
indexes() { grep -c 'vmlinux: index of' /tmp/all.log; }
before=$(indexes)
index_built() { klog; [ "$(indexes)" -gt "$before" ]; }
sweep_begin
while ! index_built && [ $((nth += 1)) -lt 50 ]; do
	fail_step reconcile "$fault_demo" || break
done
check 'index: it is built in the end, by a module that came later' index_built
sweep_report 'index' 2 'btf_rec_index_(new|kinds)'

say "the reconciliation:"
sweep reconcile "$fault_demo"
sweep_report 'reconciliation' 3 btf_reconcile

for attr in failslab fail_page_alloc; do
	echo N >/sys/kernel/debug/$attr/ignore-gfp-wait
done
echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order

say "all of loading a module:"
sweep load "$fault_demo"
sweep_report 'loading' 50

say "all of loading btf_reconcile.ko:"
rmmod btf_reconcile
ids_fine() { return 0; }
kfuncs_fine() { return 0; }
sweep load "$KO"
sweep_report 'btf_reconcile.ko' 50
check 'after all failures: btf_reconcile.ko loads' load "$KO"
log_all
demo_works "$with" 'after all failures'
