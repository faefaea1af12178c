# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B with FLAVOUR=debug, just booted: each allocation on a module's way
# in fails in turn, and what is left is as it was.

# shellcheck source=faults-lib.sh
. /faults-lib.sh
klog

demo=/m/b-1/btf_rec_demo.ko

echo 'file btf_reconcile_module.c +p' >/sys/kernel/debug/dynamic_debug/control
index_built() { klog; grep -q 'vmlinux: index of' /tmp/all.log; }

# Until the index is there, which it is once only.
say "the index of vmlinux:"
sweep_begin
while ! index_built && [ $((nth += 1)) -lt 50 ]; do
	fail_step reconcile "$demo" || break
done
check 'index: it is built in the end, by a module that came later' index_built
sweep_report 'index' 3 btf_rec_index_new

# One for the tables of the run, two for the table of functions, which stays too.
say "the functions of vmlinux:"
sweep_begin
for nth in 1 2 3; do
	fail_step reconcile "$demo"
done
sweep_report 'functions' 3 btf_rec_index_functions

say "a module that loads, to compare with:"
check 'a module loads after all that' try "$demo"
check 'its ids are right' ids_right
cp /sys/kernel/debug/btf_rec_demo/ids /tmp/good
unload btf_rec_demo

# One for the tables.
say "the reconciliation:"
sweep reconcile "$demo"
sweep_report 'reconciliation' 1 btf_reconcile
aligned=$faults

# Words cannot be read there, so it is copied first.
say "the reconciliation of a reference at an odd offset:"
sweep reconcile /m/b-unaligned/btf_rec_demo.ko
sweep_report 'odd offset' $((aligned + 1)) btf_reconcile

say "the reconciliation of a module with .BTF.base:"
check '.BTF.base: a module loads' try /m/b-distilled/btf_rec_demo.ko
check '.BTF.base: its BTF is right' same btf_rec_demo /m/b-0/btf_rec_demo.ko
cp /sys/kernel/debug/btf_rec_demo/ids /tmp/good
unload btf_rec_demo
# one for the slots, which it does not bring, one for the tables
sweep reconcile /m/b-distilled/btf_rec_demo.ko
sweep_report '.BTF.base' 2 btf_module_reconcile

# Those that may sleep too, as nearly all do, and of any size
for attr in failslab fail_page_alloc; do
	echo N >/sys/kernel/debug/$attr/ignore-gfp-wait
done
echo N >/sys/kernel/debug/fail_page_alloc/ignore-gfp-highmem
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order

say "all of loading a module:"
check 'a module loads again' try "$demo"
cp /sys/kernel/debug/btf_rec_demo/ids /tmp/good
unload btf_rec_demo
sweep load "$demo"
sweep_report 'loading' 50

check 'after all failures: it loads' try "$demo"
check 'after all failures: its BTF is right' \
	same btf_rec_demo /m/b-0/btf_rec_demo.ko
check 'after all failures: its ids are right' ids_right
check "after all failures: a BPF program $DEMO_DOES" run_demo
