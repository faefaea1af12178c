// SPDX-License-Identifier: GPL-2.0
/*
 * make_malformed MODULE.ko DIR [BASE]: for each line of the table in malformed.c
 * DIR/<name>/MODULE.ko, which keeps its code and gets the sections that break the rule;
 * DIR/<name>/said is what the core is to say of it, if it gets to see it. BASE becomes
 * the BTF of a base that the sections would match.
 */
#include <libgen.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../../bpf/btf_reconcile/elf_file.h"
#include "../../../bpf/btf_reconcile/input.h"
#include "../../../bpf/btf_reconcile/tool.h"
#include "malformed.h"
#include "text_btf.h"

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

	snprintf(dir, sizeof(dir), "%s/%s", out, way->name);
	mkdir(dir, 0777);
	snprintf(path, sizeof(path), "%s/%s", dir, basename((char *)module));
	return copy(module, path) || replace(path, dir, way);
}

/* The code of the module has relocations against it, so it must have it. */
static bool is_ids_gone(const struct malformed *way)
{
	return way->part == SECTION_IDS && way->spoil[0].op == SPOIL_GONE;
}

static int write_base(const char *path)
{
	struct text_btf base;
	FILE *f = fopen(path, "wb");
	int err;

	text_btf_make(&base, sections_base, NULL);
	err = !f || fwrite(base.data, base.len, 1, f) != 1;
	text_btf_free(&base);
	return f && fclose(f) ? -1 : -err;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: make_malformed MODULE.ko DIR [BASE]\n");
		return EXIT_USAGE;
	}
	for (i = 0; i < nr_malformed; i++)
		if (!is_ids_gone(&malformed[i]) &&
		    break_rule(argv[1], argv[2], &malformed[i]))
			return EXIT_USAGE;
	return argc > 3 && write_base(argv[3]) ? EXIT_USAGE : EXIT_FINE;
}
