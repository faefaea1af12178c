// SPDX-License-Identifier: GPL-2.0
/*
 * BTF as newer kernels have it: kind_flag of tags (Linux 6.15), a layout in a longer
 * header (7.1), a vlen of 24 bits and a kind of 7 (7.2), types sorted by name (7.0).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../bpf/btf_reconcile/emit_verify.h"
#include "../fixture/fixture.h"

#define M(kind)	BTF_REC_M(kind)

#define BASE	"int int 4 signed; struct task 64 pid:int@0; attr noderef task;" \
		"attr percpu int; struct list 16 next:list*@0"
#define LATER	"struct early 4; attr percpu int; struct list 16 next:list*@0;" \
		"int int 4 signed; struct task 72 pid:int@0; attr noderef task"
#define MODULE	"struct demo 40 task:attr.noderef*@0 cpu:percpu*@64" \
		" own:own*@128 list:list@192; attr own demo;" \
		"declattr kfunc demo_get -1; func demo_get -> demo*;" \
		"declattr counted demo 1"

/**
 * struct view - one BTF section, read
 * @sec: the section
 * @types: its types
 * @nr: number of @types
 */
struct view {
	struct btf_rec_section sec;
	const struct btf_type *types[256];
	int nr;
};

static const struct btf_rec_sink quiet;

static void look_at_header(struct view *view, const void *btf, size_t len)
{
	memset(view, 0, sizeof(*view));
	view->sec.data = btf;
	view->sec.len = len;
	view->sec.kinds = ~BTF_REC_M_VOID;
	view->sec.relative = *(const __u16 *)btf == BTF_REF_MAGIC;
	assert_int_equal(btf_rec_read_header(&view->sec, &quiet), 0);
}

static void look(struct view *view, const void *btf, size_t len)
{
	look_at_header(view, btf, len);
	assert_in_range(btf_rec_max_types(&view->sec), 0, 256);
	view->nr = btf_rec_read_types(&view->sec, view->types, NULL, 1, &quiet);
	assert_true(view->nr >= 0);
}

/* How many types of these kinds have kind_flag? */
static int count_flags(const void *btf, size_t len, __u32 kinds)
{
	struct view view;
	int i, nr = 0;

	look(&view, btf, len);
	for (i = 0; i < view.nr; i++)
		nr += btf_rec_is(view.types[i], kinds) &&
		      btf_rec_kflag(view.types[i]);
	return nr;
}

/* The module's own and those that are copied from the base. */
static void test_tags_keep_kind_flag(void **state)
{
	struct fixture fx;

	fixture_open(&fx, BASE, MODULE, LATER, MODULE);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	assert_int_equal(3, count_flags(fx.emitted.btf, fx.emitted.btf_len,
					M(TYPE_TAG)));
	assert_int_equal(2, count_flags(fx.emitted.btf, fx.emitted.btf_len,
					M(DECL_TAG)));
	fixture_close(&fx);
}

/* An attribute is no tag: what was recorded must have the flag, too. */
static void test_kind_flag_tells_definitions_apart(void **state)
{
	static const char built[] =
		"int int 4; attr a int; tag a~plain int;"
		"struct two 8 p:attr.a*@0; struct two~plain 8 p:a~plain*@0";
	static const char here[] =
		"int int 4; tag a~plain int; struct two~plain 8 p:a~plain*@0;"
		"attr a int; struct two 8 p:attr.a*@0";
	struct fixture fx;

	fixture_open(&fx, built, "struct s 8 t:two@0", here,
		     "struct s 8 t:two#2@0");
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	fixture_close(&fx);
}

#define MANY	70000	/* more than 16 bits can say */

static char *wide_struct(void)
{
	size_t len;
	char *text;
	FILE *f = open_memstream(&text, &len);
	int i;

	assert_non_null(f);
	fprintf(f, "struct wide %d", MANY * 4);
	for (i = 0; i < MANY; i++)
		fprintf(f, " -:int@%d", i * 32);
	fclose(f);
	return text;
}

static void test_vlen_has_24_bits(void **state)
{
	char *wide = wide_struct();
	struct view view;
	struct fixture fx;

	fixture_open(&fx, BASE, wide, LATER, NULL);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_int_equal(fx.stats.ids, MANY);
	look_at_header(&view, fx.emitted.btf, fx.emitted.btf_len);
	assert_int_equal(btf_rec_vlen((const void *)view.sec.types), MANY);
	fixture_close(&fx);
	free(wide);
}

static void set_layout(struct text_btf *made, __u32 hdr_len)
{
	void *btf = text_btf_add_layout(made->data, &made->len, hdr_len);

	free(made->data);
	made->data = btf;
}

static void test_layout_is_kept(void **state)
{
	struct view before, after, ref;
	struct fixture fx;

	fixture_open(&fx, BASE, MODULE, LATER, MODULE);
	set_layout(&fx.split, 32);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	look(&before, fx.split.data, fx.split.len);
	look(&after, fx.emitted.btf, fx.emitted.btf_len);
	look(&ref, fx.emitted.ref, fx.emitted.ref_len);
	assert_int_equal(after.sec.hdr_len, 32);
	assert_int_equal(after.sec.layout_len, before.sec.layout_len);
	assert_memory_equal(after.sec.layout, before.sec.layout,
			    before.sec.layout_len);
	/* it is between types and strings, without a gap, as kernels want it */
	assert_ptr_equal(after.sec.types + after.sec.types_len,
			 after.sec.layout);
	assert_ptr_equal(after.sec.layout + after.sec.layout_len,
			 after.sec.strs);
	assert_ptr_equal(after.sec.strs + after.sec.str_len,
			 (char *)fx.emitted.btf + fx.emitted.btf_len);
	/* the reference is for all readers of BTF, old ones too */
	assert_int_equal(ref.sec.hdr_len, 24);
	assert_null(ref.sec.layout);
	fixture_close(&fx);
}

/* A longer header of zeros, and one that says that there is no layout. */
static void test_headers(void **state)
{
	static const __u32 lens[] = { 32, 36, 64 };
	struct btf_rec_header *h;
	struct view view;
	struct fixture fx;
	size_t i;

	for (i = 0; i < sizeof(lens) / sizeof(*lens); i++) {
		fixture_open(&fx, BASE, MODULE, LATER, MODULE);
		set_layout(&fx.split, lens[i]);
		h = fx.split.data;
		h->layout_len = 0;
		h->layout_off = 1;
		assert_int_equal(fixture_reconcile(&fx), 0);
		assert_true(fixture_is_native(&fx));
		look(&view, fx.emitted.btf, fx.emitted.btf_len);
		assert_int_equal(view.sec.hdr_len, 32);
		assert_null(view.sec.layout);
		fixture_close(&fx);
	}
}

static void emit(struct fixture *fx)
{
	struct emitter emitter;

	emitter_init(&emitter, &fx->built_base);
	assert_int_equal(0, emit_btf(&emitter, fx->split.data, fx->split.len,
				     &fx->ids, "module", &fx->emitted));
	emitter_free(&emitter);
}

/* A base and a reference may have a layout, too. */
static void test_layout_of_others(void **state)
{
	struct base base;
	struct fixture fx;
	size_t len;
	void *data;

	fixture_open(&fx, BASE, MODULE, LATER, MODULE);
	len = fx.here.len;
	data = text_btf_add_layout(fx.here.data, &len, 32);
	assert_int_equal(base_take(&base, data, len, "layout"), 0);
	assert_int_equal(base.types.nr_types, fx.here_base.types.nr_types);
	base_close(&base);

	emit(&fx);
	data = text_btf_add_layout(fx.emitted.ref, &fx.emitted.ref_len, 40);
	free(fx.emitted.ref);
	fx.emitted.ref = data;
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_true(fixture_is_native(&fx));
	fixture_close(&fx);
}

/* Names of a module's types, as a kernel looks at them: over what they are
 * relative to.
 */
static const char *name_of(const struct view *view, const struct view *below,
			   int i)
{
	__u32 off = view->types[i]->name_off;

	return off < below->sec.str_len ? below->sec.strs + off :
	       view->sec.strs + (off - below->sec.str_len);
}

static char *names_of(const void *btf, size_t len, const void *below,
		      size_t below_len)
{
	struct view view, base;
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);
	int i;

	assert_non_null(f);
	look(&view, btf, len);
	look(&base, below, below_len);
	for (i = 0; i < view.nr; i++)
		fprintf(f, "%s,", name_of(&view, &base, i));
	fclose(f);
	return text;
}

static void assert_names(const char *names, const void *btf, size_t len,
			 const void *below, size_t below_len)
{
	char *found = names_of(btf, len, below, below_len);

	assert_string_equal(found, names);
	free(found);
}

/* The base, whose tags and modifiers a module cannot refer to, but copies. */
#define PLAIN	"int int 4 signed; const - int; volatile - int; tag user int;" \
		"struct task 64 pid:int@0; tag percpu task; const -~late task"

static void test_sorted_stays_sorted(void **state)
{
	struct fixture fx;

	/* copied: an unnamed const and volatile, percpu, user */
	fixture_open(&fx, PLAIN,
		     "struct - 4 a:const.-@0; struct alpha 8 v:volatile.-@0 u:user@32;"
		     "struct omega 64 p:percpu@0; struct zeta 4 n:struct.-@0",
		     "struct task 64 pid:int@0; tag percpu task; int int 4 signed",
		     NULL);
	emit(&fx);
	assert_names(",,,alpha,omega,percpu,user,zeta,",
		     fx.emitted.btf, fx.emitted.btf_len,
		     fx.emitted.ref, fx.emitted.ref_len);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_names(",,,alpha,omega,percpu,user,zeta,",
		     fx.emitted.btf, fx.emitted.btf_len,
		     fx.here.data, fx.here.len);
	fixture_close(&fx);
}

static void test_unsorted_keeps_its_order(void **state)
{
	struct fixture fx;

	fixture_open(&fx, PLAIN, "struct zeta 4 u:user@0; struct alpha 4 v:const.-@0",
		     PLAIN, NULL);
	emit(&fx);
	assert_names("zeta,alpha,user,,", fx.emitted.btf, fx.emitted.btf_len,
		     fx.emitted.ref, fx.emitted.ref_len);
	fixture_close(&fx);
}

/* Types of the same name keep their order, the module's own first. */
static void test_ties_keep_their_order(void **state)
{
	static const char split[] =
		"struct user~s 4 t:tag.user@0; typedef user~t int; struct w 4";
	struct view view;
	struct fixture fx;

	fixture_open(&fx, PLAIN, split, PLAIN, NULL);
	emit(&fx);
	assert_names("user,user,user,w,", fx.emitted.btf, fx.emitted.btf_len,
		     fx.emitted.ref, fx.emitted.ref_len);
	look(&view, fx.emitted.btf, fx.emitted.btf_len);
	assert_true(btf_rec_is(view.types[0], M(STRUCT)));
	assert_true(btf_rec_is(view.types[1], M(TYPEDEF)));
	assert_true(btf_rec_is(view.types[2], M(TYPE_TAG)));
	fixture_close(&fx);
}

/* An integer's name is another compiler's where the module is loaded; a copy of the
 * module's own with that name must not change with it, or it were out of order.
 */
static void test_own_integer_keeps_its_name(void **state)
{
	struct fixture fx;

	fixture_open(&fx, "int long_unsigned_int~base 8",
		     "int long_unsigned_int~own 8;"
		     "struct mid 16 a:long_unsigned_int~own@0"
		     " b:long_unsigned_int~base@64",
		     "int unsigned_long 8", NULL);
	assert_int_equal(fixture_reconcile(&fx), 0);
	assert_names("long unsigned int,mid,",
		     fx.emitted.btf, fx.emitted.btf_len,
		     fx.here.data, fx.here.len);
	fixture_close(&fx);
}

/* A struct that is like the base's is no sign of another base. */
static void test_copies_are_told_from_others(void **state)
{
	struct fixture fx;

	fixture_open(&fx, BASE "; struct same 8 a:int@0 b:int@32; struct more 8 a:int@0"
		     "; struct size 8; union kind 4; struct moved 8 a:int@0;"
		     "struct twin 4; struct twin~8 8",
		     "struct same 8 a:int@0 b:percpu@32; struct more 8 a:int@0 b:int@32;"
		     "struct size 16; struct kind 4; struct moved 8 a:int@32;"
		     "struct twin 8; struct own 4", LATER, NULL);
	emit(&fx);
	assert_int_equal(fx.emitted.nr_duplicates, 2);
	assert_int_equal(fx.emitted.nr_private, 3);
	assert_string_equal(fx.emitted.private[0], "more");
	assert_string_equal(fx.emitted.private[1], "size");
	assert_string_equal(fx.emitted.private[2], "moved");
	fixture_close(&fx);
}

/* .BTF_ids names own types, and copies move them. */
static void test_ids_follow_their_types(void **state)
{
	static struct btf_ids_slot slots[] = {
		{ .off = 0, .cnt = 1, .stride = 4 },
		{ .off = 12, .cnt = 2, .stride = 8,
		  .flags = BTF_IDS_SLOT_SORTED },
	};
	__u32 words[] = { 0, 2, 0, 0, 0xa, 0, 0xb };
	struct btf_rec_module mod = { .ids_len = sizeof(words) };
	struct btf_rec_stats stats;
	struct fixture fx;
	__u32 first;

	fixture_open(&fx, PLAIN,
		     "struct alpha 4 u:user@0; struct beta 4 v:const.-@0;"
		     "struct gamma 64 p:percpu@0; struct zeta 4",
		     PLAIN, NULL);
	words[0] = text_btf_find(&fx.split, "zeta");
	words[3] = text_btf_find(&fx.split, "alpha");
	words[5] = text_btf_find(&fx.split, "gamma");
	fx.ids.data = (char *)words;
	fx.ids.len = sizeof(words);
	fx.ids.slots = slots;
	fx.ids.nr_slots = 2;
	emit(&fx);
	assert_int_equal(0, emit_verify(&fx.built_base, fx.split.data,
					fx.split.len, &fx.ids, &fx.emitted,
					"module"));
	assert_int_equal(0, btf_rec_open_ids(&mod, fx.emitted.ids,
					     fx.emitted.ids_len));
	mod.btf = fx.emitted.btf;
	mod.btf_len = fx.emitted.btf_len;
	mod.ref = fx.emitted.ref;
	mod.ref_len = fx.emitted.ref_len;
	assert_int_equal(fixture_try(&fx, &mod, &stats), 0);
	/* a const, alpha, beta, gamma, percpu, user, zeta */
	first = fx.here.nr_types;
	memcpy(words, mod.ids, sizeof(words));
	assert_int_equal(words[0], first + 6);
	assert_int_equal(words[3], first + 1);
	assert_int_equal(words[4], 0xa);
	assert_int_equal(words[5], first + 3);
	assert_int_equal(words[6], 0xb);
	memset(&fx.ids, 0, sizeof(fx.ids));
	fixture_close(&fx);
}

static void test_unknown_kind_is_named(void **state)
{
	const struct btf_rec_problem problem = {
		.why = BTF_REC_UNKNOWN_KIND, .section = ".BTF", .id = 5,
		.kind = 21,
	};
	char line[256];

	btf_rec_describe(&problem, line, sizeof(line));
	assert_string_equal(line,
			    ".BTF: kind 21 of type 5 is unknown here: update this btf_reconcile or kernel, or build with an older pahole");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags_keep_kind_flag),
		cmocka_unit_test(test_kind_flag_tells_definitions_apart),
		cmocka_unit_test(test_vlen_has_24_bits),
		cmocka_unit_test(test_layout_is_kept),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_layout_of_others),
		cmocka_unit_test(test_unknown_kind_is_named),
		cmocka_unit_test(test_sorted_stays_sorted),
		cmocka_unit_test(test_unsorted_keeps_its_order),
		cmocka_unit_test(test_ties_keep_their_order),
		cmocka_unit_test(test_own_integer_keeps_its_name),
		cmocka_unit_test(test_ids_follow_their_types),
		cmocka_unit_test(test_copies_are_told_from_others),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
