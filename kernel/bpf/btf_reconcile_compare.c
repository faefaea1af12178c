// SPDX-License-Identifier: GPL-2.0
/*
 * Comparing definitions: has a type of the base the definition that the reference
 * records?
 *
 * Where several types of the base had one name when the module was built, an
 * entry of the reference is exact: it has all members, values, or the target of
 * the typedef. Their types are entries, too. Those without a name
 * (pointers, arrays, modifiers, prototypes, unnamed structs) are compared in
 * full, and so are exact ones; the others are leaves, compared by name, kind
 * and, where they are held by value, size.
 *
 * A comparison supposes that the entry is the candidate. It records which type of
 * the base each entry on the way then is (run->trial), and ends at the first
 * contradiction. Each entry is compared once, so the comparison ends for recursive
 * types, too.
 */
#include "btf_reconcile_core.h"

#define M(kind)		BTF_REC_M(kind)

/* The RESTRICT that marks an exact typedef, which is compared in full. A leaf
 * typedef cannot begin so: it leads to its target without modifiers.
 */
static bool is_marker(const struct btf_type *t)
{
	return t && btf_rec_is(t, M(RESTRICT));
}

/**
 * btf_rec_is_leaf() - is an entry compared by name, kind and size only?
 * @run: the run; the reference has been checked
 * @ref_id: the entry
 *
 * Return: true if so, false if it is exact, or describes a type without a name.
 */
bool btf_rec_is_leaf(const struct btf_rec_run *run, __u32 ref_id)
{
	const struct btf_type *t = run->types[ref_id];

	if (btf_rec_is(t, M(TYPEDEF)))
		return !is_marker(run->types[t->type]);
	if (btf_rec_is(t, BTF_REC_M_COMPOSITE | M(ENUM) | M(ENUM64)))
		return t->name_off && !btf_rec_vlen(t);
	return btf_rec_is(t, M(INT) | M(FLOAT) | M(FWD) | M(FUNC));
}

/**
 * struct pairs - one comparison
 * @run: the run
 * @nr: entries in run->queue
 */
struct pairs {
	struct btf_rec_run *run;
	__u32 nr;
};

/* Suppose that the entry is this type of the base. A leaf must have the same size
 * if a member, parameter or array holds it @by_value. Behind a pointer it may have
 * another size; behind a modifier, too, since most of these are behind pointers.
 */
static bool suppose(struct pairs *pairs, __u32 ref_id, __u32 base_id,
		    bool by_value)
{
	struct btf_rec_run *run = pairs->run;

	if (!ref_id || !base_id)
		return ref_id == base_id;
	if (base_id >= run->base->nr_types)
		return false;
	if (btf_rec_is_leaf(run, ref_id))
		return btf_rec_same_leaf(run, ref_id, base_id, by_value);
	if (!run->trial[ref_id]) {
		run->trial[ref_id] = base_id;
		run->queue[pairs->nr++] = ref_id;
	}
	return run->trial[ref_id] == base_id;
}

static bool same_name(const struct btf_rec_run *run, __u32 ref_off,
		      __u32 base_off)
{
	return base_off < run->base->str_len &&
	       !strcmp(run->ref.strs + ref_off, run->base->strs + base_off);
}

static bool same_members(struct pairs *pairs, const struct btf_type *ref,
			 const struct btf_type *here)
{
	const struct btf_member *a = (const void *)(ref + 1);
	const struct btf_member *b = (const void *)(here + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(ref); i++)
		if (a[i].offset != b[i].offset ||
		    !same_name(pairs->run, a[i].name_off, b[i].name_off) ||
		    !suppose(pairs, a[i].type, b[i].type, true))
			return false;
	return true;
}

static bool same_params(struct pairs *pairs, const struct btf_type *ref,
			const struct btf_type *here)
{
	const struct btf_param *a = (const void *)(ref + 1);
	const struct btf_param *b = (const void *)(here + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(ref); i++)
		if (!suppose(pairs, a[i].type, b[i].type, true))
			return false;
	return suppose(pairs, ref->type, here->type, true);
}

/* A value of either kind of enum is a name, then one or two words. */
static bool same_values(const struct btf_rec_run *run,
			const struct btf_type *ref, const struct btf_type *here)
{
	__u32 size = btf_rec_layouts[btf_rec_raw_kind(ref)].elem;
	const char *a = (const char *)(ref + 1), *b = (const char *)(here + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(ref); i++, a += size, b += size)
		if (memcmp(a + sizeof(__u32), b + sizeof(__u32),
			   size - sizeof(__u32)) ||
		    !same_name(run, *(const __u32 *)a, *(const __u32 *)b))
			return false;
	return true;
}

static bool same_array(struct pairs *pairs, const struct btf_type *ref,
		       const struct btf_type *here)
{
	const struct btf_array *a = (const void *)(ref + 1);
	const struct btf_array *b = (const void *)(here + 1);

	return a->nelems == b->nelems &&
	       suppose(pairs, a->type, b->type, true);
}

/* Neither is a leaf. The types that they lead to are supposed equal. */
static bool same_type(struct pairs *pairs, const struct btf_type *ref,
		      const struct btf_type *here)
{
	struct btf_rec_run *run = pairs->run;

	if (ref->info != here->info ||
	    !same_name(run, ref->name_off, here->name_off))
		return false;
	switch (btf_rec_raw_kind(ref)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return ref->size == here->size &&
		       same_members(pairs, ref, here);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return ref->size == here->size && same_values(run, ref, here);
	case BTF_KIND_ARRAY:
		return same_array(pairs, ref, here);
	case BTF_KIND_FUNC_PROTO:
		return same_params(pairs, ref, here);
	case BTF_KIND_TYPEDEF:
		return suppose(pairs, run->types[ref->type]->type, here->type,
			       true);
	default:	/* pointers and modifiers */
		return suppose(pairs, ref->type, here->type, false);
	}
}

/**
 * btf_rec_same_definition() - does a type of the base match an exact entry?
 * @run: the run; everything has been checked
 * @ref_id: the entry
 * @base_id: the type of the base
 *
 * Return: true if they are equal in all that C can express. False if all comparisons
 * of the run together have taken BTF_REC_MAX_COMPARE steps; a type is one step, and
 * each member is another.
 */
bool btf_rec_same_definition(struct btf_rec_run *run, __u32 ref_id,
			     __u32 base_id)
{
	struct pairs pairs = { .run = run };
	bool same = run->compared <= BTF_REC_MAX_COMPARE &&
		    suppose(&pairs, ref_id, base_id, true);
	__u32 i;

	for (i = 0; same && i < pairs.nr; i++) {
		__u32 id = run->queue[i];
		const struct btf_type *t = run->types[id];

		run->compared += 1 + btf_rec_vlen(t);
		same = run->compared <= BTF_REC_MAX_COMPARE &&
		       same_type(&pairs, t, run->base->types[run->trial[id]]);
	}
	for (i = 0; i < pairs.nr; i++)
		run->trial[run->queue[i]] = 0;
	return same;
}
