// SPDX-License-Identifier: GPL-2.0
/*
 * Is what emit_btf() made still what it was made of?
 *
 * In: a module's BTF before and after. What came after is reconciled with the
 * same base, as a kernel would do it, and held against what was before: each
 * type, ID and name must be the same again. A type that was copied counts as
 * the type of the base that it is a copy of.
 */
#include "emit_verify.h"
#include "verdict.h"

/**
 * struct side - split BTF that is numbered against the base
 * @sec: its sections
 * @types: its types
 * @nr: number of @types
 */
struct side {
	struct btf_rec_section sec;
	const struct btf_type **types;
	__u32 nr;
};

/**
 * struct proof - one comparison
 * @base: the base
 * @was: the module's BTF as it was
 * @is: and as it came back
 * @origin: by place in @is, the ID that the type had, see struct emit_result
 * @nr: number of @origin
 * @ids: IDs of the type at hand, in the order of bytes
 * @nr_ids: number of @ids
 * @names: its names, likewise
 * @nr_names: number of @names
 */
struct proof {
	const struct btf_rec_types *base;
	struct side was, is;
	const __u32 *origin;
	__u32 nr;
	__u32 *ids;
	__u32 nr_ids;
	__u32 *names;
	__u32 nr_names;
};

static int read_side(struct side *side, const struct btf_rec_types *base,
		     const void *btf, size_t len)
{
	const struct btf_rec_sink quiet = { };
	int nr;

	side->sec = (struct btf_rec_section){
		.name = ".BTF", .data = btf, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	if (btf_rec_read_header(&side->sec, &quiet))
		return -EINVAL;
	side->types = xcalloc(1 + btf_rec_max_types(&side->sec),
			      sizeof(*side->types));
	nr = btf_rec_read_types(&side->sec, side->types, NULL, base->nr_types,
				&quiet);
	side->nr = nr < 0 ? 0 : nr;
	return nr < 0 ? nr : 0;
}

/* The ID that a type had before; of a copy that of the base's type. */
static __u32 original(const struct proof *p, __u32 id)
{
	const __u32 first = p->base->nr_types;

	return id >= first && id - first < p->nr ? p->origin[id - first] : id;
}

static const char *name_at(const struct proof *p, const struct side *side,
			   __u32 off)
{
	if (off < p->base->str_len)
		return p->base->strs + off;
	off -= p->base->str_len;
	return off < side->sec.str_len ? side->sec.strs + off : "";
}

static int note_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct proof *p = ctx;

	(void)edge;
	p->ids[p->nr_ids++] = *id;
	return 0;
}

static int note_name(void *ctx, const __u32 *off)
{
	struct proof *p = ctx;

	p->names[p->nr_names++] = *off;
	return 0;
}

static int compare_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct proof *p = ctx;

	(void)edge;
	return p->ids[p->nr_ids++] != original(p, *id);
}

static int compare_name(void *ctx, const __u32 *off)
{
	struct proof *p = ctx;

	return strcmp(name_at(p, &p->was, p->names[p->nr_names++]),
		      name_at(p, &p->is, *off));
}

/* What a walk does not visit: sizes, values, offsets. */
static bool same_words(const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_rec_layout *l = &btf_rec_layouts[btf_rec_raw_kind(a)];
	const char *p = (const char *)(a + 1), *q = (const char *)(b + 1);
	__u32 i, skip = 0;

	if (a->info != b->info || (!l->type && a->size != b->size))
		return false;
	if (btf_rec_is(a, BTF_REC_M(ARRAY)))
		return ((const struct btf_array *)p)->nelems ==
		       ((const struct btf_array *)q)->nelems;
	if (memcmp(p, q, l->fixed))
		return false;
	p += l->fixed;
	q += l->fixed;
	if (l->elem_named)
		skip = sizeof(__u32);
	if (l->elem_type && l->elem_id == skip)
		skip += sizeof(__u32);
	for (i = 0; i < btf_rec_vlen(a); i++, p += l->elem, q += l->elem)
		if (memcmp(p + skip, q + skip, l->elem - skip))
			return false;
	return true;
}

/* @was is the module's or, of a copy, the base's; base names are below all. */
static bool same_type(struct proof *p, const struct btf_type *was,
		      const struct btf_type *is)
{
	size_t words = btf_rec_type_size(was) / sizeof(__u32);
	bool same;

	if (!same_words(was, is))
		return false;
	p->ids = xcalloc(words, sizeof(*p->ids));
	p->names = xcalloc(words, sizeof(*p->names));
	p->nr_ids = 0;
	p->nr_names = 0;
	btf_rec_walk(was, note_id, note_name, p);
	p->nr_ids = 0;
	p->nr_names = 0;
	same = !btf_rec_walk(is, compare_id, compare_name, p);
	free(p->ids);
	free(p->names);
	return same;
}

static const struct btf_type *type_before(const struct proof *p, __u32 i)
{
	const __u32 id = p->origin[i], first = p->base->nr_types;

	return id < first ? p->base->types[id] : p->was.types[id - first];
}

static int compare_types(struct proof *p, const char *path)
{
	__u32 i;

	if (p->is.nr != p->nr) {
		error(path, "cannot have a reference: types are lost");
		return -ESRCH;
	}
	for (i = 0; i < p->is.nr; i++) {
		const struct btf_type *t = type_before(p, i);

		if (same_type(p, t, p->is.types[i]))
			continue;
		error(path, "cannot have a reference: type %u (%s) would not come back as it is",
		      p->base->nr_types + i,
		      name_at(p, &p->was, t->name_off));
		return -ESRCH;
	}
	return 0;
}

/* With the IDs that the types had nothing may differ: flags went with their IDs, and
 * a set keeps its order, since the types of the module keep theirs.
 */
static int compare_ids(const struct proof *p, const char *path,
		       const struct btf_ids *ids, char *back)
{
	__u32 id, j;
	size_t i;

	for (i = 0; i < ids->nr_slots; i++)
		for (j = 0; j < ids->slots[i].cnt; j++) {
			char *at = back + ids->slots[i].off +
				   (size_t)j * ids->slots[i].stride;

			memcpy(&id, at, sizeof(id));
			id = original(p, id);
			memcpy(at, &id, sizeof(id));
		}
	if (!ids->len || !memcmp(ids->data, back, ids->len))
		return 0;
	error(path, "cannot have a reference: .BTF_ids would not come back as it is");
	return -ESRCH;
}

static int reconcile(const struct base *base, struct module_btf *mod,
		     const char *path)
{
	struct verdict v;
	size_t i;
	int err = 0;

	verdict_of(&v, base, mod);
	for (i = 0; i < v.nr; i++)
		error(path, "cannot have a reference: %s", v.findings[i].text);
	if (v.status != STATUS_RECONCILES)
		err = -ESRCH;
	verdict_free(&v);
	return err;
}

static void *copy_of(const void *data, size_t len)
{
	return len ? memcpy(xmalloc(len), data, len) : NULL;
}

/**
 * emit_verify() - is a module what it was, once it is reconciled?
 * @base: the base that it was made against
 * @btf: its .BTF as it was, which emit_btf() has read
 * @len: bytes of @btf
 * @ids: its .BTF_ids as it was
 * @result: what emit_btf() made of them
 * @path: for messages
 *
 * Return: 0; -ESRCH, reported, if not, so that the module cannot have a
 * reference.
 */
int emit_verify(const struct base *base, const void *btf, size_t len,
		const struct btf_ids *ids, const struct emit_result *result,
		const char *path)
{
	struct module_btf mod = {
		.btf = copy_of(result->btf, result->btf_len),
		.btf_len = result->btf_len,
		.ref = copy_of(result->ref, result->ref_len),
		.ref_len = result->ref_len,
		.slots = copy_of(result->ids, result->ids_len),
		.slots_len = result->ids_len,
		.ids = {
			.data = copy_of(ids->data, ids->len), .len = ids->len,
		},
		.relative = true,
	};
	struct proof p = {
		.base = &base->types,
		.origin = result->origin, .nr = result->nr_types,
	};
	int err = reconcile(base, &mod, path);

	if (!err)
		err = read_side(&p.was, p.base, btf, len);
	if (!err)
		err = read_side(&p.is, p.base, mod.btf, mod.btf_len);
	if (!err)
		err = compare_types(&p, path);
	if (!err)
		err = compare_ids(&p, path, ids, mod.ids.data);
	free(p.was.types);
	free(p.is.types);
	module_btf_free(&mod);
	return err;
}
