/* SPDX-License-Identifier: GPL-2.0 */
/* The BTF sections of a module that was never built: made from text. */
#ifndef _SPECIMEN_H
#define _SPECIMEN_H

#include <linux/btf.h>
#include <stddef.h>

enum specimen_part {
	SPECIMEN_BTF,
	SPECIMEN_REF,
	SPECIMEN_SLOTS,		/* .BTF.base_ref.ids, the IDs in it */
	SPECIMEN_IDS,		/* .BTF_ids, as it is in the file */
	SPECIMEN_NR_PARTS,
};

/**
 * struct specimen - sections, each in memory of its own
 * @data: contents; NULL: there is no such section
 * @len: bytes
 */
struct specimen {
	void *data[SPECIMEN_NR_PARTS];
	size_t len[SPECIMEN_NR_PARTS];
};

extern const char * const specimen_sections[SPECIMEN_NR_PARTS];

/* Built against the base that one text describes (see blob.h), from another;
 * without .BTF_ids.
 */
int specimen_make(struct specimen *s, const char *built, const char *split);

/* Something of every kind, with the .BTF_ids that btf_rec_mini.c has; it matches
 * Linux.
 */
extern const char specimen_base[];
int specimen_make_full(struct specimen *s);

/* Of pahole's format: the same reference in .BTF.base, and no flag. */
void specimen_distill(struct specimen *s);

void specimen_free(struct specimen *s);

/* The id of the type called that in a section: "KIND.NAME", or the first of
 * "KIND", or "KIND#N" for the Nth of them; and where its bytes are.
 */
__u32 specimen_find(const struct specimen *s, enum specimen_part part,
		    const char *name, struct btf_type **t);

#endif /* _SPECIMEN_H */
