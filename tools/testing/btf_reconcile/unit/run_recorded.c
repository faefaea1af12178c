// SPDX-License-Identifier: GPL-2.0
/*
 * run_recorded FILE: reconcile what the tests recorded, and print a line for each:
 * what came of it and a hash of all that was made or said. Needs the core and
 * nothing else, so it can be built for 32 bits, and is fast enough for
 * valgrind. The lines must be the same however it was built.
 */
#include <sys/mman.h>

#include "../fixture/recorded.h"
#include "../fixture/core_base.h"

static void die(const char *what)
{
	fprintf(stderr, "run_recorded: %s\n", what);
	exit(2);
}

/* In memory of its own, so that the first byte outside is noticed. */
static void *get(FILE *f, size_t len)
{
	void *p = malloc(len ? len : 1);

	if (!p || fread(p, 1, len, f) != len)
		die("cut off");
	return p;
}

struct hash {
	__u64 sum;
};

static void add(struct hash *hash, const void *data, size_t len)
{
	const __u8 *p = data;

	while (len--)
		hash->sum = (hash->sum ^ *p++) * 0x100000001b3;
}

static void hear(void *hash, const struct btf_rec_problem *problem)
{
	char line[512];

	btf_rec_describe(problem, line, sizeof(line));
	add(hash, line, strlen(line));
}

/* The base that the cases after it meet. */
struct here {
	void *data;
	struct btf_rec_types types;
	struct btf_rec_index *index;
};

static void forget(struct here *here)
{
	btf_rec_index_free(here->index);
	free((void *)here->types.types);
	free(here->data);
}

static void meet(struct here *here, void *data, size_t len)
{
	forget(here);
	if (!core_base(&here->types, data, len))
		die("no base");
	here->data = data;
	here->index = btf_rec_index_new(&here->types);
	if (!here->index)
		die("no memory");
}

static void run(FILE *f, struct here *here, const struct recorded_lens *lens)
{
	struct hash hash = { 0xcbf29ce484222325 };
	struct btf_rec_module mod = {
		.btf_len = lens->btf, .ref_len = lens->ref,
		.slots_len = lens->slots, .ids_len = lens->ids,
		.distilled = lens->distilled, .report = hear, .priv = &hash,
	};
	struct btf_rec_stats stats;
	void *slots;
	int err;

	if (lens->base)
		meet(here, get(f, lens->base), lens->base);
	mod.btf = get(f, lens->btf);
	mod.ref = get(f, lens->ref);
	slots = get(f, lens->slots);
	mod.slots = lens->no_slots ? NULL : slots;
	mod.ids = get(f, lens->ids);
	err = btf_reconcile(here->index, &mod, &stats);
	add(&hash, &stats, sizeof(stats));
	add(&hash, mod.btf, mod.btf_len);
	add(&hash, mod.ids, mod.ids_len);
	printf("%d %016llx\n", err, (unsigned long long)hash.sum);
	free(mod.btf);
	free((void *)mod.ref);
	free(slots);
	free(mod.ids);
}

/* With 32 bits, tables for a GiB of names are more than a size can say. */
static void run_huge(const struct here *here)
{
	const size_t len = sizeof(struct btf_header) + (1U << 30) + 4096;
	struct btf_header *ref = mmap(NULL, len, PROT_READ | PROT_WRITE,
				      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				      -1, 0);
	struct btf_header split = {
		.magic = BTF_REF_MAGIC, .version = BTF_VERSION,
		.hdr_len = sizeof(split),
	};
	const struct btf_rec_module mod = {
		.btf = &split, .btf_len = sizeof(split),
		.ref = ref, .ref_len = len,
	};
	struct btf_rec_stats stats;

	if (ref == MAP_FAILED)
		die("no room for a GiB");
	*ref = split;
	ref->magic = BTF_MAGIC;
	ref->str_len = len - sizeof(*ref);
	if (btf_reconcile(here->index, &mod, &stats) != -ENOMEM)
		die("a GiB of names was not refused");
	munmap(ref, len);
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	struct here here = { };
	struct recorded_lens lens;

	if (!f)
		die("usage: run_recorded FILE");
	while (fread(&lens, sizeof(lens), 1, f) == 1)
		run(f, &here, &lens);
	if (sizeof(size_t) == sizeof(__u32) && here.index)
		run_huge(&here);
	forget(&here);
	fclose(f);
	return 0;
}
