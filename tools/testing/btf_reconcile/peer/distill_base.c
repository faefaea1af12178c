// SPDX-License-Identifier: GPL-2.0
/*
 * distill_base MODULE.ko VMLINUX BTF BASE [union NAME|pointer]: the module's BTF
 * as pahole 1.28 writes it, by the library that pahole calls: split BTF to the
 * file BTF, and what it is split from to the file BASE.
 *
 * union NAME	in BASE, a struct of that name is a union instead
 * pointer	in BTF, the first pointer points past the last type
 */
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

static void misdirect_pointer(struct btf *split, const struct btf *base)
{
	__u32 id, nr = btf__type_cnt(split);

	for (id = btf__type_cnt(base); id < nr; id++) {
		struct btf_type *t = (struct btf_type *)btf__type_by_id(split, id);

		if (btf_is_ptr(t)) {
			t->type = nr;
			return;
		}
	}
	die("there is no pointer");
}

static void save(const struct btf *btf, const char *path)
{
	FILE *f = check(fopen(path, "wb"), path);
	__u32 len;
	const void *data = check((void *)btf__raw_data(btf, &len), path);

	if (fwrite(data, 1, len, f) != len || fclose(f))
		die(path);
}

int main(int argc, char **argv)
{
	struct btf *vmlinux, *module, *base, *split;

	if (argc < 5) {
		fprintf(stderr, "usage: distill_base MODULE.ko VMLINUX BTF BASE %s\n",
			"[union NAME|pointer]");
		return 2;
	}
	vmlinux = check(btf__parse(argv[2], NULL), argv[2]);
	module = check(btf__parse_split(argv[1], vmlinux), argv[1]);
	if (btf__distill_base(module, &base, &split))
		die("it cannot be distilled");
	if (argc == 7 && !strcmp(argv[5], "union"))
		make_union(base, argv[6]);
	else if (argc == 6 && !strcmp(argv[5], "pointer"))
		misdirect_pointer(split, base);
	else if (argc > 5)
		die("no such change");
	save(split, argv[3]);
	save(base, argv[4]);
	btf__free(split);
	btf__free(base);
	btf__free(module);
	btf__free(vmlinux);
	return 0;
}
