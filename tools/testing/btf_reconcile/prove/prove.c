// SPDX-License-Identifier: GPL-2.0
/* What harnesses share: any run, any base, and what a phase leaves to the next. */
#include "prove.h"

struct limits limits;
__u32 heard;
size_t allocated;

void *any_alloc(size_t size)
{
	allocated = size;
	assert(size);
	if (nondet_bool())
		return NULL;
#ifdef ROOM
	assert(size <= ROOM);
	return malloc(ROOM);
#else
	return malloc(size);
#endif
}

/* Each table is an object of its own, of the size that alloc_tables() gives it. */
static __u32 split_words[SPLIT], ref_words[REF], base_words[BASE];
static char split_strs[SPLIT_STRS], ref_strs[REF_STRS], base_strs[BASE_STRS];
static const struct btf_type *types[MAX_IDS], *base_types[MAX_BASE];
static __u8 kinds[MAX_IDS], flags[MAX_IDS], names[REF_STRS];
static __u32 holder[MAX_IDS], map[MAX_REF], trial[MAX_REF], queue[MAX_REF];
static __u32 base_names[REF_STRS], stack[SPLIT + 1];
static char ids[IDS];
static char slots[SLOTS * sizeof(struct btf_ids_slot)];
static struct btf_rec_stats stats;

void any_limits(void)
{
	limits.chain = any_below(CHAIN + 1);
	limits.name = any_below(513);
	limits.search = nondet_u32();
	limits.compare = nondet_u32();
	assume(limits.search <= 0x40000 && limits.compare <= 0x40000);
}

/* All that a message is made of can be read: where a string begins is within one
 * that ends.
 */
void hear(void *nr, const struct btf_rec_problem *problem)
{
	const __u32 which = nondet_u32();
	const char *text = which == 0 ? problem->name :
			   which == 1 ? problem->here_name :
			   which == 2 ? problem->holder : problem->member;

	assert(problem->why < BTF_REC_NR_WHY);
	assert(problem->use < BTF_REC_NR_USE);
	assert(problem->why != BTF_REC_MALFORMED || problem->what);
	assert(!text || __CPROVER_r_ok(text, 1));
	++*(__u32 *)nr;
}

static void any_contents(void)
{
	__CPROVER_havoc_object(split_words);
	__CPROVER_havoc_object(ref_words);
	__CPROVER_havoc_object(split_strs);
	__CPROVER_havoc_object(ref_strs);
	__CPROVER_havoc_object(kinds);
	__CPROVER_havoc_object(flags);
	__CPROVER_havoc_object(names);
	__CPROVER_havoc_object(holder);
	__CPROVER_havoc_object(map);
	__CPROVER_havoc_object(trial);
	__CPROVER_havoc_object(queue);
	__CPROVER_havoc_object(base_names);
	__CPROVER_havoc_object(stack);
	split_strs[SPLIT_STRS - 1] = '\0';
	ref_strs[REF_STRS - 1] = '\0';
}

void any_run(struct btf_rec_run *run)
{
	__u32 split_len = nondet_bool() ? SPLIT_STRS : 0;
	__u32 ref_len = nondet_bool() ? REF_STRS : 0;

	any_limits();
	any_contents();
	heard = 0;
	stats = (struct btf_rec_stats){ };
	*run = (struct btf_rec_run){
		.stats = &stats,
		.sink = { nondet_bool() ? hear : NULL, &heard },
		.split = {
			.name = ".BTF", .kinds = ~BTF_REC_M_VOID,
			.types = (const char *)split_words,
			.types_len = sizeof(split_words),
			.strs = split_strs,
			.str_len = split_len,
		},
		.ref = {
			.name = ".BTF.base_ref", .kinds = reference_kinds,
			.types = (const char *)ref_words,
			.types_len = sizeof(ref_words),
			.strs = ref_strs,
			.str_len = ref_len,
		},
		.types = types, .kinds = kinds, .flags = flags,
		.holder = holder, .map = map, .trial = trial, .queue = queue,
		.stack = stack, .names = names, .base_names = base_names,
	};
}

/* What btf_rec_read_types() lets pass, as read.c proves, where types are of so many
 * words each.
 */
static void any_types(__u32 *words, const __u8 *sizes, __u32 nr, __u32 allowed,
		      const struct btf_type **out, __u8 *out_kinds)
{
	__u32 i, at = 0;

	for (i = 0; i < nr; at += sizes[i++]) {
		const struct btf_type *t = (const void *)(words + at);
		const __u32 kind = btf_rec_raw_kind(t);

		assume(kind < BTF_REC_MAX_KINDS && allowed >> kind & 1);
		assume(!(t->info & ~btf_rec_layouts[kind].info));
		assume(btf_rec_type_size(t) == sizes[i] * sizeof(__u32));
		out[i] = t;
		if (out_kinds)
			out_kinds[i] = kind;
	}
}

/* A type of so many words is of this kind from now on, which CBMC then knows; the
 * linkage of functions is any. Return: false: there is no such type.
 */
static bool fix_kind(__u32 *type, __u32 words, __u32 kind, bool kflag)
{
	const struct btf_rec_layout *l = &btf_rec_layouts[kind];
	const __u32 head = sizeof(struct btf_type) + l->fixed;
	__u32 rest = words * sizeof(__u32) - head, vlen = 0;

	if (words * sizeof(__u32) < head || (kflag && !(l->info >> 31)))
		return false;
	if (l->elem) {
		vlen = rest / l->elem;
		rest %= l->elem;
	}
	if (rest)
		return false;
	type[1] = kind << 24 | vlen | (__u32)kflag << 31;
	if (kind == BTF_KIND_FUNC)
		type[1] |= any_below(1 << 24);
	return true;
}

void for_each_kind(struct btf_rec_run *run,
		   void (*harness)(struct btf_rec_run *run))
{
	static const __u8 sizes[] = { SPLIT_SIZES };
	__u32 *type = (__u32 *)run->split.types;
	__u32 i;

	for (i = 2 * BTF_KIND_INT; i < 2 * BTF_KIND_ENUM64 + 2; i++)
		if (nondet_bool() && fix_kind(type, sizes[0], i / 2, i % 2)) {
			harness(run);
			return;
		}
}

/* The tables as read_types() leaves them, which read_both in run.c proves. */
void read_sections(struct btf_rec_run *run)
{
	static const __u8 ref_sizes[] = { REF_SIZES };
	static const __u8 split_sizes[] = { SPLIT_SIZES };
	__u32 i;

	types[0] = NULL;
	kinds[0] = BTF_KIND_UNKN;
	run->nr_ref = MAX_REF;
	run->nr = MAX_IDS;
	any_types((__u32 *)run->ref.types, ref_sizes, sizeof(ref_sizes),
		  reference_kinds, types + 1, kinds + 1);
	any_types((__u32 *)run->split.types, split_sizes, sizeof(split_sizes),
		  ~BTF_REC_M_VOID, types + MAX_REF, kinds + MAX_REF);
	for (i = 0; i < MAX_IDS; i++)
		holder[i] = flags[i] = 0;
	for (i = 0; i < MAX_REF; i++)
		map[i] = trial[i] = 0;
	for (i = 0; i < REF_STRS; i++)
		names[i] = 0;
}

void any_base(struct btf_rec_types *base)
{
	static const __u8 sizes[] = { BASE_SIZES };

	__CPROVER_havoc_object(base_words);
	__CPROVER_havoc_object(base_strs);
	base_strs[BASE_STRS - 1] = '\0';
	base_types[0] = NULL;
	any_types(base_words, sizes, sizeof(sizes), ~BTF_REC_M_VOID,
		  base_types + 1, NULL);
	*base = (struct btf_rec_types){
		.types = base_types, .strs = base_strs, .nr_types = MAX_BASE,
		.str_len = nondet_bool() ? BASE_STRS : 0,
	};
}

/* A kind that is hidden, or that an entry may have; used in any way. */
void any_reference(struct btf_rec_run *run)
{
	const __u32 may = M_ENTRIES | 1U << BTF_REC_HIDDEN;
	__u32 i;

	for (i = 1; i < run->nr_ref; i++) {
		run->kinds[i] = nondet_u8();
		assume(run->kinds[i] < 32 && may >> run->kinds[i] & 1);
	}
	for (i = 0; i < run->ref.str_len; i++) {
		run->names[i] = nondet_u8();
		assume(run->names[i] <= BTF_REC_NAME_KNOWN);
	}
}

void any_ids(struct btf_rec_module *mod)
{
	__CPROVER_havoc_object(ids);
	__CPROVER_havoc_object(slots);
	mod->ids_len = nondet_bool() ? IDS : 0;
	mod->ids = nondet_bool() ? ids : NULL;
	mod->slots_len = nondet_bool() ? sizeof(slots) :
			 nondet_bool() ? sizeof(slots) - 1 : 0;
	mod->slots = nondet_bool() ? slots : NULL;
}

/**
 * struct look - what a visitor looks at
 * @run: the run
 * @self: the type
 * @bad: something is not as it should be
 */
struct look {
	const struct btf_rec_run *run;
	__u32 self;
	bool bad;
};

static int look_at_id(void *ctx, const __u32 *p, enum btf_rec_edge edge)
{
	struct look *look = ctx;
	const struct btf_rec_run *run = look->run;
	const __u8 tagged = BTF_REC_F_DEFINED | BTF_REC_F_TAGGED;
	__u8 flags = *p < run->nr ? run->flags[*p] : 0;

	if (*p >= run->nr)
		look->bad = true;
	else if (*p && *p < run->nr_ref && !(flags & BTF_REC_F_USED))
		look->bad = true;
	else if (*p && *p < run->nr_ref && edge == BTF_REC_E_TAGGED)
		look->bad |= (flags & tagged) != tagged;
	return look->bad;
}

static int look_at_name(void *ctx, const __u32 *off)
{
	struct look *look = ctx;
	const struct btf_rec_run *run = look->run;

	if (*off >= run->ref.str_len)
		look->bad |= *off - run->ref.str_len >= run->split.str_len;
	else if (*off)
		look->bad |= run->names[*off] != BTF_REC_NAME_USED;
	return look->bad;
}

/* What can hold another type by value. */
#define M_HOLDERS	(BTF_REC_M_COMPOSITE | BTF_REC_M(ARRAY) | \
			 BTF_REC_M(VAR) | BTF_REC_M(FUNC_PROTO))

bool holders_are_checked(const struct btf_rec_run *run)
{
	__u32 id, holder;

	for (id = 0; id < run->nr; id++) {
		holder = run->holder[id];
		if (!holder)
			continue;
		if (holder < run->nr_ref || holder >= run->nr)
			return false;
		if (!btf_rec_is(run->types[holder], M_HOLDERS))
			return false;
	}
	return true;
}

/* Every ID and name leads to something that is there and is marked as used. */
bool split_is_checked(const struct btf_rec_run *run)
{
	struct look look = { .run = run };
	__u32 id;

	for (id = run->nr_ref; id < run->nr; id++) {
		look.self = id;
		btf_rec_walk(run->types[id], look_at_id, look_at_name, &look);
	}
	return !look.bad && holders_are_checked(run);
}

static bool slot_is_checked(const struct btf_rec_run *run,
			    const struct btf_ids_slot *slot, __u64 *end)
{
	const struct btf_rec_module *mod = run->mod;
	__u64 off = slot->off, start = off;
	__u32 i, id;

	if (slot->stride != 4 && slot->stride != 8)
		return false;
	if (slot->flags & BTF_IDS_SLOT_SORTED)
		start -= slot->stride;
	if (start > off || start < *end ||
	    off + (__u64)slot->cnt * slot->stride > mod->ids_len)
		return false;
	for (i = 0; i < slot->cnt; i++, off += slot->stride) {
		memcpy(&id, (const char *)mod->ids + off, sizeof(id));
		if (id >= run->nr)
			return false;
		if (id && id < run->nr_ref && !(run->flags[id] & BTF_REC_F_USED))
			return false;
	}
	*end = off;
	return true;
}

/* Slots are within .BTF_ids and apart; every ID in them is there and marked. */
bool slots_are_checked(const struct btf_rec_run *run)
{
	const struct btf_rec_module *mod = run->mod;
	struct btf_ids_slot slot;
	__u64 end = 0;
	__u32 off;

	if (!mod->ids_len)
		return !mod->slots_len;
	if (!mod->ids || !mod->slots || mod->slots_len % sizeof(slot))
		return false;
	for (off = 0; off < mod->slots_len; off += sizeof(slot)) {
		memcpy(&slot, (const char *)mod->slots + off, sizeof(slot));
		if (!slot_is_checked(run, &slot, &end))
			return false;
	}
	return true;
}

/* Does an entry that has a match give this name? */
static bool name_is_matched(const struct btf_rec_run *run, __u32 off)
{
	__u32 id;

	for (id = 1; id < run->nr_ref; id++)
		if (run->types[id]->name_off == off && run->map[id])
			return true;
	return false;
}

/* Each type that is used has a type of the base, and each name that is used too. */
bool is_matched(const struct btf_rec_run *run)
{
	const struct btf_rec_types *base = run->base;
	__u32 id, off;

	for (id = 1; id < run->nr_ref; id++) {
		if (!(run->flags[id] & BTF_REC_F_USED)) {
			if (run->map[id])
				return false;
			continue;
		}
		if (!run->map[id] || run->map[id] >= base->nr_types ||
		    base->types[run->map[id]]->name_off >= base->str_len)
			return false;
	}
	for (off = 1; off < run->ref.str_len; off++)
		if (run->names[off] == BTF_REC_NAME_USED &&
		    !name_is_matched(run, off))
			return false;
	return !run->map[0];
}

/* The C library's, which CBMC does not have: the kernel's sort() is its own. All that
 * is asked is that it may sort there, and that two elements can be compared.
 */
void qsort(void *data, size_t nr, size_t size,
	   int (*cmp)(const void *a, const void *b))
{
	assert(__CPROVER_w_ok(data, nr * size));
	if (nr)
		assert(cmp(data, data) == 0);
}

size_t strnlen(const char *s, size_t max)
{
	size_t len = 0;

	while (len < max && s[len])
		len++;
	return len;
}

/* CBMC's own says nothing of bytes if it does not know how many. */
void *memset(void *data, int c, size_t len)
{
	char *p = data;
	size_t i;

	for (i = 0; i < len; i++)
		p[i] = c;
	return data;
}
