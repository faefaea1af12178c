// SPDX-License-Identifier: GPL-2.0
/* Call the modules' kfuncs, and read by CO-RE what is in btf_rec_demo. */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include "run_demo.h"

/* Not the layout of either kernel: the offsets come from BTF. */
struct btf_rec_demo_state {
	unsigned long long magic;
} __attribute__((preserve_access_index));

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

/* Weak: not all modules need be there. */
extern unsigned long long btf_rec_demo_add(unsigned long long a,
					   unsigned long long b) __ksym __weak;
extern struct btf_rec_demo_state *btf_rec_demo_get(void) __ksym __weak;
extern int btf_rec_task_tgid(struct task_struct *task) __ksym __weak;

static int own_tgid(void)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	return task->tgid;
}

SEC("syscall")
int kfuncs(struct demo_result *result)
{
	result->sum = btf_rec_demo_add(40, 2);
	result->magic = btf_rec_demo_get()->magic;
	result->tgid = own_tgid();
	return 0;
}

/* btf_rec_demo's magic, by its address. */
static int read_magic(struct demo_result *result)
{
	static const char name[] = "btf_rec_demo:state";
	struct btf_rec_demo_state *state;
	unsigned long long at;

	if (bpf_kallsyms_lookup_name(name, sizeof(name), 0, &at))
		return 1;
	state = (void *)at;
	result->magic = BPF_CORE_READ(state, magic);
	return 0;
}

/* Where a program calls no kfuncs. */
SEC("syscall")
int core(struct demo_result *result)
{
	result->tgid = own_tgid();
	return read_magic(result);
}

/* Nor reads through the pointers that helpers return. */
SEC("syscall")
int probe(struct demo_result *result)
{
	struct task_struct *task = (void *)bpf_get_current_task_btf();

	result->tgid = BPF_CORE_READ(task, tgid);
	return read_magic(result);
}

/* Passes vmlinux's struct to a kfunc of btf_rec_task. */
SEC("syscall")
int task(struct demo_result *result)
{
	result->tgid = btf_rec_task_tgid((void *)bpf_get_current_task_btf());
	return 0;
}

char _license[] SEC("license") = "GPL";
