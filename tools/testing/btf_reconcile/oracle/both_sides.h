/* SPDX-License-Identifier: GPL-2.0 */
/* Kernels and modules as both sides see them, ours and the peer's. */
#ifndef _BOTH_SIDES_H
#define _BOTH_SIDES_H

#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "../../../bpf/btf_reconcile/emit_btf.h"
#include "../../../bpf/btf_reconcile/verdict.h"

/**
 * struct kernel - one kernel, as we have it and as the peer has it
 * @base: ours
 * @btf: the peer's, of the same bytes
 */
struct kernel {
	struct base base;
	struct btf *btf;
};

/**
 * struct subject - one module, in all its forms
 * @mod: its BTF as it was built
 * @split: the same as the peer has it
 * @ref: what the peer distilled of the base
 * @distilled: and the split BTF that goes with it
 * @emitted: ours
 */
struct subject {
	struct module_btf mod;
	struct btf *split;
	struct btf *ref, *distilled;
	struct emit_result emitted;
};

/* All of these end the program if they cannot do it. */
void kernel_open(struct kernel *k, const char *dir);
void kernel_take(struct kernel *k, void *data, size_t len);
void kernel_close(struct kernel *k);
char **list_modules(const char *dir, int *nr);

/* From a file, or from bytes that it owns from then on; 0 if it can be used. */
int subject_open(struct subject *s, struct kernel *k, const char *path);
int subject_take(struct subject *s, struct kernel *k, void *btf, size_t len);
void subject_close(struct subject *s);

int subject_distill(struct subject *s);
int subject_emit(struct subject *s, struct emitter *emitter);

/* The peer's distilled form, parsed anew, since relocation changes it; NULL: it
 * cannot be.
 */
struct btf *subject_parse(const struct subject *s, struct btf **ref);

/* Of what raw BTF says of itself in its header. */
size_t btf_size(const void *btf);

#endif /* _BOTH_SIDES_H */
