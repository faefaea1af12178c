// SPDX-License-Identifier: GPL-2.0
/*
 * All of btf_reconcile() and btf_rec_check(), for small sections of any bytes but in
 * the lengths that their headers say: of these read.c and run.c have all. Each
 * allocation may fail. On an error the split BTF is as it was and .BTF_ids is zero; after
 * success every ID and name is within the base and the module.
 */
#include "prove.h"

struct split {
	struct btf_header h;
	__u32 words[SPLIT];
	char strs[SPLIT_STRS];
};

struct ref {
	struct btf_header h;
	__u32 words[REF];
	char strs[REF_STRS];
};

static struct split split, before;
static struct ref ref;
static char unaligned[1 + sizeof(ref)];
static char ids[IDS];
static struct btf_ids_slot slots[SLOTS];

static void any_header(struct btf_header *h, __u32 types_len, __u32 str_len)
{
	h->hdr_len = sizeof(*h);
	h->type_off = 0;
	h->type_len = types_len;
	h->str_off = types_len;
	h->str_len = str_len;
}

static void any_module(struct btf_rec_module *mod)
{
	__CPROVER_havoc_object(&split);
	__CPROVER_havoc_object(&ref);
	__CPROVER_havoc_object(ids);
	__CPROVER_havoc_object(slots);
	any_header(&split.h, sizeof(split.words), SPLIT_STRS);
	any_header(&ref.h, sizeof(ref.words), REF_STRS);
	memcpy(unaligned + 1, &ref, sizeof(ref));
	before = split;
	heard = 0;
	*mod = (struct btf_rec_module){
		.btf = &split, .btf_len = sizeof(split),
		.ref = &ref, .ref_len = sizeof(ref),
		.distilled = nondet_bool(),
		.report = nondet_bool() ? hear : NULL, .priv = &heard,
	};
	if (nondet_bool())
		mod->ref = unaligned + 1;
	if (nondet_bool()) {
		mod->ids = ids;
		mod->ids_len = sizeof(ids);
		mod->slots = slots;
		mod->slots_len = sizeof(slots);
	}
}

/* What a byte that may be any of them shows, all of them do. */
static void is_untouched(void)
{
	__u32 at = any_below(sizeof(split));

	assert(((char *)&split)[at] == ((char *)&before)[at]);
}

static int is_in_base(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	assert(*id < *(__u32 *)ctx);
	return 0;
}

static int is_name(void *ctx, const __u32 *off)
{
	assert(*off < ((__u32 *)ctx)[1]);
	return 0;
}

static void is_rewritten(const struct btf_rec_types *base)
{
	const struct btf_rec_sink quiet = { };
	const struct btf_rec_section sec = {
		.types = (char *)split.words, .types_len = sizeof(split.words),
		.kinds = ~BTF_REC_M_VOID,
	};
	const struct btf_type *types[SPLIT / 3];
	int nr = btf_rec_read_types(&sec, types, NULL, 1, &quiet);
	__u32 ends[] = { base->nr_types + nr, base->str_len + SPLIT_STRS };
	__u32 id = any_below(nr);

	assert(nr > 0);
	assert(split.h.magic == BTF_MAGIC);
	assert(split.h.flags == 0);
	btf_rec_walk(types[id], is_in_base, is_name, ends);
}

static void ids_are_rewritten(const struct btf_rec_module *mod, __u32 end)
{
	__u32 at = any_below(IDS / sizeof(__u32));
	__u32 i, id;
	bool in_slot = false;

	if (!mod->ids_len)
		return;
	for (i = 0; i < slots[0].cnt; i++)
		in_slot |= slots[0].off + i * slots[0].stride ==
			   at * sizeof(__u32);
	memcpy(&id, ids + at * sizeof(__u32), sizeof(id));
	assert(!in_slot || id < end);
}

void whole(void)
{
	struct btf_rec_module mod;
	struct btf_rec_stats stats;
	struct btf_rec_types base;
	struct btf_rec_index *index;
	int err;

	any_limits();
	any_base(&base);
	assume(base.str_len && !base.strs[0]);
	any_module(&mod);
	index = any_index(&base);
	err = btf_reconcile(index, &mod, &stats);
	assert(err == 0 || err == -EINVAL || err == -ESRCH ||
	       err == -ENOMEM);
	assert(err != -EINVAL || !mod.report || heard == 1);
	assert(err != -ESRCH || !mod.report || heard == stats.mismatches);
	assert(err || !heard);
	if (err) {
		is_untouched();
		assert(!mod.ids_len || !ids[any_below(IDS)]);
		return;
	}
	is_rewritten(&base);
	ids_are_rewritten(&mod, base.nr_types + SPLIT / 3);
}

void whole_check(void)
{
	struct btf_rec_module mod;
	struct btf_rec_stats stats;
	int err;

	any_limits();
	any_module(&mod);
	err = btf_rec_check(&mod, &stats);
	assert(err == 0 || err == -EINVAL || err == -ENOMEM);
	assert(!mod.report || heard == (err == -EINVAL));
	is_untouched();
}
