// SPDX-License-Identifier: GPL-2.0
#include "grow.h"

/**
 * struct growth - one copy in the making
 * @start: the first id that is the BTF's own
 * @strs_start: the first name offset that is
 * @id_shift: what is added to its own ids
 * @names: by offset in its own strings, the copy's offset; 0: no name starts
 *	there
 */
struct growth {
	__u32 start;
	__u32 strs_start;
	__u32 id_shift;
	__u32 *names;
	void *bytes;
};

static int shift_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct growth *g = ctx;

	if (*id >= g->start)
		*btf_rec_writable(g->bytes, id) += g->id_shift;
	return 0;
}

static int rename_it(void *ctx, const __u32 *off)
{
	const struct growth *g = ctx;

	if (!*off || *off < g->strs_start)
		return 0;
	*btf_rec_writable(g->bytes, off) = g->names[*off - g->strs_start];
	return *off ? 0 : -EINVAL;
}

static __u32 count(const char *p, const char *end)
{
	__u32 nr = 0;

	for (; p < end; p += btf_rec_type_size((void *)p))
		nr++;
	return nr;
}

/* Strings with a suffix; where each went is in names[]. */
static size_t copy_strings(struct growth *g, const char *strs, __u32 len,
			   int copy, char *to, __u32 to_off)
{
	__u32 off, done = 0;

	for (off = 0; off < len; off += strlen(strs + off) + 1) {
		g->names[off] = to_off + done;
		done += sprintf(to + done, strs[off] ? "%s_%d" : "%s",
				strs + off, copy) + 1;
	}
	return done;
}

static void copy_types(struct growth *g, char *p, const char *end)
{
	for (; p < end; p += btf_rec_type_size((void *)p)) {
		g->bytes = p;
		if (btf_rec_walk((void *)p, shift_id, rename_it, g)) {
			fprintf(stderr, "grow: a name that is part of another\n");
			exit(2);
		}
	}
}

void *grow(const void *btf, const struct btf_rec_types *base, int times,
	   size_t *len)
{
	const struct btf_header *h = btf;
	const char *types = (const char *)btf + h->hdr_len + h->type_off;
	const char *strs = (const char *)btf + h->hdr_len + h->str_off;
	struct growth g = {
		.start = base ? base->nr_types : 1,
		.strs_start = base ? base->str_len : 0,
		.names = xcalloc(h->str_len, sizeof(*g.names)),
	};
	__u32 nr = count(types, types + h->type_len);
	/* a suffix is at most 4 bytes, a string at least one */
	char *new_strs = xmalloc((size_t)h->str_len * 5 * times);
	struct btf_header new = *h;
	char *out;
	int i;

	new.hdr_len = sizeof(new);
	new.type_off = 0;
	new.type_len = h->type_len * times;
	new.str_off = new.type_len;
	new.str_len = h->str_len;
	out = xmalloc(sizeof(new) + new.type_len + (size_t)h->str_len * 5 * times);
	memcpy(new_strs, strs, h->str_len);
	for (i = 0; i < times; i++) {
		char *to = out + sizeof(new) + (size_t)i * h->type_len;

		memcpy(to, types, h->type_len);
		if (!i)
			continue;
		g.id_shift = nr * i;
		new.str_len += copy_strings(&g, strs, h->str_len, i + 1,
					    new_strs + new.str_len,
					    g.strs_start + new.str_len);
		copy_types(&g, to, to + h->type_len);
	}
	memcpy(out, &new, sizeof(new));
	memcpy(out + sizeof(new) + new.type_len, new_strs, new.str_len);
	*len = sizeof(new) + new.type_len + new.str_len;
	free(new_strs);
	free(g.names);
	return out;
}
