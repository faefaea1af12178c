// SPDX-License-Identifier: GPL-2.0
/*
 * distill_base MODULE.ko VMLINUX|- BTF BASE [CHANGE]: the module's BTF
 * as pahole 1.28 writes it, by the library that pahole calls: split BTF to the
 * file BTF, and what it is split from to the file BASE. "-": the module has
 * .BTF.base already.
 *
 * union NAME	in BASE, a struct of that name is a union instead
 * pointer	in BTF, the first pointer points past the last type
 * member	in BTF, the first member of a struct is of a type past the last
 * array	in BTF, the first array is an array of itself
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/btf.h>

static void die(const char *what)
{
	fprintf(stderr, "distill_base: %s\n", what);
	exit(2);
}

static void *check(void *p, const char *what)
{
	if (!p)
		die(what);
	return p;
}

static void make_union(struct btf *base, const char *name)
{
	int id = btf__find_by_name_kind(base, name, BTF_KIND_STRUCT);
	struct btf_type *t;

	if (id < 0)
		die("the base has no such struct");
	t = (struct btf_type *)btf__type_by_id(base, id);
	t->info ^= (BTF_KIND_STRUCT ^ BTF_KIND_UNION) << 24;
}

/* The first type of the module's own that has the kind. */
static struct btf_type *first(const struct btf *split, const struct btf *base,
			      __u32 kind, __u32 *id)
{
	for (*id = btf__type_cnt(base); *id < btf__type_cnt(split); ++*id) {
		struct btf_type *t = (struct btf_type *)btf__type_by_id(split, *id);

		if (btf_kind(t) == kind && (kind != BTF_KIND_STRUCT || btf_vlen(t)))
			return t;
	}
	die("there is no type of that kind");
	return NULL;
}

/* What no build makes of a module; false: no such change. */
static bool misdirect(struct btf *split, const struct btf *base,
		      const char *change)
{
	__u32 past = btf__type_cnt(split), id;

	if (!strcmp(change, "pointer"))
		first(split, base, BTF_KIND_PTR, &id)->type = past;
	else if (!strcmp(change, "member"))
		btf_members(first(split, base, BTF_KIND_STRUCT, &id))->type = past;
	else if (!strcmp(change, "array"))
		btf_array(first(split, base, BTF_KIND_ARRAY, &id))->type = id;
	else
		return false;
	return true;
}

static void save(const struct btf *btf, const char *path)
{
	FILE *f = check(fopen(path, "wb"), path);
	__u32 len;
	const void *data = check((void *)btf__raw_data(btf, &len), path);

	if (fwrite(data, 1, len, f) != len || fclose(f))
		die(path);
}

static struct btf *distill(const char *path, const char *vmlinux, struct btf **base)
{
	struct btf *module, *split;

	if (!strcmp(vmlinux, "-")) {
		split = check(btf__parse(path, NULL), path);
		*base = check((struct btf *)btf__base_btf(split), "no .BTF.base");
		return split;
	}
	module = btf__parse_split(path, check(btf__parse(vmlinux, NULL), vmlinux));
	if (btf__distill_base(check(module, path), base, &split))
		die("it cannot be distilled");
	return split;
}

/* What it has read lives as long as it does. */
int main(int argc, char **argv)
{
	struct btf *base, *split;

	if (argc < 5) {
		fprintf(stderr, "usage: distill_base MODULE.ko VMLINUX|- BTF BASE %s\n",
			"[union NAME|pointer|member|array]");
		return 2;
	}
	split = distill(argv[1], argv[2], &base);
	if (argc == 7 && !strcmp(argv[5], "union"))
		make_union(base, argv[6]);
	else if (argc > 5 && (argc > 6 || !misdirect(split, base, argv[5])))
		die("no such change");
	save(split, argv[3]);
	save(base, argv[4]);
	return 0;
}
