// SPDX-License-Identifier: GPL-2.0
/*
 * Rewriting: of any split BTF and .BTF_ids that are checked, with any match. Every ID
 * and name offset is within the base and the module afterwards, and nothing else
 * has changed.
 */
#include "prove.h"
#include "btf_reconcile_rewrite.c"

/* One object, since that is what the rewriter goes through. */
static struct {
	struct btf_rec_header header;
	__u32 words[SPLIT];
} split, before;

static const struct btf_rec_types *base;

static int rewritten_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_run *run = ctx;
	__u32 was = before.words[id - split.words];

	assert(*id < run->base->nr_types + (run->nr - run->nr_ref));
	if (!was)
		assert(!*id);
	else if (was < run->nr_ref)
		assert(*id == run->map[was]);
	else
		assert(*id == run->base->nr_types + (was - run->nr_ref));
	return 0;
}

static int rewritten_name(void *ctx, const __u32 *off)
{
	const struct btf_rec_run *run = ctx;
	__u32 was = before.words[off - split.words];

	assert(*off < run->base->str_len + (__u64)run->split.str_len || !*off);
	if (!was)
		assert(!*off || !run->ref.str_len);
	else if (was >= run->ref.str_len)
		assert(*off == run->base->str_len + (was - run->ref.str_len));
	return 0;
}

/* Marks the words that are IDs or names. */
static int mark_id(void *marks, const __u32 *id, enum btf_rec_edge edge)
{
	((__u8 *)marks)[id - split.words] = 1;
	return 0;
}

static int mark_name(void *marks, const __u32 *off)
{
	((__u8 *)marks)[off - split.words] = 1;
	return 0;
}

static void any_match(struct btf_rec_run *run, struct btf_rec_types *types)
{
	__u32 id, off;

	any_base(types);
	run->base = types;
	for (id = 0; id < run->nr; id++)
		run->flags[id] = nondet_u8();
	for (id = 0; id < run->nr_ref; id++)
		run->map[id] = nondet_u32();
	for (off = 0; off < run->ref.str_len; off++)
		run->names[off] = any_below(BTF_REC_NAME_USED + 1);
	assume(is_matched(run));
}

static void is_rewritten(struct btf_rec_run *run)
{
	struct btf_rec_types types;
	__u8 marks[SPLIT] = { };
	__u32 id, at;

	read_sections(run);
	any_match(run, &types);
	for (id = 1; id < run->nr_ref; id++)
		assume(run->types[id]->name_off < run->ref.str_len);
	assume(split_is_checked(run));
	before = split;
	btf_rec_rewrite(run);
	assert(split.header.magic == BTF_MAGIC);
	for (id = run->nr_ref; id < run->nr; id++) {
		btf_rec_walk(run->types[id], rewritten_id, rewritten_name, run);
		btf_rec_walk(run->types[id], mark_id, mark_name, marks);
	}
	at = any_below(SPLIT);
	assert(marks[at] || split.words[at] == before.words[at]);
	at = sizeof(__u16) + any_below(sizeof(split.header) - sizeof(__u16));
	assert(((char *)&split)[at] == ((char *)&before)[at]);
}

void rewrite(void)
{
	struct btf_rec_module mod = { .btf = &split };
	struct btf_rec_run run;

	any_run(&run);
	__CPROVER_havoc_object(&split);
	run.mod = &mod;
	run.split.types = (const char *)split.words;
	assume(run.ref.str_len);
	for_each_kind(&run, is_rewritten);
}

static void slot_is_rewritten(const struct btf_rec_run *run,
			      const struct btf_ids_slot *slot)
{
	const char *ids = run->mod->ids;
	__u32 i, id;

	for (i = 0; i < slot->cnt; i++) {
		memcpy(&id, ids + slot->off + i * slot->stride, sizeof(id));
		assert(id < run->base->nr_types + (run->nr - run->nr_ref));
	}
}

/* A total order of any two, so that sorting gives what bsearch() needs. */
void compare(void)
{
	__u32 a = nondet_u32(), b = nondet_u32();
	int order = compare_ids(&a, &b);

	assert((order < 0) == (a < b) && (order > 0) == (a > b));
	assert(compare_ids(&b, &a) == -order);
}

void rewrite_slots(void)
{
	struct btf_rec_module mod = { };
	struct btf_rec_types types;
	struct btf_rec_run run;
	struct btf_ids_slot slot;
	__u32 off;

	any_run(&run);
	any_ids(&mod);
	run.mod = &mod;
	read_sections(&run);
	any_match(&run, &types);
	assume(slots_are_checked(&run));
	btf_rec_rewrite_slots(&run);
	for (off = 0; off < mod.slots_len; off += sizeof(slot)) {
		memcpy(&slot, (const char *)mod.slots + off, sizeof(slot));
		slot_is_rewritten(&run, &slot);
	}
}
