// SPDX-License-Identifier: GPL-2.0
/*
 * btf_same [-m] BASE ONE OTHER: do two modules' BTF, split BTF over one base, mean
 * the same, and is OTHER sorted if ONE is? Each may be a module, a raw file or a file
 * in /sys/kernel/btf.
 *
 * A reconciled module carries copies of types of the base that have no entry in
 * the reference, so libbpf deduplicates both first. "to the letter": the C dump was
 * the same before that, too.
 *
 * -m: of OTHER the copies of the base's types have been merged. So what only one of
 * the two has must be in the base, as if there were one type of a name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "btf_normal.h"

/**
 * struct side - one of the two
 * @path: its file
 * @btf: what is in it
 * @normal: its normal form
 * @dump: its C dump
 * @undeduped: its C dump before deduplication; not with -m
 */
struct side {
	const char *path;
	struct btf *btf;
	struct lines normal, dump, undeduped;
};

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

static void describe(struct side *side)
{
	int err;

	btf_c_dump_named(side->btf, &side->undeduped);
	err = btf__dedup(side->btf, NULL);
	if (err)
		die(side->path, err);
	btf_normal(side->btf, &side->normal);
	btf_c_dump(side->btf, &side->dump);
}

static void describe_by_name(struct side *side, const struct side *base)
{
	btf_normal_by_name(side->btf, &side->normal);
	btf_c_dump_by_name(side->btf, &side->dump);
	if (base) {
		lines_remove(&side->normal, &base->normal);
		lines_remove(&side->dump, &base->dump);
	}
}

static void side_free(struct side *side)
{
	lines_free(&side->normal);
	lines_free(&side->dump);
	lines_free(&side->undeduped);
	btf__free(side->btf);
}

int main(int argc, char **argv)
{
	bool merged = argc > 1 && !strcmp(argv[1], "-m"), sorted, unsorted, letter;
	struct side base = { }, one = { }, other = { };
	size_t diff;

	argv += merged;
	if (argc - merged != 4) {
		fprintf(stderr, "usage: btf_same [-m] BASE ONE OTHER\n");
		return 2;
	}
	base.path = argv[1];
	one.path = argv[2];
	other.path = argv[3];
	base.btf = parse(base.path, NULL);
	one.btf = parse(one.path, base.btf);
	other.btf = parse(other.path, base.btf);
	sorted = btf_is_sorted(one.btf);
	unsorted = sorted && !btf_is_sorted(other.btf);
	if (unsorted)
		printf("%s is sorted by name, %s is not\n", one.path, other.path);
	if (merged) {
		describe_by_name(&base, NULL);
		describe_by_name(&one, &base);
		describe_by_name(&other, &base);
	} else {
		describe(&one);
		describe(&other);
	}
	diff = lines_diff(&one.normal, one.path, &other.normal, other.path) +
	       lines_diff(&one.dump, one.path, &other.dump, other.path);
	letter = !merged && lines_same(&one.undeduped, &other.undeduped);
	printf("%u types of its own, %zu named, %zu definitions in C%s: %s%s\n",
	       btf__type_cnt(other.btf) - btf__type_cnt(base.btf),
	       one.normal.nr, one.dump.nr, sorted ? ", sorted" : "",
	       diff || unsorted ? "they differ" : "the same in both",
	       letter && !diff && !unsorted ? ", to the letter" : "");
	side_free(&one);
	side_free(&other);
	side_free(&base);
	return diff || unsorted ? 1 : 0;
}
