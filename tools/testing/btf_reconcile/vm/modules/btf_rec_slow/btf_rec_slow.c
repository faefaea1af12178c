// SPDX-License-Identifier: GPL-2.0
/*
 * Where races of btf_reconcile.ko show: each module that comes takes long to be
 * notified of, between the first notifier and that of the kernel's BTF code.
 * Whoever unregisters a notifier waits for that, and other modules wait behind.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/notifier.h>

static int notify(struct notifier_block *nb, unsigned long op, void *mod)
{
	if (op == MODULE_STATE_COMING)
		msleep(100);
	return NOTIFY_OK;
}

static struct notifier_block slow = { .notifier_call = notify, .priority = 1 };

static int __init btf_rec_slow_init(void)
{
	return register_module_notifier(&slow);
}

static void __exit btf_rec_slow_exit(void)
{
	unregister_module_notifier(&slow);
}

module_init(btf_rec_slow_init);
module_exit(btf_rec_slow_exit);
MODULE_DESCRIPTION("modules that come slowly");
MODULE_LICENSE("GPL");
