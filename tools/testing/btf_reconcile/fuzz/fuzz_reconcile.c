// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile split BTF, reference, slots and .BTF_ids, all at once. The mutator
 * knows what they are made of: a type that stays one, with ids, names and sizes
 * that are wrong by a little, gets further than noise. What is taken
 * must be honest, what is refused untouched.
 */
#include <assert.h>

#include "../fixture/result_check.h"
#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static struct fixture fx;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	fixture_open(&fx, FUZZ_BASE, "", FUZZ_BASE, NULL);
	return 0;
}

static void *cut(const uint8_t **data, size_t *size, size_t len, __u32 *got)
{
	void *piece;

	*got = len < *size ? len : *size;
	piece = malloc(*got ? *got : 1);
	assert(piece);
	memcpy(piece, *data, *got);
	*data += *got;
	*size -= *got;
	return piece;
}

static void assert_zero(const char *p, size_t len)
{
	while (len--)
		assert(!*p++);
}

/* All or nothing: on error .BTF is as it was and .BTF_ids is zero. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct btf_rec_module mod = { };
	struct btf_rec_stats stats;
	struct fuzz_lens lens;
	void *before, *ref, *ids;
	char *odd = NULL;
	const char *what;
	__u32 ids_len;
	int err;

	if (size < sizeof(lens))
		return 0;
	memcpy(&lens, data, sizeof(lens));
	data += sizeof(lens);
	size -= sizeof(lens);
	mod.btf = cut(&data, &size, lens.btf, &mod.btf_len);
	ref = cut(&data, &size, lens.ref, &mod.ref_len);
	mod.ref = ref;
	ids = cut(&data, &size, lens.ids, &ids_len);
	mod.ids_len = size;
	mod.distilled = lens.flags & 1;
	if (lens.flags & 2) {
		odd = malloc(mod.ref_len + 1);
		assert(odd);
		mod.ref = memcpy(odd + 1, ref, mod.ref_len);
	}
	mod.report = fixture_hear;
	mod.priv = &fx;
	fx.said[0] = '\0';
	before = malloc(mod.btf_len + 1);
	assert(before);
	memcpy(before, mod.btf, mod.btf_len);
	err = ids_len ? btf_rec_open_ids(&mod, ids, ids_len) : 0;
	if (!err)
		err = btf_reconcile(fx.here_base.index, &mod, &stats);
	else
		mod.ids = NULL;
	if (err) {
		assert(!memcmp(before, mod.btf, mod.btf_len));
		assert_zero(mod.ids, mod.ids ? mod.ids_len : 0);
	} else {
		what = result_problem(&mod, before, &fx.here_base.types);
		if (what)
			fprintf(stderr, "%s\n", what);
		assert(!what);
	}
	free(before);
	free(mod.btf);
	free(odd);
	free(ref);
	free(ids);
	return 0;
}

static __u32 next(unsigned int *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Any word of the input. */
static void mutate_word(uint8_t *data, size_t size, unsigned int *seed)
{
	size_t words = size / sizeof(__u32);
	size_t at = next(seed) % words * sizeof(__u32);
	__u32 word, other;

	memcpy(&word, data + at, sizeof(word));
	memcpy(&other, data + next(seed) % words * sizeof(word), sizeof(other));
	switch (next(seed) % 6) {
	case 0:
		word++;
		break;
	case 1:
		word--;
		break;
	case 2:
		word = other;
		break;
	case 3:
		word ^= 1U << next(seed) % 32;
		break;
	case 4:
		word = (word & 0x00ffffff) | next(seed) % 20 << 24;
		break;
	default:
		word = next(seed) % 64;
	}
	memcpy(data + at, &word, sizeof(word));
}

/**
 * struct pick - one of the ids or names of a type, to be changed
 * @seed: of what it becomes
 * @at: how many are passed by before it
 * @max: what it may become is below that, or little above
 */
struct pick {
	unsigned int *seed;
	__u32 at, max;
};

static int change(struct pick *pick, __u32 *what)
{
	if (pick->at--)
		return 0;
	switch (next(pick->seed) % 4) {
	case 0:
		++*what;
		break;
	case 1:
		--*what;
		break;
	default:
		*what = next(pick->seed) % (pick->max + 2);
	}
	return 1;
}

static int change_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	return change(ctx, id);
}

static int change_name(void *ctx, const __u32 *name_off)
{
	return change(ctx, name_off);
}

/* A type stays a type: another id, name, kind or size, or a copy of another. */
static void mutate_type(struct btf_type *t, const struct btf_type *other,
			__u32 max_id, __u32 max_name, unsigned int *seed)
{
	struct pick id = { seed, next(seed) % 3, max_id };
	struct pick name = { seed, next(seed) % 3, max_name };

	switch (next(seed) % 6) {
	case 0:
		t->info = (t->info & 0x80ffffff) | next(seed) % 20 << 24;
		break;
	case 1:
		t->size = next(seed) % 2 ? other->size : t->size + 4;
		break;
	case 2:
		if (btf_rec_type_size(t) == btf_rec_type_size(other))
			memcpy(t, other, btf_rec_type_size(t));
		break;
	case 3:
		btf_rec_walk(t, NULL, change_name, &name);
		break;
	default:
		btf_rec_walk(t, change_id, NULL, &id);
	}
}

/* One type of the split BTF or of the reference, if they can be read. */
static bool mutate_section(uint8_t *data, size_t len, __u32 nr_before,
			   __u32 strs_before, unsigned int *seed)
{
	const struct btf_rec_sink quiet = { };
	struct btf_rec_section sec = { .len = len, .kinds = ~BTF_REC_M_VOID };
	const struct btf_type **types = NULL;
	void *copy = malloc(len);
	int nr = 0;

	assert(copy);
	memcpy(copy, data, len);
	sec.data = copy;
	if (len >= BTF_REC_HDR_LEN)
		sec.relative = ((struct btf_header *)copy)->magic ==
			       BTF_REF_MAGIC;
	if (!btf_rec_read_header(&sec, &quiet)) {
		types = malloc((1 + btf_rec_max_types(&sec)) * sizeof(*types));
		assert(types);
		nr = btf_rec_read_types(&sec, types, NULL, 1, &quiet);
	}
	if (nr > 0) {
		mutate_type((struct btf_type *)types[next(seed) % nr],
			    types[next(seed) % nr], nr_before + nr,
			    strs_before + sec.str_len, seed);
		memcpy(data, copy, len);
	}
	free(types);
	free(copy);
	return nr > 0;
}

static bool mutate_structure(uint8_t *data, size_t size, unsigned int *seed)
{
	const size_t head = sizeof(struct fuzz_lens);
	struct fuzz_lens lens;
	struct btf_header ref;

	if (size < head)
		return false;
	memcpy(&lens, data, head);
	if (head + lens.btf + lens.ref > size || lens.ref < sizeof(ref))
		return false;
	memcpy(&ref, data + head + lens.btf, sizeof(ref));
	if (next(seed) % 3 == 0)
		return mutate_section(data + head + lens.btf, lens.ref, 0, 0,
				      seed);
	/* ids of the reference are about one for 12 bytes of it */
	return mutate_section(data + head, lens.btf,
			      ref.type_len / sizeof(struct btf_type),
			      ref.str_len, seed);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	__u32 way = next(&seed) % 8;

	if (way < 5 && mutate_structure(data, size, &seed))
		return size;
	if (way < 7 && size >= 4 * sizeof(__u32)) {
		mutate_word(data, size, &seed);
		return size;
	}
	return LLVMFuzzerMutate(data, size, max_size);
}
