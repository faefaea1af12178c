/* SPDX-License-Identifier: GPL-2.0 */
/*
 * For the harnesses that CBMC runs: a run over any bytes, and what each phase of the
 * core leaves to the next.
 *
 * A harness includes the file of the core that it is about, so that it reaches
 * static functions too. The limits of the core are variables here: what is proven
 * holds for each value up to the one that the harness allows.
 */
#ifndef _PROVE_H
#define _PROVE_H

#include "btf_reconcile_core.h"

struct limits {
	__u32 chain, search, compare;
	int name;
};

extern struct limits limits;

#undef BTF_REC_MAX_CHAIN
#undef BTF_REC_MAX_NAME
#undef BTF_REC_MAX_SEARCH
#undef BTF_REC_MAX_COMPARE
#define BTF_REC_MAX_CHAIN	limits.chain
#define BTF_REC_MAX_NAME	limits.name
#define BTF_REC_MAX_SEARCH	limits.search
#define BTF_REC_MAX_COMPARE	limits.compare

/* Sizes, by -D: words of each type of the split BTF, the reference and the base, and of
 * them together; bytes of their strings, of .BTF_ids, slots of it. Where types begin
 * is so known to CBMC, which is what makes a harness small; a section of so many words
 * holds for all of them if all ways to divide it are listed.
 */
#ifndef SPLIT
#define SPLIT		3
#define SPLIT_SIZES	3
#endif
#ifndef REF
#define REF		3
#define REF_SIZES	3
#endif
#ifndef BASE
#define BASE		3
#define BASE_SIZES	3
#endif
#ifndef SPLIT_STRS
#define SPLIT_STRS	2
#endif
#ifndef REF_STRS
#define REF_STRS	4
#endif
#ifndef BASE_STRS
#define BASE_STRS	4
#endif
#ifndef IDS
#define IDS		16
#endif
#ifndef SLOTS
#define SLOTS		2
#endif
/* The longest chain of typedefs, modifiers and arrays that is followed. */
#ifndef CHAIN
#define CHAIN		3
#endif

#define NR(...)		(sizeof((__u8[]){ __VA_ARGS__ }))
#define MAX_REF		(1 + NR(REF_SIZES))
#define MAX_IDS		(MAX_REF + NR(SPLIT_SIZES))
#define MAX_BASE	(1 + NR(BASE_SIZES))

/* CBMC takes these for any value. */
__u32 nondet_u32(void);
__u8 nondet_u8(void);
_Bool nondet_bool(void);

#define assume(what)	__CPROVER_assume(what)

static inline __u32 any_below(__u32 end)
{
	__u32 n = nondet_u32();

	assume(n < end);
	return n;
}

/* Whatever the core allocates comes from here, or does not. With ROOM it is an object
 * of so many bytes, since CBMC is slow with those whose size it does not know.
 */
void *any_alloc(size_t size);
extern size_t allocated;
#define btf_rec_alloc	any_alloc
#define btf_rec_free	free

void hear(void *nr, const struct btf_rec_problem *problem);
extern __u32 heard;

/* Any value for the limits; sections and tables with any contents. */
void any_limits(void);
void any_run(struct btf_rec_run *run);
/* A base of any types that btf_rec_read_types() takes, of BASE_SIZES. */
void any_base(struct btf_rec_types *base);
struct btf_rec_index *any_index(const struct btf_rec_types *base);
/* Entries that may be used: others only describe these, and are hidden. */
#define M_ENTRIES	(BTF_REC_M_HAS_SIZE | BTF_REC_M(FWD) | \
			 BTF_REC_M(TYPEDEF) | BTF_REC_M(FUNC))
/* Reference IDs and names as any checked reference may leave them. */
void any_reference(struct btf_rec_run *run);
/* .BTF_ids and its slots with any contents. */
void any_ids(struct btf_rec_module *mod);

/* What read_types() of btf_reconcile.c leaves of types of SPLIT_SIZES and REF_SIZES. */
extern const __u32 reference_kinds;
void read_sections(struct btf_rec_run *run);
/* The harness for each kind that the first type of the split BTF can have: CBMC goes
 * through them one by one, which is less than all at once.
 */
void for_each_kind(struct btf_rec_run *run,
		   void (*harness)(struct btf_rec_run *run));

/* What a phase leaves, and later ones take for granted: the harness of the former
 * asserts it, those of the latter assume it.
 */
bool holders_are_checked(const struct btf_rec_run *run);
bool split_is_checked(const struct btf_rec_run *run);
bool slots_are_checked(const struct btf_rec_run *run);
bool is_matched(const struct btf_rec_run *run);

#endif /* _PROVE_H */
