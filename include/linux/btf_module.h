/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A module's BTF between the module loader (kernel/module/btf.c),
 * btf_reconcile_module.c and the BTF verifier (kernel/bpf/btf.c).
 */
#ifndef _LINUX_BTF_MODULE_H
#define _LINUX_BTF_MODULE_H

#include <linux/btf_finding.h>
#include <linux/compiler_attributes.h>
#include <linux/types.h>

struct btf_rec_types;
struct load_info;
struct module;

#ifdef MODULE	/* btf_reconcile.ko reads it from a file */
const void *btf_vmlinux_data(size_t *len);
#else
/* Put around vmlinux's .BTF by the linker. */
extern char __weak __start_BTF[];
extern char __weak __stop_BTF[];

static inline const void *btf_vmlinux_data(size_t *len)
{
	*len = __stop_BTF - __start_BTF;
	return __start_BTF;
}
#endif

/**
 * struct module_btf - the BTF sections of a module that is being loaded
 * @finding: by the sections; a later step may change it
 * @distilled: @ref is .BTF.base
 * @asked: the rate limit has been asked, once for all lines about this module
 * @quiet: the rate limit is exceeded: log nothing
 * @lines: mismatches and malformed types reported
 * @btf: .BTF; NULL: it cannot be read
 * @ref: .BTF.base_ref or .BTF.base; NULL: there is none
 * @ref_ids: .BTF.base_ref.ids; NULL: there is none
 * @ids: .BTF_ids in the module's memory, all zero until the BTF is published;
 *	NULL: there is none, or it is right as it is
 * @ids_file: the contents for @ids, in the loader's copy of the file
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @ref_ids_len: bytes of @ref_ids
 * @ids_len: bytes of @ids and @ids_file
 * @id: BTF_NATIVE: XXH64 of the vmlinux BTF that the module was built against
 * @detail: in the log, before the words of BTF_FINDINGS() for @finding
 *
 * It is part of struct load_info, so load_module() owns it, and it lives until that
 * returns. mod->btf_data points to it, and mod->btf_data_size is 0 if there is no
 * BTF; mod->btf_base_data of newer kernels is not used. Before load_module() returns,
 * do_init_module() clears mod->btf_data, or the module is freed. Only the thread that
 * loads the module uses it, so it needs no lock. All sections except @ids are in the
 * loader's copy of the file, which exists while MODULE_STATE_COMING is notified.
 */
struct module_btf {
	enum btf_finding finding;
	bool distilled;
	bool asked;
	bool quiet;
	u32 lines;
	const void *btf;
	void *ref;
	void *ref_ids;
	void *ids;
	void *ids_file;
	u32 btf_len;
	u32 ref_len;
	u32 ref_ids_len;
	u32 ids_len;
	u64 id;
	char detail[64];
};

void module_read_btf(struct load_info *info);
bool module_may_log_btf(struct module_btf *m);
int module_decide_btf(struct module *mod, int err);
void module_publish_btf_ids(struct module *mod);

int btf_module_reconcile(struct module *mod, const struct btf_rec_types *base,
			 void *btf, u32 btf_len);
void btf_module_forget_index(void);

#endif /* _LINUX_BTF_MODULE_H */
