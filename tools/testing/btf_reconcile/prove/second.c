// SPDX-License-Identifier: GPL-2.0
/*
 * second CASES: reconcile each case of a file and write what came of it, for
 * second.py. A case is the lengths of a base, a split BTF, its reference, the slots and
 * .BTF_ids, then these; the answer is the error, the number of mismatches, the IDs
 * of their entries, then the split BTF and .BTF_ids as they are now.
 */
#include "btf_reconcile_core.h"
#include "../fixture/core_base.h"

#define MAX_MISMATCHES	256

struct lens {
	__u32 base, btf, ref, slots, ids;
};

struct answer {
	__s32 err;
	__u32 nr;
	__u32 ids[MAX_MISMATCHES];
};

static void die(const char *what)
{
	fprintf(stderr, "second: %s\n", what);
	exit(2);
}

static void *get(FILE *f, size_t len)
{
	void *p = malloc(len + 1);

	if (!p || fread(p, 1, len, f) != len)
		die("cut off");
	return p;
}

static void put(const void *p, size_t len)
{
	if (len && fwrite(p, len, 1, stdout) != 1)
		die("cannot write");
}

static void hear(void *priv, const struct btf_rec_problem *problem)
{
	struct answer *answer = priv;

	if (problem->why == BTF_REC_MALFORMED)
		fprintf(stderr, "%s: type %u: %s\n", problem->section,
			problem->id, problem->what);
	else if (answer->nr < MAX_MISMATCHES)
		answer->ids[answer->nr++] = problem->id;
}

static void answer(FILE *f, const struct lens *lens)
{
	void *data = get(f, lens->base), *btf = get(f, lens->btf);
	void *ref = get(f, lens->ref), *slots = get(f, lens->slots);
	void *ids = get(f, lens->ids);
	struct answer answer = { };
	const struct btf_rec_module mod = {
		.btf = btf, .btf_len = lens->btf,
		.ref = ref, .ref_len = lens->ref,
		.slots = slots, .slots_len = lens->slots,
		.ids = ids, .ids_len = lens->ids,
		.report = hear, .priv = &answer,
	};
	struct btf_rec_types base;
	const struct btf_type **types = core_base(&base, data, lens->base);
	struct btf_rec_index *index = types ? btf_rec_index_new(&base) : NULL;
	struct btf_rec_stats stats;

	if (!index)
		die("no base, or no memory");
	answer.err = btf_reconcile(index, &mod, &stats);
	put(&answer, offsetof(struct answer, ids) +
		     answer.nr * sizeof(*answer.ids));
	put(btf, lens->btf);
	put(ids, lens->ids);
	btf_rec_index_free(index);
	free(types);
	free(ids);
	free(slots);
	free(ref);
	free(btf);
	free(data);
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	struct lens lens;

	if (!f)
		die("usage: second CASES");
	while (fread(&lens, sizeof(lens), 1, f) == 1)
		answer(f, &lens);
	fclose(f);
	return 0;
}
