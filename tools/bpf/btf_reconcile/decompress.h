/* SPDX-License-Identifier: GPL-2.0 */
/* What modules and kernels are compressed with. */
#ifndef _DECOMPRESS_H
#define _DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>

/* No module or kernel is larger than this; a bomb would be. */
#define DECOMPRESS_MAX	(1024UL * 1024 * 1024)

/**
 * struct buffer - memory that grows
 * @data: the memory, which the owner frees
 * @len: bytes of it that are used
 * @size: bytes of it
 */
struct buffer {
	char *data;
	size_t len;
	size_t size;
};

/**
 * decompress() - undo whatever compression begins at the data
 * @data: begins with the compressed stream; what follows it is ignored
 * @len: bytes of @data
 * @out: filled in; the caller frees out->data even after an error
 * @name: set to what it was compressed with, or NULL: nothing known
 *
 * Return: 0, or -1 when it is not compressed by anything known here, is
 * damaged, or this program was built without the library for it.
 */
int decompress(const void *data, size_t len, struct buffer *out,
	       const char **name);

/* Does any known compression begin here? Looks at @len bytes at most. */
bool looks_compressed(const void *data, size_t len);

#endif /* _DECOMPRESS_H */
