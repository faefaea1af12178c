/* SPDX-License-Identifier: GPL-2.0 */
/* From split BTF to split BTF with a reference, bytes in and bytes out. */
#ifndef _EMIT_BTF_H
#define _EMIT_BTF_H

#include "btf_ids.h"
#include "tool.h"

/**
 * struct emitter - what is kept from one module to the next
 * @base: the base that all of them were made against
 * @ids: by base id, what becomes of it in this module
 * @strs: by offset in the base's strings, the offset in this module's
 */
struct emitter {
	struct base *base;
	__u32 *ids;
	__u32 *strs;
};

/**
 * struct emit_result - what a module becomes
 * @btf: the split BTF, flagged
 * @ref: the reference
 * @ids: .BTF_ids, renumbered if it was resolved; NULL: as it was
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @nr_ref: types in the reference
 * @nr_copies: types of the base copied into the split BTF
 * @nr_private: structs and unions of the split BTF that the base has too
 * @private: names of the first few of them; they live as long as the input
 */
struct emit_result {
	void *btf;
	void *ref;
	char *ids;
	size_t btf_len;
	size_t ref_len;
	__u32 nr_ref;
	__u32 nr_copies;
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
