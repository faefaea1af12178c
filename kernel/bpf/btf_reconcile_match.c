// SPDX-License-Identifier: GPL-2.0
/*
 * Matching: find the one type of the base for each reference type that the module
 * uses.
 *
 * In: the reference and how the module uses it, the index of the base.
 * Out: run->map, or every mismatch reported.
 *
 * Each candidate of the same name gets a grade; the best grade wins if it is
 * good enough and only one candidate has it. Rules: "Matching" in
 * Documentation/bpf/btf_reconcile_internals.rst.
 */
#include "btf_reconcile_core.h"

#define M(kind)		BTF_REC_M(kind)

/* How well a candidate fits, worst first. GRADE_FORWARD and better match. Of the
 * others, the best gives the most useful message.
 */
enum grade {
	GRADE_NONE,
	GRADE_KIND,
	GRADE_NEEDS_DEFINITION,
	GRADE_TARGET,
	GRADE_ENCODING,
	GRADE_SIZE,
	GRADE_MEMBERS,
	GRADE_FORWARD,	/* one is declared, the other defined */
	GRADE_LOOSE,	/* another size, behind pointers; another spelling */
	GRADE_EXACT,
};

static const enum btf_rec_why grade_why[] = {
	[GRADE_NONE]		 = BTF_REC_MISSING,
	[GRADE_KIND]		 = BTF_REC_KIND,
	[GRADE_NEEDS_DEFINITION] = BTF_REC_FORWARD,
	[GRADE_TARGET]		 = BTF_REC_TARGET,
	[GRADE_ENCODING]	 = BTF_REC_ENCODING,
	[GRADE_SIZE]		 = BTF_REC_SIZE,
	[GRADE_MEMBERS]		 = BTF_REC_MEMBERS,
};

enum size_rule {
	SIZE_NEVER,
	SIZE_BY_VALUE,	/* must be equal if the module holds the type */
	SIZE_ALWAYS,
};

/**
 * struct rule - one row of the matching table
 * @same: kinds of the base that match
 * @other: kinds that match if there is none of @same: a declaration for a
 *	definition behind pointers, or the definition for a declaration
 * @size: when the size must be equal
 *
 * A typedef uses the row of its target. The rows of PTR, ARRAY and FUNC_PROTO are
 * for targets only.
 */
struct rule {
	__u32 same;
	__u32 other;
	enum size_rule size;
};

static const struct rule rules[BTF_REC_NR_KINDS] = {
	[BTF_KIND_INT]		= { M(INT), 0, SIZE_ALWAYS },
	[BTF_KIND_FLOAT]	= { M(FLOAT), 0, SIZE_ALWAYS },
	[BTF_KIND_ENUM]		= { M(ENUM) | M(ENUM64), 0, SIZE_ALWAYS },
	[BTF_KIND_ENUM64]	= { M(ENUM64), 0, SIZE_ALWAYS },
	[BTF_KIND_STRUCT]	= { M(STRUCT), M(FWD), SIZE_BY_VALUE },
	[BTF_KIND_UNION]	= { M(UNION), M(FWD_UNION), SIZE_BY_VALUE },
	[BTF_KIND_FWD]		= { M(FWD), M(STRUCT), SIZE_NEVER },
	[BTF_KIND_FWD_UNION]	= { M(FWD_UNION), M(UNION), SIZE_NEVER },
	[BTF_KIND_PTR]		= { M(PTR), 0, SIZE_NEVER },
	[BTF_KIND_ARRAY]	= { M(ARRAY), 0, SIZE_BY_VALUE },
	[BTF_KIND_FUNC]		= { M(FUNC), 0, SIZE_NEVER },
	[BTF_KIND_FUNC_PROTO]	= { M(FUNC_PROTO), 0, SIZE_NEVER },
};

/* One entry of the reference while it is being matched. */
struct want {
	struct btf_rec_run *run;
	const struct btf_type *t;
	__u32 id;
	bool held;	/* by value, so the size counts */
	bool defined;	/* a declaration does not match */
	bool exact;	/* its definition is recorded and must be equal */
};

static bool kind_in(const struct btf_type *t, __u32 kinds)
{
	return kinds >> btf_rec_kind(t) & 1;
}

/* Go to the target of a typedef or modifier; *t becomes NULL for void. Return:
 * false if the chain is too long.
 */
static bool skip_chain(const struct btf_rec_types *base,
		       const struct btf_type **t)
{
	__u32 len, id;

	for (len = 0; *t && btf_rec_is(*t, BTF_REC_M_CHAIN); len++) {
		id = (*t)->type;
		if (id >= base->nr_types || len == BTF_REC_MAX_CHAIN)
			return false;
		*t = id ? base->types[id] : NULL;
	}
	return true;
}

/* BTF does not have the size of a pointer, and no rule depends on it. */
#define PTR_SIZE	8

/**
 * btf_rec_base_size() - the size of a typedef's target
 * @base: the base
 * @t: a type of it, no typedef or modifier
 *
 * Return: bytes, for an array of all elements; 0 if it has no size, or one that a
 * reference cannot express.
 */
__u64 btf_rec_base_size(const struct btf_rec_types *base,
			const struct btf_type *t)
{
	__u64 times = 1;
	__u32 len;

	for (len = 0; btf_rec_is(t, M(ARRAY)); len++) {
		const struct btf_array *a = (const void *)(t + 1);

		times *= a->nelems;
		if (times >> 32 || len == BTF_REC_MAX_CHAIN || !a->type ||
		    a->type >= base->nr_types)
			return 0;
		t = base->types[a->type];
		if (!skip_chain(base, &t) || !t)
			return 0;
	}
	if (btf_rec_is(t, M(PTR)))
		times *= PTR_SIZE;
	else
		times *= btf_rec_is(t, BTF_REC_M_HAS_SIZE) ? t->size : 0;
	return times >> 32 ? 0 : times;
}

/* The number of elements of an array in the reference is its size in bytes. */
static __u32 ref_size(const struct btf_type *t)
{
	const struct btf_array *a = (const void *)(t + 1);

	if (btf_rec_is(t, M(ARRAY)))
		return a->nelems;
	return btf_rec_is(t, BTF_REC_M_HAS_SIZE) ? t->size : 0;
}

/* An enum of the base without values is a forward declaration. In the reference no
 * enum has values; a declaration has size 0. The size matters only by value.
 */
static enum grade grade_enum(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	bool was = ref->size, is = btf_rec_vlen(cand);	/* defined */

	if (!was && !is && !w->held)
		return GRADE_EXACT;
	if (ref->size == cand->size)
		return was && is ? GRADE_EXACT : GRADE_FORWARD;
	return (!was || !is) && !w->held ? GRADE_FORWARD : GRADE_SIZE;
}

/* Grade a candidate of the right name, typedefs on both sides skipped. */
static enum grade grade_type(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	const struct rule *rule = &rules[btf_rec_kind(ref)];
	bool declares = kind_in(ref, BTF_REC_M_FWD);

	if (kind_in(cand, rule->other))
		return !declares && (w->held || w->defined) ?
		       GRADE_NEEDS_DEFINITION : GRADE_FORWARD;
	if (!kind_in(cand, rule->same))
		return GRADE_KIND;
	if (kind_in(ref, M(ENUM) | M(ENUM64)))
		return grade_enum(w, ref, cand);
	if (rule->size != SIZE_NEVER &&
	    ref_size(ref) != btf_rec_base_size(w->run->base, cand))
		return rule->size == SIZE_ALWAYS || w->held ? GRADE_SIZE
							    : GRADE_LOOSE;
	if (kind_in(ref, M(INT)) &&
	    btf_rec_int_data(ref) != btf_rec_int_data(cand))
		return GRADE_ENCODING;
	return GRADE_EXACT;
}

/* Other names mean other types, except for integers and floats, which size and
 * encoding define. A named type never matches an unnamed one.
 */
static bool same_target_name(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	return kind_in(ref, M(INT) | M(FLOAT)) ||
	       !strcmp(btf_rec_ref_name(w->run, ref),
		       btf_rec_base_name(w->run->base, cand));
}

static enum grade grade_typedef(const struct want *w,
				const struct btf_type *cand)
{
	const struct btf_type *ref = w->run->types[w->t->type];
	enum grade grade;

	if (!skip_chain(w->run->base, &cand))
		return GRADE_TARGET;
	if (!ref || !cand)	/* a typedef of void */
		return ref == cand ? GRADE_EXACT : GRADE_TARGET;
	if (!same_target_name(w, ref, cand))
		return GRADE_TARGET;
	grade = grade_type(w, ref, cand);
	return grade == GRADE_KIND ? GRADE_TARGET : grade;
}

static enum grade grade_definition(const struct want *w,
				   const struct btf_type *cand, __u32 base_id)
{
	enum grade grade = GRADE_EXACT;

	if (!kind_in(w->t, M(TYPEDEF)))
		grade = grade_type(w, w->t, cand);
	else if (!kind_in(cand, M(TYPEDEF)))
		grade = GRADE_KIND;
	if (grade < GRADE_MEMBERS)
		return grade;
	return btf_rec_same_definition(w->run, w->id, base_id) ?
	       GRADE_EXACT : GRADE_MEMBERS;
}

static enum grade grade_candidate(const struct want *w, __u32 base_id)
{
	const struct btf_rec_types *base = w->run->base;
	const struct btf_type *cand = base->types[base_id];
	enum grade grade;

	if (w->exact)
		return grade_definition(w, cand, base_id);
	if (kind_in(w->t, M(TYPEDEF)))
		return kind_in(cand, M(TYPEDEF)) ? grade_typedef(w, cand)
						 : GRADE_KIND;
	grade = grade_type(w, w->t, cand);
	/* gcc and clang name integers differently; prefer the same name. */
	if (grade == GRADE_EXACT && kind_in(w->t, M(INT)) &&
	    strcmp(btf_rec_ref_name(w->run, w->t),
		   btf_rec_base_name(base, cand)))
		return GRADE_LOOSE;
	return grade;
}

static bool has_name(const struct want *w, const struct btf_type *cand)
{
	bool is_int = kind_in(w->t, M(INT)) && kind_in(cand, M(INT));

	return btf_rec_same_name(btf_rec_ref_name(w->run, w->t),
				 btf_rec_base_name(w->run->base, cand), is_int);
}

/**
 * btf_rec_same_leaf() - does a type of the base match a leaf of a comparison?
 * @run: the run; everything has been checked
 * @ref_id: an entry for which btf_rec_is_leaf() is true
 * @base_id: the type of the base
 * @by_value: it is held by value
 *
 * Return: true if name and kind are equal, and the target of a typedef, and the
 * size if the type is held by value.
 */
bool btf_rec_same_leaf(struct btf_rec_run *run, __u32 ref_id, __u32 base_id,
		       bool by_value)
{
	const struct want w = {
		.run = run,
		.t = run->types[ref_id],
		.id = ref_id,
		.held = by_value,
		.defined = by_value,
	};

	return has_name(&w, run->base->types[base_id]) &&
	       grade_candidate(&w, base_id) >= GRADE_LOOSE;
}

/**
 * struct found - the candidates for one reference type, seen so far
 * @grade: the best grade
 * @first: the lowest base id that has it
 * @nr: how many have it
 * @named: the first few of them
 */
struct found {
	enum grade grade;
	__u32 first;
	__u32 nr;
	__u32 named[BTF_REC_MAX_NAMED];
};

static void add_candidate(struct found *found, enum grade grade, __u32 id)
{
	if (grade < found->grade)
		return;
	if (grade > found->grade)
		*found = (struct found){ .grade = grade, .first = id };
	if (found->nr < BTF_REC_MAX_NAMED)
		found->named[found->nr] = id;
	found->nr++;
}

static void find_candidates(const struct want *w, struct found *found)
{
	struct btf_rec_cursor c = btf_rec_find(w->run->index,
					       btf_rec_ref_name(w->run, w->t),
					       btf_rec_raw_kind(w->t));
	__u32 id;

	*found = (struct found){ .grade = GRADE_NONE };
	while ((id = btf_rec_next(&c)))
		add_candidate(found, grade_candidate(w, id), id);
}

/* Of a typedef, the message describes the target. */
static void describe_here(const struct want *w, const struct found *found,
			  struct btf_rec_problem *p)
{
	const struct btf_rec_types *base = w->run->base;
	const struct btf_type *here;

	if (!found->first)
		return;
	here = base->types[found->first];
	if (kind_in(w->t, M(TYPEDEF)) && found->grade != GRADE_KIND &&
	    (!skip_chain(base, &here) || !here))
		return;
	p->here_kind = btf_rec_raw_kind(here);
	p->here_name = btf_rec_base_name(base, here);
	p->here_size = btf_rec_base_size(base, here);
}

static void report_mismatch(const struct want *w, const struct found *found)
{
	struct btf_rec_run *run = w->run;
	const struct btf_type *built = w->t;
	struct btf_rec_problem p = {
		.why = found->grade >= GRADE_FORWARD ? BTF_REC_AMBIGUOUS
						     : grade_why[found->grade],
		.section = run->ref.name,
		.id = w->id,
		.name = btf_rec_ref_name(run, built),
		.kind = btf_rec_raw_kind(built),
		.nr_named = found->nr,
	};

	run->stats->mismatches++;
	if (!run->sink.report)
		return;
	if (kind_in(built, M(TYPEDEF)))
		built = run->types[built->type];
	if (built)
		p.built_size = ref_size(built);
	memcpy(p.named, found->named, sizeof(p.named));
	describe_here(w, found, &p);
	btf_rec_find_holder(run, w->id, &p);
	run->sink.report(run->sink.priv, &p);
}

static struct want want_of(struct btf_rec_run *run, __u32 id)
{
	bool exact = !btf_rec_is_leaf(run, id);

	return (struct want){
		.run = run,
		.t = run->types[id],
		.id = id,
		.held = exact || run->holder[id],
		.defined = exact || run->flags[id] & BTF_REC_F_DEFINED,
		.exact = exact,
	};
}

/* BTF_ID() means the first of several functions of one name. */
static void match_entry(struct btf_rec_run *run, __u32 id)
{
	const struct want w = want_of(run, id);
	struct found found;

	find_candidates(&w, &found);
	if (found.grade >= GRADE_FORWARD &&
	    (found.nr == 1 || kind_in(w.t, M(FUNC))))
		run->map[id] = found.first;
	else
		report_mismatch(&w, &found);
}

/* If the module's own types or members use the name of an entry, the entry must
 * match, since its match provides the name.
 */
static void use_by_name(struct btf_rec_run *run)
{
	__u32 id;

	for (id = 1; id < run->nr_ref; id++) {
		__u32 off = run->types[id]->name_off;

		if (off && run->names[off] == BTF_REC_NAME_USED)
			run->flags[id] |= BTF_REC_F_USED;
	}
}

/* Check that the matched types have the members that the module tags. */
static void check_tags(struct btf_rec_run *run)
{
	__u32 id;

	for (id = run->nr_ref; id < run->nr; id++) {
		const struct btf_type *t = run->types[id], *here;
		const struct btf_decl_tag *tag = (const void *)(t + 1);
		struct found found = { .grade = GRADE_MEMBERS, .nr = 1 };
		struct want w = { .run = run, .id = t->type };

		if (!btf_rec_is(t, M(DECL_TAG)) || t->type >= run->nr_ref ||
		    !run->map[t->type] || tag->component_idx < 0)
			continue;
		w.t = run->types[t->type];
		found.first = run->map[t->type];
		here = run->base->types[found.first];
		if (btf_rec_is(here, BTF_REC_M_COMPOSITE) &&
		    (__u32)tag->component_idx >= btf_rec_vlen(here))
			report_mismatch(&w, &found);
	}
}

/**
 * btf_rec_match() - match every reference type that the module uses
 * @run: the run; everything has been checked
 *
 * On success run->map has the base's id of each of them.
 *
 * Return: 0, -ENOMEM, or -ESRCH when there were mismatches, all reported.
 */
int btf_rec_match(struct btf_rec_run *run)
{
	__u8 flags = 0;
	__u32 id;
	int err;

	use_by_name(run);
	for (id = 1; id < run->nr_ref; id++) {
		if (!(run->flags[id] & BTF_REC_F_USED))
			continue;
		err = kind_in(run->types[id], M(FUNC)) ?
		      btf_rec_index_functions(run->index) : 0;
		if (err)
			return err;
		run->stats->refs++;
		flags |= run->flags[id];
		btf_rec_relax();
		match_entry(run, id);
	}
	if (flags & BTF_REC_F_TAGGED)
		check_tags(run);
	return run->stats->mismatches ? -ESRCH : 0;
}
