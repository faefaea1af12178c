// SPDX-License-Identifier: GPL-2.0
/*
 * Looking up the types of a base by name.
 *
 * Since Linux 7.0 a base is sorted by name, and is bisected. An older base gets a
 * hash table. It groups IDs by the hash of the name: ids[starts[h]] up to
 * ids[starts[h + 1] - 1] have hash h, in ascending order. Two passes over the types
 * (count, place) build it. Functions have a table of their own, built at the first
 * look-up of a function, since few modules need it.
 *
 * Integers are found by a canonical form of the name, since gcc says
 * "long unsigned int" where clang says "unsigned long". The hash table has them by
 * that form. For a sorted base there is a list of them, some twenty.
 */
#include "btf_reconcile_core.h"

struct btf_rec_table {
	size_t size;
	__u32 mask;
	__u32 *ids;
	__u32 starts[];
};

#define MAX_INTS	64

struct int_name {
	__u32 form;
	__u32 id;
};

struct btf_rec_index {
	struct btf_rec_types types;
	struct btf_rec_table *names;		/* NULL: the types are sorted */
	struct btf_rec_table *functions;	/* NULL: not built yet */
	__u32 nr_ints;			/* of these, if they are sorted */
	struct int_name ints[MAX_INTS];
};

/* Words of C's integer types, sorted. The canonical form is the sum of their
 * amounts, so it does not depend on their order.
 */
static const struct {
	const char *word;
	__u32 len;
	__u32 amount;
} int_words[] = {
	{ "__int128",	8, 0x1000000 },
	{ "char",	4, 0x0001000 },
	{ "int",	3, 0x0000001 },
	{ "long",	4, 0x0000010 },
	{ "short",	5, 0x0000100 },
	{ "signed",	6, 0x0100000 },
	{ "unsigned",	8, 0x0010000 },
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
	/* "signed" matters for char only, and "int" only if it is alone. */
	if (!(form & INT_CHAR))
		form &= ~INT_SIGNED;
	form &= ~INT_WORD;
	return form ? form : INT_WORD;
}

/* FNV-1a: names are short, and the base is trusted. */
static __u32 name_hash(const char *name)
{
	__u32 hash = 0x811c9dc5;

	while (*name)
		hash = (hash ^ (__u8)*name++) * 0x01000193;
	return hash ^ hash >> 15;
}

static __u32 hash_of(const char *name, __u32 form)
{
	return form ? form * 0x9e3779b1 : name_hash(name);
}

static __u32 form_of(const struct btf_type *t, const char *name)
{
	return btf_rec_is(t, BTF_REC_M(INT)) ? int_form(name) : 0;
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

static const char *name_of(const struct btf_rec_types *types, __u32 id)
{
	return btf_rec_base_name(types, types->types[id]);
}

/* --- a base that is not sorted: the hash table --- */

static bool is_listed(const struct btf_rec_types *types,
		      const struct btf_type *t, __u32 kinds)
{
	return btf_rec_is(t, kinds) && t->name_off &&
	       t->name_off < types->str_len;
}

static __u32 count_listed(const struct btf_rec_types *types, __u32 kinds)
{
	__u32 id, nr = 0;

	for (id = 1; id < types->nr_types; id++)
		nr += is_listed(types, types->types[id], kinds);
	return nr;
}

/* List IDs and their slots. After this, starts[h + 1] is the place of the next ID of
 * slot h.
 */
static void count_slots(struct btf_rec_table *table,
			const struct btf_rec_types *types, __u32 kinds,
			__u32 *ids, __u32 *slots)
{
	__u32 id, h, n = 0, sum = 0;

	for (id = 1; id < types->nr_types; id++) {
		const struct btf_type *t = types->types[id];
		const char *name;

		if (!is_listed(types, t, kinds))
			continue;
		name = types->strs + t->name_off;
		slots[n] = hash_of(name, form_of(t, name)) & table->mask;
		table->starts[slots[n] + 1]++;
		ids[n++] = id;
	}
	for (h = 0; h <= table->mask; h++) {
		__u32 cnt = table->starts[h + 1];

		table->starts[h + 1] = sum;
		sum += cnt;
	}
}

static struct btf_rec_table *table_new(const struct btf_rec_types *types,
				       __u32 kinds)
{
	__u32 nr = count_listed(types, kinds), slots = 1, i, *tmp;
	struct btf_rec_table *table;
	size_t size;

	while (slots < nr / 2)
		slots *= 2;
	size = sizeof(*table) + sizeof(__u32) * ((size_t)slots + 1 + nr);
	table = btf_rec_alloc(size);
	tmp = btf_rec_alloc(sizeof(__u32) * 2 * ((size_t)nr + 1));
	if (!table || !tmp) {
		btf_rec_free(table);
		btf_rec_free(tmp);
		return NULL;
	}
	memset(table, 0, size);
	table->size = size;
	table->mask = slots - 1;
	table->ids = table->starts + slots + 1;

	/* In the order of IDs, then sorted by slot. */
	count_slots(table, types, kinds, tmp, tmp + nr);
	for (i = 0; i < nr; i++)
		table->ids[table->starts[tmp[nr + i] + 1]++] = tmp[i];
	btf_rec_free(tmp);
	return table;
}

/* --- a base that is sorted --- */

/**
 * btf_rec_sorted_from() - are types sorted by name?
 * @types: the types; each name is within their strings
 *
 * Reads every type, so call it where all types are read anyway.
 *
 * Return: the value for btf_rec_types.sorted_from.
 */
__u32 btf_rec_sorted_from(const struct btf_rec_types *types)
{
	const char *last = "";
	__u32 id, from = 0;

	for (id = 1; id < types->nr_types; id++) {
		const char *name = name_of(types, id);

		if (strcmp(last, name) > 0)
			return 0;
		if (!from && *name)
			from = id;
		last = name;
	}
	return from;
}

/* The first type whose name is not less. */
static __u32 bisect(const struct btf_rec_types *types, const char *name)
{
	__u32 low = types->sorted_from, high = types->nr_types;

	while (low < high) {
		__u32 mid = low + (high - low) / 2;

		if (strcmp(name_of(types, mid), name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The name of an integer type of C begins with one of its words.
 * Return: false if there are more than the list has room for.
 */
static bool list_ints(struct btf_rec_index *index)
{
	const struct btf_rec_types *types = &index->types;
	__u32 id, i, len, form;

	for (i = 0; int_words[i].word; i++) {
		id = bisect(types, int_words[i].word);
		for (; id < types->nr_types; id++) {
			const char *name = name_of(types, id);

			if (word_amount(name, &len) != int_words[i].amount)
				break;
			form = form_of(types->types[id], name);
			if (form && index->nr_ints == MAX_INTS)
				return false;
			if (form)
				index->ints[index->nr_ints++] =
					(struct int_name){ form, id };
		}
	}
	return true;
}

/**
 * btf_rec_index_new() - get ready to look up types of a base
 * @base: the base, which has been verified; its arrays must outlive the index
 *
 * Return: the index, or NULL when there is no memory. The caller frees it
 * with btf_rec_index_free(). Any number of threads may use it.
 */
struct btf_rec_index *btf_rec_index_new(const struct btf_rec_types *base)
{
	struct btf_rec_index *index = btf_rec_alloc(sizeof(*index));

	if (!index)
		return NULL;
	*index = (struct btf_rec_index){ .types = *base };
	if (base->sorted_from && list_ints(index))
		return index;
	index->names = table_new(base, BTF_REC_M_MATCHABLE);
	if (index->names)
		return index;
	btf_rec_free(index);
	return NULL;
}

/**
 * btf_rec_index_functions() - get ready to look up functions
 * @index: the index
 *
 * Takes no lock: if several threads build the table at a time, one of them wins.
 *
 * Return: 0, or -ENOMEM.
 */
int btf_rec_index_functions(struct btf_rec_index *index)
{
	struct btf_rec_table *table;

	if (!index->names || btf_rec_published(&index->functions))
		return 0;
	table = table_new(&index->types, BTF_REC_M(FUNC));
	if (!table)
		return -ENOMEM;
	if (!btf_rec_publish(&index->functions, table))
		btf_rec_free(table);
	return 0;
}

/**
 * btf_rec_index_free() - free an index that nobody uses any more
 * @index: the index, or NULL
 */
void btf_rec_index_free(struct btf_rec_index *index)
{
	if (!index)
		return;
	btf_rec_free(index->functions);
	btf_rec_free(index->names);
	btf_rec_free(index);
}

static size_t table_size(const struct btf_rec_table *table)
{
	return table ? table->size : 0;
}

/**
 * btf_rec_index_size() - the memory that an index takes
 * @index: the index
 *
 * Return: bytes of memory.
 */
size_t btf_rec_index_size(const struct btf_rec_index *index)
{
	return sizeof(*index) + table_size(index->names) +
	       table_size(btf_rec_published(&index->functions));
}

/**
 * btf_rec_index_types() - the types of an index
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
 * btf_rec_find() - look up the types that have a name
 * @index: the index
 * @name: the name; must outlive the cursor
 * @kind: BTF_KIND_FUNC: look up functions; btf_rec_index_functions() must have
 *	succeeded. Otherwise: all other kinds that a reference can name, and for
 *	BTF_KIND_INT any spelling of a C integer type
 *
 * Return: a cursor for btf_rec_next().
 */
struct btf_rec_cursor btf_rec_find(const struct btf_rec_index *index,
				   const char *name, __u32 kind)
{
	const struct btf_rec_table *table = index->names;
	struct btf_rec_cursor c = {
		.index = index, .name = name, .kinds = BTF_REC_M_MATCHABLE,
		.form = kind == BTF_KIND_INT ? int_form(name) : 0,
	};
	__u32 h;

	if (kind == BTF_KIND_FUNC)
		c.kinds = BTF_REC_M(FUNC);
	if (!table) {
		c.at = c.form ? 0 : bisect(&index->types, name);
		c.end = c.form ? index->nr_ints : index->types.nr_types;
		return c;
	}
	if (kind == BTF_KIND_FUNC)
		table = btf_rec_published(&index->functions);
	h = hash_of(name, c.form) & table->mask;
	c.ids = table->ids;
	c.at = table->starts[h];
	c.end = table->starts[h + 1];
	return c;
}

static bool has_name(const struct btf_rec_cursor *c, const struct btf_type *t)
{
	const char *name = btf_rec_base_name(&c->index->types, t);
	__u32 form = form_of(t, name);

	return form == c->form && (form || !strcmp(name, c->name));
}

/**
 * btf_rec_next() - the next of the types that have a name
 * @c: the cursor
 *
 * Return: the ID, greater than the one before, or 0: there are no more.
 */
__u32 btf_rec_next(struct btf_rec_cursor *c)
{
	const struct btf_rec_index *index = c->index;

	while (c->at < c->end) {
		__u32 i = c->at++, id = c->ids ? c->ids[i] : i;
		const struct btf_type *t;

		if (!c->ids && c->form) {
			if (index->ints[i].form == c->form)
				return index->ints[i].id;
			continue;
		}
		t = index->types.types[id];
		if (btf_rec_is(t, c->kinds) && has_name(c, t))
			return id;
		/* sorted: all others have another name */
		if (!c->ids && strcmp(name_of(&index->types, id), c->name))
			c->end = c->at;
	}
	return 0;
}
