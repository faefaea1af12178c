// SPDX-License-Identifier: GPL-2.0
/* A module without .BTF_ids, to be changed by prog_tests/btf_reconcile.c. */
#include <linux/list.h>
#include <linux/module.h>

struct btf_rec_bare {
	struct list_head list;
};

static struct btf_rec_bare bare = { .list = LIST_HEAD_INIT(bare.list) };

static int __init btf_rec_bare_init(void)
{
	return list_empty(&bare.list) ? 0 : -EINVAL;
}

static void __exit btf_rec_bare_exit(void)
{
}

module_init(btf_rec_bare_init);
module_exit(btf_rec_bare_exit);
MODULE_DESCRIPTION("a module to be changed, without .BTF_ids");
MODULE_LICENSE("GPL");
