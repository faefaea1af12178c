// SPDX-License-Identifier: GPL-2.0
/* Load the BPF program that calls btf_rec_demo's kfuncs, run it, compare. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "btf_rec_demo.skel.h"

#define MAGIC 0x6b6661ULL	/* what btf_rec_demo.c puts there */

int main(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct btf_rec_demo_bpf *skel = btf_rec_demo_bpf__open_and_load();
	int err;

	if (!skel) {
		perror("cannot load the BPF program");
		return 1;
	}
	err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.demo), &opts);
	if (err) {
		fprintf(stderr, "cannot run it: %s\n", strerror(-err));
		return 1;
	}
	printf("kfunc: 40 + 2 = %llu; by CO-RE: magic %#llx, tgid %d\n",
	       skel->bss->sum, skel->bss->magic, skel->bss->tgid);
	err = skel->bss->sum != 42 || skel->bss->magic != MAGIC ||
	      skel->bss->tgid != getpid();
	btf_rec_demo_bpf__destroy(skel);
	return err;
}
