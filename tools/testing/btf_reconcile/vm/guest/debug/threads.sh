# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B with FLAVOUR=debug, just booted: eight modules at once, from eight
# threads, the very first that need the index.

# shellcheck source=faults-lib.sh
. /faults-lib.sh
klog

echo 'file btf_reconcile_module.c +p' >/sys/kernel/debug/dynamic_debug/control
no_index() { klog; ! grep 'vmlinux: index of' /tmp/all.log; }

load_all()
{
	fail_load reconcile 0 /eight/*.ko >/tmp/loaded || return 1
	cat /tmp/loaded
	[ "$(grep -c ' 0 0$' /tmp/loaded)" -eq 8 ]
}

unload_all()
{
	for module in /eight/*.ko; do
		rmmod "$(basename "$module" .ko)" || return 1
	done
}

# All of them load, and each has its BTF.
all_right()
{
	load_all || return 1
	for module in /eight/*.ko; do
		same "$(basename "$module" .ko)" /m/b-0/btf_rec_demo.ko ||
			{ cat /tmp/same; return 1; }
	done
	unload_all
}

say "eight at once, and no memory for the index:"
sweep_begin
nth=1
fail_step reconcile /eight/*.ko
sweep_report 'eight at once, no memory' 8 btf_rec_index_new
check 'there is no index yet' no_index

say "eight at once, the first that need the index:"
check 'eight at once: all load, with right BTF' all_right

# Which of them has debugfs and the kfuncs is not known.
say "eight at once, each allocation fails in turn:"
ids_fine() { return 0; }
kfuncs_fine() { return 0; }
sweep reconcile /eight/*.ko
sweep_report 'eight at once' 8 btf_reconcile

say "twenty times:"
twenty()
{
	seq 20 | while read -r _; do
		load_all && unload_all || return 1
	done
}
check 'eight at once, twenty times: all load' twenty
check 'eight at once, after that: with right BTF' all_right
