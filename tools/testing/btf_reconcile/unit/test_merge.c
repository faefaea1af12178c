// SPDX-License-Identifier: GPL-2.0
/*
 * emit --merge: which types of a module are the base's, and what is left of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../bpf/btf_reconcile/emit_verify.h"
#include "../../../bpf/btf_reconcile/merge.h"
#include "../../../bpf/btf_reconcile/split.h"
#include "../fixture/btf_normal.h"
#include "../fixture/fixture.h"

/**
 * struct merging - a module and what must be left of it
 * @name: the rule
 * @base: the base, besides COMMON
 * @module: its types; what has a name of the base is a copy, or is not
 * @left: kind and name of what is left, in that order
 */
struct merging {
	const char *name;
	const char *base;
	const char *module;
	const char *left;
};

#define COMMON	"int int 4 signed; int uint 4; struct y 4 m:int@0; struct z 4 m:int@0;" \
		"union u 4 m:int@0; fwd fy; const - int; "

#define X	"struct x 8 a:int@0 b:int@32;"

static const struct merging merged[] = {
	/* what there is nothing else to say of */
	{ "a struct", X, X "struct own 8 p:x@0", "struct own" },
	{ "a struct that nothing uses", X, X, "" },
	{ "behind a pointer", X, X "struct own 8 p:x*@0", "struct own, ptr" },
	{ "behind a pointer that the base has",
	  X "struct base 8 p:x*@0", X "struct own 8 p:x*@0", "struct own" },
	{ "in a function", X, X "func f p:x* -> x*", "func f, ptr, ptr, proto" },
	{ "in a variable", X, X "percpu v x 8", "var v, datasec .data..percpu" },
	{ "a union", "union x 4 a:int@0 b:uint@0", "union x 4 a:int@0 b:uint@0", "" },
	{ "an integer", "int i 4 signed", "int i 4 signed; struct own 4 m:i@0",
	  "struct own" },
	{ "a float", "float f 8", "float f 8", "" },
	{ "an enum", "enum e 4 A B=7", "enum e 4 A B=7", "" },
	{ "a signed enum", "enum e 4 signed A=-1", "enum e 4 signed A=-1", "" },
	{ "an enum64", "enum64 e 8 A=0x100000001", "enum64 e 8 A=0x100000001", "" },
	{ "a typedef", "typedef t int", "typedef t int", "" },
	{ "a typedef of a copy", X "typedef t x*", X "typedef t x*", "" },
	{ "bitfields", "struct x 4 a:int@0:3 b:int@3:5",
	  "struct x 4 a:int@0:3 b:int@3:5", "" },
	{ "two copies", X,
	  "struct x~1 8 a:int@0 b:int@32; struct x~2 8 a:int@0 b:int@32;"
	  "struct own 16 a:x~1@0 b:x~2@64", "struct own" },
	{ "an empty struct", "struct x 0", "struct x 0", "" },

	/* what it leads to */
	{ "what leads to itself", "struct l 16 n:l*@0 p:l*@64",
	  "struct l 16 n:l*@0 p:l*@64; struct own 16 l:l@0", "struct own" },
	{ "two that lead to each other",
	  "struct a 8 b:b*@0; struct b 8 a:a*@0",
	  "struct b 8 a:a*@0; struct a 8 b:b*@0", "" },
	{ "many kinds on the way",
	  "struct x 16 f:int(y**,x*)*@0 a:y*[3]@64; typedef t x; const -~c t;"
	  "volatile -~v -~c; struct r 8 p:-~v*@0",
	  "struct x 16 f:int(y**,x*)*@0 a:y*[3]@64; typedef t x; const -~c t;"
	  "volatile -~v -~c; struct r 8 p:-~v*@0", "" },
	{ "an unnamed struct inside",
	  "struct -~1 4 m:int@0; struct x 4 -:-~1@0",
	  "struct -~1 4 m:int@0; struct x 4 -:-~1@0", "" },
	{ "an unnamed struct that leads back",
	  "struct -~1 8 x:x*@0; struct x 8 -:-~1@0",
	  "struct -~1 8 x:x*@0; struct x 8 -:-~1@0", "" },
	{ "an unnamed struct that an own one has, too",
	  "struct -~1 4 m:int@0; struct x 4 -:-~1@0",
	  "struct -~1 4 m:int@0; struct x 4 -:-~1@0; struct own 4 -:-~1@0",
	  "struct own" },
	{ "an unnamed enum inside", "enum -~1 4 A=3; struct x 4 e:-~1@0",
	  "enum -~1 4 A=3; struct x 4 e:-~1@0", "" },
	{ "a type tag", "tag user~1 y; struct x 8 p:user~1*@0",
	  "tag user~1 y; struct x 8 p:user~1*@0", "" },
	{ "an attribute", "attr user~1 y; struct x 8 p:user~1*@0",
	  "attr user~1 y; struct x 8 p:user~1*@0", "" },

	/* what differs */
	{ "size differs", X, "struct x 12 a:int@0 b:int@32", "struct x" },
	{ "a member more", X, "struct x 8 a:int@0 b:int@32 c:int@32", "struct x" },
	{ "a member's name differs", X, "struct x 8 a:int@0 c:int@32", "struct x" },
	{ "an offset differs", X, "struct x 8 a:int@0 b:int@16", "struct x" },
	{ "a member's type differs", X, "struct x 8 a:int@0 b:uint@32", "struct x" },
	{ "a struct for another", "struct x 4 a:y@0", "struct x 4 a:z@0", "struct x" },
	{ "a width differs", "struct x 4 a:int@0:3", "struct x 4 a:int@0:4", "struct x" },
	{ "a bitfield or none", "struct x 4 a:int@0:32", "struct x 4 a:int@0", "struct x" },
	{ "a struct or a union", X, "union x 8 a:int@0 b:int@32", "union x" },
	{ "a value differs", "enum e 4 A=1", "enum e 4 A=2", "enum e" },
	{ "a value's name differs", "enum e 4 A=1", "enum e 4 B=1", "enum e" },
	{ "a value more", "enum e 4 A", "enum e 4 A B", "enum e" },
	{ "the high half of a value differs", "enum64 e 8 A=0x100000001",
	  "enum64 e 8 A=0x200000001", "enum64 e" },
	{ "an enum of either kind", "enum e 4 A", "enum64 e 4 A", "enum64 e" },
	{ "signedness of an enum differs", "enum e 4 A", "enum e 4 signed A", "enum e" },
	{ "signedness of an integer differs", "int i 4", "int i 4 signed", "int i" },
	{ "a typedef of another", "typedef t int", "typedef t uint", "typedef t" },
	{ "an array's length differs", "struct x 16 a:int[3]@0", "struct x 16 a:int[4]@0",
	  "struct x, array" },
	{ "a parameter differs", "struct x 8 f:int(y*)*@0", "struct x 8 f:int(z*)*@0",
	  "struct x, ptr, proto, ptr" },
	{ "a result differs", "struct x 8 f:y*(int)*@0", "struct x 8 f:z*(int)*@0",
	  "struct x, ptr, proto, ptr" },
	{ "a type tag differs", "tag user~1 y; struct x 8 p:user~1*@0",
	  "tag rcu~1 y; struct x 8 p:rcu~1*@0", "type_tag rcu, struct x, ptr" },
	{ "a tag or an attribute", "tag user~1 y; struct x 8 p:user~1*@0",
	  "attr user~1 y; struct x 8 p:user~1*@0", "type_tag user, struct x, ptr" },
	{ "const or not", "struct x 8 p:y*@0", "const -~1 y; struct x 8 p:-~1*@0",
	  "const -, struct x, ptr" },
	{ "an unnamed struct differs",
	  "struct -~1 4 m:int@0; struct x 4 -:-~1@0",
	  "struct -~1 4 n:int@0; struct x 4 -:-~1@0", "struct -, struct x" },
	{ "no such type", "", X, "struct x" },

	/* what differs down there */
	{ "deep down",
	  "struct a 8 b:b*@0; struct b 8 c:c*@0; struct c 8 d:d*@0;"
	  "struct d 4 m:int@0",
	  "struct a 8 b:b*@0; struct b 8 c:c*@0; struct c 8 d:d*@0;"
	  "struct d 4 m:uint@0",
	  "struct a, struct b, struct c, struct d, ptr, ptr, ptr" },
	{ "deep down, beside what does not lead there",
	  "struct a 16 b:b*@0 n:n*@64; struct b 4 m:int@0; struct n 8 n:n*@0",
	  "struct a 16 b:b*@0 n:n*@64; struct b 4 m:uint@0; struct n 8 n:n*@0",
	  "struct a, struct b, ptr" },
	{ "one of two that lead to each other",
	  "struct a 8 b:b*@0; struct b 16 a:a*@0 m:int@64",
	  "struct a 8 b:b*@0; struct b 16 a:a*@0 m:uint@64",
	  "struct a, struct b, ptr, ptr" },

	/* declarations */
	{ "a declaration of what the base has", X, "fwd x; struct own 8 x:x*@0",
	  "struct own, ptr" },
	{ "a declaration that the base has, too", "fwd x; struct s 8 x:x*@0",
	  "fwd x; struct s 8 x:x*@0", "" },
	{ "a copy that leads to a declaration", X "struct s 8 x:x*@0",
	  "fwd x; struct s 8 x:x*@0", "" },
	{ "a copy that leads to a definition", "fwd x; struct s 8 x:x*@0",
	  X "struct s 8 x:x*@0; func f s:s*",
	  "struct x, func f, ptr, proto" },
	{ "what leads to a definition without a struct between",
	  "fwd x; struct s 8 x:x*@0; typedef t x",
	  X "typedef t x; struct s 8 x:x*@0; func f x:x* -> t*",
	  "struct x, typedef t, func f, ptr, ptr, proto" },
	{ "that definition may lead to others", "fwd x; struct s 8 x:x*@0",
	  "struct x 8 o:own*@0; struct own 8 s:s*@0; struct s 8 x:x*@0",
	  "struct x, struct own, ptr, ptr" },
	{ "a declared union for a struct", X, "fwdu x", "fwd x" },
	{ "a declared struct for a union", "union x 4 a:int@0", "fwd x", "fwd x" },
	{ "a union for a declared struct", "fwd x", "union x 4 a:int@0", "union x" },
	{ "a declaration of one of two", X "struct x~2 4 c:int@0", "fwd x", "fwd x" },
	{ "a declaration of what the module has otherwise",
	  X, "fwd x~fwd; struct x 4 c:int@0; struct own 8 p:x~fwd*@0",
	  "fwd x, struct x, struct own, ptr" },
	{ "and what leads to it", X "struct s 8 x:x*@0",
	  "fwd x~fwd; struct s 8 x:x~fwd*@0; struct x 4 c:int@0",
	  "fwd x, struct s, struct x, ptr" },
	{ "a declaration of what the module has, too", X "struct s 8 x:x*@0",
	  "fwd x~fwd; struct s 8 x:x~fwd*@0;" X, "" },

	/* several of a name */
	{ "one of two by its members", X "struct x~2 8 a:int@0 c:int@32",
	  "struct x 8 a:int@0 c:int@32", "" },
	{ "one of two by its size", X "struct x~2 12 a:int@0 b:int@32", X, "" },
	{ "one of two that differ in what they lead to",
	  "struct x~1 8 p:y*@0; struct x~2 8 p:z*@0", "struct x 8 p:z*@0",
	  "struct x" },
	{ "one of two that do not differ", X X, X, "struct x" },
	{ "neither of two", X "struct x~2 4 a:int@0", "struct x 4 c:int@0", "struct x" },
	{ "of another kind", X "typedef x~t int", "typedef x uint", "typedef x" },

	/* what is in no type of the base */
	{ "a copy with a tag on it", X, X "decl mine x -1", "struct x, decl_tag mine" },
	{ "a copy of what has a tag", X "decl its x -1", X, "struct x" },
	{ "what leads to that", X "decl its x -1; struct s 8 x:x*@0",
	  X "struct s 8 x:x*@0", "struct x, struct s, ptr" },
	{ "functions", "func f p:y*", "func f p:y*", "func f" },
	{ "unnamed types that nothing leads to", "", "enum - 4 A; const - uint",
	  "enum -, const -" },
	{ "unnamed types that the base has", "enum - 4 A", "enum - 4 A; const - int", "" },
};

static const char * const kind_names[] = {
	"void", "int", "ptr", "array", "struct", "union", "enum", "fwd", "typedef",
	"volatile", "const", "restrict", "func", "proto", "var", "datasec", "float",
	"decl_tag", "type_tag", "enum64",
};

/* "struct x, ptr": those whose name matters, with it. */
static void list(const struct split *split, char *text, size_t size)
{
	FILE *f = fmemopen(text, size, "w");
	__u32 i;

	assert_non_null(f);
	for (i = 0; i < split->nr; i++) {
		const struct btf_type *t = split->types[i];
		const char *name = split_name(split, t->name_off);

		fprintf(f, "%s%s", i ? ", " : "",
			kind_names[btf_rec_raw_kind(t)]);
		if (!btf_rec_is(t, BTF_REC_M(PTR) | BTF_REC_M(ARRAY) |
				   BTF_REC_M(FUNC_PROTO)))
			fprintf(f, " %s", *name ? name : "-");
	}
	fputc('\0', f);
	fclose(f);
}

static int merge(struct fixture *fx)
{
	struct merger merger;
	struct merged out;
	int err;

	merger_init(&merger, &fx->built_base);
	err = merge_btf(&merger, fx->split.data, fx->split.len, &fx->ids,
			"module", &out);
	merger_free(&merger);
	if (err)
		return err;
	free(fx->split.data);
	fx->split.data = out.btf;
	fx->split.len = out.len;
	return 0;
}

static void open_lab(struct fixture *fx, const char *base, const char *module)
{
	char text[4096];

	snprintf(text, sizeof(text), "%s%s", COMMON, base);
	fixture_open(fx, text, module, text, module);
}

static void assert_left(const struct fixture *fx, const char *left)
{
	const struct btf_rec_sink quiet = { };
	struct split split;
	char text[4096] = "";

	assert_int_equal(0, split_read(&split, &fx->built_base.types,
				       fx->split.data, fx->split.len, &quiet));
	list(&split, text, sizeof(text));
	assert_string_equal(text, left);
	split_free(&split);
}

/* By libbpf's account: what the module had is still there, or in the base. */
static void assert_nothing_lost(const struct fixture *fx, const void *data,
				size_t len)
{
	struct btf *base = fixture_parse(fx->built.data, fx->built.len, NULL);
	struct btf *was = fixture_parse(fx->native.data, fx->native.len, base);
	struct btf *is = fixture_parse(data, len, base);
	struct lines in_base = { }, before = { }, after = { };

	assert_true(base && was && is);
	btf_normal_by_name(base, &in_base);
	btf_normal_by_name(was, &before);
	btf_normal_by_name(is, &after);
	lines_remove(&before, &in_base);
	lines_remove(&after, &in_base);
	assert_int_equal(0, lines_diff(&before, "before", &after, "after"));
	lines_free(&in_base);
	lines_free(&before);
	lines_free(&after);
	btf__free(is);
	btf__free(was);
	btf__free(base);
}

static void test_merge(void **state)
{
	const struct merging *t = *state;
	struct fixture fx;

	open_lab(&fx, t->base, t->module);
	assert_int_equal(merge(&fx), 0);
	assert_left(&fx, t->left);
	assert_nothing_lost(&fx, fx.split.data, fx.split.len);
	/* It is a module's BTF as any other. */
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_nothing_lost(&fx, fx.emitted.btf, fx.emitted.btf_len);
	fixture_close(&fx);
}

/* Once more there is nothing to be merged. */
static void test_a_second_time(void **state)
{
	char left[] = "struct own, ptr";
	struct fixture fx;
	int i;

	open_lab(&fx, X, X "struct own 8 p:x*@0");
	for (i = 0; i < 2; i++) {
		assert_int_equal(merge(&fx), 0);
		assert_left(&fx, left);
	}
	fixture_close(&fx);
}

static void test_sorted_stays_sorted(void **state)
{
	struct fixture fx;

	open_lab(&fx, "struct b 4 m:int@0; struct d 8 b:b*@0",
		 "const - uint; struct a 8 d:d*@0; struct b 4 m:int@0;"
		 "struct c 8 b:b*@0; struct d 8 b:b*@0; struct e 4 n:const.-@0");
	assert_int_equal(merge(&fx), 0);
	assert_left(&fx, "const -, struct a, struct c, struct e, ptr");
	fixture_close(&fx);
}

static void test_layout_is_kept(void **state)
{
	struct btf_rec_section sec = { .kinds = ~BTF_REC_M_VOID };
	const struct btf_rec_sink quiet = { };
	struct fixture fx;
	void *data;

	open_lab(&fx, X, X "struct own 8 p:x*@0");
	data = text_btf_add_layout(fx.split.data, &fx.split.len, 32);
	free(fx.split.data);
	fx.split.data = data;
	assert_int_equal(merge(&fx), 0);
	sec.data = fx.split.data;
	sec.len = fx.split.len;
	assert_int_equal(btf_rec_read_header(&sec, &quiet), 0);
	assert_int_not_equal(sec.layout_len, 0);
	assert_left(&fx, "struct own, ptr");
	fixture_close(&fx);
}

/* A set is sorted anew, since the base's IDs are lower; flags go with their IDs. */
static void test_ids_follow_their_types(void **state)
{
	static struct btf_ids_slot slots[] = {
		{ .off = 0, .cnt = 2, .stride = 4 },
		{ .off = 16, .cnt = 2, .stride = 8,
		  .flags = BTF_IDS_SLOT_SORTED },
	};
	__u32 words[] = { 0, 0, 2, 0, 0, 0xa, 0, 0xb };
	struct fixture fx;
	__u32 first;

	open_lab(&fx, X, "struct gone 4; struct own 8; func f p:x*;" X);
	first = fx.built.nr_types;
	words[0] = text_btf_find(&fx.split, "own");
	words[1] = first + 3;	/* the copy of x */
	words[4] = text_btf_find(&fx.split, "f");
	words[6] = first + 3;
	fx.ids.data = (char *)words;
	fx.ids.len = sizeof(words);
	fx.ids.slots = slots;
	fx.ids.nr_slots = 2;
	assert_int_equal(merge(&fx), 0);
	assert_int_equal(words[0], first + 1);
	assert_int_equal(words[1], text_btf_find(&fx.built, "x"));
	assert_int_equal(words[4], text_btf_find(&fx.built, "x"));
	assert_int_equal(words[5], 0xb);
	assert_int_equal(words[6], first + 2);
	assert_int_equal(words[7], 0xa);
	memset(&fx.ids, 0, sizeof(fx.ids));
	fixture_close(&fx);
}

/* No recursion, and no loop without end. */
static void test_long_chains(void **state)
{
	enum { DEEP = 100000 };
	char *text = malloc(DEEP + 64);
	struct fixture fx;
	int len;

	assert_non_null(text);
	len = snprintf(text, DEEP + 64, "%s", X "struct own 8 p:x");
	memset(text + len, '*', DEEP);
	memcpy(text + len + DEEP, "@0", sizeof("@0"));
	open_lab(&fx, X, text);
	assert_int_equal(merge(&fx), 0);
	assert_int_equal(fx.split.len, sizeof(struct btf_header) +
			 sizeof(struct btf_type) * (1 + DEEP) +
			 sizeof(struct btf_member) + sizeof("own") + sizeof("p"));
	fixture_close(&fx);
	free(text);
}

/* C has no such types, and a kernel refuses some of them. */
static void test_types_without_a_name_that_lead_to_themselves(void **state)
{
	struct fixture fx;
	struct btf_type *t;

	open_lab(&fx, X, "const -~1 int; volatile -~2 const.-~1;"
		 "struct own 4 m:volatile.-~2@0;" X);
	t = (void *)((char *)fx.split.data + sizeof(struct btf_header));
	t->type = fx.split.start + 1;
	assert_int_equal(merge(&fx), 0);
	assert_left(&fx, "const -, volatile -, struct own");
	fixture_close(&fx);
}

/* Two names that end alike may share their bytes, and many may do. */
static void test_shared_ends_of_names(void **state)
{
	struct btf_type *t;
	struct fixture fx;

	open_lab(&fx, X, "struct kl 4; struct l 4; struct ll 4;" X);
	t = (void *)((char *)fx.split.data + sizeof(struct btf_header));
	t[1].name_off = t[0].name_off + 1;
	assert_int_equal(merge(&fx), 0);
	assert_left(&fx, "struct kl, struct l, struct ll");
	assert_int_equal(fx.split.len, sizeof(struct btf_header) +
			 3 * sizeof(struct btf_type) + sizeof("kl") +
			 sizeof("ll"));
	fixture_close(&fx);
}

#define DAMAGED	X "struct s 16 x:x*@0 n:s*@64; typedef t s; enum e 4 A;" \
		"func f s:s* -> t*; fwd fy; percpu v x 8"

/* Merges it with one word changed; 1: it was merged, 0: refused, -1: no such word. */
static int merge_damaged(size_t word, size_t way)
{
	static const __u32 values[] = { 0, 1, 3, 0x7fffffff, 0xffffffff };
	const struct btf_rec_sink quiet = { };
	struct split split;
	struct fixture fx;
	__u32 *words;
	int ret = -1;

	open_lab(&fx, X "struct s 16 x:x*@0 n:s*@64", DAMAGED);
	words = fx.split.data;
	if (word < fx.split.len / sizeof(*words)) {
		words[word] = way < 5 ? values[way] : words[word] + 2 * way - 11;
		ret = !merge(&fx);
	}
	if (ret > 0) {
		assert_int_equal(0, split_read(&split, &fx.built_base.types,
					       fx.split.data, fx.split.len,
					       &quiet));
		split_free(&split);
	}
	fixture_close(&fx);
	return ret;
}

/* Whatever the bytes are, they are merged or refused, and nothing is read or written
 * elsewhere; what was merged is BTF.
 */
static void test_damaged(void **state)
{
	size_t word, way, nr[2] = { };
	int ret = 0;

	for (word = 0; ret >= 0; word++)
		for (way = 0; way < 7 && ret >= 0; way++) {
			ret = merge_damaged(word, way);
			if (ret >= 0)
				nr[ret]++;
		}
	assert_in_range(nr[0], 100, 1000);
	assert_in_range(nr[1], 100, 1000);
}

int main(void)
{
	struct CMUnitTest tests[sizeof(merged) / sizeof(*merged) + 8] = { };
	struct CMUnitTest *test = tests;
	size_t i;

	skipping = true;	/* test_damaged has thousands of messages */
	for (i = 0; i < sizeof(merged) / sizeof(*merged); i++)
		*test++ = (struct CMUnitTest){
			.name = merged[i].name, .test_func = test_merge,
			.initial_state = (void *)&merged[i],
		};
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_a_second_time);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_sorted_stays_sorted);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_layout_is_kept);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_ids_follow_their_types);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_long_chains);
	*test++ = (struct CMUnitTest)
		cmocka_unit_test(test_types_without_a_name_that_lead_to_themselves);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_shared_ends_of_names);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_damaged);
	return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
