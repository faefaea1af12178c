// SPDX-License-Identifier: GPL-2.0
/*
 * Checking the split BTF, before anything is looked up or rewritten.
 *
 * In: the sections as the reader left them. Out: proof that every id and name
 * offset is within bounds and leads to a kind that may stand there, that
 * nothing contains itself, and for each reference type whether the module
 * uses it and what holds it by value.
 *
 * One scan looks at every id and name. Ids that lead to themselves or upwards
 * are rare, and no loop is without one: where the scan met them, ids are
 * followed depth first, with a stack of its own and never by recursion.
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
 * @end: what is there is noted as held: kinds that a chain of typedefs and
 *	modifiers from there may end at; 0: it is not
 */
struct edge_rule {
	__u32 to;
	__u32 end;
};

static const struct edge_rule edge_rules[BTF_REC_NR_EDGES] = {
	[BTF_REC_E_TARGET]	= { M_ANY_TYPE, 0 },
	[BTF_REC_E_MEMBER]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_ELEMENT]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_INDEX]	= { M(INT) | BTF_REC_M_CHAIN, M(INT) },
	[BTF_REC_E_VARIABLE]	= { M_VALUE, BTF_REC_M_SIZED },
	[BTF_REC_E_SECTION]	= { M(VAR), 0 },
	[BTF_REC_E_PROTO]	= { M(FUNC_PROTO), M(FUNC_PROTO) },
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

/**
 * struct scan - the scan of all ids and names, with what it needs at hand
 * @run: the run; most of the others are its tables and numbers
 * @kinds: run->kinds
 * @flags: run->flags
 * @holder: run->holder
 * @names: run->names
 * @nr_ref: run->nr_ref
 * @nr: run->nr
 * @ref_str_len: bytes of the reference's strings
 * @str_len: bytes of the split BTF's own strings
 * @self: the type being scanned
 * @follow: kinds that can close a loop through it
 * @top: end of the list of types that have an id which leads upwards
 */
struct scan {
	struct btf_rec_run *run;
	const __u8 *kinds;
	__u8 *flags;
	__u32 *holder;
	__u32 *names;
	__u32 nr_ref;
	__u32 nr;
	__u32 ref_str_len;
	__u32 str_len;
	__u32 self;
	__u32 follow;
	__u32 *top;
};

static int bad_split(const struct btf_rec_run *run, __u32 id,
		     const char *what)
{
	return btf_rec_malformed(&run->sink, run->split.name, id, what);
}

/* Does the type pass its use on to what it points at? A typedef of the
 * reference does not: what that stands for has a size, and is part of what it
 * must match.
 */
static bool is_chain(const struct btf_rec_run *run, __u32 id)
{
	return id >= run->nr_ref && BTF_REC_M_CHAIN >> run->kinds[id] & 1;
}

/* Self holds by value what a chain ends at: note it all along the chain. */
static int hold_chain(struct btf_rec_run *run, __u32 self, __u32 id,
		      __u32 ends)
{
	__u32 len;

	for (len = 0; is_chain(run, id); len++) {
		if (len == BTF_REC_MAX_CHAIN)
			return bad_split(run, self,
					 "too many typedefs or modifiers, or a loop of them");
		if (!run->holder[id])
			run->holder[id] = self;
		id = run->types[id]->type;
		if (id >= run->nr)
			return bad_split(run, self, "type id out of range");
	}
	if (!run->holder[id])
		run->holder[id] = self;
	if (!((ends | M(TYPEDEF)) >> run->kinds[id] & 1))
		return bad_split(run, self,
				 "by-value use of a type without a size");
	return 0;
}

/* Can an id lead back to where it came from? Mostly it ends after a hop or
 * two at a type that is not followed; the others are listed.
 */
static bool may_close_loop(const struct btf_rec_run *run, __u32 id,
			   __u32 follow)
{
	__u32 len;

	for (len = 0; len < 4; len++) {
		const struct btf_type *t = run->types[id];

		if (BTF_REC_M_CHAIN >> run->kinds[id] & 1 ||
		    run->kinds[id] == BTF_KIND_PTR)
			id = t->type;
		else if (run->kinds[id] == BTF_KIND_ARRAY)
			id = ((const struct btf_array *)(t + 1))->type;
		else
			return true;
		if (id < run->nr_ref || id >= run->nr ||
		    !(follow >> run->kinds[id] & 1))
			return false;
	}
	return true;
}

static __always_inline int scan_id(void *ctx, __u32 *p, enum btf_rec_edge edge)
{
	const struct edge_rule *rule = &edge_rules[edge];
	struct scan *s = ctx;
	__u32 id = *p, kind;

	if (id >= s->nr)
		return bad_split(s->run, s->self, "type id out of range");
	kind = s->kinds[id];
	if (!(rule->to >> kind & 1))
		return bad_split(s->run, s->self,
				 "id leads to a kind that cannot be there");
	if (id < s->nr_ref)
		s->flags[id] |= BTF_REC_F_USED;
	else if (id >= s->self && s->follow >> kind & 1 && !*s->top &&
		 may_close_loop(s->run, id, s->follow))
		*s->top = s->self;
	if (!rule->end || !id)
		return 0;
	if (id >= s->nr_ref && BTF_REC_M_CHAIN >> kind & 1)
		return hold_chain(s->run, s->self, id, rule->end);
	if (!s->holder[id])
		s->holder[id] = s->self;
	return 0;
}

static __always_inline int scan_name(void *ctx, __u32 *name_off)
{
	struct scan *s = ctx;
	__u32 off = *name_off;

	if (off >= s->ref_str_len) {
		if (off - s->ref_str_len >= s->str_len)
			return bad_split(s->run, s->self, "name out of range");
	} else if (off) {
		if (s->names[off] == BTF_REC_NAME_NONE)
			return bad_split(s->run, s->self,
					 "name is not a reference type's");
		s->names[off] = BTF_REC_NAME_USED;
	}
	return 0;
}

static __u32 kinds_to_follow(__u32 kind)
{
	return (M_CONTAINS >> kind & 1 ? M_CONTAINS : 0) |
	       (M_DECLARES >> kind & 1 ? M_DECLARES : 0);
}

/* Look at every id and name. Types with an id that leads upwards, to one that
 * may close a loop, are listed from the bottom of the stack on.
 */
static int scan_all(struct btf_rec_run *run, __u32 **end)
{
	struct scan s = {
		.run = run,
		.kinds = run->kinds,
		.flags = run->flags,
		.holder = run->holder,
		.names = run->names,
		.nr_ref = run->nr_ref,
		.nr = run->nr,
		.ref_str_len = run->ref.str_len,
		.str_len = run->split.str_len,
		.top = run->stack,
	};
	int err;

	for (s.self = s.nr_ref; s.self < s.nr; s.self++) {
		s.follow = kinds_to_follow(s.kinds[s.self]);
		*s.top = 0;
		err = btf_rec_walk(run->types[s.self], scan_id, scan_name, &s);
		if (err)
			return err;
		s.top += *s.top != 0;
	}
	*end = s.top;
	return 0;
}

/* Following ids of some kinds, depth first. */
struct trail {
	struct btf_rec_run *run;
	__u32 kinds;
	__u32 self;
	__u32 *top;
};

/* Put a type on the stack, or find that we are inside it. */
static int follow_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	struct trail *trail = ctx;
	struct btf_rec_run *run = trail->run;

	if (*id < run->nr_ref || !(trail->kinds >> run->kinds[*id] & 1) ||
	    run->flags[*id] & BTF_REC_F_DONE)
		return 0;
	if (run->flags[*id] & BTF_REC_F_OPEN)
		return bad_split(run, trail->self, "type contains itself");
	*trail->top++ = *id;
	return 0;
}

/* A type stays on the stack, marked open, while what it leads to is walked,
 * so an id that leads to an open type closes a loop. Each id in a type goes
 * onto the stack once at most.
 */
static int follow_from(struct trail *trail, __u32 root, __u32 *bottom)
{
	struct btf_rec_run *run = trail->run;
	int err;

	*bottom = root;
	trail->top = bottom + 1;
	while (trail->top > bottom) {
		__u32 id = trail->top[-1];

		if (run->flags[id] & (BTF_REC_F_OPEN | BTF_REC_F_DONE)) {
			run->flags[id] |= BTF_REC_F_DONE;
			trail->top--;
			continue;
		}
		run->flags[id] |= BTF_REC_F_OPEN;
		trail->self = id;
		err = btf_rec_walk(run->types[id], follow_id, NULL, trail);
		if (err)
			return err;
	}
	return 0;
}

static int follow_all(struct btf_rec_run *run, __u32 kinds, __u32 *end)
{
	struct trail trail = { .run = run, .kinds = kinds };
	const __u32 *root;
	int err;

	memset(run->flags + run->nr_ref, 0, run->nr - run->nr_ref);
	for (root = run->stack; root < end; root++) {
		if (!(kinds >> run->kinds[*root] & 1))
			continue;
		err = follow_from(&trail, *root, end);
		if (err)
			return err;
	}
	return 0;
}

/**
 * btf_rec_check_split() - check every id and name of the split BTF
 * @run: the run; types, kinds, flags, names and holder are set up
 *
 * Return: 0, or -EINVAL, reported, when an id or a name is out of range, an id
 * leads where its use does not allow it, a type is used by value that has no
 * size, or a type contains itself.
 */
int btf_rec_check_split(struct btf_rec_run *run)
{
	__u32 *end;
	int err;

	err = scan_all(run, &end);
	if (err || end == run->stack)
		return err;
	err = follow_all(run, M_CONTAINS, end);
	return err ?: follow_all(run, M_DECLARES, end);
}

static int bad_ref(const struct btf_rec_run *run, __u32 id, const char *what)
{
	return btf_rec_malformed(&run->sink, run->ref.name, id, what);
}

static int check_ref_name(void *ctx, __u32 *name_off)
{
	const struct btf_rec_run *run = ctx;

	return *name_off < run->ref.str_len ? 0 : -EINVAL;
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

	if (btf_rec_walk(t, NULL, check_ref_name, run))
		return bad_ref(run, id, "name out of range");
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
	default:
		return 0;
	}
}

/* Only what a typedef or function stands for can do without a name. */
static int check_entry_name(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];

	if (t->name_off && run->ref.strs[t->name_off]) {
		if (strnlen(run->ref.strs + t->name_off,
			    BTF_REC_MAX_NAME + 1) > BTF_REC_MAX_NAME)
			return bad_ref(run, id, "name too long");
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
	run->kinds[id] = BTF_REC_HIDDEN;
	return 0;
}

/**
 * btf_rec_check_reference() - check the entries of the reference
 * @run: the run; types and flags are set up
 *
 * Return: 0, or -EINVAL, reported, when an entry has no name, a name or a type
 * out of range, too long a name, or content that the format does not give it.
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
	if (!(M_IN_IDS >> run->kinds[id] & 1))
		return bad_slots(run, "id of a kind that BTF_ID() cannot name");
	if (id < run->nr_ref)
		run->flags[id] |= BTF_REC_F_USED | BTF_REC_F_DEFINED |
				  BTF_REC_F_IDS;
	return 0;
}

/* An id that no slot lists would keep its number. */
static int check_gap(const struct btf_rec_run *run, __u64 off, __u64 end)
{
	const char *ids = run->mod->ids;

	for (; off < end; off++)
		if (ids[off])
			return bad_slots(run, "ids of .BTF_ids are not listed; was it stripped?");
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
	if (off + (__u64)slot->cnt * slot->stride > mod->ids_len)
		return bad_slots(run, "outside .BTF_ids");
	err = check_gap(run, *end, start);
	if (err)
		return err;
	*end = off + (__u64)slot->cnt * slot->stride;
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
 * slots, a slot is outside .BTF_ids, an id in it is out of range or of a kind
 * that cannot be there, or something that is not zero is in no slot.
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
	return check_gap(run, end, mod->ids_len);
}
