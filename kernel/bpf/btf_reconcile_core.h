/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the core share: the table of kinds, the one walker over
 * the ids and names of a type, the reader, and the state of one run.
 */
#ifndef _BTF_RECONCILE_CORE_H
#define _BTF_RECONCILE_CORE_H

#include <linux/btf_reconcile.h>

#ifdef __KERNEL__
#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/stdarg.h>
#include <linux/string.h>

static inline void *btf_rec_alloc(size_t size)
{
	return kvmalloc(size, GFP_KERNEL | __GFP_NOWARN);
}

static inline void btf_rec_free(const void *p)
{
	kvfree(p);
}

static inline void btf_rec_relax(void)
{
	cond_resched();
}

struct btf_rec_table;

/* The first thread that built a table publishes it; readers see it complete. */
static inline bool btf_rec_publish(struct btf_rec_table **where,
				   struct btf_rec_table *table)
{
	return !cmpxchg_release(where, NULL, table);
}

static inline struct btf_rec_table *
btf_rec_published(struct btf_rec_table *const *where)
{
	return smp_load_acquire(where); /* pairs with the release above */
}

static inline void btf_rec_sort(void *data, size_t nr, size_t size,
				int (*cmp)(const void *a, const void *b))
{
	sort(data, nr, size, cmp, NULL);
}
#else
#include <linux/btf_reconcile_user.h>
#endif

/* Sets of kinds. A FWD of a union is a kind of its own, see btf_rec_kind(). */
#define BTF_KIND_FWD_UNION	(BTF_KIND_MAX + 1)
#define BTF_REC_NR_KINDS	(BTF_KIND_FWD_UNION + 1)
/* In btf_rec_run.kinds: an entry that only describes other entries. */
#define BTF_REC_HIDDEN		BTF_REC_NR_KINDS
#define BTF_REC_M(kind)		(1U << (BTF_KIND_##kind))
#define BTF_REC_M_FWD		(BTF_REC_M(FWD) | BTF_REC_M(FWD_UNION))
#define BTF_REC_M_VOID		BTF_REC_M(UNKN)
/* Typedefs and modifiers: the type that they lead to is held by value. */
#define BTF_REC_M_CHAIN		(BTF_REC_M(TYPEDEF) | BTF_REC_M(VOLATILE) | \
				 BTF_REC_M(CONST) | BTF_REC_M(RESTRICT) | \
				 BTF_REC_M(TYPE_TAG))
#define BTF_REC_M_COMPOSITE	(BTF_REC_M(STRUCT) | BTF_REC_M(UNION))
#define BTF_REC_M_SCALAR	(BTF_REC_M(INT) | BTF_REC_M(FLOAT) | \
				 BTF_REC_M(ENUM) | BTF_REC_M(ENUM64))
#define BTF_REC_M_SIZED		(BTF_REC_M_SCALAR | BTF_REC_M_COMPOSITE | \
				 BTF_REC_M(PTR) | BTF_REC_M(ARRAY))
/* btf_type.size is a size. */
#define BTF_REC_M_HAS_SIZE	(BTF_REC_M_SCALAR | BTF_REC_M_COMPOSITE)
/* Kinds in the index: all that a reference can name, except functions. */
#define BTF_REC_M_MATCHABLE	(BTF_REC_M_HAS_SIZE | BTF_REC_M(FWD) | \
				 BTF_REC_M(TYPEDEF))

/* A longer chain of typedefs, modifiers and arrays is refused. */
#define BTF_REC_MAX_CHAIN	32
/* A longer name of a reference type is refused, too. vmlinux has none (this is
 * KSYM_NAME_LEN), and a thousand types might share a name of a megabyte.
 */
#define BTF_REC_MAX_NAME	512
/* Limit of types and members that are searched for a module's messages. */
#define BTF_REC_MAX_SEARCH	0x40000
/* Limit of types and members that are compared for a module's exact entries. */
#define BTF_REC_MAX_COMPARE	0x40000

/* How a type uses an ID in it. */
enum btf_rec_edge {
	BTF_REC_E_NONE,
	BTF_REC_E_TARGET,	/* of a pointer, modifier, typedef or tag */
	BTF_REC_E_MEMBER,
	BTF_REC_E_ELEMENT,
	BTF_REC_E_INDEX,	/* of an array */
	BTF_REC_E_VARIABLE,
	BTF_REC_E_SECTION,	/* DATASEC to VAR */
	BTF_REC_E_PROTO,	/* FUNC to FUNC_PROTO */
	BTF_REC_E_RETURN,
	BTF_REC_E_PARAM,
	BTF_REC_E_TAGGED,	/* DECL_TAG to what it tags */
	BTF_REC_NR_EDGES,
};

/**
 * struct btf_rec_layout - where a type of one kind has IDs and names
 * @info: bits of btf_type.info that may be set
 * @fixed: bytes between struct btf_type and the elements
 * @elem: bytes of an element
 * @type: enum btf_rec_edge of btf_type.type; BTF_REC_E_NONE: not an id
 * @elem_type: enum btf_rec_edge of the id in an element
 * @elem_id: offset in bytes of the id in an element
 * @elem_named: an element begins with a name
 *
 * From Documentation/bpf/btf.rst. An array has two more IDs, in its fixed part;
 * btf_rec_walk() handles them.
 */
struct btf_rec_layout {
	__u32 info;
	__u8 fixed;
	__u8 elem;
	__u8 type;
	__u8 elem_type;
	__u8 elem_id;
	__u8 elem_named;
};

/* A known kind is less than this and is in the table. Sets of kinds are words; in
 * a type the kind has 7 bits.
 */
#define BTF_REC_MAX_KINDS	32
static_assert(BTF_REC_HIDDEN < BTF_REC_MAX_KINDS, "kinds are bits of a word");

extern const struct btf_rec_layout btf_rec_layouts[BTF_REC_MAX_KINDS];

/* The widths since Linux 7.2; <linux/btf.h> may be older. */
static inline __u32 btf_rec_vlen(const struct btf_type *t)
{
	return t->info & 0xffffff;
}

static inline bool btf_rec_kflag(const struct btf_type *t)
{
	return t->info >> 31;
}

/* The BTF_KIND_* as it is written in the type. */
static inline __u32 btf_rec_raw_kind(const struct btf_type *t)
{
	return t->info >> 24 & 0x7f;
}

/* The kind for matching: a forward union is not a forward struct. */
static inline __u32 btf_rec_kind(const struct btf_type *t)
{
	__u32 kind = btf_rec_raw_kind(t);

	return kind == BTF_KIND_FWD && btf_rec_kflag(t) ? BTF_KIND_FWD_UNION
							: kind;
}

static inline bool btf_rec_is(const struct btf_type *t, __u32 kinds)
{
	return kinds >> btf_rec_raw_kind(t) & 1;
}

/* Bytes that the type takes in the type section. */
static inline __u32 btf_rec_type_size(const struct btf_type *t)
{
	const struct btf_rec_layout *l = &btf_rec_layouts[btf_rec_raw_kind(t)];

	return sizeof(*t) + l->fixed + btf_rec_vlen(t) * l->elem;
}

typedef int (*btf_rec_id_fn)(void *ctx, const __u32 *id,
			     enum btf_rec_edge edge);
typedef int (*btf_rec_name_fn)(void *ctx, const __u32 *name_off);

/**
 * btf_rec_walk() - visit every ID and name of a type, in the order of bytes
 * @t: the type, whole (its btf_rec_type_size() bytes are there)
 * @on_id: called for each type ID, void included; NULL: skip IDs
 * @on_name: called for each name offset, 0 included; NULL: skip names
 * @ctx: for both
 *
 * A visitor that changes a word needs a writable pointer of its own, see
 * btf_rec_writable(). This function and static visitors are always inlined, so a
 * walk is a few tight loops.
 *
 * Return: 0, or what the first visitor to return non-zero returned.
 */
static __always_inline int btf_rec_walk(const struct btf_type *t,
					btf_rec_id_fn on_id,
					btf_rec_name_fn on_name, void *ctx)
{
	__u32 kind = btf_rec_raw_kind(t);
	const struct btf_rec_layout l = btf_rec_layouts[kind];
	const char *p = (const char *)(t + 1);
	const char *end;
	int err;

	if (on_name) {
		err = on_name(ctx, &t->name_off);
		if (err)
			return err;
	}
	if (on_id && l.type) {
		err = on_id(ctx, &t->type, l.type);
		if (err)
			return err;
	}
	if (!l.elem) {
		const struct btf_array *a = (const void *)p;

		if (kind != BTF_KIND_ARRAY || !on_id)
			return 0;
		err = on_id(ctx, &a->type, BTF_REC_E_ELEMENT);
		return err ?: on_id(ctx, &a->index_type, BTF_REC_E_INDEX);
	}
	for (end = p + btf_rec_vlen(t) * l.elem; p < end; p += l.elem) {
		if (on_name && l.elem_named) {
			err = on_name(ctx, (const __u32 *)p);
			if (err)
				return err;
		}
		if (on_id && l.elem_type) {
			err = on_id(ctx, (const __u32 *)(p + l.elem_id),
				    l.elem_type);
			if (err)
				return err;
		}
	}
	return 0;
}

/* A writable pointer to the word that a visitor got; @bytes are the owner's. */
static __always_inline __u32 *btf_rec_writable(void *bytes, const __u32 *word)
{
	return (__u32 *)((char *)bytes + ((const char *)word -
					  (const char *)bytes));
}

/**
 * struct btf_rec_header - what a BTF section begins with
 * @magic: BTF_MAGIC or BTF_REF_MAGIC
 * @version: BTF_VERSION
 * @flags: 0
 * @hdr_len: bytes of the header; the offsets count from its end
 * @type_off: where the types are
 * @type_len: bytes of them
 * @str_off: where the strings are
 * @str_len: bytes of them
 * @layout_off: where the layout is: the lengths of the types of each kind
 * @layout_len: bytes of it; 0: there is none
 *
 * The last two exist since Linux 7.1, if @hdr_len includes both. struct btf_header of
 * an older <linux/btf.h> does not have them.
 */
struct btf_rec_header {
	__u16 magic;
	__u8 version;
	__u8 flags;
	__u32 hdr_len;
	__u32 type_off;
	__u32 type_len;
	__u32 str_off;
	__u32 str_len;
	__u32 layout_off;
	__u32 layout_len;
};

/* Bytes of a header without a layout. */
#define BTF_REC_HDR_LEN		offsetof(struct btf_rec_header, layout_off)

/**
 * struct btf_rec_section - one BTF section, its header checked
 * @name: for messages
 * @data: the section, 4-byte aligned
 * @len: bytes of @data
 * @kinds: the kinds that it may hold
 * @relative: btf_header.magic must be BTF_REF_MAGIC
 * @types: the type section
 * @types_len: bytes of @types
 * @strs: the string section; NULL: empty
 * @str_len: bytes of @strs; @strs[@str_len - 1] is 0
 * @layout: the layout section, which is kept but not read; NULL: none
 * @layout_len: bytes of @layout
 * @hdr_len: bytes of the header that this code knows
 *
 * The first five are set by the caller, the others by btf_rec_read_header().
 */
struct btf_rec_section {
	const char *name;
	const void *data;
	__u32 len;
	__u32 kinds;
	bool relative;

	const char *types;
	__u32 types_len;
	const char *strs;
	__u32 str_len;
	const char *layout;
	__u32 layout_len;
	__u32 hdr_len;
};

/* Upper bound of the number of types; the header has been read. */
static inline __u32 btf_rec_max_types(const struct btf_rec_section *sec)
{
	return sec->types_len / sizeof(struct btf_type);
}

/* Where problems are reported. */
struct btf_rec_sink {
	void (*report)(void *priv, const struct btf_rec_problem *problem);
	void *priv;
};

int btf_rec_malformed(const struct btf_rec_sink *sink, const char *section,
		      __u32 id, const char *what);
int btf_rec_read_header(struct btf_rec_section *sec,
			const struct btf_rec_sink *sink);
int btf_rec_read_types(const struct btf_rec_section *sec,
		       const struct btf_type **types, __u8 *kinds,
		       __u32 first_id, const struct btf_rec_sink *sink);

/* Flags of an ID during a run. */
#define BTF_REC_F_USED		0x01	/* reference: the module needs it */
#define BTF_REC_F_DEFINED	0x02	/* reference: needs a definition */
#define BTF_REC_F_IDS		0x04	/* reference: named in .BTF_ids */
#define BTF_REC_F_TAGGED	0x08	/* reference: a DECL_TAG is on it */
#define BTF_REC_F_OPEN		0x10	/* split: on the path being followed */
#define BTF_REC_F_DONE		0x20	/* split: followed to the end */

/* State of a name in the strings of the reference. */
enum btf_rec_name {
	BTF_REC_NAME_NONE,	/* not the name of an entry */
	BTF_REC_NAME_KNOWN,	/* the name of an entry */
	BTF_REC_NAME_USED,	/* also of a type or member of the module */
};

/**
 * struct btf_rec_run - the state of one btf_reconcile()
 * @index: names of the base
 * @base: the base
 * @mod: the caller's input
 * @stats: the caller's statistics
 * @sink: where problems are reported
 * @split: the module's .BTF
 * @ref: its reference
 * @types: by the module's IDs: void, reference, split
 * @nr_ref: the first ID of the split BTF, the number of IDs before it
 * @nr: number of IDs
 * @kinds: by ID, the BTF_KIND_* or BTF_REC_HIDDEN
 * @flags: by ID, BTF_REC_F_*
 * @holder: by ID, the split type that holds it by value; 0: none
 * @map: by reference ID, the base's ID; 0: none (void included)
 * @trial: by reference ID, the base's ID that the comparison supposes for it;
 *	0: none; all 0 between comparisons
 * @queue: reference IDs whose @trial is set
 * @stack: of the search for types that contain themselves
 * @names: by offset in the reference's strings, enum btf_rec_name
 * @base_names: by offset in the reference's strings, the base's offset
 * @searched: steps of searches for messages, see BTF_REC_MAX_SEARCH
 * @compared: steps of comparisons, see BTF_REC_MAX_COMPARE
 *
 * It lives on the stack of start() in btf_reconcile.c, which owns the tables, so
 * no other thread sees it.
 */
struct btf_rec_run {
	struct btf_rec_index *index;
	const struct btf_rec_types *base;
	const struct btf_rec_module *mod;
	struct btf_rec_stats *stats;
	struct btf_rec_sink sink;
	struct btf_rec_section split;
	struct btf_rec_section ref;
	const struct btf_type **types;
	__u32 nr_ref;
	__u32 nr;
	__u8 *kinds;
	__u8 *flags;
	__u32 *holder;
	__u32 *map;
	__u32 *trial;
	__u32 *queue;
	__u32 *stack;
	__u8 *names;
	__u32 *base_names;
	__u32 searched;
	__u32 compared;
};

static inline const char *btf_rec_ref_name(const struct btf_rec_run *run,
					   const struct btf_type *t)
{
	return run->ref.strs + t->name_off;
}

static inline const char *btf_rec_base_name(const struct btf_rec_types *base,
					    const struct btf_type *t)
{
	return t->name_off < base->str_len ? base->strs + t->name_off : "";
}

static inline __u32 btf_rec_int_data(const struct btf_type *t)
{
	return *(const __u32 *)(t + 1);
}

/* The phases, in their order. */
int btf_rec_check_reference(struct btf_rec_run *run);
int btf_rec_check_split(struct btf_rec_run *run);
int btf_rec_check_slots(struct btf_rec_run *run);
int btf_rec_match(struct btf_rec_run *run);
bool btf_rec_is_leaf(const struct btf_rec_run *run, __u32 ref_id);
bool btf_rec_same_definition(struct btf_rec_run *run, __u32 ref_id,
			     __u32 base_id);
bool btf_rec_same_leaf(struct btf_rec_run *run, __u32 ref_id, __u32 base_id,
		       bool by_value);
void btf_rec_rewrite(struct btf_rec_run *run);
void btf_rec_rewrite_slots(struct btf_rec_run *run);

__u64 btf_rec_base_size(const struct btf_rec_types *base,
			const struct btf_type *t);

void btf_rec_find_holder(struct btf_rec_run *run, __u32 ref_id,
			 struct btf_rec_problem *problem);

/**
 * struct btf_rec_cursor - the types of a base that have one name
 * @index: the index
 * @name: the name
 * @kinds: set of BTF_REC_M() bits
 * @form: of an integer, the canonical form of the name; 0: it has none
 * @ids: IDs of the types; NULL: those of the base or its integers, in order
 * @at: index of the next candidate
 * @end: index behind the last one
 */
struct btf_rec_cursor {
	const struct btf_rec_index *index;
	const char *name;
	__u32 kinds;
	__u32 form;
	const __u32 *ids;
	__u32 at;
	__u32 end;
};

/* The index. */
struct btf_rec_cursor btf_rec_find(const struct btf_rec_index *index,
				   const char *name, __u32 kind);
__u32 btf_rec_next(struct btf_rec_cursor *cursor);
const struct btf_rec_types *
btf_rec_index_types(const struct btf_rec_index *index);
int btf_rec_index_functions(struct btf_rec_index *index);
bool btf_rec_same_name(const char *a, const char *b, bool is_int);

#endif /* _BTF_RECONCILE_CORE_H */
