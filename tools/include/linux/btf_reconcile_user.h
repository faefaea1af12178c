/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel functions that kernel/bpf/btf_reconcile*.c needs, for user space. */
#ifndef _TOOLS_LINUX_BTF_RECONCILE_USER_H
#define _TOOLS_LINUX_BTF_RECONCILE_USER_H

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef __printf
#define __printf(fmt, args)	/* formats are checked in the kernel */
#endif

static inline void *btf_rec_alloc(size_t size)
{
	return malloc(size);
}

static inline void btf_rec_free(const void *p)
{
	free((void *)p);
}

static inline void btf_rec_relax(void)
{
}

struct btf_rec_table;

static inline bool btf_rec_publish(struct btf_rec_table **where,
				   struct btf_rec_table *table)
{
	struct btf_rec_table *none = NULL;

	return __atomic_compare_exchange_n(where, &none, table, false,
					   __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

static inline struct btf_rec_table *
btf_rec_published(struct btf_rec_table *const *where)
{
	return __atomic_load_n(where, __ATOMIC_ACQUIRE);
}

static inline void btf_rec_sort(void *data, size_t nr, size_t size,
				int (*cmp)(const void *a, const void *b))
{
	if (nr)
		qsort(data, nr, size, cmp);
}

#endif /* _TOOLS_LINUX_BTF_RECONCILE_USER_H */
