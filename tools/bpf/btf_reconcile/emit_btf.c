// SPDX-License-Identifier: GPL-2.0
/*
 * Making a reference.
 *
 * In: split BTF, the base that it was made against, and what .BTF_ids names.
 * Out: split BTF numbered against a reference, and the reference.
 *
 * Each base type that the split BTF leads to is either described in the
 * reference, if it can be found by name in another base, or copied to the end
 * of the split BTF. What a copy leads to is treated alike. References are in
 * the order of their names and copies in that of their first use, so the
 * result does not depend on how the base numbers its types.
 */
#include "emit_btf.h"

#define M(kind)		BTF_REC_M(kind)

/* In emitter.ids until the new ids are known; a copy has its place from 1. */
#define IS_REF		0xffffffffU

/**
 * struct entry - a type of the reference
 * @t: the type of the base
 * @name: its name
 * @target: of a typedef: what it stands for, without name or with
 * @target_name: its name
 * @base_id: its id in the base, 0: only a typedef stands for it
 * @members: write the members too
 * @id: the entry's id
 * @name_off: offset of @name in the reference's strings
 */
struct entry {
	const struct btf_type *t;
	const char *name;
	const struct btf_type *target;
	const char *target_name;
	__u32 base_id;
	bool members;
	__u32 id;
	__u32 name_off;
};

/* A buffer that grows. */
struct bytes {
	char *data;
	size_t len;
};

/**
 * struct emission - the state of one emit_btf()
 * @e: the emitter
 * @base: its base
 * @in: the split BTF
 * @types: its types
 * @nr: number of @types
 * @entries: the reference
 * @nr_entries: number of @entries
 * @nr_ref: first id after the reference
 * @copies: base ids of the types to be copied
 * @nr_copies: number of @copies
 * @ref_strs: strings of the reference
 * @strs: strings of the split BTF
 * @used_strs: offsets in the base's strings that have a place in e->strs
 * @nr_used_strs: number of @used_strs
 * @path: for messages
 */
struct emission {
	struct emitter *e;
	const struct btf_rec_types *base;
	struct btf_rec_section in;
	const struct btf_type **types;
	__u32 nr;
	struct entry *entries;
	__u32 nr_entries;
	__u32 nr_ref;
	__u32 *copies;
	__u32 nr_copies;
	struct bytes ref_strs;
	struct bytes strs;
	__u32 *used_strs;
	__u32 nr_used_strs;
	const char *path;
};

static const struct btf_type empty_proto = {
	.info = BTF_KIND_FUNC_PROTO << 24,
};

static void *append(struct bytes *bytes, const void *data, size_t len)
{
	bytes->data = xrealloc(bytes->data, bytes->len + len);
	if (data)
		memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
	return bytes->data + bytes->len - len;
}

static int strange(const struct emission *em, const char *what)
{
	error(em->path, "%s; is this the base that the module was built with?",
	      what);
	return -EINVAL;
}

/* --- what is needed of the base --- */

static struct entry *add_entry(struct emission *em, const struct btf_type *t,
			       __u32 base_id)
{
	struct entry *entry;

	if (!(em->nr_entries & (em->nr_entries + 1)))
		em->entries = xrealloc(em->entries, 2 * (em->nr_entries + 1) *
				       sizeof(*em->entries));
	entry = &em->entries[em->nr_entries++];
	*entry = (struct entry){
		.t = t, .base_id = base_id,
		.name = btf_rec_base_name(em->base, t),
	};
	return entry;
}

/* What a typedef stands for; NULL: nothing that a reference could describe. */
static const struct btf_type *target_of(const struct emission *em,
					const struct btf_type *t)
{
	__u32 len;

	for (len = 0; btf_rec_is(t, BTF_REC_M_CHAIN); len++) {
		if (!t->type || len == BTF_REC_MAX_CHAIN)
			return NULL;
		t = em->base->types[t->type];
	}
	return btf_rec_is(t, BTF_REC_M_TARGET) ? t : NULL;
}

/* Is there another of the same kind and name? */
static bool is_ambiguous(const struct emission *em, const struct btf_type *t)
{
	const char *name = btf_rec_base_name(em->base, t);
	const __u32 *ids;
	__u32 i, nr, same = 0;

	if (!btf_rec_is(t, BTF_REC_M_COMPOSITE) || !btf_rec_vlen(t) || !*name)
		return false;
	ids = btf_rec_index_find(em->e->base->index, name, false, &nr);
	for (i = 0; i < nr; i++) {
		const struct btf_type *other = em->base->types[ids[i]];

		same += btf_rec_raw_kind(other) == btf_rec_raw_kind(t) &&
			!strcmp(btf_rec_base_name(em->base, other), name);
	}
	return same > 1;
}

static void need_entry(struct emission *em, __u32 id, const struct btf_type *t,
		       const struct btf_type *target)
{
	struct entry *entry = add_entry(em, t, id);

	em->e->ids[id] = IS_REF;
	entry->members = is_ambiguous(em, t);
	if (btf_rec_is(t, M(FUNC))) {
		entry->target = &empty_proto;
		entry->target_name = "";
		add_entry(em, &empty_proto, 0);
	} else if (target) {
		entry->target = target;
		entry->target_name = btf_rec_base_name(em->base, target);
		entry = add_entry(em, target, 0);
		entry->members = is_ambiguous(em, target);
	}
}

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
	const struct btf_type *t = em->base->types[id], *target = NULL;
	bool described = btf_rec_is(t, M(FWD) | M(FUNC) | BTF_REC_M_TARGET);

	if (em->e->ids[id])
		return;
	if (btf_rec_is(t, M(TYPEDEF))) {
		target = target_of(em, t);
		described = target;
	}
	if (described && *btf_rec_base_name(em->base, t))
		need_entry(em, id, t, target);
	else
		need_copy(em, id);
}

static int need_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	struct emission *em = ctx;

	(void)edge;
	if (*id >= em->base->nr_types + em->nr)
		return strange(em, "type id out of range");
	if (*id && *id < em->base->nr_types)
		need(em, *id);
	return 0;
}

static int check_name(void *ctx, __u32 *off)
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

/* --- the reference --- */

/* The kind that is written: an enum of either kind has no values there. */
static __u32 entry_kind(const struct btf_type *t)
{
	__u32 kind = btf_rec_raw_kind(t);

	return kind == BTF_KIND_ENUM64 ? BTF_KIND_ENUM : kind;
}

static __u32 entry_size(const struct btf_type *t)
{
	return btf_rec_is(t, BTF_REC_M_TARGET) ? t->size : 0;
}

static int compare_numbers(__u32 a, __u32 b)
{
	return a < b ? -1 : a > b;
}

static int compare_types(const struct btf_type *a, const struct btf_type *b)
{
	int diff = compare_numbers(entry_kind(a), entry_kind(b));

	if (!diff)
		diff = compare_numbers(entry_size(a), entry_size(b));
	if (!diff && btf_rec_is(a, M(INT)))
		diff = compare_numbers(*(__u32 *)(a + 1), *(__u32 *)(b + 1));
	if (!diff && btf_rec_is(a, M(FWD)))
		diff = btf_rec_kflag(a) - btf_rec_kflag(b);
	return diff;
}

/* Set for the time of a sort, since qsort() has no context. */
static const char *sort_strs;

static int compare_members(const struct btf_type *a, const struct btf_type *b)
{
	const struct btf_member *ma = (void *)(a + 1), *mb = (void *)(b + 1);
	int diff = compare_numbers(a->info, b->info);
	__u32 i;

	for (i = 0; !diff && i < btf_rec_vlen(a); i++) {
		diff = compare_numbers(ma[i].offset, mb[i].offset);
		if (!diff)
			diff = strcmp(sort_strs + ma[i].name_off,
				      sort_strs + mb[i].name_off);
	}
	return diff;
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int diff = strcmp(x->name, y->name);

	if (!diff)
		diff = compare_types(x->t, y->t);
	if (!diff)
		diff = x->members - y->members;
	if (!diff && x->members)
		diff = compare_members(x->t, y->t);
	if (!diff && x->target) {
		diff = strcmp(x->target_name, y->target_name);
		if (!diff)
			diff = compare_types(x->target, y->target);
	}
	return diff;
}

/* Sort, and give those that say the same the same id, name and flag. */
static void number_entries(struct emission *em)
{
	struct entry *prev = NULL;
	__u32 i, id = 0;

	sort_strs = em->base->strs;
	if (em->nr_entries)
		qsort(em->entries, em->nr_entries, sizeof(*em->entries),
		      compare_entries);
	append(&em->ref_strs, "", 1);
	for (i = 0; i < em->nr_entries; i++) {
		struct entry *entry = &em->entries[i];

		if (!prev || compare_entries(prev, entry))
			id++;
		entry->id = id;
		if (!*entry->name) {
			entry->name_off = 0;
		} else if (prev && !strcmp(prev->name, entry->name)) {
			entry->name_off = prev->name_off;
		} else {
			entry->name_off = em->ref_strs.len;
			append(&em->ref_strs, entry->name,
			       strlen(entry->name) + 1);
		}
		prev = entry;
	}
	em->nr_ref = id + 1;
}

/* Base ids below the base's end are mapped, those above shifted. */
static void map_ids(struct emission *em)
{
	__u32 i;

	for (i = 0; i < em->nr_entries; i++)
		if (em->entries[i].base_id)
			em->e->ids[em->entries[i].base_id] = em->entries[i].id;
	for (i = 0; i < em->nr_copies; i++)
		em->e->ids[em->copies[i]] = em->nr_ref + em->nr + i;
}

static __u32 target_id(const struct emission *em, const struct entry *entry)
{
	const struct entry key = {
		.t = entry->target, .name = entry->target_name,
		.members = is_ambiguous(em, entry->target),
	};
	const struct entry *found;

	found = bsearch(&key, em->entries, em->nr_entries, sizeof(key),
			compare_entries);
	return found ? found->id : 0;
}

static void write_members(struct emission *em, struct bytes *out,
			  const struct btf_type *t)
{
	const struct btf_member *m = (const void *)(t + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(t); i++) {
		const char *name = em->base->strs + m[i].name_off;
		struct btf_member copy = { .offset = m[i].offset };

		if (*name) {
			copy.name_off = em->ref_strs.len;
			append(&em->ref_strs, name, strlen(name) + 1);
		}
		append(out, &copy, sizeof(copy));
	}
}

static void write_entry(struct emission *em, struct bytes *out,
			const struct entry *entry)
{
	struct btf_type t = {
		.name_off = entry->name_off,
		.info = entry_kind(entry->t) << 24,
		.size = entry_size(entry->t),
	};

	if (entry->target)
		t.type = target_id(em, entry);
	if (entry->members || btf_rec_is(entry->t, M(FUNC)))
		t.info = entry->t->info;	/* with vlen, or the linkage */
	else if (btf_rec_is(entry->t, M(FWD)))
		t.info |= entry->t->info & 1U << 31;
	append(out, &t, sizeof(t));
	if (btf_rec_is(entry->t, M(INT)))
		append(out, entry->t + 1, sizeof(__u32));
	if (entry->members)
		write_members(em, out, entry->t);
}

static void finish_btf(struct bytes *out, const struct bytes *strs, __u8 flags)
{
	struct btf_header *h = (void *)out->data;

	h->magic = BTF_MAGIC;
	h->version = BTF_VERSION;
	h->flags = flags;
	h->hdr_len = sizeof(*h);
	h->type_off = 0;
	h->type_len = out->len - sizeof(*h);
	h->str_off = h->type_len;
	h->str_len = strs->len;
	append(out, strs->data, strs->len);
}

static void write_reference(struct emission *em, struct bytes *out)
{
	__u32 i, last = 0;

	memset(append(out, NULL, sizeof(struct btf_header)), 0,
	       sizeof(struct btf_header));
	for (i = 0; i < em->nr_entries; i++) {
		if (em->entries[i].id != last)
			write_entry(em, out, &em->entries[i]);
		last = em->entries[i].id;
	}
	finish_btf(out, &em->ref_strs, 0);
}

/* --- the split BTF --- */

static int compare_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct entry *)entry)->name);
}

/* A name can be shared with reference types if the module needs all of that
 * name anyway: to share it is to need them.
 */
static __u32 shared_name(const struct emission *em, const char *name)
{
	const struct entry *end = em->entries + em->nr_entries, *p, *found;

	found = bsearch(name, em->entries, em->nr_entries,
			sizeof(*em->entries), compare_name);
	if (!found)
		return 0;
	for (p = found; p < end && !strcmp(p->name, name); p++)
		if (!p->base_id)
			return 0;
	for (p = found; p >= em->entries && !strcmp(p->name, name); p--)
		if (!p->base_id)
			return 0;
	return found->name_off;
}

/* A name that was the base's: the reference's, or one more of our own. */
static __u32 name_from_base(struct emission *em, __u32 off)
{
	const char *name = em->base->strs + off;
	__u32 new = em->e->strs[off];

	if (new || !*name)
		return new;
	new = shared_name(em, name);
	if (!new) {
		new = em->ref_strs.len + em->strs.len;
		append(&em->strs, name, strlen(name) + 1);
	}
	em->e->strs[off] = new;
	if (!(em->nr_used_strs & (em->nr_used_strs + 1)))
		em->used_strs = xrealloc(em->used_strs,
					 2 * (em->nr_used_strs + 1) *
					 sizeof(*em->used_strs));
	em->used_strs[em->nr_used_strs++] = off;
	return new;
}

static int renumber_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	const struct emission *em = ctx;

	(void)edge;
	*id = *id < em->base->nr_types
	    ? em->e->ids[*id] : *id - em->base->nr_types + em->nr_ref;
	return 0;
}

static int renumber_name(void *ctx, __u32 *off)
{
	struct emission *em = ctx;

	*off = *off < em->base->str_len
	     ? name_from_base(em, *off)
	     : *off - em->base->str_len + (__u32)em->ref_strs.len;
	return 0;
}

static void write_type(struct emission *em, struct bytes *out,
		       const struct btf_type *t)
{
	struct btf_type *copy = append(out, t, btf_rec_type_size(t));

	btf_rec_walk(copy, renumber_id, renumber_name, em);
}

static void write_split(struct emission *em, struct bytes *out)
{
	__u32 i;

	memset(append(out, NULL, sizeof(struct btf_header)), 0,
	       sizeof(struct btf_header));
	append(&em->strs, em->in.strs, em->in.str_len);
	for (i = 0; i < em->nr; i++)
		write_type(em, out, em->types[i]);
	for (i = 0; i < em->nr_copies; i++)
		write_type(em, out, em->base->types[em->copies[i]]);
	finish_btf(out, &em->strs, BTF_F_BASE_REF);
}

/* --- .BTF_ids that was resolved against the base --- */

static int compare_ids(const void *a, const void *b)
{
	__u32 x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return compare_numbers(x, y);
}

static int renumber_slot(struct emission *em, char *p,
			 const struct btf_ref_slot *slot)
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
		renumber_id(em, &old, BTF_REC_E_NONE);
		memcpy(id, &old, sizeof(old));
	}
	if (slot->flags & BTF_REF_SLOT_SORTED)
		qsort(p, slot->cnt, slot->stride, compare_ids);
	return 0;
}

static int renumber_ids(struct emission *em, const struct btf_ids *ids,
			struct emit_result *result)
{
	size_t i;
	int err = 0;

	if (!btf_ids_are_resolved(ids))
		return 0;
	result->ids = xmalloc(ids->len);
	memcpy(result->ids, ids->data, ids->len);
	for (i = 0; !err && i < ids->nr_slots; i++)
		err = renumber_slot(em, result->ids + ids->slots[i].off,
				    &ids->slots[i]);
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

	for (i = 0; i < em->nr_entries; i++)
		em->e->ids[em->entries[i].base_id] = 0;
	for (i = 0; i < em->nr_copies; i++)
		em->e->ids[em->copies[i]] = 0;
	for (i = 0; i < em->nr_used_strs; i++)
		em->e->strs[em->used_strs[i]] = 0;
	free(em->types);
	free(em->entries);
	free(em->copies);
	free(em->used_strs);
	free(em->ref_strs.data);
	free(em->strs.data);
}

/**
 * emit_btf() - give split BTF a reference
 * @emitter: of the base that it was made against
 * @btf: the split BTF, 4-byte aligned, without BTF_F_BASE_REF
 * @len: its length in bytes
 * @ids: the module's .BTF_ids
 * @path: for messages
 * @result: filled in; the caller frees it with emit_result_free() in any case
 *
 * Return: 0, or -EINVAL, reported, when the BTF is malformed or does not fit
 * the base.
 */
int emit_btf(struct emitter *emitter, const void *btf, size_t len,
	     const struct btf_ids *ids, const char *path,
	     struct emit_result *result)
{
	struct emission em = {
		.e = emitter, .base = &emitter->base->types, .path = path,
	};
	struct bytes ref = { }, split = { };
	int err;

	memset(result, 0, sizeof(*result));
	err = read_split(&em, btf, len);
	if (!err)
		err = collect(&em, ids);
	if (!err) {
		number_entries(&em);
		map_ids(&em);
		write_reference(&em, &ref);
		write_split(&em, &split);
		find_private(&em, result);
		err = renumber_ids(&em, ids, result);
	}
	result->btf = split.data;
	result->btf_len = split.len;
	result->ref = ref.data;
	result->ref_len = ref.len;
	result->nr_ref = em.nr_ref ? em.nr_ref - 1 : 0;
	result->nr_copies = em.nr_copies;
	clean_up(&em);
	return err;
}

void emit_result_free(struct emit_result *result)
{
	free(result->btf);
	free(result->ref);
	free(result->ids);
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
}

void emitter_free(struct emitter *emitter)
{
	free(emitter->ids);
	free(emitter->strs);
}
