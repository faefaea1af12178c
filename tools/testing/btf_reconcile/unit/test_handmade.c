// SPDX-License-Identifier: GPL-2.0
/*
 * What text cannot say and hardly anyone will ever see: references, slots, bases
 * and messages made by hand, for the branches that nothing else takes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../fixture/fixture.h"

/**
 * struct hand - a module whose reference and split BTF are written as text
 * @fx: for the base
 * @ref: its reference
 * @split: its .BTF
 * @mod: what the core gets
 */
struct hand {
	struct fixture fx;
	struct text_btf ref, split;
	struct btf_rec_module mod;
};

static void hand_open(struct hand *h, const char *ref, const char *split,
		      const char *here)
{
	memset(h, 0, sizeof(*h));
	fixture_open(&h->fx, here, "", here, NULL);
	text_btf_make(&h->ref, ref, NULL);
	text_btf_make(&h->split, split, &h->ref);
	((struct btf_header *)h->split.data)->magic = BTF_REF_MAGIC;
	h->mod = (struct btf_rec_module){
		.btf = h->split.data, .btf_len = h->split.len,
		.ref = h->ref.data, .ref_len = h->ref.len,
		.report = fixture_hear, .priv = &h->fx,
	};
}

static void hand_close(struct hand *h)
{
	text_btf_free(&h->split);
	text_btf_free(&h->ref);
	fixture_close(&h->fx);
}

static int hand_try(struct hand *h)
{
	h->fx.said[0] = '\0';
	return fixture_try(&h->fx, &h->mod, &h->fx.stats);
}

static void assert_says(struct hand *h, int err, const char *words)
{
	assert_int_equal(hand_try(h), err);
	if (!strstr(h->fx.said, words))
		fail_msg("no '%s' in: %s", words, h->fx.said);
}

static struct btf_header *header(const struct text_btf *made)
{
	return made->data;
}

/* The nth type, from 0, of the text's own. */
static struct btf_type *type_at(const struct text_btf *made, __u32 nth)
{
	char *p = (char *)(header(made) + 1);

	while (nth--)
		p += btf_rec_type_size((void *)p);
	return (void *)p;
}

static struct btf_type *type_of(const struct text_btf *made, const char *name)
{
	return type_at(made, text_btf_find(made, name) - made->start);
}

#define HERE "int int 4 signed; struct x 8 m:int@0; struct y 8; func f p:x*"
#define OWN "struct s 16 a:x@0 p:y*@64"

static void test_by_hand(void **state)
{
	struct hand h;

	hand_open(&h, "int int 4 signed; struct x 8; struct y 8", OWN, HERE);
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
}

static void test_headers(void **state)
{
	struct hand h;

	hand_open(&h, "int int 4 signed; struct x 8; struct y 8", OWN, HERE);
	header(&h.ref)->magic = 0x9feb;
	assert_says(&h, -EINVAL, "byte order of another machine");
	header(&h.ref)->magic = BTF_MAGIC;
	header(&h.ref)->version = 2;
	assert_says(&h, -EINVAL, "unknown BTF version");
	header(&h.ref)->version = BTF_VERSION;
	header(&h.ref)->hdr_len = 26;
	assert_says(&h, -EINVAL, "bad header length");
	header(&h.ref)->hdr_len = BTF_REC_HDR_LEN;
	header(&h.ref)->type_off = 2;
	assert_says(&h, -EINVAL, "unaligned types");
	header(&h.ref)->type_off = 0;
	header(&h.ref)->str_off -= 4;
	assert_says(&h, -EINVAL, "strings do not follow the types");
	hand_close(&h);
}

/* Where the types are does not matter if there are none, nor do strings. */
static void test_order_of_nothing(void **state)
{
	struct hand h;

	/* no types, after strings that are the first byte of what was one */
	hand_open(&h, "", "fwd -", HERE);
	header(&h.split)->type_off = header(&h.split)->type_len;
	header(&h.split)->type_len = 0;
	header(&h.split)->str_off = 0;
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
	/* The split can do without strings, the reference cannot. */
	hand_open(&h, "int int 4 signed", "func - -> int", HERE);
	header(&h.split)->str_off = 0;
	header(&h.split)->str_len = 0;
	assert_int_equal(hand_try(&h), 0);
	header(&h.split)->magic = BTF_REF_MAGIC;
	header(&h.ref)->str_len = 0;
	assert_says(&h, -EINVAL, "strings do not begin with an empty one");
	hand_close(&h);
}

static void test_reference(void **state)
{
	char longest[BTF_REC_MAX_NAME + 64], longer[BTF_REC_MAX_NAME + 64];
	__u32 *words;
	struct hand h;

	hand_open(&h, "int int 4 signed; struct x 8; func f p:x", "", HERE);
	assert_says(&h, -EINVAL, "prototype is not empty");
	hand_close(&h);

	/* three parameters, as long as two members; the first has a name */
	hand_open(&h, "int int 4 signed; struct x 8 m:int@0 n:int@32", "", HERE);
	memset(type_of(&h.ref, "x"), 0, sizeof(struct btf_type));
	words = (__u32 *)(type_at(&h.ref, 1) + 1);
	memset(words + 3, 0, 3 * sizeof(*words));
	type_at(&h.ref, 1)->info = BTF_KIND_FUNC_PROTO << 24 | 3;
	assert_says(&h, -EINVAL, "parameter has a name");
	hand_close(&h);

	sprintf(longest, "struct %0*d 8", BTF_REC_MAX_NAME, 7);
	sprintf(longer, "struct %0*d 8", BTF_REC_MAX_NAME + 1, 7);
	hand_open(&h, longest, "", longest);
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
	hand_open(&h, longer, "", longer);
	assert_says(&h, -EINVAL, "name too long");
	hand_close(&h);
}

/* More types or strings than 32 bits can number; nobody has such a base. */
static void test_too_many(void **state)
{
	struct btf_rec_types types;
	struct btf_rec_index *index;
	struct btf_rec_stats stats;
	struct hand h;

	hand_open(&h, "int int 4 signed; struct x 8; struct y 8", OWN, HERE);
	types = h.fx.here_base.types;
	types.str_len = 0xffffffff;
	index = btf_rec_index_new(&types);
	assert_int_equal(btf_reconcile(index, &h.mod, &stats), -E2BIG);
	btf_rec_index_free(index);
	hand_close(&h);
}

/* A base that does not keep its promises is still not read outside. */
static void test_poor_base(void **state)
{
	struct btf_rec_types types;
	struct btf_rec_index *index;
	struct btf_type *t;
	__u32 ids[1];
	struct btf_ids_slot slot = { .cnt = 1, .stride = 4 };
	struct hand h;

	hand_open(&h, "func f; typedef t int; int int 4 signed", "struct s 4 a:t@0",
		  "int int 4 signed; func f; typedef t last; int last 4 signed");
	ids[0] = text_btf_find(&h.ref, "f");
	h.mod.ids = ids;
	h.mod.ids_len = sizeof(ids);
	h.mod.slots = &slot;
	h.mod.slots_len = sizeof(slot);

	/* no strings but the first */
	types = h.fx.here_base.types;
	types.str_len = 1;
	index = btf_rec_index_new(&types);
	h.fx.said[0] = '\0';
	assert_int_equal(btf_reconcile(index, &h.mod, &h.fx.stats), -ESRCH);
	assert_non_null(strstr(h.fx.said, "function f: not in this kernel"));
	assert_non_null(strstr(h.fx.said, "typedef t: not in this kernel"));
	btf_rec_index_free(index);

	/* what the typedef leads to is not there: the first after the items */
	types = h.fx.here_base.types;
	types.nr_types = text_btf_find(&h.fx.here, "last");
	index = btf_rec_index_new(&types);
	ids[0] = text_btf_find(&h.ref, "f");
	h.fx.said[0] = '\0';
	assert_int_equal(btf_reconcile(index, &h.mod, &h.fx.stats), -ESRCH);
	assert_non_null(strstr(h.fx.said,
			       "typedef t: stands for nothing that has a size"));
	btf_rec_index_free(index);

	/* an integer whose name is empty, though it has one */
	t = (struct btf_type *)h.fx.here_base.types.types[1];
	t->name_off += strlen("int");
	index = btf_rec_index_new(&h.fx.here_base.types);
	ids[0] = 0;
	assert_int_equal(btf_reconcile(index, &h.mod, &h.fx.stats), 0);
	btf_rec_index_free(index);
	hand_close(&h);
}

/* What Linux 7.0 and later looks for: no name, then names ascending. */
static void test_sorted_from(void **state)
{
	static const struct { const char *text; __u32 from; } bases[] = {
		{ "", 0 },
		{ "struct - 4; union - 4", 0 },
		{ "struct a 4; struct b 4", 1 },
		{ "struct - 4; struct a 4; func a; struct b 4", 0 },
		{ "struct b 4; struct a 4", 0 },
		{ "struct - 4; struct a 4; struct a 8; union a 8", 2 },
		{ "struct a 4; struct - 4", 0 },
	};
	struct fixture fx;
	size_t i;

	for (i = 0; i < sizeof(bases) / sizeof(*bases); i++) {
		fixture_open(&fx, bases[i].text, "", bases[i].text, NULL);
		assert_int_equal(btf_rec_sorted_from(&fx.here_base.types),
				 bases[i].from);
		assert_int_equal(fx.here_base.types.sorted_from, bases[i].from);
		fixture_close(&fx);
	}
}

/* A base that is said to be sorted and is not: types are not found, or found; but
 * it is never another one, and nothing is read outside.
 */
static void test_not_sorted(void **state)
{
	struct btf_rec_types types;
	struct btf_rec_index *index;
	struct hand h;

	hand_open(&h, "int u 4; struct a 8; struct b 8",
		  "struct s 20 a:a@0 b:b@64 u:u@128",
		  "struct b 8; struct a 8; struct c 8; int u 4");
	types = h.fx.here_base.types;
	assert_int_equal(types.sorted_from, 0);
	types.sorted_from = 1;
	index = btf_rec_index_new(&types);
	assert_int_equal(btf_reconcile(index, &h.mod, &h.fx.stats), -ESRCH);
	assert_int_equal(h.fx.stats.mismatches, 2);
	assert_non_null(strstr(h.fx.said, "struct a: not in this kernel"));
	assert_non_null(strstr(h.fx.said, "struct b: not in this kernel"));
	btf_rec_index_free(index);

	types.sorted_from = 0xffffffff;
	index = btf_rec_index_new(&types);
	assert_int_equal(btf_reconcile(index, &h.mod, &h.fx.stats), -ESRCH);
	assert_int_equal(h.fx.stats.mismatches, 3);
	btf_rec_index_free(index);
	hand_close(&h);
}

/* More integers than a sorted base has a list for: they are hashed. */
static void test_many_ints(void **state)
{
	char text[8192] = "", *end = text;
	struct hand h;
	int i;

	for (i = 0; i < 70; i++)
		end += sprintf(end, "int char 1 %d;", 1 + i % 8);
	sprintf(end, "int int 4 signed; int unsigned_long 8");
	hand_open(&h, "int long_unsigned_int 8", "struct s 8 a:long_unsigned_int@0",
		  text);
	assert_int_equal(h.fx.here_base.types.sorted_from, 1);
	assert_true(btf_rec_index_size(h.fx.here_base.index) > 800);
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
}

/* Functions are listed once somebody asks; where all is sorted, never. They are not
 * in the way of a type of the same name.
 */
static void test_functions(void **state)
{
	struct btf_rec_types types;
	struct btf_rec_index *index;
	struct btf_rec_cursor c;
	struct fixture fx;
	size_t size;

	/* sorted, but for the function's prototype, which is the last type */
	fixture_open(&fx, "", "", "struct a 4; func f; struct f 4", NULL);
	types = fx.here_base.types;
	for (types.sorted_from = 0; types.sorted_from < 2; types.sorted_from++) {
		types.nr_types = 4;
		index = btf_rec_index_new(&types);
		size = btf_rec_index_size(index);
		assert_int_equal(btf_rec_index_functions(index), 0);
		assert_int_equal(btf_rec_index_functions(index), 0);
		assert_true((btf_rec_index_size(index) > size) ==
			    !types.sorted_from);
		c = btf_rec_find(index, "f", BTF_KIND_FUNC);
		assert_int_equal(btf_rec_next(&c), 2);
		assert_int_equal(btf_rec_next(&c), 0);
		c = btf_rec_find(index, "f", BTF_KIND_STRUCT);
		assert_int_equal(btf_rec_next(&c), 3);
		assert_int_equal(btf_rec_next(&c), 0);
		btf_rec_index_free(index);
	}
	fixture_close(&fx);
}

/* Several of a name that differ in what text cannot say. */
static void test_unlike(void **state)
{
	struct btf_type *t;
	struct hand h;

	/* the value of an enum */
	hand_open(&h, "enum e 4", "struct s 4 a:e@0", "enum e 4 A; enum e 4 A");
	t = (struct btf_type *)h.fx.here_base.types.types[2];
	((struct btf_enum *)(t + 1))->val = 7;
	assert_says(&h, -ESRCH, "enum e: 2 of this name match equally well here");
	hand_close(&h);

	/* bit fields: the reference recorded that its struct has some */
	hand_open(&h, "int int 4 signed; struct x 8 m:int@0", "struct s 8 a:x@0",
		  "int int 4 signed; struct x 8 m:int@0; struct x 8 n:int@0");
	type_of(&h.ref, "x")->info |= 1U << 31;
	assert_says(&h, -ESRCH, "struct x: has other members");
	hand_close(&h);

	/* functions, of prototypes that differ: BTF_ID() means the first */
	hand_open(&h, "func f", "", "int int 4; func f; func f p:int");
	{
		__u32 ids[1] = { text_btf_find(&h.ref, "f") };
		const struct btf_ids_slot slot = { .cnt = 1, .stride = 4 };

		h.mod.ids = ids;
		h.mod.ids_len = sizeof(ids);
		h.mod.slots = &slot;
		h.mod.slots_len = sizeof(slot);
		assert_int_equal(hand_try(&h), 0);
		assert_int_equal(ids[0], 2);
	}
	hand_close(&h);
}

/* As deep as chains are followed, and one deeper. */
static void test_deep_arrays(void **state)
{
	char split[400] = "struct s 4 a:int", *end = split + strlen(split);
	struct hand h;
	int i;

	for (i = 0; i < BTF_REC_MAX_CHAIN; i++)
		end += sprintf(end, "[1]");
	sprintf(end, "@0");
	hand_open(&h, "int int 4 signed", split, HERE);
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
	sprintf(end, "[1]@0");
	hand_open(&h, "int int 4 signed", split, HERE);
	assert_says(&h, -EINVAL, "too many typedefs, modifiers and arrays");
	hand_close(&h);
}

/* Recorded members are compared up to a limit, and then the module is refused:
 * entries that all lead to the same large one would take time without end.
 */
static void test_compare_limit(void **state)
{
	enum { MEMBERS = 60000, ENTRIES = 8 };
	char *ref, *split, *here;
	struct hand h;
	size_t len;
	FILE *f;
	int i;

	f = open_memstream(&ref, &len);
	fputs("int int 4 signed; struct big 240000", f);
	for (i = 0; i < MEMBERS; i++)
		fprintf(f, " :int@%d", i * 32);
	for (i = 0; i < ENTRIES; i++)
		fprintf(f, "; struct e%d 240000 b:big@0", i);
	fclose(f);
	here = ref;
	f = open_memstream(&split, &len);
	fputs("struct s 64", f);
	for (i = 0; i < ENTRIES; i++)
		fprintf(f, " p%d:e%d*@%d", i, i, i * 64);
	fclose(f);
	hand_open(&h, ref, split, here);
	assert_says(&h, -ESRCH, "struct e4: has other members");
	assert_null(strstr(h.fx.said, "struct e3:"));
	assert_int_equal(h.fx.stats.mismatches, ENTRIES - 4);
	hand_close(&h);
	free(split);
	free(ref);
}

/* Checked, and nothing else. */
static void test_check_only(void **state)
{
	struct btf_rec_stats stats;
	struct hand h;
	void *before;

	hand_open(&h, "int int 4 signed; struct gone 8; struct y 8",
		  "struct s 16 a:gone@0 p:y*@64", HERE);
	before = malloc(h.split.len);
	assert_non_null(before);
	memcpy(before, h.split.data, h.split.len);
	assert_int_equal(btf_rec_check(&h.mod, &stats), 0);
	assert_memory_equal(before, h.split.data, h.split.len);
	free(before);
	type_of(&h.split, "s")->name_off = 0x00ffffff;
	assert_int_equal(btf_rec_check(&h.mod, &stats), -EINVAL);
	assert_non_null(strstr(h.fx.said, "name out of range"));
	hand_close(&h);
}

/* What a comparison meets in a base that does not keep its promises. */
static void test_compare_poor_base(void **state)
{
	struct btf_type *t;
	struct hand h;

	/* a member's type, then its name, out of range */
	hand_open(&h, "int int 4 signed; struct x 8 m:int@0", "struct s 8 a:x@0",
		  "int int 4 signed; struct x 8 m:int@0");
	t = (struct btf_type *)h.fx.here_base.types.types[2];
	((struct btf_member *)(t + 1))->type = 0x00ffffff;
	assert_says(&h, -ESRCH, "struct x: has other members");
	((struct btf_member *)(t + 1))->type = 1;
	((struct btf_member *)(t + 1))->name_off = 0x00ffffff;
	assert_says(&h, -ESRCH, "struct x: has other members");
	hand_close(&h);

	/* an enum of the same size and kind, told by its values */
	hand_open(&h, "enum e 4 A", "struct s 4 a:e@0", "enum e 4 B");
	assert_says(&h, -ESRCH, "enum e: has other members");
	hand_close(&h);

	/* an exact typedef, and a struct of its name */
	hand_open(&h, "int int 4 signed; restrict - int; typedef t restrict.-",
		  "struct s 4 a:t@0", "int int 4 signed; struct t 4");
	assert_says(&h, -ESRCH, "typedef t: is a struct in this kernel");
	hand_close(&h);
}

/* .BTF_ids needs the definition, though the module only points to it. */
static void test_defined(void **state)
{
	struct hand h;
	__u32 ids[1];
	const struct btf_ids_slot slot = { .cnt = 1, .stride = 4 };

	hand_open(&h, "struct x 8", "struct s 8 a:x*@0", "fwd x");
	assert_int_equal(hand_try(&h), 0);
	hand_close(&h);
	hand_open(&h, "struct x 8", "struct s 8 a:x*@0", "fwd x");
	ids[0] = text_btf_find(&h.ref, "x");
	h.mod.ids = ids;
	h.mod.ids_len = sizeof(ids);
	h.mod.slots = &slot;
	h.mod.slots_len = sizeof(slot);
	assert_says(&h, -ESRCH,
		    "struct x: only declared in this kernel, not defined; named in .BTF_ids");
	hand_close(&h);
}

/**
 * struct slot_case - .BTF_ids that is one struct, x, three times, and its slots
 * @ids: what is in each word; 1: the id of x
 * @slots: where
 * @nr: number of @slots
 * @said: NULL: it is taken
 */
struct slot_case {
	__u32 ids[6];
	struct btf_ids_slot slots[2];
	__u32 nr;
	const char *said;
};

static const struct slot_case slot_cases[] = {
	{ { 1, 0, 0, 1 }, { { 0, 1, 4 }, { 12, 1, 4 } }, 2, NULL },
	{ { 1, 0, 7, 1 }, { { 0, 1, 4 }, { 12, 1, 4 } }, 2, "are not listed" },
	{ { 1, 0, 0, 1 }, { { 0, 1, 4 } }, 1, "are not listed" },
	{ { 1, 1, 1, 0 }, { { 0, 2, 4 }, { 4, 2, 4 } }, 2, "overlapping" },
	{ { 0, 0, 1, 0 }, { { 8, 1, 4 }, { 0, 2, 4 } }, 2, "unordered" },
	{ { 1, 1, 1, 0 }, { { 2, 1, 4 } }, 1, "unaligned" },
	{ { 1, 0, 1, 0 }, { { 0, 2, 8 } }, 1, NULL },
	{ { 1, 0, 0, 0, 0, 0 }, { { 20, 1, 4 } }, 1, "are not listed" },
	{ { 0, 0, 0, 0, 0, 0 }, { { 20, 2, 4 } }, 1, "outside .BTF_ids" },
};

static void test_slots(void **state)
{
	struct hand h;
	size_t i, j;

	for (i = 0; i < sizeof(slot_cases) / sizeof(*slot_cases); i++) {
		struct slot_case c = slot_cases[i];

		hand_open(&h, "struct x 8", "struct s 8 a:x*@0", HERE);
		h.mod.ids = c.ids;
		h.mod.ids_len = sizeof(c.ids);
		h.mod.slots = c.slots;
		h.mod.slots_len = c.nr * sizeof(c.slots[0]);
		if (c.said)
			assert_says(&h, -EINVAL, c.said);
		else
			assert_int_equal(hand_try(&h), 0);
		for (j = 0; j < 6; j++)
			assert_int_equal(c.ids[j], !c.said && slot_cases[i].ids[j]
					 ? text_btf_find(&h.fx.here, "x") : 0);
		hand_close(&h);
	}

	/* slots, but nothing that they are of */
	hand_open(&h, "struct x 8", "struct s 8 a:x*@0", HERE);
	h.mod.slots = slot_cases[0].slots;
	h.mod.slots_len = sizeof(slot_cases[0].slots);
	assert_says(&h, -EINVAL, "no .BTF_ids");
	h.mod.slots_len--;
	assert_says(&h, -EINVAL, "no .BTF_ids");
	hand_close(&h);
}

/* Names that are not there, in messages. */
static void test_unnamed(void **state)
{
	struct btf_rec_problem p = {
		.why = BTF_REC_MISSING, .kind = 99, .name = "x",
	};
	struct btf_type *t;
	struct hand h;
	char line[128];

	btf_rec_describe(&p, line, sizeof(line));
	assert_string_equal(line, "type x: not in this kernel; used by pointer");
	p.kind = BTF_KIND_VAR;
	p.name = NULL;
	btf_rec_describe(&p, line, sizeof(line));
	assert_string_equal(line, "an unnamed type: not in this kernel; used by pointer");

	/* a name in the module's own strings that is empty */
	hand_open(&h, "struct x 8", "struct s 8 a:x@0", "struct x 16");
	t = type_of(&h.split, "s");
	t->name_off = h.ref.str_len;
	((struct btf_member *)(t + 1))->name_off = h.ref.str_len;
	assert_says(&h, -ESRCH, "held by value in an unnamed struct\n");
	hand_close(&h);

	hand_open(&h, "struct x 8", "percpu v x 8", "struct x 16");
	type_of(&h.split, "v")->name_off = 0;
	assert_says(&h, -ESRCH, "held by value in variable (unnamed)");
	hand_close(&h);

	/* a prototype that no function has is that of a pointer */
	hand_open(&h, "struct x 8", "func f p:x; func g", "struct x 16");
	type_of(&h.split, "f")->type = type_of(&h.split, "g")->type;
	assert_says(&h, -ESRCH, "passed by value to or from a function pointer");
	hand_close(&h);
}

/* Past the limit a member is reported without its name, not in other words. */
static void test_many_members(void **state)
{
	const __u32 nr = 800;	/* nr * nr / 2 is more than BTF_REC_MAX_SEARCH */
	char *ref, *split, *line;
	__u32 i, named = 0, lines = 0;
	size_t len;
	FILE *f, *g;
	struct hand h;

	f = open_memstream(&ref, &len);
	g = open_memstream(&split, &len);
	fprintf(g, "struct s 8");
	for (i = 0; i < nr; i++) {
		fprintf(f, "struct x%u 8;", i);
		fprintf(g, " m%u:x%u@%u", i, i, i);
	}
	fclose(f);
	fclose(g);
	hand_open(&h, ref, split, HERE);
	h.fx.said[0] = '\0';
	assert_int_equal(hand_try(&h), -ESRCH);
	assert_int_equal(h.fx.stats.mismatches, nr);
	for (line = strtok(h.fx.said, "\n"); line; line = strtok(NULL, "\n")) {
		lines++;
		named += !!strstr(line, "held by value in struct s, member m");
	}
	assert_true(lines > 10 && named >= lines - 1);	/* the last is cut off */
	hand_close(&h);
	free(ref);
	free(split);
}

/* Sets of any size, in any order, are sorted, and flags go with their ids. */
static void test_sets(void **state)
{
	enum { MAX = 40 };
	__u32 ids[2 * MAX + 2], seed = 1, nr, i;
	char types[32 * MAX] = "", *p;
	struct btf_ids_slot slot;
	struct hand h;

	for (nr = 1; nr <= MAX; nr++) {
		for (i = 0, p = types; i < nr; i++)
			p += sprintf(p, "struct x%u 8;", i);
		hand_open(&h, types, "", types);
		ids[0] = nr;
		ids[1] = 0;
		for (i = 0; i < nr; i++) {
			/* with some twice, as no set has them */
			seed = seed * 1664525 + 1013904223;
			ids[2 + 2 * i] = nr % 3 ? 1 + (i * 7 + nr) % nr
						: 1 + (seed >> 8) % nr;
			ids[3 + 2 * i] = ids[2 + 2 * i] * 100;
		}
		slot = (struct btf_ids_slot){ 8, nr, 8, BTF_IDS_SLOT_SORTED };
		h.mod.ids = ids;
		h.mod.ids_len = (2 + 2 * nr) * sizeof(*ids);
		h.mod.slots = &slot;
		h.mod.slots_len = sizeof(slot);
		assert_int_equal(hand_try(&h), 0);
		assert_int_equal(ids[0], nr);
		for (i = 0; i < nr; i++) {
			assert_true(!i || ids[2 + 2 * i] >= ids[2 * i]);
			assert_int_equal(ids[3 + 2 * i], ids[2 + 2 * i] * 100);
		}
		hand_close(&h);
	}
}

static int count_name(void *ctx, const __u32 *name_off)
{
	++*(__u32 *)ctx;
	return 0;
}

static int count_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	++*(__u32 *)ctx;
	return 0;
}

/* The walker with one visitor, or none, on each kind. */
static void test_walker(void **state)
{
	static const struct { const char *type; __u32 names, ids; } kinds[] = {
		{ "int - 4", 1, 0 }, { "float - 4", 1, 0 }, { "fwd -", 1, 0 },
		{ "enum - 4 A B", 3, 0 }, { "enum64 - 8 A", 2, 0 },
		{ "struct - 8 a:void@0 b:void@0", 3, 2 }, { "typedef - void", 1, 1 },
		{ "tag - void", 1, 1 },
	};
	const struct btf_type array[] = { { .info = BTF_KIND_ARRAY << 24 }, { } };
	__u32 names, ids;
	struct text_btf b;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		text_btf_make(&b, kinds[i].type, NULL);
		names = 0;
		ids = 0;
		btf_rec_walk(type_at(&b, 0), NULL, count_name, &names);
		btf_rec_walk(type_at(&b, 0), count_id, NULL, &ids);
		btf_rec_walk(type_at(&b, 0), NULL, NULL, NULL);
		assert_int_equal(names, kinds[i].names);
		assert_int_equal(ids, kinds[i].ids);
		text_btf_free(&b);
	}
	names = 0;
	ids = 0;
	btf_rec_walk(array, NULL, count_name, &names);
	btf_rec_walk(array, count_id, NULL, &ids);
	assert_int_equal(names, 1);
	assert_int_equal(ids, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_order_of_nothing),
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_poor_base),
		cmocka_unit_test(test_sorted_from),
		cmocka_unit_test(test_not_sorted),
		cmocka_unit_test(test_many_ints),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_unlike),
		cmocka_unit_test(test_check_only),
		cmocka_unit_test(test_compare_poor_base),
		cmocka_unit_test(test_deep_arrays),
		cmocka_unit_test(test_compare_limit),
		cmocka_unit_test(test_defined),
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_unnamed),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_walker),
	};

	return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
