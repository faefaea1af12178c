// SPDX-License-Identifier: GPL-2.0
/*
 * The module loader's part of a module's BTF: find the sections, keep .BTF_ids
 * all zero until its values are right, and decide whether the module loads.
 *
 * The IDs of a module with a reference are relative to it, and the IDs of a module
 * with .BTF.base_id are right for one vmlinux only. So .BTF_ids is zeroed while the
 * module's memory is still writable. The right values are made in the loader's copy
 * of the file, and published when the BTF has been verified. If any step fails, the
 * section stays zero. This is so on kernels that do not load module BTF, too.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/bits.h>
#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/elf.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/ratelimit.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "internal.h"

#ifndef MODULE	/* stock/ builds this file into a module */
#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "module."
#endif

#ifndef SHF_COMPRESSED
#define SHF_COMPRESSED	BIT(11)	/* ELF gABI, 2012 */
#endif

/* The loader checks the names of SHF_ALLOC sections only. */
static bool is_named(const struct load_info *info, const Elf_Shdr *sec,
		     const char *name)
{
	const Elf_Shdr *names = &info->sechdrs[info->hdr->e_shstrndx];

	return sec->sh_name < names->sh_size &&
	       !strcmp(info->secstrings + sec->sh_name, name);
}

static Elf_Shdr *section_named(const struct load_info *info, const char *name)
{
	unsigned int i;

	for (i = 1; i < info->hdr->e_shnum; i++)
		if (is_named(info, &info->sechdrs[i], name))
			return &info->sechdrs[i];
	return NULL;
}

/* The contents of a section; NULL if they are not in the file, or compressed. */
static void *section_data(const struct load_info *info, const Elf_Shdr *sec,
			  u32 *len)
{
	if (!sec || sec->sh_type == SHT_NULL || sec->sh_type == SHT_NOBITS ||
	    sec->sh_flags & SHF_COMPRESSED || sec->sh_offset > info->len ||
	    sec->sh_size > info->len - sec->sh_offset || sec->sh_size > U32_MAX)
		return NULL;
	*len = sec->sh_size;
	return (void *)info->hdr + sec->sh_offset;
}

static void *find_data(const struct load_info *info, const char *name, u32 *len)
{
	return section_data(info, section_named(info, name), len);
}

/* The kernel has btf_relocate() for modules with .BTF.base, from Linux 6.11 on. */
#ifdef CONFIG_BTF_RELOCATE
static const char * const distilled_ways[] = { "relocate", "reconcile" };
static int distilled_way;

static int set_distilled(const char *val, const struct kernel_param *kp)
{
	int way = sysfs_match_string(distilled_ways, val);

	if (way < 0)
		return way;
	WRITE_ONCE(distilled_way, way);
	return 0;
}

static int get_distilled(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", distilled_ways[READ_ONCE(distilled_way)]);
}

static const struct kernel_param_ops distilled_ops = {
	.set = set_distilled,
	.get = get_distilled,
};
module_param_cb(btf_distilled, &distilled_ops, NULL, 0644);

static bool relocates_distilled(void)
{
	return !READ_ONCE(distilled_way);
}
#else
static bool relocates_distilled(void)
{
	return false;
}
#endif

static enum btf_finding find_reference(struct module_btf *m,
				       const struct load_info *info)
{
	m->ref = find_data(info, BTF_REF_SECTION, &m->ref_len);
	m->ref_ids = find_data(info, BTF_REF_IDS_SECTION, &m->ref_ids_len);
	return m->ref ? BTF_RECONCILED : BTF_NO_REFERENCE;
}

static enum btf_finding find_distilled(struct module_btf *m,
				       const struct load_info *info)
{
	m->distilled = true;
	m->ref = find_data(info, BTF_DISTILLED_SECTION, &m->ref_len);
	if (!m->ref)
		return BTF_NO_REFERENCE;
	return relocates_distilled() ? BTF_RELOCATED : BTF_RECONCILED;
}

/* An ID of a type or length that this kernel does not know is no ID. */
static enum btf_finding find_id(struct module_btf *m,
				const struct load_info *info)
{
	struct btf_base_id id;
	const void *data;
	u32 len;

	data = find_data(info, BTF_BASE_ID_SECTION, &len);
	if (!data || len != sizeof(id))
		return BTF_NO_ID;
	memcpy(&id, data, sizeof(id));
	if (id.type != BTF_BASE_ID_XXH64 || id.len != sizeof(id.xxh64))
		return BTF_NO_ID;
	m->id = id.xxh64;
	return BTF_NATIVE;
}

/* Is there a section that says that .BTF_ids may not be relative to vmlinux? */
static bool has_mark(const struct load_info *info)
{
	return section_named(info, BTF_REF_SECTION) ||
	       section_named(info, BTF_REF_IDS_SECTION) ||
	       section_named(info, BTF_DISTILLED_SECTION) ||
	       section_named(info, BTF_BASE_ID_SECTION);
}

/* The magic of .BTF decides what it is relative to, whatever sections exist. */
static enum btf_finding find_btf(struct module_btf *m,
				 const struct load_info *info)
{
	const Elf_Shdr *btf = section_named(info, ".BTF");
	struct btf_header h = { };

	if (!btf || !btf->sh_size)
		return has_mark(info) ? BTF_STRIPPED : BTF_NO_BTF;
	m->btf = section_data(info, btf, &m->btf_len);
	if (!m->btf)
		return BTF_UNREADABLE;
	memcpy(&h, m->btf, min_t(size_t, m->btf_len, sizeof(h)));
	if (m->btf_len < offsetofend(struct btf_header, str_len) ||
	    (h.magic != BTF_MAGIC && h.magic != BTF_REF_MAGIC)) {
		strscpy(m->detail, ".BTF has no BTF header: ", sizeof(m->detail));
		return BTF_MALFORMED;
	}
	if (h.flags)
		return h.magic == BTF_MAGIC && h.flags & BTF_F_BASE_REF_OLD ?
		       BTF_EARLIER : BTF_LATER;
	if (h.magic == BTF_REF_MAGIC)
		return find_reference(m, info);
	if (section_named(info, BTF_DISTILLED_SECTION))
		return find_distilled(m, info);
	return find_id(m, info);
}

/* Is .BTF_ids right as it is in the file? */
static bool has_plain_ids(const struct module_btf *m)
{
	return m->finding == BTF_NO_ID || m->finding == BTF_NO_BTF;
}

/**
 * module_read_btf() - find a module's BTF and what it is relative to
 * @info: the module's file
 */
void module_read_btf(struct load_info *info)
{
	info->btf.finding = find_btf(&info->btf, info);
}

/**
 * module_layout_btf() - find a module's BTF, and keep its .BTF_ids writable
 * @info: the module, before its sections are laid out
 *
 * Read-only data is protected before module notifiers run. If .BTF_ids is to be
 * rewritten, move it to ro_after_init data, which is writable until init has run.
 */
void module_layout_btf(struct load_info *info)
{
	Elf_Shdr *ids = section_named(info, ".BTF_ids");

	module_read_btf(info);
	if (!IS_ENABLED(CONFIG_DEBUG_INFO_BTF_MODULES) || !ids ||
	    !(ids->sh_flags & SHF_ALLOC) || has_plain_ids(&info->btf))
		return;
	ids->sh_flags |= SHF_WRITE | SHF_RO_AFTER_INIT;
	ids->sh_flags &= ~(unsigned long)SHF_EXECINSTR;
}

/* In btf_reconcile.ko the kernel has protected read-only data already. */
static bool is_writable(const Elf_Shdr *sec)
{
	return !__is_defined(MODULE) || sec->sh_flags & SHF_WRITE;
}

/* Zero all sections of that name; only the first is published later. */
static void zero_ids(const struct load_info *info)
{
	unsigned int i;

	for (i = 1; i < info->hdr->e_shnum; i++) {
		const Elf_Shdr *sec = &info->sechdrs[i];

		if (sec->sh_flags & SHF_ALLOC && is_writable(sec) &&
		    is_named(info, sec, ".BTF_ids"))
			memset((void *)sec->sh_addr, 0, sec->sh_size);
	}
}

#ifdef CONFIG_DEBUG_INFO_BTF_MODULES
/* Lets a machine boot whose modules are all refused. */
static bool allow_btf_mismatch = IS_ENABLED(CONFIG_MODULE_ALLOW_BTF_MISMATCH);
module_param(allow_btf_mismatch, bool, 0644);

static const struct {
	enum btf_outcome refuse;
	enum btf_outcome allow;
	const char *words;
} decisions[] = {
#define DECISION(name, refuse, allow, words) \
	[BTF_##name] = { BTF_##refuse, BTF_##allow, words },
	BTF_FINDINGS(DECISION)
};

/**
 * module_may_log_btf() - may lines about a module's BTF go to the log?
 * @m: the module's BTF
 *
 * The rate limit counts modules and not lines, so that reports are complete.
 */
bool module_may_log_btf(struct module_btf *m)
{
	static DEFINE_RATELIMIT_STATE(limit, 10 * HZ, 100);

	if (!m->asked) {
		m->asked = true;
		m->quiet = !__ratelimit(&limit);
	}
	return !m->quiet;
}

/**
 * module_decide_btf() - does a module load, with its BTF or without?
 * @mod: the module
 * @err: 0, or the negative error with which its BTF was refused
 *
 * The finding is in struct module_btf. An error of the verifier becomes one
 * here. Reads module.allow_btf_mismatch once, so that log and outcome agree.
 *
 * Return: 0 if the module loads, with BTF if @err is 0; otherwise @err.
 */
int module_decide_btf(struct module *mod, int err)
{
	struct module_btf *m = mod->btf_data;
	enum btf_outcome outcome;

	if (err == -ENOMEM) {
		m->finding = BTF_NO_MEMORY;
	} else if (err && m->finding <= BTF_RELOCATED) {
		m->finding = BTF_INVALID;
		snprintf(m->detail, sizeof(m->detail), "error %d: ", err);
	}
	outcome = READ_ONCE(allow_btf_mismatch) ? decisions[m->finding].allow :
						  decisions[m->finding].refuse;
	if (m->finding == BTF_NO_ID)
		pr_info_once("%s: %s; there may be more such modules\n",
			     mod->name, decisions[m->finding].words);
	else if (outcome == BTF_LOADS)
		pr_debug("%s: %s\n", mod->name, decisions[m->finding].words);
	else if (module_may_log_btf(m))
		pr_warn("%s: BTF refused: %s%s%s\n", mod->name, m->detail,
			decisions[m->finding].words,
			outcome == BTF_LOADS_WITHOUT ?
			"; loading it without BTF" : "");
	return outcome == BTF_IS_REFUSED ? err : 0;
}

/**
 * module_publish_btf_ids() - let a module see its .BTF_ids
 * @mod: the module, whose BTF has been verified and can be found
 *
 * Until here they are all zero in the module's memory, see module_find_btf().
 */
void module_publish_btf_ids(struct module *mod)
{
	const struct module_btf *m = mod->btf_data;

	if (m->ids)
		memcpy(m->ids, m->ids_file, m->ids_len);
}

static void hand_over(struct module *mod, struct load_info *info)
{
	const Elf_Shdr *ids = section_named(info, ".BTF_ids");
	struct module_btf *m = &info->btf;

	mod->btf_data = m;
	/* btf_module_notify() does nothing if it is 0. */
	mod->btf_data_size = m->finding == BTF_NO_BTF ||
			     m->finding == BTF_STRIPPED ? 0 : sizeof(*m);
	if (m->finding == BTF_STRIPPED)
		module_decide_btf(mod, 0);
	if (!ids || !(ids->sh_flags & SHF_ALLOC) || has_plain_ids(m))
		return;
	if (!is_writable(ids)) {
		if (m->finding != BTF_RECONCILED)
			return;
		strscpy(m->detail, ".BTF_ids is read-only: ",
			sizeof(m->detail));
		m->finding = BTF_MALFORMED;
		return;
	}
	m->ids_file = section_data(info, ids, &m->ids_len);
	if (m->ids_file)
		m->ids = (void *)ids->sh_addr;
}
#else
static void hand_over(struct module *mod, struct load_info *info)
{
}
#endif

/**
 * module_find_btf() - zero a module's .BTF_ids, and hand over its BTF
 * @mod: the module, whose sections are in place, relocated and still writable
 * @info: where they came from
 *
 * From here on mod->btf_data leads to the struct module_btf in @info, for
 * btf_module_notify().
 */
void module_find_btf(struct module *mod, struct load_info *info)
{
	if (!has_plain_ids(&info->btf))
		zero_ids(info);
	hand_over(mod, info);
}
