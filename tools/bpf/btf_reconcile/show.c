// SPDX-License-Identifier: GPL-2.0
/*
 * btf_reconcile show: the types that a module needs.
 *
 * The core reports how the module uses a type that does not match. So the module is
 * matched with a base that has no types.
 */

#include "json.h"
#include "options.h"
#include "verdict.h"

static const char usage[] =
"Usage: btf_reconcile show [-j] MODULE.ko\n"
"       btf_reconcile show [-j] [-o OUT] -b BASE | -k RELEASE [--root=DIR]\n"
"\n"
"With a module: prints the ID of the vmlinux BTF that it was built against, and the\n"
"types that it needs, with their sizes in bytes at that time and how it uses them.\n"
"With a kernel: prints the ID of its BTF.\n"
"\n"
"  -b, --base=BASE       the kernel's vmlinux: an ELF file, raw BTF, or a kernel\n"
"                        image; \"-\" is standard input\n"
"  -k, --kernel=RELEASE  use the BTF of this installed kernel\n"
"      --root=DIR        look for that kernel below DIR instead of /\n"
"  -o, --output=OUT      write the BTF to OUT, for programs that cannot read\n"
"                        kernel images\n"
"  -j, --json            print JSON; btf_reconcile(8) describes it\n"
"  -h, --help            print this help\n";

/**
 * struct list - what is printed, and how far it got
 * @json: as JSON
 * @nr: types so far
 * @malformed: what the core said instead, free() it
 */
struct list {
	bool json;
	size_t nr;
	char *malformed;
};

static const char *kind_of(const struct btf_rec_problem *p)
{
	static const char * const names[] = {
		[BTF_KIND_INT] = "int", [BTF_KIND_STRUCT] = "struct",
		[BTF_KIND_UNION] = "union", [BTF_KIND_ENUM] = "enum",
		[BTF_KIND_FWD] = "fwd", [BTF_KIND_TYPEDEF] = "typedef",
		[BTF_KIND_FUNC] = "func", [BTF_KIND_FLOAT] = "float",
	};

	if (p->kind < sizeof(names) / sizeof(*names) && names[p->kind])
		return names[p->kind];
	return "fwd";
}

/* The line is "type: what is wrong; how it is used". */
static const char *use_of(char *line)
{
	char *use = strstr(line, "; ");

	return use ? use + 2 : "";
}

static void print_type(void *priv, const struct btf_rec_problem *p)
{
	struct list *list = priv;
	char line[1024];

	btf_rec_describe(p, line, sizeof(line));
	if (p->why == BTF_REC_MALFORMED || p->why == BTF_REC_UNKNOWN_KIND) {
		free(list->malformed);
		list->malformed = strdup(line);
		return;
	}
	if (!list->json) {
		printf("%-8s %6u  %-32s %s\n", kind_of(p), p->built_size,
		       p->name, use_of(line));
	} else {
		printf("%s{\"kind\":\"%s\"", list->nr ? "," : "", kind_of(p));
		json_member(stdout, "name", p->name);
		json_number(stdout, "size", p->built_size);
		json_member(stdout, "use", use_of(line));
		putchar('}');
	}
	list->nr++;
}

/* A base without types. */
static int empty_base(struct base *base)
{
	const struct btf_rec_header h = {
		.magic = BTF_MAGIC, .version = BTF_VERSION,
		.hdr_len = BTF_REC_HDR_LEN, .str_len = 1,
	};
	char *data = xcalloc(1, BTF_REC_HDR_LEN + 1);

	memcpy(data, &h, BTF_REC_HDR_LEN);
	return base_take(base, data, BTF_REC_HDR_LEN + 1, "(empty)");
}

static int show_list(struct module_btf *mod, struct list *list)
{
	struct btf_rec_stats stats;
	struct btf_rec_module rec;
	struct base empty;
	int err = empty_base(&empty);

	if (!err)
		err = module_btf_record(mod, &rec, print_type, list);
	if (!err)
		err = btf_reconcile(empty.index, &rec, &stats);
	base_close(&empty);
	return err == -ESRCH ? 0 : err;
}

/* What the module lacks for this command; NULL: nothing. */
static const char *what_is_missing(const struct module_btf *mod,
				   enum id_state id)
{
	if (!mod->btf)
		return "has no .BTF, or it is compressed";
	if (module_btf_is_relative(mod))
		return mod->ref || module_btf_is_other(mod) ? NULL :
		       "its reference is not there; was it stripped?";
	return id == ID_NONE ? "has no reference, and no id" : NULL;
}

static void print_id(__u64 id)
{
	printf("%-15s %016llx\n", "base_id:", (unsigned long long)id);
}

static void begin(const char *path, bool has_id, __u64 id, bool list,
		  bool json)
{
	if (json) {
		printf("{\"version\":1");
		json_member(stdout, "module", path);
		if (has_id)
			json_id(stdout, "base_id", id);
		printf(",\"types\":[");
		return;
	}
	if (has_id)
		print_id(id);
	if (list)
		printf("%-8s %6s  %-32s %s\n", "KIND", "SIZE", "NAME", "USE");
}

static int show_read(struct elf_file *file, struct module_btf *mod, bool json)
{
	const size_t total = mod->ref_len + mod->slots_len;
	const bool relative = module_btf_is_relative(mod);
	struct list list = { .json = json };
	__u64 id = 0;
	const enum id_state state = module_btf_id(mod, 0, &id);
	const char *missing = what_is_missing(mod, state);
	int err = 0;

	if (missing) {
		error(file->path, "%s", missing);
		return EXIT_USAGE;
	}
	begin(file->path, state == ID_SAME || state == ID_OTHER, id, relative,
	      json);
	if (relative)
		err = show_list(mod, &list);
	if (json) {
		printf("]");
		json_number(stdout, "reference_bytes", total);
		json_number(stdout, "btf_bytes", mod->btf_len);
		printf("}\n");
	} else if (relative) {
		printf("%zu types; %zu bytes of reference, %zu of .BTF\n",
		       list.nr, total, mod->btf_len);
	}
	if (err)
		error(file->path, "%s", list.malformed ? list.malformed :
		      "cannot be read");
	free(list.malformed);
	return err ? EXIT_USAGE : EXIT_FINE;
}

static int show_module(const char *path, bool json)
{
	struct module_btf mod;
	struct elf_file file;
	int ret = EXIT_USAGE;

	if (elf_file_open(&file, path))
		return ret;
	if (!module_btf_read(&mod, &file))
		ret = show_read(&file, &mod, json);
	module_btf_free(&mod);
	elf_file_close(&file);
	return ret;
}

static int show_base(struct choice *choice, const char *out, bool json)
{
	struct base base;
	int err = base_choose(&base, choice);

	if (!err && out)
		err = base_write(&base, out);
	if (!err && json) {
		printf("{\"version\":1");
		json_member(stdout, "base", choice->path);
		json_id(stdout, "base_id", base.id);
		printf("}\n");
	} else if (!err) {
		print_id(base.id);
	}
	base_close(&base);
	free(choice->found);
	return err ? EXIT_USAGE : EXIT_FINE;
}

/**
 * cmd_show() - the subcommand
 * @argc: number of words, "show" the first
 * @argv: the words
 *
 * Return: the exit status of the program.
 */
int cmd_show(int argc, char **argv)
{
	struct options o;
	int ret = options_read(&o, argc, argv, "bkjo", usage);

	if (ret >= 0)
		return ret;
	if (!!o.choice.path + !!o.choice.release + (argc - optind) != 1)
		return options_wrong(usage,
				     "name one module, or one base by -b or by -k");
	if (optind < argc && o.out)
		return options_wrong(usage, "-o writes a base, and none is named");
	return optind < argc ? show_module(argv[optind], o.json) :
	       show_base(&o.choice, o.out, o.json);
}
