// SPDX-License-Identifier: GPL-2.0
/* Reading split BTF over a base, and comparing types. */
#include "split.h"

static int check_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct split *split = ctx;

	(void)edge;
	return *id < split->base->nr_types + split->nr ? 0 : -EINVAL;
}

static int check_name(void *ctx, const __u32 *off)
{
	const struct split *split = ctx;

	return *off < split->base->str_len ||
	       *off - split->base->str_len < split->sec.str_len ? 0 : -EINVAL;
}

/**
 * split_read() - read split BTF
 * @split: filled in; the caller calls split_free() even after an error
 * @base: the base, which must outlive it
 * @btf: the section, 4-byte aligned, which must outlive it
 * @len: bytes of @btf
 * @sink: where problems go
 *
 * Return: 0, or -EINVAL, reported, when it is malformed, or an ID or a name is out of
 * range.
 */
int split_read(struct split *split, const struct btf_rec_types *base,
	       const void *btf, size_t len, const struct btf_rec_sink *sink)
{
	__u32 i;
	int nr;

	*split = (struct split){
		.base = base,
		.sec = {
			.name = ".BTF", .data = btf, .len = len,
			.kinds = ~BTF_REC_M_VOID,
		},
	};
	if (len > 0xffffffffU || btf_rec_read_header(&split->sec, sink))
		return -EINVAL;
	split->types = xcalloc(btf_rec_max_types(&split->sec),
			       sizeof(*split->types));
	nr = btf_rec_read_types(&split->sec, split->types, NULL,
				base->nr_types, sink);
	if (nr < 0)
		return nr;
	split->nr = nr;
	for (i = 0; i < split->nr; i++)
		if (btf_rec_walk(split->types[i], check_id, check_name, split))
			return btf_rec_malformed(sink, split->sec.name,
						 base->nr_types + i,
						 "id or name out of range");
	return 0;
}

void split_free(struct split *split)
{
	free(split->types);
}

/* Two types: the walk visits @one, and finds the same place in @other. */
struct pair {
	const struct btf_type *one, *other;
	const struct sameness *same;
};

static __u32 counterpart(const struct pair *pair, const __u32 *word)
{
	return *(const __u32 *)((const char *)pair->other +
				((const char *)word - (const char *)pair->one));
}

static int compare_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct pair *pair = ctx;

	(void)edge;
	return !pair->same->id(pair->same->ctx, *id, counterpart(pair, id));
}

static int compare_name(void *ctx, const __u32 *off)
{
	const struct pair *pair = ctx;

	return !pair->same->name(pair->same->ctx, *off, counterpart(pair, off));
}

/* Compare the words that a walk does not visit: sizes, values, offsets. */
static bool same_words(const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_rec_layout *l = &btf_rec_layouts[btf_rec_raw_kind(a)];
	const char *p = (const char *)(a + 1), *q = (const char *)(b + 1);
	__u32 i, skip = 0;

	if (a->info != b->info || (!l->type && a->size != b->size))
		return false;
	if (btf_rec_is(a, BTF_REC_M(ARRAY)))
		return ((const struct btf_array *)p)->nelems ==
		       ((const struct btf_array *)q)->nelems;
	if (memcmp(p, q, l->fixed))
		return false;
	p += l->fixed;
	q += l->fixed;
	if (l->elem_named)
		skip = sizeof(__u32);
	if (l->elem_type && l->elem_id == skip)
		skip += sizeof(__u32);
	for (i = 0; i < btf_rec_vlen(a); i++, p += l->elem, q += l->elem)
		if (memcmp(p + skip, q + skip, l->elem - skip))
			return false;
	return true;
}

/**
 * same_type() - are two types the same, word by word?
 * @one: the one
 * @other: the other
 * @same: when IDs and names are
 *
 * Return: true if so.
 */
bool same_type(const struct btf_type *one, const struct btf_type *other,
	       const struct sameness *same)
{
	struct pair pair = { one, other, same };

	return same_words(one, other) &&
	       !btf_rec_walk(one, compare_id, compare_name, &pair);
}
