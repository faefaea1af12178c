/* SPDX-License-Identifier: GPL-2.0 */
/* The BTF sections of a module that was never built: made from text. */
#ifndef _MODULE_SECTIONS_H
#define _MODULE_SECTIONS_H

#include <linux/btf.h>
#include <stddef.h>

enum module_section {
	SECTION_BTF,
	SECTION_REF,
	SECTION_SLOTS,		/* .BTF.base_ref.ids, the IDs in it */
	SECTION_IDS,		/* .BTF_ids, as it is in the file */
	NR_SECTIONS,
};

/**
 * struct module_sections - sections, each in memory of its own
 * @data: contents; NULL: there is no such section
 * @len: bytes
 */
struct module_sections {
	void *data[NR_SECTIONS];
	size_t len[NR_SECTIONS];
};

extern const char * const sections_names[NR_SECTIONS];

/* Built from one text (see text_btf.h) against the base that another describes;
 * without .BTF_ids.
 */
int sections_make(struct module_sections *s, const char *built,
		  const char *split);

/* Something of every kind, with the .BTF_ids that btf_rec_mini.c has; it matches
 * Linux.
 */
extern const char sections_base[];
int sections_make_full(struct module_sections *s);

/* Of pahole's format: the same reference in .BTF.base, and no flag. */
void sections_distill(struct module_sections *s);

void sections_free(struct module_sections *s);

/* The id of the type called that in a section: "KIND.NAME", or the first of
 * "KIND", or "KIND#N" for the Nth of them; and where its bytes are.
 */
__u32 sections_find(const struct module_sections *s, enum module_section part,
		    const char *name, struct btf_type **t);

#endif /* _MODULE_SECTIONS_H */
