/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of btf_reconcile.ko share, and what kernel/module/btf.c needs of
 * the module loader's header of this name.
 */
#ifndef _STOCK_INTERNAL_H
#define _STOCK_INTERNAL_H

#include <linux/btf_module.h>
#include <linux/btf_reconcile.h>
#include <linux/elf.h>
#include <linux/module.h>

/**
 * struct load_info - a module's file, as the loader has it in memory
 * @hdr: the file; the loader has put addresses into its section headers
 * @sechdrs: its section headers
 * @secstrings: their names
 * @len: bytes of it that the loader has checked to be there
 * @btf: what btf.c finds in it
 */
struct load_info {
	Elf_Ehdr *hdr;
	Elf_Shdr *sechdrs;
	char *secstrings;
	unsigned long len;
	struct module_btf btf;
};

void module_layout_btf(struct load_info *info);
void module_find_btf(struct module *mod, struct load_info *info);

int stock_open_file(struct load_info *info, const struct module *mod);

int stock_open_vmlinux(struct btf_rec_types *base);
void stock_close_vmlinux(struct btf_rec_types *base);

#endif /* _STOCK_INTERNAL_H */
