// SPDX-License-Identifier: GPL-2.0
/* A hostile base, and hostile BTF without a reference before a good one, which is
 * asked about and merged.
 */
#include "../../../bpf/btf_reconcile/merge.h"
#include "../../../bpf/btf_reconcile/verdict.h"
#include "fuzz.h"

static struct fixture fx;
static struct merger merger;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	fixture_open(&fx, FUZZ_BASE, "", FUZZ_BASE, NULL);
	merger_init(&merger, &fx.here_base);
	skipping = true;	/* what is wrong with it */
	return 0;
}

/* What is left of BTF that is well-formed is no longer than that. */
static void merge(const void *btf, size_t len)
{
	struct btf_ids ids = { };
	struct merged merged;

	if (!merge_btf(&merger, btf, len, &ids, "fuzz", &merged) &&
	    merged.len > len)
		abort();
	free(merged.btf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct module_btf mod = { .btf = malloc(size ? size : 1) };
	char *copy = malloc(size ? size : 1);
	struct base base;
	struct btf_rec_problem problem;

	memcpy(copy, data, size);
	memcpy(mod.btf, data, size);
	mod.btf_len = size;
	base_take(&base, copy, size, "fuzz");
	base_close(&base);
	native_problem(&fx.here_base, &mod, &problem);
	merge(mod.btf, mod.btf_len);
	free(mod.btf);
	return 0;
}
