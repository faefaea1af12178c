// SPDX-License-Identifier: GPL-2.0
/*
 * Let an allocation of btf_reconcile.ko fail, on a kernel that has no fault injection;
 * and count what it has allocated and not freed.
 *
 * /sys/module/btf_rec_fail/parameters: when "seen" comes to "nth", that one fails;
 * "live" is what has not been freed.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/string.h>

static int nth, seen, live;
module_param(nth, int, 0644);
module_param(seen, int, 0644);
module_param(live, int, 0444);

static const struct module *target;

static int notify(struct notifier_block *nb, unsigned long op, void *mod)
{
	if (!strcmp(((struct module *)mod)->name, "btf_reconcile"))
		WRITE_ONCE(target, op == MODULE_STATE_GOING ? NULL : mod);
	return NOTIFY_OK;
}

static struct notifier_block block = { .notifier_call = notify };

static unsigned long caller(const struct pt_regs *regs)
{
	return *(unsigned long *)regs->sp;
}

static bool is_called_by_target(const struct pt_regs *regs)
{
	const struct module *mod = READ_ONCE(target);

	return mod && within_module(caller(regs), mod);
}

/* kvfree() may end with a jump to vfree(), and that to kfree(). */
static unsigned long last_to_free;

/* Stands for a function that allocates. */
static notrace void *no_memory(void)
{
	return NULL;
}

static int allocate(struct kprobe *p, struct pt_regs *regs)
{
	if (!is_called_by_target(regs))
		return 0;
	last_to_free = 0;
	if (++seen != nth) {
		live++;
		return 0;
	}
	regs->ip = (unsigned long)no_memory;
	return 1;
}

static int release(struct kprobe *p, struct pt_regs *regs)
{
	if (regs->di && is_called_by_target(regs) &&
	    caller(regs) != last_to_free) {
		last_to_free = caller(regs);
		live--;
	}
	return 0;
}

/* Whichever there are: their names differ from kernel to kernel. */
static struct kprobe probes[] = {
	{ .symbol_name = "kmalloc_trace", .pre_handler = allocate },
	{ .symbol_name = "__kmalloc_cache_noprof", .pre_handler = allocate },
	{ .symbol_name = "kvmalloc_node", .pre_handler = allocate },
	{ .symbol_name = "__kvmalloc_node_noprof", .pre_handler = allocate },
	{ .symbol_name = "vmalloc", .pre_handler = allocate },
	{ .symbol_name = "vmalloc_noprof", .pre_handler = allocate },
	{ .symbol_name = "vzalloc", .pre_handler = allocate },
	{ .symbol_name = "vzalloc_noprof", .pre_handler = allocate },
	{ .symbol_name = "kfree", .pre_handler = release },
	{ .symbol_name = "kvfree", .pre_handler = release },
	{ .symbol_name = "vfree", .pre_handler = release },
};

static int __init btf_rec_fail_init(void)
{
	unsigned int i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (register_kprobe(&probes[i]))
			probes[i].symbol_name = NULL;
		else
			nr++;
	}
	pr_info("btf_rec_fail: %u functions\n", nr);
	return register_module_notifier(&block);
}

static void __exit btf_rec_fail_exit(void)
{
	unsigned int i;

	unregister_module_notifier(&block);
	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (probes[i].symbol_name)
			unregister_kprobe(&probes[i]);
}

module_init(btf_rec_fail_init);
module_exit(btf_rec_fail_exit);
MODULE_DESCRIPTION("failing allocations of btf_reconcile.ko");
MODULE_LICENSE("GPL");
