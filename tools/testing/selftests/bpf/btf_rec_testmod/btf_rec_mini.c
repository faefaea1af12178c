// SPDX-License-Identifier: GPL-2.0
/*
 * A module to be changed: prog_tests/btf_reconcile.c gives it other BTF, other
 * .BTF_ids and other names. It shows its .BTF_ids, all of it, in debugfs, and
 * does nothing else with it.
 *
 * Its types need no typedef and no function of vmlinux, so the reference has
 * only what pahole's .BTF.base may have too.
 */
#include <linux/btf.h>
#include <linux/btf_ids.h>
#include <linux/debugfs.h>
#include <linux/list.h>
#include <linux/module.h>

struct btf_rec_mini {
	struct list_head list;
	const struct cred *cred;
	int n;
};

static struct btf_rec_mini mini = { .list = LIST_HEAD_INIT(mini.list) };

__diag_push();
__diag_ignore_all("-Wmissing-prototypes", "to be named in .BTF_ids");

noinline int btf_rec_mini_add(int a, int b)
{
	return a + b + mini.n;
}

noinline struct btf_rec_mini *btf_rec_mini_get(void)
{
	return &mini;
}

__diag_pop();

/* modgen.h has what is where. */
BTF_ID_LIST(ids)
BTF_ID(struct, list_head)
BTF_ID(struct, btf_rec_mini)
BTF_ID_UNUSED
BTF_ID(struct, cred)

BTF_SET_START(set)
BTF_ID(struct, file)
BTF_ID(struct, cred)
BTF_ID(struct, inode)
BTF_SET_END(set)

BTF_SET8_START(set8)
BTF_ID_FLAGS(func, btf_rec_mini_get)
BTF_ID_FLAGS(func, btf_rec_mini_add, KF_SLEEPABLE)
BTF_SET8_END(set8)

static struct debugfs_blob_wrapper blob = { .size = 14 * sizeof(u32) };
static struct dentry *dir;

static int __init btf_rec_mini_init(void)
{
	blob.data = (void *)ids;
	dir = debugfs_create_dir(THIS_MODULE->name, NULL);
	debugfs_create_blob("ids", 0400, dir, &blob);
	return btf_rec_mini_add(1, btf_rec_mini_get()->n) == 1 && set.cnt < 4 &&
	       set8.cnt < 3 ? 0 : -EINVAL;
}

static void __exit btf_rec_mini_exit(void)
{
	debugfs_remove(dir);
}

module_init(btf_rec_mini_init);
module_exit(btf_rec_mini_exit);
MODULE_DESCRIPTION("a module to be changed");
MODULE_LICENSE("GPL");
