# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B with FLAVOUR=debug: a module that has other bytes in its BTF sections each
# time, or sections that fuzz_reconcile found of interest (/reconcile).

LOADS=20000
EACH=1000
klog

say "$LOADS loads of a module with other bytes in its BTF:"
some()
{
	mutants "$1" $EACH /reconcile /m/b-1/btf_rec_demo.ko \
		/m/b-distilled/btf_rec_demo.ko >/tmp/said
}
seed=0
while [ $((seed * EACH)) -lt $LOADS ]; do
	seed=$((seed + 1))
	check "seed $seed: each is taken, or refused as malformed" some $seed
	say "  $(cat /tmp/said)"
	klog
done

# What was refused has left nothing that another would meet.
check 'after that the module as it is loads' try /m/b-1/btf_rec_demo.ko
check 'and has right BTF' same btf_rec_demo /m/b-0/btf_rec_demo.ko
unload btf_rec_demo
