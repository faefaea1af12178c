// SPDX-License-Identifier: GPL-2.0
/*
 * Making a reference.
 *
 * In: split BTF, the base that it was made against, and what .BTF_ids names.
 * Out: split BTF numbered against a reference, and the reference.
 *
 * Each base type that the split BTF leads to is either named in the reference
 * (emit_ref.c), or, if it has no name, copied to the end of the split BTF. What a
 * copy leads to is treated alike. Copies are in the order of their first use, so
 * the result does not depend on how the base numbers its types.
 */
#include "emit_btf.h"
#include "emit_ref.h"

#define M(kind)		BTF_REC_M(kind)

/* In emitter.ids until the new ids are known; a copy has its place from 1. */
#define IS_REF		0xffffffffU

/**
 * struct emission - the state of one emit_btf()
 * @e: the emitter
 * @base: its base
 * @in: the split BTF
 * @types: its types
 * @nr: number of @types
 * @ref: the reference
 * @copies: base ids of the types to be copied
 * @nr_copies: number of @copies
 * @strs: strings of the split BTF
 * @used_strs: offsets in the base's strings that have a place in e->strs
 * @nr_used_strs: number of @used_strs
 * @copy: the type that is being written
 * @path: for messages
 */
struct emission {
	struct emitter *e;
	const struct btf_rec_types *base;
	struct btf_rec_section in;
	const struct btf_type **types;
	__u32 nr;
	struct emit_ref ref;
	__u32 *copies;
	__u32 nr_copies;
	struct bytes strs;
	__u32 *used_strs;
	__u32 nr_used_strs;
	void *copy;
	const char *path;
};

static int strange(const struct emission *em, const char *what)
{
	error(em->path, "%s; is this the base that the module was built with?",
	      what);
	return -EINVAL;
}

/* --- what is needed of the base --- */

static void need_copy(struct emission *em, __u32 id)
{
	if (!(em->nr_copies & (em->nr_copies + 1)))
		em->copies = xrealloc(em->copies, 2 * (em->nr_copies + 1) *
				      sizeof(*em->copies));
	em->copies[em->nr_copies++] = id;
	em->e->ids[id] = em->nr_copies;
}

/* A base type is referred to: decide what becomes of it. */
static void need(struct emission *em, __u32 id)
{
	if (em->e->ids[id])
		return;
	if (emit_ref_need(&em->ref, id))
		em->e->ids[id] = IS_REF;
	else
		need_copy(em, id);
}

static int need_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct emission *em = ctx;

	(void)edge;
	if (*id >= em->base->nr_types + em->nr)
		return strange(em, "type id out of range");
	if (*id && *id < em->base->nr_types)
		need(em, *id);
	return 0;
}

static int check_name(void *ctx, const __u32 *off)
{
	struct emission *em = ctx;

	if (*off >= em->base->str_len &&
	    *off - em->base->str_len >= em->in.str_len)
		return strange(em, "name out of range");
	return 0;
}

/* Only declarations and the like can be copied: nothing that has a place. */
static int check_copy(const struct emission *em, __u32 id)
{
	if (btf_rec_is(em->base->types[id], M(VAR) | M(DATASEC) | M(DECL_TAG) |
					    M(INT) | M(FLOAT) | M(FWD)))
		return strange(em, "refers to a variable, tag or unnamed type of the base");
	return 0;
}

static void need_names(struct emission *em, const struct btf_ids *ids)
{
	struct base *base = em->e->base;
	size_t i;

	for (i = 0; i < ids->nr_names; i++) {
		const struct btf_rec_index *index = base->index;
		__u32 id;

		if (ids->names[i].kind == BTF_KIND_FUNC)
			index = base_functions(base);
		id = base_find(base, index, ids->names[i].name,
			       1U << ids->names[i].kind);
		if (id)
			need(em, id);
	}
}

static int collect(struct emission *em, const struct btf_ids *ids)
{
	__u32 i;
	int err;

	for (i = 0; i < em->nr; i++) {
		err = btf_rec_walk(em->types[i], need_id, check_name, em);
		if (err)
			return err;
	}
	need_names(em, ids);
	/* Copies are added while they are walked. */
	for (i = 0; i < em->nr_copies; i++) {
		err = check_copy(em, em->copies[i]);
		if (!err)
			err = btf_rec_walk(em->base->types[em->copies[i]],
					   need_id, NULL, em);
		if (err)
			return err;
	}
	return 0;
}

/* --- the numbers --- */

/* Base IDs below the base's end are mapped, those above shifted. */
static void map_ids(struct emission *em)
{
	__u32 i;

	for (i = 0; i < em->ref.nr_entries; i++)
		if (em->ref.entries[i].used)
			em->e->ids[em->ref.entries[i].base_id] =
				em->ref.entries[i].id;
	for (i = 0; i < em->nr_copies; i++)
		em->e->ids[em->copies[i]] = em->ref.nr + em->nr + i;
}

/* --- the split BTF --- */

/* A name that was the base's: the reference's, or one more of our own. */
static __u32 name_from_base(struct emission *em, __u32 off)
{
	const char *name = em->base->strs + off;
	__u32 new = em->e->strs[off];

	if (new || !*name)
		return new;
	new = emit_ref_shared_name(&em->ref, name);
	if (!new) {
		new = em->ref.strs.len + em->strs.len;
		bytes_append(&em->strs, name, strlen(name) + 1);
	}
	em->e->strs[off] = new;
	if (!(em->nr_used_strs & (em->nr_used_strs + 1)))
		em->used_strs = xrealloc(em->used_strs,
					 2 * (em->nr_used_strs + 1) *
					 sizeof(*em->used_strs));
	em->used_strs[em->nr_used_strs++] = off;
	return new;
}

static __u32 new_id(const struct emission *em, __u32 id)
{
	return id < em->base->nr_types ? em->e->ids[id]
				       : id - em->base->nr_types + em->ref.nr;
}

static int renumber_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct emission *em = ctx;

	(void)edge;
	*btf_rec_writable(em->copy, id) = new_id(em, *id);
	return 0;
}

static int renumber_name(void *ctx, const __u32 *off)
{
	struct emission *em = ctx;

	*btf_rec_writable(em->copy, off) = *off < em->base->str_len ?
		name_from_base(em, *off) :
		*off - em->base->str_len + (__u32)em->ref.strs.len;
	return 0;
}

static void write_type(struct emission *em, struct bytes *out,
		       const struct btf_type *t)
{
	em->copy = bytes_append(out, t, btf_rec_type_size(t));
	btf_rec_walk(em->copy, renumber_id, renumber_name, em);
}

static void write_split(struct emission *em, struct bytes *out)
{
	const struct bytes layout = {
		.data = (char *)em->in.layout, .len = em->in.layout_len,
	};
	__u32 i;

	bytes_begin_btf(out, em->in.hdr_len);
	bytes_append(&em->strs, em->in.strs, em->in.str_len);
	for (i = 0; i < em->nr; i++)
		write_type(em, out, em->types[i]);
	for (i = 0; i < em->nr_copies; i++)
		write_type(em, out, em->base->types[em->copies[i]]);
	bytes_finish_btf(out, BTF_REF_MAGIC, &layout, &em->strs);
}

/* --- .BTF_ids, which was resolved against the base --- */

static int compare_ids(const void *a, const void *b)
{
	__u32 x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

static int renumber_slot(struct emission *em, char *p,
			 const struct btf_ids_slot *slot)
{
	char *id = p;
	__u32 i, old;

	for (i = 0; i < slot->cnt; i++, id += slot->stride) {
		memcpy(&old, id, sizeof(old));
		if (!old)
			continue;
		if (old >= em->base->nr_types + em->nr ||
		    (old < em->base->nr_types && !em->e->ids[old]))
			return strange(em, ".BTF_ids has an id that its symbols do not name");
		old = new_id(em, old);
		memcpy(id, &old, sizeof(old));
	}
	if (slot->flags & BTF_IDS_SLOT_SORTED)
		qsort(p, slot->cnt, slot->stride, compare_ids);
	return 0;
}

/* What stays in the file: nothing but the word of flags that a SET8 has behind
 * its count, by which a kernel knows sets of kfuncs.
 */
static char *without_ids(const struct btf_ids *ids)
{
	char *data = xcalloc(1, ids->len);
	size_t i;

	for (i = 0; i < ids->nr_slots; i++) {
		size_t at = ids->slots[i].off - sizeof(__u32);

		if (ids->slots[i].flags & BTF_IDS_SLOT_SORTED &&
		    ids->slots[i].stride == 2 * sizeof(__u32))
			memcpy(data + at, ids->data + at, sizeof(__u32));
	}
	return data;
}

static int move_ids(struct emission *em, const struct btf_ids *ids,
		    struct emit_result *result)
{
	const struct btf_ref_ids h = {
		.nr_slots = ids->nr_slots, .ids_len = ids->len,
	};
	struct bytes section = { };
	char *contents;
	size_t i;
	int err = 0;

	if (!ids->len)
		return 0;
	bytes_append(&section, &h, sizeof(h));
	bytes_append(&section, ids->slots,
		     ids->nr_slots * sizeof(*ids->slots));
	contents = bytes_append(&section, ids->data, ids->len);
	for (i = 0; !err && i < ids->nr_slots; i++)
		err = renumber_slot(em, contents + ids->slots[i].off,
				    &ids->slots[i]);
	result->ids = section.data;
	result->ids_len = section.len;
	result->btf_ids = without_ids(ids);
	result->btf_ids_len = ids->len;
	return err;
}

/* --- all of it --- */

/* pahole keeps a copy of its own of each type that differs from the base's:
 * many of them are the sign of a wrong base.
 */
static void find_private(const struct emission *em, struct emit_result *result)
{
	__u32 i;

	for (i = 0; i < em->nr; i++) {
		const struct btf_type *t = em->types[i];
		__u32 off = t->name_off;
		const char *name;

		if (!btf_rec_is(t, BTF_REC_M_COMPOSITE) || !off)
			continue;
		name = off < em->base->str_len
		     ? em->base->strs + off
		     : em->in.strs + (off - em->base->str_len);
		if (!base_find(em->e->base, em->e->base->index, name,
			       1U << btf_rec_raw_kind(t)))
			continue;
		if (result->nr_private < 3)
			result->private[result->nr_private] = name;
		result->nr_private++;
	}
}

static void report(void *path, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	error(path, "%s", line);
}

static int read_split(struct emission *em, const void *btf, size_t len)
{
	const struct btf_rec_sink sink = { report, (void *)em->path };
	int nr;

	em->in = (struct btf_rec_section){
		.name = ".BTF", .data = btf, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	if (len > 0xffffffffU || btf_rec_read_header(&em->in, &sink))
		return -EINVAL;
	em->types = xcalloc(btf_rec_max_types(&em->in), sizeof(*em->types));
	nr = btf_rec_read_types(&em->in, em->types, NULL, em->base->nr_types,
				&sink);
	em->nr = nr;
	return nr < 0 ? nr : 0;
}

/* What was set for this module, and no more, is reset for the next. */
static void clean_up(struct emission *em)
{
	__u32 i;

	for (i = 0; i < em->ref.nr_entries; i++)
		em->e->ids[em->ref.entries[i].base_id] = 0;
	for (i = 0; i < em->nr_copies; i++)
		em->e->ids[em->copies[i]] = 0;
	for (i = 0; i < em->nr_used_strs; i++)
		em->e->strs[em->used_strs[i]] = 0;
	emit_ref_free(&em->ref);
	free(em->types);
	free(em->used_strs);
	free(em->strs.data);
}

/**
 * emit_btf() - give split BTF a reference
 * @emitter: of the base that it was made against
 * @btf: the split BTF, 4-byte aligned, relative to the base
 * @len: its length in bytes
 * @ids: the module's .BTF_ids
 * @path: for messages
 * @result: filled in; the caller frees it with emit_result_free() in any case
 *
 * Return: 0; -EINVAL, reported, when the BTF is malformed or does not fit the
 * base; -ESRCH, reported, when the module needs a type of the base that nothing
 * tells from another, so that it cannot have a reference.
 */
int emit_btf(struct emitter *emitter, const void *btf, size_t len,
	     const struct btf_ids *ids, const char *path,
	     struct emit_result *result)
{
	struct emission em = {
		.e = emitter, .base = &emitter->base->types, .path = path,
		.ref = {
			.base = emitter->base,
			.entry_of = emitter->entries,
			.part_of = emitter->parts,
		},
	};
	struct bytes ref = { }, split = { };
	int err;

	memset(result, 0, sizeof(*result));
	err = read_split(&em, btf, len);
	if (!err)
		err = collect(&em, ids);
	if (!err)
		err = emit_ref_write(&em.ref, &ref, path);
	if (!err) {
		map_ids(&em);
		write_split(&em, &split);
		find_private(&em, result);
		err = move_ids(&em, ids, result);
	}
	result->btf = split.data;
	result->btf_len = split.len;
	result->ref = ref.data;
	result->ref_len = ref.len;
	result->nr_ref = em.ref.nr ? em.ref.nr - 1 : 0;
	result->copies = em.copies;
	result->nr_copies = em.nr_copies;
	clean_up(&em);
	return err;
}

void emit_result_free(struct emit_result *result)
{
	free(result->btf);
	free(result->ref);
	free(result->ids);
	free(result->btf_ids);
	free(result->copies);
}

/**
 * emitter_init() - get ready to emit modules of one base
 * @emitter: filled in; the caller calls emitter_free()
 * @base: the base, which must outlive it
 */
void emitter_init(struct emitter *emitter, struct base *base)
{
	emitter->base = base;
	emitter->ids = xcalloc(base->types.nr_types, sizeof(__u32));
	emitter->strs = xcalloc(base->types.str_len, sizeof(__u32));
	emitter->entries = xcalloc(base->types.nr_types, sizeof(__u32));
	emitter->parts = xcalloc(base->types.nr_types, sizeof(__u32));
}

void emitter_free(struct emitter *emitter)
{
	free(emitter->ids);
	free(emitter->strs);
	free(emitter->entries);
	free(emitter->parts);
}
