// SPDX-License-Identifier: GPL-2.0
/* A kfunc that takes a struct of vmlinux, see guest/btf_rec_task.bpf.c. */
#include <linux/bpf.h>
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/module.h>
#include <linux/sched.h>

/* From Linux 6.9 on a set of kfuncs says that it is one. */
#ifndef BTF_KFUNCS_START
#define BTF_KFUNCS_START BTF_SET8_START
#define BTF_KFUNCS_END BTF_SET8_END
#endif

__diag_push();
__diag_ignore_all("-Wmissing-prototypes", "kfuncs are called by BPF programs");

noinline int btf_rec_task_tgid(struct task_struct *task)
{
	return task->tgid;
}

__diag_pop();

BTF_KFUNCS_START(btf_rec_task_kfuncs)
BTF_ID_FLAGS(func, btf_rec_task_tgid)
BTF_KFUNCS_END(btf_rec_task_kfuncs)

static const struct btf_kfunc_id_set kfunc_set = {
	.owner	= THIS_MODULE,
	.set	= &btf_rec_task_kfuncs,
};

static int __init btf_rec_task_init(void)
{
	return register_btf_kfunc_id_set(BPF_PROG_TYPE_SYSCALL, &kfunc_set);
}

static void __exit btf_rec_task_exit(void)
{
}

module_init(btf_rec_task_init);
module_exit(btf_rec_task_exit);
MODULE_DESCRIPTION("a kfunc that takes a struct of vmlinux");
MODULE_LICENSE("GPL");
