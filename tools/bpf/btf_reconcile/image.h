/* SPDX-License-Identifier: GPL-2.0 */
/* The BTF in a kernel image. */
#ifndef _IMAGE_H
#define _IMAGE_H

#include <stddef.h>

struct machine;

void *image_btf(const char *path, const void *image, size_t len,
		size_t *btf_len, struct machine *machine);

#endif /* _IMAGE_H */
