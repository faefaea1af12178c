// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../../bpf/btf_reconcile/elf_file.h"
#include "../../../../bpf/btf_reconcile/tool.h"
#include "modgen.h"

#define THIS_MODULE	".gnu.linkonce.this_module"
#define MAX_NAME	55	/* MODULE_NAME_LEN - 1 on 64-bit machines */
#define MAX_CHANGES	(NR_SECTIONS + 2)

/* struct module has the name in it, and it is not known here where. */
static void *rename_module(struct elf_file *file, const char *template,
			   const char *name, size_t *len)
{
	char old[MAX_NAME + 1], path[4096];
	char *data, *at;

	snprintf(path, sizeof(path), "%s", template);
	snprintf(old, sizeof(old), "%s", basename(path));
	old[strcspn(old, ".")] = '\0';
	data = elf_file_section(file, THIS_MODULE, len);
	at = data ? memmem(data, *len, old, strlen(old)) : NULL;
	if (!at || strlen(name) > MAX_NAME) {
		error(template, "cannot be called %s", name);
		free(data);
		return NULL;
	}
	memset(at, 0, strlen(old));
	memcpy(at, name, strlen(name));
	return data;
}

static size_t list_changes(const struct module_sections *s, bool distilled,
			   struct elf_change *changes)
{
	size_t nr;

	for (nr = 0; nr < NR_SECTIONS; nr++)
		changes[nr] = (struct elf_change){
			sections_names[nr], s->data[nr], s->len[nr],
		};
	if (distilled) {
		changes[nr] = changes[SECTION_REF];
		changes[nr++].name = BTF_DISTILLED_SECTION;
		changes[SECTION_REF].data = NULL;
	}
	return nr;
}

int modgen_write(const char *template, const char *out, const char *name,
		 const struct module_sections *s, bool distilled)
{
	struct elf_change changes[MAX_CHANGES];
	struct elf_file file;
	void *this_module = NULL;
	size_t nr = 0;
	int err = 0;

	if (elf_file_open(&file, template))
		return -EINVAL;
	if (s)
		nr = list_changes(s, distilled, changes);
	if (name) {
		changes[nr].name = THIS_MODULE;
		this_module = rename_module(&file, template, name,
					    &changes[nr].len);
		changes[nr++].data = this_module;
		err = this_module ? 0 : -EINVAL;
	}
	if (!err)
		err = elf_file_rewrite(&file, out, changes, nr, false);
	free(this_module);
	elf_file_close(&file);
	return err;
}

int modgen_read(const char *path, struct module_sections *s)
{
	struct elf_file file;
	int i;

	memset(s, 0, sizeof(*s));
	if (elf_file_open(&file, path))
		return -EINVAL;
	for (i = 0; i < NR_SECTIONS; i++)
		s->data[i] = elf_file_section(&file, sections_names[i],
					      &s->len[i]);
	elf_file_close(&file);
	return 0;
}

static int set_header(Elf *elf, const char *section, unsigned int type,
		      unsigned long flags)
{
	Elf_Scn *scn = NULL;
	GElf_Shdr shdr;
	size_t names;

	/* nothing moves */
	elf_flagelf(elf, ELF_C_SET, ELF_F_LAYOUT);
	if (elf_getshdrstrndx(elf, &names))
		return -EINVAL;
	while ((scn = elf_nextscn(elf, scn))) {
		if (!gelf_getshdr(scn, &shdr) ||
		    strcmp(elf_strptr(elf, names, shdr.sh_name), section))
			continue;
		if (type != ~0U)
			shdr.sh_type = type;
		if (flags != ~0UL)
			shdr.sh_flags = flags;
		gelf_update_shdr(scn, &shdr);
		return elf_update(elf, ELF_C_WRITE) < 0 ? -EINVAL : 0;
	}
	return -EINVAL;
}

int modgen_set_header(const char *path, const char *section,
		      unsigned int type, unsigned long flags)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), err = -EINVAL;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_RDWR, NULL);
	if (elf)
		err = set_header(elf, section, type, flags);
	elf_end(elf);
	if (fd >= 0)
		close(fd);
	return err;
}
