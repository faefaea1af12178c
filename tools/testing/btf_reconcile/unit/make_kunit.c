// SPDX-License-Identifier: GPL-2.0
/*
 * make_kunit: print kernel/bpf/tests/btf_reconcile_cases.h, the cases of
 * data/match_cases.c and data/malformed.c as bytes. The kernel has nothing that makes
 * BTF of text, nor a module its reference. What must come of a case is what the tables
 * say and, where a module matches, its text built with the base that it meets: nothing
 * that the core has made.
 */
#include <assert.h>
#include <ctype.h>

#include "../data/malformed.h"
#include "../fixture/fixture.h"

/* What sections_make_full() makes, and .BTF and its reference with a layout. */
#define LAYOUT_SMALL	32
#define LAYOUT_LARGE	40

enum sound {
	SOUND_LAYOUT_SMALL = NR_SECTIONS,
	SOUND_LAYOUT_LARGE = SOUND_LAYOUT_SMALL + 2,
	NR_SOUND = SOUND_LAYOUT_LARGE + 2,
};

static void put_words(const void *data, size_t len)
{
	const __u32 *words = data;
	int column = 72;
	size_t i;

	assert(len % sizeof(*words) == 0);
	printf("(const u32[]){");
	for (i = 0; i < len / sizeof(*words); i++) {
		if (column > 64)
			column = printf("\n\t\t") + 15;
		else
			column += printf(" ");
		column += printf(words[i] < 1000 ? "%u," : "0x%x,", words[i]);
	}
	printf("\n\t    }, %zu,\n", len);
}

/* On a line of their own, however long; the last one's end is the literal's. */
static void put_strings(const char *strs, size_t len)
{
	size_t i;

	printf("\t    \"");
	for (i = 0; i + 1 < len; i++)
		if (isprint(strs[i]) && !strchr("\"\\", strs[i]))
			putchar(strs[i]);
		else
			printf(isdigit(strs[i + 1]) ? "\\%03o" : "\\%o",
			       (unsigned char)strs[i]);
	printf("\",\n\t    %zu },\n", len);
}

static void put_section(const void *data, size_t len, size_t str_len)
{
	printf("\t  { ");
	put_words(data, len - str_len);
	if (str_len)
		put_strings((const char *)data + len - str_len, str_len);
	else
		printf("\t    NULL, 0 },\n");
}

/* Its strings are last. */
static void put_btf(const void *data, size_t len)
{
	const struct btf_header *h = data;

	assert(h->hdr_len + h->str_off + h->str_len == len);
	put_section(data, len, h->str_len);
}

static void put_said(const char *said)
{
	if (said)
		printf("\t  \"%s\",\n", said);
	else
		printf("\t  NULL,\n");
}

static void put_match_case(const struct match_case *row)
{
	struct fixture fx;

	fixture_open_case(&fx, row);
	if (fixture_emit(&fx)) {
		fprintf(stderr, "%s: no reference\n", row->name);
		exit(1);
	}
	printf("\t{ \"%s\",\n", row->name);
	put_said(row->said);
	put_btf(fx.here.data, fx.here.len);
	put_btf(fx.emitted.btf, fx.emitted.btf_len);
	put_btf(fx.emitted.ref, fx.emitted.ref_len);
	if (!row->said)
		put_btf(fx.native.data, fx.native.len);
	printf("\t},\n");
	fixture_close(&fx);
}

struct bytes {
	void *data;
	size_t len;
};

static void make_sound(struct bytes *sound, struct module_sections *s)
{
	size_t len;
	int i;

	for (i = 0; i < NR_SECTIONS; i++)
		sound[i] = (struct bytes){ s->data[i], s->len[i] };
	for (i = 0; i < 2; i++) {
		len = s->len[i];
		sound[SOUND_LAYOUT_SMALL + i].data =
			text_btf_add_layout(s->data[i], &len, LAYOUT_SMALL);
		sound[SOUND_LAYOUT_SMALL + i].len = len;
		len = s->len[i];
		sound[SOUND_LAYOUT_LARGE + i].data =
			text_btf_add_layout(s->data[i], &len, LAYOUT_LARGE);
		sound[SOUND_LAYOUT_LARGE + i].len = len;
	}
}

static void put_sound(const struct bytes *sound)
{
	struct text_btf base;
	int i;

	text_btf_make(&base, sections_base, NULL);
	printf("static const struct bytes malformed_base[] = {\n");
	put_btf(base.data, base.len);
	printf("};\n\nstatic const struct bytes sound[] = {\n");
	for (i = 0; i < NR_SOUND; i++)
		if (i == SECTION_SLOTS || i == SECTION_IDS)
			put_section(sound[i].data, sound[i].len, 0);
		else
			put_btf(sound[i].data, sound[i].len);
	printf("};\n\n");
	text_btf_free(&base);
}

static int sound_of(const struct malformed *way)
{
	if (way->spoil[0].op != SPOIL_LAYOUT)
		return way->part;
	return way->part + (way->spoil[0].value == LAYOUT_SMALL
			    ? SOUND_LAYOUT_SMALL : SOUND_LAYOUT_LARGE);
}

/* The words of @is that are not those of @was; the last one ends with the section. */
static void put_changes(const char *was, const char *is, size_t len)
{
	int changes = 0, column = 0;
	size_t i, at;
	__u32 word;

	for (i = 0; i < len; i += sizeof(word)) {
		at = i + sizeof(word) <= len ? i : len - sizeof(word);
		if (!memcmp(was + at, is + at, sizeof(word)))
			continue;
		memcpy(&word, is + at, sizeof(word));
		if (!changes++)
			printf("\n\t  (const struct change[]){");
		if (!column)
			column = printf("\n\t\t") + 14;
		else
			column += printf(" ");
		column += printf("{ %zu, 0x%x },", at, word);
		if (column > 60)
			column = 0;
	}
	printf(changes ? "\n\t  }, %d },\n" : " NULL, %d },\n", changes);
}

static void put_malformed(const struct bytes *sound, const struct malformed *way)
{
	const struct bytes *from = &sound[sound_of(way)];
	struct module_sections s;
	size_t len;

	if (sections_make_full(&s))
		exit(1);
	sections_spoil(&s, way);
	len = s.len[way->part];
	assert(len <= from->len);
	printf("\t{ \"%s\",\n", way->name);
	put_said(way->said);
	printf("\t  %d, %d, %zu,", way->part, sound_of(way), len);
	put_changes(from->data, s.data[way->part], len);
	sections_free(&s);
}

int main(void)
{
	struct bytes sound[NR_SOUND];
	struct module_sections s;
	size_t i;

	printf("/* SPDX-License-Identifier: GPL-2.0 */\n"
	       "/* Made from the tables in tools/testing/btf_reconcile/data. */\n\n"
	       "static const struct match_case match_cases[] = {\n");
	for (i = 0; i < nr_match_cases; i++)
		put_match_case(&match_cases[i]);
	printf("};\n\n");
	if (sections_make_full(&s))
		return 1;
	make_sound(sound, &s);
	put_sound(sound);
	printf("static const struct malformed malformed[] = {\n");
	for (i = 0; i < nr_malformed; i++)
		put_malformed(sound, &malformed[i]);
	printf("};\n");
	for (i = SOUND_LAYOUT_SMALL; i < NR_SOUND; i++)
		free(sound[i].data);
	sections_free(&s);
	return 0;
}
