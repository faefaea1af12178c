/* SPDX-License-Identifier: GPL-2.0 */
/* Replacing a file atomically. */
#ifndef _REPLACE_H
#define _REPLACE_H

#include <signal.h>
#include <stddef.h>

/**
 * struct replacement - a file that is about to take another's name
 * @path: that name, symbolic links followed
 * @tmp: its own name until then, in the same directory
 * @signals: what the signal mask was before
 */
struct replacement {
	char *path;
	char *tmp;
	sigset_t signals;
};

int replace_begin(struct replacement *r, const char *out);
void replace_keep(const char *from, int fd);
int replace_end(struct replacement *r, int err);
int replace_with(const char *out, const void *data, size_t len);

#endif /* _REPLACE_H */
