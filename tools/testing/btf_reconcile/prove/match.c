// SPDX-License-Identifier: GPL-2.0
/*
 * Matching: any checked reference, any checked split BTF, any base, by an index that
 * may give any types that have the name.
 */
#include "prove.h"
#include "btf_reconcile_match.c"

/* What check_split() and check_slots() may have found. */
static void any_use(struct btf_rec_run *run)
{
	__u32 id, off;

	for (id = 0; id < run->nr; id++) {
		run->flags[id] = nondet_u8();
		run->holder[id] = nondet_u32();
		if (id < run->nr_ref && run->kinds[id] == BTF_REC_HIDDEN)
			assume(!run->flags[id] && !run->holder[id]);
		if (run->holder[id] && id < run->nr_ref)
			assume(run->flags[id] & BTF_REC_F_USED);
	}
	for (off = 1; off < run->ref.str_len; off++)
		if (run->names[off] && nondet_bool())
			run->names[off] = BTF_REC_NAME_USED;
	assume(split_is_checked(run));
}

/* The rules, once more and shorter. Is a type of the base one that may stand for an
 * entry that is no typedef and records nothing?
 */
static bool may_stand_for(const struct btf_type *t, const struct btf_type *here,
			  bool held)
{
	const __u32 kind = btf_rec_raw_kind(t), is = btf_rec_raw_kind(here);

	switch (kind) {
	case BTF_KIND_INT:
		return is == BTF_KIND_INT && t->size == here->size &&
		       *(__u32 *)(t + 1) == *(__u32 *)(here + 1);
	case BTF_KIND_FLOAT:
		return is == BTF_KIND_FLOAT && t->size == here->size;
	case BTF_KIND_ENUM:
		return (is == BTF_KIND_ENUM || is == BTF_KIND_ENUM64) &&
		       (t->size == here->size ||
			(!held && (!t->size || !btf_rec_vlen(here))));
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		if (is == kind)
			return !held || t->size == here->size;
		return !held && is == BTF_KIND_FWD &&
		       btf_rec_kflag(here) == (kind == BTF_KIND_UNION);
	case BTF_KIND_FWD:
		if (is == BTF_KIND_FWD)
			return btf_rec_kflag(here) == btf_rec_kflag(t);
		return is == (btf_rec_kflag(t) ? BTF_KIND_UNION
					       : BTF_KIND_STRUCT);
	case BTF_KIND_FUNC:
		return is == BTF_KIND_FUNC;
	default:
		return false;
	}
}

static void is_honest(struct btf_rec_run *run)
{
	__u32 id = any_below(run->nr_ref);
	const struct btf_type *t, *here;

	if (!run->map[id])
		return;
	t = run->types[id];
	here = run->base->types[run->map[id]];
	assert(run->kinds[id] != BTF_REC_HIDDEN);
	if (btf_rec_raw_kind(t) == BTF_KIND_TYPEDEF)
		assert(btf_rec_raw_kind(here) == BTF_KIND_TYPEDEF);
	else if (btf_rec_is_leaf(run, id))
		assert(may_stand_for(t, here, run->holder[id]));
	else
		assert(t->info == here->info && t->size == here->size);
}

static void match_any(struct btf_rec_run *run, struct btf_rec_types *types)
{
	int err;

	any_run(run);
	assume(run->ref.str_len && !run->ref.strs[0]);
	read_sections(run);
	if (btf_rec_check_reference(run))
		return;
	any_use(run);
	any_base(types);
	run->base = types;
	run->index = any_index(types);
	heard = 0;
	err = btf_rec_match(run);
	assert(err == 0 || err == -ESRCH || err == -ENOMEM);
	assert(!run->sink.report || heard == run->stats->mismatches);
	assert(err != -ESRCH || run->stats->mismatches);
	if (err)
		return;
	assert(is_matched(run));
	is_honest(run);
}

void match(void)
{
	struct btf_rec_run run;
	struct btf_rec_types types;

	match_any(&run, &types);
}
