// SPDX-License-Identifier: GPL-2.0
/*
 * btf_sorted BASE [SPLIT]: are the types of BASE, or else those of SPLIT that are its
 * own, in the order in which Linux 7 bisects them: anonymous ones, then by name?
 * Prints the first that is not, and ends with 1 if there is one.
 */
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>
#include <bpf/libbpf.h>

static const char *name_of(const struct btf *btf, unsigned int id)
{
	return btf__name_by_offset(btf, btf__type_by_id(btf, id)->name_off);
}

int main(int argc, char **argv)
{
	struct btf *base = argc > 1 ? btf__parse(argv[1], NULL) : NULL;
	struct btf *split = argc > 2 ? btf__parse_split(argv[2], base) : NULL;
	const struct btf *btf = split ?: base;
	const char *last = "";
	unsigned int id;

	if (!base || (argc > 2 && !split)) {
		fprintf(stderr, "btf_sorted: cannot read BTF\n");
		return 2;
	}
	for (id = split ? btf__type_cnt(base) : 1; id < btf__type_cnt(btf); id++) {
		if (strcmp(last, name_of(btf, id)) > 0) {
			printf("type %u, %s, after %s\n", id, name_of(btf, id), last);
			return 1;
		}
		last = name_of(btf, id);
	}
	return 0;
}
