/* SPDX-License-Identifier: GPL-2.0 */
/* All that can be wrong with the BTF sections of a module with a reference: each rule
 * that the core has for their bytes, broken once.
 */
#ifndef _MALFORMED_H
#define _MALFORMED_H

#include "module_sections.h"

/**
 * enum spoil_op - what is done to a word
 * @SPOIL_SET: it becomes a value
 * @SPOIL_ADD: a value is added
 * @SPOIL_OR: bits are set
 * @SPOIL_ID: it becomes the id of a type
 * @SPOIL_LAST: it becomes the offset of the last byte of the strings
 * @SPOIL_CUT: the section loses so many bytes at its end
 * @SPOIL_GONE: there is no such section
 * @SPOIL_HALF: it loses its second half
 * @SPOIL_NOISE: its bytes become noise, or from @at on
 * @SPOIL_LAYOUT: it gets a layout, and a header so many bytes long
 */
enum spoil_op {
	SPOIL_SET,
	SPOIL_ADD,
	SPOIL_OR,
	SPOIL_ID,
	SPOIL_LAST,
	SPOIL_CUT,
	SPOIL_GONE,
	SPOIL_HALF,
	SPOIL_NOISE,
	SPOIL_LAYOUT,
};

/**
 * struct spoil - one change
 * @op: what is done
 * @at: offset in bytes of the word, from the start of @type
 * @value: for @op
 * @type: the type that is changed, see sections_find(); NULL: the section
 * @id: SPOIL_ID: what it becomes the id of; looked up in .BTF, if it begins
 *	with "=" in the reference
 */
struct spoil {
	enum spoil_op op;
	__u32 at;
	__u32 value;
	const char *type;
	const char *id;
};

/**
 * struct malformed - one way
 * @name: named after the rule
 * @part: the section that is changed
 * @spoil: what is changed, the first after it was right, or a layout was added; the
 *	second may be nothing
 * @said: what the report must have
 */
struct malformed {
	const char *name;
	enum module_section part;
	struct spoil spoil[2];
	const char *said;
};

extern const struct malformed malformed[];
extern const size_t nr_malformed;

/* Change what sections_make_full() made. */
void sections_spoil(struct module_sections *s, const struct malformed *way);

#endif /* _MALFORMED_H */
