/* SPDX-License-Identifier: GPL-2.0 */
/* A module's .BTF_ids, as its __BTF_ID__ symbols describe it. */
#ifndef _BTF_IDS_H
#define _BTF_IDS_H

#include "elf_file.h"
#include "tool.h"

/**
 * struct id_name - a type that BTF_ID() names
 * @kind: BTF_KIND_*
 * @name: its name, allocated
 * @off: where in .BTF_ids its ID belongs, before sets are sorted
 */
struct id_name {
	__u32 kind;
	char *name;
	__u32 off;
};

/**
 * struct btf_ids - .BTF_ids
 * @data: its contents; NULL: the module has none
 * @len: bytes of @data
 * @slots: where its ids are, in order, sets whole
 * @nr_slots: number of @slots
 * @names: the types that the IDs name; some more than once
 * @nr_names: number of @names
 */
struct btf_ids {
	char *data;
	size_t len;
	struct btf_ids_slot *slots;
	size_t nr_slots;
	struct id_name *names;
	size_t nr_names;
};

int btf_ids_read(struct btf_ids *ids, struct elf_file *file);
void btf_ids_visit(struct btf_ids *ids, void (*visit)(void *ctx, __u32 *id),
		   void *ctx);
void btf_ids_sort(char *first, const struct btf_ids_slot *slot);
void btf_ids_free(struct btf_ids *ids);

#endif /* _BTF_IDS_H */
