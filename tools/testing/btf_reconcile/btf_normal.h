/* SPDX-License-Identifier: GPL-2.0 */
/* The id-free normal form of split BTF, and its C dump, to compare by. */
#ifndef _BTF_NORMAL_H
#define _BTF_NORMAL_H

#include <stdbool.h>

#include <bpf/btf.h>

/**
 * struct lines - a set of texts
 * @text: sorted, no two alike; each owned by the set
 * @nr: how many
 * @size: for how many there is room
 */
struct lines {
	char **text;
	size_t nr;
	size_t size;
};

/* One line for each named type, variable and function of the split. */
void btf_normal(const struct btf *split, struct lines *lines);

/* One text for each definition in the C dump of the split. */
void btf_c_dump(const struct btf *split, struct lines *lines);

/* The same of what has a name in the split, and what that needs: a copy of a type
 * that has none is left out, and so is what only it leads to, which is the base's.
 */
void btf_c_dump_named(const struct btf *split, struct lines *lines);

/* The same two when it does not matter which of several types of one name is meant,
 * or whether it is the base's, the split's, or only declared.
 */
void btf_normal_by_name(const struct btf *split, struct lines *lines);
void btf_c_dump_by_name(const struct btf *split, struct lines *lines);

/* Are the types of the split in the order that kernels since 7.0 bisect: those without
 * a name first, then by name? Not after btf__dedup(), which leaves out types.
 */
bool btf_is_sorted(const struct btf *split);

/* Print what only one of the two has, at most 10 of each; how many there are. */
size_t lines_diff(const struct lines *a, const char *name_a,
		  const struct lines *b, const char *name_b);
/* Take away from the first what the second has, too. */
void lines_remove(struct lines *from, const struct lines *what);
bool lines_same(const struct lines *a, const struct lines *b);
void lines_free(struct lines *lines);

#endif /* _BTF_NORMAL_H */
