// SPDX-License-Identifier: GPL-2.0
/*
 * Each item has an id from its place in the text; pointers, arrays, prototypes
 * and sections, which items only mention, follow in the order they are met.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../../kernel/bpf/btf_reconcile_core.h"
#include "text_btf.h"

#define MAX_PARAMS 16

struct buf {
	char *data;
	size_t len, room;
};

struct maker {
	struct text_btf *made;
	struct buf items;	/* types that have a line of their own */
	struct buf derived;	/* and those that have not */
	struct buf strs;
	__u32 next;		/* the id of the next derived one */
};

static void put(struct buf *buf, const void *data, size_t len)
{
	if (!len)
		return;
	if (len > buf->room - buf->len) {
		buf->room = 2 * (buf->len + len);
		buf->data = realloc(buf->data, buf->room);
		assert(buf->data);
	}
	memcpy(buf->data + buf->len, data, len);
	buf->len += len;
}

static void put_words(struct buf *buf, int nr, ...)
{
	va_list args;

	va_start(args, nr);
	while (nr--) {
		__u32 word = va_arg(args, __u32);

		put(buf, &word, sizeof(word));
	}
	va_end(args);
}

static __u32 find_str(const char *strs, size_t len, const char *name)
{
	size_t off;

	for (off = 0; off < len; off += strlen(strs + off) + 1)
		if (!strcmp(strs + off, name))
			return off;
	return ~0U;
}

/* As pahole does: a name that the base has is not repeated. */
static __u32 str(struct maker *m, const char *text)
{
	const struct text_btf *base = m->made->base;
	char name[640];
	__u32 off;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(text, "~"), text);
	if (!strcmp(name, "-") || !*name)
		return 0;
	if (base) {
		off = find_str(base->strs, base->str_len, name);
		if (off != ~0U)
			return off;
	}
	off = find_str(m->strs.data, m->strs.len, name);
	if (off == ~0U) {
		off = m->strs.len;
		put(&m->strs, name, strlen(name) + 1);
	}
	return (base ? base->str_len : 0) + off;
}

/* Is it "name", "name~label", "kind.name", or with "#N" the Nth of them? */
static bool is_called(const char *kind, const char *name, const char *wanted,
		      __u32 *nth)
{
	const char *dot = strchr(wanted, '.'), *hash = strchr(wanted, '#');
	size_t len;

	if (dot && (strncmp(kind, wanted, dot - wanted) || kind[dot - wanted]))
		return false;
	wanted = dot ? dot + 1 : wanted;
	len = hash ? (size_t)(hash - wanted) : strlen(wanted);
	if (strncmp(name, wanted, len) || (name[len] && name[len] != '~'))
		return false;
	return ++*nth == (hash ? strtoul(hash + 1, NULL, 0) : 1);
}

__u32 text_btf_find(const struct text_btf *made, const char *name)
{
	__u32 id = made->base ? text_btf_find(made->base, name) : 0, nth = 0;
	__u32 i;

	for (i = 0; !id && i < made->nr_items; i++)
		if (is_called(made->kinds[i], made->names[i], name, &nth))
			id = made->start + i;
	return id;
}

/* A name of the text itself goes before one of the base. */
static __u32 find_item(struct maker *m, const char *name)
{
	__u32 i, id, nth = 0;

	if (!strcmp(name, "void"))
		return 0;
	for (i = 0; i < m->made->nr_items; i++)
		if (is_called(m->made->kinds[i], m->made->names[i], name, &nth))
			return m->made->start + i;
	id = m->made->base ? text_btf_find(m->made->base, name) : 0;
	if (!id) {
		fprintf(stderr, "made: no type '%s'\n", name);
		abort();
	}
	return id;
}

static __u32 derive(struct maker *m, __u32 info, __u32 type)
{
	put_words(&m->derived, 3, 0, info, type);
	return m->next++;
}

static __u32 type_at(struct maker *m, const char **text);

static __u32 put_proto(struct maker *m, __u32 ret, char *const *names,
		       const __u32 *types, __u32 vlen)
{
	__u32 id = derive(m, BTF_KIND_FUNC_PROTO << 24 | vlen, ret), i;

	for (i = 0; i < vlen; i++)
		put_words(&m->derived, 2, str(m, names ? names[i] : "-"),
			  types[i]);
	return id;
}

/* "(TYPE,...)": the types that they are made of come first. */
static __u32 proto_at(struct maker *m, const char **text, __u32 ret)
{
	__u32 types[MAX_PARAMS], vlen = 0;

	while (*(*text)++ != ')') {
		if (**text == ')')
			continue;
		assert(vlen < MAX_PARAMS);
		types[vlen++] = type_at(m, text);
	}
	return put_proto(m, ret, NULL, types, vlen);
}

static __u32 array_at(struct maker *m, const char **text, __u32 elem)
{
	__u32 id = derive(m, BTF_KIND_ARRAY << 24, 0);
	char *end;

	put_words(&m->derived, 3, elem, find_item(m, "int"),
		  (__u32)strtoul(*text + 1, &end, 0));
	*text = end + 1;
	return id;
}

static __u32 type_at(struct maker *m, const char **text)
{
	char name[640];
	size_t len = strcspn(*text, "*[(,)");
	__u32 id;

	assert(len < sizeof(name));
	memcpy(name, *text, len);
	name[len] = '\0';
	id = find_item(m, name);
	*text += len;
	for (;;) {
		switch (**text) {
		case '*':
			id = derive(m, BTF_KIND_PTR << 24, id);
			++*text;
			break;
		case '[':
			id = array_at(m, text, id);
			break;
		case '(':
			id = proto_at(m, text, id);
			break;
		default:
			return id;
		}
	}
}

static __u32 type(struct maker *m, const char *text)
{
	return type_at(m, &text);
}

/* The words of one item, from left to right. */
static char *word(char **rest)
{
	return strsep(rest, " ");
}

static __u32 count(const char *rest)
{
	__u32 nr = 0;

	for (; rest && *rest && strncmp(rest, "->", 2); nr++) {
		rest = strchr(rest, ' ');
		if (rest)
			rest++;
	}
	return nr;
}

static void put_int(struct maker *m, const char *name, char *rest)
{
	__u32 size = strtoul(word(&rest), NULL, 0);
	__u32 encoding = 0, bits = size * 8;
	char spaced[64], *p;

	if (rest && !strncmp(rest, "signed", 6)) {
		encoding = BTF_INT_SIGNED;
		word(&rest);
	}
	if (rest)
		bits = strtoul(rest, NULL, 0);
	snprintf(spaced, sizeof(spaced), "%s", name);
	for (p = spaced; *p; p++)
		if (*p == '_')
			*p = ' ';
	put_words(&m->items, 4, str(m, spaced), BTF_KIND_INT << 24, size,
		  encoding << 24 | bits);
}

/* What is written last in the word, after @mark; 0: it is not there. */
static long long number(char *word, char mark)
{
	char *at = strchr(word, mark);

	if (!at)
		return 0;
	*at = '\0';
	return strtoll(at + 1, NULL, 0);
}

static void put_enum(struct maker *m, __u32 kind, const char *name, char *rest)
{
	__u32 size = strtoul(word(&rest), NULL, 0), i;
	__u32 kflag = rest && !strncmp(rest, "signed", 6);
	__u32 vlen;

	if (kflag)
		word(&rest);
	vlen = count(rest);
	put_words(&m->items, 3, str(m, name), kflag << 31 | kind << 24 | vlen,
		  size);
	for (i = 0; i < vlen; i++) {
		char *value = word(&rest);
		bool is_given = strchr(value, '=');
		long long n = number(value, '=');

		n = is_given ? n : i;
		put_words(&m->items, 2, str(m, value), (__u32)n);
		if (kind == BTF_KIND_ENUM64)
			put_words(&m->items, 1, (__u32)(n >> 32));
	}
}

/* With a bitfield in it, all offsets have a width. */
static void put_composite(struct maker *m, __u32 kind, const char *name,
			  char *rest)
{
	__u32 size = strtoul(word(&rest), NULL, 0);
	__u32 vlen = count(rest), kflag = 0, start = m->items.len;

	put_words(&m->items, 3, str(m, name), kind << 24 | vlen, size);
	while (vlen--) {
		char *at = word(&rest), *member = strsep(&at, ":");
		char *of = strsep(&at, "@");
		__u32 width = number(at, ':');

		kflag |= !!width;
		put_words(&m->items, 3, str(m, member), type(m, of),
			  width << 24 | (__u32)strtoul(at, NULL, 0));
	}
	((struct btf_type *)(m->items.data + start))->info |= kflag << 31;
}

static void put_func(struct maker *m, const char *name, char *rest)
{
	__u32 vlen = count(rest), types[MAX_PARAMS], ret = 0, i;
	char *names[MAX_PARAMS];

	assert(vlen <= MAX_PARAMS);
	for (i = 0; i < vlen; i++) {
		char *param = word(&rest);

		names[i] = strsep(&param, ":");
		types[i] = type(m, param);
	}
	if (word(&rest) && rest)
		ret = type(m, rest);
	put_words(&m->items, 3, str(m, name), BTF_KIND_FUNC << 24,
		  put_proto(m, ret, names, types, vlen));
}

static void put_percpu(struct maker *m, const char *name, char *rest)
{
	__u32 of = type(m, word(&rest));
	__u32 size = strtoul(word(&rest), NULL, 0);

	/* the variable is the item; the section that holds it is derived */
	m->next++;
	put_words(&m->derived, 6, str(m, ".data..percpu"),
		  BTF_KIND_DATASEC << 24 | 1, size,
		  find_item(m, name), 0, size);
	put_words(&m->items, 4, str(m, name), BTF_KIND_VAR << 24, of, 0);
}

static void put_decl(struct maker *m, const char *name, __u32 kflag, char *rest)
{
	__u32 of = type(m, word(&rest));

	put_words(&m->items, 4, str(m, name),
		  kflag << 31 | BTF_KIND_DECL_TAG << 24, of,
		  (__u32)strtol(rest, NULL, 0));
}

static void put_item(struct maker *m, const char *kind, const char *name,
		     char *rest)
{
	static const struct { const char *word; __u32 kind; } refs[] = {
		{ "typedef", BTF_KIND_TYPEDEF }, { "const", BTF_KIND_CONST },
		{ "volatile", BTF_KIND_VOLATILE },
		{ "restrict", BTF_KIND_RESTRICT }, { "tag", BTF_KIND_TYPE_TAG },
		{ "attr", 1U << 7 | BTF_KIND_TYPE_TAG },
	};
	size_t i;

	if (!strcmp(kind, "int"))
		put_int(m, name, rest);
	else if (!strcmp(kind, "float"))
		put_words(&m->items, 3, str(m, name), BTF_KIND_FLOAT << 24,
			  (__u32)strtoul(rest, NULL, 0));
	else if (!strcmp(kind, "enum"))
		put_enum(m, BTF_KIND_ENUM, name, rest);
	else if (!strcmp(kind, "enum64"))
		put_enum(m, BTF_KIND_ENUM64, name, rest);
	else if (!strcmp(kind, "struct"))
		put_composite(m, BTF_KIND_STRUCT, name, rest);
	else if (!strcmp(kind, "union"))
		put_composite(m, BTF_KIND_UNION, name, rest);
	else if (!strcmp(kind, "fwd") || !strcmp(kind, "fwdu"))
		put_words(&m->items, 3, str(m, name), BTF_KIND_FWD << 24 |
			  (__u32)!strcmp(kind, "fwdu") << 31, 0);
	else if (!strcmp(kind, "func"))
		put_func(m, name, rest);
	else if (!strcmp(kind, "percpu"))
		put_percpu(m, name, rest);
	else if (!strcmp(kind, "decl") || !strcmp(kind, "declattr"))
		put_decl(m, name, !strcmp(kind, "declattr"), rest);
	else
		for (i = 0; i < sizeof(refs) / sizeof(*refs); i++)
			if (!strcmp(kind, refs[i].word))
				put_words(&m->items, 3, str(m, name),
					  refs[i].kind << 24, type(m, rest));
}

static void finish(struct maker *m)
{
	const struct btf_rec_header h = {
		.magic = BTF_MAGIC, .version = BTF_VERSION,
		.hdr_len = BTF_REC_HDR_LEN,
		.type_len = m->items.len + m->derived.len,
		.str_off = m->items.len + m->derived.len,
		.str_len = m->strs.len,
	};
	struct text_btf *b = m->made;
	struct buf out = { };

	put(&out, &h, BTF_REC_HDR_LEN);
	put(&out, m->items.data, m->items.len);
	put(&out, m->derived.data, m->derived.len);
	put(&out, m->strs.data, m->strs.len);
	b->data = out.data;
	b->len = out.len;
	b->strs = out.data + BTF_REC_HDR_LEN + h.str_off;
	b->nr_types = m->next;
	b->str_len = m->strs.len + (b->base ? b->base->str_len : 0);
	free(m->items.data);
	free(m->derived.data);
	free(m->strs.data);
}

void text_btf_make(struct text_btf *made, const char *text,
		   const struct text_btf *base)
{
	struct maker m = { .made = made };
	char *rest, *line, *rests[TEXT_BTF_MAX_ITEMS];
	__u32 i;

	memset(made, 0, sizeof(*made));
	made->base = base;
	made->start = base ? base->nr_types : 1;
	made->text = strdup(text);
	rest = made->text;
	assert(rest);
	put(&m.strs, "", 1);
	while ((line = strsep(&rest, ";\n"))) {
		line += strspn(line, " \t");
		if (!*line)
			continue;
		assert(made->nr_items < TEXT_BTF_MAX_ITEMS);
		made->kinds[made->nr_items] = word(&line);
		made->names[made->nr_items] = word(&line);
		rests[made->nr_items++] = line;
	}
	m.next = made->start + made->nr_items;
	for (i = 0; i < made->nr_items; i++)
		put_item(&m, made->kinds[i], made->names[i], rests[i]);
	finish(&m);
}

/* Of all kinds, in the order of their numbers, as libbpf has it. */
static void put_layout(struct buf *out)
{
	__u8 entry[4] = { };	/* two lengths, and flags */
	int kind;

	for (kind = 0; kind < NR_BTF_KINDS; kind++) {
		entry[0] = btf_rec_layouts[kind].fixed;
		entry[1] = btf_rec_layouts[kind].elem;
		put(out, entry, sizeof(entry));
	}
}

void *text_btf_add_layout(const void *btf, size_t *len, __u32 hdr_len)
{
	const char zeros[64] = { }, *data = btf;
	struct btf_rec_header h = { };
	struct buf out = { };

	assert(hdr_len >= sizeof(h) && hdr_len <= sizeof(zeros));
	memcpy(&h, btf, BTF_REC_HDR_LEN);
	data += h.hdr_len;
	h.hdr_len = hdr_len;
	h.layout_off = h.type_len;
	h.layout_len = NR_BTF_KINDS * 4;
	put(&out, zeros, hdr_len);
	put(&out, data + h.type_off, h.type_len);
	put_layout(&out);
	put(&out, data + h.str_off, h.str_len);
	h.type_off = 0;
	h.str_off = h.layout_off + h.layout_len;
	memcpy(out.data, &h, sizeof(h));
	*len = out.len;
	return out.data;
}

void text_btf_free(struct text_btf *made)
{
	free(made->text);
	free(made->data);
	memset(made, 0, sizeof(*made));
}
