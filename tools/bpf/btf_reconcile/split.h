/* SPDX-License-Identifier: GPL-2.0 */
/* Split BTF over a base, and whether two types are the same. */
#ifndef _SPLIT_H
#define _SPLIT_H

#include "tool.h"

/**
 * struct split - split BTF that is numbered against a base
 * @base: the base
 * @sec: its sections
 * @types: its own types; the first has the ID @base->nr_types
 * @nr: number of @types
 */
struct split {
	const struct btf_rec_types *base;
	struct btf_rec_section sec;
	const struct btf_type **types;
	__u32 nr;
};

int split_read(struct split *split, const struct btf_rec_types *base,
	       const void *btf, size_t len, const struct btf_rec_sink *sink);
void split_free(struct split *split);

/* Of an ID that is not void and in range, as split_read() has checked. */
static inline const struct btf_type *split_type(const struct split *split,
						__u32 id)
{
	const __u32 first = split->base->nr_types;

	return id < first ? split->base->types[id] : split->types[id - first];
}

static inline const char *split_name(const struct split *split, __u32 off)
{
	const __u32 first = split->base->str_len;

	return off < first ? split->base->strs + off
			   : split->sec.strs + (off - first);
}

/**
 * struct sameness - when IDs and names are the same
 * @id: is an ID of the one type the same as one of the other?
 * @name: the same for name offsets
 * @ctx: for both
 */
struct sameness {
	bool (*id)(const void *ctx, __u32 one, __u32 other);
	bool (*name)(const void *ctx, __u32 one, __u32 other);
	const void *ctx;
};

bool same_type(const struct btf_type *one, const struct btf_type *other,
	       const struct sameness *same);

#endif /* _SPLIT_H */
