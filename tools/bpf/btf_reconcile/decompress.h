/* SPDX-License-Identifier: GPL-2.0 */
/* Decompressing modules and kernels. */
#ifndef _DECOMPRESS_H
#define _DECOMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* No module or kernel is larger; a decompression bomb is. */
#define DECOMPRESS_MAX		(512UL << 20)
#define DECOMPRESS_MAX_TEXT	"512 MiB"

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
 * compression() - the compression format of data
 * @data: the data
 * @len: bytes of @data
 *
 * Return: the format's name; NULL: no format known here begins with this.
 */
const char *compression(const void *data, size_t len);

/**
 * decompress() - decompress data of any known format
 * @data: begins with a compressed stream; streams of the same format that
 *	follow at once belong to it, anything else that follows is ignored
 * @len: bytes of @data
 * @out: filled in; the caller frees out->data even after an error
 *
 * Return: 0; -EINVAL when the data are not compressed, damaged or cut off;
 * -EFBIG when they are larger than DECOMPRESS_MAX; -ENOMEM; -EOPNOTSUPP when this
 * program was built without the library for the format.
 */
int decompress(const void *data, size_t len, struct buffer *out);

/**
 * decompress_error() - say why decompress() failed
 * @err: what it returned
 */
const char *decompress_error(int err);

/**
 * decompress_list() - list the formats, each with a blank before it
 * @out: where to
 * @there: those that this program was built with, or the others
 */
void decompress_list(FILE *out, bool there);

#endif /* _DECOMPRESS_H */
