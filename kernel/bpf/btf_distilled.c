// SPDX-License-Identifier: GPL-2.0
/*
 * Who makes the BTF of a module right that carries .BTF.base: this kernel has
 * btf_relocate() for it, and btf_reconcile(), which takes it too. One of them is
 * chosen by a parameter, so that they can be compared in one boot.
 *
 * Only for kernels that have btf_relocate(). .BTF.base_ref is never its business.
 */
#include <linux/btf.h>
#include <linux/btf_module.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/sysfs.h>

enum { RECONCILE, RELOCATE };

static const char * const ways[] = {
	[RECONCILE]	= "reconcile",
	[RELOCATE]	= "relocate",
};

static int way = RECONCILE;

static int set_way(const char *val, const struct kernel_param *kp)
{
	int i = sysfs_match_string(ways, val);

	if (i < 0)
		return i;
	WRITE_ONCE(way, i);
	return 0;
}

static int get_way(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", ways[READ_ONCE(way)]);
}

static const struct kernel_param_ops way_ops = {
	.set = set_way,
	.get = get_way,
};

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "module."

module_param_cb(btf_distilled, &way_ops, NULL, 0644);

/**
 * btf_module_relocates() - is a module's BTF left to btf_relocate()?
 * @mod: the module, being loaded
 *
 * To be asked once for each load, since an administrator may change the answer
 * at any time.
 *
 * Return: true if it carries .BTF.base, which is what counts in it, and
 * module.btf_distilled=relocate; false: btf_module_reconcile() is to be called.
 */
bool btf_module_relocates(const struct module *mod)
{
	return module_btf_ref(mod)->base == BTF_MODULE_DISTILLED &&
	       READ_ONCE(way) == RELOCATE;
}
