/* SPDX-License-Identifier: GPL-2.0 */
/* BTF several times as large, of copies that have other names. */
#ifndef _GROW_H
#define _GROW_H

#include "../../../bpf/btf_reconcile/tool.h"

/**
 * grow() - BTF with its own types several times
 * @btf: raw BTF that is right, whole or split
 * @base: what it is split from, NULL: it is whole
 * @times: how often its types are in the result
 * @len: bytes of the result
 *
 * The copies refer to each other and to the base as the first ones do; a name
 * of its own strings gets a suffix.
 *
 * Return: raw BTF, which the caller frees.
 */
void *grow(const void *btf, const struct btf_rec_types *base, int times,
	   size_t *len);

#endif /* _GROW_H */
