// SPDX-License-Identifier: GPL-2.0
/*
 * Hostile split BTF, reference, slots and .BTF_ids, all at once. The mutator
 * knows that they are made of words: ids, name offsets and sizes that are wrong
 * by a little get further than noise.
 */
#include <assert.h>

#include "fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

static struct lab lab;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	lab_open(&lab, FUZZ_BASE, "", FUZZ_BASE, NULL);
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
	const uint8_t *btf;
	struct fuzz_lens lens;
	char line[256];

	if (size < sizeof(lens))
		return 0;
	memcpy(&lens, data, sizeof(lens));
	data += sizeof(lens);
	size -= sizeof(lens);
	btf = data;
	mod.btf = cut(&data, &size, lens.btf, &mod.btf_len);
	mod.ref = cut(&data, &size, lens.ref, &mod.ref_len);
	mod.slots = cut(&data, &size, lens.slots, &mod.slots_len);
	mod.ids = cut(&data, &size, size, &mod.ids_len);
	mod.distilled = lens.distilled & 1;
	mod.report = lab_hear;
	mod.priv = &lab;
	lab.said[0] = '\0';
	if (btf_reconcile(lab.here_base.index, &mod, &stats)) {
		assert(!memcmp(btf, mod.btf, mod.btf_len));
		assert_zero(mod.ids, mod.ids_len);
	} else {
		/* and what was made is taken by no one as relative any more */
		memcpy(line, mod.btf, sizeof(struct btf_header));
		assert(!((struct btf_header *)line)->flags);
	}
	free(mod.btf);
	free((void *)mod.ref);
	free((void *)mod.slots);
	free(mod.ids);
	return 0;
}

static __u32 next(unsigned int *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned int seed)
{
	size_t words = size / sizeof(__u32), at;
	__u32 word, other;

	if (words < 4 || next(&seed) % 4 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	at = next(&seed) % words * sizeof(word);
	memcpy(&word, data + at, sizeof(word));
	memcpy(&other, data + next(&seed) % words * sizeof(word), sizeof(other));
	switch (next(&seed) % 6) {
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
		word ^= 1U << next(&seed) % 32;
		break;
	case 4:
		word = (word & 0x00ffffff) | next(&seed) % 20 << 24;
		break;
	default:
		word = next(&seed) % 64;
	}
	memcpy(data + at, &word, sizeof(word));
	return size;
}
