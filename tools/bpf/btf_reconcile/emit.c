// SPDX-License-Identifier: GPL-2.0
/* btf_reconcile emit: add a reference to modules, in place. */

#include "btf_ids.h"
#include "elf_file.h"
#include "emit_verify.h"
#include "merge.h"
#include "options.h"
#include "parallel.h"
#include "verdict.h"

/* Warn from this many structs on that differ from the base's. */
#define MANY_PRIVATE	8
/* Tell from this many copies on that are equal to the base's. */
#define MANY_DUPLICATES	8

static const char usage[] =
"Usage: btf_reconcile emit -b BASE | -k RELEASE [--root=DIR] [-v]\n"
"                          [--skip-missing] [--id-only | --require-reference]\n"
"                          [--merge] [--drop-signature] MODULE.ko...\n"
"\n"
"Adds a reference to each module: the section .BTF.base_ref, which names the types\n"
"of vmlinux that the module needs. .BTF and .BTF_ids then are relative to it. Also\n"
"adds .BTF.base_id, the ID of the vmlinux BTF that the module was built against. A\n"
"module that has a reference is not changed. If the module needs one of several\n"
"types that cannot be told apart, it gets the ID only, with a warning. The file is\n"
"replaced as a whole or not at all.\n"
"\n"
"  -b, --base=BASE       the vmlinux that the module was built against: an ELF file,\n"
"                        raw BTF, or a kernel image; \"-\" is standard input\n"
"  -k, --kernel=RELEASE  use the BTF of this installed kernel\n"
"      --root=DIR        look for that kernel below DIR instead of /\n"
"      --id-only         add .BTF.base_id only, no reference\n"
"      --require-reference\n"
"                        fail if a module cannot have a reference\n"
"      --merge           replace the module's copies of base types by references,\n"
"                        if they are equal in all types that they lead to\n"
"      --drop-signature  remove the signature of a signed module, so that you can\n"
"                        sign it again; without this option, fail\n"
"      --skip-missing    do not fail for a module without .BTF; it is not changed\n"
"  -v, --verbose         print what was done\n"
"  -h, --help            print this help\n"
"\n"
"Exit status: 0 success, 2 wrong usage or a module failed.\n";

/* Decide what to do with a module, by its sections. */
enum judgement { DO_EMIT, LEAVE, REFUSE };

static enum judgement judge_id(struct elf_file *file, __u64 base, bool id_only)
{
	struct module_btf mod = { };
	enum id_state state;
	__u64 id;

	module_btf_read_id(&mod, file);
	state = module_btf_id(&mod, base, &id);
	module_btf_free(&mod);
	if (state == ID_NONE)
		return DO_EMIT;
	if (state == ID_SAME && id_only) {
		note(file->path, "has its id already");
		return LEAVE;
	}
	if (state == ID_SAME)
		return DO_EMIT;
	error(file->path,
	      "was built against another vmlinux BTF (id %016llx, this base has %016llx)",
	      (unsigned long long)id, (unsigned long long)base);
	return REFUSE;
}

static enum judgement judge(struct elf_file *file, const struct base *base,
			    const struct options *o, const void *btf,
			    size_t len)
{
	const struct btf_rec_header *h = btf;
	const bool whole = len >= BTF_REC_HDR_LEN;
	const __u8 flags = whole ? h->flags : 0;

	if ((!btf || !len) && o->skip_missing)
		return LEAVE;
	if (!btf || !len) {
		error(file->path, "has no .BTF, or it is compressed");
		return REFUSE;
	}
	if (flags) {
		error(file->path,
		      "made by %s btf_reconcile (flags 0x%02x in .BTF); build it again",
		      h->magic == BTF_MAGIC && flags & BTF_F_BASE_REF_OLD ?
		      "an earlier" : "a later", flags);
		return REFUSE;
	}
	if (whole && h->magic == BTF_REF_MAGIC) {
		if (elf_file_has(file, BTF_REF_SECTION)) {
			note(file->path, "has its reference already");
			return LEAVE;
		}
		error(file->path, ".BTF is relative to %s, which is not there; was it stripped?",
		      BTF_REF_SECTION);
		return REFUSE;
	}
	if (elf_file_has(file, BTF_DISTILLED_SECTION)) {
		error(file->path,
		      "has %s, so its .BTF is relative to that; build it without pahole's distilled_base",
		      BTF_DISTILLED_SECTION);
		return REFUSE;
	}
	if (elf_file_signature(file) && !o->drop_signature) {
		error(file->path,
		      "is signed: take the signature off with --drop-signature, and sign it again");
		return REFUSE;
	}
	return judge_id(file, base->id, o->id_only);
}

static void warn_private(struct emitter *emitter, const struct elf_file *file,
			 const struct emit_result *result)
{
	emitter->nr_duplicated += result->nr_duplicates >= MANY_DUPLICATES;
	if (result->nr_duplicates)
		note(file->path, "has copies of %u types that the base has too",
		     result->nr_duplicates);
	if (result->nr_private < MANY_PRIVATE)
		return;
	error(file->path,
	      "warning: has %u types that the base has in another form (%s, %s, %s, ...); is this the base of the kernel it was built for?",
	      result->nr_private, result->private[0], result->private[1],
	      result->private[2]);
}

static struct btf_base_id id_of(const struct base *base)
{
	return (struct btf_base_id){
		.type = BTF_BASE_ID_XXH64, .len = sizeof(base->id),
		.xxh64 = base->id,
	};
}

/* Remove old slots if the module has none now. */
static int rewrite(struct elf_file *file, const struct base *base,
		   const struct emit_result *result)
{
	const struct btf_base_id id = id_of(base);
	struct elf_change changes[5] = {
		{ ".BTF", result->btf, result->btf_len },
		{ BTF_BASE_ID_SECTION, &id, sizeof(id) },
		{ BTF_REF_SECTION, result->ref, result->ref_len },
		{ BTF_REF_IDS_SECTION, result->ids, result->ids_len },
	};
	size_t nr = 4;

	if (result->btf_ids)
		changes[nr++] = (struct elf_change){
			".BTF_ids", result->btf_ids, result->btf_ids_len,
			.set = SHF_FOR_INIT,
		};
	return elf_file_rewrite(file, NULL, changes, nr, false);
}

static int emit_id(const struct base *base, struct elf_file *file)
{
	const struct btf_base_id id = id_of(base);
	const struct elf_change change = {
		BTF_BASE_ID_SECTION, &id, sizeof(id),
	};

	return elf_file_rewrite(file, NULL, &change, 1, false);
}

/* Replace @btf by BTF in which types of the base have replaced copies. */
static int merge(struct merger *merger, const char *path, void **btf,
		 size_t *len, struct btf_ids *ids)
{
	struct merged merged;
	int err = merge_btf(merger, *btf, *len, ids, path, &merged);

	if (err)
		return err;
	note(path, "%u types were copies of the base's; %u types are now %u, %zu bytes less",
	     merged.nr_replaced, merged.nr_before, merged.nr_after,
	     *len - merged.len);
	free(*btf);
	*btf = merged.btf;
	*len = merged.len;
	return 0;
}

/* Return -ESRCH if the module is valid but cannot have a reference. */
static int emit_reference(struct emitter *emitter, struct elf_file *file,
			  void **btf, size_t *len)
{
	const size_t before = *len;
	struct emit_result result = { };
	struct btf_ids ids;
	int err;

	err = btf_ids_read(&ids, file);
	if (!err && emitter->merger)
		err = merge(emitter->merger, file->path, btf, len, &ids);
	if (!err)
		err = emit_btf(emitter, *btf, *len, &ids, file->path, &result);
	if (!err)
		err = emit_verify(emitter->base, *btf, *len, &ids, &result,
				  file->path);
	if (!err) {
		warn_private(emitter, file, &result);
		err = rewrite(file, emitter->base, &result);
	}
	if (!err)
		note(file->path, "%u types in the reference, %u copied, %zd bytes more",
		     result.nr_ref, result.nr_copies,
		     (ssize_t)(result.btf_len + result.ref_len - before));
	emit_result_free(&result);
	btf_ids_free(&ids);
	return err;
}

static int emit_to(struct emitter *emitter, const struct options *o,
		   struct elf_file *file, void **btf, size_t *len)
{
	int err = emit_reference(emitter, file, btf, len);

	if (err != -ESRCH || o->require_reference)
		return err;
	error(file->path,
	      "warning: it gets its id only, so no other kernel takes its BTF");
	return emit_id(emitter->base, file);
}

/* Refuse a wrong base where that can be seen. Its names would become names of the
 * module's types.
 */
static int check_base(const struct base *base, const char *path, void *btf,
		      size_t len)
{
	const struct module_btf mod = { .btf = btf, .btf_len = len };
	struct btf_rec_problem problem;
	const char *what = "does not belong to this base: ";
	char line[256];

	if (!native_problem(base, &mod, &problem))
		return 0;
	if (problem.why == BTF_REC_UNKNOWN_KIND)
		what = "";
	else if (native_is_own(&problem))
		what = "no kernel takes its BTF: ";
	btf_rec_describe(&problem, line, sizeof(line));
	error(path, "%s%s", what, line);
	return -EINVAL;
}

static int emit_file(struct emitter *emitter, const struct options *o,
		     const char *path)
{
	const struct base *base = emitter->base;
	struct elf_file file;
	enum judgement judgement;
	size_t len = 0;
	void *btf;
	int err;

	err = elf_file_open_for(&file, path, &base->machine);
	if (err)
		return err;
	btf = elf_file_section(&file, ".BTF", &len);
	judgement = judge(&file, base, o, btf, len);
	err = judgement == REFUSE ? -EINVAL : 0;
	if (judgement == DO_EMIT)
		err = check_base(base, path, btf, len);
	if (judgement == DO_EMIT && !err)
		err = o->id_only ? emit_id(base, &file) :
		      emit_to(emitter, o, &file, &btf, &len);
	free(btf);
	elf_file_close(&file);
	return err;
}

/**
 * struct work - what the threads share
 * @base: the base
 * @o: what the user wants
 * @paths: the modules
 * @failed: one of them could not be done
 * @nr_duplicated: how many have copies of the base's types
 */
struct work {
	struct base *base;
	const struct options *o;
	char **paths;
	atomic_bool failed;
	atomic_uint nr_duplicated;
};

static void emit_all(struct queue *queue)
{
	struct work *work = queue->ctx;
	struct merger merger = { };
	struct emitter emitter;
	size_t i;

	emitter_init(&emitter, work->base);
	if (work->o->merge) {
		merger_init(&merger, work->base);
		emitter.merger = &merger;
	}
	while (queue_take(queue, &i)) {
		if (emit_file(&emitter, work->o, work->paths[i]))
			work->failed = true;
		queue_done(queue);
	}
	work->nr_duplicated += emitter.nr_duplicated;
	merger_free(&merger);
	emitter_free(&emitter);
}

static int emit_files(struct options *o, char **paths, int nr)
{
	struct base base;
	struct work work = { .base = &base, .o = o, .paths = paths };
	struct queue queue = {
		.doing = "modules done", .nr = nr,
		.work = emit_all, .ctx = &work,
	};

	if (base_choose(&base, &o->choice)) {
		base_close(&base);
		return EXIT_USAGE;
	}
	queue_run(&queue);
	if (work.nr_duplicated)
		error(NULL,
		      "modules with copies of types that the base has too: %u of %d; deduplication failed when they were built, so a kernel refuses them where any type that these copies hold by value differs%s",
		      work.nr_duplicated, nr,
		      o->merge ? "" : "; --merge replaces those that are equal");
	base_close(&base);
	return work.failed ? EXIT_USAGE : EXIT_FINE;
}

/**
 * cmd_emit() - the subcommand
 * @argc: number of words, "emit" the first
 * @argv: the words
 *
 * Return: the exit status of the program.
 */
int cmd_emit(int argc, char **argv)
{
	struct options o;
	int ret = options_read(&o, argc, argv, "bkIMSvDR", usage);

	if (ret >= 0)
		return ret;
	if (!o.choice.path && !o.choice.release)
		return options_wrong(usage, "name one base, by -b or by -k");
	if (o.merge && o.id_only)
		return options_wrong(usage, "--id-only leaves BTF as it is, so not --merge");
	if (optind == argc)
		return options_wrong(usage, "no module named");
	ret = emit_files(&o, argv + optind, argc - optind);
	free(o.choice.found);
	return ret;
}
