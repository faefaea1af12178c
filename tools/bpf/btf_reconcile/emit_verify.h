/* SPDX-License-Identifier: GPL-2.0 */
/* Checking that a module with a reference reconciles to the module without. */
#ifndef _EMIT_VERIFY_H
#define _EMIT_VERIFY_H

#include "emit_btf.h"

int emit_verify(const struct base *base, const void *btf, size_t len,
		const struct btf_ids *ids, const struct emit_result *result,
		const char *path);

#endif /* _EMIT_VERIFY_H */
