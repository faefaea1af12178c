/* SPDX-License-Identifier: GPL-2.0 */
/* Ways in which the BTF of a module with a reference can be damaged. */
#ifndef _HOSTILE_H
#define _HOSTILE_H

#include "../../../../kernel/bpf/btf_reconcile_core.h"

/**
 * struct hostile - one way
 * @name: what to call it, fit for a file name
 * @section: the section that is changed
 * @special: only a module made for it has what is changed, see test_core.c
 * @change: changes it in place; returns its new length, or 0 when the section
 *	has nothing to be changed that way; start is the split's first id
 */
struct hostile {
	const char *name;
	const char *section;
	size_t (*change)(__u8 *data, size_t len, __u32 start);
	bool special;
};

extern const struct hostile hostiles[];
extern const size_t nr_hostiles;

/* How many types there are in BTF that is right. */
__u32 count_types(const void *btf);

#endif /* _HOSTILE_H */
