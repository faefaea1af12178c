// SPDX-License-Identifier: GPL-2.0
/*
 * All that a module's BTF is used for, in one module: kfuncs, a destructor,
 * lists and sets of ids of types of vmlinux and of its own, a tracepoint, a
 * per-CPU variable, and functions to attach to.
 *
 * In debugfs, below the module's name:
 *	use	reading it calls btf_rec_test_use()
 *	ids	what the module itself sees in its lists and sets
 *	poke	the error of an attempt to write to them
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/cred.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>

#define CREATE_TRACE_POINTS
#include "btf_rec_test-events.h"

DEFINE_PER_CPU(struct btf_rec_test_stat, btf_rec_test_stats);

static struct btf_rec_test_obj the_obj = {
	.cnt = REFCOUNT_INIT(1),
	.magic = BTF_REC_TEST_MAGIC,
	.type = PIDTYPE_TGID,
};

__diag_push();
__diag_ignore_all("-Wmissing-prototypes", "called by BPF programs");

noinline struct btf_rec_test_obj *btf_rec_test_acquire(u64 unused)
{
	refcount_inc(&the_obj.cnt);
	return &the_obj;
}

/* Its destructor too, which is also called for a map that has none. */
noinline void btf_rec_test_release(struct btf_rec_test_obj *obj)
{
	if (obj)
		refcount_dec(&obj->cnt);
}

noinline u64 btf_rec_test_add(u64 a, u64 b)
{
	return a + b;
}

noinline u64 btf_rec_test_mul(u64 a, u64 b)
{
	return a * b;
}

noinline int btf_rec_test_use(struct btf_rec_test_obj *obj,
			      struct task_struct *task, u64 len)
{
	this_cpu_inc(btf_rec_test_stats.calls);
	trace_btf_rec_test_used_tp(task, obj);
	return len + 1;
}

__diag_pop();

/* Since Linux 6.9 a set of kfuncs says that it is one. */
#ifndef BTF_KFUNCS_START
#define BTF_KFUNCS_START BTF_SET8_START
#define BTF_KFUNCS_END BTF_SET8_END
#endif

BTF_KFUNCS_START(btf_rec_test_kfuncs)
BTF_ID_FLAGS(func, btf_rec_test_release, KF_RELEASE)
BTF_ID_FLAGS(func, btf_rec_test_mul)
BTF_ID_FLAGS(func, btf_rec_test_acquire, KF_ACQUIRE | KF_RET_NULL)
BTF_ID_FLAGS(func, btf_rec_test_add)
BTF_KFUNCS_END(btf_rec_test_kfuncs)

static const struct btf_kfunc_id_set kfunc_set = {
	.owner	= THIS_MODULE,
	.set	= &btf_rec_test_kfuncs,
};

BTF_ID_LIST(btf_rec_test_dtor_ids)
BTF_ID(struct, btf_rec_test_obj)
BTF_ID(func, btf_rec_test_release)

BTF_ID_LIST(btf_rec_test_ids)
BTF_ID(struct, task_struct)
BTF_ID(struct, btf_rec_test_obj)
BTF_ID(union, bpf_attr)
BTF_ID(typedef, pid_t)
BTF_ID(func, vfs_read)
BTF_ID(struct, net_device)
BTF_ID(func, btf_rec_test_use)

static const char * const id_names[] = {
	"struct task_struct", "struct btf_rec_test_obj", "union bpf_attr",
	"typedef pid_t", "func vfs_read", "struct net_device",
	"func btf_rec_test_use",
};

BTF_SET_START(btf_rec_test_set)
BTF_ID(struct, file)
BTF_ID(struct, btf_rec_test_stat)
BTF_ID(struct, cred)
BTF_ID(struct, inode)
BTF_SET_END(btf_rec_test_set)

static int ids_show(struct seq_file *m, void *unused)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(id_names); i++)
		seq_printf(m, "id %u %s\n", btf_rec_test_ids[i], id_names[i]);
	for (i = 0; i < btf_rec_test_set.cnt; i++)
		seq_printf(m, "set %u\n", btf_rec_test_set.ids[i]);
	for (i = 0; i < btf_rec_test_kfuncs.cnt; i++)
		seq_printf(m, "set8 %u flags %#x\n",
			   btf_rec_test_kfuncs.pairs[i].id,
			   btf_rec_test_kfuncs.pairs[i].flags);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ids);

static int use_show(struct seq_file *m, void *unused)
{
	the_obj.task = current;
	seq_printf(m, "%d\n", btf_rec_test_use(&the_obj, current, 41));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(use);

/* The value that is there, so that no harm is done should it succeed. */
static int poke_show(struct seq_file *m, void *unused)
{
	u32 *id = (u32 *)btf_rec_test_ids;
	int err = 0;

	pagefault_disable();
	__put_kernel_nofault(id, id, u32, fault);
	goto out;
fault:
	err = -EFAULT;
out:
	pagefault_enable();
	seq_printf(m, "%d\n", err);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(poke);

static struct dentry *dir;

static int __init btf_rec_test_init(void)
{
	const struct btf_id_dtor_kfunc dtors[] = {
		{ btf_rec_test_dtor_ids[0], btf_rec_test_dtor_ids[1] },
	};
	int err;

	err = register_btf_kfunc_id_set(BPF_PROG_TYPE_SCHED_CLS, &kfunc_set);
	if (!err)
		err = register_btf_id_dtor_kfuncs(dtors, ARRAY_SIZE(dtors),
						  THIS_MODULE);
	/* Without BTF there are no kfuncs; what ids there are is to be seen. */
	if (err)
		pr_info("btf_rec_test: no kfuncs: %d\n", err);
	dir = debugfs_create_dir("btf_rec_test", NULL);
	debugfs_create_file("ids", 0444, dir, NULL, &ids_fops);
	debugfs_create_file("use", 0444, dir, NULL, &use_fops);
	debugfs_create_file("poke", 0400, dir, NULL, &poke_fops);
	return 0;
}

static void __exit btf_rec_test_exit(void)
{
	debugfs_remove(dir);
}

module_init(btf_rec_test_init);
module_exit(btf_rec_test_exit);
MODULE_DESCRIPTION("all that a module's BTF is used for");
MODULE_LICENSE("GPL");
