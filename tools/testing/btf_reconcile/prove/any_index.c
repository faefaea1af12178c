// SPDX-License-Identifier: GPL-2.0
/*
 * Stands for the index where a base is any: gives any of the types that the real one
 * may give, in ascending order. That it gives no other is what index.c proves.
 */
#include "prove.h"

static const struct btf_rec_types *types;

struct btf_rec_index *any_index(const struct btf_rec_types *base)
{
	types = base;
	return (struct btf_rec_index *)&types;
}

struct btf_rec_cursor btf_rec_find(const struct btf_rec_index *index,
				   const char *name, __u32 kind)
{
	return (struct btf_rec_cursor){
		.name = name,
		.kinds = kind == BTF_KIND_FUNC ? BTF_REC_M(FUNC) :
			 BTF_REC_M_MATCHABLE,
		.form = kind == BTF_KIND_INT,
	};
}

__u32 btf_rec_next(struct btf_rec_cursor *c)
{
	__u32 id = any_below(types->nr_types);
	const struct btf_type *t;

	if (!id)
		return 0;
	t = types->types[id];
	assume(id > c->at && btf_rec_is(t, c->kinds));
	assume(btf_rec_same_name(c->name, btf_rec_base_name(types, t),
				 c->form && btf_rec_is(t, BTF_REC_M(INT))));
	c->at = id;
	return id;
}

const struct btf_rec_types *
btf_rec_index_types(const struct btf_rec_index *index)
{
	return types;
}

int btf_rec_index_functions(struct btf_rec_index *index)
{
	return nondet_bool() ? 0 : -ENOMEM;
}

/* Two integers may be of the same words in another order. */
bool btf_rec_same_name(const char *a, const char *b, bool is_int)
{
	return !strcmp(a, b) || (is_int && nondet_bool());
}
