/* SPDX-License-Identifier: GPL-2.0 */
/* A module built against one base and loaded with another, all from text. */
#ifndef _LAB_H
#define _LAB_H

#include "../../bpf/btf_reconcile/emit_btf.h"
#include "blob.h"

/**
 * struct lab - one module and two bases
 * @built: the base it is built against
 * @here: the base it meets
 * @split: its BTF, as pahole would make it
 * @native: the module built against @here; only if lab_open() was told so
 * @built_base: @built as the tool has it
 * @here_base: and @here
 * @emitted: @split with its reference
 * @ids: what .BTF_ids has
 * @said: all that was reported, one line each
 * @stats: of the last lab_reconcile()
 */
struct lab {
	struct blob built, here, split, native;
	struct base built_base, here_base;
	struct emit_result emitted;
	struct btf_ids ids;
	char said[4096];
	struct btf_rec_stats stats;
};

void lab_open(struct lab *lab, const char *built, const char *split,
	      const char *here, const char *native);
void lab_close(struct lab *lab);

/* In lab->said, where the module could not be given a reference. */
#define LAB_NO_REFERENCE	"no reference"

/* Emits, if that was not done, and reconciles in lab->emitted. */
int lab_reconcile(struct lab *lab);

/* Reconciles another module with the same base, saves it (see cases.h), and
 * ends the program if what comes of it is dishonest (see honest.h) or half done.
 */
int lab_try(const struct lab *lab, const struct btf_rec_module *mod,
	    struct btf_rec_stats *stats);

/* Is what was reconciled the same as what is native? Prints what differs. */
bool lab_is_native(const struct lab *lab);

/* A report function that adds to lab->said. */
void lab_hear(void *lab, const struct btf_rec_problem *problem);

struct btf *lab_parse(const void *data, size_t len, struct btf *base);

#endif /* _LAB_H */
