/* SPDX-License-Identifier: GPL-2.0 */
/* The reference while it is being made: which types of the base it names. */
#ifndef _EMIT_REF_H
#define _EMIT_REF_H

#include "tool.h"

/**
 * struct bytes - a buffer that grows
 * @data: allocated
 * @len: bytes used
 * @room: bytes allocated
 */
struct bytes {
	char *data;
	size_t len;
	size_t room;
};

void *bytes_append(struct bytes *bytes, const void *data, size_t len);
void bytes_begin_btf(struct bytes *bytes, __u32 hdr_len);
void bytes_finish_btf(struct bytes *bytes, __u16 magic,
		      const struct bytes *layout, const struct bytes *strs);

/**
 * struct leaf - what a leaf entry says about a type
 * @name: its name; "": none
 * @kind: BTF_KIND_*, ENUM for ENUM64; 0: void
 * @size: in bytes, of an array that of all its elements; 0: has none
 * @data: INT: encoding, offset and bits; FWD: kind_flag
 */
struct leaf {
	const char *name;
	__u32 kind;
	__u32 size;
	__u32 data;
};

/**
 * struct entry - a type that the reference names, or what a typedef stands for
 * @leaf: what it is
 * @target: TYPEDEF, FUNC: what it stands for
 * @base_id: the type of the base; 0: it is there for a typedef only
 * @used: the module refers to it, not only another entry
 * @exact: its definition is recorded, too
 * @text: @exact: its definition, for an order that does not depend on IDs
 * @id: the entry's ID, once entries are numbered
 * @name_off: offset of the name in the reference's strings
 */
struct entry {
	struct leaf leaf;
	struct leaf target;
	__u32 base_id;
	bool used;
	bool exact;
	char *text;
	__u32 id;
	__u32 name_off;
};

/**
 * struct emit_ref - a reference being made
 * @base: the base
 * @entry_of: by base ID: 1 + index of its entry, and its ID once entries are
 *	numbered; 0: it has none
 * @part_of: by base ID, of types without a name that exact entries lead to: not
 *	0 once seen; then the ID, once it has one
 * @entries: sorted once entries are numbered
 * @nr_entries: number of @entries
 * @parts: base IDs of types without a name, and (0) of markers of typedefs
 * @marked: as @parts: the typedef that a marker is for; 0: no marker
 * @nr_parts: number of @parts
 * @strs: strings
 * @copy: the type that is being written
 * @nr: the first ID after the reference, once it is written
 *
 * @entry_of and @part_of are the emitter's, and all zero between modules.
 */
struct emit_ref {
	const struct base *base;
	__u32 *entry_of;
	__u32 *part_of;
	struct entry *entries;
	__u32 nr_entries;
	__u32 *parts;
	__u32 *marked;
	__u32 nr_parts;
	struct bytes strs;
	void *copy;
	__u32 nr;
};

bool emit_ref_need(struct emit_ref *ref, __u32 base_id);
int emit_ref_write(struct emit_ref *ref, struct bytes *out, const char *path);
__u32 emit_ref_shared_name(const struct emit_ref *ref, const char *name);
void emit_ref_free(struct emit_ref *ref);

#endif /* _EMIT_REF_H */
