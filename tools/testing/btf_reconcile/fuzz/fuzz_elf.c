// SPDX-License-Identifier: GPL-2.0
/* A hostile module file: sections, symbols, compression. */
#include <sys/mman.h>
#include <unistd.h>

#include "../../../bpf/btf_reconcile/verdict.h"
#include "fuzz.h"

static struct fixture fx;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	fixture_open(&fx, FUZZ_BASE, "", FUZZ_BASE, NULL);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct module_btf mod;
	struct elf_file file;
	struct verdict verdict;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
		close(fd);
		return 0;
	}
	if (elf_file_from(&file, "fuzz", fd))
		return 0;
	elf_file_signature(&file);
	if (!module_btf_read(&mod, &file)) {
		verdict_of(&verdict, &fx.here_base, &mod);
		verdict_free(&verdict);
	}
	module_btf_free(&mod);
	elf_file_close(&file);
	return 0;
}
