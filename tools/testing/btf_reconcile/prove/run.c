// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a run: its tables, for sections of any lengths below LENGTHS, and how
 * reading fills them.
 */
#include "prove.h"
#include "btf_reconcile.c"

#ifndef LENGTHS
#define LENGTHS	1024
#endif

const __u32 reference_kinds = REFERENCE_KINDS;

/* A table begins where the one before it has its end, or later; the last ends
 * within the allocation.
 */
void tables(void)
{
	struct btf_rec_run run = { };
	__u64 nr_ref, nr;
	void *tables;

	run.ref.types_len = any_below(LENGTHS);
	run.ref.str_len = any_below(LENGTHS);
	run.split.types_len = any_below(LENGTHS);
	nr_ref = 1 + (__u64)btf_rec_max_types(&run.ref);
	nr = nr_ref + btf_rec_max_types(&run.split);
	if (alloc_tables(&run, &tables)) {
		assert(!tables);
		return;
	}
	assert((void *)run.types == tables);
	assert((void *)run.holder >= (void *)(run.types + nr));
	assert(run.map >= run.holder + nr);
	assert(run.trial >= run.map + nr_ref);
	assert(run.queue >= run.trial + nr_ref);
	assert(run.base_names >= run.queue + nr_ref);
	assert(run.stack >= run.base_names + run.ref.str_len);
	assert(run.kinds >=
	       (__u8 *)(run.stack + run.split.types_len / sizeof(__u32) + 1));
	assert(run.flags >= run.kinds + nr);
	assert(run.names >= run.flags + nr);
	assert((size_t)(run.names - (__u8 *)tables) + run.ref.str_len <=
	       allocated);
}

/* read_types() leaves what read_sections() of prove.c does. */
void read_both(void)
{
	struct btf_rec_run run;
	__u32 at, nr;

	any_run(&run);
	if (read_types(&run))
		return;
	nr = run.nr;
	assert(run.nr_ref >= 1 && nr >= run.nr_ref);
	assert(run.nr_ref <= MAX_REF && nr <= MAX_IDS);
	assert(!run.types[0] && run.kinds[0] == BTF_KIND_UNKN);
	at = any_below(nr);
	assert(!run.holder[at] && !run.flags[at]);
	assert(!at || run.kinds[at] == btf_rec_raw_kind(run.types[at]));
	assert(at >= run.nr_ref || (!run.map[at] && !run.trial[at]));
	if (run.ref.str_len)
		assert(!run.names[any_below(run.ref.str_len)]);
}
