/* SPDX-License-Identifier: GPL-2.0 */
/* Opening input: files, pipes, compressed files. */
#ifndef _INPUT_H
#define _INPUT_H

#include <stdbool.h>
#include <stddef.h>

int input_open(const char *path);
int input_spool(const char *path, const void *data, size_t len);
int input_decompress(const char *path, int fd, bool *compressed);

#endif /* _INPUT_H */
