// SPDX-License-Identifier: GPL-2.0
/* Passes vmlinux's struct task_struct to a module. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* To libbpf a declaration is no struct. */
struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

extern int btf_rec_task_tgid(struct task_struct *task) __ksym;

int tgid;

SEC("syscall")
int task(void *ctx)
{
	tgid = btf_rec_task_tgid((void *)bpf_get_current_task_btf());
	return 0;
}

char _license[] SEC("license") = "GPL";
