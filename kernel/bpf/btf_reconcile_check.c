// SPDX-License-Identifier: GPL-2.0
/*
 * Checking the split BTF, before anything is looked up or rewritten.
 *
 * In: the sections as the reader left them. Out: proof that every id and name
 * offset is within bounds and leads to a kind that may stand there, that
 * nothing contains itself, and for each reference type whether the module
 * uses it and what holds it by value.
 *
 * Each type is walked once for its ids and names, in depth-first order along
 * the ids that matter for containment, with a stack of its own and never by
 * recursion. Declarators (pointers, prototypes, ...) get a second walk.
 */
#include "btf_reconcile_core.h"

#define M(kind)		BTF_REC_M(kind)

/* Anything that may stand behind a pointer, a modifier or a typedef. */
#define M_ANY_TYPE	(BTF_REC_M_SIZED | BTF_REC_M_CHAIN | M(FWD) | \
			 M(FUNC_PROTO) | BTF_REC_M_VOID)
#define M_VALUE		(BTF_REC_M_SIZED | BTF_REC_M_CHAIN)

/**
 * struct edge_rule - what an id of one kind of use may lead to
 * @to: kinds that it may name
 * @end: it uses by value: kinds that a chain of typedefs and modifiers from
 *	there may end at; 0: it does not
 */
static const struct edge_rule {
	__u32 to;
	__u32 end;
} edge_rules[BTF_REC_NR_EDGES] = {
	[BTF_REC_E_TARGET]	= { M_ANY_TYPE, 0 },
	[BTF_REC_E_MEMBER]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_ELEMENT]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_INDEX]	= { M(INT) | BTF_REC_M_CHAIN, M(INT) },
	[BTF_REC_E_VARIABLE]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_SECTION]	= { M(VAR), 0 },
	[BTF_REC_E_PROTO]	= { M(FUNC_PROTO), 0 },
	[BTF_REC_E_RETURN]	= { M_VALUE | BTF_REC_M_VOID,
				    BTF_REC_M_SIZED | BTF_REC_M_VOID },
	[BTF_REC_E_PARAM]	= { M_VALUE | BTF_REC_M_VOID,
				    BTF_REC_M_SIZED },
	[BTF_REC_E_TAGGED]	= { BTF_REC_M_COMPOSITE | M(TYPEDEF) |
				    M(VAR) | M(FUNC), 0 },
};

/* Kinds whose ids are followed: what a type contains, itself or as what it
 * stands for; and what it takes to say a type in C without naming a struct.
 * A loop of either is a type without end.
 */
#define M_CONTAINS	(BTF_REC_M_COMPOSITE | M(ARRAY) | BTF_REC_M_CHAIN)
#define M_DECLARES	(M(PTR) | M(FUNC_PROTO) | M(ARRAY) | BTF_REC_M_CHAIN)

#define M_IN_IDS	(BTF_REC_M_COMPOSITE | M(TYPEDEF) | M(FUNC))

static int bad_split(const struct btf_rec_run *run, const char *what)
{
	return btf_rec_malformed(&run->sink, run->split.name, run->self, what);
}

/* The kind at an id, 0 for void. The id is within bounds. */
static __u32 kind_at(const struct btf_rec_run *run, __u32 id)
{
	return id ? btf_rec_raw_kind(run->types[id]) : BTF_KIND_UNKN;
}

/* Does the type pass its use on to what it points at? A typedef of the
 * reference does not: what it stands for is part of what it must match.
 */
static bool is_chain(const struct btf_rec_run *run, __u32 id)
{
	return id >= run->nr_ref && btf_rec_is(run->types[id], BTF_REC_M_CHAIN);
}

/* Self holds a type by value: note it all along the chain to what is held. */
static int hold(struct btf_rec_run *run, __u32 id, __u32 end)
{
	__u32 kind, len;

	for (len = 0; is_chain(run, id); len++) {
		if (len == BTF_REC_MAX_CHAIN)
			return bad_split(run, "typedefs or modifiers in a loop");
		if (!run->holder[id])
			run->holder[id] = run->self;
		id = run->types[id]->type;
		if (id >= run->nr)
			return bad_split(run, "type id out of range");
	}
	if (!run->holder[id])
		run->holder[id] = run->self;
	kind = kind_at(run, id);
	/* A reference's typedef stands for something that has a size. */
	if (!(end >> kind & 1) && kind != BTF_KIND_TYPEDEF)
		return bad_split(run, "by-value use of a type without a size");
	return 0;
}

static int use_reference(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];

	if (!t->name_off)
		return bad_split(run, "uses a reference type without a name");
	run->flags[id] |= BTF_REC_F_USED;
	return 0;
}

/* Put a type on the stack, or find that we are inside it. */
static int follow(struct btf_rec_run *run, __u32 id, __u32 kinds, __u32 **top)
{
	if (id < run->nr_ref || !btf_rec_is(run->types[id], kinds) ||
	    run->flags[id] & BTF_REC_F_DONE)
		return 0;
	if (run->flags[id] & BTF_REC_F_OPEN)
		return bad_split(run, "type contains itself");
	*(*top)++ = id;
	return 0;
}

struct visit {
	struct btf_rec_run *run;
	__u32 *top;
	__u32 kinds;
	bool follows;
};

static int visit_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	const struct edge_rule *rule = &edge_rules[edge];
	struct visit *v = ctx;
	struct btf_rec_run *run = v->run;
	__u32 kind;
	int err;

	if (*id >= run->nr)
		return bad_split(run, "type id out of range");
	kind = kind_at(run, *id);
	if (!(rule->to >> kind & 1))
		return bad_split(run, "id leads to a kind that cannot be there");
	if (!*id)
		return 0;
	if (*id < run->nr_ref) {
		err = use_reference(run, *id);
		if (err)
			return err;
	}
	if (rule->end) {
		err = hold(run, *id, rule->end);
		if (err)
			return err;
	}
	return v->follows ? follow(run, *id, v->kinds, &v->top) : 0;
}

static int visit_name(void *ctx, __u32 *name_off)
{
	struct btf_rec_run *run = ((struct visit *)ctx)->run;
	__u32 off = *name_off;

	if (!off)
		return 0;
	if (off >= run->ref.str_len) {
		if (off - run->ref.str_len >= run->split.str_len)
			return bad_split(run, "name out of range");
		return 0;
	}
	if (run->names[off] == BTF_REC_NAME_NONE)
		return bad_split(run, "name is not a reference type's");
	run->names[off] = BTF_REC_NAME_USED;
	return 0;
}

static int visit_declarator(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	struct visit *v = ctx;

	return follow(v->run, *id, v->kinds, &v->top);
}

/**
 * walk_all() - walk every split type once, depth first
 * @v: kinds: those that are followed when another of them points there
 * @on_id: visitor of ids, which calls follow()
 * @on_name: visitor of names, or NULL
 *
 * A type stays on the stack, marked open, while what it contains is walked,
 * so that an id that leads to an open type closes a loop. A walk puts each id
 * field on the stack at most once, so it never holds more than there are.
 */
static __always_inline int walk_all(struct visit *v, btf_rec_id_fn on_id,
				    btf_rec_name_fn on_name)
{
	struct btf_rec_run *run = v->run;
	__u32 *bottom = run->stack;
	__u32 root, id;
	int err;

	for (root = run->nr_ref; root < run->nr; root++) {
		if (run->flags[root] & BTF_REC_F_DONE)
			continue;
		bottom[0] = root;
		v->top = bottom + 1;
		while (v->top > bottom) {
			id = v->top[-1];
			if (run->flags[id] & (BTF_REC_F_OPEN | BTF_REC_F_DONE)) {
				run->flags[id] |= BTF_REC_F_DONE;
				v->top--;
				continue;
			}
			run->flags[id] |= BTF_REC_F_OPEN;
			run->self = id;
			v->follows = btf_rec_is(run->types[id], v->kinds);
			err = btf_rec_walk(run->types[id], on_id, on_name, v);
			if (err)
				return err;
		}
	}
	return 0;
}

static void clear_path(struct btf_rec_run *run)
{
	__u32 id;

	for (id = run->nr_ref; id < run->nr; id++)
		run->flags[id] &= ~(BTF_REC_F_OPEN | BTF_REC_F_DONE);
}

/* Only declarators can be part of a loop of declarators. */
static void skip_others(struct btf_rec_run *run)
{
	__u32 id;

	clear_path(run);
	for (id = run->nr_ref; id < run->nr; id++)
		if (!btf_rec_is(run->types[id], M_DECLARES))
			run->flags[id] |= BTF_REC_F_DONE;
}

/**
 * btf_rec_check_split() - check every id and name of the split BTF
 * @run: the run; types, flags, names and holder are set up
 *
 * Return: 0, or -EINVAL, reported, when an id or a name is out of range, an id
 * leads where its use does not allow it, a type is used by value that has no
 * size, or a type contains itself.
 */
int btf_rec_check_split(struct btf_rec_run *run)
{
	struct visit v = { .run = run, .kinds = M_CONTAINS };
	int err;

	err = walk_all(&v, visit_id, visit_name);
	if (err)
		return err;
	skip_others(run);
	v.kinds = M_DECLARES;
	return walk_all(&v, visit_declarator, NULL);
}

static int bad_ref(const struct btf_rec_run *run, __u32 id, const char *what)
{
	return btf_rec_malformed(&run->sink, run->ref.name, id, what);
}

static int visit_ref_name(void *ctx, __u32 *name_off)
{
	struct btf_rec_run *run = ctx;

	if (*name_off >= run->ref.str_len)
		return bad_ref(run, run->self, "name out of range");
	return 0;
}

/* What a typedef or a function of the reference stands for. */
static int mark_target(struct btf_rec_run *run, __u32 id, __u32 kinds)
{
	__u32 target = run->types[id]->type;

	if (!target || target >= run->nr_ref)
		return bad_ref(run, id, "type id out of range");
	if (!btf_rec_is(run->types[target], kinds))
		return bad_ref(run, id, "stands for a kind that cannot be there");
	run->flags[target] |= BTF_REC_F_TARGET;
	return 0;
}

static int check_entry(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];
	int err;

	run->self = id;
	err = btf_rec_walk(t, NULL, visit_ref_name, run);
	if (err)
		return err;
	switch (btf_rec_raw_kind(t)) {
	case BTF_KIND_TYPEDEF:
		return mark_target(run, id, BTF_REC_M_TARGET);
	case BTF_KIND_FUNC:
		return mark_target(run, id, M(FUNC_PROTO));
	case BTF_KIND_FUNC_PROTO:
		if (t->name_off || t->type || btf_rec_vlen(t))
			return bad_ref(run, id, "prototype is not empty");
		return 0;
	case BTF_KIND_ENUM:
		if (btf_rec_vlen(t))
			return bad_ref(run, id, "enum has values");
		return 0;
	}
	return 0;
}

/* Only what a typedef or function stands for can do without a name. */
static int check_entry_name(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];

	if (t->name_off && run->ref.strs[t->name_off]) {
		run->names[t->name_off] = BTF_REC_NAME_KNOWN;
		return 0;
	}
	if (t->name_off)
		return bad_ref(run, id, "empty name");
	if (!(run->flags[id] & BTF_REC_F_TARGET) ||
	    btf_rec_is(t, M(INT) | M(FLOAT)))
		return bad_ref(run, id, "type without a name");
	if (btf_rec_is(t, BTF_REC_M_COMPOSITE) && btf_rec_vlen(t))
		return bad_ref(run, id, "members of a type without a name");
	return 0;
}

/**
 * btf_rec_check_reference() - check the entries of the reference
 * @run: the run; types and flags are set up
 *
 * Return: 0, or -EINVAL, reported, when an entry has no name, a name or a type
 * out of range, or content that the format does not give it.
 */
int btf_rec_check_reference(struct btf_rec_run *run)
{
	__u32 id;
	int err;

	if (!run->ref.str_len || run->ref.strs[0])
		return bad_ref(run, 0, "strings do not begin with an empty one");
	for (id = 1; id < run->nr_ref; id++) {
		err = check_entry(run, id);
		if (err)
			return err;
	}
	for (id = 1; id < run->nr_ref; id++) {
		err = check_entry_name(run, id);
		if (err)
			return err;
	}
	return 0;
}

static int bad_slots(const struct btf_rec_run *run, const char *what)
{
	return btf_rec_malformed(&run->sink, BTF_REF_IDS_SECTION, 0, what);
}

static __u32 id_at(const struct btf_rec_module *mod, __u64 off)
{
	__u32 id;

	memcpy(&id, (const char *)mod->ids + off, sizeof(id));
	return id;
}

static int check_slot_id(struct btf_rec_run *run, __u32 id)
{
	if (id >= run->nr)
		return bad_slots(run, "type id out of range");
	if (!id)	/* BTF_ID_UNUSED, or a symbol that was not found */
		return 0;
	if (!btf_rec_is(run->types[id], M_IN_IDS))
		return bad_slots(run, "id of a kind that BTF_ID() cannot name");
	if (id >= run->nr_ref)
		return 0;
	if (!run->types[id]->name_off)
		return bad_slots(run, "id of a reference type without a name");
	run->flags[id] |= BTF_REC_F_USED | BTF_REC_F_DEFINED | BTF_REC_F_IDS;
	return 0;
}

static int check_slot(struct btf_rec_run *run, const struct btf_ref_slot *slot,
		      __u64 *end)
{
	const struct btf_rec_module *mod = run->mod;
	__u64 off = slot->off, start = off;
	__u32 i;
	int err;

	if (slot->stride != sizeof(__u32) && slot->stride != 2 * sizeof(__u32))
		return bad_slots(run, "bad stride");
	if (slot->flags & ~BTF_REF_SLOT_SORTED)
		return bad_slots(run, "unknown flags");
	if (slot->flags & BTF_REF_SLOT_SORTED) {
		if (off < slot->stride)
			return bad_slots(run, "set without a count");
		start -= slot->stride;
	}
	if (off % sizeof(__u32) || start < *end)
		return bad_slots(run, "unaligned, unordered or overlapping");
	*end = off + (__u64)slot->cnt * slot->stride;
	if (off > mod->ids_len || *end > mod->ids_len)
		return bad_slots(run, "outside .BTF_ids");
	if (slot->flags & BTF_REF_SLOT_SORTED &&
	    id_at(mod, start) != slot->cnt)
		return bad_slots(run, "another count than the set");
	for (i = 0; i < slot->cnt; i++, off += slot->stride) {
		err = check_slot_id(run, id_at(mod, off));
		if (err)
			return err;
	}
	return 0;
}

/**
 * btf_rec_check_slots() - check the ids of .BTF_ids
 * @run: the run; types and flags are set up
 *
 * Return: 0, or -EINVAL, reported, when there is .BTF_ids and no list of its
 * slots, a slot is outside .BTF_ids, or an id in it is out of range or of a
 * kind that cannot be there.
 */
int btf_rec_check_slots(struct btf_rec_run *run)
{
	const struct btf_rec_module *mod = run->mod;
	struct btf_ref_slot slot;
	__u64 end = 0;
	__u32 off;
	int err;

	if (!mod->ids_len)
		return mod->slots_len ? bad_slots(run, "no .BTF_ids") : 0;
	if (!mod->slots)
		return bad_slots(run, "missing; was it stripped?");
	if (mod->slots_len % sizeof(slot))
		return bad_slots(run, "truncated");
	for (off = 0; off < mod->slots_len; off += sizeof(slot)) {
		memcpy(&slot, (const char *)mod->slots + off, sizeof(slot));
		err = check_slot(run, &slot, &end);
		if (err)
			return err;
	}
	return 0;
}
