/* SPDX-License-Identifier: GPL-2.0 */
/* A base looked up the other way: bisected if it was hashed, or hashed. */
#ifndef _SORTED_H
#define _SORTED_H

#include "../../bpf/btf_reconcile/tool.h"

/**
 * other_way() - reconcile a module with the same base in another order
 * @base: the base
 * @mod: the module, not reconciled yet; nothing of it is changed
 * @done: the module, reconciled with @base
 * @err: what came of that
 * @said: what was reported
 *
 * If @base is not sorted by name, a copy of it is sorted and bisected; otherwise its
 * names are hashed.
 *
 * Return: NULL: the same came of it, but for the numbers; or what differs.
 */
const char *other_way(const struct base *base, const struct btf_rec_module *mod,
		      const struct btf_rec_module *done, int err,
		      const char *said);

/* A report function that adds lines to a stream, type IDs in them as "#". */
void hear_lines(void *file, const struct btf_rec_problem *problem);

#endif /* _SORTED_H */
