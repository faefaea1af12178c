// SPDX-License-Identifier: GPL-2.0
/*
 * What a module's BTF is used for, in one module: a kfunc, lists and a set of
 * ids of types of vmlinux and of its own, a per-CPU variable, and a struct that
 * holds structs of vmlinux.
 */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

/* From Linux 6.9 on a set of kfuncs says that it is one. */
#ifndef BTF_KFUNCS_START
#define BTF_KFUNCS_START BTF_SET8_START
#define BTF_KFUNCS_END BTF_SET8_END
#endif

typedef u64 (*btf_rec_demo_op)(u64 a, u64 b);

struct btf_rec_demo_stat {
	u64 calls;
	ktime_t last;
	struct list_head list;
};

struct btf_rec_demo_state {
	spinlock_t lock;
	struct work_struct work;
	struct timer_list timer;
	btf_rec_demo_op op;
	const struct cred *cred;
	union {
		struct task_struct *task;
		unsigned long bits[2];
	};
	enum { BTF_REC_DEMO_OFF, BTF_REC_DEMO_ON } mode;
	u64 magic;
};

static DEFINE_PER_CPU(struct btf_rec_demo_stat, btf_rec_demo_stats);
static struct btf_rec_demo_state state = { .magic = 0x6b6661 };

__diag_push();
__diag_ignore_all("-Wmissing-prototypes", "kfuncs are called by BPF programs");

noinline u64 btf_rec_demo_add(u64 a, u64 b)
{
	this_cpu_inc(btf_rec_demo_stats.calls);
	return a + b;
}

noinline struct btf_rec_demo_state *btf_rec_demo_get(void)
{
	return &state;
}

__diag_pop();

BTF_KFUNCS_START(btf_rec_demo_kfuncs)
BTF_ID_FLAGS(func, btf_rec_demo_get)
BTF_ID_FLAGS(func, btf_rec_demo_add, KF_SLEEPABLE)
BTF_KFUNCS_END(btf_rec_demo_kfuncs)

static const struct btf_kfunc_id_set kfunc_set = {
	.owner	= THIS_MODULE,
	.set	= &btf_rec_demo_kfuncs,
};

BTF_ID_LIST(btf_rec_demo_ids)
BTF_ID(struct, task_struct)
BTF_ID(struct, btf_rec_demo_state)
BTF_ID(union, bpf_attr)
BTF_ID(typedef, pid_t)
BTF_ID(func, vfs_read)
BTF_ID(struct, net_device)

static const char * const id_names[] = {
	"struct task_struct", "struct btf_rec_demo_state",
	"union bpf_attr", "typedef pid_t", "func vfs_read",
	"struct net_device",
};

BTF_SET_START(btf_rec_demo_set)
BTF_ID(struct, file)
BTF_ID(struct, cred)
BTF_ID(struct, btf_rec_demo_stat)
BTF_ID(struct, inode)
BTF_SET_END(btf_rec_demo_set)

/* What the module itself sees in its lists, for the test to compare. */
static int ids_show(struct seq_file *m, void *unused)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(id_names); i++)
		seq_printf(m, "id %u %s\n", btf_rec_demo_ids[i], id_names[i]);
	for (i = 0; i < btf_rec_demo_set.cnt; i++)
		seq_printf(m, "set %u\n", btf_rec_demo_set.ids[i]);
	for (i = 0; i < btf_rec_demo_kfuncs.cnt; i++)
		seq_printf(m, "set8 %u flags %#x\n",
			   btf_rec_demo_kfuncs.pairs[i].id,
			   btf_rec_demo_kfuncs.pairs[i].flags);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ids);

static struct dentry *dir;

static int __init btf_rec_demo_init(void)
{
	int err = register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &kfunc_set);

	/* Without BTF there are no kfuncs, the rest is there all the same. */
	if (err)
		pr_info("btf_rec_demo: no kfuncs: %d\n", err);
	state.task = current;
	dir = debugfs_create_dir("btf_rec_demo", NULL);
	debugfs_create_file("ids", 0444, dir, NULL, &ids_fops);
	return 0;
}

static void __exit btf_rec_demo_exit(void)
{
	debugfs_remove(dir);
}

module_init(btf_rec_demo_init);
module_exit(btf_rec_demo_exit);
MODULE_DESCRIPTION("what a module's BTF is used for");
MODULE_LICENSE("GPL");
