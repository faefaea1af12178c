// SPDX-License-Identifier: GPL-2.0
/*
 * The index: of a base of any types it finds those that have a name, all of them, in
 * ascending order; with a hash table, and by bisecting.
 */
#include "prove.h"
#include "btf_reconcile_index.c"

static void one_list(struct btf_rec_types *base, bool sorted)
{
	any_limits();
	any_base(base);
	base->sorted_from = btf_rec_sorted_from(base);
	assume(sorted ? base->sorted_from : !base->sorted_from);
}

/* What btf_rec_find() is asked for: a kind, and any name. */
static char wanted[BASE_STRS];

/* An integer that C's words name is found by these, in any order, and by nothing else;
 * all others by their names.
 */
static bool is_sought(const struct btf_rec_types *base, __u32 id, __u32 kind)
{
	const struct btf_type *t = base->types[id];
	const char *name = btf_rec_base_name(base, t);
	const bool is_int = btf_rec_raw_kind(t) == BTF_KIND_INT;

	if (!btf_rec_is(t, kind == BTF_KIND_FUNC ? BTF_REC_M(FUNC)
						 : BTF_REC_M_MATCHABLE))
		return false;
	if (is_int && int_form(name))
		return kind == BTF_KIND_INT &&
		       btf_rec_same_name(wanted, name, true);
	return !(kind == BTF_KIND_INT && int_form(wanted)) &&
	       !strcmp(wanted, name);
}

/* A cursor gives every type that is sought, once, and no other. */
static void ask(struct btf_rec_index *index)
{
	const struct btf_rec_types *base = btf_rec_index_types(index);
	__u32 kind = nondet_u32(), target = any_below(base->nr_types);
	struct btf_rec_cursor c;
	__u32 id, last = 0, nr;
	bool seen = false;

	__CPROVER_havoc_object(wanted);
	wanted[BASE_STRS - 1] = '\0';
	assume(wanted[0]);
	assume(kind < BTF_REC_MAX_KINDS);
	c = btf_rec_find(index, wanted, kind);
	for (nr = 0; nr < MAX_BASE; nr++) {
		id = btf_rec_next(&c);
		if (!id)
			break;
		assert(id > last && id < base->nr_types);
		assert(is_sought(base, id, kind));
		seen |= id == target;
		last = id;
	}
	assert(nr < MAX_BASE);
	assert(!target || seen == is_sought(base, target, kind));
}

static void use(bool sorted)
{
	struct btf_rec_types base;
	struct btf_rec_index *index;

	one_list(&base, sorted);
	index = btf_rec_index_new(&base);
	if (!index)
		return;
	if (btf_rec_index_functions(index) == 0)
		ask(index);
	assert(btf_rec_index_size(index) >= sizeof(*index));
	btf_rec_index_free(index);
}

void index_hashed(void)
{
	use(false);
}

void index_sorted(void)
{
	use(true);
}

/* Any name of an integer: no word is counted into the place of another. */
#ifndef NAME
#define NAME	16
#endif
void int_names(void)
{
	char name[NAME];
	__u32 form;

	name[NAME - 1] = '\0';
	form = int_form(name);
	assert((form & ~0x7777777) == 0);
}
