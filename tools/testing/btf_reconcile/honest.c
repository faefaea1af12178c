// SPDX-License-Identifier: GPL-2.0
#include <assert.h>

#include "honest.h"

#define MAX_IDS 256	/* of one type; the rest is not looked at */

/* One side: types by id, the base's or the reference's before its own. */
struct side {
	struct btf_rec_types below;
	struct btf_rec_section sec;
	const struct btf_type **types;
	__u32 nr;
};

static void read_side(struct side *s, const void *data, __u32 len)
{
	const struct btf_rec_sink quiet = { };
	int nr;

	s->sec = (struct btf_rec_section){
		.data = data, .len = len, .kinds = ~BTF_REC_M_VOID,
		.relative = ((const struct btf_header *)data)->magic ==
			    BTF_REF_MAGIC,
	};
	assert(!btf_rec_read_header(&s->sec, &quiet));
	s->types = malloc((1 + btf_rec_max_types(&s->sec)) * sizeof(*s->types));
	assert(s->types);
	nr = btf_rec_read_types(&s->sec, s->types, NULL, 1, &quiet);
	assert(nr >= 0);
	s->nr = nr;
}

static const struct btf_type *type_of(const struct side *s, __u32 id)
{
	if (id < s->below.nr_types)
		return id ? s->below.types[id] : NULL;
	return id - s->below.nr_types < s->nr ? s->types[id - s->below.nr_types]
					      : NULL;
}

static const char *name_at(const struct side *s, __u32 off)
{
	if (off < s->below.str_len)
		return s->below.strs + off;
	off -= s->below.str_len;
	return off < s->sec.str_len ? s->sec.strs + off : off ? "(outside)" : "";
}

struct seen {
	__u32 ids[MAX_IDS], nr_ids;
	enum btf_rec_edge edges[MAX_IDS];
	__u32 names[MAX_IDS], nr_names;
};

static int see_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	struct seen *seen = ctx;

	if (seen->nr_ids < MAX_IDS) {
		seen->edges[seen->nr_ids] = edge;
		seen->ids[seen->nr_ids++] = *id;
	}
	return 0;
}

static int see_name(void *ctx, __u32 *off)
{
	struct seen *seen = ctx;

	if (seen->nr_names < MAX_IDS)
		seen->names[seen->nr_names++] = *off;
	return 0;
}

static bool is_held(enum btf_rec_edge edge)
{
	return edge == BTF_REC_E_MEMBER || edge == BTF_REC_E_VARIABLE || edge == BTF_REC_E_RETURN ||
	       edge == BTF_REC_E_PARAM;
}

static bool is_enum(const struct btf_type *t)
{
	return btf_rec_is(t, BTF_REC_M(ENUM) | BTF_REC_M(ENUM64));
}

/* A declaration will do for a definition that is not held, and the other way. */
static bool same_kind(const struct btf_type *ref, const struct btf_type *here,
		      bool held)
{
	bool is_union = btf_rec_is(ref, BTF_REC_M(UNION)) ||
			btf_rec_kind(ref) == BTF_KIND_FWD_UNION;
	__u32 definition = is_union ? BTF_KIND_UNION : BTF_KIND_STRUCT;
	__u32 declaration = is_union ? BTF_KIND_FWD_UNION : BTF_KIND_FWD;
	__u32 kind = btf_rec_kind(here);

	if (is_enum(ref))
		return is_enum(here);
	if (!btf_rec_is(ref, BTF_REC_M_COMPOSITE | BTF_REC_M(FWD)))
		return btf_rec_kind(ref) == kind;
	if (btf_rec_is(ref, BTF_REC_M(FWD)))	/* a prototype may return it */
		held = false;
	return kind == definition || (!held && kind == declaration);
}

static bool same_size(const struct btf_type *ref, const struct btf_type *here,
		      bool held)
{
	if (btf_rec_is(ref, BTF_REC_M_COMPOSITE))
		return !held || ref->size == here->size;
	if (is_enum(ref))
		return ref->size == here->size || !ref->size ||
		       !btf_rec_vlen(here);
	return !btf_rec_is(ref, BTF_REC_M_SCALAR) || ref->size == here->size;
}

/* Members and values, where the reference has any: names, and what is not an ID. */
static bool same_recorded(const struct side *was, const struct side *is,
			  const struct btf_type *ref,
			  const struct btf_type *here)
{
	size_t size = btf_rec_layouts[btf_rec_raw_kind(ref)].elem / 4, i;
	const __u32 *a = (const void *)(ref + 1), *b = (const void *)(here + 1);
	bool composite = btf_rec_is(ref, BTF_REC_M_COMPOSITE);

	if (!composite && !is_enum(ref))
		return true;
	if (!btf_rec_vlen(ref))
		return true;
	if (ref->info != here->info || ref->size != here->size)
		return false;
	for (i = 0; i < btf_rec_vlen(ref); i++, a += size, b += size)
		if (strcmp(name_at(was, a[0]), name_at(is, b[0])) ||
		    (composite ? a[2] != b[2] :
		     memcmp(a + 1, b + 1, (size - 1) * 4)))
			return false;
	return true;
}

/* Through the module's own typedefs, modifiers and arrays. */
static __u32 skip_own(const struct side *s, __u32 id)
{
	int len;

	for (len = 0; len < 64 && id >= s->below.nr_types; len++) {
		const struct btf_type *t = type_of(s, id);

		if (btf_rec_is(t, BTF_REC_M(ARRAY)))
			id = ((const struct btf_array *)(t + 1))->type;
		else if (btf_rec_is(t, BTF_REC_M_CHAIN))
			id = t->type;
		else
			break;
	}
	return id;
}

static const char *check_id(const struct side *was, const struct side *is,
			    __u32 id, __u32 new, enum btf_rec_edge edge)
{
	const struct btf_type *ref = type_of(was, id), *here = type_of(is, new);
	bool held = is_held(edge);

	if (!id || !new)
		return id || new ? "void is something else" : NULL;
	if (!here)
		return "id out of range";
	if (id >= was->below.nr_types)
		return id - was->below.nr_types == new - is->below.nr_types
			? NULL : "another type of its own";
	if (new >= is->below.nr_types)
		return "a type of the base is its own";
	if (!btf_rec_same_name(name_at(was, ref->name_off),
			       name_at(is, here->name_off),
			       btf_rec_is(ref, BTF_REC_M(INT))))
		return "a type of the base has another name";
	if (!same_kind(ref, here, held))
		return "a type of the base has another kind";
	if (!same_recorded(was, is, ref, here))
		return "a type of the base is not what was recorded";
	return same_size(ref, here, held) ? NULL
					  : "a type of the base has another size";
}

static bool same_string(const struct side *was, const struct side *is,
			__u32 off, __u32 new)
{
	/* an integer may be called otherwise, by another compiler */
	return btf_rec_same_name(name_at(was, off), name_at(is, new), true);
}

static const char *check_type(const struct side *was, const struct side *is,
			      __u32 nr)
{
	const struct btf_type *t = was->types[nr], *u = is->types[nr];
	struct seen a = { }, b = { };
	const char *what;
	__u32 i, end, new_end;

	btf_rec_walk(t, see_id, see_name, &a);
	btf_rec_walk(u, see_id, see_name, &b);
	if (t->info != u->info || a.nr_ids != b.nr_ids)
		return "another type";
	for (i = 0; i < a.nr_names; i++)
		if (!same_string(was, is, a.names[i], b.names[i]))
			return "another name";
	for (i = 0; i < a.nr_ids; i++) {
		what = check_id(was, is, a.ids[i], b.ids[i], a.edges[i]);
		if (what)
			return what;
		if (!is_held(a.edges[i]))
			continue;
		end = skip_own(was, a.ids[i]);
		new_end = skip_own(is, b.ids[i]);
		what = check_id(was, is, end, new_end, a.edges[i]);
		if (what)
			return what;
	}
	return NULL;
}

const char *dishonest(const struct btf_rec_module *mod, const void *before,
		      const struct btf_rec_types *base)
{
	struct side ref = { }, was = { }, is = { .below = *base };
	void *copy = malloc(mod->ref_len);
	const char *what = NULL;
	__u32 i;

	assert(copy);
	memcpy(copy, mod->ref, mod->ref_len);	/* it may be unaligned */
	read_side(&ref, copy, mod->ref_len);
	/* the first id is void's */
	memmove(ref.types + 1, ref.types, ref.nr * sizeof(*ref.types));
	was.below = (struct btf_rec_types){
		.types = ref.types, .nr_types = ref.nr + 1,
		.strs = ref.sec.strs, .str_len = ref.sec.str_len,
	};
	read_side(&was, before, mod->btf_len);
	read_side(&is, mod->btf, mod->btf_len);
	if (is.sec.relative)
		what = "still relative to the reference";
	if (was.nr != is.nr)
		what = "another number of types";
	for (i = 0; !what && i < was.nr; i++)
		what = check_type(&was, &is, i);
	free(is.types);
	free(was.types);
	free(ref.types);
	free(copy);
	return what;
}
