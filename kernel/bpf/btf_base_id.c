// SPDX-License-Identifier: GPL-2.0
/*
 * Does a module's BTF belong to the vmlinux that runs?
 *
 * A module without a reference says by .BTF.base_id which vmlinux BTF its own
 * was made against. On another the numbers in it mean something else, whether
 * or not they pass the checks, so they are not looked at. What is said of a
 * module whose BTF is refused, for this or any other reason, is said here too.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/atomic.h>
#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/ratelimit.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/workqueue.h>
#include <linux/xxhash.h>

#define QUIET	(5 * HZ)	/* without another module, then it is summed up */

static atomic_t nr_same, nr_other, nr_unknown, nr_without;

/* Modules are many, and these are lines to be read. */
static DEFINE_RATELIMIT_STATE(log_limit, 10 * HZ, 100);

/* Once known it does not change. Two that compute it at the same time find the
 * same.
 */
static u64 vmlinux_id(void)
{
	static bool known;
	static u64 id;

	/* Pairs with the release below: the id is there when it is known. */
	if (!smp_load_acquire(&known)) {
		WRITE_ONCE(id, xxh64(__start_BTF, __stop_BTF - __start_BTF, 0));
		smp_store_release(&known, true); /* pairs with the above */
	}
	return READ_ONCE(id);
}

enum id_state { ID_NONE, ID_SAME, ID_OTHER, ID_DAMAGED };

static enum id_state id_state(const struct module *mod, u64 *id)
{
	const struct btf_module_ref *ref = module_btf_ref(mod);

	if (ref->base != BTF_MODULE_BASE_ID)
		return ID_NONE;
	if (!ref->data || ref->data_len != sizeof(*id))
		return ID_DAMAGED;
	memcpy(id, ref->data, sizeof(*id));
	return *id == vmlinux_id() ? ID_SAME : ID_OTHER;
}

/**
 * btf_module_check_id() - was a module's BTF made against this vmlinux?
 * @mod: the module, whose BTF is relative to vmlinux
 *
 * Return: 0 if it says so, or says nothing; -EINVAL if it was not, which
 * btf_module_refused() is to say.
 */
int btf_module_check_id(const struct module *mod)
{
	u64 id;

	/* Whether it has an id could not be seen; what is wrong has been said. */
	if (module_btf_ref(mod)->base == BTF_MODULE_UNKNOWN)
		return 0;

	switch (id_state(mod, &id)) {
	case ID_SAME:
		atomic_inc(&nr_same);
		return 0;
	case ID_NONE:
		atomic_inc(&nr_unknown);
		pr_info_once("%s: its BTF has neither an id nor a reference, so nothing says whether it belongs to this kernel; there may be more such modules\n",
			     mod->name);
		return 0;
	default:
		atomic_inc(&nr_other);
		return -EINVAL;
	}
}

/* Modules that were loaded without BTF and are yet to be told of. */
static struct {
	unsigned int nr;
	unsigned int named;
	int len;
	char names[256];
} untold;
static DEFINE_MUTEX(untold_lock);

static void sum_up(struct work_struct *work)
{
	mutex_lock(&untold_lock);
	if (untold.nr)
		pr_warn("%u module%s loaded without BTF, which does not belong to this kernel:%s%s; rebuild with this kernel, or build with BTF_BASE_REF=1\n",
			untold.nr, untold.nr > 1 ? "s" : "", untold.names,
			untold.nr > untold.named ? " ..." : "");
	memset(&untold, 0, sizeof(untold));
	mutex_unlock(&untold_lock);
}

static DECLARE_DELAYED_WORK(summary, sum_up);

/* A whole system may be affected; one line for all of them is enough. */
static void tell_later(const struct module *mod)
{
	int room, len;

	mutex_lock(&untold_lock);
	room = sizeof(untold.names) - untold.len;
	untold.nr++;
	len = snprintf(untold.names + untold.len, room, " %s", mod->name);
	if (len < room) {
		untold.named++;
		untold.len += len;
	} else {
		untold.names[untold.len] = '\0';
		untold.len = sizeof(untold.names) - 1;	/* that is it */
	}
	mutex_unlock(&untold_lock);
	mod_delayed_work(system_wq, &summary, QUIET);
}

/**
 * btf_module_has_other_id() - is it its id by which a module's BTF is refused?
 * @mod: the module
 *
 * Return: true if so; btf_module_refused() then says it, and nobody else
 * needs to.
 */
bool btf_module_has_other_id(const struct module *mod)
{
	u64 id;

	return id_state(mod, &id) > ID_SAME;
}

static void log_refusal(const struct module *mod, const char *policy)
{
	const char *name = mod->name;
	u64 id;

	if (id_state(mod, &id) == ID_OTHER)
		pr_warn("%s: BTF refused: it was built against another vmlinux BTF (id %016llx, this kernel has %016llx): rebuild it with this kernel, or build it with BTF_BASE_REF=1%s\n",
			name, id, vmlinux_id(), policy);
	else
		pr_warn("%s: BTF refused: %s is not %zu bytes of plain data, it is damaged: rebuild %s%s\n",
			name, BTF_BASE_ID_SECTION, sizeof(id), name, policy);
}

/**
 * btf_module_refused() - what becomes of a module whose BTF is refused
 * @mod: the module
 * @err: what is wrong with its BTF, a negative error
 *
 * Where modules that have the id of another vmlinux are loaded, the first says so
 * in full, and all others come in a line that sums them up. What else is refused
 * has been told of, each for itself.
 *
 * Return: 0 when it is loaded without BTF, otherwise @err.
 */
int btf_module_refused(const struct module *mod, int err)
{
	const bool by_id = btf_module_has_other_id(mod);
	static atomic_t told;

	if (!module_allows_btf_mismatch()) {
		if (by_id && __ratelimit(&log_limit))
			log_refusal(mod, "");
		return err;
	}
	atomic_inc(&nr_without);
	if (!by_id)
		return 0;
	if (!atomic_xchg(&told, 1))
		log_refusal(mod, "; loading it without BTF");
	else
		tell_later(mod);
	return 0;
}

/**
 * btf_base_id_show() - the ids' part of /sys/kernel/debug/btf_reconcile
 * @m: where it goes
 */
void btf_base_id_show(struct seq_file *m)
{
	seq_printf(m, "base_id %016llx\nmodules_same_id %d\nmodules_other_id %d\nmodules_no_id %d\nmodules_without_btf %d\n",
		   vmlinux_id(), atomic_read(&nr_same), atomic_read(&nr_other),
		   atomic_read(&nr_unknown), atomic_read(&nr_without));
}

#ifdef CONFIG_SYSFS
static ssize_t btf_base_id_read(struct kobject *kobj,
				struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%016llx\n", vmlinux_id());
}

/* Beside the directory and not in it: there are programs that take whatever is
 * in /sys/kernel/btf for BTF.
 */
static struct kobj_attribute btf_base_id_attr = {
	.attr = { .name = "btf_base_id", .mode = 0444 },
	.show = btf_base_id_read,
};

static int __init btf_base_id_init(void)
{
	if (__stop_BTF - __start_BTF == 0)
		return 0;
	return sysfs_create_file(kernel_kobj, &btf_base_id_attr.attr);
}
late_initcall(btf_base_id_init);
#endif
