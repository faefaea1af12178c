// SPDX-License-Identifier: GPL-2.0
/*
 * Would a kernel accept BTF that has no reference?
 *
 * In: split BTF that is relative to some vmlinux, and the base that it would
 * meet. Out: the first reason why not. The format is that of Linux 7.3; an older
 * kernel also refuses what is newer than itself: kind_flag of a tag before 6.15, a
 * layout before 7.1, a vlen over 65535 before 7.2.
 *
 * Some checks find BTF of another vmlinux: IDs and names out of range, names that are
 * no C identifier, IDs that lead to a wrong kind, members that do not fit. BTF that
 * passes may still be wrong, unless the module has an ID; verdict.c checks that first.
 * Other checks are those of btf_parse_module() that fail with any base: names of other
 * languages, and typedefs and modifiers that lead to themselves. The kernel checks each
 * type of a module by itself, and not whether types contain each other.
 */
#include <ctype.h>

#include "verdict.h"

#define M(kind)	BTF_REC_M(kind)

#define M_VALUE	(BTF_REC_M_SIZED | BTF_REC_M_CHAIN)
#define M_TYPE	(M_VALUE | BTF_REC_M_FWD | M(FUNC_PROTO) | BTF_REC_M_VOID)

/* What an id may lead to, by its use. A prototype may return or take what is only
 * declared.
 */
static const __u32 leads_to[BTF_REC_NR_EDGES] = {
	[BTF_REC_E_TARGET]	= M_TYPE,
	[BTF_REC_E_MEMBER]	= M_VALUE,
	[BTF_REC_E_ELEMENT]	= M_VALUE,
	[BTF_REC_E_INDEX]	= M(INT) | BTF_REC_M_CHAIN,
	[BTF_REC_E_VARIABLE]	= M_VALUE,
	[BTF_REC_E_SECTION]	= M(VAR),
	[BTF_REC_E_PROTO]	= M(FUNC_PROTO),
	[BTF_REC_E_RETURN]	= M_VALUE | BTF_REC_M_FWD | BTF_REC_M_VOID,
	[BTF_REC_E_PARAM]	= M_VALUE | BTF_REC_M_FWD | BTF_REC_M_VOID,
	[BTF_REC_E_TAGGED]	= BTF_REC_M_COMPOSITE | M(TYPEDEF) | M(VAR) |
				  M(FUNC),
};

/* Kinds whose name may be any text: "long unsigned int", "address_space(1)". */
#define M_TAG	(M(DECL_TAG) | M(TYPE_TAG))
#define M_TEXT	(M(INT) | M(FLOAT) | M_TAG)
/* Kinds whose name must be there. */
#define M_NAMED	(M(FWD) | M(FWD_UNION) | M(TYPEDEF) | M(FUNC) | M(VAR) | M_TAG)

/**
 * struct native - the module's BTF over its base
 * @base: the base
 * @sec: the module's BTF
 * @types: its types
 * @nr: number of ids, those of the base included
 * @pointer: bytes of a pointer
 * @problem: what is wrong
 * @state: of each type of the module, enum state
 * @top: end of the stack of types that are to be followed
 */
struct native {
	const struct btf_rec_types *base;
	struct btf_rec_section sec;
	const struct btf_type **types;
	__u32 nr;
	__u8 pointer;
	const char *problem;
	__u8 *state;
	__u32 *top;
};

enum state { NEW, OPEN, DONE };

static const char foreign_name[] =
	"its name is no C identifier, as other languages have them";
static const char cycle[] = "typedefs or modifiers that lead to themselves";

static const struct btf_type *type_of(const struct native *n, __u32 id)
{
	if (id < n->base->nr_types)
		return n->base->types[id];
	return n->types[id - n->base->nr_types];
}

static const char *name_of(const struct native *n, __u32 off)
{
	if (off < n->base->str_len)
		return n->base->strs + off;
	off -= n->base->str_len;
	return off < n->sec.str_len ? n->sec.strs + off : NULL;
}

/* The kernel's rule: dots are allowed, and the length is limited. */
static bool is_identifier(const char *name)
{
	size_t len;

	if (isdigit((unsigned char)*name))
		return false;
	for (len = 0; name[len]; len++)
		if ((!isalnum((unsigned char)name[len]) && name[len] != '_' &&
		     name[len] != '.') || len == BTF_REC_MAX_NAME)
			return false;
	return len;
}

static int check_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct native *n = ctx;
	__u32 kind;

	if (*id >= n->nr) {
		n->problem = "type id out of range";
		return -EINVAL;
	}
	kind = *id ? btf_rec_kind(type_of(n, *id)) : BTF_KIND_UNKN;
	if (leads_to[edge] >> kind & 1)
		return 0;
	n->problem = "id leads to a kind that cannot be there";
	return -EINVAL;
}

static int check_name(void *ctx, const __u32 *off)
{
	struct native *n = ctx;

	if (name_of(n, *off))
		return 0;
	n->problem = "name out of range";
	return -EINVAL;
}

/* An offset at the start of one of the module's own strings is its own name;
 * under a wrong base, offsets point anywhere.
 */
static const char *bad_name(const struct native *n, __u32 off)
{
	if (off > n->base->str_len &&
	    !n->sec.strs[off - n->base->str_len - 1])
		return foreign_name;
	return "name is no identifier";
}

static const char *check_type_name(const struct native *n,
				   const struct btf_type *t)
{
	const char *name = name_of(n, t->name_off);

	if (!*name)
		return btf_rec_is(t, M_NAMED) ? "type without a name" : NULL;
	if (btf_rec_is(t, M_TEXT) || is_identifier(name))
		return NULL;
	return bad_name(n, t->name_off);
}

/* Bytes of a type, modifiers and typedefs skipped; 0: not known. */
static __u64 size_of(const struct native *n, __u32 id)
{
	__u64 times = 1;
	int depth;

	for (depth = 0; depth < BTF_REC_MAX_CHAIN && id && id < n->nr; depth++) {
		const struct btf_type *t = type_of(n, id);
		const struct btf_array *a = (const void *)(t + 1);

		if (btf_rec_is(t, M(PTR)))
			return times * n->pointer;
		if (btf_rec_is(t, BTF_REC_M_SCALAR | BTF_REC_M_COMPOSITE))
			return times * t->size;
		if (btf_rec_is(t, M(ARRAY))) {
			times *= a->nelems;
			if (times > 0xffffffffU)
				return 0;
			id = a->type;
		} else if (btf_rec_is(t, BTF_REC_M_CHAIN)) {
			id = t->type;
		} else {
			return 0;
		}
	}
	return 0;
}

static const char *check_members(const struct native *n,
				 const struct btf_type *t)
{
	const struct btf_member *m = (const void *)(t + 1);
	bool bitfields = btf_rec_kflag(t);
	__u32 i;

	for (i = 0; i < btf_rec_vlen(t); i++, m++) {
		__u32 bit = bitfields ? m->offset & 0xffffff : m->offset;
		__u32 bits = bitfields ? m->offset >> 24 : 0;
		__u64 size = size_of(n, m->type);
		const char *name = name_of(n, m->name_off);

		if (*name && !is_identifier(name))
			return bad_name(n, m->name_off);
		if (bits ? bit + bits > (__u64)t->size * 8
			 : bit / 8 + size > t->size)
			return "member does not fit into its struct";
	}
	return NULL;
}

static const char *check_type(struct native *n, __u32 i)
{
	const struct btf_type *t = n->types[i];
	const char *problem;

	if (btf_rec_walk(t, check_id, check_name, n))
		return n->problem;
	problem = check_type_name(n, t);
	if (problem)
		return problem;
	return btf_rec_is(t, BTF_REC_M_COMPOSITE) ? check_members(n, t) : NULL;
}

static void take_problem(void *priv, const struct btf_rec_problem *problem)
{
	*(struct btf_rec_problem *)priv = *problem;
}

/* Push a type, unless it is done; an open type closes a cycle. */
static int follow_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	struct native *n = ctx;
	__u32 i = *id - n->base->nr_types;

	(void)edge;
	if (*id < n->base->nr_types || !btf_rec_is(n->types[i], BTF_REC_M_CHAIN) ||
	    n->state[i] == DONE)
		return 0;
	if (n->state[i] == OPEN) {
		n->problem = cycle;
		return -ELOOP;
	}
	*n->top++ = i;
	return 0;
}

/* Depth-first search. A type stays on the stack, open, while the types that it leads
 * to are followed. Each ID in a type is pushed at most once.
 */
static int follow_from(struct native *n, __u32 *stack, __u32 root)
{
	*stack = root;
	n->top = stack + 1;
	while (n->top > stack) {
		__u32 i = n->top[-1];

		if (n->state[i] != NEW) {
			n->state[i] = DONE;
			n->top--;
			continue;
		}
		n->state[i] = OPEN;
		if (btf_rec_walk(n->types[i], follow_id, NULL, n))
			return -ELOOP;
	}
	return 0;
}

/* Types of the base cannot lead to the module's, so only these are on a cycle. */
static const char *find_cycle(struct native *n, __u32 *id)
{
	const __u32 nr = n->nr - n->base->nr_types;
	__u32 *stack = xcalloc(1 + n->sec.types_len / sizeof(__u32),
			       sizeof(*stack));
	__u32 i;

	n->state = xcalloc(nr, sizeof(*n->state));
	for (i = 0; i < nr; i++)
		if (n->state[i] == NEW && btf_rec_is(n->types[i], BTF_REC_M_CHAIN) &&
		    follow_from(n, stack, i))
			break;
	if (i < nr)
		*id = n->base->nr_types + i;
	free(n->state);
	free(stack);
	return i < nr ? n->problem : NULL;
}

/* The types, one after the other, and then how they lead to each other. */
static const char *check_types(struct native *n, __u32 *id)
{
	const __u32 start = n->base->nr_types;
	const char *what = NULL;

	for (*id = start; *id < n->nr; ++*id) {
		what = check_type(n, *id - start);
		if (what)
			return what;
	}
	return find_cycle(n, id);
}

/**
 * native_problem() - would a kernel accept BTF that has no reference?
 * @base: the BTF of the kernel
 * @mod: the module
 * @problem: set if there is one
 *
 * Return: true if a kernel would refuse it.
 */
bool native_problem(const struct base *base, const struct module_btf *mod,
		    struct btf_rec_problem *problem)
{
	struct native n = {
		.base = &base->types,
		.pointer = base->machine.pointer ?: sizeof(__u64),
		.sec = {
			.name = ".BTF", .data = mod->btf, .len = mod->btf_len,
			.kinds = ~BTF_REC_M_VOID,
		},
	};
	const struct btf_rec_sink sink = { take_problem, problem };
	const char *what;
	__u32 id;
	int nr;

	if (btf_rec_read_header(&n.sec, &sink))
		return true;
	n.types = xcalloc(1 + btf_rec_max_types(&n.sec), sizeof(*n.types));
	nr = btf_rec_read_types(&n.sec, n.types, NULL, base->types.nr_types,
				&sink);
	if (nr >= 0) {
		n.nr = base->types.nr_types + nr;
		what = check_types(&n, &id);
		if (what)
			nr = btf_rec_malformed(&sink, n.sec.name, id, what);
	}
	free(n.types);
	return nr < 0;
}

/**
 * native_is_own() - is a problem there whatever the base is?
 * @problem: what native_problem() set
 */
bool native_is_own(const struct btf_rec_problem *problem)
{
	return problem->what == foreign_name || problem->what == cycle;
}
