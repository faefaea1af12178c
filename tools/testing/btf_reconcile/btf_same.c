// SPDX-License-Identifier: GPL-2.0
/*
 * btf_same BASE ONE OTHER: do two modules' BTF, split BTF over one base, mean
 * the same, and is OTHER sorted if ONE is? Each may be a module, a raw file or a file
 * in /sys/kernel/btf.
 *
 * A reconciled module carries copies of types of the base that have no entry in
 * the reference, so libbpf deduplicates both first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "btf_normal.h"

static void die(const char *path, int err)
{
	fprintf(stderr, "btf_same: %s: %s\n", path, strerror(-err));
	exit(2);
}

static struct btf *parse(const char *path, struct btf *base)
{
	struct btf *btf = btf__parse_split(path, base);
	int err = libbpf_get_error(btf);

	if (err)
		die(path, err);
	return btf;
}

static void dedup(struct btf *btf, const char *path)
{
	int err = btf__dedup(btf, NULL);

	if (err)
		die(path, err);
}

int main(int argc, char **argv)
{
	struct lines lines[4] = { };
	struct btf *base, *one, *other;
	bool sorted, unsorted;
	size_t diff;
	int i;

	if (argc != 4) {
		fprintf(stderr, "usage: btf_same BASE ONE OTHER\n");
		return 2;
	}
	base = parse(argv[1], NULL);
	one = parse(argv[2], base);
	other = parse(argv[3], base);
	sorted = btf_is_sorted(one);
	unsorted = sorted && !btf_is_sorted(other);
	if (unsorted)
		printf("%s is sorted by name, %s is not\n", argv[2], argv[3]);
	dedup(one, argv[2]);
	dedup(other, argv[3]);
	btf_normal(one, &lines[0]);
	btf_normal(other, &lines[1]);
	btf_c_dump(one, &lines[2]);
	btf_c_dump(other, &lines[3]);
	diff = lines_diff(&lines[0], argv[2], &lines[1], argv[3]) +
	       lines_diff(&lines[2], argv[2], &lines[3], argv[3]);
	printf("%u types of its own, %zu named, %zu definitions in C%s: %s\n",
	       btf__type_cnt(one) - btf__type_cnt(base), lines[0].nr,
	       lines[2].nr, sorted ? ", sorted" : "",
	       diff || unsorted ? "they differ" : "the same in both");
	for (i = 0; i < 4; i++)
		lines_free(&lines[i]);
	btf__free(one);
	btf__free(other);
	btf__free(base);
	return diff || unsorted ? 1 : 0;
}
