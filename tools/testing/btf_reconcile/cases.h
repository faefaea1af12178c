/* SPDX-License-Identifier: GPL-2.0 */
/* Modules as the tests reconcile them, in a file, to be reconciled once more by
 * the core built otherwise: see replay.c.
 */
#ifndef _CASES_H
#define _CASES_H

#include "../../../kernel/bpf/btf_reconcile_core.h"

/**
 * struct case_lens - what a case in the file begins with, in bytes
 * @base: of raw BTF; 0: the same base as that of the case before
 * @btf: the split BTF, which follows it
 * @ref: its reference
 * @slots: the slots
 * @ids: .BTF_ids
 * @distilled: as in struct btf_rec_module
 * @no_slots: there is no section with slots
 */
struct case_lens {
	__u32 base, btf, ref, slots, ids;
	__u16 distilled, no_slots;
};

/* Before it is reconciled. The file is that of $CASES; unset: nothing is saved. */
void case_save(const struct btf_rec_module *mod, const void *base, size_t len);

#endif /* _CASES_H */
