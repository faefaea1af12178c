/* SPDX-License-Identifier: GPL-2.0 */
/* What the module has of types that BPF programs see. */
#ifndef _BTF_REC_TEST_H
#define _BTF_REC_TEST_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <net/raw.h>

#define BTF_REC_TEST_MAGIC	0x6d6167696321ULL

/* Types of vmlinux by value and by pointer, and an enum and a union besides. */
struct btf_rec_test_obj {
	struct list_head list;
	/* nobody takes it: it is here for its type */
	spinlock_t lock;
	struct timer_list timer;
	refcount_t cnt;
	u64 magic;
	struct task_struct *task;
	const struct cred *cred;
	/* of another size in the kernel that foreign modules are built for */
	struct raw_iter_state *iter;
	union {
		pid_t pid;
		unsigned long bits[2];
	};
	enum pid_type type;
};

/* In a per-CPU variable. */
struct btf_rec_test_stat {
	u64 calls;
	struct list_head list;
	ktime_t last;
};

#endif /* _BTF_REC_TEST_H */
