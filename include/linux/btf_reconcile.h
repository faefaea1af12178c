/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reconciling a module's split BTF with the running vmlinux BTF.
 *
 * In: split BTF that is relative to a reference (.BTF.base_ref), the reference, the
 * module's .BTF_ids with the list of its slots, and an index of the base. Out: the
 * same sections relative to the base, or a list of mismatches.
 *
 * The core takes unverified bytes, allocates only for the time of a call, keeps no
 * state, and takes no lock. The same files build in the kernel and in user space:
 * kernel/bpf/btf_reconcile*.c, except btf_reconcile_module.c, the kernel's side.
 *
 * Format and matching rules: Documentation/bpf/btf_reconcile_internals.rst
 */
#ifndef _LINUX_BTF_RECONCILE_H
#define _LINUX_BTF_RECONCILE_H

#include <linux/types.h>
#ifdef __KERNEL__
#include <uapi/linux/btf.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <linux/btf.h>
#endif

#define BTF_REF_SECTION		".BTF.base_ref"		/* the reference */
#define BTF_REF_IDS_SECTION	".BTF.base_ref.ids"	/* its .BTF_ids */
#define BTF_DISTILLED_SECTION	".BTF.base"		/* distilled base */
#define BTF_BASE_ID_SECTION	".BTF.base_id"

/* btf_header.magic of .BTF whose type IDs and name offsets are relative to
 * BTF_REF_SECTION. Readers that do not know it refuse the BTF. A flag would not do:
 * libbpf and pahole do not look at btf_header.flags. <uapi/linux/btf.h> of a kernel
 * with this series has it, too.
 */
#ifndef BTF_REF_MAGIC
#define BTF_REF_MAGIC		0xEB9E
#endif
/* btf_header.flags with BTF_MAGIC: the first format, which no reader accepts any
 * more. Other flags are reserved for later formats.
 */
#define BTF_F_BASE_REF_OLD	0x80

/**
 * struct btf_base_id - contents of BTF_BASE_ID_SECTION: the ID of the vmlinux BTF
 *	that the module was built against
 * @type: how the base is identified, BTF_BASE_ID_*
 * @len: bytes of the ID
 * @xxh64: BTF_BASE_ID_XXH64: XXH64, seed 0, of all bytes of the base's BTF
 *
 * In the module's byte order. A reader ignores a section with another type or
 * length.
 */
struct btf_base_id {
	__u32 type;
	__u32 len;
	__u64 xxh64;
};

#define BTF_BASE_ID_XXH64	1

/**
 * struct btf_ref_ids - the header of BTF_REF_IDS_SECTION
 * @nr_slots: number of struct btf_ids_slot that follow
 * @ids_len: bytes of .BTF_ids; its contents follow the slots
 *
 * In the module's byte order. The IDs in these contents are relative to the
 * reference. .BTF_ids itself has no IDs in the file, so a kernel that does not know
 * references does not misread it.
 */
struct btf_ref_ids {
	__u32 nr_slots;
	__u32 ids_len;
};

/**
 * struct btf_ids_slot - a run of type IDs in .BTF_ids
 * @off: offset in .BTF_ids of the first ID, in bytes, a multiple of 4
 * @cnt: number of IDs
 * @stride: bytes from one ID to the next, 4 or 8 (an ID and its flags)
 * @flags: BTF_IDS_SLOT_*
 *
 * Slots are in ascending order of @off and do not overlap.
 */
struct btf_ids_slot {
	__u32 off;
	__u32 cnt;
	__u16 stride;
	__u16 flags;
};

/* A BTF_SET or BTF_SET8: sorted by ID; its count is at @off - @stride. */
#define BTF_IDS_SLOT_SORTED	1

/**
 * struct btf_rec_types - a BTF object as an array
 * @types: the type of each ID; @types[0] is void and never read
 * @strs: the string section, whose last byte is 0
 * @nr_types: number of ids, void included
 * @str_len: bytes of @strs
 * @sorted_from: the first type with a name, if it and all after it are sorted by
 *	name, and all before it have none; 0: not sorted, or not known. A wrong value
 *	makes look-ups fail, so modules are refused.
 */
struct btf_rec_types {
	const struct btf_type *const *types;
	const char *strs;
	__u32 nr_types;
	__u32 str_len;
	__u32 sorted_from;
};

struct btf_rec_index;

/**
 * enum btf_rec_why - why a module's BTF was refused
 * @BTF_REC_MALFORMED: the bytes are not what the format allows
 * @BTF_REC_UNKNOWN_KIND: a type is of a kind that this code does not know
 * @BTF_REC_MISSING: the base has nothing of that name
 * @BTF_REC_KIND: the base has that name, for another kind of type
 * @BTF_REC_SIZE: another size
 * @BTF_REC_ENCODING: an integer of another width in bits, offset or signedness
 * @BTF_REC_FORWARD: the base has a forward declaration, a definition is needed
 * @BTF_REC_TARGET: a typedef that stands for another type
 * @BTF_REC_MEMBERS: its members, values, or what it stands for are not those
 *	that the reference recorded
 * @BTF_REC_AMBIGUOUS: the base has several that match equally well
 * @BTF_REC_NR_WHY: number of the above
 */
enum btf_rec_why {
	BTF_REC_MALFORMED,
	BTF_REC_UNKNOWN_KIND,
	BTF_REC_MISSING,
	BTF_REC_KIND,
	BTF_REC_SIZE,
	BTF_REC_ENCODING,
	BTF_REC_FORWARD,
	BTF_REC_TARGET,
	BTF_REC_MEMBERS,
	BTF_REC_AMBIGUOUS,
	BTF_REC_NR_WHY,
};

/**
 * enum btf_rec_use - how the module uses a type of the base
 * @BTF_REC_BY_POINTER: behind pointers, or by name
 * @BTF_REC_BY_MEMBER: by value, as a member of a struct or union
 * @BTF_REC_BY_VARIABLE: by value, as the type of a variable
 * @BTF_REC_BY_PARAMETER: by value, as a function's parameter or return value
 * @BTF_REC_BY_IDS: in a BTF_ID() list or set, and nowhere by value
 * @BTF_REC_NR_USE: number of the above
 */
enum btf_rec_use {
	BTF_REC_BY_POINTER,
	BTF_REC_BY_MEMBER,
	BTF_REC_BY_VARIABLE,
	BTF_REC_BY_PARAMETER,
	BTF_REC_BY_IDS,
	BTF_REC_NR_USE,
};

#define BTF_REC_MAX_NAMED	4	/* candidates named in a problem */

/**
 * struct btf_rec_problem - one reason why a module's BTF was refused
 * @why: what is wrong; says which of the other fields mean something
 * @section: BTF_REC_MALFORMED, BTF_REC_UNKNOWN_KIND: name of the section
 * @what: BTF_REC_MALFORMED: the rule that it breaks
 * @id: BTF_REC_MALFORMED, BTF_REC_UNKNOWN_KIND: the type id (0: none), in the
 *	module's numbering; otherwise the id of the reference type
 * @name: the reference type's name
 * @kind: its BTF_KIND_*, or the number of the unknown one
 * @built_size: its size in bytes when the module was built
 * @here_name: name of the base's candidate, or of what a typedef stands for
 * @here_kind: BTF_KIND_* of the candidate, or of what a typedef stands for
 * @here_size: its size in bytes
 * @use: how the module uses the type
 * @holder: name of the struct, union, variable or function that holds it by
 *	value; NULL: has no name
 * @holder_kind: BTF_KIND_* of @holder, 0: there is none
 * @member: name of the member, NULL: none
 * @nr_named: BTF_REC_AMBIGUOUS: number of candidates
 * @named: BTF_REC_AMBIGUOUS: base ids of the first BTF_REC_MAX_NAMED of them
 *
 * The strings belong to the sections and live as long as they do.
 */
struct btf_rec_problem {
	enum btf_rec_why why;
	enum btf_rec_use use;
	const char *section;
	const char *what;
	const char *name;
	const char *here_name;
	const char *holder;
	const char *member;
	__u32 id;
	__u32 kind;
	__u32 built_size;
	__u32 here_kind;
	__u32 here_size;
	__u32 holder_kind;
	__u32 nr_named;
	__u32 named[BTF_REC_MAX_NAMED];
};

/**
 * struct btf_rec_module - what the core takes and gives back
 * @btf: the split BTF, 4-byte aligned; rewritten in place on success,
 *	untouched on error
 * @ref: the reference, at any alignment
 * @ids: contents of .BTF_ids, at any alignment; rewritten in place on success,
 *	all zero on error
 * @slots: array of struct btf_ids_slot, at any alignment; NULL: not there,
 *	which is an error when there is @ids_len
 * @btf_len: bytes of @btf
 * @ref_len: bytes of @ref
 * @ids_len: bytes of .BTF_ids; 0: the module has none
 * @slots_len: bytes of @slots
 * @distilled: @ref is pahole's .BTF.base and @btf has BTF_MAGIC
 * @report: called for every problem, may be NULL; must not sleep longer than
 *	the caller of btf_reconcile() allows
 * @priv: for @report
 *
 * Everything belongs to the caller.
 */
struct btf_rec_module {
	void *btf;
	const void *ref;
	void *ids;
	const void *slots;
	__u32 btf_len;
	__u32 ref_len;
	__u32 ids_len;
	__u32 slots_len;
	bool distilled;
	void (*report)(void *priv, const struct btf_rec_problem *problem);
	void *priv;
};

/**
 * struct btf_rec_stats - what btf_reconcile() did
 * @refs: types that the module needs of the base
 * @mismatches: how many of them have no match
 * @ids: type ids rewritten in the split BTF
 * @names: name offsets rewritten in the split BTF
 */
struct btf_rec_stats {
	__u32 refs;
	__u32 mismatches;
	__u32 ids;
	__u32 names;
};

__u32 btf_rec_sorted_from(const struct btf_rec_types *types);
struct btf_rec_index *btf_rec_index_new(const struct btf_rec_types *base);
void btf_rec_index_free(struct btf_rec_index *index);
size_t btf_rec_index_size(const struct btf_rec_index *index);

int btf_rec_open_ids(struct btf_rec_module *mod, void *section, __u32 len);

int btf_reconcile(struct btf_rec_index *index,
		  const struct btf_rec_module *mod,
		  struct btf_rec_stats *stats);
int btf_rec_check(const struct btf_rec_module *mod,
		  struct btf_rec_stats *stats);

int btf_rec_describe(const struct btf_rec_problem *problem, char *buf,
		     size_t size);

#endif /* _LINUX_BTF_RECONCILE_H */
