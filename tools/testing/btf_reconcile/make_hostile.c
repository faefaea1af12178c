// SPDX-License-Identifier: GPL-2.0
/* make_hostile MODULE.ko DIR: DIR/<way>/MODULE.ko, damaged in each way. */
#include <libgen.h>
#include <sys/stat.h>

#include "../../bpf/btf_reconcile/elf_file.h"
#include "../../bpf/btf_reconcile/tool.h"
#include "hostile.h"

static int copy(const char *from, const char *to)
{
	size_t len;
	void *data = read_file(from, &len);
	FILE *f = data ? fopen(to, "wb") : NULL;
	int err = -1;

	if (f && fwrite(data, 1, len, f) == len)
		err = 0;
	if (f && fclose(f))
		err = -1;
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
	return EXIT_FINE;
}
