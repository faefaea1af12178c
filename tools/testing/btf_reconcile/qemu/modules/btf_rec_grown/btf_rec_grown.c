// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a struct by value whose size differs between the two kernels, and that
 * no symbol's CRC covers: the loader cannot notice, only BTF can.
 */
#include <linux/cacheinfo.h>
#include <linux/list.h>
#include <linux/module.h>

struct btf_rec_grown_cache {
	struct list_head list;
	struct cacheinfo leaf;
};

static struct btf_rec_grown_cache cache = {
	.list = LIST_HEAD_INIT(cache.list),
};

static int __init btf_rec_grown_init(void)
{
	pr_info("btf_rec_grown: %zu bytes\n", sizeof(cache));
	return list_empty(&cache.list) ? 0 : -EINVAL;
}

static void __exit btf_rec_grown_exit(void)
{
}

module_init(btf_rec_grown_init);
module_exit(btf_rec_grown_exit);
MODULE_DESCRIPTION("holds a struct that is larger on the other kernel");
MODULE_LICENSE("GPL");
