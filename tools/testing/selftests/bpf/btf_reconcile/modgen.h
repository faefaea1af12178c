/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Modules that no compiler made: a template with other BTF sections and another
 * name. For prog_tests/btf_reconcile.c.
 */
#ifndef _MODGEN_H
#define _MODGEN_H

#include <stdbool.h>

#include "../../../btf_reconcile/data/malformed.h"

/* Words of the .BTF_ids that btf_rec_mini.c and sections_make_full() have. */
#define MODGEN_NR_IDS	14

/**
 * modgen_write() - write a module
 * @template: a module, NAME.ko
 * @out: where to
 * @name: what the new one is called; NULL: as the template
 * @s: its BTF sections; those without data are removed; NULL: the template's
 * @distilled: the reference is to be pahole's .BTF.base
 *
 * Return: 0, or -EINVAL, reported on stderr.
 */
int modgen_write(const char *template, const char *out, const char *name,
		 const struct module_sections *s, bool distilled);

/* Read the BTF sections of a module; those that are not there have no data. */
int modgen_read(const char *path, struct module_sections *s);

/* Change the header of one of a module's sections; ~0: leave it. */
int modgen_set_header(const char *path, const char *section,
		      unsigned int type, unsigned long flags);

#endif /* _MODGEN_H */
