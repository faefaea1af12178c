// SPDX-License-Identifier: GPL-2.0
/*
 * btf_reconcile() - a module's split BTF, from its reference to the base.
 *
 * The phases, one file each: read the sections, check every id and name,
 * match the reference types that are used, rewrite. Nothing is written before
 * everything has been checked and matched.
 */
#include "btf_reconcile_core.h"

#define DISTILLED_KINDS	(BTF_REC_M_COMPOSITE | BTF_REC_M(INT) | \
			 BTF_REC_M(FLOAT) | BTF_REC_M(ENUM) | BTF_REC_M(FWD))
#define REFERENCE_KINDS	(DISTILLED_KINDS | BTF_REC_M(ENUM64) | \
			 BTF_REC_M_CHAIN | BTF_REC_M(PTR) | \
			 BTF_REC_M(ARRAY) | BTF_REC_M(FUNC_PROTO) | \
			 BTF_REC_M(FUNC))
#define SPLIT_KINDS	(~BTF_REC_M_VOID)

/* The reference is read as words, but the file may have it at any offset. */
static int align_reference(struct btf_rec_run *run, void **copy)
{
	*copy = NULL;
	if (!run->ref.len || !((unsigned long)run->ref.data % sizeof(__u32)))
		return 0;
	*copy = btf_rec_alloc(run->ref.len);
	if (!*copy)
		return -ENOMEM;
	memcpy(*copy, run->ref.data, run->ref.len);
	run->ref.data = *copy;
	return 0;
}

static int read_headers(struct btf_rec_run *run)
{
	const struct btf_rec_module *mod = run->mod;
	int err;

	run->split.name = ".BTF";
	run->split.data = mod->btf;
	run->split.len = mod->btf_len;
	run->split.kinds = SPLIT_KINDS;
	run->split.relative = !mod->distilled;
	run->ref.kinds = mod->distilled ? DISTILLED_KINDS : REFERENCE_KINDS;

	err = btf_rec_read_header(&run->split, &run->sink);
	return err ?: btf_rec_read_header(&run->ref, &run->sink);
}

/* One allocation for all tables. The depth-first search needs at most one word of
 * stack for each type and each ID, and each of these takes at least four bytes of
 * the type section.
 */
static int alloc_tables(struct btf_rec_run *run, void **tables)
{
	__u64 nr_ref = 1 + (__u64)btf_rec_max_types(&run->ref);
	__u64 nr = nr_ref + btf_rec_max_types(&run->split);
	__u64 words = nr + 3 * nr_ref + run->ref.str_len +
		      run->split.types_len / sizeof(__u32) + 1;
	__u64 size = nr * sizeof(*run->types) + words * sizeof(__u32) +
		     2 * nr + run->ref.str_len;

	/* On 32-bit machines the tables for a GiB of names are too large. Tests
	 * on 64-bit machines do not show that.
	 */
	*tables = size <= SIZE_MAX ? btf_rec_alloc(size) : NULL;
	if (!*tables)
		return -ENOMEM;
	run->types = *tables;
	run->holder = (__u32 *)(run->types + nr);
	run->map = run->holder + nr;
	run->trial = run->map + nr_ref;
	run->queue = run->trial + nr_ref;
	run->base_names = run->queue + nr_ref;
	run->stack = run->base_names + run->ref.str_len;
	run->kinds = (__u8 *)(run->holder + words);
	run->flags = run->kinds + nr;
	run->names = run->flags + nr;
	return 0;
}

/* Clear only what the types found use; the tables are mostly larger. */
static void clear_tables(struct btf_rec_run *run)
{
	memset(run->holder, 0, run->nr * sizeof(*run->holder));
	memset(run->map, 0, run->nr_ref * sizeof(*run->map));
	memset(run->trial, 0, run->nr_ref * sizeof(*run->trial));
	memset(run->flags, 0, run->nr);
	memset(run->names, 0, run->ref.str_len);
}

static int read_types(struct btf_rec_run *run)
{
	int nr;

	run->types[0] = NULL;
	run->kinds[0] = BTF_KIND_UNKN;
	nr = btf_rec_read_types(&run->ref, run->types + 1, run->kinds + 1, 1,
				&run->sink);
	if (nr < 0)
		return nr;
	run->nr_ref = 1 + nr;
	nr = btf_rec_read_types(&run->split, run->types + run->nr_ref,
				run->kinds + run->nr_ref, run->nr_ref,
				&run->sink);
	if (nr < 0)
		return nr;
	run->nr = run->nr_ref + nr;
	clear_tables(run);
	return 0;
}

/* Can the base's numbering express the module's IDs and name offsets? */
static int check_range(const struct btf_rec_run *run)
{
	__u64 nr = run->base->nr_types + (__u64)(run->nr - run->nr_ref);
	__u64 len = run->base->str_len + (__u64)run->split.str_len;

	return nr >> 32 | len >> 32 ? -E2BIG : 0;
}

static int check(struct btf_rec_run *run)
{
	int err;

	err = read_types(run);
	if (!err)
		err = btf_rec_check_reference(run);
	if (!err)
		err = btf_rec_check_split(run);
	return err ?: btf_rec_check_slots(run);
}

static int reconcile(struct btf_rec_run *run)
{
	int err = check(run);

	if (!err)
		err = check_range(run);
	if (!err)
		err = btf_rec_match(run);
	if (err)
		return err;
	btf_rec_rewrite(run);
	btf_rec_rewrite_slots(run);
	return 0;
}

static int start(struct btf_rec_index *index,
		 const struct btf_rec_module *mod, struct btf_rec_stats *stats,
		 int (*phases)(struct btf_rec_run *run))
{
	struct btf_rec_run run = {
		.index = index,
		.base = index ? btf_rec_index_types(index) : NULL,
		.mod = mod,
		.stats = stats,
		.sink = { mod->report, mod->priv },
		.ref = {
			.name = mod->distilled ? BTF_DISTILLED_SECTION
					       : BTF_REF_SECTION,
			.data = mod->ref,
			.len = mod->ref_len,
		},
	};
	void *tables = NULL, *copy;
	int err;

	memset(stats, 0, sizeof(*stats));
	err = align_reference(&run, &copy);
	if (!err)
		err = read_headers(&run);
	if (!err)
		err = alloc_tables(&run, &tables);
	if (!err)
		err = phases(&run);
	btf_rec_free(tables);
	btf_rec_free(copy);
	return err;
}

/**
 * btf_reconcile() - number a module's split BTF against the base
 * @index: index of the base; other threads may use it at the same time
 * @mod: the module's sections, which nobody has verified
 * @stats: what was done, and how many mismatches there are; set in any case
 *
 * Takes no lock and keeps nothing; allocates at most a fixed multiple of the
 * sections' sizes for the time of the call. May sleep in the kernel. Time is
 * linear in the sections' sizes, plus one look-up for each reference type,
 * plus at most BTF_REC_MAX_COMPARE comparisons of recorded members; plus two scans of
 * a base that is not sorted, if @mod is the first whose .BTF_ids names functions.
 *
 * Return:
 * * 0		- @mod->btf and @mod->ids are numbered against the base
 * * -EINVAL	- malformed, reported; says which section, type and rule
 * * -ESRCH	- some reference types have no match, each reported
 * * -E2BIG	- more types or strings than 32 bits can number
 * * -ENOMEM	- no memory
 *
 * On any error @mod->btf is as it was and @mod->ids is all zero.
 */
int btf_reconcile(struct btf_rec_index *index,
		  const struct btf_rec_module *mod,
		  struct btf_rec_stats *stats)
{
	int err = start(index, mod, stats, reconcile);

	if (err && mod->ids)
		memset(mod->ids, 0, mod->ids_len);
	return err;
}

/**
 * btf_rec_check() - check a module's sections as btf_reconcile() does
 * @mod: the module's sections, which nobody has verified
 * @stats: set to zero
 *
 * Matches and writes nothing, for whoever relocates the BTF by other means.
 * Locks, memory and time as btf_reconcile().
 *
 * Return: 0; -EINVAL, reported, when a section is malformed; -ENOMEM.
 */
int btf_rec_check(const struct btf_rec_module *mod,
		  struct btf_rec_stats *stats)
{
	return start(NULL, mod, stats, check);
}
