/* SPDX-License-Identifier: GPL-2.0 */
/* What lib/xxhash.c of a kernel tree needs of the kernel, for the Makefile,
 * which compiles that file without its includes.
 */
#ifndef _HASH_KERNEL_H
#define _HASH_KERNEL_H

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <linux/xxhash.h>

#define EXPORT_SYMBOL(name)
#define MODULE_LICENSE(text)
#define MODULE_DESCRIPTION(text)

static inline uint32_t get_unaligned_le32(const void *p)
{
	uint32_t value;

	memcpy(&value, p, sizeof(value));
	return le32toh(value);
}

static inline uint64_t get_unaligned_le64(const void *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return le64toh(value);
}

#endif /* _HASH_KERNEL_H */
