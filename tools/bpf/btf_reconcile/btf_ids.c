// SPDX-License-Identifier: GPL-2.0
/*
 * Reading .BTF_ids by its symbols, whose names are
 *	__BTF_ID__<struct|union|typedef|func>__<type's name>__<number>
 *	__BTF_ID__<set|set8>__<set's name>
 * (include/linux/btf_ids.h). A set's symbol is at its count and as long as
 * the set; the ids in it have symbols of their own.
 */
#include "btf_ids.h"

#define PREFIX	"__BTF_ID__"

static const struct symbol_kind {
	const char *prefix;
	__u16 set_stride;	/* of a set, 0: a single id */
	__u32 kind;
} symbol_kinds[] = {
	{ PREFIX "struct__", 0, BTF_KIND_STRUCT },
	{ PREFIX "union__", 0, BTF_KIND_UNION },
	{ PREFIX "typedef__", 0, BTF_KIND_TYPEDEF },
	{ PREFIX "func__", 0, BTF_KIND_FUNC },
	{ PREFIX "set8__", 8, 0 },
	{ PREFIX "set__", 4, 0 },
	{ }
};

static const struct symbol_kind *symbol_kind(const char *name)
{
	const struct symbol_kind *k;

	for (k = symbol_kinds; k->prefix; k++)
		if (!strncmp(name, k->prefix, strlen(k->prefix)))
			return k;
	return NULL;
}

static void add_slot(struct btf_ids *ids, struct btf_ids_slot slot)
{
	ids->slots = xrealloc(ids->slots,
			      (ids->nr_slots + 1) * sizeof(*ids->slots));
	ids->slots[ids->nr_slots++] = slot;
}

/* The name stands between the prefix and the last two underscores. */
static int add_name(struct btf_ids *ids, const struct symbol_kind *k,
		    __u32 off, const char *symbol)
{
	const char *name = symbol + strlen(k->prefix), *end = NULL, *p = name;

	while ((p = strstr(p, "__")))
		end = p++;
	if (!end || end == name)
		return -EINVAL;
	ids->names = xrealloc(ids->names,
			      (ids->nr_names + 1) * sizeof(*ids->names));
	ids->names[ids->nr_names].kind = k->kind;
	ids->names[ids->nr_names].off = off;
	ids->names[ids->nr_names].name = strndup(name, end - name);
	return ids->names[ids->nr_names++].name ? 0 : -ENOMEM;
}

static int add_symbol(void *ctx, const char *name, const GElf_Sym *sym)
{
	const struct symbol_kind *k = symbol_kind(name);
	struct btf_ids *ids = ctx;

	if (!k)
		return 0;
	if (sym->st_value > ids->len || ids->len - sym->st_value < sizeof(__u32))
		return -EINVAL;
	if (!k->set_stride) {
		add_slot(ids, (struct btf_ids_slot){
			.off = sym->st_value, .cnt = 1, .stride = sizeof(__u32),
		});
		return add_name(ids, k, sym->st_value, name);
	}
	if (sym->st_size < k->set_stride ||
	    sym->st_size > ids->len - sym->st_value)
		return -EINVAL;
	add_slot(ids, (struct btf_ids_slot){
		.off = sym->st_value + k->set_stride,
		.cnt = sym->st_size / k->set_stride - 1,
		.stride = k->set_stride,
		.flags = BTF_IDS_SLOT_SORTED,
	});
	return 0;
}

/* By offset; a set comes before the first of its own ids. */
static int compare_slots(const void *a, const void *b)
{
	const struct btf_ids_slot *x = a, *y = b;

	if (x->off != y->off)
		return x->off < y->off ? -1 : 1;
	return (int)y->flags - (int)x->flags;
}

static __u64 slot_end(const struct btf_ids_slot *slot)
{
	return slot->off + (__u64)slot->cnt * slot->stride;
}

/* Drop the IDs that are in sets, and merge adjacent IDs into one slot. */
static void merge_slots(struct btf_ids *ids)
{
	struct btf_ids_slot *last = NULL;
	size_t i, nr = 0;

	qsort(ids->slots, ids->nr_slots, sizeof(*ids->slots), compare_slots);
	for (i = 0; i < ids->nr_slots; i++) {
		const struct btf_ids_slot *slot = &ids->slots[i];

		if (last && !slot->flags && slot->off < slot_end(last))
			continue;
		if (last && !slot->flags && !last->flags &&
		    slot->off == slot_end(last)) {
			last->cnt++;
			continue;
		}
		ids->slots[nr] = *slot;
		last = &ids->slots[nr++];
	}
	ids->nr_slots = nr;
}

/**
 * btf_ids_read() - read .BTF_ids and the symbols in it
 * @ids: filled in; the caller calls btf_ids_free() even after an error
 * @file: the module
 *
 * Return: 0, also when the module has no .BTF_ids, or -EINVAL, reported.
 */
int btf_ids_read(struct btf_ids *ids, struct elf_file *file)
{
	memset(ids, 0, sizeof(*ids));
	ids->data = elf_file_section(file, ".BTF_ids", &ids->len);
	if (!ids->data || !ids->len)
		return 0;
	if (ids->len > 0xffffffffU ||
	    elf_file_symbols(file, ".BTF_ids", add_symbol, ids)) {
		error(file->path, "a __BTF_ID__ symbol is damaged or outside .BTF_ids");
		return -EINVAL;
	}
	if (!ids->nr_slots) {
		error(file->path,
		      ".BTF_ids has no __BTF_ID__ symbols to find its ids by; were they stripped?");
		return -EINVAL;
	}
	merge_slots(ids);
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	__u32 x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x < y ? -1 : x > y;
}

/**
 * btf_ids_sort() - put a set into the order of its IDs, its flags with them
 * @first: its first ID
 * @slot: the slot; nothing is done if it is no set
 */
void btf_ids_sort(char *first, const struct btf_ids_slot *slot)
{
	if (slot->flags & BTF_IDS_SLOT_SORTED)
		qsort(first, slot->cnt, slot->stride, compare_ids);
}

/**
 * btf_ids_visit() - visit every ID in .BTF_ids, and sort the sets afterwards
 * @ids: .BTF_ids
 * @visit: called for each ID, which it may change
 * @ctx: for @visit
 */
void btf_ids_visit(struct btf_ids *ids, void (*visit)(void *ctx, __u32 *id),
		   void *ctx)
{
	__u32 id, j;
	size_t i;

	for (i = 0; i < ids->nr_slots; i++) {
		const struct btf_ids_slot *slot = &ids->slots[i];
		char *at = ids->data + slot->off;

		for (j = 0; j < slot->cnt; j++, at += slot->stride) {
			memcpy(&id, at, sizeof(id));
			visit(ctx, &id);
			memcpy(at, &id, sizeof(id));
		}
		btf_ids_sort(ids->data + slot->off, slot);
	}
}

void btf_ids_free(struct btf_ids *ids)
{
	size_t i;

	for (i = 0; i < ids->nr_names; i++)
		free(ids->names[i].name);
	free(ids->names);
	free(ids->slots);
	free(ids->data);
}
