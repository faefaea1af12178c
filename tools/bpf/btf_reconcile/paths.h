/* SPDX-License-Identifier: GPL-2.0 */
/* Finding the files of a command line. */
#ifndef _PATHS_H
#define _PATHS_H

#include "tool.h"

/**
 * struct paths - modules to look at, in the order in which they were named and
 *	sorted within a directory
 * @path: their names
 * @named: for each, whether it was named itself, not a directory above it
 * @nr: number of @path
 * @failed: something could not be read, and was reported
 */
struct paths {
	char **path;
	bool *named;
	size_t nr;
	bool failed;
};

void paths_add(struct paths *paths, const char *path);
void paths_unique(struct paths *paths);
void paths_free(struct paths *paths);

/**
 * struct choice - which kernel a command line means
 * @path: its BTF, as -b has it; set by base_choose()
 * @release: its release, as -k has it; set by base_choose()
 * @root: --root: the directory that @release is installed below; NULL: /
 * @found: what base_choose() allocated, free() it
 */
struct choice {
	const char *path;
	const char *release;
	const char *root;
	char *found;
};

int base_choose(struct base *base, struct choice *choice);

#endif /* _PATHS_H */
