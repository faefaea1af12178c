/* SPDX-License-Identifier: GPL-2.0 */
/* BTF from a few words of text, for tests that say what they are about. */
#ifndef _BLOB_H
#define _BLOB_H

#include <linux/btf.h>
#include <stddef.h>

#define BLOB_MAX_ITEMS 1024

/**
 * struct blob - BTF, whole or split
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
struct blob {
	void *data;
	size_t len;
	__u32 start;
	__u32 nr_types;
	__u32 str_len;
	const struct blob *base;
	const char *strs;
	__u32 nr_items;
	const char *kinds[BLOB_MAX_ITEMS];
	const char *names[BLOB_MAX_ITEMS];
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
void blob_make(struct blob *blob, const char *text, const struct blob *base);
void blob_free(struct blob *blob);

/* A copy of BTF with a header of at least 32 bytes and a layout of all kinds; the
 * caller frees it.
 */
void *blob_add_layout(const void *btf, size_t *len, __u32 hdr_len);

/* The first type of that name, in the blob or its base; 0: there is none. */
__u32 blob_find(const struct blob *blob, const char *name);

#endif /* _BLOB_H */
