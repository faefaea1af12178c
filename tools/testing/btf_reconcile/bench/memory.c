// SPDX-License-Identifier: GPL-2.0
#include <malloc.h>
#include <stdbool.h>

#include "memory.h"

static size_t live, peak;
static bool counting;

static void *gained(void *p)
{
	if (counting && p) {
		live += malloc_usable_size(p);
		if (live > peak)
			peak = live;
	}
	return p;
}

/* What was there before is not counted, and may be freed: no more than 0. */
static void lost(void *p)
{
	size_t size = counting && p ? malloc_usable_size(p) : 0;

	live -= size < live ? size : live;
}

void *__wrap_malloc(size_t size)
{
	return gained(__real_malloc(size));
}

void *__wrap_calloc(size_t nr, size_t size)
{
	return gained(__real_calloc(nr, size));
}

void *__wrap_realloc(void *p, size_t size)
{
	lost(p);
	return gained(__real_realloc(p, size));
}

void __wrap_free(void *p)
{
	lost(p);
	__real_free(p);
}

void count_memory(void)
{
	live = 0;
	peak = 0;
	counting = true;
}

double counted_kib(void)
{
	counting = false;
	return peak / 1024.0;
}
