/* SPDX-License-Identifier: GPL-2.0 */
/* Loading modules and hearing what the kernel says of them, subtest by subtest.
 * For prog_tests/btf_reconcile*.c.
 */
#ifndef _BTF_RECONCILE_LOAD_H
#define _BTF_RECONCILE_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include <bpf/btf.h>

#include "btf_reconcile/modgen.h"

/* Modules that Makefile.btf_reconcile builds. */
#define REC_TEST	"btf_rec_test.ko"
#define REC_TEST_PLAIN	"btf_rec_test.plain.ko"		/* no reference */
#define REC_TEST_FOREIGN "btf_rec_test.foreign.ko"	/* of another kernel */
#define REC_MINI	"btf_rec_mini.ko"
#define REC_BARE	"btf_rec_bare.ko"

/* Start a subtest if it is wanted, and its part of the kernel's log, in which the
 * kernel tells of each module that it reconciles.
 */
bool rec_begin(const char *name);

/* End it: unload what it left loaded; if it failed show its part of the log. */
void rec_end(void);

/* Load a module. Return: 0 or -errno. The name is to be unloaded some time. */
int rec_load(const char *path, const char *name);

/* Return: 0 or -errno; what used it may take a moment to let it go. */
int rec_unload(const char *name);

/* Does the subtest's log have each of the words, "|" between them? */
bool rec_logged(const char *words);

/* How many lines of the subtest's log have the word? */
int rec_count_lines(const char *word);

/* Is .BTF.base for btf_reconcile(), in a kernel that has btf_relocate() too? */
void rec_reconcile_distilled(bool yes);

/* Does this kernel load modules whose BTF it refuses? */
bool rec_loads_without_btf(void);

/* Load a module that must be refused, for the reason that words are about;
 * that is not loaded, or without BTF, as the kernel's policy says.
 */
bool rec_refused(const char *path, const char *name, const char *words);

/* The module's BTF, from sysfs, and vmlinux's. Free the latter last. */
struct btf *rec_btf(const char *name, struct btf **base);

/* Read a file of debugfs; -1: there is none. */
int rec_read(const char *dir, const char *file, void *buf, size_t size);

/* A name in /tmp for a module that is made. */
const char *rec_path(void);

#endif /* _BTF_RECONCILE_LOAD_H */
