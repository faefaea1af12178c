// SPDX-License-Identifier: GPL-2.0
/*
 * Finding the file of a module from the address of its .BTF.
 *
 * A notifier gets mod->btf_data only. It is an address in the loader's copy of the
 * file, which begins at a page of a vmalloc area, and the section header of .BTF has
 * the same address. So search backwards, page by page, for an ELF header whose
 * section headers have that address. A file cannot contain it by chance or design,
 * since the kernel chooses the address when it reads the file.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "internal.h"

/* Limit of pages and section headers that are searched. */
#define MAX_STEPS	0x100000

/* The page before a vmalloc area is not mapped, so -EFAULT ends the search. */
static int is_file(const void *at, const struct module *mod, u32 *steps)
{
	unsigned int i;
	Elf_Ehdr hdr;
	Elf_Shdr sec;

	if (copy_from_kernel_nofault(&hdr, at, sizeof(hdr)))
		return -EFAULT;
	if (memcmp(hdr.e_ident, ELFMAG, SELFMAG) ||
	    hdr.e_shentsize != sizeof(sec) || hdr.e_shstrndx >= hdr.e_shnum)
		return false;
	at += hdr.e_shoff;
	for (i = 0; i < hdr.e_shnum && ++*steps < MAX_STEPS; i++) {
		if (copy_from_kernel_nofault(&sec, at + i * sizeof(sec),
					     sizeof(sec)))
			return false;
		if (sec.sh_addr == (unsigned long)mod->btf_data &&
		    sec.sh_size == mod->btf_data_size &&
		    at - hdr.e_shoff + sec.sh_offset == mod->btf_data)
			return true;
	}
	return false;
}

static Elf_Ehdr *find_file(const struct module *mod)
{
	void *at = (void *)((unsigned long)mod->btf_data & PAGE_MASK);
	u32 steps = 0;
	int found;

	for (; is_vmalloc_addr(at) && ++steps < MAX_STEPS; at -= PAGE_SIZE) {
		found = is_file(at, mod, &steps);
		if (found)
			return found > 0 ? at : NULL;
		cond_resched();
	}
	return NULL;
}

/* The loader has checked that all sections with contents are in the file. */
static unsigned long checked_len(const struct load_info *info)
{
	unsigned long len = info->hdr->e_shoff +
			    info->hdr->e_shnum * sizeof(Elf_Shdr);
	unsigned int i;

	for (i = 1; i < info->hdr->e_shnum; i++) {
		const Elf_Shdr *sec = &info->sechdrs[i];

		if (sec->sh_type != SHT_NULL && sec->sh_type != SHT_NOBITS)
			len = max_t(unsigned long, len,
				    sec->sh_offset + sec->sh_size);
	}
	return len;
}

/**
 * stock_open_file() - find the file that a module is being loaded from
 * @info: filled in; the file stays until MODULE_STATE_COMING has been notified
 * @mod: the module
 *
 * Return: 0; -ENOENT when mod->btf_data is not in a file.
 */
int stock_open_file(struct load_info *info, const struct module *mod)
{
	info->hdr = find_file(mod);
	if (!info->hdr)
		return -ENOENT;
	info->sechdrs = (void *)info->hdr + info->hdr->e_shoff;
	info->secstrings = (void *)info->hdr +
			   info->sechdrs[info->hdr->e_shstrndx].sh_offset;
	info->len = checked_len(info);
	return 0;
}
