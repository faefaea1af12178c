// SPDX-License-Identifier: GPL-2.0
/* What BPF programs do with the BTF of btf_rec_test.ko. */
#include "vmlinux.h"
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef __kptr_ref
#define __kptr_ref __kptr	/* since Linux 6.4 */
#endif

/* Not the module's layout: offsets come from its BTF. */
struct btf_rec_test_obj {
	enum pid_type type;
	u64 magic;
	struct task_struct *task;
	refcount_t cnt;
	struct timer_list timer;
} __attribute__((preserve_access_index));

struct btf_rec_test_stat {
	u64 calls;
} __attribute__((preserve_access_index));

extern struct btf_rec_test_obj *btf_rec_test_acquire(u64 unused) __ksym;
extern void btf_rec_test_release(struct btf_rec_test_obj *obj) __ksym;
extern u64 btf_rec_test_add(u64 a, u64 b) __ksym;
extern u64 btf_rec_test_mul(u64 a, u64 b) __ksym;
extern const struct btf_rec_test_stat btf_rec_test_stats __ksym;

struct value {
	struct btf_rec_test_obj __kptr_ref *obj;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, struct value);
	__uint(max_entries, 1);
} kept SEC(".maps");

/* kfuncs() */
u64 sum, product, magic;
int count;
/* on_entry(), on_exit() */
u64 entry_magic, entry_len, exit_len;
int entry_tgid, entry_type, exit_ret;
/* on_used() */
u64 used_magic;
int used_tgid;
/* read_by_core() */
u64 core_magic, core_size_list_head, core_offset_task;
int core_tgid;
/* read_percpu() */
u64 calls;
/* find() */
long found, found_base, found_none;

SEC("tc")
int kfuncs(struct __sk_buff *skb)
{
	struct btf_rec_test_obj *obj;

	sum = btf_rec_test_add(40, 2);
	product = btf_rec_test_mul(6, 7);
	obj = btf_rec_test_acquire(0);
	if (!obj)
		return 1;
	magic = obj->magic;
	count = obj->cnt.refs.counter;
	btf_rec_test_release(obj);
	return 0;
}

/* What stays in the map is for the destructor. */
SEC("tc")
int keep(struct __sk_buff *skb)
{
	struct btf_rec_test_obj *obj;
	struct value *v;
	int key = 0;

	v = bpf_map_lookup_elem(&kept, &key);
	if (!v)
		return 1;
	obj = btf_rec_test_acquire(0);
	if (!obj)
		return 2;
	obj = bpf_kptr_xchg(&v->obj, obj);
	if (obj)
		btf_rec_test_release(obj);
	return 0;
}

SEC("fentry/btf_rec_test_use")
int BPF_PROG(on_entry, struct btf_rec_test_obj *obj, struct task_struct *task,
	     u64 len)
{
	entry_magic = obj->magic;
	entry_type = obj->type;
	entry_tgid = task->tgid;
	entry_len = len;
	return 0;
}

SEC("fexit/btf_rec_test_use")
int BPF_PROG(on_exit, struct btf_rec_test_obj *obj, struct task_struct *task,
	     u64 len, int ret)
{
	exit_len = len;
	exit_ret = ret;
	return 0;
}

SEC("tp_btf/btf_rec_test_used_tp")
int BPF_PROG(on_used, struct task_struct *task, struct btf_rec_test_obj *obj)
{
	/* Since Linux 6.13 the verifier takes what modules pass for nullable. */
	if (!task || !obj)
		return 0;
	used_magic = obj->magic;
	used_tgid = task->tgid;
	return 0;
}

/* Through the module's struct to one of vmlinux. */
SEC("raw_tp/btf_rec_test_used_tp")
int read_by_core(struct bpf_raw_tracepoint_args *ctx)
{
	struct btf_rec_test_obj *obj = (void *)ctx->args[1];

	core_magic = BPF_CORE_READ(obj, magic);
	core_tgid = BPF_CORE_READ(obj, task, tgid);
	core_size_list_head = bpf_core_type_size(struct list_head);
	core_offset_task = bpf_core_field_offset(obj->task);
	return 0;
}

SEC("tc")
int read_percpu(struct __sk_buff *skb)
{
	const struct btf_rec_test_stat *stat;
	int cpu;

	calls = 0;
	for (cpu = 0; cpu < 64; cpu++) {
		stat = bpf_per_cpu_ptr(&btf_rec_test_stats, cpu);
		if (!stat)
			break;
		calls += stat->calls;
	}
	return 0;
}

char own_name[] = "btf_rec_test_obj";
char base_name[] = "task_struct";
char no_name[] = "btf_rec_test_gone";

SEC("syscall")
int find(void *ctx)
{
	found = bpf_btf_find_by_name_kind(own_name, sizeof(own_name),
					  BTF_KIND_STRUCT, 0);
	found_base = bpf_btf_find_by_name_kind(base_name, sizeof(base_name),
					       BTF_KIND_STRUCT, 0);
	found_none = bpf_btf_find_by_name_kind(no_name, sizeof(no_name),
					       BTF_KIND_STRUCT, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
