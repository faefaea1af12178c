// SPDX-License-Identifier: GPL-2.0
/* btf_reconcile check: would a kernel accept the BTF of modules? */
#include "json.h"
#include "options.h"
#include "parallel.h"
#include "verdict.h"

static const char usage[] =
"Usage: btf_reconcile check [-b BASE | -k RELEASE [--root=DIR]] [-j | -q]\n"
"                           [PATH]...\n"
"\n"
"Tells for each module whether a kernel would accept its BTF, and if not, why.\n"
"PATH is a module (.ko, .ko.xz, .ko.zst, .ko.gz) or a directory. The default is\n"
"/lib/modules/RELEASE, without -k that of the running kernel.\n"
"\n"
"  -b, --base=BASE       the kernel's vmlinux: an ELF file, raw BTF, or a kernel\n"
"                        image; \"-\" is standard input. The default is\n"
"                        /sys/kernel/btf/vmlinux\n"
"  -k, --kernel=RELEASE  use the BTF of this installed kernel\n"
"      --root=DIR        look for that kernel below DIR instead of /\n"
"  -j, --json            print JSON; btf_reconcile(8) describes it\n"
"  -q, --quiet           print nothing; use the exit status\n"
"  -h, --help            print this help\n"
"\n"
"Verdicts:\n"
"  reconciles   it has a reference, and each of its types matches\n"
"  native       it has no reference, and its ID is that of the kernel's BTF; or it\n"
"               has no ID either, and its BTF passes the checks\n"
"  no BTF       it has no .BTF\n"
"  refused      the kernel would refuse its BTF, for the reasons that follow\n"
"  unreadable   the file cannot be read\n"
"\n"
"Exit status: 0 no module is refused, 1 a module is refused, 2 wrong usage or\n"
"unreadable input.\n";

/**
 * struct work - what the threads share
 * @base: the BTF of the kernel
 * @paths: the modules
 * @verdicts: one for each
 */
struct work {
	const struct base *base;
	struct paths paths;
	struct verdict *verdicts;
};

static void judge(struct verdict *v, const struct base *base, const char *path)
{
	struct elf_file file;
	struct module_btf mod;

	memset(v, 0, sizeof(*v));
	v->status = STATUS_UNREADABLE;
	if (elf_file_open_for(&file, path, &base->machine))
		return;
	if (!module_btf_read(&mod, &file))
		verdict_of(v, base, &mod);
	module_btf_free(&mod);
	elf_file_close(&file);
}

static void judge_all(struct queue *queue)
{
	struct work *work = queue->ctx;
	size_t i;

	while (queue_take(queue, &i)) {
		judge(&work->verdicts[i], work->base, work->paths.path[i]);
		queue_done(queue);
	}
}

/* Native modules without an ID, which may pass by luck. */
static size_t count_unknown(const struct work *work)
{
	size_t i, nr = 0;

	for (i = 0; i < work->paths.nr; i++)
		nr += work->verdicts[i].status == STATUS_NATIVE &&
		      work->verdicts[i].id_state == ID_NONE;
	return nr;
}

static void print_table(const struct work *work, const size_t *counts)
{
	const size_t unknown = count_unknown(work);
	size_t i, j;

	printf("%-11s %6s  %s\n", "VERDICT", "TYPES", "MODULE");
	for (i = 0; i < work->paths.nr; i++) {
		const struct verdict *v = &work->verdicts[i];

		printf("%-11s %6u  %s\n", status_names[v->status],
		       v->stats.refs, work->paths.path[i]);
		for (j = 0; j < v->nr; j++)
			printf("%-11s %6s    %s\n", "", "", v->findings[j].text);
	}
	for (i = 0, j = 0; i < STATUS_NR; i++)
		if (counts[i])
			printf("%s%zu %s", j++ ? ", " : "", counts[i],
			       status_names[i]);
	if (unknown)
		printf(" (%zu without an id, by which it would be certain)",
		       unknown);
	printf("%s\n", j ? "" : "no modules");
}

static void print_id(const struct verdict *v)
{
	json_member(stdout, "id", id_state_names[v->id_state]);
	if (v->id_state == ID_SAME || v->id_state == ID_OTHER)
		json_id(stdout, "base_id", v->id);
}

static void print_json(const struct work *work, const size_t *counts,
		       const char *base)
{
	size_t i, j;

	printf("{\"version\":1");
	json_member(stdout, "base", base);
	json_id(stdout, "base_id", work->base->id);
	printf(",\"modules\":[");
	for (i = 0; i < work->paths.nr; i++) {
		const struct verdict *v = &work->verdicts[i];

		printf("%s{\"module\":", i ? "," : "");
		json_string(stdout, work->paths.path[i]);
		json_member(stdout, "verdict", status_names[v->status]);
		json_number(stdout, "types", v->stats.refs);
		json_number(stdout, "mismatches", v->stats.mismatches);
		print_id(v);
		printf(",\"findings\":[");
		for (j = 0; j < v->nr; j++)
			printf("%s%s", j ? "," : "", v->findings[j].json);
		printf("]}");
	}
	printf("],\"summary\":{\"modules\":%zu", work->paths.nr);
	for (i = 0; i < STATUS_NR; i++)
		json_number(stdout, status_names[i], counts[i]);
	json_number(stdout, "native_without_id", count_unknown(work));
	printf("}}\n");
}

static int check(struct work *work, const char *base, bool json, bool quiet)
{
	struct queue queue = {
		.doing = "checking modules", .nr = work->paths.nr,
		.work = judge_all, .ctx = work,
	};
	size_t counts[STATUS_NR] = { }, i;

	work->verdicts = xcalloc(work->paths.nr, sizeof(*work->verdicts));
	queue_run(&queue);
	for (i = 0; i < work->paths.nr; i++) {
		counts[work->verdicts[i].status]++;
		/* The user expects BTF of a module that was named. */
		if (work->verdicts[i].status == STATUS_NO_BTF && !quiet &&
		    work->paths.named[i])
			error(work->paths.path[i],
			      "has no .BTF, so a kernel has nothing to refuse");
	}
	if (json)
		print_json(work, counts, base);
	else if (!quiet)
		print_table(work, counts);
	for (i = 0; i < work->paths.nr; i++)
		verdict_free(&work->verdicts[i]);
	free(work->verdicts);
	if (counts[STATUS_UNREADABLE] || work->paths.failed)
		return EXIT_USAGE;
	return counts[STATUS_REFUSED] ? EXIT_REFUSED : EXIT_FINE;
}

static void add_paths(struct paths *paths, char **argv, int nr,
		      const struct choice *choice)
{
	char *dir;
	int i;

	for (i = 0; i < nr; i++)
		paths_add(paths, argv[i]);
	if (!nr && asprintf(&dir, "%s/lib/modules/%s",
			    choice->root ? choice->root : "",
			    choice->release) >= 0) {
		paths_add(paths, dir);
		free(dir);
	}
	paths_unique(paths);
}

static int check_with(struct options *o, char **argv, int nr)
{
	struct work work = { };
	struct base base;
	int ret;

	if (base_choose(&base, &o->choice)) {
		base_close(&base);
		return EXIT_USAGE;
	}
	work.base = &base;
	add_paths(&work.paths, argv, nr, &o->choice);
	ret = check(&work, o->choice.path, o->json, o->quiet);
	paths_free(&work.paths);
	base_close(&base);
	return ret;
}

/**
 * cmd_check() - the subcommand
 * @argc: number of words, "check" the first
 * @argv: the words
 *
 * Return: the exit status of the program.
 */
int cmd_check(int argc, char **argv)
{
	struct options o;
	int ret = options_read(&o, argc, argv, "bkjq", usage);

	if (ret >= 0)
		return ret;
	if (o.json && o.quiet)
		return options_wrong(usage, "-j and -q exclude each other");
	ret = check_with(&o, argv + optind, argc - optind);
	free(o.choice.found);
	return ret;
}
