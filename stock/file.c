// SPDX-License-Identifier: GPL-2.0
/*
 * From a module's .BTF to the file that it is in.
 *
 * The loader tells of mod->btf_data only. That is an address in its copy of the
 * file, which starts on a page of a vmalloc area, and the loader has put the
 * address into the section header of .BTF. So go back page by page to an ELF
 * header whose section headers have just that address. No file can have it by
 * itself: the address is chosen when the file is read.
 */
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "internal.h"

/* Pages and section headers that are looked at, at most. */
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

/* Of all that has contents, the loader has checked that the file has it. */
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
