// SPDX-License-Identifier: GPL-2.0
/*
 * Two splits over one base are the same if they describe the same types,
 * however they number them. A type of the base is named by its id, since that
 * is what reconciliation has to get right; one of the split by its name, or, if
 * it has none, by what it is made of.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf_normal.h"

#define MAX_DEPTH 64	/* of pointers, arrays and anonymous types */

/* Types of the base by their names, too, and declarations as what they declare. */
static bool by_name;

static void die(const char *what)
{
	fprintf(stderr, "btf_normal: %s\n", what);
	exit(2);
}

static void lines_add(struct lines *lines, char *text)
{
	if (lines->nr == lines->size) {
		lines->size = lines->size * 2 + 64;
		lines->text = realloc(lines->text,
				      lines->size * sizeof(*lines->text));
		if (!lines->text)
			die("no memory");
	}
	lines->text[lines->nr++] = text;
}

static int cmp_text(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

static void lines_sort(struct lines *lines)
{
	size_t i, kept = 0;

	if (!lines->nr)
		return;
	qsort(lines->text, lines->nr, sizeof(*lines->text), cmp_text);
	for (i = 1; i < lines->nr; i++) {
		if (strcmp(lines->text[kept], lines->text[i]))
			lines->text[++kept] = lines->text[i];
		else
			free(lines->text[i]);
	}
	lines->nr = kept + 1;
}

bool lines_same(const struct lines *a, const struct lines *b)
{
	size_t i;

	for (i = 0; a->nr == b->nr && i < a->nr; i++)
		if (strcmp(a->text[i], b->text[i]))
			return false;
	return a->nr == b->nr;
}

void lines_free(struct lines *lines)
{
	size_t i;

	for (i = 0; i < lines->nr; i++)
		free(lines->text[i]);
	free(lines->text);
	memset(lines, 0, sizeof(*lines));
}

void lines_remove(struct lines *from, const struct lines *what)
{
	size_t i, j = 0, kept = 0;

	for (i = 0; i < from->nr; i++) {
		while (j < what->nr &&
		       strcmp(what->text[j], from->text[i]) < 0)
			j++;
		if (j < what->nr && !strcmp(what->text[j], from->text[i]))
			free(from->text[i]);
		else
			from->text[kept++] = from->text[i];
	}
	from->nr = kept;
}

size_t lines_diff(const struct lines *a, const char *name_a,
		  const struct lines *b, const char *name_b)
{
	size_t i = 0, j = 0, only_a = 0, only_b = 0;

	while (i < a->nr || j < b->nr) {
		int order = i == a->nr ? 1 : j == b->nr ? -1 :
			    strcmp(a->text[i], b->text[j]);

		if (order < 0 && only_a++ < 10)
			printf("only %s: %s\n", name_a, a->text[i]);
		if (order > 0 && only_b++ < 10)
			printf("only %s: %s\n", name_b, b->text[j]);
		i += order <= 0;
		j += order >= 0;
	}
	return only_a + only_b;
}

static const char *kind_name(__u32 kind)
{
	static const char * const names[] = {
		"void", "int", "ptr", "array", "struct", "union", "enum", "fwd",
		"typedef", "volatile", "const", "restrict", "func", "proto",
		"var", "datasec", "float", "decl_tag", "type_tag", "enum64",
	};

	return kind < sizeof(names) / sizeof(*names) ? names[kind] : "?";
}

static const char *name_of(const struct btf *btf, __u32 off)
{
	const char *name = btf__name_by_offset(btf, off);

	return name ? name : "(no such name)";
}

static void put(FILE *f, const struct btf *btf, __u32 id, int depth);

static void put_members(FILE *f, const struct btf *btf,
			const struct btf_type *t, int depth)
{
	const struct btf_member *m = btf_members(t);
	__u32 i;

	fprintf(f, " %u {", t->size);
	for (i = 0; i < btf_vlen(t); i++) {
		fprintf(f, " %s@%u:%u ", name_of(btf, m[i].name_off),
			btf_member_bit_offset(t, i),
			btf_member_bitfield_size(t, i));
		put(f, btf, m[i].type, depth);
	}
	fputs(" }", f);
}

static void put_values(FILE *f, const struct btf *btf, const struct btf_type *t)
{
	const struct btf_enum *e = btf_enum(t);
	__u32 i;

	fprintf(f, " %u %u {", t->size, btf_kflag(t));
	for (i = 0; i < btf_vlen(t) && btf_is_enum(t); i++)
		fprintf(f, " %s=%d", name_of(btf, e[i].name_off), e[i].val);
	fputs(" }", f);
}

static void put_params(FILE *f, const struct btf *btf, const struct btf_type *t,
		       int depth)
{
	const struct btf_param *p = btf_params(t);
	__u32 i;

	fputs(" (", f);
	for (i = 0; i < btf_vlen(t); i++) {
		fprintf(f, " %s ", name_of(btf, p[i].name_off));
		put(f, btf, p[i].type, depth);
	}
	fputs(" ) ", f);
	put(f, btf, t->type, depth);
}

static void put_section(FILE *f, const struct btf *btf,
			const struct btf_type *t, int depth)
{
	const struct btf_var_secinfo *v = btf_var_secinfos(t);
	__u32 i;

	fprintf(f, " %u {", t->size);
	for (i = 0; i < btf_vlen(t); i++) {
		fprintf(f, " %u+%u ", v[i].offset, v[i].size);
		put(f, btf, v[i].type, depth);
	}
	fputs(" }", f);
}

/* What a type is made of. */
static void put_body(FILE *f, const struct btf *btf, const struct btf_type *t,
		     int depth)
{
	const struct btf_array *a;

	switch (btf_kind(t)) {
	case BTF_KIND_INT:
		fprintf(f, " %u %#x", t->size, *(__u32 *)(t + 1));
		break;
	case BTF_KIND_FLOAT:
		fprintf(f, " %u", t->size);
		break;
	case BTF_KIND_FWD:
		fprintf(f, " %u", btf_kflag(t));
		break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		put_members(f, btf, t, depth);
		break;
	case BTF_KIND_ENUM:
		put_values(f, btf, t);
		break;
	case BTF_KIND_ARRAY:
		a = btf_array(t);
		fprintf(f, " [%u] ", a->nelems);
		put(f, btf, a->type, depth);
		break;
	case BTF_KIND_FUNC_PROTO:
		put_params(f, btf, t, depth);
		break;
	case BTF_KIND_DATASEC:
		put_section(f, btf, t, depth);
		break;
	case BTF_KIND_FUNC:
	case BTF_KIND_VAR:
		fprintf(f, " linkage %u ", btf_is_var(t) ?
			btf_var(t)->linkage : btf_vlen(t));
		put(f, btf, t->type, depth);
		break;
	default:
		fputc(' ', f);
		put(f, btf, t->type, depth);
	}
}

static void put(FILE *f, const struct btf *btf, __u32 id, int depth)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const struct btf *base = btf__base_btf(btf);

	if (!t) {
		fprintf(f, "no such type");
		return;
	}
	if (base && id < btf__type_cnt(base) && !by_name) {
		fprintf(f, "base#%u", id);
		return;
	}
	if (by_name && btf_is_fwd(t))
		fputs(btf_kflag(t) ? "union" : "struct", f);
	else
		fputs(kind_name(btf_kind(t)), f);
	if (t->name_off)
		fprintf(f, " %s", name_of(btf, t->name_off));
	else if (depth == MAX_DEPTH)
		fprintf(f, " ...");
	else
		put_body(f, btf, t, depth + 1);
}

void btf_normal(const struct btf *split, struct lines *lines)
{
	const struct btf *base = btf__base_btf(split);
	__u32 id = base ? btf__type_cnt(base) : 1;

	for (; id < btf__type_cnt(split); id++) {
		const struct btf_type *t = btf__type_by_id(split, id);
		char *text = NULL;
		size_t len;
		FILE *f;

		if (!t->name_off || (by_name && btf_is_fwd(t)))
			continue;
		f = open_memstream(&text, &len);
		if (!f)
			die("no memory");
		fprintf(f, "%s %s", kind_name(btf_kind(t)),
			name_of(split, t->name_off));
		put_body(f, split, t, 0);
		fclose(f);
		lines_add(lines, text);
	}
	lines_sort(lines);
}

void btf_normal_by_name(const struct btf *split, struct lines *lines)
{
	by_name = true;
	btf_normal(split, lines);
	by_name = false;
}

bool btf_is_sorted(const struct btf *split)
{
	const struct btf *base = btf__base_btf(split);
	const char *before = "", *name;
	__u32 id = base ? btf__type_cnt(base) : 1;

	for (; id < btf__type_cnt(split); id++, before = name) {
		name = name_of(split, btf__type_by_id(split, id)->name_off);
		if (strcmp(before, name) > 0)
			return false;
	}
	return true;
}

static void print_to(void *ctx, const char *fmt, va_list args)
{
	vfprintf(ctx, fmt, args);
}

/* Definitions are separated by an empty line. */
static void cut(char *text, struct lines *lines)
{
	char *end;

	while ((end = strstr(text, "\n\n"))) {
		*end = '\0';
		lines_add(lines, strdup(text));
		text = end + 2;
	}
	if (*text)
		lines_add(lines, strdup(text));
	lines_sort(lines);
}

static void dump_types(const struct btf *split, bool named, struct lines *lines)
{
	const struct btf *base = btf__base_btf(split);
	__u32 id = base ? btf__type_cnt(base) : 1;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	struct btf_dump *d = btf_dump__new(split, print_to, f, NULL);

	if (!f || !d)
		die("cannot dump");
	for (; id < btf__type_cnt(split); id++)
		if ((!named || btf__type_by_id(split, id)->name_off) &&
		    btf_dump__dump_type(d, id))
			die("cannot dump a type");
	btf_dump__free(d);
	fclose(f);
	cut(text, lines);
	free(text);
}

void btf_c_dump(const struct btf *split, struct lines *lines)
{
	dump_types(split, false, lines);
}

void btf_c_dump_named(const struct btf *split, struct lines *lines)
{
	dump_types(split, true, lines);
}

/* "struct x___2" is another struct x to libbpf. */
static void drop_numbers(char *text)
{
	char *p = text, *end;

	while ((p = strstr(p, "___"))) {
		strtoul(p + 3, &end, 10);
		if (end > p + 3)
			memmove(p, end, strlen(end) + 1);
		else
			p += 3;
	}
}

static bool is_declaration(const char *text)
{
	return (!strncmp(text, "struct ", 7) || !strncmp(text, "union ", 6)) &&
	       !strpbrk(text, "{\n");
}

void btf_c_dump_by_name(const struct btf *split, struct lines *lines)
{
	size_t i, kept = 0;

	btf_c_dump(split, lines);
	for (i = 0; i < lines->nr; i++) {
		char *text = lines->text[i];

		drop_numbers(text);
		if (is_declaration(text))
			free(text);
		else
			lines->text[kept++] = text;
	}
	lines->nr = kept;
	lines_sort(lines);
}
