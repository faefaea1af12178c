// SPDX-License-Identifier: GPL-2.0
/*
 * Replacing a module's copies of the base's types by those types.
 *
 * In: split BTF, and the base that it was made against. Out: split BTF without the
 * types that the base has too.
 *
 * The build's deduplication keeps a struct if any type that it leads to differs from
 * the base. So one difference leaves a thousand copies in a module. Here a type is equal
 * to a type of the base if both have the same kind, name, size, members, offsets, values
 * and parameters, and if the types that they lead to are equal, one by one. The
 * algorithm finds the greatest such relation in linear time:
 *
 * 1. Suppose that a type with a name is equal to the base's type of that name and kind,
 *    and a type without a name to the base's type with the same contents.
 * 2. Drop the supposition if there is no such type, or if its own contents differ.
 * 3. Drop it for each type that leads to a type without one.
 *
 * A declaration is equal to the base's only definition of its name, unless the module
 * has another one; and a definition is equal to the base's declaration. Such a definition
 * stays in the module, and so does what leads to it with no named struct or union between.
 * The struct of the base that replaces a copy leads to the declaration.
 *
 * Nothing is equal to functions and variables, to a type with a DECL_TAG, and to several
 * types of one name, unless one alone has the same members.
 */
#include "emit_ref.h"
#include "merge.h"
#include "split.h"

#define M(kind)		BTF_REC_M(kind)

/* Kinds whose types without a name are equal if their contents are. */
#define M_MADE		(BTF_REC_M_CHAIN | BTF_REC_M_COMPOSITE | M(PTR) | M(ARRAY) | \
			 M(FUNC_PROTO) | M(ENUM) | M(ENUM64))

/**
 * struct merge - the state of one merge_btf()
 * @merger: the merger
 * @in: the module's split BTF
 * @equal: by place, the ID of the base's type that this one is equal to, as far as
 *	known; 0: none
 * @declared: by base ID, 1 + the place of a declaration that is equal to it; 0: none
 * @next: by place, of a declaration the next one of the same
 * @stays: by place, whether the type stays though there is an equal one
 * @is_used: by place, whether the new split BTF has it
 * @starts: by place, where in @parents those of the type begin
 * @parents: places of types, once for each ID in them that leads to an own type
 * @at: the place of the type whose IDs are visited
 * @queue: places of types that are still to be handled
 * @nr_queue: number of @queue
 * @place: by place, the ID that a type of the new split BTF gets
 * @names: by offset in the strings, whether a name begins there; then, if it is
 *	still there, 1 + its offset in @strs
 * @strs: the new strings
 * @copy: the type that is being written
 */
struct merge {
	struct merger *merger;
	struct split in;
	__u32 *equal;
	__u32 *declared;
	__u32 *next;
	bool *stays;
	bool *is_used;
	__u32 *starts;
	__u32 *parents;
	__u32 at;
	__u32 *queue;
	__u32 nr_queue;
	__u32 *place;
	__u32 *names;
	struct bytes strs;
	void *copy;
};

/* The place of an own type; the base's have none. */
static bool is_own(const struct merge *m, __u32 id, __u32 *i)
{
	*i = id - m->in.base->nr_types;
	return id >= m->in.base->nr_types;
}

/* Is the type found by its name? A type tag is not. */
static bool is_named(const struct merge *m, const struct btf_type *t)
{
	return btf_rec_is(t, BTF_REC_M_MATCHABLE) &&
	       *split_name(&m->in, t->name_off);
}

static bool is_made(const struct merge *m, const struct btf_type *t)
{
	return btf_rec_is(t, M_MADE) && !is_named(m, t);
}

/* The base's type that an ID leads to, if all suppositions hold. */
static __u32 base_id(const struct merge *m, __u32 id)
{
	__u32 i;

	return is_own(m, id, &i) ? m->equal[i] : m->merger->same[id];
}

static bool same_id(const void *merge, __u32 own, __u32 base)
{
	const struct merge *m = merge;

	return base_id(m, own) == m->merger->same[base];
}

static bool any_id(const void *merge, __u32 own, __u32 base)
{
	return true;
}

static bool same_name(const void *merge, __u32 own, __u32 base)
{
	const struct split *in = &((const struct merge *)merge)->in;

	return !strcmp(split_name(in, own), split_name(in, base));
}

static bool is_equal(const struct merge *m, const struct btf_type *own,
		     const struct btf_type *base)
{
	const struct sameness same = { same_id, same_name, m };

	return same_type(own, base, &same);
}

/* --- types without a name, found by their contents --- */

struct hashing {
	const struct merge *merge;
	__u32 hash;
};

static void mix(struct hashing *h, __u32 word)
{
	h->hash = (h->hash ^ word) * 0x01000193;
	h->hash ^= h->hash >> 15;
}

static int mix_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct hashing *h = ctx;

	mix(h, base_id(h->merge, *id));
	return 0;
}

static int mix_name(void *ctx, const __u32 *off)
{
	struct hashing *h = ctx;
	const char *name = split_name(&h->merge->in, *off);
	__u32 i;

	for (i = 0; name[i] && i < BTF_REC_MAX_NAME; i++)
		mix(h, name[i]);
	return 0;
}

static __u32 hash_of(const struct merge *m, const struct btf_type *t)
{
	struct hashing h = { m, t->info };

	if (btf_rec_is(t, BTF_REC_M_HAS_SIZE))
		mix(&h, t->size);
	if (btf_rec_is(t, M(ARRAY)))
		mix(&h, ((const struct btf_array *)(t + 1))->nelems);
	btf_rec_walk(t, mix_id, mix_name, &h);
	return h.hash & m->merger->mask;
}

/* --- types with a name --- */

/* A declaration has the kind of its definition. */
static __u32 kinds_like(const struct btf_type *t)
{
	switch (btf_rec_kind(t)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_FWD:
		return M(STRUCT) | M(FWD);
	case BTF_KIND_UNION:
	case BTF_KIND_FWD_UNION:
		return M(UNION) | M(FWD_UNION);
	default:
		return 1U << btf_rec_kind(t);
	}
}

/* The base's only type of that name, or the only one of several that does not differ
 * in itself, whatever it leads to.
 */
static __u32 find_named(const struct merge *m, const struct btf_type *t)
{
	const struct sameness shape = { any_id, same_name, m };
	const char *name = split_name(&m->in, t->name_off);
	__u32 id, nr_like = 0, nr_shaped = 0, like = 0, shaped = 0;
	struct btf_rec_cursor c;

	if (strnlen(name, BTF_REC_MAX_NAME + 1) > BTF_REC_MAX_NAME)
		return 0;	/* before it is hashed, once for each type */
	c = btf_rec_find(m->merger->base->index, name, btf_rec_raw_kind(t));
	while ((id = btf_rec_next(&c))) {
		const struct btf_type *base = m->in.base->types[id];

		if (!(kinds_like(t) >> btf_rec_kind(base) & 1) ||
		    !same_name(m, t->name_off, base->name_off))
			continue;
		nr_like++;
		like = id;
		if (same_type(t, base, &shape)) {
			nr_shaped++;
			shaped = id;
		}
	}
	if (nr_like > 1)
		like = nr_shaped == 1 ? shaped : 0;
	return m->merger->tagged[like] ? 0 : like;
}

/* --- what leads where --- */

static int count_parent(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;
	__u32 i;

	if (is_own(m, *id, &i))
		m->starts[i + 1]++;
	return 0;
}

static int add_parent(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;
	__u32 i;

	if (is_own(m, *id, &i))
		m->parents[m->starts[i + 1]++] = m->at;
	return 0;
}

/* Afterwards the parents of i are from starts[i] to starts[i + 1]. */
static void find_parents(struct merge *m)
{
	__u32 i, cnt, sum = 0;

	for (i = 0; i < m->in.nr; i++)
		btf_rec_walk(m->in.types[i], count_parent, NULL, m);
	for (i = 0; i < m->in.nr; i++) {
		cnt = m->starts[i + 1];
		m->starts[i + 1] = sum;
		sum += cnt;
	}
	m->parents = xcalloc(sum, sizeof(*m->parents));
	for (m->at = 0; m->at < m->in.nr; m->at++)
		btf_rec_walk(m->in.types[m->at], add_parent, NULL, m);
}

/* --- what is equal --- */

static int count_made(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;
	__u32 i;

	if (is_own(m, *id, &i) && is_made(m, m->in.types[i]))
		m->place[m->at]++;
	return 0;
}

static __u32 find_made(const struct merge *m, const struct btf_type *t)
{
	__u32 id = m->merger->first[hash_of(m, t)];

	while (id && !is_equal(m, t, m->merger->base->types.types[id]))
		id = m->merger->next[id];
	return id;
}

/* Each type without a name after all of these that it leads to, of which m->place
 * has the number here. If it leads to itself, never.
 */
static void visit_made(struct merge *m,
		       void (*visit)(struct merge *m, __u32 i))
{
	__u32 i, j;

	for (m->at = 0; m->at < m->in.nr; m->at++) {
		if (!is_made(m, m->in.types[m->at]))
			continue;
		btf_rec_walk(m->in.types[m->at], count_made, NULL, m);
		if (!m->place[m->at])
			m->queue[m->nr_queue++] = m->at;
	}
	while (m->nr_queue) {
		i = m->queue[--m->nr_queue];
		visit(m, i);
		for (j = m->starts[i]; j < m->starts[i + 1]; j++)
			if (is_made(m, m->in.types[m->parents[j]]) &&
			    !--m->place[m->parents[j]])
				m->queue[m->nr_queue++] = m->parents[j];
	}
}

static void suppose_made(struct merge *m, __u32 i)
{
	m->equal[i] = find_made(m, m->in.types[i]);
}

static void suppose(struct merge *m)
{
	__u32 i;

	for (i = 0; i < m->in.nr; i++) {
		const struct btf_type *t = m->in.types[i];

		if (is_named(m, t))
			m->equal[i] = find_named(m, t);
		if (btf_rec_is(t, M(FWD))) {
			m->next[i] = m->declared[m->equal[i]];
			m->declared[m->equal[i]] = 1 + i;
		}
	}
	visit_made(m, suppose_made);
}

/* A declaration is equal to its definition, whatever that leads to. */
static bool is_declared(const struct merge *m, __u32 i)
{
	return btf_rec_is(m->in.types[i], M(FWD)) !=
	       btf_rec_is(m->in.base->types[m->equal[i]], M(FWD));
}

static void refute_one(struct merge *m, __u32 i)
{
	if (m->equal[i])
		m->queue[m->nr_queue++] = i;
	m->equal[i] = 0;
}

/* If the module has another definition than the base, its declarations may mean that. */
static void refute(struct merge *m, __u32 i)
{
	const __u32 id = m->equal[i];
	__u32 fwd;

	refute_one(m, i);
	if (!btf_rec_is(m->in.types[i], BTF_REC_M_COMPOSITE) || !id)
		return;
	for (fwd = m->declared[id]; fwd; fwd = m->next[fwd - 1])
		refute_one(m, fwd - 1);
	m->declared[id] = 0;
}

static int refute_tagged(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;
	__u32 i;

	if (is_own(m, *id, &i))
		refute(m, i);
	return 0;
}

/* Drop types that differ in themselves, or have no type of the base. */
static void refute_different(struct merge *m)
{
	__u32 i;

	for (i = 0; i < m->in.nr; i++)
		if (!m->equal[i])
			m->queue[m->nr_queue++] = i;
	for (i = 0; i < m->in.nr; i++) {
		const struct btf_type *t = m->in.types[i];

		if (btf_rec_is(t, M(DECL_TAG)))
			btf_rec_walk(t, refute_tagged, NULL, m);
		else if (m->equal[i] && is_named(m, t) && !is_declared(m, i) &&
			 !is_equal(m, t, m->in.base->types[m->equal[i]]))
			refute(m, i);
	}
}

static void refute_all(struct merge *m)
{
	__u32 i, j, parent;

	refute_different(m);
	while (m->nr_queue) {
		i = m->queue[--m->nr_queue];
		for (j = m->starts[i]; j < m->starts[i + 1]; j++) {
			parent = m->parents[j];
			if (m->equal[parent] && !is_declared(m, parent))
				refute(m, parent);
		}
	}
}

/* --- the types that stay --- */

/* A definition that the base does not have, and what leads to it. */
static void find_staying(struct merge *m)
{
	__u32 i, j, p;

	for (i = 0; i < m->in.nr; i++) {
		m->stays[i] = m->equal[i] && is_declared(m, i) &&
			      !btf_rec_is(m->in.types[i], M(FWD));
		if (m->stays[i])
			m->queue[m->nr_queue++] = i;
	}
	while (m->nr_queue) {
		i = m->queue[--m->nr_queue];
		for (j = m->starts[i]; j < m->starts[i + 1]; j++) {
			p = m->parents[j];
			if (m->stays[p] || !m->equal[p] ||
			    (is_named(m, m->in.types[p]) &&
			     btf_rec_is(m->in.types[p], BTF_REC_M_COMPOSITE)))
				continue;
			m->stays[p] = true;
			m->queue[m->nr_queue++] = p;
		}
	}
	for (i = 0; i < m->in.nr; i++)
		if (m->stays[i])
			m->equal[i] = 0;
}

static int use(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;
	__u32 i;

	if (is_own(m, *id, &i) && i < m->in.nr && !m->equal[i] &&
	    !m->is_used[i]) {
		m->is_used[i] = true;
		m->queue[m->nr_queue++] = i;
	}
	return 0;
}

static int use_name(void *ctx, const __u32 *off)
{
	struct merge *m = ctx;

	if (*off >= m->in.base->str_len)
		m->names[*off - m->in.base->str_len] = 1;
	return 0;
}

static void use_id(void *merge, __u32 *id)
{
	use(merge, id, BTF_REC_E_NONE);
}

/* A type without a name that only replaced types led to goes with them. */
static void find_used(struct merge *m, struct btf_ids *ids)
{
	__u32 i, id;

	btf_ids_visit(ids, use_id, m);
	for (i = 0; i < m->in.nr; i++) {
		id = m->in.base->nr_types + i;
		if (!is_made(m, m->in.types[i]) ||
		    m->starts[i] == m->starts[i + 1])
			use(m, &id, BTF_REC_E_NONE);
	}
	while (m->nr_queue)
		btf_rec_walk(m->in.types[m->queue[--m->nr_queue]], use,
			     use_name, m);
}

static __u32 new_id(const struct merge *m, __u32 id)
{
	__u32 i;

	if (!is_own(m, id, &i) || i >= m->in.nr)
		return id;
	return m->equal[i] ?: m->place[i];
}

static void move_id(void *merge, __u32 *id)
{
	*id = new_id(merge, *id);
}

static int renumber_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merge *m = ctx;

	*btf_rec_writable(m->copy, id) = new_id(m, *id);
	return 0;
}

static int renumber_name(void *ctx, const __u32 *off)
{
	struct merge *m = ctx;
	const __u32 first = m->in.base->str_len;

	if (*off >= first)
		*btf_rec_writable(m->copy, off) =
			first + m->names[*off - first] - 1;
	return 0;
}

/* Names may share their ends; each byte is copied once. */
static void copy_names(struct merge *m)
{
	const char *strs = m->in.sec.strs;
	bool is_used = false;
	__u32 i;

	for (i = 0; i < m->in.sec.str_len; i++) {
		is_used |= m->names[i];
		if (is_used) {
			m->names[i] = 1 + m->strs.len;
			bytes_append(&m->strs, &strs[i], 1);
		}
		is_used &= strs[i] != '\0';
	}
}

static void write_split(struct merge *m, struct merged *merged)
{
	const struct bytes layout = {
		.data = (char *)m->in.sec.layout, .len = m->in.sec.layout_len,
	};
	struct bytes out = { };
	__u32 i;

	merged->nr_before = m->in.nr;
	for (i = 0; i < m->in.nr; i++) {
		m->place[i] = m->in.base->nr_types + merged->nr_after;
		merged->nr_after += m->is_used[i];
		merged->nr_replaced += m->equal[i] &&
				       is_named(m, m->in.types[i]);
	}
	copy_names(m);
	bytes_begin_btf(&out, m->in.sec.hdr_len);
	for (i = 0; i < m->in.nr; i++) {
		const struct btf_type *t = m->in.types[i];

		if (!m->is_used[i])
			continue;
		m->copy = bytes_append(&out, t, btf_rec_type_size(t));
		btf_rec_walk(m->copy, renumber_id, renumber_name, m);
	}
	bytes_finish_btf(&out, BTF_MAGIC, &layout, &m->strs);
	merged->btf = out.data;
	merged->len = out.len;
}

static void report(void *path, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	error(path, "%s", line);
}

static void merge_alloc(struct merge *m)
{
	const __u32 nr = m->in.nr;

	m->equal = xcalloc(nr, sizeof(*m->equal));
	m->declared = xcalloc(m->in.base->nr_types, sizeof(*m->declared));
	m->next = xcalloc(nr, sizeof(*m->next));
	m->stays = xcalloc(nr, sizeof(*m->stays));
	m->is_used = xcalloc(nr, sizeof(*m->is_used));
	m->starts = xcalloc(nr + 2, sizeof(*m->starts));
	m->queue = xcalloc(nr, sizeof(*m->queue));
	m->place = xcalloc(nr, sizeof(*m->place));
	m->names = xcalloc(m->in.sec.str_len, sizeof(*m->names));
	find_parents(m);
}

static void merge_free(struct merge *m)
{
	free(m->equal);
	free(m->declared);
	free(m->next);
	free(m->stays);
	free(m->is_used);
	free(m->starts);
	free(m->parents);
	free(m->queue);
	free(m->place);
	free(m->names);
	free(m->strs.data);
}

/**
 * merge_btf() - replace a module's copies of the base's types by those
 * @merger: of the base that the module was made against
 * @btf: its split BTF, 4-byte aligned
 * @len: bytes of @btf
 * @ids: its .BTF_ids, in which IDs follow their types
 * @path: for messages
 * @merged: filled in; the caller frees @merged->btf in any case
 *
 * The types that stay keep their order, so those that were sorted by name are.
 *
 * Return: 0, or -EINVAL, reported, when the BTF is malformed.
 */
int merge_btf(struct merger *merger, const void *btf, size_t len,
	      struct btf_ids *ids, const char *path, struct merged *merged)
{
	const struct btf_rec_sink sink = { report, (void *)path };
	struct merge m = { .merger = merger };
	int err = split_read(&m.in, &merger->base->types, btf, len, &sink);

	memset(merged, 0, sizeof(*merged));
	if (!err) {
		merge_alloc(&m);
		suppose(&m);
		refute_all(&m);
		find_staying(&m);
		find_used(&m, ids);
		write_split(&m, merged);
		btf_ids_visit(ids, move_id, &m);
		merge_free(&m);
	}
	split_free(&m.in);
	return err;
}

static int note_tagged(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct merger *merger = ctx;

	merger->tagged[*id] = true;
	return 0;
}

/* Of the base, as if it were split from nothing: the first of those that are made
 * of the same stands for all of them.
 */
static void index_made(struct merge *m, __u32 i)
{
	struct merger *merger = m->merger;
	const struct btf_type *t = m->in.types[i];
	const __u32 id = i + 1;
	__u32 *first;

	m->equal[i] = find_made(m, t) ?: id;
	merger->same[id] = m->equal[i];
	if (merger->tagged[id] || m->equal[i] != id)
		return;
	first = &merger->first[hash_of(m, t)];
	merger->next[id] = *first;
	*first = id;
}

/**
 * merger_init() - get ready to merge modules of one base
 * @merger: filled in; the caller calls merger_free()
 * @base: the base, which must outlive it
 */
void merger_init(struct merger *merger, const struct base *base)
{
	static const struct btf_rec_types nothing = { .nr_types = 1 };
	const __u32 nr = base->types.nr_types;
	struct merge m = {
		.merger = merger,
		.in = {
			.base = &nothing, .nr = nr - 1,
			.types = (const struct btf_type **)base->types.types + 1,
			.sec.strs = base->types.strs,
		},
	};
	__u32 id;

	*merger = (struct merger){ .base = base, .mask = 1 };
	while (merger->mask < nr)
		merger->mask = 2 * merger->mask + 1;
	merger->same = xcalloc(nr, sizeof(*merger->same));
	merger->first = xcalloc(merger->mask + 1, sizeof(*merger->first));
	merger->next = xcalloc(nr, sizeof(*merger->next));
	merger->tagged = xcalloc(nr, sizeof(*merger->tagged));
	merge_alloc(&m);
	for (id = 1; id < nr; id++) {
		merger->same[id] = id;
		m.equal[id - 1] = id;
		if (btf_rec_is(base->types.types[id], M(DECL_TAG)))
			btf_rec_walk(base->types.types[id], note_tagged, NULL,
				     merger);
	}
	visit_made(&m, index_made);
	merge_free(&m);
}

void merger_free(struct merger *merger)
{
	free(merger->same);
	free(merger->first);
	free(merger->next);
	free(merger->tagged);
}
