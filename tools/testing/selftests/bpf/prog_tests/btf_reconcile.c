// SPDX-License-Identifier: GPL-2.0
/*
 * What a module's BTF is used for, with modules that have a reference: of this
 * kernel, of another one with the same ABI, and in pahole's form; and the module
 * that has none, to see that the tests ask for nothing special.
 *
 * And loading: the first users of the index, many at once, many times, while
 * programs attach, and modules that lack some of their sections.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <test_progs.h>
#include <network_helpers.h>

#include "btf_reconcile.skel.h"
#include "btf_reconcile_load.h"

#define TEST	"btf_rec_test"
#define MINI	"btf_rec_mini"
#define BARE	"btf_rec_bare"
#define MAGIC	0x6d6167696321ULL	/* btf_rec_test.h has it */

#define NR_THREADS	8
#define NR_LOADS	200

/* Lines of the kernel at debug level: one for each module, one for the index. */
#define RECONCILED	"base types matched"
#define INDEX_BUILT	"vmlinux: index of"

/* Reading it calls btf_rec_test_use(), with 41, which returns 42. */
static void trigger(void)
{
	char text[16] = "";

	ASSERT_GT(rec_read(TEST, "use", text, sizeof(text) - 1), 0, "use");
	ASSERT_STREQ(text, "42\n", "btf_rec_test_use()");
}

static int run_tc(const struct bpf_program *prog)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);

	opts.data_in = &pkt_v4;
	opts.data_size_in = sizeof(pkt_v4);
	opts.repeat = 1;
	if (!ASSERT_OK(bpf_prog_test_run_opts(bpf_program__fd(prog), &opts),
		       "test_run"))
		return -1;
	return opts.retval;
}

/* Uses of a module's BTF; the module is loaded. */

static void use_sysfs(struct btf_reconcile *skel)
{
	struct btf *base, *btf = rec_btf(TEST, &base);
	const struct btf_member *m;
	const struct btf_type *t;
	__s32 id;

	if (!btf)
		return;
	id = btf__find_by_name_kind(btf, "btf_rec_test_obj", BTF_KIND_STRUCT);
	if (ASSERT_GE(id, (__s32)btf__type_cnt(base), "one of its own")) {
		t = btf__type_by_id(btf, id);
		m = btf_members(t);
		ASSERT_STREQ(btf__name_by_offset(btf, m->name_off), "list",
			     "its first member");
		ASSERT_EQ(m->type,
			  (__u32)btf__find_by_name_kind(base, "list_head",
							BTF_KIND_STRUCT),
			  "the list_head of vmlinux");
	}
	btf__free(btf);
	btf__free(base);
}

static void use_kfuncs(struct btf_reconcile *skel)
{
	ASSERT_OK(run_tc(skel->progs.kfuncs), "kfuncs");
	ASSERT_EQ(skel->bss->sum, 42, "btf_rec_test_add()");
	ASSERT_EQ(skel->bss->product, 42, "btf_rec_test_mul()");
	ASSERT_EQ(skel->bss->magic, MAGIC, "member of what a kfunc returned");
	ASSERT_EQ(skel->bss->count, 2, "count while acquired");
}

/* The map's reference goes when the map does, by the destructor. */
static void use_dtor(struct btf_reconcile *skel)
{
	struct btf_reconcile *other = btf_reconcile__open_and_load();
	int i;

	if (!ASSERT_OK_PTR(other, "a second skeleton"))
		return;
	ASSERT_OK(run_tc(other->progs.keep), "keep");
	ASSERT_OK(run_tc(skel->progs.kfuncs), "kfuncs");
	ASSERT_EQ(skel->bss->count, 3, "count with one in a map");
	btf_reconcile__destroy(other);
	/* a map is freed some time later */
	for (i = 0; i < 100 && skel->bss->count != 2; i++) {
		kern_sync_rcu();
		usleep(100000);
		if (!ASSERT_OK(run_tc(skel->progs.kfuncs), "kfuncs"))
			return;
	}
	ASSERT_EQ(skel->bss->count, 2, "count without the map");
}

static void use_fentry(struct btf_reconcile *skel)
{
	skel->links.on_entry = bpf_program__attach(skel->progs.on_entry);
	skel->links.on_exit = bpf_program__attach(skel->progs.on_exit);
	if (!ASSERT_OK_PTR(skel->links.on_entry, "attach fentry") ||
	    !ASSERT_OK_PTR(skel->links.on_exit, "attach fexit"))
		return;
	trigger();
	ASSERT_EQ(skel->bss->entry_magic, MAGIC, "member of the first argument");
	ASSERT_EQ(skel->bss->entry_type, 1, "an enum of vmlinux in it");
	ASSERT_EQ(skel->bss->entry_tgid, getpid(), "a task_struct");
	ASSERT_EQ(skel->bss->entry_len, 41, "an integer");
	ASSERT_EQ(skel->bss->exit_len, 41, "argument at exit");
	ASSERT_EQ(skel->bss->exit_ret, 42, "return value");
	ASSERT_ERR(syscall(__NR_delete_module, TEST, O_NONBLOCK),
		   "unload while in use");
}

static void use_tp_btf(struct btf_reconcile *skel)
{
	skel->links.on_used = bpf_program__attach(skel->progs.on_used);
	if (!ASSERT_OK_PTR(skel->links.on_used, "attach tp_btf"))
		return;
	trigger();
	ASSERT_EQ(skel->bss->used_magic, MAGIC, "member of the module's type");
	ASSERT_EQ(skel->bss->used_tgid, getpid(), "member of vmlinux's type");
}

static void use_core(struct btf_reconcile *skel)
{
	struct btf *base, *btf;
	const struct btf_type *t;
	__s32 id;

	skel->links.read_by_core =
		bpf_program__attach(skel->progs.read_by_core);
	if (!ASSERT_OK_PTR(skel->links.read_by_core, "attach raw_tp"))
		return;
	trigger();
	ASSERT_EQ(skel->bss->core_magic, MAGIC, "member of the module's type");
	ASSERT_EQ(skel->bss->core_tgid, getpid(), "through it to vmlinux's");
	btf = rec_btf(TEST, &base);
	if (!btf)
		return;
	id = btf__find_by_name_kind(base, "list_head", BTF_KIND_STRUCT);
	t = btf__type_by_id(base, id);
	ASSERT_EQ(skel->bss->core_size_list_head, t->size,
		  "size of a type of vmlinux");
	ASSERT_GT(skel->bss->core_offset_task, t->size, "offset of a member");
	btf__free(btf);
	btf__free(base);
}

static void use_percpu(struct btf_reconcile *skel)
{
	__u64 before;

	ASSERT_OK(run_tc(skel->progs.read_percpu), "read_percpu");
	before = skel->bss->calls;
	trigger();
	trigger();
	ASSERT_OK(run_tc(skel->progs.read_percpu), "read_percpu");
	ASSERT_EQ(skel->bss->calls, before + 2, "calls counted");
}

/* A module's type comes with an fd for its BTF, one of vmlinux without. */
static void use_find(struct btf_reconcile *skel)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct btf *base, *btf;
	__s32 id;

	ASSERT_OK(bpf_prog_test_run_opts(bpf_program__fd(skel->progs.find),
					 &opts), "find");
	btf = rec_btf(TEST, &base);
	if (!btf)
		return;
	id = btf__find_by_name_kind(btf, "btf_rec_test_obj", BTF_KIND_STRUCT);
	ASSERT_EQ((__u32)skel->bss->found, (__u32)id, "id of its own type");
	ASSERT_GT(skel->bss->found >> 32, 0, "fd of its BTF");
	id = btf__find_by_name_kind(base, "task_struct", BTF_KIND_STRUCT);
	ASSERT_EQ(skel->bss->found_base, id, "id of a type of vmlinux");
	ASSERT_EQ(skel->bss->found_none, -ENOENT, "of none");
	if (skel->bss->found >> 32 > 0)
		close(skel->bss->found >> 32);
	btf__free(btf);
	btf__free(base);
}

/* Lists and sets, as the module itself sees them. */

static const char *word_of(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_TYPEDEF:
		return "typedef";
	case BTF_KIND_FUNC:
		return "func";
	}
	return "?";
}

static void name_of(const struct btf *btf, __u32 id, char *buf, size_t size)
{
	const struct btf_type *t = id ? btf__type_by_id(btf, id) : NULL;

	if (t)
		snprintf(buf, size, "%s %s", word_of(t),
			 btf__name_by_offset(btf, t->name_off));
	else
		snprintf(buf, size, "nothing");
}

/* What a set must have, in whatever order. */
static const char * const set_names[] = {
	"struct btf_rec_test_stat", "struct cred", "struct file",
	"struct inode",
};

static const struct {
	const char *name;
	__u32 flags;
} set8_names[] = {
	{ "func btf_rec_test_acquire", 5 },	/* KF_ACQUIRE | KF_RET_NULL */
	{ "func btf_rec_test_add", 0 },
	{ "func btf_rec_test_mul", 0 },
	{ "func btf_rec_test_release", 2 },	/* KF_RELEASE */
};

struct seen {
	__u32 nr_ids, nr_set, nr_set8;
	__u32 last_set, last_set8;
	bool set[ARRAY_SIZE(set_names)];
	bool set8[ARRAY_SIZE(set8_names)];
};

static void see_set(struct seen *seen, __u32 id, const char *name)
{
	size_t i;

	ASSERT_GT(id, seen->last_set, "set is in ascending order");
	seen->last_set = id;
	seen->nr_set++;
	for (i = 0; i < ARRAY_SIZE(set_names); i++)
		if (!strcmp(name, set_names[i]))
			seen->set[i] = true;
}

static void see_set8(struct seen *seen, __u32 id, const char *name,
		     __u32 flags)
{
	size_t i;

	ASSERT_GT(id, seen->last_set8, "set8 is in ascending order");
	seen->last_set8 = id;
	seen->nr_set8++;
	for (i = 0; i < ARRAY_SIZE(set8_names); i++) {
		if (strcmp(name, set8_names[i].name))
			continue;
		seen->set8[i] = true;
		ASSERT_EQ(flags, set8_names[i].flags, name);
	}
}

static void see_line(struct seen *seen, const struct btf *btf,
		     const char *line)
{
	char name[128], want[128];
	__u32 id, flags;

	if (sscanf(line, "id %u %127[^\n]", &id, want) == 2) {
		seen->nr_ids++;
		name_of(btf, id, name, sizeof(name));
		ASSERT_STREQ(name, want, "id in a list");
	} else if (sscanf(line, "set8 %u flags %x", &id, &flags) == 2) {
		name_of(btf, id, name, sizeof(name));
		see_set8(seen, id, name, flags);
	} else if (sscanf(line, "set %u", &id) == 1) {
		name_of(btf, id, name, sizeof(name));
		see_set(seen, id, name);
	}
}

static void use_ids(struct btf_reconcile *skel)
{
	struct btf *base, *btf = rec_btf(TEST, &base);
	char text[2048] = "", *rest = text, *line;
	struct seen seen = { };
	size_t i;

	if (!btf)
		return;
	ASSERT_GT(rec_read(TEST, "ids", text, sizeof(text) - 1), 0, "ids");
	while ((line = strsep(&rest, "\n")))
		see_line(&seen, btf, line);
	ASSERT_EQ(seen.nr_ids, 7, "ids in the list");
	ASSERT_EQ(seen.nr_set, ARRAY_SIZE(set_names), "ids in the set");
	ASSERT_EQ(seen.nr_set8, ARRAY_SIZE(set8_names), "ids in the set8");
	for (i = 0; i < ARRAY_SIZE(set_names); i++)
		ASSERT_TRUE(seen.set[i], set_names[i]);
	for (i = 0; i < ARRAY_SIZE(set8_names); i++)
		ASSERT_TRUE(seen.set8[i], set8_names[i].name);
	btf__free(btf);
	btf__free(base);
}

static void use_read_only(struct btf_reconcile *skel)
{
	char text[16] = "";

	ASSERT_GT(rec_read(TEST, "poke", text, sizeof(text) - 1), 0, "poke");
	ASSERT_STREQ(text, "-14\n", "writing to .BTF_ids is a fault");
}

static const struct {
	const char *name;
	void (*use)(struct btf_reconcile *skel);
} uses[] = {
	{ "BTF in sysfs", use_sysfs },
	{ "ids in lists and sets, sets sorted", use_ids },
	{ "ids are read-only", use_read_only },
	{ "kfuncs", use_kfuncs },
	{ "destructor of a kptr in a map", use_dtor },
	{ "fentry and fexit", use_fentry },
	{ "tp_btf", use_tp_btf },
	{ "CO-RE", use_core },
	{ "ksym of a per-CPU variable", use_percpu },
	{ "bpf_btf_find_by_name_kind", use_find },
};

/**
 * struct origin - a build of btf_rec_test.ko
 * @name: what to call it
 * @path: the file
 * @reconciled: 1: it is reconciled when it is loaded, 0: it need not be
 */
static const struct origin {
	const char *name;
	const char *path;
	int reconciled;
} origins[] = {
	{ "plain", REC_TEST_PLAIN, 0 },
	{ "native", REC_TEST, 1 },
	{ "foreign", REC_TEST_FOREIGN, 1 },
};

/* The selftests' own build has no second kernel to build it for. */
static bool skip_foreign(void)
{
	if (!access(REC_TEST_FOREIGN, R_OK))
		return false;
	printf("no %s, built for another kernel\n", REC_TEST_FOREIGN);
	test__skip();
	return true;
}

static void use_module(const struct origin *origin,
		       void (*use)(struct btf_reconcile *skel))
{
	struct btf_reconcile *skel;

	if (!strcmp(origin->path, REC_TEST_FOREIGN) && skip_foreign())
		return;
	if (!ASSERT_OK(rec_load(origin->path, TEST), origin->path))
		return;
	ASSERT_EQ(rec_count_lines(RECONCILED), origin->reconciled,
		  "modules reconciled");
	skel = btf_reconcile__open_and_load();
	if (ASSERT_OK_PTR(skel, "load the BPF programs"))
		use(skel);
	btf_reconcile__destroy(skel);
	ASSERT_OK(rec_unload(TEST), "unload");
}

static void test_uses(void)
{
	char name[128];
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(origins); i++) {
		for (k = 0; k < ARRAY_SIZE(uses); k++) {
			snprintf(name, sizeof(name), "%s: %s", origins[i].name,
				 uses[k].name);
			if (!rec_begin(name))
				continue;
			use_module(&origins[i], uses[k].use);
			rec_end();
		}
	}
}

/* Is the foreign module's BTF really numbered otherwise than the native one's
 * would be without a reference? It would not be much of a test if not.
 */
static void foreign_differs(void)
{
	struct module_sections native, foreign;

	if (skip_foreign())
		return;
	ASSERT_OK(modgen_read(REC_TEST, &native), REC_TEST);
	ASSERT_OK(modgen_read(REC_TEST_FOREIGN, &foreign), REC_TEST_FOREIGN);
	ASSERT_TRUE(native.len[SECTION_REF] != foreign.len[SECTION_REF] ||
		    memcmp(native.data[SECTION_REF],
			   foreign.data[SECTION_REF],
			   native.len[SECTION_REF]),
		    "other types when built");
	sections_free(&native);
	sections_free(&foreign);
}

/* The ids of btf_rec_mini.ko, after any reconciliation. */
static void check_mini(void)
{
	static const struct {
		int word;
		const char *name;
	} list[] = {
		{ 0, "struct list_head" }, { 1, "struct btf_rec_mini" },
		{ 2, "nothing" }, { 3, "struct cred" },
	};
	struct btf *base, *btf = rec_btf(MINI, &base);
	__u32 ids[MODGEN_NR_IDS] = { };
	char name[128];
	size_t i;

	if (!btf)
		return;
	ASSERT_EQ(rec_read(MINI, "ids", ids, sizeof(ids)), sizeof(ids), "ids");
	for (i = 0; i < ARRAY_SIZE(list); i++) {
		name_of(btf, ids[list[i].word], name, sizeof(name));
		ASSERT_STREQ(name, list[i].name, "id in the list");
	}
	ASSERT_EQ(ids[4], 3, "ids in the set");
	ASSERT_LT(ids[5], ids[6], "set in order");
	ASSERT_LT(ids[6], ids[7], "set in order");
	ASSERT_EQ(ids[8], 2, "ids in the set8");
	ASSERT_LT(ids[10], ids[12], "set8 in order");
	for (i = 10; i < MODGEN_NR_IDS; i += 2) {
		name_of(btf, ids[i], name, sizeof(name));
		ASSERT_EQ(ids[i + 1],
			  strcmp(name, "func btf_rec_mini_add") ? 0 : 0x20,
			  "flags moved with their id");
	}
	btf__free(btf);
	btf__free(base);
}

static void test_mini(const char *what,
		      void (*change)(struct module_sections *s))
{
	struct module_sections s;

	if (!ASSERT_OK(modgen_read(REC_MINI, &s), REC_MINI))
		return;
	if (change)
		change(&s);
	if (ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, &s, !!change),
		      "write module") &&
	    ASSERT_OK(rec_load(rec_path(), MINI), "finit_module")) {
		ASSERT_EQ(rec_count_lines(RECONCILED), 1, what);
		check_mini();
	}
	sections_free(&s);
}

static void from_reference(void)
{
	test_mini("reconciled from .BTF.base_ref", NULL);
}

/* The slots are found by the module's symbols. A kernel that has btf_relocate()
 * leaves .BTF.base to that, unless it is told not to.
 */
static void distilled(void)
{
	rec_reconcile_distilled(true);
	test_mini("reconciled from .BTF.base", sections_distill);
	rec_reconcile_distilled(false);
}

/* pahole's reference has no typedefs; ours in its place is refused. */
static void distilled_typedef(void)
{
	struct module_sections s;

	if (!ASSERT_OK(sections_make_full(&s), "sections"))
		return;
	sections_distill(&s);
	if (ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, &s, true),
		      "write module"))
		rec_refused(rec_path(), MINI,
			    "malformed .BTF.base: type |a kind that is not allowed here");
	sections_free(&s);
}

/* Only .BTF_ids needs it, and that is enough. */
static void missing_function(void)
{
	struct module_sections s;
	char *at;

	if (!ASSERT_OK(sections_make_full(&s), "sections"))
		return;
	at = memmem(s.data[SECTION_REF], s.len[SECTION_REF], "vfs_read", 8);
	if (ASSERT_OK_PTR(at, "vfs_read in the reference"))
		memcpy(at, "vfs_gone", 8);
	if (ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, &s, false),
		      "write module"))
		rec_refused(rec_path(), MINI,
			    "function vfs_gone: not in this kernel; named in .BTF_ids");
	sections_free(&s);
}

/* The flag decides: without it .BTF.base_ref is nothing but a section. */
static void leftover(void)
{
	struct module_sections plain, s;

	if (!ASSERT_OK(modgen_read(REC_TEST_PLAIN, &plain), REC_TEST_PLAIN) ||
	    !ASSERT_OK(modgen_read(REC_TEST, &s), REC_TEST))
		return;
	free(plain.data[SECTION_REF]);
	plain.data[SECTION_REF] = s.data[SECTION_REF];
	plain.len[SECTION_REF] = s.len[SECTION_REF];
	s.data[SECTION_REF] = NULL;
	if (ASSERT_OK(modgen_write(REC_TEST_PLAIN, rec_path(), NULL, &plain,
				   false), "write module")) {
		ASSERT_OK(rec_load(rec_path(), TEST), "finit_module");
		use_ids(NULL);
	}
	sections_free(&plain);
	sections_free(&s);
}

/* Sections that a tool took away, or left where they cannot be read. */

static void remove_section(enum module_section part)
{
	struct module_sections s;

	if (!ASSERT_OK(modgen_read(REC_MINI, &s), REC_MINI))
		return;
	free(s.data[part]);
	s.data[part] = NULL;
	ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, &s, false),
		  "write module");
	sections_free(&s);
}

static void no_reference(void)
{
	remove_section(SECTION_REF);
	rec_refused(rec_path(), MINI,
		    "BTF refused: its reference is not there or cannot be read");
}

static void no_slots(void)
{
	remove_section(SECTION_SLOTS);
	rec_refused(rec_path(), MINI,
		    "malformed .BTF.base_ref.ids: missing; was it stripped?");
}

static void no_btf(void)
{
	static const __u32 zero[MODGEN_NR_IDS];
	__u32 ids[MODGEN_NR_IDS];

	remove_section(SECTION_BTF);
	ASSERT_OK(rec_load(rec_path(), MINI), "finit_module");
	ASSERT_ERR(access("/sys/kernel/btf/" MINI, F_OK), "it has no BTF");
	ASSERT_TRUE(rec_logged("it has a reference or an ID, but no .BTF|; loading it without BTF"),
		    "the log says so");
	ASSERT_EQ(rec_read(MINI, "ids", ids, sizeof(ids)), sizeof(ids), "ids");
	ASSERT_OK(memcmp(ids, zero, sizeof(ids)), ".BTF_ids is zero");
}

static void unreadable(const char *section, unsigned int type,
		       unsigned long flags, const char *words)
{
	if (ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, NULL, false),
		      "write module") &&
	    ASSERT_OK(modgen_set_header(rec_path(), section, type, flags),
		      "change header"))
		rec_refused(rec_path(), MINI, words);
}

#define NOBITS		8U
#define COMPRESSED	0x800UL
#define NO_CONTENTS	"BTF refused: .BTF is compressed, or has no contents"
#define NO_REFERENCE	"BTF refused: its reference is not there"

static void nobits_btf(void)
{
	unreadable(".BTF", NOBITS, ~0UL, NO_CONTENTS);
}

static void compressed_btf(void)
{
	unreadable(".BTF", ~0U, COMPRESSED, NO_CONTENTS);
}

static void nobits_reference(void)
{
	unreadable(".BTF.base_ref", NOBITS, ~0UL, NO_REFERENCE);
}

static void compressed_reference(void)
{
	unreadable(".BTF.base_ref", ~0U, COMPRESSED, NO_REFERENCE);
}

/* Loading. */

/**
 * struct loader - a thread that loads one module
 * @fd: the module
 * @barrier: where all of them meet first
 * @err: what came of it
 */
struct loader {
	int fd;
	pthread_barrier_t *barrier;
	int err;
};

static void *load_thread(void *arg)
{
	struct loader *loader = arg;

	pthread_barrier_wait(loader->barrier);
	loader->err = syscall(__NR_finit_module, loader->fd, "", 0) ? -errno
								     : 0;
	return NULL;
}

/* Eight modules with names of their own, opened. */
static bool make_eight(struct loader *loaders, char names[][32])
{
	int i;

	for (i = 0; i < NR_THREADS; i++) {
		snprintf(names[i], 32, "btf_rec_eight_%d", i);
		if (!ASSERT_OK(modgen_write(REC_BARE, rec_path(), names[i],
					    NULL, false), "write module"))
			return false;
		loaders[i].fd = open(rec_path(), O_RDONLY | O_CLOEXEC);
		if (!ASSERT_GE(loaders[i].fd, 0, "open module"))
			return false;
		/* what is open stays, and can be executed by no one else */
		unlink(rec_path());
	}
	return true;
}

static void load_eight(void)
{
	struct loader loaders[NR_THREADS] = { };
	char names[NR_THREADS][32], sysfs[64];
	pthread_t threads[NR_THREADS];
	pthread_barrier_t barrier;
	int i;

	if (!make_eight(loaders, names))
		return;
	pthread_barrier_init(&barrier, NULL, NR_THREADS);
	for (i = 0; i < NR_THREADS; i++) {
		loaders[i].barrier = &barrier;
		pthread_create(&threads[i], NULL, load_thread, &loaders[i]);
	}
	for (i = 0; i < NR_THREADS; i++) {
		pthread_join(threads[i], NULL);
		ASSERT_OK(loaders[i].err, names[i]);
		snprintf(sysfs, sizeof(sysfs), "/sys/kernel/btf/%s", names[i]);
		ASSERT_OK(access(sysfs, F_OK), "its BTF is there");
		close(loaders[i].fd);
	}
	for (i = 0; i < NR_THREADS; i++)
		ASSERT_OK(rec_unload(names[i]), "unload");
	pthread_barrier_destroy(&barrier);
}

/* Only the first modules of all can be these; another run skips. */
static void first_users(void)
{
	load_eight();
	ASSERT_EQ(rec_count_lines(RECONCILED), NR_THREADS, "modules reconciled");
	if (!rec_count_lines(INDEX_BUILT)) {
		printf("there was an index of vmlinux already\n");
		test__skip();
		return;
	}
	ASSERT_EQ(rec_count_lines(INDEX_BUILT), 1, "the index is built once");
}

/* What unloaded modules had is freed some time later. */
static long slab_kb(void)
{
	char line[128];
	long kb, all = 0;
	FILE *f;

	kern_sync_rcu();
	sleep(2);
	f = fopen("/proc/meminfo", "r");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Slab: %ld", &kb) == 1 ||
		    sscanf(line, "VmallocUsed: %ld", &kb) == 1)
			all += kb;
	if (f)
		fclose(f);
	return all;
}

static int load_and_unload(const char *path, const char *name)
{
	int err = rec_load(path, name);

	return err ?: rec_unload(name);
}

/* The first loads fill caches; the next 200 must not need more. */
static void no_growth(void)
{
	const char *path = access(REC_TEST_FOREIGN, R_OK) ? REC_TEST : REC_TEST_FOREIGN;
	long before, after;
	int i;

	for (i = 0; i < 20; i++)
		if (!ASSERT_OK(load_and_unload(path, TEST), "load"))
			return;
	before = slab_kb();
	for (i = 0; i < NR_LOADS; i++)
		if (!ASSERT_OK(load_and_unload(path, TEST), "load"))
			return;
	after = slab_kb();
	/* .BTF of the module is some 20 KB, so one leak a load would be 4 MB */
	if (!ASSERT_LT(after - before, 1024, "KB of slab and vmalloc more"))
		printf("%ld KB before, %ld after\n", before, after);
}

/**
 * struct attacher - a thread that attaches programs to a module, and detaches
 * @stop: set for it to end; with @nr the only one that both threads see
 * @nr: how often it has
 * @failed: how often it could not
 */
struct attacher {
	bool stop;
	int nr;
	int failed;
};

static void *attach_thread(void *arg)
{
	struct attacher *attacher = arg;

	while (!__atomic_load_n(&attacher->stop, __ATOMIC_RELAXED)) {
		struct btf_reconcile *skel = btf_reconcile__open_and_load();

		if (!skel) {
			attacher->failed++;
			continue;
		}
		skel->links.on_entry = bpf_program__attach(skel->progs.on_entry);
		skel->links.on_used = bpf_program__attach(skel->progs.on_used);
		if (!skel->links.on_entry || !skel->links.on_used)
			attacher->failed++;
		__atomic_add_fetch(&attacher->nr, 1, __ATOMIC_RELAXED);
		btf_reconcile__destroy(skel);
	}
	return NULL;
}

/* Programs are loaded for one module while others come and go. */
static void load_while_attaching(void)
{
	struct attacher attacher = { };
	pthread_t thread;
	int i;

	if (!ASSERT_OK(rec_load(REC_TEST, TEST), REC_TEST))
		return;
	pthread_create(&thread, NULL, attach_thread, &attacher);
	for (i = 0; i < 300; i++) {
		if (!ASSERT_OK(load_and_unload(REC_MINI, MINI), "load"))
			break;
		if (i >= 30 &&
		    __atomic_load_n(&attacher.nr, __ATOMIC_RELAXED) > 2)
			break;
	}
	__atomic_store_n(&attacher.stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	ASSERT_GT(attacher.nr, 2, "times attached");
	ASSERT_EQ(attacher.failed, 0, "times not");
}

static const struct {
	const char *name;
	void (*run)(void);
} others[] = {
	{ "foreign: its reference is another", foreign_differs },
	{ ".BTF.base_ref", from_reference },
	{ ".BTF.base in its place", distilled },
	{ ".BTF.base with a typedef is refused", distilled_typedef },
	{ "a function that only .BTF_ids names is missing", missing_function },
	{ "a reference beside plain BTF is not looked at", leftover },
	{ "no reference", no_reference },
	{ "no slots", no_slots },
	{ "no .BTF", no_btf },
	{ ".BTF without contents", nobits_btf },
	{ ".BTF compressed", compressed_btf },
	{ "reference without contents", nobits_reference },
	{ "reference compressed", compressed_reference },
	{ "8 at once", load_eight },
	{ "200 times without growth", no_growth },
	{ "load while programs attach", load_while_attaching },
};

void serial_test_btf_reconcile(void)
{
	size_t i;

	if (rec_begin("8 at once, the first users of the index")) {
		first_users();
		rec_end();
	}
	test_uses();
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		if (!rec_begin(others[i].name))
			continue;
		others[i].run();
		rec_end();
	}
}
