// SPDX-License-Identifier: GPL-2.0
/*
 * linear SHAPE N: one btf_reconcile() of a hostile module of size N, for a tool
 * that counts instructions (I1: time is linear). Without arguments: the shapes.
 */
#include "../../../../kernel/bpf/btf_reconcile_core.h"

struct out {
	__u32 *words;
	size_t nr;
};

static void put(struct out *out, __u32 word)
{
	if (!(out->nr & (out->nr + 1)))
		out->words = realloc(out->words,
				     2 * (out->nr + 1) * sizeof(word));
	if (!out->words)
		exit(2);
	out->words[out->nr++] = word;
}

static void put_type(struct out *out, __u32 name, __u32 kind, __u32 vlen,
		     __u32 type)
{
	put(out, name);
	put(out, kind << 24 | vlen);
	put(out, type);
}

/* Header, types, strings. */
static void *finish(const struct out *types, const char *strs, __u32 str_len,
		    __u16 magic, __u32 *len)
{
	struct btf_header h = {
		.magic = magic, .version = BTF_VERSION,
		.hdr_len = sizeof(h), .type_len = types->nr * sizeof(__u32),
		.str_off = types->nr * sizeof(__u32), .str_len = str_len,
	};
	char *data = malloc(sizeof(h) + h.type_len + str_len);

	if (!data)
		exit(2);
	memcpy(data, &h, sizeof(h));
	if (h.type_len)
		memcpy(data + sizeof(h), types->words, h.type_len);
	memcpy(data + sizeof(h) + h.type_len, strs, str_len);
	*len = sizeof(h) + h.type_len + str_len;
	return data;
}

/* Names "t0000000" and on, 9 bytes each, after the empty one. */
#define NAME_LEN	9
static char *names(__u32 nr)
{
	char *strs = calloc(nr + 1, NAME_LEN);
	__u32 i;

	for (i = 0; strs && i < nr; i++)
		sprintf(strs + 1 + (size_t)i * NAME_LEN, "t%07u", i);
	return strs ?: (exit(2), NULL);
}

/**
 * struct shape - a module of size n, by the writers of its two sections
 * @name: what it is
 * @refs: entries of the reference, STRUCTs that the base does not have
 * @split: the types of the split, which begin with id n + 1
 * @one_name: all entries have the same, long name
 */
struct shape {
	const char *name;
	void (*split)(struct out *out, __u32 n, __u32 first);
	bool one_name;
};

/* One struct that holds them all, each of which is reported with its member. */
static void members(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	put_type(out, 0, BTF_KIND_STRUCT, n, 8);
	for (i = 1; i <= n; i++) {
		put(out, 0);
		put(out, i);
		put(out, 0);
	}
}

/* Each of them is passed to a function, which is reported. */
static void functions(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 1; i <= n; i++) {
		put_type(out, 0, BTF_KIND_FUNC_PROTO, 1, 0);
		put(out, 0);
		put(out, i);
	}
	for (i = 0; i < n; i++)
		put_type(out, 1, BTF_KIND_FUNC, 0, first + i);
}

/* Members that all lead through the same long chain. */
static void chains(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 1; i < BTF_REC_MAX_CHAIN; i++)
		put_type(out, 0, BTF_KIND_CONST, 0, first + i);
	put_type(out, 0, BTF_KIND_PTR, 0, 0);
	put_type(out, 0, BTF_KIND_STRUCT, n, 8);
	for (i = 0; i < n; i++) {
		put(out, 0);
		put(out, first);
		put(out, 0);
	}
}

/* Pointers that all lead upwards, and so must be followed. */
static void upwards(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 1; i < n; i++)
		put_type(out, 0, BTF_KIND_PTR, 0, first + i);
	put_type(out, 0, BTF_KIND_PTR, 0, 0);
}

/* Arrays of arrays, to the last, of a type that is not there. */
static void arrays(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 1; i <= n; i++) {
		put_type(out, 0, BTF_KIND_ARRAY, 0, 0);
		put(out, i < n ? first + i : 1);
		put(out, first + n);
		put(out, 1);
	}
	put_type(out, 0, BTF_KIND_INT, 0, 4);
	put(out, 32);
}

/* Structs that hold all those above them by value, in any order. */
static void nested(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 0; i < n; i++) {
		put_type(out, 0, BTF_KIND_STRUCT, 2, 8);
		put(out, 0);
		put(out, i + 1 < n ? first + i + 1 : 1);
		put(out, 0);
		put(out, 0);
		put(out, i + 2 < n ? first + i + 2 : 1);
		put(out, 0);
	}
}

/* Pointers to them all. */
static void pointers(struct out *out, __u32 n, __u32 first)
{
	__u32 i;

	for (i = 1; i <= n; i++)
		put_type(out, 0, BTF_KIND_PTR, 0, i);
}

static const struct shape shapes[] = {
	{ "members", members }, { "functions", functions },
	{ "chains", chains }, { "upwards", upwards }, { "arrays", arrays },
	{ "nested", nested }, { "pointers", pointers },
	{ "one-long-name", pointers, true },
};

/* The longer the name, the longer the section: the same number of bytes. */
static void *make_ref(const struct shape *shape, __u32 n, __u32 *len)
{
	char *strs = names(n);
	struct out out = { };
	__u32 i;
	void *ref;

	if (shape->one_name)
		memset(strs + 1, 'x', (size_t)n * NAME_LEN - 1);
	for (i = 0; i < n; i++)
		put_type(&out, shape->one_name ? 1 : 1 + i * NAME_LEN,
			 BTF_KIND_STRUCT, 0, 8);
	ref = finish(&out, strs, 1 + n * NAME_LEN, BTF_MAGIC, len);
	free(out.words);
	free(strs);
	return ref;
}

static void *make_split(const struct shape *shape, __u32 n, __u32 *len)
{
	struct out out = { };
	void *split;

	shape->split(&out, n, n + 1);
	split = finish(&out, "", 1, BTF_REF_MAGIC, len);
	free(out.words);
	return split;
}

static void hear(void *lines, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	++*(__u32 *)lines;
}

static int run(const struct shape *shape, __u32 n)
{
	const struct btf_rec_types base = { .strs = "", .nr_types = 1, .str_len = 1 };
	struct btf_rec_index *index = btf_rec_index_new(&base);
	__u32 lines = 0;
	struct btf_rec_module mod = { .report = hear, .priv = &lines };
	struct btf_rec_stats stats;
	int err;

	mod.btf = make_split(shape, n, &mod.btf_len);
	mod.ref = make_ref(shape, n, &mod.ref_len);
	err = btf_reconcile(index, &mod, &stats);
	printf("%s %u: %d, %u lines\n", shape->name, n, err, lines);
	free(mod.btf);
	free((void *)mod.ref);
	btf_rec_index_free(index);
	return 0;
}

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (argc < 3)
			puts(shapes[i].name);
		else if (!strcmp(argv[1], shapes[i].name))
			return run(&shapes[i], strtoul(argv[2], NULL, 0));
	}
	return argc < 3 ? 0 : 2;
}
