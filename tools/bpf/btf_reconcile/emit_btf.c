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
 *
 * A kernel bisects a module's types if it finds them sorted by name, those without
 * one first, as they are since Linux 7.0. Then copies go where they belong.
 */
#include "emit_btf.h"
#include "emit_ref.h"

#define M(kind)		BTF_REC_M(kind)

/* Value in emitter.ids until the new ID is known. */
#define IS_NEEDED	0xffffffffU

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
 * @origin: see struct emit_result
 * @place: by place in @types, that in the new split BTF
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
	__u32 *origin;
	__u32 *place;
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
}

/* Name a base type in the reference, or copy it. */
static void need(struct emission *em, __u32 id)
{
	if (em->e->ids[id])
		return;
	em->e->ids[id] = IS_NEEDED;
	if (!emit_ref_need(&em->ref, id))
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
	size_t i;

	for (i = 0; i < ids->nr_names; i++) {
		__u32 id = base_find(em->e->base, ids->names[i].name,
				     ids->names[i].kind);

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

/* --- the order --- */

/**
 * struct item - a type of the new split BTF
 * @name: its name, "": none
 * @origin: the ID that it had
 * @before: its place before it was sorted
 */
struct item {
	const char *name;
	__u32 origin;
	__u32 before;
};

/* A type of the module or of the base. */
static const struct btf_type *type_of(const struct emission *em, __u32 id)
{
	return id < em->base->nr_types ? em->base->types[id]
				       : em->types[id - em->base->nr_types];
}

static const char *string_of(const struct emission *em, __u32 off)
{
	return off < em->base->str_len ? em->base->strs + off
				       : em->in.strs + (off - em->base->str_len);
}

static int compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return strcmp(x->name, y->name) ?: x->before < y->before ? -1 : 1;
}

static bool is_sorted(const struct item *items, __u32 nr)
{
	__u32 i;

	for (i = 1; i < nr; i++)
		if (strcmp(items[i - 1].name, items[i].name) > 0)
			return false;
	return true;
}

/* Own types, then copies; all of them sorted if the former were. */
static void order_types(struct emission *em)
{
	const __u32 nr = em->nr + em->nr_copies;
	struct item *items = xcalloc(nr, sizeof(*items));
	__u32 i;

	for (i = 0; i < nr; i++) {
		items[i].before = i;
		items[i].origin = i < em->nr ? em->base->nr_types + i :
					       em->copies[i - em->nr];
		items[i].name = string_of(em, type_of(em, items[i].origin)->name_off);
	}
	if (nr && is_sorted(items, em->nr))
		qsort(items, nr, sizeof(*items), compare_items);
	em->origin = xcalloc(nr, sizeof(*em->origin));
	em->place = xcalloc(em->nr, sizeof(*em->place));
	for (i = 0; i < nr; i++) {
		em->origin[i] = items[i].origin;
		if (items[i].before < em->nr)
			em->place[items[i].before] = i;
	}
	free(items);
}

/* --- the numbers --- */

/* IDs of the base are mapped here, those of own types by their places. */
static void map_ids(struct emission *em)
{
	__u32 i;

	for (i = 0; i < em->ref.nr_entries; i++)
		if (em->ref.entries[i].used)
			em->e->ids[em->ref.entries[i].base_id] =
				em->ref.entries[i].id;
	for (i = 0; i < em->nr + em->nr_copies; i++)
		if (em->origin[i] < em->base->nr_types)
			em->e->ids[em->origin[i]] = em->ref.nr + i;
}

/* --- the split BTF --- */

/* Find a name of the base in the reference's strings, or add it to our own. */
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
	return id < em->base->nr_types ?
	       em->e->ids[id] :
	       em->ref.nr + em->place[id - em->base->nr_types];
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
	for (i = 0; i < em->nr + em->nr_copies; i++)
		write_type(em, out, type_of(em, em->origin[i]));
	bytes_finish_btf(out, BTF_REF_MAGIC, &layout, &em->strs);
}

/* --- .BTF_ids, which was resolved against the base --- */

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
	btf_ids_sort(p, slot);
	return 0;
}

/* .BTF_ids in the file keeps only the flags word after the count of a SET8, which
 * tells a kernel that it is a set of kfuncs.
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

/* Compare members by name and offset, not by type. */
static bool same_members(const struct emission *em, const struct btf_type *own,
			 const struct btf_type *base)
{
	const struct btf_member *a = (const void *)(own + 1);
	const struct btf_member *b = (const void *)(base + 1);
	__u32 i;

	if (own->info != base->info || own->size != base->size)
		return false;
	for (i = 0; i < btf_rec_vlen(own); i++)
		if (a[i].offset != b[i].offset ||
		    strcmp(string_of(em, a[i].name_off),
			   string_of(em, b[i].name_off)))
			return false;
	return true;
}

enum likeness { UNLIKE, ANOTHER, ALIKE };

/* Does the base have a type of the same name and kind, and is it equal? */
static enum likeness find_alike(const struct emission *em,
				const struct btf_type *t)
{
	const char *name = string_of(em, t->name_off);
	enum likeness found = UNLIKE;
	struct btf_rec_cursor c;
	__u32 id;

	c = btf_rec_find(em->e->base->index, name, btf_rec_raw_kind(t));
	while ((id = btf_rec_next(&c))) {
		const struct btf_type *other = em->base->types[id];

		if (btf_rec_raw_kind(other) != btf_rec_raw_kind(t))
			continue;
		if (same_members(em, t, other))
			return ALIKE;
		found = ANOTHER;
	}
	return found;
}

/* Count the module's own structs that the base has, too. If they differ, the base
 * is the wrong one; if they are equal, deduplication failed in the module's build.
 */
static void find_private(const struct emission *em, struct emit_result *result)
{
	__u32 i;

	for (i = 0; i < em->nr; i++) {
		const struct btf_type *t = em->types[i];
		enum likeness likeness = UNLIKE;

		if (btf_rec_is(t, BTF_REC_M_COMPOSITE) && t->name_off)
			likeness = find_alike(em, t);
		result->nr_duplicates += likeness == ALIKE;
		if (likeness != ANOTHER)
			continue;
		if (result->nr_private < 3)
			result->private[result->nr_private] =
				string_of(em, t->name_off);
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

/* Reset only the values that this module set. */
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
	free(em->copies);
	free(em->place);
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
		order_types(&em);
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
	result->origin = em.origin;
	result->nr_types = em.nr + em.nr_copies;
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
	free(result->origin);
}

/**
 * emitter_init() - get ready to emit modules of one base
 * @emitter: filled in; the caller calls emitter_free()
 * @base: the base, which must outlive it
 */
void emitter_init(struct emitter *emitter, struct base *base)
{
	emitter->base = base;
	emitter->merger = NULL;
	emitter->nr_duplicated = 0;
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
