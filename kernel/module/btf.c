// SPDX-License-Identifier: GPL-2.0
/*
 * The loader's part of a module's BTF: find the sections, and see to it that
 * .BTF_ids can be written when the module's BTF is reconciled, and is all zero
 * unless it was.
 *
 * The ids of a module that carries a reference mean nothing before they are
 * rewritten, and those of one that carries the id of its base mean nothing on
 * another. So .BTF_ids is zero in the module's memory from the start, the
 * rewriting is done on the loader's copy of the file, and the result is copied
 * only when the BTF is there to be found. Whatever fails in between, and on
 * kernels that do not load module BTF at all, zeroes are what is left.
 */
#define pr_fmt(fmt) "btf_reconcile: " fmt

#include <linux/bits.h>
#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/elf.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "internal.h"

#ifndef SHF_COMPRESSED
#define SHF_COMPRESSED	BIT(11)	/* ELF gABI, 2012 */
#endif

/* The loader has checked the names of sections that take memory, no others. */
static bool is_named(const struct load_info *info, const Elf_Shdr *sec,
		     const char *name)
{
	const Elf_Shdr *names = &info->sechdrs[info->hdr->e_shstrndx];

	return sec->sh_name < names->sh_size &&
	       !strcmp(info->secstrings + sec->sh_name, name);
}

static Elf_Shdr *find_section(const struct load_info *info, const char *name)
{
	unsigned int i;

	for (i = 1; i < info->hdr->e_shnum; i++)
		if (is_named(info, &info->sechdrs[i], name))
			return &info->sechdrs[i];
	return NULL;
}

/* Does the file have the section's contents as they are, and in full? */
static bool is_plain(const struct load_info *info, const Elf_Shdr *sec)
{
	return sec && sec->sh_type != SHT_NULL && sec->sh_type != SHT_NOBITS &&
	       !(sec->sh_flags & SHF_COMPRESSED) &&
	       sec->sh_offset <= info->len &&
	       sec->sh_size <= info->len - sec->sh_offset &&
	       sec->sh_size <= U32_MAX;
}

static void *file_data(const struct load_info *info, const Elf_Shdr *sec)
{
	return (void *)info->hdr + sec->sh_offset;
}

static bool has_header(const struct load_info *info, const Elf_Shdr *btf,
		       struct btf_header *h)
{
	if (!is_plain(info, btf) || btf->sh_size < sizeof(*h))
		return false;
	memcpy(h, file_data(info, btf), sizeof(*h));
	return h->magic == BTF_MAGIC;
}

/* .BTF says itself what it is relative to. Where it cannot be asked, nothing
 * says that .BTF_ids is relative to vmlinux; where there is none, only what is
 * left of a reference, or an id, says that it need not be.
 */
static enum btf_module_base base_of(const struct load_info *info)
{
	const Elf_Shdr *distilled = find_section(info, BTF_DISTILLED_SECTION);
	const Elf_Shdr *id = find_section(info, BTF_BASE_ID_SECTION);
	const Elf_Shdr *btf = find_section(info, ".BTF");
	struct btf_header h;

	if (has_header(info, btf, &h)) {
		if (h.flags & BTF_F_BASE_REF)
			return BTF_MODULE_BASE_REF;
		if (distilled)
			return BTF_MODULE_DISTILLED;
		return id ? BTF_MODULE_BASE_ID : BTF_MODULE_VMLINUX;
	}
	if (btf || distilled || id || find_section(info, BTF_REF_SECTION) ||
	    find_section(info, BTF_REF_IDS_SECTION))
		return BTF_MODULE_UNKNOWN;
	return BTF_MODULE_VMLINUX;
}

/* .BTF_ids, if it takes memory. */
static Elf_Shdr *find_ids(const struct load_info *info)
{
	Elf_Shdr *ids = find_section(info, ".BTF_ids");

	return ids && ids->sh_flags & SHF_ALLOC ? ids : NULL;
}

/**
 * module_layout_btf() - put .BTF_ids where it can be written once
 * @info: the module, before its sections are laid out
 *
 * Module notifiers run when read-only data is read-only already. What is
 * read-only after init is not, if it is marked as written to as well. Modules
 * with neither a reference nor an id keep their .BTF_ids where it was.
 */
void module_layout_btf(struct load_info *info)
{
	Elf_Shdr *ids = find_ids(info);

	if (!IS_ENABLED(CONFIG_DEBUG_INFO_BTF_MODULES) || !ids)
		return;
	if (base_of(info) == BTF_MODULE_VMLINUX)
		return;
	ids->sh_flags |= SHF_WRITE | SHF_RO_AFTER_INIT;
	ids->sh_flags &= ~(unsigned long)SHF_EXECINSTR;
}

#ifdef CONFIG_DEBUG_INFO_BTF_MODULES
#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "module."

static bool allow_btf_mismatch = IS_ENABLED(CONFIG_MODULE_ALLOW_BTF_MISMATCH);
module_param(allow_btf_mismatch, bool, 0644);

/**
 * module_allows_btf_mismatch() - what becomes of a module whose BTF is refused
 *
 * What the kernel was configured with can be overruled on its command line, and
 * while it runs: an administrator who needs the modules now cannot wait for
 * others to be built.
 *
 * Return: true: it is loaded without BTF, false: it is not loaded.
 */
bool module_allows_btf_mismatch(void)
{
	return READ_ONCE(allow_btf_mismatch);
}

static const void *find_data(const struct load_info *info, const char *name,
			     u32 *len)
{
	const Elf_Shdr *sec = find_section(info, name);

	if (!is_plain(info, sec))
		return NULL;
	*len = sec->sh_size;
	return file_data(info, sec);
}

/* What is being loaded. It is not in struct module: each module brings one of these,
 * as large as it was in the kernel that it was built for.
 */
static LIST_HEAD(loading);
static DEFINE_SPINLOCK(loading_lock);

static void add_loading(struct btf_module_ref *ref, const struct module *mod)
{
	ref->mod = mod;
	spin_lock(&loading_lock);
	list_add(&ref->loading, &loading);
	spin_unlock(&loading_lock);
}

static void remove_loading(struct btf_module_ref *ref)
{
	if (!ref->mod)
		return;
	spin_lock(&loading_lock);
	list_del(&ref->loading);
	spin_unlock(&loading_lock);
	ref->mod = NULL;
}

/**
 * module_btf_ref() - what a module that is being loaded says of its BTF's base
 * @mod: the module
 *
 * For module notifiers and what they call, and not after MODULE_STATE_COMING.
 * Takes a spinlock to search. What is returned stays while the caller, which is
 * what loads @mod, is at it.
 *
 * Return: what it says, never NULL. Of a module that says nothing, or has been
 * loaded, the base is BTF_MODULE_VMLINUX and there is nothing else.
 */
const struct btf_module_ref *module_btf_ref(const struct module *mod)
{
	static const struct btf_module_ref nothing;
	const struct btf_module_ref *ref, *found = &nothing;

	spin_lock(&loading_lock);
	list_for_each_entry(ref, &loading, loading)
		if (ref->mod == mod)
			found = ref;
	spin_unlock(&loading_lock);
	return found;
}

static void find_reference(struct btf_module_ref *ref,
			   const struct load_info *info, const Elf_Shdr *ids)
{
	static const char * const sections[] = {
		[BTF_MODULE_BASE_ID]	= BTF_BASE_ID_SECTION,
		[BTF_MODULE_BASE_REF]	= BTF_REF_SECTION,
		[BTF_MODULE_DISTILLED]	= BTF_DISTILLED_SECTION,
	};

	ref->data = find_data(info, sections[ref->base], &ref->data_len);
	if (ref->base == BTF_MODULE_BASE_REF)
		ref->slots = find_data(info, BTF_REF_IDS_SECTION,
				       &ref->slots_len);
	if (is_plain(info, ids)) {
		ref->ids = (void *)ids->sh_addr;
		ref->ids_file = file_data(info, ids);
		ref->ids_len = ids->sh_size;
	}
}

/* Nothing can be said of BTF that is not there, so no one else complains. */
static int refuse_unknown(struct module *mod, const struct load_info *info)
{
	const Elf_Shdr *btf = find_section(info, ".BTF");
	bool allowed;

	if (!btf) {
		pr_warn("%s: loads without BTF: it has a reference or an id, but no .BTF; was it stripped?\n",
			mod->name);
		return 0;
	}
	if (is_plain(info, btf) && btf->sh_size) {
		pr_warn("%s: BTF refused: .BTF has no BTF header; rebuild %s\n",
			mod->name, mod->name);
		return 0;	/* the verifier will refuse it */
	}
	allowed = module_allows_btf_mismatch();
	pr_warn("%s: BTF refused: .BTF is compressed, or has no contents in the file%s\n",
		mod->name, allowed ? "; loading it without BTF" : "");
	mod->btf_data = NULL;
	mod->btf_data_size = 0;
	return allowed ? 0 : -EINVAL;
}

static int find_btf(struct module *mod, struct load_info *info,
		    enum btf_module_base base, const Elf_Shdr *ids)
{
	info->btf_ref.base = base;
	add_loading(&info->btf_ref, mod);
	if (base == BTF_MODULE_UNKNOWN)
		return refuse_unknown(mod, info);
	find_reference(&info->btf_ref, info, ids);
	return 0;
}
#else
static int find_btf(struct module *mod, struct load_info *info,
		    enum btf_module_base base, const Elf_Shdr *ids)
{
	return 0;
}

static void remove_loading(struct btf_module_ref *ref) { }
#endif

/* All of that name, though only the first can be published. */
static void clear_ids(const struct load_info *info)
{
	unsigned int i;

	for (i = 1; i < info->hdr->e_shnum; i++) {
		const Elf_Shdr *sec = &info->sechdrs[i];

		if (sec->sh_flags & SHF_ALLOC && is_named(info, sec, ".BTF_ids"))
			memset((void *)sec->sh_addr, 0, sec->sh_size);
	}
}

/**
 * module_find_btf() - find what belongs to a module's BTF
 * @mod: the module, whose sections are in place, relocated and still writable,
 *	and whose btf_data is set
 * @info: where they came from; module_forget_btf() is due before it goes
 *
 * Return: 0, or -EINVAL when the kernel insists on good BTF and .BTF has no
 * contents that could be read.
 */
int module_find_btf(struct module *mod, struct load_info *info)
{
	enum btf_module_base base = base_of(info);

	if (base == BTF_MODULE_VMLINUX)
		return 0;
	clear_ids(info);
	return find_btf(mod, info, base, find_ids(info));
}

/**
 * module_forget_btf() - the copy of a module's file goes away
 * @info: what had it, zeroed or as module_find_btf() left it
 */
void module_forget_btf(struct load_info *info)
{
	remove_loading(&info->btf_ref);
}
