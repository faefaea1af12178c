// SPDX-License-Identifier: GPL-2.0
/*
 * Reading a BTF section that nobody has verified.
 *
 * In: bytes. Out: where the types and strings are, and an array with the
 * address of each type; after that no type, element or string ends outside
 * its section. Ids and name offsets inside the types are not looked at here.
 */
#include "btf_reconcile_core.h"

/* btf_type.info: the kind, and where a kind has them, vlen and kind_flag. */
#define INFO_KIND	0x7f000000U
#define INFO_VLEN	(INFO_KIND | 0x00ffffffU)
#define INFO_KFLAG	(INFO_VLEN | 0x80000000U)
#define INFO_FLAG	(INFO_KIND | 0x80000000U)

/* Elements that begin with a name: without an ID, and with an ID. */
#define NAMES(elem_struct) \
	.elem = sizeof(struct elem_struct), .elem_named = 1
#define NAMES_AND_IDS(elem_struct, edge) \
	NAMES(elem_struct), .elem_type = (edge), \
	.elem_id = sizeof(__u32)

const struct btf_rec_layout btf_rec_layouts[BTF_REC_MAX_KINDS] = {
	[BTF_KIND_INT] = {
		.info = INFO_KIND, .fixed = sizeof(__u32),
	},
	[BTF_KIND_PTR] = {
		.info = INFO_KIND, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_ARRAY] = {
		.info = INFO_KIND, .fixed = sizeof(struct btf_array),
	},
	[BTF_KIND_STRUCT] = {
		.info = INFO_KFLAG, NAMES_AND_IDS(btf_member, BTF_REC_E_MEMBER),
	},
	[BTF_KIND_UNION] = {
		.info = INFO_KFLAG, NAMES_AND_IDS(btf_member, BTF_REC_E_MEMBER),
	},
	[BTF_KIND_ENUM] = {
		.info = INFO_KFLAG, NAMES(btf_enum),
	},
	[BTF_KIND_FWD] = {
		.info = INFO_FLAG,
	},
	[BTF_KIND_TYPEDEF] = {
		.info = INFO_KIND, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_VOLATILE] = {
		.info = INFO_KIND, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_CONST] = {
		.info = INFO_KIND, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_RESTRICT] = {
		.info = INFO_KIND, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_FUNC] = {	/* its linkage is in vlen */
		.info = INFO_VLEN, .type = BTF_REC_E_PROTO,
	},
	[BTF_KIND_FUNC_PROTO] = {
		.info = INFO_VLEN, .type = BTF_REC_E_RETURN,
		NAMES_AND_IDS(btf_param, BTF_REC_E_PARAM),
	},
	[BTF_KIND_VAR] = {
		.info = INFO_KIND, .type = BTF_REC_E_VARIABLE,
		.fixed = sizeof(struct btf_var),
	},
	[BTF_KIND_DATASEC] = {
		.info = INFO_VLEN, .elem = sizeof(struct btf_var_secinfo),
		.elem_type = BTF_REC_E_SECTION,
	},
	[BTF_KIND_FLOAT] = {
		.info = INFO_KIND,
	},
	[BTF_KIND_DECL_TAG] = {	/* kind_flag: of any attribute */
		.info = INFO_FLAG, .type = BTF_REC_E_TAGGED,
		.fixed = sizeof(struct btf_decl_tag),
	},
	[BTF_KIND_TYPE_TAG] = {
		.info = INFO_FLAG, .type = BTF_REC_E_TARGET,
	},
	[BTF_KIND_ENUM64] = {
		.info = INFO_KFLAG, NAMES(btf_enum64),
	},
};

static int report(const struct btf_rec_sink *sink,
		  const struct btf_rec_problem *problem)
{
	if (sink->report)
		sink->report(sink->priv, problem);
	return -EINVAL;
}

/**
 * btf_rec_malformed() - report that bytes are not what the format allows
 * @sink: where to
 * @section: name of the section
 * @id: the type id, 0: none
 * @what: the rule that is broken, a string that is never freed
 *
 * Return: -EINVAL, for the caller to return.
 */
int btf_rec_malformed(const struct btf_rec_sink *sink, const char *section,
		      __u32 id, const char *what)
{
	const struct btf_rec_problem problem = {
		.why = BTF_REC_MALFORMED,
		.section = section,
		.what = what,
		.id = id,
	};

	return report(sink, &problem);
}

static bool is_magic(__u16 magic)
{
	return magic == BTF_MAGIC || magic == BTF_REF_MAGIC;
}

static const char *check_magic(const struct btf_rec_header *h,
			       const struct btf_rec_section *sec)
{
	if (is_magic((__u16)(h->magic << 8 | h->magic >> 8)))
		return "byte order of another machine";
	if (!is_magic(h->magic))
		return "no BTF magic";
	if (h->magic == BTF_MAGIC && h->flags & BTF_F_BASE_REF_OLD)
		return "made by an earlier btf_reconcile, build the module again";
	if (h->flags)
		return "made by a later btf_reconcile, or flags that nobody knows";
	if (sec->relative && h->magic == BTF_MAGIC)
		return "is not relative to a reference";
	if (!sec->relative && h->magic == BTF_REF_MAGIC)
		return "is relative to a reference";
	if (h->version != BTF_VERSION)
		return "unknown BTF version";
	return NULL;
}

/* A header may be longer than this code knows if the rest is zero, as in
 * btf_parse_hdr() of the kernel. But it must not end within the layout's fields.
 */
static const char *check_length(const struct btf_rec_header *h,
				const struct btf_rec_section *sec)
{
	const char *data = sec->data;
	__u32 i;

	if (h->hdr_len % sizeof(__u32) || h->hdr_len > sec->len ||
	    (h->hdr_len != BTF_REC_HDR_LEN && h->hdr_len < sizeof(*h)))
		return "bad header length";
	for (i = sizeof(*h); i < h->hdr_len; i++)
		if (data[i])
			return "header has fields that nobody knows";
	return NULL;
}

static bool overlap(__u32 off, __u32 len, __u32 other_off, __u32 other_len)
{
	return off < other_off + other_len && other_off < off + len;
}

/* The contents are not read: btf_rec_layouts[] has the lengths of known kinds, and
 * unknown kinds are refused.
 */
static const char *check_layout(const struct btf_rec_header *h, __u32 room)
{
	if (!h->layout_len)
		return NULL;
	if (h->layout_off % sizeof(__u32))
		return "unaligned layout";
	if (h->layout_len % sizeof(__u32))
		return "layout of an odd length";
	if (h->layout_off > room || h->layout_len > room - h->layout_off)
		return "layout outside the section";
	if (overlap(h->layout_off, h->layout_len, h->type_off, h->type_len) ||
	    overlap(h->layout_off, h->layout_len, h->str_off, h->str_len))
		return "layout overlaps the types or the strings";
	return NULL;
}

static const char *check_places(const struct btf_rec_header *h, __u32 room)
{
	if (h->type_off % sizeof(__u32))
		return "unaligned types";
	if (h->type_off > room || h->type_len > room - h->type_off)
		return "types outside the section";
	if (h->str_off > room || h->str_len > room - h->str_off)
		return "strings outside the section";
	if (h->type_off + h->type_len > h->str_off && h->type_len && h->str_len)
		return "strings do not follow the types";
	return check_layout(h, room);
}

/* Fields that the section's header does not have are zero. */
static const char *get_header(const struct btf_rec_section *sec,
			      struct btf_rec_header *h)
{
	const char *what;

	memset(h, 0, sizeof(*h));
	memcpy(h, sec->data, BTF_REC_HDR_LEN);
	what = check_magic(h, sec) ?: check_length(h, sec);
	if (what)
		return what;
	if (h->hdr_len != BTF_REC_HDR_LEN)
		memcpy(h, sec->data, sizeof(*h));
	return check_places(h, sec->len - h->hdr_len);
}

/**
 * btf_rec_read_header() - check the header of a BTF section
 * @sec: name, data, len, kinds and relative are set; the others are filled in
 * @sink: where problems go
 *
 * Return: 0, or -EINVAL, reported, when the section is too short, not aligned
 * to 4 bytes, from another byte order or version, has another magic than asked for
 * or flags, or types, strings or a layout outside itself or where the others are, or
 * unterminated strings.
 */
int btf_rec_read_header(struct btf_rec_section *sec,
			const struct btf_rec_sink *sink)
{
	struct btf_rec_header h;
	const char *what, *p;

	if (sec->len < BTF_REC_HDR_LEN)
		return btf_rec_malformed(sink, sec->name, 0, "truncated header");
	if ((unsigned long)sec->data % sizeof(__u32))
		return btf_rec_malformed(sink, sec->name, 0, "unaligned");
	what = get_header(sec, &h);
	if (what)
		return btf_rec_malformed(sink, sec->name, 0, what);

	p = (const char *)sec->data + h.hdr_len;
	sec->types = p + h.type_off;
	sec->types_len = h.type_len;
	sec->strs = p + h.str_off;
	sec->str_len = h.str_len;
	sec->layout = h.layout_len ? p + h.layout_off : NULL;
	sec->layout_len = h.layout_len;
	sec->hdr_len = h.hdr_len == BTF_REC_HDR_LEN ? h.hdr_len : sizeof(h);
	if (sec->str_len && sec->strs[sec->str_len - 1])
		return btf_rec_malformed(sink, sec->name, 0,
					 "strings without an end");
	return 0;
}

static bool is_known(const struct btf_type *t)
{
	__u32 kind = btf_rec_raw_kind(t);

	return !kind || (kind < BTF_REC_MAX_KINDS && btf_rec_layouts[kind].info);
}

/* Most types are of these kinds, which are a struct btf_type only. With a branch for
 * them the processor need not wait for the size before it reads the next type.
 */
#define M_PLAIN		(BTF_REC_M(PTR) | BTF_REC_M(FUNC) | BTF_REC_M(FWD) | \
			 BTF_REC_M_CHAIN)

/* Bytes of a type; 0: it is not allowed. An unknown kind fails, too: no layout
 * allows its bits.
 */
static __always_inline __u64 allowed_size(const struct btf_rec_section *sec,
					  const struct btf_type *t)
{
	const __u32 kind = btf_rec_raw_kind(t);
	const struct btf_rec_layout *l;

	if (kind >= BTF_REC_MAX_KINDS || !(sec->kinds >> kind & 1))
		return 0;
	l = &btf_rec_layouts[kind];
	if (t->info & ~l->info)
		return 0;
	if (M_PLAIN >> kind & 1)
		return sizeof(*t);
	return sizeof(*t) + l->fixed + (__u64)btf_rec_vlen(t) * l->elem;
}

/* Report why a type is refused; @room bytes of it are in the section. */
static int bad_type(const struct btf_rec_section *sec,
		    const struct btf_type *t, size_t room, __u32 id,
		    const struct btf_rec_sink *sink)
{
	struct btf_rec_problem problem = {
		.why = BTF_REC_MALFORMED, .section = sec->name, .id = id,
	};

	if (room < sizeof(*t) || allowed_size(sec, t)) {
		problem.what = "truncated type";
	} else if (!is_known(t)) {
		problem.why = BTF_REC_UNKNOWN_KIND;
		problem.kind = btf_rec_raw_kind(t);
	} else {
		problem.what = btf_rec_is(t, sec->kinds) ?
			       "vlen or kind_flag that its kind does not have" :
			       "a kind that is not allowed here";
	}
	return report(sink, &problem);
}

/**
 * btf_rec_read_types() - find each type of a section
 * @sec: as btf_rec_read_header() left it
 * @types: room for btf_rec_max_types() addresses
 * @kinds: room for as many kinds, or NULL
 * @first_id: id of the first type, for messages
 * @sink: where problems go
 *
 * Return: the number of types, or -EINVAL, reported, when a type is cut off,
 * of a kind that is unknown or not in @sec->kinds, or has a vlen or kind_flag that
 * its kind does not have.
 */
int btf_rec_read_types(const struct btf_rec_section *sec,
		       const struct btf_type **types, __u8 *kinds,
		       __u32 first_id, const struct btf_rec_sink *sink)
{
	const char *end = sec->types + sec->types_len;
	const char *p = sec->types;
	__u32 nr = 0;

	while (p < end) {
		const struct btf_type *t = (const struct btf_type *)p;
		size_t room = end - p;
		__u64 size = room < sizeof(*t) ? 0 : allowed_size(sec, t);

		if (!size || size > room)
			return bad_type(sec, t, room, first_id + nr, sink);
		if (kinds)
			kinds[nr] = btf_rec_raw_kind(t);
		types[nr++] = t;
		p += size;
	}
	return nr;
}
