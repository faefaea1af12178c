// SPDX-License-Identifier: GPL-2.0
/* A hostile kernel image; and the same bytes as a section of the other byte order. */
#include "../../../bpf/btf_reconcile/foreign.h"
#include "../../../bpf/btf_reconcile/image.h"
#include "fuzz.h"

static const char * const sections[] = {
	".BTF", BTF_REF_IDS_SECTION, BTF_BASE_ID_SECTION, ".BTF_ids",
};

static void swap(const char *section, const uint8_t *data, size_t size)
{
	void *copy = memcpy(xmalloc(size), data, size);

	foreign_to_host(section, copy, size);
	foreign_from_host(section, copy, size);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine machine;
	size_t i, len;

	for (i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		swap(sections[i], data, size);
	free(image_btf("fuzz", data, size, &len, &machine));
	return 0;
}
