// SPDX-License-Identifier: GPL-2.0
/*
 * run_demo kfuncs|core|probe|task: load the BPF program of that name in
 * btf_rec_demo.bpf.c, run it, compare.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "run_demo.h"

#define MAGIC 0x6b6661ULL	/* what btf_rec_demo.c puts there */

asm(".pushsection .rodata\n"
    ".globl object, object_end\n"
    ".balign 8\n"
    "object: .incbin \"btf_rec_demo.bpf.o\"\n"
    "object_end:\n"
    ".popsection\n");
extern const char object[], object_end[];

static struct bpf_program *load(struct bpf_object *obj, const char *name)
{
	struct bpf_program *prog, *found = NULL;

	bpf_object__for_each_program(prog, obj) {
		bool wanted = !strcmp(bpf_program__name(prog), name);

		bpf_program__set_autoload(prog, wanted);
		if (wanted)
			found = prog;
	}
	return found && !bpf_object__load(obj) ? found : NULL;
}

int main(int argc, char **argv)
{
	struct demo_result result = {};
	LIBBPF_OPTS(bpf_test_run_opts, opts,
		.ctx_in = &result,
		.ctx_size_in = sizeof(result),
	);
	struct bpf_object *obj = bpf_object__open_mem(object, object_end - object,
						      NULL);
	struct bpf_program *prog = obj && argc == 2 ? load(obj, argv[1]) : NULL;
	int err;

	if (!prog) {
		perror("cannot load the BPF program");
		return 1;
	}
	err = bpf_prog_test_run_opts(bpf_program__fd(prog), &opts);
	if (err || opts.retval) {
		fprintf(stderr, "cannot run it: %s, %u\n", strerror(-err), opts.retval);
		return 1;
	}
	if (!strcmp(argv[1], "kfuncs"))
		printf("kfunc: 40 + 2 = %llu; ", result.sum);
	else
		result.sum = 42;
	if (strcmp(argv[1], "task"))
		printf("by CO-RE: magic %#llx, ", result.magic);
	else
		result.magic = MAGIC;
	printf("tgid %d\n", result.tgid);
	err = result.sum != 42 || result.magic != MAGIC ||
	      result.tgid != getpid();
	bpf_object__close(obj);
	return err;
}
