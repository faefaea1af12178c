// SPDX-License-Identifier: GPL-2.0
/*
 * The index: from a name to the ids of the types that bear it.
 *
 * Ids are grouped by the hash of the name: starts[h] to starts[h + 1] are the
 * places in ids[] of those that hash to h, in ascending order. Two passes
 * over the types (count, place) and one allocation build it; 4 bytes for each
 * type and 4 for each slot of the table, of which there are 1 to 2 a type.
 * Integers are hashed by a canonical form of the name, since gcc says
 * "long unsigned int" where clang says "unsigned long".
 */
#include "btf_reconcile_core.h"

struct btf_rec_index {
	struct btf_rec_types types;
	size_t size;
	__u32 mask;
	__u32 *ids;
	__u32 starts[];
};

/* Words of C's integer types, each with the amount it adds to a sum that does
 * not depend on their order; "int" says nothing beside another word.
 */
static const struct {
	const char *word;
	__u32 len;
	__u32 amount;
} int_words[] = {
	{ "int",	3, 0x0000001 },
	{ "long",	4, 0x0000010 },
	{ "short",	5, 0x0000100 },
	{ "char",	4, 0x0001000 },
	{ "unsigned",	8, 0x0010000 },
	{ "signed",	6, 0x0100000 },
	{ "__int128",	8, 0x1000000 },
	{ }
};

#define INT_WORD	0x0000001
#define INT_CHAR	0x000f000
#define INT_SIGNED	0x0f00000
#define INT_MAX_WORDS	5	/* of one kind, so that no sum overflows */

/* The word that @name begins with, its length to @len. */
static __u32 word_amount(const char *name, __u32 *len)
{
	__u32 i;

	for (i = 0; int_words[i].word; i++) {
		*len = int_words[i].len;
		if (*name == *int_words[i].word &&
		    !strncmp(name, int_words[i].word, *len) &&
		    (!name[*len] || name[*len] == ' '))
			return int_words[i].amount;
	}
	return 0;
}

/* The canonical form of an integer's name, 0: not made of C's words. */
static __u32 int_form(const char *name)
{
	__u32 form = 0, words = 0, len;

	while (*name) {
		__u32 amount = word_amount(name, &len);

		if (!amount || ++words > INT_MAX_WORDS)
			return 0;
		form += amount;
		name += len + (name[len] == ' ');
	}
	if (!form)
		return 0;
	/* A plain char differs from a signed char, all others are signed. */
	if (!(form & INT_CHAR))
		form &= ~INT_SIGNED;
	form &= ~INT_WORD;
	return form ? form : INT_WORD;
}

/* FNV-1a: names are short, and the base is not an attacker's. */
static __u32 name_hash(const char *name)
{
	__u32 hash = 0x811c9dc5;

	while (*name)
		hash = (hash ^ (__u8)*name++) * 0x01000193;
	return hash ^ hash >> 15;
}

static __u32 type_hash(const char *name, bool is_int)
{
	__u32 form = is_int ? int_form(name) : 0;

	return form ? form * 0x9e3779b1 : name_hash(name);
}

/**
 * btf_rec_same_name() - do two types have the same name?
 * @a: one name
 * @b: the other
 * @is_int: both are integers, so the order of words does not matter
 *
 * Return: true if so.
 */
bool btf_rec_same_name(const char *a, const char *b, bool is_int)
{
	__u32 form;

	if (!strcmp(a, b))
		return true;
	if (!is_int)
		return false;
	form = int_form(a);
	return form && form == int_form(b);
}

static bool is_indexed(const struct btf_rec_types *types,
		       const struct btf_type *t, __u32 kinds)
{
	return btf_rec_is(t, kinds) && t->name_off &&
	       t->name_off < types->str_len;
}

static __u32 count_indexed(const struct btf_rec_types *types, __u32 kinds)
{
	__u32 id, nr = 0;

	for (id = 1; id < types->nr_types; id++)
		nr += is_indexed(types, types->types[id], kinds);
	return nr;
}

static __u32 slot_of(const struct btf_rec_index *index,
		     const struct btf_type *t)
{
	return type_hash(index->types.strs + t->name_off,
			 btf_rec_is(t, BTF_REC_M(INT))) & index->mask;
}

/* Afterwards starts[h + 1] is where the next id of slot h goes. */
static void count_slots(struct btf_rec_index *index, __u32 *hashes,
			__u32 kinds)
{
	const struct btf_rec_types *types = &index->types;
	__u32 id, h, n = 0, sum = 0;

	for (id = 1; id < types->nr_types; id++) {
		const struct btf_type *t = types->types[id];

		if (!is_indexed(types, t, kinds))
			continue;
		hashes[n] = slot_of(index, t);
		index->starts[hashes[n] + 1]++;
		index->ids[n++] = id;
	}
	for (h = 0; h <= index->mask; h++) {
		__u32 cnt = index->starts[h + 1];

		index->starts[h + 1] = sum;
		sum += cnt;
	}
}

/**
 * btf_rec_index_kinds() - build an index over some kinds of types
 * @types: the types; must outlive the index, must have been checked
 * @kinds: a set of BTF_REC_M() bits
 *
 * Return: the index, or NULL when there is no memory. The caller frees it
 * with btf_rec_index_free().
 */
struct btf_rec_index *
btf_rec_index_kinds(const struct btf_rec_types *types, __u32 kinds)
{
	__u32 nr = count_indexed(types, kinds);
	struct btf_rec_index *index;
	__u32 slots = 1, i, *tmp;
	size_t size;

	while (slots < nr)
		slots *= 2;
	size = sizeof(*index) + sizeof(__u32) * ((size_t)slots + 1 + nr);
	index = btf_rec_alloc(size);
	tmp = btf_rec_alloc(sizeof(__u32) * 2 * ((size_t)nr + 1));
	if (!index || !tmp) {
		btf_rec_free(index);
		btf_rec_free(tmp);
		return NULL;
	}
	memset(index, 0, size);
	index->types = *types;
	index->size = size;
	index->mask = slots - 1;

	/* Ids and their slots in the order of ids, then sorted by slot. */
	index->ids = tmp;
	count_slots(index, tmp + nr, kinds);
	index->ids = index->starts + slots + 1;
	for (i = 0; i < nr; i++)
		index->ids[index->starts[tmp[nr + i] + 1]++] = tmp[i];
	btf_rec_free(tmp);
	return index;
}

/**
 * btf_rec_index_new() - build the index of a base
 * @base: the base, which has been verified; its arrays must outlive the index
 *
 * Return: the index, or NULL when there is no memory. The caller frees it
 * with btf_rec_index_free(). It is never written to again, so any number of
 * threads may use it.
 */
struct btf_rec_index *btf_rec_index_new(const struct btf_rec_types *base)
{
	return btf_rec_index_kinds(base, BTF_REC_M_MATCHABLE);
}

/**
 * btf_rec_index_free() - free an index that nobody uses any more
 * @index: the index, or NULL
 */
void btf_rec_index_free(struct btf_rec_index *index)
{
	btf_rec_free(index);
}

/**
 * btf_rec_index_size() - tell what an index costs
 * @index: the index
 *
 * Return: bytes of memory, all of them in one allocation.
 */
size_t btf_rec_index_size(const struct btf_rec_index *index)
{
	return index->size;
}

/**
 * btf_rec_index_types() - tell what an index is of
 * @index: the index
 *
 * Return: the types that it was built from; lives as long as the index.
 */
const struct btf_rec_types *
btf_rec_index_types(const struct btf_rec_index *index)
{
	return &index->types;
}

/**
 * btf_rec_index_find() - look up the types that may have a name
 * @index: the index
 * @name: the name
 * @is_int: look for integers; they are found by their canonical form
 * @nr: number of ids found
 *
 * Return: ids in ascending order, of which some may have another name
 * (btf_rec_same_name() tells) and any kind. Never NULL.
 */
const __u32 *btf_rec_index_find(const struct btf_rec_index *index,
				const char *name, bool is_int, __u32 *nr)
{
	__u32 h = type_hash(name, is_int) & index->mask;

	*nr = index->starts[h + 1] - index->starts[h];
	return index->ids + index->starts[h];
}
