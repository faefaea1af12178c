/* SPDX-License-Identifier: GPL-2.0 */
/* From split BTF to split BTF with a reference, bytes in and bytes out. */
#ifndef _EMIT_BTF_H
#define _EMIT_BTF_H

#include "btf_ids.h"
#include "tool.h"

/**
 * struct emitter - what is kept from one module to the next
 * @base: the base that all of them were made against
 * @ids: by base ID, its ID in this module
 * @entries: by base ID, see struct emit_ref
 * @parts: by base ID, see struct emit_ref
 * @strs: by offset in the base's strings, the offset in this module's
 * @merger: what merges; NULL: copies of the base's types stay
 * @nr_duplicated: modules so far that have copies of the base's types
 */
struct emitter {
	struct base *base;
	__u32 *ids;
	__u32 *entries;
	__u32 *parts;
	__u32 *strs;
	struct merger *merger;
	__u32 nr_duplicated;
};

/**
 * struct emit_result - the new sections of a module
 * @btf: the split BTF, with BTF_REF_MAGIC
 * @ref: the reference
 * @ids: .BTF.base_ref.ids; NULL: the module has no .BTF_ids
 * @btf_ids: .BTF_ids, without its IDs; NULL: the module has none
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @ids_len: bytes of @ids
 * @btf_ids_len: bytes of @btf_ids
 * @nr_ref: types in the reference
 * @origin: by place in the split BTF, the ID that the type had: one of the module's
 *	own or, if it is a copy, of the base
 * @nr_types: number of @origin
 * @nr_copies: how many of them are copies
 * @nr_duplicates: structs and unions of the split BTF that the base has too
 * @nr_private: those of which the base has others of the same name
 * @private: names of the first few of the latter; they live as long as the input
 */
struct emit_result {
	void *btf;
	void *ref;
	void *ids;
	char *btf_ids;
	size_t btf_len;
	size_t ref_len;
	size_t ids_len;
	size_t btf_ids_len;
	__u32 nr_ref;
	__u32 *origin;
	__u32 nr_types;
	__u32 nr_copies;
	__u32 nr_duplicates;
	__u32 nr_private;
	const char *private[3];
};

void emitter_init(struct emitter *emitter, struct base *base);
void emitter_free(struct emitter *emitter);

int emit_btf(struct emitter *emitter, const void *btf, size_t len,
	     const struct btf_ids *ids, const char *path,
	     struct emit_result *result);
void emit_result_free(struct emit_result *result);

#endif /* _EMIT_BTF_H */
