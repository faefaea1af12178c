/* SPDX-License-Identifier: GPL-2.0 */
/* Would a kernel accept a module's BTF? */
#ifndef _VERDICT_H
#define _VERDICT_H

#include "btf_ids.h"
#include "elf_file.h"
#include "tool.h"

/**
 * struct module_btf - the BTF sections of a module, copied from its file
 * @btf: .BTF, NULL: none
 * @ref: .BTF.base_ref or .BTF.base, NULL: none
 * @ids: .BTF_ids, and where in it the ids are
 * @slots: .BTF.base_ref.ids, NULL: none
 * @id: .BTF.base_id, NULL: none
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @slots_len: bytes of @slots
 * @id_len: bytes of @id
 * @relative: @btf is relative to .BTF.base_ref, or has unknown flags
 * @distilled: @btf is relative to .BTF.base
 * @hollow: there is a .BTF, but it cannot be read
 */
struct module_btf {
	void *btf;
	void *ref;
	void *slots;
	void *id;
	struct btf_ids ids;
	size_t btf_len;
	size_t ref_len;
	size_t slots_len;
	size_t id_len;
	bool relative;
	bool distilled;
	bool hollow;
};

void module_btf_read_id(struct module_btf *mod, struct elf_file *file);
int module_btf_read(struct module_btf *mod, struct elf_file *file);
int module_btf_record(const struct module_btf *mod, struct btf_rec_module *rec,
		      void (*report)(void *priv,
				     const struct btf_rec_problem *problem),
		      void *priv);
void module_btf_free(struct module_btf *mod);

/* Was the module built against a base? What its .BTF.base_id says. */
enum id_state {
	ID_NONE,	/* it says nothing that is known */
	ID_SAME,
	ID_OTHER,
	ID_NR,
};

extern const char * const id_state_names[ID_NR];

enum id_state module_btf_id(const struct module_btf *mod, __u64 base, __u64 *id);

/* Is the BTF relative to a reference? If not it is native to some vmlinux. */
static inline bool module_btf_is_relative(const struct module_btf *mod)
{
	return mod->relative || mod->distilled;
}

/* Is it of a format that this program cannot read? The core says of which. */
static inline bool module_btf_is_other(const struct module_btf *mod)
{
	const struct btf_rec_header *h = mod->btf;

	return mod->relative && h->flags;
}

enum status {
	STATUS_RECONCILES,	/* its reference matches */
	STATUS_NATIVE,		/* has none, and the kernel would take it */
	STATUS_NO_BTF,		/* nothing to be refused */
	STATUS_REFUSED,
	STATUS_UNREADABLE,
	STATUS_NR,
};

extern const char * const status_names[STATUS_NR];

/**
 * struct finding - one reason why a module is refused
 * @text: in one line
 * @json: the same as a JSON object
 */
struct finding {
	char *text;
	char *json;
};

/**
 * struct verdict - the verdict on one module
 * @status: in a word
 * @findings: the reasons if it is refused
 * @nr: number of @findings
 * @stats: of the reconciliation
 * @id_state: whether the module was built against this base
 * @id: the id of the base that it was built against, if it is known
 */
struct verdict {
	enum status status;
	enum id_state id_state;
	__u64 id;
	struct finding *findings;
	size_t nr;
	struct btf_rec_stats stats;
};

void verdict_of(struct verdict *verdict, const struct base *base,
		struct module_btf *mod);
void verdict_free(struct verdict *verdict);

bool native_problem(const struct base *base, const struct module_btf *mod,
		    struct btf_rec_problem *problem);
bool native_is_own(const struct btf_rec_problem *problem);

#endif /* _VERDICT_H */
