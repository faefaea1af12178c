# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0
# In kernel B: a module that was built for A, where deduplication failed, so that it has
# copies of its own of what it needs of vmlinux. /m/copies has them, with a reference;
# in /m/merged they have been merged.

passes_task()
{
	command run_demo task >/tmp/task 2>&1 || { cat /tmp/task; return 1; }
}

takes_no_task()
{
	! passes_task >/dev/null || { echo 'it is taken'; return 1; }
	grep 'expected pointer to STRUCT task_struct but [^ ]* has a pointer to STRUCT task_struct' \
		/tmp/task || { cat /tmp/task; return 1; }
}

[ "$DEMO" = kfuncs ] ||
	say "no BPF program can call btf_rec_task here, so its types are compared only:"
say "btf_rec_task, built for A, has copies of vmlinux's types; with a reference, into B:"
check 'btf_rec_task: with its copies it loads' try /m/copies/btf_rec_task.ko
[ "$DEMO" != kfuncs ] || {
	check "btf_rec_task: the kernel's struct task_struct is not its own" takes_no_task
	say "  a BPF program calls it: $(grep 'expected pointer' /tmp/task)"
}
unload btf_rec_task
with_reference btf_rec_task merged 'built for A, its copies merged' && {
	[ "$DEMO" != kfuncs ] || {
		check "btf_rec_task: the kernel's struct task_struct is its own" passes_task
		say "  a BPF program calls it: $(cat /tmp/task)"
	}
	unload btf_rec_task
}
