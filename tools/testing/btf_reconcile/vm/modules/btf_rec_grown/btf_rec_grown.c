// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a struct by value whose size differs between the two kernels, and that
 * no symbol's CRC covers: the loader cannot notice, only BTF can.
 */
#include <linux/list.h>
#include <linux/module.h>
#include <net/raw.h>

struct btf_rec_grown_iter {
	struct list_head list;
	struct raw_iter_state state;
};

static struct btf_rec_grown_iter iter = {
	.list = LIST_HEAD_INIT(iter.list),
};

static int __init btf_rec_grown_init(void)
{
	pr_info("btf_rec_grown: %zu bytes\n", sizeof(iter));
	return list_empty(&iter.list) ? 0 : -EINVAL;
}

static void __exit btf_rec_grown_exit(void)
{
}

module_init(btf_rec_grown_init);
module_exit(btf_rec_grown_exit);
MODULE_DESCRIPTION("holds a struct that is larger on the other kernel");
MODULE_LICENSE("GPL");
