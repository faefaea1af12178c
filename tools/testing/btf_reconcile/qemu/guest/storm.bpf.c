// SPDX-License-Identifier: GPL-2.0
/*
 * Keep a thread whose load fails busy where its module's memory has just been
 * given back, so that another module can be given it before the thread goes on.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define TURNS	(1 << 23)	/* as long as another load takes */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u32);
} slow SEC(".maps");

static long turn(__u32 i, void *ctx)
{
	return 0;
}

/* load_module() gives back two pieces of memory, the second is struct module's. */
SEC("kretprobe/module_memfree")
int freed(struct pt_regs *ctx)
{
	__u32 tid = bpf_get_current_pid_tgid();
	__u32 *times = bpf_map_lookup_elem(&slow, &tid);

	if (times && ++*times == 2)
		bpf_loop(TURNS, turn, NULL, 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
