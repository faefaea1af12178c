// SPDX-License-Identifier: GPL-2.0
/* Calls the module's kfuncs, and reads by CO-RE what they return. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/* Not the layout of either kernel: the offsets come from BTF. */
struct btf_rec_demo_state {
	unsigned long long magic;
} __attribute__((preserve_access_index));

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

extern unsigned long long btf_rec_demo_add(unsigned long long a,
					   unsigned long long b) __ksym;
extern struct btf_rec_demo_state *btf_rec_demo_get(void) __ksym;

unsigned long long sum, magic;
int tgid;

SEC("syscall")
int demo(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	sum = btf_rec_demo_add(40, 2);
	magic = btf_rec_demo_get()->magic;
	tgid = task->tgid;
	return 0;
}

char _license[] SEC("license") = "GPL";
