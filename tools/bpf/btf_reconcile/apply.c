// SPDX-License-Identifier: GPL-2.0
/* btf_reconcile apply: reconcile a module with one kernel, in its file. */

#include "options.h"
#include "verdict.h"

static const char usage[] =
"Usage: btf_reconcile apply [-b BASE | -k RELEASE [--root=DIR]] [-o OUT]\n"
"                           [--drop-signature] MODULE.ko\n"
"\n"
"Reconciles a module with one kernel, in the file, for kernels that do not reconcile.\n"
".BTF and .BTF_ids become relative to that kernel's BTF, .BTF.base_id becomes its ID,\n"
"and the reference is removed. A signed module keeps its signature, which becomes\n"
"invalid. A module that is native already is not changed, and its signature stays\n"
"valid. The file is replaced as a whole or not at all.\n"
"\n"
"  -b, --base=BASE       the kernel's vmlinux: an ELF file, raw BTF, or a kernel\n"
"                        image; \"-\" is standard input. The default is\n"
"                        /sys/kernel/btf/vmlinux\n"
"  -k, --kernel=RELEASE  use the BTF of this installed kernel\n"
"      --root=DIR        look for that kernel below DIR instead of /\n"
"  -o, --output=OUT      write to OUT, and do not change the module\n"
"      --drop-signature  remove the signature if it becomes invalid\n"
"  -v, --verbose         print what was done\n"
"  -h, --help            print this help\n"
"\n"
"Exit status: 0 success, 1 the kernel would refuse the module, 2 wrong usage or\n"
"input.\n";

static int write_native(struct elf_file *file, const char *out,
			const struct module_btf *mod, __u64 id,
			bool drop_signature)
{
	const struct btf_base_id base_id = {
		.type = BTF_BASE_ID_XXH64, .len = sizeof(id), .xxh64 = id,
	};
	struct elf_change changes[6] = {
		{ ".BTF", mod->btf, mod->btf_len },
		{ BTF_BASE_ID_SECTION, &base_id, sizeof(base_id) },
		{ .name = BTF_REF_SECTION },
		{ .name = BTF_REF_IDS_SECTION },
		{ .name = BTF_DISTILLED_SECTION },
	};
	size_t nr = 5;

	if (mod->ids.len)
		changes[nr++] = (struct elf_change){
			".BTF_ids", mod->ids.data, mod->ids.len,
			.clear = SHF_FOR_INIT,
		};
	if (elf_file_signature(file) && !drop_signature)
		error(file->path,
		      "warning: its signature is no longer right; --drop-signature takes it away");
	return elf_file_rewrite(file, out, changes, nr, !drop_signature);
}

static int say_refused(const struct elf_file *file, const struct verdict *v)
{
	size_t i;

	for (i = 0; i < v->nr; i++)
		error(file->path, "%s", v->findings[i].text);
	error(file->path, "not written: it does not match this BTF");
	return EXIT_REFUSED;
}

/* Nothing changes, in the file or in the copy, so the signature stays valid. */
static int keep_native(struct elf_file *file, const char *out,
		       bool drop_signature)
{
	if (drop_signature && elf_file_signature(file))
		error(file->path, "is native already, so its signature is right and stays");
	else
		note(file->path, "is native already");
	return out && elf_file_rewrite(file, out, NULL, 0, true) ?
	       EXIT_USAGE : EXIT_FINE;
}

static int apply_read(struct elf_file *file, struct module_btf *mod,
		      const struct base *base, const char *out,
		      bool drop_signature)
{
	struct verdict v;
	int ret;

	verdict_of(&v, base, mod);
	if (v.status == STATUS_REFUSED) {
		ret = say_refused(file, &v);
	} else if (v.status == STATUS_NO_BTF) {
		error(file->path, "has no .BTF, or it is compressed");
		ret = EXIT_USAGE;
	} else if (v.status == STATUS_NATIVE) {
		ret = keep_native(file, out, drop_signature);
	} else {
		note(file->path, "%u base types matched, %u ids and %u names rewritten",
		     v.stats.refs, v.stats.ids, v.stats.names);
		ret = write_native(file, out, mod, base->id,
				   drop_signature) ?
		      EXIT_USAGE : EXIT_FINE;
	}
	verdict_free(&v);
	return ret;
}

static int apply(const struct base *base, const char *path, const char *out,
		 bool drop_signature)
{
	struct elf_file file;
	struct module_btf mod;
	int ret = EXIT_USAGE;

	if (elf_file_open_for(&file, path, &base->machine))
		return ret;
	if (!module_btf_read(&mod, &file))
		ret = apply_read(&file, &mod, base, out, drop_signature);
	module_btf_free(&mod);
	elf_file_close(&file);
	return ret;
}

/**
 * cmd_apply() - the subcommand
 * @argc: number of words, "apply" the first
 * @argv: the words
 *
 * Return: the exit status of the program.
 */
int cmd_apply(int argc, char **argv)
{
	struct options o;
	struct base base;
	int ret = options_read(&o, argc, argv, "bkoDv", usage);

	if (ret >= 0)
		return ret;
	if (argc - optind != 1)
		return options_wrong(usage, "name one module");
	ret = EXIT_USAGE;
	if (!base_choose(&base, &o.choice))
		ret = apply(&base, argv[optind], o.out, o.drop_signature);
	base_close(&base);
	free(o.choice.found);
	return ret;
}
