/* SPDX-License-Identifier: GPL-2.0 */
/* How much memory is live at most, by the linker's --wrap. */
#ifndef _MEMORY_H
#define _MEMORY_H

#include <stddef.h>

/* From here on; what was there before does not count. */
void count_memory(void);

/* Stop, and tell the most that there was at a time, in KiB. */
double counted_kib(void);

void *__real_malloc(size_t size);
void *__real_calloc(size_t nr, size_t size);
void *__real_realloc(void *p, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t nr, size_t size);
void *__wrap_realloc(void *p, size_t size);
void __wrap_free(void *p);

#endif /* _MEMORY_H */
