/* SPDX-License-Identifier: GPL-2.0 */
/* What fail_load.c and its BPF programs share. */
#ifndef _FAIL_LOAD_H
#define _FAIL_LOAD_H

#define FAIL_STACK	16

/**
 * struct fail_plan - which allocations of a thread fail
 * @nth: the first one, counted within btf_module_reconcile(); all after it
 *	fail too, or kvmalloc() would get from vmalloc() what kmalloc() has not
 * @inside: the thread is in btf_module_reconcile()
 * @seen: allocations tried in there
 * @failed: how many of them failed
 * @stack: return addresses of the first that failed, the innermost first
 */
struct fail_plan {
	__u32 nth;
	__u32 inside;
	__u32 seen;
	__u32 failed;
	__u64 stack[FAIL_STACK];
};

#endif /* _FAIL_LOAD_H */
