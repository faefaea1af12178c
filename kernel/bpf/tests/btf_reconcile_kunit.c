// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the core: the cases of its tests on the host. The tables are text in
 * tools/testing/btf_reconcile/data; btf_reconcile_cases.h has the bytes.
 */
#include <kunit/test.h>
#include <linux/seq_buf.h>

#include "../btf_reconcile_core.h"

/**
 * struct bytes - contents of a section
 * @words: header and types, or slots and IDs
 * @len: bytes of @words
 * @strs: the strings, which follow
 * @str_len: bytes of @strs
 *
 * For little-endian machines: headers and slots have fields shorter than a word.
 */
struct bytes {
	const u32 *words;
	u32 len;
	const char *strs;
	u32 str_len;
};

/**
 * struct match_case - a module that was built against one base and meets another
 * @name: of the case
 * @said: words that the report must have, "|" between them; NULL: it matches
 * @here: the base that it meets
 * @btf: its .BTF
 * @ref: its reference
 * @native: .BTF of the same module, built against @here; if it matches
 */
struct match_case {
	const char *name;
	const char *said;
	struct bytes here;
	struct bytes btf;
	struct bytes ref;
	struct bytes native;
};

enum section {
	SECTION_BTF,
	SECTION_REF,
	SECTION_SLOTS,
	SECTION_IDS,
	NR_SECTIONS,
};

/**
 * struct malformed - a module that breaks one rule
 * @name: of the case, after the rule
 * @said: what the report must have
 * @section: the section that breaks it
 * @sound: what it is made from, in sound[]
 * @len: bytes of it; 0: it is not there
 * @changes: words of it, by their offset in bytes, and what they become
 * @nr_changes: number of @changes
 */
struct malformed {
	const char *name;
	const char *said;
	enum section section;
	u32 sound;
	u32 len;
	const struct change {
		u32 at;
		u32 value;
	} *changes;
	u32 nr_changes;
};

#include "btf_reconcile_cases.h"

/* In memory of its own and no longer than it is, so that KASAN sees what is read past
 * its end.
 */
static void *make(struct kunit *test, const struct bytes *bytes)
{
	void *data = kunit_kzalloc(test, bytes->len + bytes->str_len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, data);
	memcpy(data, bytes->words, bytes->len);
	if (bytes->str_len)
		memcpy(data + bytes->len, bytes->strs, bytes->str_len);
	return data;
}

static u32 size_of(const struct bytes *bytes)
{
	return bytes->len + bytes->str_len;
}

/**
 * struct types - BTF that has been read
 * @rec: as the core looks at a base; of split BTF the base's types come first
 * @own: the first that is its own
 * @base: the base of split BTF
 */
struct types {
	struct btf_rec_types rec;
	u32 own;
	const struct types *base;
};

static struct types read_btf(struct kunit *test, const void *data, u32 len,
			     const struct types *base)
{
	const struct btf_rec_sink quiet = { };
	struct btf_rec_section sec = {
		.name = "test", .data = data, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	u32 own = base ? base->rec.nr_types : 1;
	const struct btf_type **types;
	int nr;

	KUNIT_ASSERT_EQ(test, btf_rec_read_header(&sec, &quiet), 0);
	types = kunit_kcalloc(test, own + btf_rec_max_types(&sec),
			      sizeof(*types), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, types);
	if (base)
		memcpy(types, base->rec.types, own * sizeof(*types));
	nr = btf_rec_read_types(&sec, types + own, NULL, own, &quiet);
	KUNIT_ASSERT_GE(test, nr, 0);
	return (struct types){
		{ types, sec.strs, own + nr, sec.str_len }, own, base,
	};
}

static const char *name_at(const struct types *types, u32 off)
{
	if (types->base) {
		if (off < types->base->rec.str_len)
			return types->base->rec.strs + off;
		off -= types->base->rec.str_len;
	}
	return off < types->rec.str_len ? types->rec.strs + off : "(outside)";
}

/**
 * struct printer - says what a type is, without the numbers of split BTF
 * @types: the split BTF
 * @out: what is said
 * @next: the first word of the type that has not been printed
 * @depth: of unnamed types in unnamed types
 */
struct printer {
	const struct types *types;
	struct seq_buf out;
	const u32 *next;
	int depth;
};

static void print_up_to(struct printer *p, const u32 *end)
{
	for (; p->next < end; p->next++)
		seq_buf_printf(&p->out, " %x", *p->next);
}

static int print_name(void *printer, const u32 *off)
{
	struct printer *p = printer;

	print_up_to(p, off);
	p->next++;
	seq_buf_printf(&p->out, " '%s'", name_at(p->types, *off));
	return 0;
}

static void print_type(struct printer *p, const struct btf_type *t);

/* A named type is said by its ID if it is the base's, by kind and name otherwise. */
static int print_id(void *printer, const u32 *id, enum btf_rec_edge edge)
{
	struct printer *p = printer;
	const struct btf_type *t;

	print_up_to(p, id);
	p->next++;
	if (!*id || *id >= p->types->rec.nr_types) {
		seq_buf_puts(&p->out, *id ? " (outside)" : " void");
		return 0;
	}
	t = p->types->rec.types[*id];
	if (t->name_off && *id < p->types->own)
		seq_buf_printf(&p->out, " base %u", *id);
	else if (t->name_off)
		seq_buf_printf(&p->out, " kind %u '%s'", btf_rec_kind(t),
			       name_at(p->types, t->name_off));
	else
		print_type(p, t);
	return 0;
}

static void print_type(struct printer *p, const struct btf_type *t)
{
	const u32 *next = p->next;

	if (p->depth++ > 8) {
		seq_buf_puts(&p->out, " (too deep)");
		return;
	}
	seq_buf_puts(&p->out, " (");
	p->next = (const u32 *)t;
	btf_rec_walk(t, print_id, print_name, p);
	print_up_to(p, (const void *)t + btf_rec_type_size(t));
	seq_buf_puts(&p->out, " )");
	p->next = next;
	p->depth--;
}

#define LINE_SIZE	512

/* The next named type of the split BTF, in words; NULL: there is none. */
static const char *print_next(struct kunit *test, const struct types *types,
			      u32 *id, char *line)
{
	struct printer p = { .types = types };

	while (*id < types->rec.nr_types && !types->rec.types[*id]->name_off)
		++*id;
	if (*id == types->rec.nr_types)
		return NULL;
	seq_buf_init(&p.out, line, LINE_SIZE - 1);
	print_type(&p, types->rec.types[(*id)++]);
	KUNIT_ASSERT_FALSE(test, seq_buf_has_overflowed(&p.out));
	line[seq_buf_used(&p.out)] = '\0';
	return line;
}

/* Each named type that native split BTF has is there, and no other. */
static void expect_native(struct kunit *test, const struct types *got,
			  const struct types *native)
{
	char *want = kunit_kzalloc(test, LINE_SIZE, GFP_KERNEL);
	char *line = kunit_kzalloc(test, LINE_SIZE, GFP_KERNEL);
	u32 id = native->own, got_id, nr = 0, nr_got = 0;
	bool found;

	KUNIT_ASSERT_NOT_NULL(test, want);
	KUNIT_ASSERT_NOT_NULL(test, line);
	while (print_next(test, native, &id, want)) {
		nr++;
		found = false;
		for (got_id = got->own; print_next(test, got, &got_id, line);)
			found |= !strcmp(line, want);
		KUNIT_EXPECT_TRUE_MSG(test, found, "not there:%s", want);
	}
	for (got_id = got->own; print_next(test, got, &got_id, line);)
		nr_got++;
	KUNIT_EXPECT_EQ(test, nr_got, nr);
}

/**
 * struct heard - what is reported
 * @said: each problem, a line
 * @nr: how many
 */
struct heard {
	char said[1024];
	int nr;
};

static void hear(void *priv, const struct btf_rec_problem *problem)
{
	struct heard *heard = priv;
	size_t len = strlen(heard->said);
	char line[256];

	heard->nr++;
	btf_rec_describe(problem, line, sizeof(line));
	scnprintf(heard->said + len, sizeof(heard->said) - len, "%s\n", line);
}

static void expect_said(struct kunit *test, const struct heard *heard,
			const char *words)
{
	char *said = kunit_kzalloc(test, strlen(words) + 1, GFP_KERNEL);
	const char *word;

	KUNIT_ASSERT_NOT_NULL(test, said);
	memcpy(said, words, strlen(words));
	while ((word = strsep(&said, "|")))
		KUNIT_EXPECT_TRUE_MSG(test, strstr(heard->said, word),
				      "no '%s' in: %s", word, heard->said);
}

static struct heard *new_heard(struct kunit *test)
{
	struct heard *heard = kunit_kzalloc(test, sizeof(*heard), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, heard);
	return heard;
}

/* On error the module's BTF is what it was. */
static int reconcile(struct kunit *test, const struct types *here,
		     const struct btf_rec_module *mod,
		     struct btf_rec_stats *stats)
{
	struct btf_rec_index *index = btf_rec_index_new(&here->rec);
	void *before = kunit_kzalloc(test, mod->btf_len, GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, index);
	KUNIT_ASSERT_NOT_NULL(test, before);
	memcpy(before, mod->btf, mod->btf_len);
	err = btf_reconcile(index, mod, stats);
	btf_rec_index_free(index);
	if (err)
		KUNIT_EXPECT_EQ(test, memcmp(before, mod->btf, mod->btf_len), 0);
	return err;
}

static void test_match(struct kunit *test)
{
	const struct match_case *c = test->param_value;
	struct types here = read_btf(test, make(test, &c->here),
				     size_of(&c->here), NULL);
	struct heard *heard = new_heard(test);
	struct btf_rec_module mod = {
		.btf = make(test, &c->btf), .btf_len = size_of(&c->btf),
		.ref = make(test, &c->ref), .ref_len = size_of(&c->ref),
		.report = hear, .priv = heard,
	};
	struct btf_rec_stats stats;
	struct types got, native;

	here.rec.sorted_from = btf_rec_sorted_from(&here.rec);
	if (c->said) {
		KUNIT_EXPECT_EQ(test, reconcile(test, &here, &mod, &stats),
				-ESRCH);
		KUNIT_EXPECT_EQ(test, stats.mismatches, 1);
		expect_said(test, heard, c->said);
		return;
	}
	KUNIT_ASSERT_EQ(test, reconcile(test, &here, &mod, &stats), 0);
	KUNIT_EXPECT_EQ(test, heard->nr, 0);
	KUNIT_EXPECT_EQ(test, stats.mismatches, 0);
	got = read_btf(test, mod.btf, mod.btf_len, &here);
	native = read_btf(test, make(test, &c->native), size_of(&c->native),
			  &here);
	expect_native(test, &got, &native);
}

/**
 * struct sections - those of one module
 * @data: contents; NULL: it is not there
 * @len: bytes
 */
struct sections {
	void *data[NR_SECTIONS];
	u32 len[NR_SECTIONS];
};

static void make_sections(struct kunit *test, struct sections *s,
			  const struct malformed *m)
{
	struct bytes bytes;
	u32 i;

	for (i = 0; i < NR_SECTIONS; i++) {
		s->data[i] = make(test, &sound[i]);
		s->len[i] = size_of(&sound[i]);
	}
	if (!m)
		return;
	bytes = (struct bytes){
		make(test, &sound[m->sound]), min(m->len, size_of(&sound[m->sound])),
	};
	for (i = 0; i < m->nr_changes; i++)
		memcpy((void *)bytes.words + m->changes[i].at,
		       &m->changes[i].value, sizeof(m->changes[i].value));
	s->data[m->section] = m->len ? make(test, &bytes) : NULL;
	s->len[m->section] = m->len;
}

static int reconcile_sections(struct kunit *test, const struct sections *s,
			      const struct types *here,
			      struct btf_rec_module *mod, struct heard *heard)
{
	struct btf_rec_stats stats;
	int err = 0;

	*mod = (struct btf_rec_module){
		.btf = s->data[SECTION_BTF], .btf_len = s->len[SECTION_BTF],
		.ref = s->data[SECTION_REF], .ref_len = s->len[SECTION_REF],
		.ids_len = s->len[SECTION_IDS],
		.report = hear, .priv = heard,
	};
	if (s->data[SECTION_SLOTS])
		err = btf_rec_open_ids(mod, s->data[SECTION_SLOTS],
				       s->len[SECTION_SLOTS]);
	return err ?: reconcile(test, here, mod, &stats);
}

static void test_malformed(struct kunit *test)
{
	const struct malformed *m = test->param_value;
	struct types here = read_btf(test, make(test, malformed_base),
				     size_of(malformed_base), NULL);
	struct heard *heard = new_heard(test);
	struct btf_rec_module mod;
	struct sections s;

	make_sections(test, &s, m);
	KUNIT_EXPECT_EQ(test, reconcile_sections(test, &s, &here, &mod, heard),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, heard->nr, 1);
	expect_said(test, heard, m->said);
	if (mod.ids)
		KUNIT_EXPECT_NULL(test, memchr_inv(mod.ids, 0, mod.ids_len));
}

/* What each word of .BTF_ids is: the ID of a type by name, or a number. */
static const struct {
	u32 kind;
	const char *name;
	u32 number;
} sound_ids[] = {
	{ BTF_KIND_STRUCT, "list_head" }, { BTF_KIND_STRUCT, "demo" },
	{ }, { BTF_KIND_FUNC, "vfs_read" },
	/* a set, in the order of the base's IDs */
	{ .number = 3 }, { BTF_KIND_STRUCT, "inode" },
	{ BTF_KIND_STRUCT, "file" }, { BTF_KIND_STRUCT, "cred" },
	/* a set with flags, in the order of the module's IDs */
	{ .number = 2 }, { .number = 0 },
	{ BTF_KIND_FUNC, "demo_get" }, { .number = 0x9e7 },
	{ BTF_KIND_FUNC, "demo_add" }, { .number = 0xadd },
};

static struct btf_type *named(const struct types *types, const char *name)
{
	u32 id;

	for (id = 1; id < types->rec.nr_types; id++)
		if (!strcmp(name_at(types, types->rec.types[id]->name_off), name))
			return (struct btf_type *)types->rec.types[id];
	return NULL;
}

/* What the malformed modules are made from is right, and so is its .BTF_ids. Two types
 * of the base change places, or the set would be sorted before.
 */
static void test_sound(struct kunit *test)
{
	struct types here = read_btf(test, make(test, malformed_base),
				     size_of(malformed_base), NULL);
	struct btf_type *cred = named(&here, "cred");
	struct btf_type *inode = named(&here, "inode");
	struct heard *heard = new_heard(test);
	struct btf_rec_module mod;
	const struct btf_type *t;
	struct sections s;
	struct types got;
	u32 i, *ids;

	KUNIT_ASSERT_NOT_NULL(test, cred);
	KUNIT_ASSERT_NOT_NULL(test, inode);
	swap(cred->name_off, inode->name_off);
	make_sections(test, &s, NULL);
	KUNIT_ASSERT_EQ(test, reconcile_sections(test, &s, &here, &mod, heard),
			0);
	KUNIT_EXPECT_EQ(test, heard->nr, 0);
	got = read_btf(test, mod.btf, mod.btf_len, &here);
	KUNIT_ASSERT_EQ(test, mod.ids_len, sizeof(u32) * ARRAY_SIZE(sound_ids));
	ids = mod.ids;
	for (i = 0; i < ARRAY_SIZE(sound_ids); i++) {
		if (!sound_ids[i].name) {
			KUNIT_EXPECT_EQ(test, ids[i], sound_ids[i].number);
			continue;
		}
		KUNIT_ASSERT_GT(test, ids[i], 0);
		KUNIT_ASSERT_LT(test, ids[i], got.rec.nr_types);
		t = got.rec.types[ids[i]];
		KUNIT_EXPECT_EQ(test, btf_rec_kind(t), sound_ids[i].kind);
		KUNIT_EXPECT_STREQ(test, name_at(&got, t->name_off),
				   sound_ids[i].name);
	}
}

static void match_name(const struct match_case *c, char *desc)
{
	strscpy(desc, c->name, KUNIT_PARAM_DESC_SIZE);
}

static void malformed_name(const struct malformed *m, char *desc)
{
	strscpy(desc, m->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(match, match_cases, match_name);
KUNIT_ARRAY_PARAM(malformed, malformed, malformed_name);

static struct kunit_case btf_reconcile_cases[] = {
	KUNIT_CASE_PARAM(test_match, match_gen_params),
	KUNIT_CASE(test_sound),
	KUNIT_CASE_PARAM(test_malformed, malformed_gen_params),
	{ }
};

static struct kunit_suite btf_reconcile_suite = {
	.name = "btf_reconcile",
	.test_cases = btf_reconcile_cases,
};

kunit_test_suite(btf_reconcile_suite);
