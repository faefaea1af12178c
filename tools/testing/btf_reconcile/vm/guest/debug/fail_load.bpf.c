// SPDX-License-Identifier: GPL-2.0
/*
 * Let allocations within btf_module_reconcile() fail, as a plan for the thread
 * says. The kernel's own filter by stack trace does not exist on x86-64.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "fail_load.h"

#define ENOMEM		12
#define GFP_NOFAIL	0x8000U
/* Within this path it is what kmemleak passes for what it keeps itself. */
#define GFP_NOMEMALLOC	0x80000U

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, struct fail_plan);
} plans SEC(".maps");

static struct fail_plan *plan_of_thread(void)
{
	__u32 tid = bpf_get_current_pid_tgid();

	return bpf_map_lookup_elem(&plans, &tid);
}

SEC("kprobe/btf_module_reconcile")
int enter(struct pt_regs *ctx)
{
	struct fail_plan *plan = plan_of_thread();

	if (plan)
		plan->inside = 1;
	return 0;
}

SEC("kretprobe/btf_module_reconcile")
int leave(struct pt_regs *ctx)
{
	struct fail_plan *plan = plan_of_thread();

	if (plan)
		plan->inside = 0;
	return 0;
}

static int fails(struct pt_regs *ctx, __u32 gfp)
{
	struct fail_plan *plan = plan_of_thread();

	if (!plan || !plan->inside || gfp & (GFP_NOFAIL | GFP_NOMEMALLOC))
		return 0;
	if (++plan->seen < plan->nth || !plan->nth)
		return 0;
	if (!plan->failed++)
		bpf_get_stack(ctx, plan->stack, sizeof(plan->stack), 0);
	return 1;
}

SEC("kprobe/should_failslab")
int fail_slab(struct pt_regs *ctx)
{
	if (fails(ctx, PT_REGS_PARM2(ctx)))
		bpf_override_return(ctx, -ENOMEM);
	return 0;
}

SEC("kprobe/should_fail_alloc_page")
int fail_page(struct pt_regs *ctx)
{
	if (fails(ctx, PT_REGS_PARM1(ctx)))
		bpf_override_return(ctx, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
