// SPDX-License-Identifier: GPL-2.0
/*
 * Making the reference.
 *
 * In: the types of the base that the module refers to. Out: .BTF.base_ref.
 *
 * An entry is a leaf (name, kind, size) if no other type of the base has its name
 * and kind. Otherwise it is exact: it has all members or values, or the target of
 * the typedef, through all types without a name up to the next type with a name.
 * kernel/bpf/btf_reconcile_compare.c reads it.
 *
 * Entries with a name are in the order of name, kind and size; those without
 * one follow in the order in which these lead to them. So the reference does
 * not depend on how the base numbers its types.
 */
#include "emit_ref.h"

#define M(kind)		BTF_REC_M(kind)

/* Limits of the depth and length of a definition's text. */
#define MAX_TEXT_DEPTH	64
#define MAX_TEXT_NESTED	16
#define MAX_TEXT	0x40000

void *bytes_append(struct bytes *bytes, const void *data, size_t len)
{
	if (len > bytes->room - bytes->len) {
		bytes->room = 2 * (bytes->len + len);
		bytes->data = xrealloc(bytes->data, bytes->room);
	}
	if (len && data)
		memcpy(bytes->data + bytes->len, data, len);
	bytes->len += len;
	return bytes->data + bytes->len - len;
}

/* Room for the header. */
void bytes_begin_btf(struct bytes *bytes, __u32 hdr_len)
{
	struct btf_rec_header *h = bytes_append(bytes, NULL, hdr_len);

	memset(h, 0, hdr_len);
	h->hdr_len = hdr_len;
}

/* The types are there; the layout, if there is one, and the strings follow. */
void bytes_finish_btf(struct bytes *bytes, __u16 magic,
		      const struct bytes *layout, const struct bytes *strs)
{
	struct btf_rec_header *h = (void *)bytes->data;

	h->magic = magic;
	h->version = BTF_VERSION;
	h->type_len = bytes->len - h->hdr_len;
	if (layout->len) {
		h->layout_off = h->type_len;
		h->layout_len = layout->len;
	}
	h->str_off = h->type_len + layout->len;
	h->str_len = strs->len;
	bytes_append(bytes, layout->data, layout->len);
	bytes_append(bytes, strs->data, strs->len);
}

static const struct btf_type *type_of(const struct emit_ref *ref, __u32 id)
{
	return ref->base->types.types[id];
}

static const char *name_of(const struct emit_ref *ref, const struct btf_type *t)
{
	return btf_rec_base_name(&ref->base->types, t);
}

/* --- what is needed of the base --- */

static struct leaf leaf_of(const struct emit_ref *ref, const struct btf_type *t)
{
	struct leaf leaf = { .name = "" };

	if (!t)
		return leaf;
	leaf.name = name_of(ref, t);
	leaf.kind = btf_rec_raw_kind(t);
	if (leaf.kind == BTF_KIND_ENUM64)
		leaf.kind = BTF_KIND_ENUM;
	if (leaf.kind != BTF_KIND_PTR)
		leaf.size = btf_rec_base_size(&ref->base->types, t);
	if (btf_rec_is(t, M(INT)))
		leaf.data = btf_rec_int_data(t);
	else if (btf_rec_is(t, M(FWD)))
		leaf.data = btf_rec_kflag(t);
	return leaf;
}

/* The target of a typedef; false: the chain is too long, or the kind is wrong. */
static bool find_target(const struct emit_ref *ref, const struct btf_type *t,
			const struct btf_type **target)
{
	__u32 len;

	for (len = 0; t && btf_rec_is(t, BTF_REC_M_CHAIN); len++) {
		if (len == BTF_REC_MAX_CHAIN)
			return false;
		t = t->type ? type_of(ref, t->type) : NULL;
	}
	*target = t;
	return !t || btf_rec_is(t, BTF_REC_M_HAS_SIZE | M(PTR) | M(ARRAY) |
				   M(FUNC_PROTO) | M(FWD));
}

/* Kinds that one definition can be taken for another of. */
static __u32 rivals(const struct btf_type *t)
{
	if (btf_rec_is(t, M(ENUM) | M(ENUM64)))
		return M(ENUM) | M(ENUM64);
	return 1U << btf_rec_raw_kind(t) &
	       (BTF_REC_M_COMPOSITE | M(TYPEDEF));
}

/* Is there another type of the same name, so that the entry must be exact? */
static bool is_ambiguous(const struct emit_ref *ref, const struct btf_type *t)
{
	__u32 kinds = rivals(t), id, same = 0;
	struct btf_rec_cursor c;

	if (!kinds || (btf_rec_is(t, M(ENUM) | M(ENUM64)) && !btf_rec_vlen(t)))
		return false;	/* an enum that is only declared has its size */
	c = btf_rec_find(ref->base->index, name_of(ref, t), btf_rec_raw_kind(t));
	while ((id = btf_rec_next(&c)))
		same += btf_rec_is(type_of(ref, id), kinds);
	return same > 1;
}

static struct entry *add_entry(struct emit_ref *ref, struct leaf leaf,
			       __u32 base_id)
{
	struct entry *entry;

	if (!(ref->nr_entries & (ref->nr_entries + 1)))
		ref->entries = xrealloc(ref->entries,
					2 * (ref->nr_entries + 1) *
					sizeof(*ref->entries));
	entry = &ref->entries[ref->nr_entries++];
	*entry = (struct entry){
		.leaf = leaf, .target = { .name = "" }, .base_id = base_id,
	};
	if (base_id)
		ref->entry_of[base_id] = ref->nr_entries;
	return entry;
}

static void add_part(struct emit_ref *ref, __u32 base_id, __u32 marked)
{
	__u32 nr = ref->nr_parts;

	if (!(nr & (nr + 1))) {
		ref->parts = xrealloc(ref->parts,
				      2 * (nr + 1) * sizeof(*ref->parts));
		ref->marked = xrealloc(ref->marked,
				       2 * (nr + 1) * sizeof(*ref->marked));
	}
	ref->parts[nr] = base_id;
	ref->marked[nr] = marked;
	ref->nr_parts++;
}

static bool is_nameable(const struct emit_ref *ref, const struct btf_type *t)
{
	return btf_rec_is(t, BTF_REC_M_MATCHABLE | M(FUNC)) &&
	       *name_of(ref, t);
}

/* Add a type that a definition leads to: an entry if it has a name, otherwise a
 * part of the definition.
 */
static int describe_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct emit_ref *ref = ctx;

	if (!*id || edge == BTF_REC_E_INDEX || ref->entry_of[*id] ||
	    ref->part_of[*id])
		return 0;
	if (is_nameable(ref, type_of(ref, *id))) {
		add_entry(ref, leaf_of(ref, type_of(ref, *id)), *id);
	} else {
		ref->part_of[*id] = 1;
		add_part(ref, *id, 0);
	}
	return 0;
}

/* Complete an entry, and add those that it leads to. */
static void complete(struct emit_ref *ref, __u32 i)
{
	const __u32 base_id = ref->entries[i].base_id;
	const struct btf_type *t = type_of(ref, base_id), *target = NULL;
	struct leaf leaf;

	if (is_ambiguous(ref, t)) {
		ref->entries[i].exact = true;
		btf_rec_walk(t, describe_id, NULL, ref);
		return;
	}
	if (btf_rec_is(t, M(FUNC)))
		leaf = (struct leaf){ .name = "", .kind = BTF_KIND_FUNC_PROTO };
	else if (btf_rec_is(t, M(TYPEDEF)) && find_target(ref, t, &target))
		leaf = leaf_of(ref, target);
	else
		return;
	ref->entries[i].target = leaf;
	if (leaf.kind)
		add_entry(ref, leaf, 0);
}

/**
 * emit_ref_need() - name a type of the base in the reference
 * @ref: the reference, which has not been written
 * @base_id: the type
 *
 * Return: true, or false if the reference cannot name it: it has no name, or is
 * a typedef that stands for what no typedef can.
 */
bool emit_ref_need(struct emit_ref *ref, __u32 base_id)
{
	const struct btf_type *t = type_of(ref, base_id), *target;
	__u32 entry = ref->nr_entries, part = ref->nr_parts;

	if (!is_nameable(ref, t) ||
	    (btf_rec_is(t, M(TYPEDEF)) && !find_target(ref, t, &target)))
		return false;
	if (!ref->entry_of[base_id])
		add_entry(ref, leaf_of(ref, t), base_id);
	ref->entries[ref->entry_of[base_id] - 1].used = true;
	/* Entries and parts are added while these loops go on. */
	while (entry < ref->nr_entries || part < ref->nr_parts) {
		for (; entry < ref->nr_entries; entry++)
			if (ref->entries[entry].base_id)
				complete(ref, entry);
		for (; part < ref->nr_parts; part++)
			btf_rec_walk(type_of(ref, ref->parts[part]),
				     describe_id, NULL, ref);
	}
	return true;
}

/* --- the order --- */

static void put_text(FILE *f, const struct emit_ref *ref, __u32 id,
		     int depth, int nested);

static void put_members(FILE *f, const struct emit_ref *ref,
			const struct btf_type *t, int depth, int nested)
{
	const struct btf_member *m = (const void *)(t + 1);
	const struct btf_param *p = (const void *)(t + 1);
	const char *strs = ref->base->types.strs;
	__u32 i;

	fputc('{', f);
	for (i = 0; i < btf_rec_vlen(t); i++) {
		if (btf_rec_is(t, BTF_REC_M_COMPOSITE)) {
			fprintf(f, "%s@%x ", strs + m[i].name_off, m[i].offset);
			put_text(f, ref, m[i].type, depth, nested);
		} else {
			put_text(f, ref, p[i].type, depth, nested);
		}
	}
	fputc('}', f);
}

static void put_values(FILE *f, const struct emit_ref *ref,
		       const struct btf_type *t)
{
	__u32 size = btf_rec_layouts[btf_rec_raw_kind(t)].elem, i;
	const char *p = (const char *)(t + 1);

	for (i = 0; i < btf_rec_vlen(t); i++, p += size) {
		const __u32 *word = (const void *)p;

		fprintf(f, " %s=%x", ref->base->types.strs + word[0], word[1]);
		if (size > 2 * sizeof(*word))
			fprintf(f, ",%x", word[2]);
	}
}

/* A definition as text. Types with ambiguous names are written out in it, up to a
 * limit.
 */
static void put_text(FILE *f, const struct emit_ref *ref, __u32 id,
		     int depth, int nested)
{
	const struct btf_type *t = id ? type_of(ref, id) : NULL;
	const struct btf_array *a = (const void *)(t + 1);

	if (!t || depth > MAX_TEXT_DEPTH || ftell(f) > MAX_TEXT) {
		fputs(t ? "..." : "void", f);
		return;
	}
	fprintf(f, "(%x %s %x", t->info, name_of(ref, t),
		btf_rec_is(t, BTF_REC_M_HAS_SIZE) ? t->size : 0);
	if (is_nameable(ref, t)) {
		if (!is_ambiguous(ref, t) || nested > MAX_TEXT_NESTED) {
			fputc(')', f);
			return;
		}
		nested++;
	}
	if (btf_rec_is(t, BTF_REC_M_COMPOSITE | M(FUNC_PROTO)))
		put_members(f, ref, t, depth + 1, nested);
	if (btf_rec_is(t, M(ENUM) | M(ENUM64)))
		put_values(f, ref, t);
	if (btf_rec_is(t, M(ARRAY))) {
		fprintf(f, "%x ", a->nelems);
		put_text(f, ref, a->type, depth + 1, nested);
	}
	if (btf_rec_is(t, BTF_REC_M_CHAIN | M(PTR) | M(FUNC_PROTO)))
		put_text(f, ref, t->type, depth + 1, nested);
	fputc(')', f);
}

static void make_texts(struct emit_ref *ref)
{
	__u32 i;

	for (i = 0; i < ref->nr_entries; i++) {
		struct entry *entry = &ref->entries[i];
		size_t len;
		FILE *f;

		if (!entry->exact)
			continue;
		f = open_memstream(&entry->text, &len);
		if (f)
			put_text(f, ref, entry->base_id, 0, 0);
		if (!f || fclose(f)) {
			error(NULL, "out of memory");
			exit(EXIT_USAGE);
		}
	}
}

static int compare_numbers(__u32 a, __u32 b)
{
	return a < b ? -1 : a > b;
}

static int compare_leaves(const struct leaf *a, const struct leaf *b)
{
	int diff = strcmp(a->name, b->name);

	if (!diff)
		diff = compare_numbers(a->kind, b->kind);
	if (!diff)
		diff = compare_numbers(a->size, b->size);
	return diff ?: compare_numbers(a->data, b->data);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int diff = compare_leaves(&x->leaf, &y->leaf);

	if (!diff)
		diff = x->exact - y->exact;
	if (!diff && x->exact) {
		diff = strcmp(x->text, y->text);
		return diff ?: compare_numbers(x->base_id, y->base_id);
	}
	return diff ?: compare_leaves(&x->target, &y->target);
}

/* Of equal entries, the one that the module uses comes first. */
static int compare_for_sort(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return compare_entries(a, b) ?: y->used - x->used;
}

/* Sort entries, and give equal ones the same ID and name. */
static void number_entries(struct emit_ref *ref)
{
	struct entry *prev = NULL;
	__u32 i, id = 0;

	make_texts(ref);
	if (ref->nr_entries)
		qsort(ref->entries, ref->nr_entries, sizeof(*ref->entries),
		      compare_for_sort);
	bytes_append(&ref->strs, "", 1);
	for (i = 0; i < ref->nr_entries; i++) {
		struct entry *entry = &ref->entries[i];
		const char *name = entry->leaf.name;

		if (!prev || compare_entries(prev, entry))
			id++;
		entry->id = id;
		if (prev && !strcmp(prev->leaf.name, name)) {
			entry->name_off = prev->name_off;
		} else if (*name) {
			entry->name_off = ref->strs.len;
			bytes_append(&ref->strs, name, strlen(name) + 1);
		}
		if (entry->base_id)
			ref->entry_of[entry->base_id] = id;
		prev = entry;
	}
	ref->nr = id + 1;
}

/* --- the bytes --- */

static __u32 leaf_id(const struct emit_ref *ref, const struct leaf *leaf)
{
	const struct entry key = { .leaf = *leaf, .target = { .name = "" } };
	const struct entry *found = NULL;

	if (leaf->kind)
		found = bsearch(&key, ref->entries, ref->nr_entries,
				sizeof(key), compare_entries);
	return found ? found->id : 0;
}

static __u32 add_name(struct emit_ref *ref, __u32 base_off)
{
	const char *name = ref->base->types.strs + base_off;
	__u32 off = ref->strs.len;

	if (!*name)
		return 0;
	bytes_append(&ref->strs, name, strlen(name) + 1);
	return off;
}

/* Give a part the next ID; it is written later. */
static __u32 next_part(struct emit_ref *ref, __u32 base_id, __u32 marked)
{
	add_part(ref, base_id, marked);
	return ref->nr++;
}

static __u32 new_id(struct emit_ref *ref, __u32 id)
{
	if (!id || ref->entry_of[id])
		return id ? ref->entry_of[id] : 0;
	if (!ref->part_of[id])
		ref->part_of[id] = next_part(ref, id, 0);
	return ref->part_of[id];
}

static int rewrite_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct emit_ref *ref = ctx;

	*btf_rec_writable(ref->copy, id) = edge == BTF_REC_E_INDEX ?
					   0 : new_id(ref, *id);
	return 0;
}

static int rewrite_name(void *ctx, const __u32 *off)
{
	struct emit_ref *ref = ctx;

	*btf_rec_writable(ref->copy, off) = *off ? add_name(ref, *off) : 0;
	return 0;
}

static void drop_param_names(struct btf_type *t)
{
	struct btf_param *p = (void *)(t + 1);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(t); i++)
		p[i].name_off = 0;
}

/* A definition in full; @name_off: of its own name, which is there already. */
static void write_definition(struct emit_ref *ref, struct bytes *out,
			     const struct btf_type *t, __u32 name_off)
{
	size_t len = btf_rec_type_size(t);
	struct btf_type *copy = bytes_append(out, t, len);

	if (btf_rec_is(t, M(FUNC_PROTO)))
		drop_param_names(copy);
	if (name_off)
		copy->name_off = 0;
	ref->copy = copy;
	btf_rec_walk(copy, rewrite_id, rewrite_name, ref);
	if (name_off)
		copy->name_off = name_off;
}

static void write_leaf(struct bytes *out, const struct leaf *leaf,
		       __u32 name_off, __u32 type)
{
	struct btf_type t = {
		.name_off = name_off, .info = leaf->kind << 24,
	};
	const struct btf_array a = { .nelems = leaf->size };

	if (BTF_REC_M_HAS_SIZE >> leaf->kind & 1)
		t.size = leaf->size;
	else
		t.type = type;
	if (leaf->kind == BTF_KIND_FWD)
		t.info |= leaf->data << 31;
	bytes_append(out, &t, sizeof(t));
	if (leaf->kind == BTF_KIND_INT)
		bytes_append(out, &leaf->data, sizeof(leaf->data));
	if (leaf->kind == BTF_KIND_ARRAY)
		bytes_append(out, &a, sizeof(a));
}

static void write_entry(struct emit_ref *ref, struct bytes *out,
			const struct entry *entry)
{
	const struct btf_type *t = entry->exact ?
				   type_of(ref, entry->base_id) : NULL;

	if (t && btf_rec_is(t, M(TYPEDEF)))
		write_leaf(out, &entry->leaf, entry->name_off,
			   next_part(ref, 0, entry->base_id));
	else if (t)
		write_definition(ref, out, t, entry->name_off);
	else
		write_leaf(out, &entry->leaf, entry->name_off,
			   leaf_id(ref, &entry->target));
}

/* Before an exact typedef's chain, see is_marker() of the core. */
static void write_marker(struct emit_ref *ref, struct bytes *out, __u32 marked)
{
	struct btf_type t = {
		.info = BTF_KIND_RESTRICT << 24,
		.type = new_id(ref, type_of(ref, marked)->type),
	};

	bytes_append(out, &t, sizeof(t));
}

/* Two types with equal text have no order that is independent of the base. A struct
 * without members has no definition to record.
 */
static const struct entry *find_twin(const struct emit_ref *ref)
{
	__u32 i;

	for (i = 0; i < ref->nr_entries; i++) {
		const struct entry *entry = &ref->entries[i], *prev = entry - 1;

		if (!entry->exact)
			continue;
		if (btf_rec_is(type_of(ref, entry->base_id),
			       BTF_REC_M_COMPOSITE) &&
		    !btf_rec_vlen(type_of(ref, entry->base_id)))
			return entry;
		if (i && prev->exact && prev->base_id != entry->base_id &&
		    !strcmp(prev->text, entry->text))
			return entry;
	}
	return NULL;
}

/**
 * emit_ref_write() - number the entries, and write the section
 * @ref: the reference; nothing can be added to it any more
 * @out: where to; empty
 * @path: for messages
 *
 * Return: 0, or -ESRCH, reported, when one of the types cannot be told apart from
 * another of the base.
 */
int emit_ref_write(struct emit_ref *ref, struct bytes *out, const char *path)
{
	const struct bytes no_layout = { };
	const struct entry *twin;
	__u32 i, last = 0;

	number_entries(ref);
	twin = find_twin(ref);
	if (twin) {
		error(path,
		      "cannot have a reference: the base has several types \"%s\" that cannot be told apart",
		      twin->leaf.name);
		return -ESRCH;
	}
	for (i = 0; i < ref->nr_parts; i++)
		ref->part_of[ref->parts[i]] = 0;
	ref->nr_parts = 0;

	/* The oldest header, so that all readers of BTF can read it. */
	bytes_begin_btf(out, BTF_REC_HDR_LEN);
	for (i = 0; i < ref->nr_entries; i++) {
		if (ref->entries[i].id != last)
			write_entry(ref, out, &ref->entries[i]);
		last = ref->entries[i].id;
	}
	/* Parts are added while they are written. */
	for (i = 0; i < ref->nr_parts; i++) {
		if (ref->marked[i])
			write_marker(ref, out, ref->marked[i]);
		else
			write_definition(ref, out, type_of(ref, ref->parts[i]),
					 0);
	}
	bytes_finish_btf(out, BTF_MAGIC, &no_layout, &ref->strs);
	return 0;
}

static int compare_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct entry *)entry)->leaf.name);
}

/**
 * emit_ref_shared_name() - may the module use a name of the reference?
 * @ref: the reference, which has been written
 * @name: the name
 *
 * A module that shares a name needs all types of that name, see use_by_name() of the
 * core. The name becomes that of the matching type, and another compiler may name
 * integers differently.
 *
 * Return: its offset in the strings, or 0: it is not there, may change, or the
 * module does not need all types of that name anyway.
 */
__u32 emit_ref_shared_name(const struct emit_ref *ref, const char *name)
{
	const struct entry *end = ref->entries + ref->nr_entries, *p;
	__u32 last = 0;

	p = ref->nr_entries ? bsearch(name, ref->entries, ref->nr_entries,
				      sizeof(*p), compare_name) : NULL;
	if (!p)
		return 0;
	while (p > ref->entries && !strcmp(p[-1].leaf.name, name))
		p--;
	for (; p < end && !strcmp(p->leaf.name, name); p++) {
		if ((p->id != last && !p->used) ||
		    p->leaf.kind == BTF_KIND_INT)
			return 0;
		last = p->id;
	}
	return p[-1].name_off;
}

/* Reset only the values that this module set. */
void emit_ref_free(struct emit_ref *ref)
{
	__u32 i;

	for (i = 0; i < ref->nr_entries; i++) {
		ref->entry_of[ref->entries[i].base_id] = 0;
		free(ref->entries[i].text);
	}
	for (i = 0; i < ref->nr_parts; i++)
		ref->part_of[ref->parts[i]] = 0;
	free(ref->entries);
	free(ref->parts);
	free(ref->marked);
	free(ref->strs.data);
}
