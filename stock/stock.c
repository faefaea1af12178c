// SPDX-License-Identifier: GPL-2.0
/*
 * btf_reconcile.ko: reconciliation on a kernel that does not have it.
 *
 * The kernel's BTF code reads a module's BTF from mod->btf_data in its module
 * notifier. A notifier with the highest priority runs before it. It does what the
 * loader and btf_parse_module() of a kernel with the patches do, by the same code. A
 * notifier with the lowest priority runs after all others: it publishes .BTF_ids, and
 * restores mod->btf_data.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/kernfs.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "internal.h"

/**
 * struct loading - a module between the first notifier and the last
 * @list: in modules_loading
 * @mod: the module
 * @info: its file
 * @file_btf: what mod->btf_data is when nothing is reconciled
 * @file_btf_size: the same of mod->btf_data_size
 * @btf: the copy of its .BTF that is reconciled
 *
 * The thread that loads the module owns it, and allocates and frees it while it
 * notifies of MODULE_STATE_COMING. It then holds the notifier chain's semaphore, and
 * unregister_module_notifier() waits for that. So none is left when this module goes.
 */
struct loading {
	struct list_head list;
	struct module *mod;
	struct load_info info;
	void *file_btf;
	unsigned int file_btf_size;
	void *btf;
};

static LIST_HEAD(modules_loading);
static DEFINE_MUTEX(modules_loading_lock);

static struct btf_rec_types vmlinux;

static void keep_loading(struct loading *l)
{
	mutex_lock(&modules_loading_lock);
	list_add(&l->list, &modules_loading);
	mutex_unlock(&modules_loading_lock);
}

/* Take it off the list; NULL: @mod was not handled. */
static struct loading *take_loading(const struct module *mod)
{
	struct loading *l, *found = NULL;

	mutex_lock(&modules_loading_lock);
	list_for_each_entry(l, &modules_loading, list) {
		if (l->mod == mod) {
			list_del(&l->list);
			found = l;
			break;
		}
	}
	mutex_unlock(&modules_loading_lock);
	return found;
}

static void free_loading(struct loading *l)
{
	kvfree(l->btf);
	kfree(l);
}

/* The shared code expects struct module_btf there. */
static void lend_btf(struct loading *l)
{
	l->mod->btf_data = &l->info.btf;
	l->mod->btf_data_size = sizeof(l->info.btf);
}

static void give_back_btf(struct loading *l)
{
	l->mod->btf_data = l->file_btf;
	l->mod->btf_data_size = l->file_btf_size;
}

/* If the file is not found, leave the BTF to the kernel if it can be read. */
static enum btf_finding judge_without_file(const struct module *mod)
{
	__u16 magic;

	return !copy_from_kernel_nofault(&magic, mod->btf_data, sizeof(magic)) &&
	       magic == BTF_MAGIC ? BTF_NO_ID : BTF_UNREADABLE;
}

static void open_btf(struct loading *l)
{
	if (!stock_open_file(&l->info, l->mod)) {
		module_read_btf(&l->info);
		module_find_btf(l->mod, &l->info);
	} else {
		l->info.btf.finding = judge_without_file(l->mod);
		lend_btf(l);
	}
}

static int reconcile(struct loading *l)
{
	const struct module_btf *m = &l->info.btf;

	if (m->btf) {
		l->btf = kvmalloc(m->btf_len, GFP_KERNEL | __GFP_NOWARN);
		if (!l->btf)
			return -ENOMEM;
		memcpy(l->btf, m->btf, m->btf_len);
	}
	return btf_module_reconcile(l->mod, &vmlinux, l->btf, m->btf_len);
}

static void hand_over(struct loading *l)
{
	l->mod->btf_data = l->btf;
	l->mod->btf_data_size = l->info.btf.btf_len;
#ifdef CONFIG_BTF_RELOCATE
	l->mod->btf_base_data = NULL;
	l->mod->btf_base_data_size = 0;
#endif
}

static int module_coming(struct module *mod)
{
	struct loading *l;
	int err, refused;

	if (!mod->btf_data_size)
		return 0;
	l = kzalloc(sizeof(*l), GFP_KERNEL);
	if (!l)
		return -ENOMEM;
	l->mod = mod;
	l->file_btf = mod->btf_data;
	l->file_btf_size = mod->btf_data_size;
	open_btf(l);
	err = reconcile(l);
	refused = module_decide_btf(mod, err);
	give_back_btf(l);
	if (err) {
		free_loading(l);
		if (!refused)
			mod->btf_data_size = 0;	/* the kernel sees no BTF */
		return refused;
	}
	if (l->info.btf.finding == BTF_RECONCILED)
		hand_over(l);
	keep_loading(l);
	return 0;
}

static bool sysfs_has(struct kernfs_node *parent, const char *dir,
		      const char *name)
{
	struct kernfs_node *d = kernfs_find_and_get(parent, dir), *file = NULL;
	bool has;

	if (d)
		file = kernfs_find_and_get(d, name);
	has = file;
	kernfs_put(file);
	kernfs_put(d);
	return has;
}

/* The kernel may have taken the BTF, or let the module load without it. */
static void module_came(struct loading *l)
{
	if (sysfs_has(kernel_kobj->sd, "btf", l->mod->name)) {
		lend_btf(l);
		module_publish_btf_ids(l->mod);
	}
}

static int notify_first(struct notifier_block *nb, unsigned long op, void *mod)
{
	struct loading *l;

	if (op == MODULE_STATE_COMING)
		return notifier_from_errno(module_coming(mod));
	/* Another notifier has refused the module: the last one does not run. */
	l = op == MODULE_STATE_GOING ? take_loading(mod) : NULL;
	if (l) {
		give_back_btf(l);
		free_loading(l);
	}
	return NOTIFY_OK;
}

static int notify_last(struct notifier_block *nb, unsigned long op, void *mod)
{
	struct loading *l = NULL;

	if (op == MODULE_STATE_COMING)
		l = take_loading(mod);
	if (l) {
		module_came(l);
		give_back_btf(l);
		free_loading(l);
	}
	return NOTIFY_OK;
}

static struct notifier_block first = {
	.notifier_call = notify_first, .priority = INT_MAX,
};

static struct notifier_block last = {
	.notifier_call = notify_last, .priority = INT_MIN,
};

/* By the parameter that such a kernel has, for mod->btf_data is no BTF there. */
static bool kernel_reconciles(void)
{
	struct kobject *loader;
	bool does;

	loader = kset_find_obj(THIS_MODULE->mkobj.kobj.kset, "module");
	does = loader && sysfs_has(loader->sd, "parameters",
				   "allow_btf_mismatch");
	kobject_put(loader);
	return does;
}

static bool active;

static int __init stock_init(void)
{
	int err;

	if (kernel_reconciles()) {
		pr_info("this kernel reconciles the BTF of modules itself; nothing to do\n");
		return 0;
	}
	err = stock_open_vmlinux(&vmlinux);
	if (err)
		return err;
	register_module_notifier(&last);
	register_module_notifier(&first);
	active = true;
	return 0;
}

/* What first has begun, last ends, before the former can be taken off. */
static void __exit stock_exit(void)
{
	if (!active)
		return;
	unregister_module_notifier(&first);
	unregister_module_notifier(&last);
	btf_module_forget_index();
	stock_close_vmlinux(&vmlinux);
}

module_init(stock_init);
module_exit(stock_exit);
MODULE_DESCRIPTION("BTF of modules, reconciled with the kernel that runs");
MODULE_LICENSE("GPL");
