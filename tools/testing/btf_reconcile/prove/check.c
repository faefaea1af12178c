// SPDX-License-Identifier: GPL-2.0
/*
 * Checking: a reference, a split BTF and .BTF_ids of any bytes. What the phases
 * before have left comes from themselves, or may be anything.
 */
#include "prove.h"
#include "btf_reconcile_check.c"

static void heard_of(int err, const struct btf_rec_run *run)
{
	assert(err == 0 || err == -EINVAL);
	assert(!run->sink.report || heard == (err != 0));
}

static int is_entry(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_run *run = ctx;

	assert(*id < run->nr_ref);
	return 0;
}

static int is_in_strings(void *ctx, const __u32 *off)
{
	const struct btf_rec_run *run = ctx;

	assert(*off < run->ref.str_len);
	return 0;
}

/* An entry is hidden, or its name is known. */
void check_reference(void)
{
	struct btf_rec_run run;
	const struct btf_type *t;
	__u32 id;
	int err;

	any_run(&run);
	read_sections(&run);
	err = btf_rec_check_reference(&run);
	heard_of(err, &run);
	if (err || run.nr_ref == 1)
		return;
	id = 1 + any_below(run.nr_ref - 1);
	t = run.types[id];
	btf_rec_walk(t, is_entry, is_in_strings, &run);
	if (run.kinds[id] == BTF_REC_HIDDEN)
		return;
	assert(run.kinds[id] == btf_rec_raw_kind(t));
	assert(btf_rec_is(t, M_ENTRIES));
	assert(run.names[t->name_off] == BTF_REC_NAME_KNOWN);
	assert(run.ref.strs[t->name_off]);
	assert(strlen(run.ref.strs + t->name_off) <= limits.name);
}

/**
 * struct step - one step of any path by value through types
 * @run: the run
 * @skip: IDs of the type that are passed by before the one that is taken
 * @to: the type that the path leads to; 0: it ends
 */
struct step {
	const struct btf_rec_run *run;
	__u32 skip;
	__u32 to;
};

static int take(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct step *step = ctx;

	if (step->skip--)
		return 0;
	if (*id >= step->run->nr_ref)
		step->to = *id;
	return 1;
}

static bool holds_by_value(const struct btf_type *t)
{
	switch (btf_rec_raw_kind(t)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ARRAY:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_CONST:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return true;
	default:
		return false;
	}
}

/* No path by value leads from a type to itself. */
static void is_acyclic(const struct btf_rec_run *run)
{
	__u32 from = any_below(run->nr), at = from, len;

	for (len = 0; len < NR(SPLIT_SIZES); len++) {
		struct step step = { .run = run, .skip = nondet_u32() };

		if (at < run->nr_ref || !holds_by_value(run->types[at]))
			return;
		btf_rec_walk(run->types[at], take, NULL, &step);
		at = step.to;
		assert(at != from);
	}
}

/* What is held by value has a size, or is a typedef of the reference. */
static int has_size(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_run *run = ctx;
	__u32 len, at = *id;

	if (edge != BTF_REC_E_MEMBER && edge != BTF_REC_E_VARIABLE)
		return 0;
	for (len = 0; len <= CHAIN && at >= run->nr_ref; len++) {
		const struct btf_type *t = run->types[at];

		if (btf_rec_raw_kind(t) == BTF_KIND_ARRAY)
			at = ((const struct btf_array *)(t + 1))->type;
		else if (holds_by_value(t) && !btf_rec_is(t, BTF_REC_M_COMPOSITE))
			at = t->type;
		else
			break;
	}
	assert(at < run->nr);
	assert(run->holder[at]);
	assert((BTF_REC_M_SIZED | BTF_REC_M(TYPEDEF)) >> run->kinds[at] & 1);
	return 0;
}

static void split_is_right(struct btf_rec_run *run)
{
	__u32 id;
	int err;

	read_sections(run);
	any_reference(run);
	err = btf_rec_check_split(run);
	heard_of(err, run);
	if (err)
		return;
	assert(split_is_checked(run));
	id = run->nr_ref + any_below(run->nr - run->nr_ref);
	btf_rec_walk(run->types[id], has_size, NULL, run);
	is_acyclic(run);
}

void check_split(void)
{
	struct btf_rec_run run;

	any_run(&run);
	for_each_kind(&run, split_is_right);
}

void check_slots(void)
{
	struct btf_rec_module mod = { };
	struct btf_rec_run run;
	__u32 id;
	int err;

	any_run(&run);
	any_ids(&mod);
	run.mod = &mod;
	run.nr_ref = 1 + any_below(MAX_REF);
	run.nr = run.nr_ref + any_below(1 + MAX_IDS - MAX_REF);
	for (id = 0; id < MAX_IDS; id++)
		assume(run.kinds[id] < BTF_REC_MAX_KINDS);
	err = btf_rec_check_slots(&run);
	heard_of(err, &run);
	assert(err || slots_are_checked(&run));
}

/* What is found fills the section to its last byte. */
void open_ids(void)
{
	__u32 len = any_below(sizeof(struct btf_ref_ids) + IDS + 12 * SLOTS + 1);
	struct btf_rec_module mod = {
		.ids_len = nondet_u32(),
		.report = nondet_bool() ? hear : NULL, .priv = &heard,
	};
	char *section = malloc(len);
	int err;

	assume(section);
	heard = 0;
	err = btf_rec_open_ids(&mod, section, len);
	assert(err == 0 || err == -EINVAL);
	assert(!mod.report || heard == (err != 0));
	if (err)
		return;
	assert((const char *)mod.slots == section + 8);
	assert(mod.slots_len % sizeof(struct btf_ids_slot) == 0);
	assert((char *)mod.ids == (const char *)mod.slots + mod.slots_len);
	assert((char *)mod.ids + mod.ids_len == section + len);
}
