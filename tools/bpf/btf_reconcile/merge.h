/* SPDX-License-Identifier: GPL-2.0 */
/* Replacing a module's copies of the base's types by those types. */
#ifndef _MERGE_H
#define _MERGE_H

#include "btf_ids.h"
#include "tool.h"

/**
 * struct merger - what is kept from one module to the next
 * @base: the base that all of them were made against
 * @same: by base ID, the type itself, or of those without a name that are made of the
 *	same, one for all
 * @first: by hash, the first of these latter; 0: none
 * @next: by base ID, the next one of the same hash; 0: none
 * @tagged: by base ID, whether a DECL_TAG is on the type
 * @mask: number of @first, less 1
 */
struct merger {
	const struct base *base;
	__u32 *same;
	__u32 *first;
	__u32 *next;
	bool *tagged;
	__u32 mask;
};

/**
 * struct merged - the result of a merge
 * @btf: its split BTF; allocated
 * @len: bytes of @btf
 * @nr_before: number of its own types before
 * @nr_after: and now
 * @nr_replaced: named types that the base's replaced
 */
struct merged {
	void *btf;
	size_t len;
	__u32 nr_before;
	__u32 nr_after;
	__u32 nr_replaced;
};

void merger_init(struct merger *merger, const struct base *base);
void merger_free(struct merger *merger);
int merge_btf(struct merger *merger, const void *btf, size_t len,
	      struct btf_ids *ids, const char *path, struct merged *merged);

#endif /* _MERGE_H */
