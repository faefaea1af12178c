/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A module's BTF on its way from the loader (kernel/module/btf.c) to the
 * verifier of BTF (kernel/bpf/btf.c), by way of btf_reconcile_module.c and
 * btf_base_id.c.
 */
#ifndef _LINUX_BTF_MODULE_H
#define _LINUX_BTF_MODULE_H

#include <linux/compiler_attributes.h>
#include <linux/list.h>
#include <linux/types.h>

struct btf_rec_types;
struct module;
struct seq_file;

/* Put around vmlinux's .BTF by the linker. */
extern char __weak __start_BTF[];
extern char __weak __stop_BTF[];

/**
 * enum btf_module_base - what the ids of a module's BTF are relative to
 * @BTF_MODULE_VMLINUX: vmlinux BTF, nobody knows which; or there is no BTF
 * @BTF_MODULE_BASE_ID: the vmlinux BTF that .BTF.base_id has the id of
 * @BTF_MODULE_BASE_REF: .BTF.base_ref, as BTF_F_BASE_REF says
 * @BTF_MODULE_DISTILLED: .BTF.base, as pahole 1.28 writes it
 * @BTF_MODULE_UNKNOWN: .BTF cannot be asked, so .BTF_ids cannot be trusted
 */
enum btf_module_base {
	BTF_MODULE_VMLINUX,
	BTF_MODULE_BASE_ID,
	BTF_MODULE_BASE_REF,
	BTF_MODULE_DISTILLED,
	BTF_MODULE_UNKNOWN,
};

/**
 * struct btf_module_ref - what a module says of the base of its BTF
 * @base: what its ids are relative to
 * @data_len: bytes of @data
 * @slots_len: bytes of @slots
 * @ids_len: bytes of @ids and @ids_file
 * @data: the reference, or the id; NULL: it is not there or cannot be read
 * @slots: slots of .BTF_ids, NULL: the module does not list them
 * @ids: .BTF_ids in the module's memory, all zero until the module's BTF is
 *	published; NULL: the module has none
 * @ids_file: its contents, for the reconciliation to work on, if there is any
 * @mod: the module, by which module_btf_ref() finds this; NULL: it does not
 * @loading: the others that are being loaded
 *
 * Set by the loader, before the module's memory is made read-only. All but
 * @ids point into the loader's copy of the file, which goes away when the
 * module has been loaded, and with it the struct.
 */
struct btf_module_ref {
	enum btf_module_base base;
	u32 data_len;
	u32 slots_len;
	u32 ids_len;
	const void *data;
	const void *slots;
	void *ids;
	void *ids_file;
	const struct module *mod;
	struct list_head loading;
};

const struct btf_module_ref *module_btf_ref(const struct module *mod);

int btf_module_reconcile(struct module *mod, const struct btf_rec_types *base,
			 void *btf, u32 btf_len);
void btf_module_publish_ids(struct module *mod);

int btf_module_check_id(const struct module *mod);
bool btf_module_has_other_id(const struct module *mod);
int btf_module_refused(const struct module *mod, int err);
void btf_base_id_show(struct seq_file *m);

bool module_allows_btf_mismatch(void);

#endif /* _LINUX_BTF_MODULE_H */
