// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>

#include "cases.h"
#include "sorted.h"

/**
 * struct sorted - a base in the order that Linux 7.0 gives it
 * @data: the section
 * @len: its length in bytes
 * @types: its types
 * @index: of them
 * @old: by ID, that in the base which it was made of
 * @new: the other way round
 * @base: that base
 */
struct sorted {
	void *data;
	size_t len;
	struct btf_rec_types types;
	struct btf_rec_index *index;
	__u32 *old, *new;
	const struct base *base;
};

static const char *name_of(const struct base *base, __u32 id)
{
	return btf_rec_base_name(&base->types, base->types.types[id]);
}

static int by_name(const void *a, const void *b, void *base)
{
	const __u32 x = *(const __u32 *)a, y = *(const __u32 *)b;

	return strcmp(name_of(base, x), name_of(base, y)) ?: x < y ? -1 : 1;
}

static int to_new_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct sorted *s = ctx;

	(void)edge;
	if (*id < s->types.nr_types)
		*btf_rec_writable(s->data, id) = s->new[*id];
	return 0;
}

static void sort_base(struct sorted *s, const struct base *base)
{
	const struct btf_rec_types *types = &base->types;
	const struct btf_rec_header *h = base->data;
	const struct btf_type **sorted = xcalloc(types->nr_types, sizeof(*sorted));
	char *p;
	__u32 id;

	*s = (struct sorted){
		.data = memcpy(xmalloc(base->len), base->data, base->len),
		.len = base->len, .types = *types, .base = base,
		.old = xcalloc(types->nr_types, sizeof(__u32)),
		.new = xcalloc(types->nr_types, sizeof(__u32)),
	};
	for (id = 1; id < types->nr_types; id++)
		s->old[id] = id;
	qsort_r(s->old + 1, types->nr_types - 1, sizeof(__u32), by_name,
		(void *)base);
	for (id = 1; id < types->nr_types; id++)
		s->new[s->old[id]] = id;
	p = (char *)s->data + h->hdr_len + h->type_off;
	for (id = 1; id < types->nr_types; id++) {
		const struct btf_type *t = types->types[s->old[id]];

		sorted[id] = memcpy(p, t, btf_rec_type_size(t));
		btf_rec_walk(sorted[id], to_new_id, NULL, s);
		p += btf_rec_type_size(t);
	}
	s->types.types = sorted;
	s->types.strs = (char *)s->data + h->hdr_len + h->str_off;
	s->types.sorted_from = types->sorted_from ? 0 :
			       btf_rec_sorted_from(&s->types);
	s->index = btf_rec_index_new(&s->types);
}

static void free_sorted(struct sorted *s)
{
	btf_rec_index_free(s->index);
	free((void *)s->types.types);
	free(s->data);
	free(s->old);
	free(s->new);
}

/* From the sorted base's numbers back to those of the other. */
struct back {
	const struct sorted *s;
	void *btf;
};

static __u32 old_id(const struct sorted *s, __u32 id)
{
	return id < s->types.nr_types ? s->old[id] : id;
}

static int to_old_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct back *back = ctx;

	(void)edge;
	*btf_rec_writable(back->btf, id) = old_id(back->s, *id);
	return 0;
}

static void renumber_btf(const struct sorted *s, void *btf)
{
	const struct btf_rec_header *h = btf;
	char *p = (char *)btf + h->hdr_len + h->type_off;
	char *end = p + h->type_len;
	struct back back = { s, btf };

	for (; p < end; p += btf_rec_type_size((void *)p))
		btf_rec_walk((void *)p, to_old_id, NULL, &back);
}

static int by_id(const void *a, const void *b)
{
	__u32 x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static void renumber_ids(const struct sorted *s, const struct btf_rec_module *mod)
{
	struct btf_ids_slot slot;
	__u32 off, i, id;

	for (off = 0; off < mod->slots_len; off += sizeof(slot)) {
		char *p;

		memcpy(&slot, (const char *)mod->slots + off, sizeof(slot));
		p = (char *)mod->ids + slot.off;
		for (i = 0; i < slot.cnt; i++, p += slot.stride) {
			memcpy(&id, p, sizeof(id));
			id = old_id(s, id);
			memcpy(p, &id, sizeof(id));
		}
		if (slot.flags & BTF_IDS_SLOT_SORTED)
			qsort((char *)mod->ids + slot.off, slot.cnt, slot.stride,
			      by_id);
	}
}

void hear_lines(void *file, const struct btf_rec_problem *problem)
{
	char line[1024], *p;

	btf_rec_describe(problem, line, sizeof(line));
	for (p = strstr(line, "(type ids"); p && *p && *p != ')'; p++)
		if (isdigit((unsigned char)*p))
			*p = '#';
	fprintf(file, "%s\n", line);
}

/* As well or badly aligned as another. */
static void *copy(const void *data, size_t len, const void *other, void **room)
{
	const size_t align = sizeof(__u32);

	*room = xmalloc(len + align);
	return data ? memcpy((char *)*room + (uintptr_t)other % align, data, len)
		    : NULL;
}

static bool same(const void *a, const void *b, size_t len)
{
	return !len || (!a && !b) || !memcmp(a, b, len);
}

const char *other_way(const struct base *base, const struct btf_rec_module *mod,
		      const struct btf_rec_module *done, int err,
		      const char *said)
{
	struct btf_rec_module other = *mod;
	const char *what = NULL;
	struct btf_rec_stats stats;
	void *btf, *ids;
	struct sorted s;
	size_t len;
	char *text;

	sort_base(&s, base);
	other.btf = copy(mod->btf, mod->btf_len, done->btf, &btf);
	other.ids = copy(mod->ids, mod->ids_len, done->ids, &ids);
	other.report = hear_lines;
	other.priv = open_memstream(&text, &len);
	case_save(&other, s.data, s.len);
	if (btf_reconcile(s.index, &other, &stats) != err)
		what = "another verdict";
	fclose(other.priv);
	if (!what && strcmp(text, said))
		what = "another message";
	if (!what && !err) {
		renumber_btf(&s, other.btf);
		renumber_ids(&s, &other);
	}
	if (!what && !same(done->btf, other.btf, mod->btf_len))
		what = "other types";
	if (!what && !same(done->ids, other.ids, mod->ids_len))
		what = "other IDs in .BTF_ids";
	if (what)
		fprintf(stderr, "the base in another order: %s\n%s", what, text);
	free(text);
	free(btf);
	free(ids);
	free_sorted(&s);
	return what;
}
