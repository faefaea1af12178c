// SPDX-License-Identifier: GPL-2.0
/* A hostile base, and hostile BTF without a reference before a good one. */
#include "../../../bpf/btf_reconcile/verdict.h"
#include "fuzz.h"

static struct lab lab;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	lab_open(&lab, FUZZ_BASE, "", FUZZ_BASE, NULL);
	return 0;
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
	native_problem(&lab.here_base, &mod, &problem);
	free(mod.btf);
	return 0;
}
