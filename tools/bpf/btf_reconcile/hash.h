/* SPDX-License-Identifier: GPL-2.0 */
/* XXH64, the hash of a base: the kernel tree's own, or else the system's. */
#ifndef _HASH_H
#define _HASH_H

#ifdef HAVE_KERNEL_XXHASH
#include <linux/xxhash.h>
#else
#if !__has_include("xxhash.h")
#error xxhash.h is not there: install libxxhash-dev or xxhash-devel
#endif
/* All of it is in the header, so that no library is needed later. */
#define XXH_INLINE_ALL
#include <xxhash.h>
#define xxh64	XXH64
#endif

#endif /* _HASH_H */
