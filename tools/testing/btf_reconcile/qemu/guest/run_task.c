// SPDX-License-Identifier: GPL-2.0
/* Load the BPF program that passes a task to btf_rec_task, run it, compare. What the
 * verifier says goes to stderr.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "btf_rec_task.skel.h"

int main(void)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts);
	struct btf_rec_task_bpf *skel = btf_rec_task_bpf__open_and_load();
	int err;

	if (!skel) {
		perror("cannot load the BPF program");
		return 1;
	}
	err = bpf_prog_test_run_opts(bpf_program__fd(skel->progs.task), &opts);
	if (err) {
		fprintf(stderr, "cannot run it: %s\n", strerror(-err));
		return 1;
	}
	printf("tgid %d\n", skel->bss->tgid);
	err = skel->bss->tgid != getpid();
	btf_rec_task_bpf__destroy(skel);
	return err;
}
