/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A module's BTF on its way from the module loader (kernel/module/btf.c) through
 * btf_reconcile_module.c to the BTF verifier (kernel/bpf/btf.c).
 */
#ifndef _LINUX_BTF_MODULE_H
#define _LINUX_BTF_MODULE_H

#include <linux/btf_finding.h>
#include <linux/compiler_attributes.h>
#include <linux/types.h>

struct btf_rec_types;
struct load_info;
struct module;

#ifdef MODULE	/* stock/ reads it from a file */
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
 * @finding: what the sections promise, until something finds otherwise
 * @distilled: @ref is .BTF.base
 * @asked: the rate limit has been asked, once for all lines about this module
 * @quiet: the rate limit was exceeded: log nothing
 * @lines: mismatches and malformed types reported
 * @btf: .BTF; NULL: it cannot be read
 * @ref: .BTF.base_ref or .BTF.base; NULL: there is none
 * @ref_ids: .BTF.base_ref.ids; NULL: there is none
 * @ids: .BTF_ids in the module's memory, all zero until the BTF is published;
 *	NULL: there is none, or nobody touches it
 * @ids_file: what @ids is to be, in the loader's copy of the file
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @ref_ids_len: bytes of @ref_ids
 * @ids_len: bytes of @ids and @ids_file
 * @id: BTF_NATIVE: XXH64 of the vmlinux BTF that the module was built against
 * @detail: comes before the words that BTF_FINDINGS() has for @finding
 *
 * Part of struct load_info, so it belongs to load_module() and lives until that
 * returns. mod->btf_data leads to it (mod->btf_data_size is 0 where there is no
 * BTF; mod->btf_base_data of newer kernels is not used); do_init_module() clears
 * that, or the module goes, before. Only the thread that loads the module uses it, so it
 * needs no lock. All sections but @ids are in the loader's copy of the file,
 * which is there while MODULE_STATE_COMING is notified, and not after.
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
