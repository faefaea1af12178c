// SPDX-License-Identifier: GPL-2.0
/*
 * The core's promises: bounded on any bytes, all or nothing, .BTF_ids right or
 * zero, names right, no memory lost when there is none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <bpf/btf.h>

#include "../fixture/fixture.h"

/* A base, the same later, and a module with something of every kind. */
#define TWINS "struct twin 8 a:int@0; struct twin 8 b:int@0"
#define BASE "int int 4 signed; int long_unsigned_int 8; int char 1;" \
	"struct list_head 16 next:list_head*@0 prev:list_head*@64;" \
	"struct task 64 pid:int@0; struct file 32; struct cred 16;" \
	"typedef u64 long_unsigned_int; typedef op int*; union arg 8;" \
	"func vfs_read f:file*; func vfs_write f:file*;" \
	"enum mode 4 OFF ON;" TWINS
#define LATER "struct early 8; func vfs_write f:file*; typedef op int*;" \
	"union arg 8; struct cred 24; struct file 48; enum mode 4 OFF ON;" \
	"int char 1; struct task 72 pid:int@0; int long_unsigned_int 8;" \
	"struct list_head 16 next:list_head*@0 prev:list_head*@64;" \
	"typedef u64 long_unsigned_int; func vfs_read f:file*;" \
	"int int 4 signed;" TWINS
#define MODULE "struct demo 72 list:list_head@0 task:task*@128 n:u64@192" \
	" op:op@256 own:own_t@288 names:char[16]@320 arg:arg*@448 m:mode@512" \
	" twin:twin#2@544; typedef own_t int;" \
	"func demo_add a:int b:u64 -> u64; func demo_get -> demo*;" \
	"percpu demo_stat demo 72"

static void open_module(struct fixture *fx)
{
	fixture_open(fx, BASE, MODULE, LATER, MODULE);
}

static void test_native(void **state)
{
	struct fixture fx;

	open_module(&fx);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	assert_true(fx.stats.refs && fx.stats.ids && fx.stats.names);
	fixture_close(&fx);
}

/* I4: against the base that it was built with, it is what it was. */
static void test_identity(void **state)
{
	struct fixture fx;

	fixture_open(&fx, BASE, MODULE, BASE, MODULE);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	fixture_close(&fx);
}

/* The magic decides, and it is the usual one afterwards. */
static void test_magic(void **state)
{
	struct btf_header *h;
	struct fixture fx;

	open_module(&fx);
	assert_int_equal(fixture_reconcile(&fx), 0);
	h = fx.emitted.btf;
	assert_int_equal(h->magic, BTF_MAGIC);
	assert_int_equal(fixture_reconcile(&fx), -EINVAL);
	assert_non_null(strstr(fx.said, "is not relative to a reference"));
	h->magic = BTF_REF_MAGIC;
	h->flags = 1;
	assert_int_equal(fixture_reconcile(&fx), -EINVAL);
	assert_non_null(strstr(fx.said, "made by a later btf_reconcile"));
	h->magic = BTF_MAGIC;
	h->flags = BTF_F_BASE_REF_OLD;
	assert_int_equal(fixture_reconcile(&fx), -EINVAL);
	assert_non_null(strstr(fx.said, "made by an earlier btf_reconcile"));
	fixture_close(&fx);
}

/* I5: emit does not depend on how the base numbers its types. */
static void test_stable(void **state)
{
	struct fixture one, other;

	open_module(&one);
	fixture_open(&other, LATER, MODULE, BASE, NULL);
	fixture_reconcile(&one);
	fixture_reconcile(&other);
	/* sizes of what is behind pointers differ between the two */
	assert_int_equal(one.emitted.ref_len, other.emitted.ref_len);
	fixture_close(&other);
	fixture_open(&other, "struct first 4;" BASE, MODULE, BASE, NULL);
	fixture_reconcile(&other);
	assert_int_equal(one.emitted.ref_len, other.emitted.ref_len);
	assert_memory_equal(one.emitted.ref, other.emitted.ref,
			    one.emitted.ref_len);
	fixture_close(&other);
	fixture_close(&one);
}

static void *twin(const void *data, size_t len)
{
	void *copy = malloc(len ? len : 1);

	assert_non_null(copy);
	memcpy(copy, data, len);
	return copy;
}

/**
 * struct triple - the sections of a module, each in memory of its own, so that
 *	a sanitizer sees the first byte that is read outside
 * @btf: .BTF
 * @ref: .BTF.base_ref
 * @ids: .BTF.base_ref.ids; NULL: there is none
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @ids_len: bytes of @ids
 */
struct triple {
	void *btf, *ref, *ids;
	size_t btf_len, ref_len, ids_len;
};

static const struct btf_ids_slot slots[] = {
	{ .off = 0, .cnt = 3, .stride = 4 },
	{ .off = 16, .cnt = 3, .stride = 4, .flags = BTF_IDS_SLOT_SORTED },
	{ .off = 36, .cnt = 2, .stride = 8, .flags = BTF_IDS_SLOT_SORTED },
};

/* Emit with the names that .BTF_ids asks for. */
static void emit_with_ids(struct fixture *fx)
{
	static struct id_name names[] = {
		{ BTF_KIND_STRUCT, "task" }, { BTF_KIND_STRUCT, "file" },
		{ BTF_KIND_STRUCT, "cred" }, { BTF_KIND_UNION, "arg" },
		{ BTF_KIND_TYPEDEF, "u64" }, { BTF_KIND_FUNC, "vfs_read" },
	};
	struct emitter emitter;

	fx->ids.names = names;
	fx->ids.nr_names = sizeof(names) / sizeof(*names);
	emitter_init(&emitter, &fx->built_base);
	assert_int_equal(0, emit_btf(&emitter, fx->split.data, fx->split.len,
				     &fx->ids, "module", &fx->emitted));
	emitter_free(&emitter);
}

static void fill_ids(struct fixture *fx, __u32 *ids)
{
	ids[0] = fixture_ref_id(fx, "task", BTF_KIND_STRUCT);
	ids[1] = fixture_own_id(fx, "demo");
	ids[2] = fixture_ref_id(fx, "vfs_read", BTF_KIND_FUNC);
	ids[3] = 3;		/* count of a BTF_SET */
	ids[4] = fixture_ref_id(fx, "arg", BTF_KIND_UNION);
	ids[5] = fixture_ref_id(fx, "cred", BTF_KIND_STRUCT);
	ids[6] = fixture_ref_id(fx, "file", BTF_KIND_STRUCT);
	ids[7] = 2;		/* count and flags of a BTF_SET8 */
	ids[8] = 0;
	ids[9] = fixture_own_id(fx, "demo_add");
	ids[10] = 0xadd;	/* flags go with their id */
	ids[11] = fixture_own_id(fx, "demo_get");
	ids[12] = 0x9e7;
}

#define NR_IDS 13

/* .BTF_ids is NR_IDS words long. */
static void *make_ids(const __u32 *ids, size_t *len)
{
	const struct btf_ref_ids h = {
		.nr_slots = sizeof(slots) / sizeof(*slots),
		.ids_len = NR_IDS * sizeof(*ids),
	};
	char *section;

	*len = sizeof(h) + sizeof(slots) + h.ids_len;
	section = malloc(*len);
	assert_non_null(section);
	memcpy(section, &h, sizeof(h));
	memcpy(section + sizeof(h), slots, sizeof(slots));
	memcpy(section + sizeof(h) + sizeof(slots), ids, h.ids_len);
	return section;
}

static __u32 *words_of(const struct triple *t)
{
	return (void *)((char *)t->ids + sizeof(struct btf_ref_ids) +
			sizeof(slots));
}

static void open_triple(struct fixture *fx, struct triple *t)
{
	__u32 ids[NR_IDS];

	open_module(fx);
	emit_with_ids(fx);
	fill_ids(fx, ids);
	t->btf_len = fx->emitted.btf_len;
	t->ref_len = fx->emitted.ref_len;
	t->btf = twin(fx->emitted.btf, t->btf_len);
	t->ref = twin(fx->emitted.ref, t->ref_len);
	t->ids = make_ids(ids, &t->ids_len);
}

static void free_triple(struct triple *t)
{
	free(t->btf);
	free(t->ref);
	free(t->ids);
}

static int module_of(const struct triple *t, struct btf_rec_module *mod)
{
	*mod = (struct btf_rec_module){
		.btf = t->btf, .btf_len = t->btf_len,
		.ref = t->ref, .ref_len = t->ref_len,
		.ids_len = NR_IDS * sizeof(__u32),
	};
	return t->ids ? btf_rec_open_ids(mod, t->ids, t->ids_len) : 0;
}

static int reconcile(const struct fixture *fx, struct triple *t)
{
	struct btf_rec_module mod;
	struct btf_rec_stats stats;

	return module_of(t, &mod) ?: fixture_try(fx, &mod, &stats);
}

static __u32 here(struct fixture *fx, const char *name)
{
	return text_btf_find(&fx->here, name);
}

/* The id of one of the module's own types, after reconciliation. */
static __u32 own(struct fixture *fx, const char *name)
{
	return text_btf_find(&fx->split, name) - fx->split.start +
	       fx->here.nr_types;
}

static void test_ids(void **state)
{
	struct triple t;
	struct fixture fx;
	__u32 *ids, i;

	open_triple(&fx, &t);
	assert_int_equal(reconcile(&fx, &t), 0);
	ids = words_of(&t);
	assert_int_equal(ids[0], here(&fx, "struct.task"));
	assert_int_equal(ids[1], own(&fx, "struct.demo"));
	assert_int_equal(ids[2], here(&fx, "func.vfs_read"));
	assert_int_equal(ids[3], 3);
	for (i = 4; i < 6; i++)
		assert_true(ids[i] < ids[i + 1]);
	assert_int_equal(ids[4] + ids[5] + ids[6], here(&fx, "union.arg") +
			 here(&fx, "struct.cred") + here(&fx, "struct.file"));
	assert_int_equal(ids[7], 2);
	assert_true(ids[9] < ids[11]);
	for (i = 9; i < 13; i += 2)
		assert_int_equal(ids[i + 1], ids[i] == own(&fx, "demo_add") ?
				 0xadd : 0x9e7);
	free_triple(&t);
	fixture_close(&fx);
}

/* An id that resolve_btfids did not find is 0, and stays it. */
static void test_zero_id(void **state)
{
	struct triple t;
	struct fixture fx;

	open_triple(&fx, &t);
	words_of(&t)[1] = 0;
	assert_int_equal(reconcile(&fx, &t), 0);
	assert_int_equal(words_of(&t)[0], here(&fx, "struct.task"));
	assert_int_equal(words_of(&t)[1], 0);
	free_triple(&t);
	fixture_close(&fx);
}

static bool all_zero(const void *data, size_t len)
{
	const char *p = data;

	while (len--)
		if (*p++)
			return false;
	return true;
}

/* Refused: .BTF_ids is zero, counts included, and .BTF is as it was. */
static void assert_refused(const struct fixture *fx, struct triple *t,
			   const char *what)
{
	void *before = twin(t->btf, t->btf_len);
	struct btf_rec_module mod;
	struct btf_rec_stats stats;
	int err = module_of(t, &mod) ?: fixture_try(fx, &mod, &stats);

	if (err != -EINVAL)
		fail_msg("%s: not refused: %d", what, err);
	assert_true(!mod.ids || all_zero(mod.ids, mod.ids_len));
	assert_memory_equal(before, t->btf, t->btf_len);
	free(before);
}

static void test_missing_sections(void **state)
{
	struct triple t;
	struct fixture fx;

	open_triple(&fx, &t);
	t.ids_len = 0;
	free(t.ids);
	t.ids = NULL;
	assert_refused(&fx, &t, "no ids");
	t.ref_len = 0;
	assert_refused(&fx, &t, "empty reference");
	t.btf_len = 0;
	assert_refused(&fx, &t, "empty .BTF");
	free_triple(&t);
	fixture_close(&fx);
}

/* One section cut off at each length: nothing is read outside. */
static void cut_off(const struct fixture *fx, const struct triple *whole,
		    size_t data_at, size_t len_at, const char *what)
{
	struct triple cut = *whole;
	void **data = (void **)((char *)&cut + data_at);
	size_t *len = (size_t *)((char *)&cut + len_at);
	const void *all = *data;
	size_t i, max = *len;

	for (i = 0; i < max; i++) {
		cut.ids = twin(whole->ids, whole->ids_len);
		free(data == &cut.ids ? cut.ids : NULL);
		*data = twin(all, i);
		*len = i;
		assert_refused(fx, &cut, what);
		free(*data);
		free(data == &cut.ids ? NULL : cut.ids);
	}
}

static void test_truncated(void **state)
{
	struct triple t;
	struct fixture fx;

	open_triple(&fx, &t);
	cut_off(&fx, &t, offsetof(struct triple, btf),
		offsetof(struct triple, btf_len), "truncated .BTF");
	cut_off(&fx, &t, offsetof(struct triple, ref),
		offsetof(struct triple, ref_len), "truncated reference");
	cut_off(&fx, &t, offsetof(struct triple, ids),
		offsetof(struct triple, ids_len), "truncated ids");
	free_triple(&t);
	fixture_close(&fx);
}

/* Sections at odd addresses are as good as others. */
static void test_unaligned(void **state)
{
	char ref[4096], odd_ids[512];
	struct triple t, u;
	struct fixture fx;

	open_triple(&fx, &t);
	u = t;
	u.ref = memcpy(ref + 1, t.ref, t.ref_len);
	u.ids = memcpy(odd_ids + 1, t.ids, t.ids_len);
	u.btf = twin(t.btf, t.btf_len);
	assert_int_equal(reconcile(&fx, &u), 0);
	assert_int_equal(reconcile(&fx, &t), 0);
	assert_memory_equal(u.ids, t.ids, t.ids_len);
	assert_memory_equal(u.btf, t.btf, t.btf_len);
	free(u.btf);
	/* but for .BTF, which is rewritten in place */
	u.btf = twin(t.btf, t.btf_len + 0);
	u.btf = (char *)u.btf + 1;
	u.btf_len--;
	assert_int_equal(reconcile(&fx, &u), -EINVAL);
	free((char *)u.btf - 1);
	free_triple(&t);
	fixture_close(&fx);
}

/* Every byte set to other values: refused, or libbpf too finds it sound. */
static void test_flipped(void **state)
{
	static const __u8 values[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	struct triple t, u;
	struct fixture fx;
	struct btf *base, *btf;
	size_t i, v;

	open_triple(&fx, &t);
	base = fixture_parse(fx.here.data, fx.here.len, NULL);
	for (i = 0; i < (t.btf_len + t.ref_len) * 5; i++) {
		size_t at = i / 5;

		v = i % 5;
		u.btf = twin(t.btf, u.btf_len = t.btf_len);
		u.ref = twin(t.ref, u.ref_len = t.ref_len);
		u.ids = twin(t.ids, u.ids_len = t.ids_len);
		if (at < t.btf_len)
			((__u8 *)u.btf)[at] = values[v];
		else
			((__u8 *)u.ref)[at - t.btf_len] = values[v];
		if (reconcile(&fx, &u)) {
			assert_true(all_zero(words_of(&u),
					     NR_IDS * sizeof(__u32)));
		} else {
			btf = fixture_parse(u.btf, u.btf_len, base);
			if (!btf)
				fail_msg("byte %zu = %#x: libbpf says no", at,
					 values[v]);
			btf__free(btf);
		}
		free_triple(&u);
	}
	btf__free(base);
	free_triple(&t);
	fixture_close(&fx);
}

/* Allocations fail one after the other: -ENOMEM, nothing lost, .BTF_ids zero. */
static long allocations_left = -1;
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *__wrap_malloc(size_t size)
{
	if (!allocations_left)
		return NULL;
	if (allocations_left > 0)
		allocations_left--;
	return __real_malloc(size);
}

static void test_no_memory(void **state)
{
	struct triple t;
	struct fixture fx;
	int err = -ENOMEM;
	long i;

	for (i = 0; err; i++) {
		struct btf_rec_module mod;
		struct btf_rec_stats stats;
		char odd[4096];

		open_triple(&fx, &t);
		assert_int_equal(module_of(&t, &mod), 0);
		/* at an odd address it is copied, which takes memory too */
		mod.ref = memcpy(odd + 1, t.ref, t.ref_len);
		allocations_left = i;
		err = btf_reconcile(fx.here_base.index, &mod, &stats);
		allocations_left = -1;
		if (err) {
			assert_int_equal(err, -ENOMEM);
			assert_true(all_zero(mod.ids, mod.ids_len));
		}
		free_triple(&t);
		fixture_close(&fx);
		assert_true(i < 100);
	}
	assert_true(i > 1);	/* it did fail at least once */

	open_module(&fx);
	allocations_left = 0;
	assert_null(btf_rec_index_new(&fx.here_base.types));
	allocations_left = -1;
	fixture_close(&fx);
}

/* All mismatches are reported, not the first alone. */
static void test_all_reported(void **state)
{
	struct fixture fx;

	fixture_open(&fx, "struct a 8; struct b 8; struct c 8; int int 4",
		     "struct s 32 a:a@0 b:b@64 c:c*@128 n:int@192",
		     "struct a 16; union b 8; int int 8", NULL);
	assert_int_equal(fixture_reconcile(&fx), -ESRCH);
	assert_int_equal(fx.stats.mismatches, 4);
	assert_int_equal(fx.stats.refs, 4);
	assert_non_null(strstr(fx.said, "struct a: 8 bytes when built, 16 here"));
	assert_non_null(strstr(fx.said, "struct b: is a union"));
	assert_non_null(strstr(fx.said, "struct c: not in this kernel"));
	assert_non_null(strstr(fx.said, "integer int: 4 bytes"));
	fixture_close(&fx);
}

/* Only .BTF_ids needs them, and says so. */
static void test_ids_mismatch(void **state)
{
	struct btf_rec_module mod;
	struct triple t;
	struct fixture fx;
	char *later = strdup(LATER), *at = strstr(later, "vfs_read");

	memcpy(at, "vfs_gone", 8);
	open_triple(&fx, &t);
	text_btf_free(&fx.here);
	base_close(&fx.here_base);
	text_btf_make(&fx.here, later, NULL);
	base_take(&fx.here_base, twin(fx.here.data, fx.here.len),
		  fx.here.len, "later");
	assert_int_equal(module_of(&t, &mod), 0);
	mod.report = fixture_hear;
	mod.priv = &fx;
	assert_int_equal(fixture_try(&fx, &mod, &fx.stats),
			 -ESRCH);
	assert_non_null(strstr(fx.said,
			       "function vfs_read: not in this kernel; named in .BTF_ids"));
	assert_true(all_zero(mod.ids, mod.ids_len));
	free(later);
	free_triple(&t);
	fixture_close(&fx);
}

/* A name with control characters cannot forge a line of the log. */
static void test_clean_lines(void **state)
{
	const struct btf_rec_problem problem = {
		.why = BTF_REC_MISSING, .kind = BTF_KIND_STRUCT,
		.name = "x\n\x1b[31m<0>forged\x80\x7f",
	};
	const struct btf_rec_problem malformed = {
		.why = BTF_REC_MALFORMED, .section = ".BTF", .id = 7,
		.what = "odd",
	};
	char line[64], tiny[8];
	int len = btf_rec_describe(&problem, line, sizeof(line));

	assert_int_equal(len, strlen(line));
	assert_null(strpbrk(line, "\n\x1b\x80\x7f"));
	assert_int_equal(btf_rec_describe(&problem, tiny, sizeof(tiny)), len);
	assert_int_equal(strlen(tiny), sizeof(tiny) - 1);
	assert_int_equal(btf_rec_describe(&problem, NULL, 0), len);
	btf_rec_describe(&malformed, line, sizeof(line));
	assert_string_equal(line, "malformed .BTF: type 7: odd");
}

/* A module without .BTF_ids needs no slots; one without types, nothing. */
static void test_small(void **state)
{
	struct fixture fx;

	fixture_open(&fx, BASE, "", LATER, "");
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_int_equal(fx.stats.refs, 0);
	assert_true(fixture_is_native(&fx));
	fixture_close(&fx);
}

/* A reference that emit would not write: refused, with the rule. */
static void test_entries(void **state)
{
	static const struct { const char *ref, *said; } entries[] = {
		{ "typedef t void[4]; int int 4", "array has an index type" },
		{ "const - int; typedef t const.-; int int 4",
		  "stands for a kind that cannot be there" },
	};
	struct text_btf ref, split;
	struct fixture fx;
	size_t i;

	for (i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
		struct btf_rec_module mod = { .report = fixture_hear, .priv = &fx };

		fixture_open(&fx, BASE, MODULE, LATER, NULL);
		text_btf_make(&ref, entries[i].ref, NULL);
		text_btf_make(&split, "struct own 4 n:int@0", &ref);
		((struct btf_header *)split.data)->magic = BTF_REF_MAGIC;
		mod.btf = split.data;
		mod.btf_len = split.len;
		mod.ref = ref.data;
		mod.ref_len = ref.len;
		assert_int_equal(fixture_try(&fx, &mod, &fx.stats), -EINVAL);
		if (!strstr(fx.said, entries[i].said))
			fail_msg("no '%s' in: %s", entries[i].said, fx.said);
		text_btf_free(&split);
		text_btf_free(&ref);
		fixture_close(&fx);
	}
}

/* Entries may share a name's bytes, so its length counts as often. */
static void test_long_name(void **state)
{
	char name[600], text[700];
	struct fixture fx;
	size_t len;

	for (len = 512; len <= 513; len++) {
		memset(name, 'x', len);
		name[len] = '\0';
		snprintf(text, sizeof(text), "struct %s 4; int int 4", name);
		fixture_open(&fx, text, "", text, NULL);
		text_btf_free(&fx.split);
		snprintf(text, sizeof(text), "struct s 8 p:%s*@0", name);
		text_btf_make(&fx.split, text, &fx.built);
		assert_int_equal(fixture_reconcile(&fx),
				 len < 513 ? 0 : -EINVAL);
		assert_true(len < 513 || strstr(fx.said, "name too long"));
		fixture_close(&fx);
	}
}

struct heard {
	int all, with_member;
};

static void hear_member(void *priv, const struct btf_rec_problem *problem)
{
	struct heard *heard = priv;

	heard->all++;
	heard->with_member += !!problem->member;
}

/* Many mismatches in one large struct: all are reported, but the time that is
 * spent on who holds them is in proportion to the module's size.
 */
static void test_many_mismatches(void **state)
{
	enum { MANY = 1000 };
	struct btf_rec_module mod = { };
	struct heard heard = { };
	struct fixture fx;
	char *built, *split;
	size_t len;
	FILE *f;
	int i;

	f = open_memstream(&built, &len);
	for (i = 0; i < MANY; i++)
		fprintf(f, "struct t%d 8;", i);
	fclose(f);
	f = open_memstream(&split, &len);
	fputs("struct s 8000", f);
	for (i = MANY - 1; i >= 0; i--)
		fprintf(f, " m%d:t%d@%d", i, i, i * 64);
	fclose(f);
	fixture_open(&fx, built, split, "int int 4", NULL);
	assert_int_equal(fixture_reconcile(&fx), -ESRCH);
	mod.btf = fx.emitted.btf;
	mod.btf_len = fx.emitted.btf_len;
	mod.ref = fx.emitted.ref;
	mod.ref_len = fx.emitted.ref_len;
	mod.report = hear_member;
	mod.priv = &heard;
	assert_int_equal(fixture_try(&fx, &mod, &fx.stats), -ESRCH);
	assert_int_equal(heard.all, MANY);
	assert_in_range(heard.with_member, MANY / 4, MANY - 1);
	fixture_close(&fx);
	free(split);
	free(built);
}

/* What pahole 1.28 writes: no flag, .BTF.base. */
static void test_distilled(void **state)
{
	struct text_btf base, split;
	struct btf_rec_module mod = { .distilled = true };
	struct btf_rec_stats stats;
	struct fixture fx;

	fixture_open(&fx, BASE, MODULE, LATER, MODULE);
	text_btf_make(&base,
		      "int int 4 signed; struct list_head 16; struct task 0",
		      NULL);
	text_btf_make(&split, "struct d 32 l:list_head@0 n:int@128 t:task*@192",
		      &base);
	mod.btf = split.data;
	mod.btf_len = split.len;
	mod.ref = base.data;
	mod.ref_len = base.len;
	assert_int_equal(fixture_try(&fx, &mod, &stats), 0);
	assert_int_equal(stats.refs, 3);
	text_btf_free(&split);
	text_btf_free(&base);
	text_btf_make(&base, "typedef u64 int; int int 4 signed", NULL);
	text_btf_make(&split, "struct d 8 n:u64@0", &base);
	mod.btf = split.data;
	mod.btf_len = split.len;
	mod.ref = base.data;
	mod.ref_len = base.len;
	/* a kind that pahole does not put there */
	assert_int_equal(fixture_try(&fx, &mod, &stats),
			 -EINVAL);
	text_btf_free(&split);
	text_btf_free(&base);
	fixture_close(&fx);
}

/* The example in Documentation/bpf/btf_reconcile_internals.rst, byte by byte. */
static void test_documented(void **state)
{
	static const __u8 bytes[] = {
		0x9f, 0xeb, 1, 0, 0x18, 0, 0, 0, 0, 0, 0, 0, 0x1c, 0, 0, 0,
		0x1c, 0, 0, 0, 0x0f, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 0x20, 0, 0, 1,
		5, 0, 0, 0, 0, 0, 0, 4, 0x10, 0, 0, 0,
		0, 'i', 'n', 't', 0,
		'l', 'i', 's', 't', '_', 'h', 'e', 'a', 'd', 0,
	};
	struct fixture fx;

	fixture_open(&fx, BASE, "struct foo 24 list:list_head@0 n:int@128",
		     LATER, NULL);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_int_equal(fx.emitted.ref_len, sizeof(bytes));
	assert_memory_equal(fx.emitted.ref, bytes, sizeof(bytes));
	fixture_close(&fx);
}

/* IDs of void and offsets of no name are not rewritten. */
static void test_counts(void **state)
{
	struct fixture fx;

	fixture_open(&fx, BASE,
		     "struct foo 24 next:list_head*@0 v:void*@64 n:int@128",
		     LATER, NULL);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_int_equal(fx.stats.refs, 2);
	assert_int_equal(fx.stats.ids, 4);
	assert_int_equal(fx.stats.names, 4);
	fixture_close(&fx);
}

/* The index is small: DESIGN has 128 KiB for 9,300 of 100,000 types. */
static void test_index_size(void **state)
{
	struct fixture fx;

	open_module(&fx);
	assert_true(btf_rec_index_size(fx.here_base.index) > 0);
	assert_true(btf_rec_index_size(fx.here_base.index) < 1024);
	fixture_close(&fx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_native),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_magic),
		cmocka_unit_test(test_stable),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_zero_id),
		cmocka_unit_test(test_missing_sections),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_unaligned),
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_all_reported),
		cmocka_unit_test(test_ids_mismatch),
		cmocka_unit_test(test_clean_lines),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_many_mismatches),
		cmocka_unit_test(test_distilled),
		cmocka_unit_test(test_documented),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_index_size),
	};

	return cmocka_run_group_tests_name("core", tests, NULL, NULL);
}
