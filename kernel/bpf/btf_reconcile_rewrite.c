// SPDX-License-Identifier: GPL-2.0
/*
 * Rewriting: make the split BTF and .BTF_ids relative to the base.
 *
 * In: checked sections and the match of each reference type. Out: the sections as
 * if the module had been built against the base. Nothing here can fail.
 */
#include "btf_reconcile_core.h"

/**
 * struct numbering - from the module's ids and names to the base's
 * @btf: the split BTF
 * @map: the base's ids, by id
 * @base_names: the base's offsets of names, by offset
 * @nr_ref: ids from here on are not in @map
 * @shift: what is added to them
 * @str_len: offsets from here on are not in @base_names
 * @str_shift: what is added to them
 * @nr_ids: ids rewritten
 * @nr_names: names rewritten
 */
struct numbering {
	void *btf;
	const __u32 *map;
	const __u32 *base_names;
	__u32 nr_ref;
	__u32 shift;
	__u32 str_len;
	__u32 str_shift;
	__u32 nr_ids;
	__u32 nr_names;
};

static __always_inline __u32 new_id(const struct numbering *n, __u32 id)
{
	return id < n->nr_ref ? n->map[id] : id + n->shift;
}

static __always_inline int rewrite_id(void *ctx, const __u32 *id,
				      enum btf_rec_edge edge)
{
	struct numbering *n = ctx;

	n->nr_ids += *id != 0;
	*btf_rec_writable(n->btf, id) = new_id(n, *id);
	return 0;
}

static __always_inline int rewrite_name(void *ctx, const __u32 *off)
{
	struct numbering *n = ctx;

	n->nr_names += *off != 0;
	*btf_rec_writable(n->btf, off) = *off < n->str_len ?
					 n->base_names[*off] :
					 *off + n->str_shift;
	return 0;
}

/* Entries of one name match base types of one name, so any of them gives the
 * offset.
 */
static void map_names(struct btf_rec_run *run)
{
	__u32 id;

	run->base_names[0] = 0;	/* no name */
	for (id = 1; id < run->nr_ref; id++) {
		const struct btf_type *t = run->types[id];

		if (run->map[id])
			run->base_names[t->name_off] =
				run->base->types[run->map[id]]->name_off;
	}
}

static struct numbering numbering_of(const struct btf_rec_run *run)
{
	return (struct numbering){
		.btf = run->mod->btf,
		.map = run->map,
		.base_names = run->base_names,
		.nr_ref = run->nr_ref,
		.shift = run->base->nr_types - run->nr_ref,
		.str_len = run->ref.str_len,
		.str_shift = run->base->str_len - run->ref.str_len,
	};
}

/**
 * btf_rec_rewrite() - rewrite the ids, names and magic of the split BTF
 * @run: the run; btf_rec_match() succeeded
 */
void btf_rec_rewrite(struct btf_rec_run *run)
{
	struct numbering n = numbering_of(run);
	const struct btf_type *const *t = run->types + run->nr_ref;
	const struct btf_type *const *end = run->types + run->nr;
	struct btf_rec_header *h = run->mod->btf;

	map_names(run);
	for (; t < end; t++)
		btf_rec_walk(*t, rewrite_id, rewrite_name, &n);
	h->magic = BTF_MAGIC;
	run->stats->ids = n.nr_ids;
	run->stats->names = n.nr_names;
}

static __u32 get_id(const char *p)
{
	__u32 id;

	memcpy(&id, p, sizeof(id));
	return id;
}

static int compare_ids(const void *a, const void *b)
{
	__u32 x = get_id(a), y = get_id(b);

	return x < y ? -1 : x > y;
}

static void rewrite_slot(struct btf_rec_run *run, const struct numbering *n,
			 const struct btf_ids_slot *slot)
{
	char *p = (char *)run->mod->ids + slot->off;
	__u32 i, id;

	for (i = 0; i < slot->cnt; i++, p += slot->stride) {
		id = get_id(p);
		if (!id)
			continue;
		id = new_id(n, id);
		memcpy(p, &id, sizeof(id));
	}
	if (slot->flags & BTF_IDS_SLOT_SORTED)
		btf_rec_sort((char *)run->mod->ids + slot->off, slot->cnt,
			     slot->stride, compare_ids);
}

/**
 * btf_rec_rewrite_slots() - rewrite the ids of .BTF_ids and sort its sets
 * @run: the run; btf_rec_match() succeeded
 */
void btf_rec_rewrite_slots(struct btf_rec_run *run)
{
	const struct btf_rec_module *mod = run->mod;
	const struct numbering n = numbering_of(run);
	struct btf_ids_slot slot;
	__u32 off;

	if (!mod->ids_len)
		return;
	for (off = 0; off < mod->slots_len; off += sizeof(slot)) {
		memcpy(&slot, (const char *)mod->slots + off, sizeof(slot));
		rewrite_slot(run, &n, &slot);
	}
}
