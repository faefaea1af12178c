/* SPDX-License-Identifier: GPL-2.0 */
/* An ELF file of any machine: its sections, and a copy of it in which some of them
 * are replaced. Sections of BTF are in this host's byte order, whatever the file's.
 */
#ifndef _ELF_FILE_H
#define _ELF_FILE_H

#include <gelf.h>
#include <stddef.h>
#include <stdbool.h>

#include "foreign.h"

/**
 * struct elf_file - an open ELF file
 * @path: for messages
 * @fd: the file
 * @elf: libelf's view of it
 * @shstrndx: the section of section names
 * @machine: what it is for
 * @compressed: @fd is not the file itself, but what was compressed in it
 */
struct elf_file {
	const char *path;
	int fd;
	Elf *elf;
	size_t shstrndx;
	struct machine machine;
	bool compressed;
};

/**
 * struct elf_change - a section to be replaced, added or removed
 * @name: its name
 * @data: its contents, in this host's byte order; NULL: it is to be removed
 * @len: bytes of @data
 * @set: flags that the section gets, if it is there already
 * @clear: flags that it loses
 */
struct elf_change {
	const char *name;
	const void *data;
	size_t len;
	GElf_Xword set;
	GElf_Xword clear;
};

/* Where kernels put a section that is written before a module's init runs, and
 * never after. The second is for linkers "keep this", see include/linux/elf.h.
 */
#define SHF_FOR_INIT	(SHF_WRITE | 0x00200000 /* SHF_RO_AFTER_INIT */)

int elf_file_open(struct elf_file *file, const char *path);
int elf_file_open_for(struct elf_file *file, const char *path,
		      const struct machine *machine);
int elf_file_from(struct elf_file *file, const char *path, int fd);
void elf_file_close(struct elf_file *file);
void *elf_file_section(struct elf_file *file, const char *name, size_t *len);
bool elf_file_has(struct elf_file *file, const char *name);
size_t elf_file_signature(const struct elf_file *file);
int elf_file_rewrite(struct elf_file *file, const char *out,
		     const struct elf_change *changes, size_t nr,
		     bool keep_signature);

/* Called for each symbol of a section; a non-zero return ends the walk. */
typedef int (*elf_symbol_fn)(void *ctx, const char *name, const GElf_Sym *sym);
int elf_file_symbols(struct elf_file *file, const char *section,
		     elf_symbol_fn fn, void *ctx);

#endif /* _ELF_FILE_H */
