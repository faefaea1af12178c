// SPDX-License-Identifier: GPL-2.0
/*
 * Checking the split BTF, before anything is looked up or rewritten.
 *
 * In: the sections as the reader left them. Out: every ID and name offset is
 * within bounds and leads to a kind that may stand there; and for each
 * reference type, whether the module uses it and what holds it by value; and no
 * type contains itself. (The kernel's checks of module BTF do not look for that,
 * and the BPF verifier walks into members without end.)
 *
 * One scan looks at every ID and name. A type can contain itself only through an
 * ID that is not smaller than its own. Such IDs are rare: the scan collects them,
 * and the depth-first search starts only there.
 */
#include "btf_reconcile_core.h"

#define M(kind)		BTF_REC_M(kind)

/* Kinds that a pointer, a modifier or a typedef may lead to. */
#define M_ANY_TYPE	(BTF_REC_M_SIZED | BTF_REC_M_CHAIN | M(FWD) | \
			 M(FUNC_PROTO) | BTF_REC_M_VOID)
#define M_VALUE		(BTF_REC_M_SIZED | BTF_REC_M_CHAIN)

/**
 * struct edge_rule - what an ID may lead to, for one kind of use
 * @to: kinds that it may name
 * @end: 0: the use is not by value; otherwise kinds that a chain of typedefs,
 *	modifiers and arrays from there may end at
 * @flags: BTF_REC_F_* that the use gives to an entry of the reference
 */
struct edge_rule {
	__u32 to;
	__u32 end;
	__u8 flags;
};

#define USED	BTF_REC_F_USED

/* C lets a prototype return or take a struct that is only declared. */
static const struct edge_rule edge_rules[BTF_REC_NR_EDGES] = {
	[BTF_REC_E_TARGET]	= { M_ANY_TYPE, 0, USED },
	[BTF_REC_E_MEMBER]	= { M_VALUE, BTF_REC_M_SIZED, USED },
	[BTF_REC_E_ELEMENT]	= { M_VALUE, 0, USED },
	[BTF_REC_E_INDEX]	= { M(INT) | BTF_REC_M_CHAIN, M(INT), USED },
	[BTF_REC_E_VARIABLE]	= { M_VALUE, BTF_REC_M_SIZED, USED },
	[BTF_REC_E_SECTION]	= { M(VAR), 0, USED },
	[BTF_REC_E_PROTO]	= { M(FUNC_PROTO), 0, USED },
	[BTF_REC_E_RETURN]	= { M_VALUE | M(FWD) | BTF_REC_M_VOID,
				    BTF_REC_M_SIZED | M(FWD) | BTF_REC_M_VOID,
				    USED },
	[BTF_REC_E_PARAM]	= { M_VALUE | M(FWD) | BTF_REC_M_VOID,
				    BTF_REC_M_SIZED | M(FWD), USED },
	[BTF_REC_E_TAGGED]	= { BTF_REC_M_COMPOSITE | M(TYPEDEF) |
				    M(VAR) | M(FUNC), 0,
				    USED | BTF_REC_F_DEFINED | BTF_REC_F_TAGGED },
};

/* A cycle of only these kinds is invalid: infinite size. */
#define M_CONTAINS	(BTF_REC_M_COMPOSITE | M(ARRAY) | BTF_REC_M_CHAIN)

#define M_IN_IDS	(BTF_REC_M_COMPOSITE | M(TYPEDEF) | M(FUNC))

/**
 * struct scan - the scan of all IDs and names
 * @run: the run; the next members are copies of its tables and numbers
 * @kinds: run->kinds
 * @flags: run->flags
 * @holder: run->holder
 * @names: run->names
 * @nr_ref: run->nr_ref
 * @nr: run->nr
 * @ref_str_len: bytes of the reference's strings
 * @str_len: bytes of the split BTF's own strings
 * @self: the type being scanned
 * @follow: kinds that can close a cycle through @self
 * @top: end of the list of types that may close a cycle
 */
struct scan {
	struct btf_rec_run *run;
	const __u8 *kinds;
	__u8 *flags;
	__u32 *holder;
	__u8 *names;
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

/* Is the type that this one leads to held by value, too? Not behind a typedef of
 * the reference: its target is part of what must match.
 */
static bool is_chain(const struct btf_rec_run *run, __u32 id)
{
	return id >= run->nr_ref &&
	       (BTF_REC_M_CHAIN | M(ARRAY)) >> run->kinds[id] & 1;
}

static __u32 next_in_chain(const struct btf_type *t)
{
	const struct btf_array *a = (const void *)(t + 1);

	return btf_rec_is(t, M(ARRAY)) ? a->type : t->type;
}

/* Mark every type on the chain, and its end, as held by value by @self. */
static int hold_chain(struct btf_rec_run *run, __u32 self, __u32 id,
		      __u32 ends)
{
	__u32 len;

	for (len = 0; is_chain(run, id); len++) {
		if (len == BTF_REC_MAX_CHAIN)
			return bad_split(run, self,
					 "too many typedefs, modifiers and arrays, or a loop of them");
		if (!run->holder[id])
			run->holder[id] = self;
		id = next_in_chain(run->types[id]);
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

static __always_inline int scan_id(void *ctx, const __u32 *p,
				   enum btf_rec_edge edge)
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
		s->flags[id] |= rule->flags;
	else if (id >= s->self && s->follow >> kind & 1)
		*s->top = s->self;
	if (!rule->end || !id)
		return 0;
	if (id >= s->nr_ref && (BTF_REC_M_CHAIN | M(ARRAY)) >> kind & 1)
		return hold_chain(s->run, s->self, id, rule->end);
	if (!s->holder[id])
		s->holder[id] = s->self;
	return 0;
}

static __always_inline int scan_name(void *ctx, const __u32 *name_off)
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

/* Look at every ID and name. Types that may close a cycle are listed from the
 * bottom of the stack on.
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
		s.follow = M_CONTAINS >> s.kinds[s.self] & 1 ? M_CONTAINS : 0;
		*s.top = 0;
		err = btf_rec_walk(run->types[s.self], scan_id, scan_name, &s);
		if (err)
			return err;
		s.top += *s.top != 0;
	}
	*end = s.top;
	return 0;
}

/**
 * struct trail - the state of the depth-first search
 * @run: the run
 * @self: the type whose IDs are visited
 * @top: end of the stack
 */
struct trail {
	struct btf_rec_run *run;
	__u32 self;
	__u32 *top;
};

/* Push a type, unless it is done; an open type closes a cycle. */
static int follow_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct trail *trail = ctx;
	struct btf_rec_run *run = trail->run;

	if (*id < run->nr_ref || !(M_CONTAINS >> run->kinds[*id] & 1) ||
	    run->flags[*id] & BTF_REC_F_DONE)
		return 0;
	if (run->flags[*id] & BTF_REC_F_OPEN)
		return bad_split(run, trail->self, "type contains itself");
	*trail->top++ = *id;
	return 0;
}

/* A type stays on the stack, marked open, while the types that it leads to are
 * walked. Each ID in a type is pushed at most once.
 */
static int follow_from(struct btf_rec_run *run, __u32 root, __u32 *bottom)
{
	struct trail trail = { .run = run, .top = bottom + 1 };
	int err;

	*bottom = root;
	while (trail.top > bottom) {
		__u32 id = trail.top[-1];

		if (run->flags[id] & (BTF_REC_F_OPEN | BTF_REC_F_DONE)) {
			run->flags[id] |= BTF_REC_F_DONE;
			trail.top--;
			continue;
		}
		run->flags[id] |= BTF_REC_F_OPEN;
		trail.self = id;
		err = btf_rec_walk(run->types[id], follow_id, NULL, &trail);
		if (err)
			return err;
	}
	return 0;
}

/**
 * btf_rec_check_split() - check every ID and name of the split BTF
 * @run: the run; types, kinds, flags, names and holder are set up
 *
 * Return: 0, or -EINVAL, reported, when an ID or a name is out of range, an ID
 * leads where its use does not allow it, a type is used by value that has no
 * size, or a type contains itself.
 */
int btf_rec_check_split(struct btf_rec_run *run)
{
	const __u32 *root;
	__u32 *end;
	int err;

	err = scan_all(run, &end);
	for (root = run->stack; !err && root < end; root++)
		err = follow_from(run, *root, end);
	return err;
}

static int bad_ref(const struct btf_rec_run *run, __u32 id, const char *what)
{
	return btf_rec_malformed(&run->sink, run->ref.name, id, what);
}

/* Kinds of entries that must have a name, and of those that must not. Other kinds
 * describe types with and without a name.
 */
#define M_REF_NAMED	(M(INT) | M(FLOAT) | M(FWD) | M(TYPEDEF) | M(FUNC) | \
			 M(TYPE_TAG))
#define M_REF_UNNAMED	(M(PTR) | M(ARRAY) | M(VOLATILE) | M(CONST) | \
			 M(RESTRICT) | M(FUNC_PROTO))
/* Kinds of entries that only other entries may use. */
#define M_REF_HIDDEN	(M_REF_UNNAMED | M(TYPE_TAG))
/* Kinds of a typedef's target; a RESTRICT begins an exact description. */
#define M_REF_TARGET	(BTF_REC_M_SIZED | M(FUNC_PROTO) | M(FWD) | \
			 M(RESTRICT))

static int check_ref_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_run *run = ctx;

	return *id < run->nr_ref ? 0 : -EINVAL;
}

static int check_ref_name(void *ctx, const __u32 *name_off)
{
	const struct btf_rec_run *run = ctx;

	return *name_off < run->ref.str_len ? 0 : -EINVAL;
}

static bool is_empty_proto(const struct btf_type *t)
{
	return btf_rec_is(t, M(FUNC_PROTO)) && !btf_rec_vlen(t) && !t->type;
}

static bool has_param_names(const struct btf_type *t)
{
	const struct btf_param *p = (const void *)(t + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(t); i++)
		if (p[i].name_off)
			return true;
	return false;
}

/* Without a RESTRICT the target of a typedef is a leaf: it has a name and a size,
 * but no contents, which would not be compared.
 */
static const char *check_target(const struct btf_type *t)
{
	const struct btf_array *a = (const void *)(t + 1);

	if (!btf_rec_is(t, M_REF_TARGET))
		return "stands for a kind that cannot be there";
	if (btf_rec_is(t, BTF_REC_M_HAS_SIZE) ? btf_rec_vlen(t) :
	    btf_rec_is(t, M(ARRAY)) ? a->type :
	    btf_rec_is(t, M(FUNC_PROTO)) ? !is_empty_proto(t) :
	    btf_rec_is(t, M(PTR)) && t->type)
		return "stands for a type that has more than a size";
	return NULL;
}

/* A field without a meaning must be zero, so that a later format can use it.
 * Return: the rule that is broken, or NULL.
 */
static const char *check_content(const struct btf_rec_run *run,
				 const struct btf_type *t)
{
	const struct btf_array *a = (const void *)(t + 1);

	switch (btf_rec_raw_kind(t)) {
	case BTF_KIND_FWD:
		return t->type ? "declaration has a type" : NULL;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
	case BTF_KIND_ENUM:
		return btf_rec_kflag(t) && !btf_rec_vlen(t) ?
		       "kind_flag without members or values" : NULL;
	case BTF_KIND_ENUM64:
		return !btf_rec_vlen(t) ? "enum64 without values" : NULL;
	case BTF_KIND_ARRAY:
		return a->index_type ? "array has an index type" : NULL;
	case BTF_KIND_TYPEDEF:
		return t->type ? check_target(run->types[t->type]) : NULL;
	case BTF_KIND_FUNC:
		if (btf_rec_vlen(t))
			return "function has a linkage";
		return is_empty_proto(run->types[t->type]) ? NULL :
		       "function's prototype is not empty";
	case BTF_KIND_FUNC_PROTO:
		return has_param_names(t) ? "parameter has a name" : NULL;
	default:
		return NULL;
	}
}

static int check_name(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];
	const char *name = run->ref.strs + t->name_off;

	if (!t->name_off)
		return btf_rec_is(t, M_REF_NAMED) ?
		       bad_ref(run, id, "type without a name") : 0;
	if (btf_rec_is(t, M_REF_UNNAMED))
		return bad_ref(run, id, "name of a kind that has none");
	if (!*name)
		return bad_ref(run, id, "empty name");
	if (strnlen(name, BTF_REC_MAX_NAME + 1) > BTF_REC_MAX_NAME)
		return bad_ref(run, id, "name too long");
	return 0;
}

static int check_entry(struct btf_rec_run *run, __u32 id)
{
	const struct btf_type *t = run->types[id];
	const char *what;
	int err;

	if (btf_rec_walk(t, NULL, check_ref_name, run))
		return bad_ref(run, id, "name out of range");
	if (btf_rec_walk(t, check_ref_id, NULL, run))
		return bad_ref(run, id, "type id out of range");
	if (btf_rec_is(t, M(FUNC)) && !t->type)
		return bad_ref(run, id, "function without a prototype");
	what = check_content(run, t);
	if (what)
		return bad_ref(run, id, what);
	err = check_name(run, id);
	if (err)
		return err;
	if (!t->name_off || btf_rec_is(t, M_REF_HIDDEN))
		run->kinds[id] = BTF_REC_HIDDEN;
	else
		run->names[t->name_off] = BTF_REC_NAME_KNOWN;
	return 0;
}

/**
 * btf_rec_check_reference() - check the entries of the reference
 * @run: the run; types and flags are set up
 *
 * Return: 0, or -EINVAL, reported, when an entry has no name, a name or a type
 * out of range, too long a name, or something in a field that has no meaning.
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

/* An ID in no slot would not be rewritten. */
static int check_gap(const struct btf_rec_run *run, __u64 off, __u64 end)
{
	const char *ids = run->mod->ids;

	for (; off < end; off++)
		if (ids[off])
			return bad_slots(run, "ids of .BTF_ids are not listed; was it stripped?");
	return 0;
}

static int check_slot(struct btf_rec_run *run, const struct btf_ids_slot *slot,
		      __u64 *end)
{
	const struct btf_rec_module *mod = run->mod;
	__u64 off = slot->off, start = off;
	__u32 i;
	int err;

	if (slot->stride != sizeof(__u32) && slot->stride != 2 * sizeof(__u32))
		return bad_slots(run, "bad stride");
	if (slot->flags & ~BTF_IDS_SLOT_SORTED)
		return bad_slots(run, "unknown flags");
	if (slot->flags & BTF_IDS_SLOT_SORTED) {
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
	if (slot->flags & BTF_IDS_SLOT_SORTED &&
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
	struct btf_ids_slot slot;
	__u64 end = 0;
	__u32 off;
	int err;

	if (!mod->ids_len)
		return mod->slots_len ? bad_slots(run, "no .BTF_ids") : 0;
	if (!mod->slots || !mod->ids)
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

static int refuse_ids(const struct btf_rec_module *mod, const char *what)
{
	const struct btf_rec_sink sink = { mod->report, mod->priv };

	return btf_rec_malformed(&sink, BTF_REF_IDS_SECTION, 0, what);
}

/**
 * btf_rec_open_ids() - find the slots and the IDs in BTF_REF_IDS_SECTION
 * @mod: ids_len, report and priv are set; ids, slots and slots_len are filled
 *	in, and point into @section
 * @section: the section's contents, at any alignment, not yet verified
 * @len: its length in bytes
 *
 * Return: 0, or -EINVAL, reported, when the section is cut off, too long, or
 * for .BTF_ids of another length.
 */
int btf_rec_open_ids(struct btf_rec_module *mod, void *section, __u32 len)
{
	struct btf_ref_ids h;
	__u64 slots_len;

	if (len < sizeof(h))
		return refuse_ids(mod, "truncated");
	memcpy(&h, section, sizeof(h));
	slots_len = (__u64)h.nr_slots * sizeof(struct btf_ids_slot);
	if (sizeof(h) + slots_len + h.ids_len != len)
		return refuse_ids(mod, "length does not fit its contents");
	if (h.ids_len != mod->ids_len)
		return refuse_ids(mod, "was made for a .BTF_ids of another length");
	mod->slots = (char *)section + sizeof(h);
	mod->slots_len = slots_len;
	mod->ids = (char *)section + sizeof(h) + slots_len;
	return 0;
}
