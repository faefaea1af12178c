// SPDX-License-Identifier: GPL-2.0
/* btf_name BASE SPLIT: for each id on stdin, its kind and name. */
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

static const char *kind_name(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
		return "struct";
	case BTF_KIND_UNION:
		return "union";
	case BTF_KIND_TYPEDEF:
		return "typedef";
	case BTF_KIND_FUNC:
		return "func";
	case BTF_KIND_FUNC_PROTO:
		return "proto";
	}
	return "other";
}

/* A prototype has no name; its parameters do. */
static void print_params(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_param *p = btf_params(t);
	int i;

	for (i = 0; i < btf_vlen(t); i++)
		printf(" %s", btf__name_by_offset(btf, p[i].name_off));
}

int main(int argc, char **argv)
{
	struct btf *base = argc == 3 ? btf__parse(argv[1], NULL) : NULL;
	struct btf *btf = base ? btf__parse_split(argv[2], base) : NULL;
	unsigned int id;

	if (libbpf_get_error(base) || libbpf_get_error(btf)) {
		fprintf(stderr, "btf_name: cannot read BTF\n");
		return 2;
	}
	while (scanf("%u", &id) == 1) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (!t || !id) {
			printf("nothing\n");
			continue;
		}
		printf("%s", kind_name(t));
		if (btf_is_func_proto(t))
			print_params(btf, t);
		else
			printf(" %s", btf__name_by_offset(btf, t->name_off));
		printf("\n");
	}
	btf__free(btf);
	btf__free(base);
	return 0;
}
