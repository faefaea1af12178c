/* SPDX-License-Identifier: GPL-2.0 */
/* BTF from a few words of text, for tests that say what they are about. */
#ifndef _TEXT_BTF_H
#define _TEXT_BTF_H

#include <linux/btf.h>
#include <stddef.h>

#define TEXT_BTF_MAX_ITEMS 1024

/**
 * struct text_btf - BTF, whole or split
 * @data: the section
 * @len: bytes of @data
 * @start: the first id
 * @nr_types: the first id that is not used; counts those of @base
 * @str_len: bytes of strings; counts those of @base
 * @base: what it is split from, or NULL
 * @strs: its own strings, in @data
 * @nr_items: number of items in the text
 * @kinds: the first word of each
 * @names: and the second
 * @text: what they point into
 */
struct text_btf {
	void *data;
	size_t len;
	__u32 start;
	__u32 nr_types;
	__u32 str_len;
	const struct text_btf *base;
	const char *strs;
	__u32 nr_items;
	const char *kinds[TEXT_BTF_MAX_ITEMS];
	const char *names[TEXT_BTF_MAX_ITEMS];
	char *text;
};

/*
 * Text: items that end in ';' or a newline, one type each, in any order:
 *
 *	int NAME SIZE [signed] [BITS]	a _ in the name is a space
 *	float NAME SIZE
 *	enum NAME SIZE [signed] [VALUE-NAME[=VALUE]...]	enum64 too
 *	struct NAME SIZE [MEMBER:TYPE@BIT[:WIDTH]...]	union too
 *	fwd NAME, fwdu NAME
 *	typedef NAME TYPE		const, volatile, restrict, tag too; attr is a
 *					tag with kind_flag
 *	func NAME [PARAM:TYPE...] [-> TYPE]
 *	percpu NAME TYPE SIZE		a variable, in a section of its own
 *	decl NAME TYPE MEMBER		a declaration tag; -1: of the whole type;
 *					declattr has kind_flag
 *
 * NAME - is no name. TYPE is a name, of this text or the base's, or void; then
 * any number of *, [N] and (TYPE,...), which is a prototype that returns what
 * stands before it. Where several have the name, "struct.x" is the struct and
 * "x#2" the second; an item whose NAME is written x~LABEL is found as that too.
 */
void text_btf_make(struct text_btf *made, const char *text,
		   const struct text_btf *base);
void text_btf_free(struct text_btf *made);

/* A copy of BTF with a header of at least 32 bytes and a layout of all kinds; the
 * caller frees it.
 */
void *text_btf_add_layout(const void *btf, size_t *len, __u32 hdr_len);

/* The first type of that name, in the text or its base; 0: there is none. */
__u32 text_btf_find(const struct text_btf *made, const char *name);

#endif /* _TEXT_BTF_H */
