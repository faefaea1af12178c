// SPDX-License-Identifier: GPL-2.0
/*
 * make_hostile MODULE.ko DIR: DIR/<way>/MODULE.ko, damaged in each way; and
 * DIR/rule-<name>/MODULE.ko, with sections that break one rule of the core, and
 * in DIR/rule-<name>/said what the core is to say of it, if it gets to see it.
 */
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../bpf/btf_reconcile/elf_file.h"
#include "../../../bpf/btf_reconcile/input.h"
#include "../../../bpf/btf_reconcile/tool.h"
#include "hostile.h"
#include "malformed.h"

static int copy(const char *from, const char *to)
{
	int in = input_open(from);
	size_t len;
	void *data = in < 0 ? NULL : read_fd(in, &len);
	FILE *f = data ? fopen(to, "wb") : NULL;
	int err = -1;

	if (f && fwrite(data, 1, len, f) == len)
		err = 0;
	if (f && fclose(f))
		err = -1;
	if (in >= 0)
		close(in);
	free(data);
	return err;
}

static int damage(const char *path, const struct hostile *way)
{
	struct elf_change change = { .name = way->section };
	struct elf_file file;
	int err = -1;
	size_t ref_len;
	void *data, *ref;

	if (elf_file_open(&file, path))
		return -1;
	ref = elf_file_section(&file, BTF_REF_SECTION, &ref_len);
	data = elf_file_section(&file, way->section, &change.len);
	if (ref && data)
		change.len = way->change(data, change.len,
					 count_types(ref) + 1);
	change.data = data;
	if (data && change.len)
		err = elf_file_rewrite(&file, NULL, &change, 1, false);
	else
		error(path, "has nothing for '%s'", way->name);
	free(ref);
	free(data);
	elf_file_close(&file);
	return err;
}

static int write_said(const char *dir, const struct malformed *way)
{
	char path[4200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/said", dir);
	f = fopen(path, "w");
	return !f || fputs(way->said, f) < 0 || fclose(f) ? -1 : 0;
}

/* Does .BTF say that it is relative to a reference, and nothing else? */
static bool has_reference(const struct module_sections *s)
{
	const struct btf_header *h = s->data[SECTION_BTF];

	return s->len[SECTION_BTF] >= BTF_REC_HDR_LEN && h->magic == BTF_REF_MAGIC &&
	       !h->flags;
}

/* The module keeps its code and gets the sections of a module. */
static int replace(const char *path, const char *dir,
		   const struct malformed *way)
{
	struct elf_change changes[NR_SECTIONS];
	struct elf_file file;
	struct module_sections s;
	int i, err;

	if (sections_make_full(&s))
		return -1;
	sections_spoil(&s, way);
	if (has_reference(&s) && write_said(dir, way))
		return -1;
	for (i = 0; i < NR_SECTIONS; i++)
		changes[i] = (struct elf_change){
			sections_names[i], s.data[i], s.len[i],
		};
	err = elf_file_open(&file, path);
	if (!err) {
		err = elf_file_rewrite(&file, NULL, changes,
				       NR_SECTIONS, false);
		elf_file_close(&file);
	}
	sections_free(&s);
	return err;
}

static int break_rule(const char *module, const char *out,
		      const struct malformed *way)
{
	char dir[4096], path[4200];

	snprintf(dir, sizeof(dir), "%s/rule-%s", out, way->name);
	mkdir(dir, 0777);
	snprintf(path, sizeof(path), "%s/%s", dir, basename((char *)module));
	return copy(module, path) || replace(path, dir, way);
}

/* The code of the module has relocations against it, so it must have it. */
static bool is_ids_gone(const struct malformed *way)
{
	return way->part == SECTION_IDS && way->spoil[0].op == SPOIL_GONE;
}

int main(int argc, char **argv)
{
	char dir[4096], path[4200];
	size_t i;

	if (argc != 3) {
		fprintf(stderr, "usage: make_hostile MODULE.ko DIR\n");
		return EXIT_USAGE;
	}
	for (i = 0; i < nr_hostiles; i++) {
		if (hostiles[i].special)
			continue;
		snprintf(dir, sizeof(dir), "%s/%s", argv[2], hostiles[i].name);
		snprintf(path, sizeof(path), "%s/%s", dir, basename(argv[1]));
		mkdir(dir, 0777);
		if (copy(argv[1], path) || damage(path, &hostiles[i]))
			return EXIT_USAGE;
	}
	for (i = 0; i < nr_malformed; i++)
		if (!is_ids_gone(&malformed[i]) &&
		    break_rule(argv[1], argv[2], &malformed[i]))
			return EXIT_USAGE;
	return EXIT_FINE;
}
