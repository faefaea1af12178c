// SPDX-License-Identifier: GPL-2.0
/*
 * btf_reconcile resolve: write the type IDs that BTF_ID() names into .BTF_ids, in
 * place. It does what the kernel's resolve_btfids does, for kernels whose packages
 * do not contain it.
 *
 * Of several types of one name the first counts, those of the base before the
 * module's own. Sets are sorted by ID, and their counts filled in.
 */
#include "btf_ids.h"
#include "options.h"

static const char usage[] =
"Usage: btf_reconcile resolve -b BASE | -k RELEASE [--root=DIR] [-v] MODULE.ko...\n"
"\n"
"Writes the type IDs that BTF_ID() names into .BTF_ids, as resolve_btfids does in\n"
"the kernel's build. Use it for modules that were built without resolve_btfids, and\n"
"run emit after it. A module without .BTF or .BTF_ids, or with all its IDs, is not\n"
"changed. The file is replaced as a whole or not at all.\n"
"\n"
"  -b, --base=BASE       the vmlinux that the module was built against: an ELF file,\n"
"                        raw BTF, or a kernel image; \"-\" is standard input\n"
"  -k, --kernel=RELEASE  use the BTF of this installed kernel\n"
"      --root=DIR        look for that kernel below DIR instead of /\n"
"  -v, --verbose         print what was done\n"
"  -h, --help            print this help\n"
"\n"
"Exit status: 0 success, 2 wrong usage or a module failed.\n";

/**
 * struct own_types - the module's own types
 * @sec: its .BTF
 * @types: its types
 * @nr: number of @types
 */
struct own_types {
	struct btf_rec_section sec;
	const struct btf_type **types;
	__u32 nr;
};

static void report(void *path, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	error(path, "%s", line);
}

static int read_own(struct own_types *own, const void *btf, size_t len,
		    const char *path)
{
	const struct btf_rec_sink sink = { report, (void *)path };
	int nr;

	own->sec = (struct btf_rec_section){
		.name = ".BTF", .data = btf, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	if (btf_rec_read_header(&own->sec, &sink))
		return -EINVAL;
	own->types = xcalloc(1 + (size_t)btf_rec_max_types(&own->sec),
			     sizeof(*own->types));
	nr = btf_rec_read_types(&own->sec, own->types, NULL, 1, &sink);
	own->nr = nr < 0 ? 0 : nr;
	return nr < 0 ? nr : 0;
}

/* Names of the base come first; "" where there is no such name. */
static const char *own_name(const struct own_types *own,
			    const struct base *base, __u32 off)
{
	if (off < base->types.str_len)
		return base->types.strs + off;
	off -= base->types.str_len;
	return off < own->sec.str_len ? own->sec.strs + off : "";
}

static __u32 find(struct base *base, const struct own_types *own,
		  const struct id_name *wanted)
{
	__u32 id = base_find(base, wanted->name, wanted->kind), i;

	if (id)
		return id;
	for (i = 0; i < own->nr; i++)
		if (btf_rec_is(own->types[i], 1U << wanted->kind) &&
		    !strcmp(own_name(own, base, own->types[i]->name_off),
			    wanted->name))
			return base->types.nr_types + i;
	return 0;
}

static bool has_ids(const struct btf_ids *ids)
{
	__u32 id, n;
	size_t i;

	for (i = 0; i < ids->nr_slots; i++) {
		const struct btf_ids_slot *slot = &ids->slots[i];

		for (n = 0; n < slot->cnt; n++) {
			memcpy(&id, ids->data + slot->off + n * slot->stride,
			       sizeof(id));
			if (id)
				return true;
		}
	}
	return false;
}

static int compare_ids(const void *a, const void *b)
{
	__u32 x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static void finish_sets(struct btf_ids *ids)
{
	size_t i;

	for (i = 0; i < ids->nr_slots; i++) {
		const struct btf_ids_slot *slot = &ids->slots[i];
		char *first = ids->data + slot->off;

		if (!(slot->flags & BTF_IDS_SLOT_SORTED))
			continue;
		qsort(first, slot->cnt, slot->stride, compare_ids);
		memcpy(first - slot->stride, &slot->cnt, sizeof(slot->cnt));
	}
}

static void resolve(struct base *base, const struct own_types *own,
		    struct btf_ids *ids, const char *path)
{
	size_t i;

	for (i = 0; i < ids->nr_names; i++) {
		__u32 id = find(base, own, &ids->names[i]);

		if (!id)
			error(path, "warning: nothing is called %s",
			      ids->names[i].name);
		memcpy(ids->data + ids->names[i].off, &id, sizeof(id));
	}
	finish_sets(ids);
}

static int resolve_read(struct base *base, struct elf_file *file,
			const void *btf, size_t len)
{
	struct own_types own = { };
	struct btf_ids ids;
	int err = btf_ids_read(&ids, file);

	if (!err && ids.nr_slots && has_ids(&ids)) {
		note(file->path, "has its IDs already");
	} else if (!err && ids.nr_slots) {
		err = read_own(&own, btf, len, file->path);
		if (!err)
			resolve(base, &own, &ids, file->path);
		if (!err) {
			const struct elf_change change = {
				".BTF_ids", ids.data, ids.len,
			};

			err = elf_file_rewrite(file, NULL, &change, 1, false);
		}
		if (!err)
			note(file->path, "%zu IDs", ids.nr_names);
	}
	free(own.types);
	btf_ids_free(&ids);
	return err;
}

static int resolve_file(struct base *base, const char *path)
{
	struct elf_file file;
	size_t len = 0;
	void *btf;
	int err;

	err = elf_file_open_for(&file, path, &base->machine);
	if (err)
		return err;
	btf = elf_file_section(&file, ".BTF", &len);
	if (btf)
		err = resolve_read(base, &file, btf, len);
	else
		note(path, "has no .BTF");
	free(btf);
	elf_file_close(&file);
	return err;
}

/**
 * cmd_resolve() - the subcommand
 * @argc: number of words, "resolve" the first
 * @argv: the words
 *
 * Return: the exit status of the program.
 */
int cmd_resolve(int argc, char **argv)
{
	struct options o;
	struct base base;
	int ret = options_read(&o, argc, argv, "bkv", usage), failed = 0;

	if (ret >= 0)
		return ret;
	if (!o.choice.path && !o.choice.release)
		return options_wrong(usage, "name one base, by -b or by -k");
	if (optind == argc)
		return options_wrong(usage, "no module named");
	failed = base_choose(&base, &o.choice);
	for (; !failed && optind < argc; optind++)
		failed |= resolve_file(&base, argv[optind]);
	base_close(&base);
	free(o.choice.found);
	return failed ? EXIT_USAGE : EXIT_FINE;
}
