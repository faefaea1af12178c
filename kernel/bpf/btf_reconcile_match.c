// SPDX-License-Identifier: GPL-2.0
/*
 * Matching: for each reference type that the module uses, the one type of the
 * base that may take its place.
 *
 * In: the reference and what the module does with it, the index of the base.
 * Out: run->map, or every mismatch reported.
 *
 * Each candidate of the same name gets a grade; the best grade wins if it is
 * good enough, and a tie is broken by the members that the reference recorded
 * or by the candidates being alike. Rules: "Matching" in
 * Documentation/bpf/btf_reconcile.rst.
 */
#include "btf_reconcile_core.h"

#define M(kind)		BTF_REC_M(kind)

/* From a stranger to the very type; GRADE_FORWARD and better are good enough.
 * Those below are in the order of what is most telling to a reader.
 */
enum grade {
	GRADE_NONE,
	GRADE_KIND,
	GRADE_NEEDS_DEFINITION,
	GRADE_TARGET,
	GRADE_ENCODING,
	GRADE_SIZE,
	GRADE_FORWARD,	/* one is declared, the other defined */
	GRADE_LOOSE,	/* only pointers: the size differs */
	GRADE_EXACT,
};

static const enum btf_rec_why grade_why[] = {
	[GRADE_NONE]		 = BTF_REC_MISSING,
	[GRADE_KIND]		 = BTF_REC_KIND,
	[GRADE_NEEDS_DEFINITION] = BTF_REC_FORWARD,
	[GRADE_TARGET]		 = BTF_REC_TARGET,
	[GRADE_ENCODING]	 = BTF_REC_ENCODING,
	[GRADE_SIZE]		 = BTF_REC_SIZE,
};

enum size_rule {
	SIZE_NEVER,
	SIZE_BY_VALUE,	/* must be equal if the module holds the type */
	SIZE_ALWAYS,
};

/**
 * struct rule - one row of the matching table
 * @same: kinds of the base that stand for the same
 * @other: kinds that will do if there is none of @same: a declaration for a
 *	definition behind pointers, or the definition of a declaration
 * @size: when the size must be equal
 *
 * A typedef's row is that of what it stands for.
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
	[BTF_KIND_ENUM64]	= { M(ENUM) | M(ENUM64), 0, SIZE_ALWAYS },
	[BTF_KIND_STRUCT]	= { M(STRUCT), M(FWD), SIZE_BY_VALUE },
	[BTF_KIND_UNION]	= { M(UNION), M(FWD_UNION), SIZE_BY_VALUE },
	[BTF_KIND_FWD]		= { M(FWD), M(STRUCT), SIZE_NEVER },
	[BTF_KIND_FWD_UNION]	= { M(FWD_UNION), M(UNION), SIZE_NEVER },
};

/* One reference type while it is being matched. */
struct want {
	struct btf_rec_run *run;
	const struct btf_type *t;
	__u32 id;
	bool held;
	bool defined;
};

static bool kind_in(const struct btf_type *t, __u32 kinds)
{
	return kinds >> btf_rec_kind(t) & 1;
}

static __u32 int_data(const struct btf_type *t)
{
	return *(const __u32 *)(t + 1);
}

/* What a typedef stands for; NULL: void, or too long a chain. */
static const struct btf_type *skip_chain(const struct btf_rec_types *base,
					 const struct btf_type *t)
{
	__u32 len;

	for (len = 0; btf_rec_is(t, BTF_REC_M_CHAIN); len++) {
		if (!t->type || t->type >= base->nr_types ||
		    len == BTF_REC_MAX_CHAIN)
			return NULL;
		t = base->types[t->type];
	}
	return t;
}

/* An enum without values is a forward declaration; the reference has none at
 * all, but a declaration's size, 0. Its size matters only where it is held.
 */
static enum grade grade_enum(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	bool declared = !btf_rec_vlen(cand) || !ref->size;

	if (ref->size == cand->size)
		return declared ? GRADE_FORWARD : GRADE_EXACT;
	return declared && !w->held ? GRADE_FORWARD : GRADE_SIZE;
}

/* Grade a candidate of the right name, typedefs on both sides skipped. */
static enum grade grade_type(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	const struct rule *rule = &rules[btf_rec_kind(ref)];

	if (kind_in(cand, rule->other))
		return w->held || w->defined ? GRADE_NEEDS_DEFINITION
					     : GRADE_FORWARD;
	if (!kind_in(cand, rule->same))
		return GRADE_KIND;
	if (kind_in(ref, M(ENUM) | M(ENUM64)))
		return grade_enum(w, ref, cand);
	if (rule->size != SIZE_NEVER && ref->size != cand->size)
		return rule->size == SIZE_ALWAYS || w->held ? GRADE_SIZE
							    : GRADE_LOOSE;
	if (kind_in(ref, M(INT)) && int_data(ref) != int_data(cand))
		return GRADE_ENCODING;
	return GRADE_EXACT;
}

/* Two names tell two types apart, unless one has none or both are integers,
 * whose size and encoding say all.
 */
static bool same_target_name(const struct want *w, const struct btf_type *ref,
			     const struct btf_type *cand)
{
	const char *a = btf_rec_ref_name(w->run, ref);
	const char *b = btf_rec_base_name(w->run->base, cand);

	return !*a || !*b || kind_in(ref, M(INT) | M(FLOAT)) || !strcmp(a, b);
}

static enum grade grade_typedef(const struct want *w,
				const struct btf_type *cand)
{
	const struct btf_type *ref = w->run->types[w->t->type];
	enum grade grade;

	cand = skip_chain(w->run->base, cand);
	if (!cand || !same_target_name(w, ref, cand))
		return GRADE_TARGET;
	grade = grade_type(w, ref, cand);
	return grade == GRADE_KIND ? GRADE_TARGET : grade;
}

static enum grade grade_candidate(const struct want *w,
				  const struct btf_type *cand)
{
	if (!kind_in(w->t, M(TYPEDEF)))
		return grade_type(w, w->t, cand);
	if (!kind_in(cand, M(TYPEDEF)))
		return GRADE_KIND;
	return grade_typedef(w, cand);
}

/* Same names at the same offsets: @a's elements against @b's. */
static bool same_members(const struct btf_type *a, const char *a_strs,
			 const struct btf_type *b, const char *b_strs)
{
	const struct btf_member *ma = (const void *)(a + 1);
	const struct btf_member *mb = (const void *)(b + 1);
	__u32 i;

	if (btf_rec_vlen(a) != btf_rec_vlen(b) ||
	    btf_rec_kflag(a) != btf_rec_kflag(b))
		return false;
	for (i = 0; i < btf_rec_vlen(a); i++)
		if (ma[i].offset != mb[i].offset ||
		    strcmp(a_strs + ma[i].name_off, b_strs + mb[i].name_off))
			return false;
	return true;
}

/* Same names with the same values, of either kind of enum. */
static bool same_values(const struct btf_type *a, const struct btf_type *b,
			const char *strs)
{
	__u32 size = btf_rec_layouts[btf_rec_raw_kind(a)].elem;
	const char *ea = (const char *)(a + 1), *eb = (const char *)(b + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(a); i++, ea += size, eb += size)
		if (memcmp(ea + sizeof(__u32), eb + sizeof(__u32),
			   size - sizeof(__u32)) ||
		    strcmp(strs + *(const __u32 *)ea, strs + *(const __u32 *)eb))
			return false;
	return true;
}

/* May either of two candidates be taken for the other? */
static bool alike(const struct btf_rec_types *base, const struct btf_type *a,
		  const struct btf_type *b)
{
	a = skip_chain(base, a);
	b = skip_chain(base, b);
	if (a == b)
		return true;
	if (!a || !b || a->info != b->info)
		return false;
	if (kind_in(a, BTF_REC_M_FWD))
		return true;
	/* Of two functions: the prototype's id; of the others: the size. */
	if (a->size != b->size)
		return false;
	if (kind_in(a, M(INT)))
		return int_data(a) == int_data(b);
	if (kind_in(a, BTF_REC_M_COMPOSITE))
		return same_members(a, base->strs, b, base->strs);
	if (kind_in(a, M(ENUM) | M(ENUM64)))
		return same_values(a, b, base->strs);
	return true;
}

/**
 * struct found - the candidates for one reference type, seen so far
 * @grade: the best grade
 * @first: the lowest base id that has it
 * @nr: how many have it
 * @alike: they are all like the first
 * @named: the first few of them
 */
struct found {
	enum grade grade;
	__u32 first;
	__u32 nr;
	bool alike;
	__u32 named[BTF_REC_MAX_NAMED];
};

static void add_candidate(const struct btf_rec_types *base,
			  struct found *found, enum grade grade, __u32 id)
{
	if (grade < found->grade)
		return;
	if (grade > found->grade) {
		*found = (struct found){
			.grade = grade, .first = id, .alike = true,
		};
	} else if (found->alike) {
		found->alike = alike(base, base->types[found->first],
				     base->types[id]);
	}
	if (found->nr < BTF_REC_MAX_NAMED)
		found->named[found->nr] = id;
	found->nr++;
}

/* Collect the best candidates; @recorded: only those with the same members. */
static void find_candidates(const struct want *w, struct found *found,
			    bool recorded)
{
	const struct btf_rec_types *base = w->run->base;
	bool is_int = kind_in(w->t, M(INT));
	const char *name = btf_rec_ref_name(w->run, w->t);
	const __u32 *ids;
	__u32 i, nr;

	*found = (struct found){ .grade = GRADE_NONE, .alike = true };
	ids = btf_rec_index_find(w->run->index, name, is_int, &nr);
	for (i = 0; i < nr; i++) {
		const struct btf_type *cand = base->types[ids[i]];

		if (!btf_rec_same_name(name, btf_rec_base_name(base, cand),
				       is_int && kind_in(cand, M(INT))))
			continue;
		if (recorded &&
		    (!kind_in(cand, BTF_REC_M_COMPOSITE) ||
		     !same_members(w->t, w->run->ref.strs, cand, base->strs)))
			continue;
		add_candidate(base, found, grade_candidate(w, cand), ids[i]);
	}
}

static void describe_here(const struct want *w, const struct found *found,
			  struct btf_rec_problem *p)
{
	const struct btf_rec_types *base = w->run->base;
	const struct btf_type *here;

	if (!found->first)
		return;
	here = base->types[found->first];
	if (kind_in(w->t, M(TYPEDEF)) && found->grade != GRADE_KIND) {
		here = skip_chain(base, here);
		if (!here)
			return;
	}
	p->here_kind = btf_rec_raw_kind(here);
	p->here_name = btf_rec_base_name(base, here);
	if (kind_in(here, BTF_REC_M_TARGET))
		p->here_size = here->size;
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
	if (kind_in(built, BTF_REC_M_TARGET))
		p.built_size = built->size;
	memcpy(p.named, found->named, sizeof(p.named));
	describe_here(w, found, &p);
	btf_rec_find_holder(run, w->id, &p);
	run->sink.report(run->sink.priv, &p);
}

static void match_entry(struct btf_rec_run *run, __u32 id)
{
	const struct want w = {
		.run = run,
		.t = run->types[id],
		.id = id,
		.held = btf_rec_is_held(run, id),
		.defined = run->flags[id] & BTF_REC_F_DEFINED,
	};
	struct found found, recorded;

	find_candidates(&w, &found, false);
	/* The reference has members only where its name was ambiguous. */
	if (!found.alike && kind_in(w.t, BTF_REC_M_COMPOSITE) &&
	    btf_rec_vlen(w.t)) {
		find_candidates(&w, &recorded, true);
		if (recorded.grade == found.grade)
			found = recorded;
	}
	if (found.grade < GRADE_FORWARD || !found.alike)
		report_mismatch(&w, &found);
	else
		run->map[id] = found.first;
}

static bool is_wanted(const struct btf_rec_run *run, __u32 id, __u32 kinds)
{
	return run->flags[id] & BTF_REC_F_USED &&
	       btf_rec_is(run->types[id], kinds);
}

/* A name that the module shares with a reference type must be that type's. */
static void use_by_name(struct btf_rec_run *run)
{
	__u32 id;

	for (id = 1; id < run->nr_ref; id++) {
		__u32 off = run->types[id]->name_off;

		if (off && run->names[off] == BTF_REC_NAME_USED)
			run->flags[id] |= BTF_REC_F_USED;
	}
}

static bool wants_functions(const struct btf_rec_run *run)
{
	__u32 id;

	for (id = 1; id < run->nr_ref; id++)
		if (is_wanted(run, id, M(FUNC)))
			return true;
	return false;
}

static void add_function(struct btf_rec_run *run,
			 const struct btf_rec_index *wanted,
			 struct found *found, __u32 base_id)
{
	const struct btf_rec_types *base = run->base;
	const char *name = btf_rec_base_name(base, base->types[base_id]);
	const __u32 *ids;
	__u32 i, nr;

	ids = btf_rec_index_find(wanted, name, false, &nr);
	for (i = 0; i < nr; i++)
		if (!strcmp(btf_rec_ref_name(run, run->types[ids[i]]), name))
			add_candidate(base, &found[ids[i]], GRADE_EXACT,
				      base_id);
}

static void conclude_function(struct btf_rec_run *run, __u32 id,
			      const struct found *found)
{
	const struct want w = { .run = run, .t = run->types[id], .id = id };

	if (found->nr && found->alike)
		run->map[id] = found->first;
	else
		report_mismatch(&w, found);
}

/* Functions are half of the base's names and hardly ever asked for. So here
 * the wanted ones are indexed, and the base is scanned.
 */
static int match_functions(struct btf_rec_run *run)
{
	const struct btf_rec_types ref = {
		.types = run->types, .nr_types = run->nr_ref,
		.strs = run->ref.strs, .str_len = run->ref.str_len,
	};
	struct btf_rec_index *wanted;
	struct found *found;
	__u32 id;

	if (!wants_functions(run))
		return 0;
	wanted = btf_rec_index_kinds(&ref, M(FUNC));
	found = btf_rec_alloc(run->nr_ref * sizeof(*found));
	if (!wanted || !found) {
		btf_rec_free(wanted);
		btf_rec_free(found);
		return -ENOMEM;
	}
	memset(found, 0, run->nr_ref * sizeof(*found));

	for (id = 1; id < run->base->nr_types; id++)
		if (btf_rec_is(run->base->types[id], M(FUNC)))
			add_function(run, wanted, found, id);
	for (id = 1; id < run->nr_ref; id++)
		if (is_wanted(run, id, M(FUNC)))
			conclude_function(run, id, &found[id]);

	btf_rec_free(wanted);
	btf_rec_free(found);
	return 0;
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
	__u32 id;
	int err;

	use_by_name(run);
	for (id = 1; id < run->nr_ref; id++) {
		if (!(run->flags[id] & BTF_REC_F_USED))
			continue;
		run->stats->refs++;
		btf_rec_relax();
		if (!btf_rec_is(run->types[id], M(FUNC)))
			match_entry(run, id);
	}
	err = match_functions(run);
	if (err)
		return err;
	return run->stats->mismatches ? -ESRCH : 0;
}
