/* SPDX-License-Identifier: GPL-2.0 */
/* Invariant I3, said once more in other words than the core's. */
#ifndef _HONEST_H
#define _HONEST_H

#include "../../../kernel/bpf/btf_reconcile_core.h"

/**
 * dishonest() - what is wrong with a module that was reconciled
 * @mod: the module, reconciled
 * @before: its .BTF as it was before
 * @base: the base
 *
 * Every id that was a reference type's must be that of a type of the base with
 * the same name, the same kind, and the same size if it is held by value; every
 * other one the same type of the module's; every name the same string.
 *
 * Return: NULL: nothing; or the rule that is broken.
 */
const char *dishonest(const struct btf_rec_module *mod, const void *before,
		      const struct btf_rec_types *base);

#endif /* _HONEST_H */
