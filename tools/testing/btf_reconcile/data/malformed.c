// SPDX-License-Identifier: GPL-2.0
/*
 * A table: what is changed in a module that was right before, and what must be
 * said of it. The order is that of the checks in kernel/bpf/btf_reconcile_read.c
 * and btf_reconcile_check.c.
 */
#include <stdlib.h>
#include <string.h>

#include "../../../../kernel/bpf/btf_reconcile_core.h"
#include "text_btf.h"
#include "malformed.h"

#define FAR	0x00ffffff	/* an id or an offset beyond any section here */

/* Offsets of words: of a header, a type, what follows a type, a slot. */
#define H_MAGIC		0	/* version and flags too */
#define H_HDR_LEN	4
#define H_TYPE_OFF	8
#define H_TYPE_LEN	12
#define H_STR_OFF	16
#define H_STR_LEN	20
#define H_LAYOUT_OFF	24
#define H_LAYOUT_LEN	28
#define H_AFTER		36
#define H_STRINGS	0xffffffff	/* the first word of the strings */
#define H_LAST		0xfffffffe	/* the last one */
#define H_TYPES		24	/* where types begin */
#define T_NAME		0
#define T_INFO		4
#define T_TYPE		8	/* size too */
#define T_ELEM_NAME	12	/* of a member or parameter */
#define T_ELEM_TYPE	16
#define T_ARRAY_TYPE	12
#define T_ARRAY_INDEX	16
#define T_SEC_TYPE	12
#define S_HEADER	8
#define SLOT(n)		(S_HEADER + (n) * 12)
#define S_OFF		0
#define S_CNT		4
#define S_STRIDE	8	/* flags too */
#define WORD(n)		(SLOT(4) + (n) * 4)	/* of .BTF_ids */

#define INFO(kind, vlen)	(BTF_KIND_##kind << 24 | (vlen))

#define SET(at, value, ...)	{ SPOIL_SET, at, value, ##__VA_ARGS__ }
#define ADD(at, value)		{ SPOIL_ADD, at, value }
#define OR(at, value, ...)	{ SPOIL_OR, at, value, ##__VA_ARGS__ }
#define LAYOUT(hdr_len)		{ SPOIL_LAYOUT, 0, hdr_len }
#define ID(type, at, id)	{ SPOIL_ID, at, 0, type, id }
#define NOISE(at)		{ SPOIL_NOISE, at }

#define BTF	SECTION_BTF
#define REF	SECTION_REF
#define SLOTS	SECTION_SLOTS
#define IDS	SECTION_IDS

/* What is checked of both .BTF and the reference. */
#define HEADER(part, name)						\
	{ name "-no-header", part, { { SPOIL_CUT, 0, 0x7fffffff } },	\
	  "truncated header" },						\
	{ name "-noise", part, { NOISE(0) }, "no BTF magic" },		\
	{ name "-half", part, { { SPOIL_HALF } },			\
	  "types outside the section" },				\
	{ name "-byte-order", part, { SET(H_MAGIC, 0x00019feb) },	\
	  "byte order of another machine" },				\
	{ name "-magic", part, { SET(H_MAGIC, 0x0001beef) },		\
	  "no BTF magic" },						\
	{ name "-version", part, { ADD(H_MAGIC, 0x00010000) },		\
	  "unknown BTF version" },					\
	{ name "-flags", part, { OR(H_MAGIC, 0x01000000) },		\
	  "made by a later btf_reconcile" },				\
	{ name "-flag-old", part, { SET(H_MAGIC, 0x8001eb9f) },		\
	  "made by an earlier btf_reconcile" },				\
	{ name "-header-short", part, { SET(H_HDR_LEN, 20) },		\
	  "bad header length" },					\
	{ name "-header-long", part, { SET(H_HDR_LEN, FAR + 1) },	\
	  "bad header length" },					\
	{ name "-header-odd", part, { SET(H_HDR_LEN, 26) },		\
	  "bad header length" },					\
	{ name "-header-28", part, { SET(H_HDR_LEN, 28) },		\
	  "bad header length" },					\
	{ name "-header-unknown", part,					\
	  { LAYOUT(40), SET(H_AFTER, 1) },				\
	  "header has fields that nobody knows" },			\
	{ name "-layout-odd", part,					\
	  { LAYOUT(32), ADD(H_LAYOUT_OFF, 2) },				\
	  "unaligned layout" },						\
	{ name "-layout-torn", part,					\
	  { LAYOUT(32), ADD(H_LAYOUT_LEN, -1) },			\
	  "layout of an odd length" },					\
	{ name "-layout-far", part,					\
	  { LAYOUT(32), SET(H_LAYOUT_OFF, FAR + 1) },			\
	  "layout outside the section" },				\
	{ name "-layout-long", part,					\
	  { LAYOUT(32), SET(H_LAYOUT_LEN, FAR + 1) },			\
	  "layout outside the section" },				\
	{ name "-layout-wrap", part,					\
	  { LAYOUT(32), SET(H_LAYOUT_OFF, 0xfffffffc) },		\
	  "layout outside the section" },				\
	{ name "-layout-in-types", part,				\
	  { LAYOUT(32), ADD(H_LAYOUT_OFF, -4) },			\
	  "layout overlaps the types or the strings" },			\
	{ name "-layout-in-strings", part,				\
	  { LAYOUT(32), ADD(H_LAYOUT_LEN, 4) },				\
	  "layout overlaps the types or the strings" },			\
	{ name "-layout-types", part,					\
	  { LAYOUT(32), SET(H_LAYOUT_OFF, 0) },				\
	  "layout overlaps the types or the strings" },			\
	{ name "-types-odd", part, { SET(H_TYPE_OFF, 2) },		\
	  "unaligned types" },						\
	{ name "-types-far", part, { SET(H_TYPE_OFF, FAR + 1) },	\
	  "types outside the section" },				\
	{ name "-types-long", part, { SET(H_TYPE_LEN, FAR + 1) },	\
	  "types outside the section" },				\
	{ name "-types-wrap", part, { SET(H_TYPE_OFF, 0xfffffffc) },	\
	  "types outside the section" },				\
	{ name "-strings-far", part, { SET(H_STR_OFF, FAR) },		\
	  "strings outside the section" },				\
	{ name "-strings-long", part, { SET(H_STR_LEN, FAR) },		\
	  "strings outside the section" },				\
	{ name "-strings-wrap", part, { SET(H_STR_OFF, 0xffffffff) },	\
	  "strings outside the section" },				\
	{ name "-strings-wrap-more", part, { SET(H_STR_OFF, 0xfffffff0) },	\
	  "strings outside the section" },				\
	{ name "-strings-in-types", part, { ADD(H_STR_OFF, -8) },	\
	  "strings do not follow the types" },				\
	{ name "-strings-endless", part, { ADD(H_STR_LEN, -1) },	\
	  "strings without an end" },					\
	{ name "-strings-unended", part, { OR(H_LAST, 'x' << 24) },	\
	  "strings without an end" },					\
	{ name "-noise-types", part, { NOISE(H_TYPES) },		\
	  "kind 123 of type " },					\
	{ name "-type-torn", part, { ADD(H_TYPE_LEN, -4) },		\
	  "truncated type" },						\
	{ name "-vlen-long", part, { OR(T_INFO, 0xffff, "struct") },	\
	  "truncated type" },						\
	{ name "-vlen-longest", part, { OR(T_INFO, 0xffffff, "struct") },	\
	  "truncated type" },						\
	{ name "-kind-0", part, { SET(T_INFO, 0, "struct") },		\
	  "a kind that is not allowed here" },				\
	{ name "-kind-next", part,					\
	  { SET(T_INFO, NR_BTF_KINDS << 24, "struct") },		\
	  "is unknown here: update" },					\
	{ name "-kind-31", part, { SET(T_INFO, 31 << 24, "struct") },	\
	  "kind 31 of type " },						\
	{ name "-kind-32", part, { SET(T_INFO, 32 << 24, "struct") },	\
	  "kind 32 of type " },						\
	{ name "-kind-127", part, { OR(T_INFO, 127 << 24, "struct") },	\
	  "kind 127 of type " },					\
	{ name "-typedef-vlen", part, { OR(T_INFO, 1, "typedef") },		\
	  "vlen or kind_flag that its kind does not have" },		\
	{ name "-typedef-vlen-wide", part,				\
	  { OR(T_INFO, 1 << 23, "typedef") },				\
	  "vlen or kind_flag that its kind does not have" },		\
	{ name "-typedef-kind-flag", part,					\
	  { OR(T_INFO, 1U << 31, "typedef") },				\
	  "vlen or kind_flag that its kind does not have" }

/* What is checked of every id in .BTF, by what it is for. */
#define EDGE(name, type, at, wrong)					\
	{ name "-far", BTF, { SET(at, FAR, type) },			\
	  "type id out of range" },					\
	{ name "-wrong", BTF, { ID(type, at, wrong) },			\
	  "id leads to a kind that cannot be there" }

#define NO_SIZE		"by-value use of a type without a size"
#define TOO_MANY	"too many typedefs, modifiers and arrays, or a loop"
#define ITSELF		"type contains itself"
#define NOT_LISTED	"ids of .BTF_ids are not listed"
#define NO_FIT		"length does not fit its contents"
#define OTHER_LENGTH	"made for a .BTF_ids of another length"

const struct malformed malformed[] = {
	HEADER(BTF, "btf"),
	{ "btf-other-order", BTF, { SET(H_MAGIC, 0x00019eeb) },
	  "byte order of another machine" },
	{ "ref-relative", REF, { SET(H_MAGIC, 0x0001eb9e) },
	  "is relative to a reference" },
	HEADER(REF, "ref"),
	{ "ref-pointer", REF, { SET(T_INFO, INFO(PTR, 0), "fwd") },
	  "name of a kind that has none" },
	{ "ref-pointer-sized", REF, { SET(T_INFO, INFO(PTR, 0), "struct.cred"),
				      SET(T_TYPE, 0, "struct.cred") },
	  "name of a kind that has none" },
	{ "ref-datasec", REF, { SET(T_INFO, INFO(DATASEC, 0), "fwd") },
	  "a kind that is not allowed here" },

	/* the reference */
	{ "ref-no-strings", REF, { SET(H_STR_LEN, 0) },
	  "strings do not begin with an empty one" },
	{ "ref-first-string", REF, { OR(H_STRINGS, 'x') },
	  "strings do not begin with an empty one" },
	{ "ref-name-far", REF, { SET(T_NAME, FAR, "struct") },
	  "name out of range" },
	{ "ref-member-name-far", REF,
	  { SET(T_ELEM_NAME, FAR, "struct.list_head") }, "name out of range" },
	{ "ref-typedef-far", REF, { SET(T_TYPE, FAR, "typedef") },
	  "type id out of range" },
	{ "ref-member-far", REF,
	  { SET(T_ELEM_TYPE, FAR, "struct.list_head") },
	  "type id out of range" },
	{ "ref-typedef-wrong", REF, { ID("typedef", T_TYPE, "=func") },
	  "stands for a kind that cannot be there" },
	{ "ref-typedef-itself", REF,
	  { ID("typedef.u64", T_TYPE, "=typedef.u64") },
	  "stands for a kind that cannot be there" },
	{ "ref-typedef-members", REF,
	  { ID("typedef.u64", T_TYPE, "=struct.list_head") },
	  "stands for a type that has more than a size" },
	{ "ref-func-far", REF, { SET(T_TYPE, FAR, "func") },
	  "type id out of range" },
	{ "ref-func-void", REF, { SET(T_TYPE, 0, "func") },
	  "function without a prototype" },
	{ "ref-func-wrong", REF, { ID("func", T_TYPE, "=struct") },
	  "prototype is not empty" },
	{ "ref-func-linkage", REF, { OR(T_INFO, 1, "func") },
	  "function has a linkage" },
	{ "ref-proto-returns", REF, { SET(T_TYPE, 1, "proto") },
	  "prototype is not empty" },
	{ "ref-proto-named", REF, { SET(T_NAME, 1, "proto") },
	  "name of a kind that has none" },
	{ "ref-proto-params", REF,	/* as long as a struct of two members */
	  { SET(T_INFO, INFO(FUNC_PROTO, 3), "struct.list_head"),
	    SET(T_TYPE, 0, "struct.list_head") },
	  "type id out of range" },
	{ "ref-fwd-type", REF, { SET(T_TYPE, 1, "fwd") },
	  "declaration has a type" },
	{ "ref-enum-kind-flag", REF, { OR(T_INFO, 1U << 31, "enum") },
	  "kind_flag without members or values" },
	{ "ref-struct-kind-flag", REF, { OR(T_INFO, 1U << 31, "struct.cred") },
	  "kind_flag without members or values" },
	{ "ref-enum64-empty", REF, { SET(T_INFO, INFO(ENUM64, 0), "enum") },
	  "enum64 without values" },
	{ "ref-name-empty", REF, { { SPOIL_LAST, T_NAME, 0, "struct.cred" } },
	  "empty name" },
	{ "ref-no-name", REF, { SET(T_NAME, 0, "typedef.u64") },
	  "type without a name" },
	{ "ref-int-no-name", REF, { SET(T_NAME, 0, "int") },
	  "type without a name" },

	/* ids and names of .BTF */
	EDGE("target", "ptr", T_TYPE, "func"),
	EDGE("member", "struct.demo", T_ELEM_TYPE, "fwd"),
	{ "element-far", BTF, { SET(T_ARRAY_TYPE, FAR, "array") },
	  "type id out of range" },
	{ "element-wrong", BTF, { ID("array", T_ARRAY_TYPE, "func") },
	  NO_SIZE },
	{ "element-behind-pointer-wrong", BTF,
	  { ID("struct.demo", T_ELEM_TYPE, "ptr"),
	    ID("array", T_ARRAY_TYPE, "func") },
	  NO_SIZE },
	EDGE("index", "array", T_ARRAY_INDEX, "struct.inner"),
	EDGE("variable", "var", T_TYPE, "fwd"),
	EDGE("section", "datasec", T_SEC_TYPE, "struct.demo"),
	{ "section-of-base", BTF, { ID("datasec", T_SEC_TYPE, "=int") },
	  "id leads to a kind that cannot be there" },
	EDGE("proto", "func", T_TYPE, "struct.demo"),
	{ "proto-void", BTF, { SET(T_TYPE, 0, "func") },
	  "id leads to a kind that cannot be there" },
	{ "proto-of-base", BTF, { ID("func", T_TYPE, "=int") },
	  "id leads to a kind that cannot be there" },
	EDGE("return", "proto", T_TYPE, "func"),
	EDGE("param", "proto", T_ELEM_TYPE, "func"),
	{ "tagged-far", BTF, { SET(T_INFO, INFO(DECL_TAG, 0), "var"),
			       SET(T_TYPE, FAR, "var") },
	  "type id out of range" },
	{ "tagged-wrong", BTF, { ID("var", T_TYPE, "ptr"),
				 SET(T_INFO, INFO(DECL_TAG, 0), "var") },
	  "id leads to a kind that cannot be there" },
	{ "hidden-type", BTF, { ID("ptr", T_TYPE, "=proto") },
	  "id leads to a kind that cannot be there" },
	{ "chain-far", BTF, { SET(T_TYPE, FAR, "typedef.own") },
	  "type id out of range" },
	{ "chain-loop", BTF, { ID("typedef.own", T_TYPE, "typedef.own") },
	  TOO_MANY },
	/* the first const is of nothing, the second of what is only declared */
	{ "member-void", BTF, { ID("struct.demo", T_ELEM_TYPE, "const") },
	  NO_SIZE },
	{ "member-declared", BTF, { ID("struct.demo", T_ELEM_TYPE, "const#2") },
	  NO_SIZE },
	{ "element-void", BTF, { ID("array", T_ARRAY_TYPE, "const") },
	  NO_SIZE },
	{ "index-struct", BTF, { ID("array", T_ARRAY_INDEX, "const#3") },
	  NO_SIZE },
	{ "variable-void", BTF, { ID("var", T_TYPE, "const") },
	  NO_SIZE },
	{ "return-func-behind-const", BTF, { ID("proto", T_TYPE, "const#3"),
					    ID("const#3", T_TYPE, "proto") },
	  NO_SIZE },
	{ "param-void", BTF, { ID("proto", T_ELEM_TYPE, "const") },
	  NO_SIZE },
	{ "name-far", BTF, { SET(T_NAME, FAR, "struct") },
	  "name out of range" },
	{ "member-name-far", BTF, { SET(T_ELEM_NAME, FAR, "struct") },
	  "name out of range" },
	{ "value-name-far", BTF, { SET(T_ELEM_NAME, FAR, "enum") },
	  "name out of range" },
	{ "wide-value-name-far", BTF, { SET(T_ELEM_NAME, FAR, "enum64") },
	  "name out of range" },
	{ "param-name-far", BTF, { SET(T_ELEM_NAME, FAR, "proto") },
	  "name out of range" },
	{ "name-inside", BTF, { SET(T_NAME, 2, "struct") },
	  "name is not a reference type's" },
	/* types that contain themselves; the first three in any order of IDs */
	{ "struct-in-itself", BTF,
	  { ID("struct.inner", T_ELEM_TYPE, "struct.inner") }, ITSELF },
	{ "struct-in-its-member", BTF,
	  { ID("struct.inner", T_ELEM_TYPE, "struct.demo") }, ITSELF },
	{ "union-in-itself", BTF, { ID("union", T_ELEM_TYPE, "union") },
	  ITSELF },
	{ "array-of-itself", BTF, { ID("array", T_ARRAY_TYPE, "array") },
	  TOO_MANY },
	/* nothing holds it, and yet it is one */
	{ "typedef-of-itself", BTF,
	  { ID("typedef.lone", T_TYPE, "typedef.lone") }, ITSELF },
	{ "volatile-of-its-restrict", BTF, { ID("volatile", T_TYPE, "restrict") },
	  ITSELF },

	/* .BTF_ids and its slots */
	{ "id-far", SLOTS, { SET(WORD(0), FAR) }, "type id out of range" },
	{ "id-of-int", SLOTS, { ID(NULL, WORD(0), "=int") },
	  "id of a kind that BTF_ID() cannot name" },
	{ "id-of-variable", SLOTS, { ID(NULL, WORD(1), "var") },
	  "id of a kind that BTF_ID() cannot name" },
	{ "id-of-hidden", SLOTS, { ID(NULL, WORD(0), "=struct.") },
	  "id of a kind that BTF_ID() cannot name" },
	{ "id-in-set-far", SLOTS, { SET(WORD(7), FAR) }, "type id out of range" },
	{ "id-in-set8-far", SLOTS, { SET(WORD(12), FAR) },
	  "type id out of range" },
	{ "id-unlisted", SLOTS, { SET(WORD(2), 1) }, NOT_LISTED },
	{ "ids-short", IDS, { { SPOIL_CUT, 0, 8 } }, OTHER_LENGTH },
	{ "ids-gone", IDS, { { SPOIL_GONE } }, OTHER_LENGTH },
	{ "slots-gone", SLOTS, { { SPOIL_GONE } }, "missing; was it stripped?" },
	{ "slots-torn", SLOTS, { { SPOIL_CUT, 0, 1 } }, NO_FIT },
	{ "slots-no-header", SLOTS, { { SPOIL_CUT, 0, 0x7fffffff } }, NO_FIT },
	{ "slots-more", SLOTS, { ADD(0, 1) }, NO_FIT },
	{ "slots-most", SLOTS, { SET(0, 0xffffffff) }, NO_FIT },
	{ "slots-fewer", SLOTS, { SET(0, 3) }, NO_FIT },
	{ "slots-ids-long", SLOTS, { ADD(4, 4) }, NO_FIT },
	{ "slot-stride-2", SLOTS, { SET(SLOT(0) + S_STRIDE, 2) }, "bad stride" },
	{ "slot-stride-0", SLOTS, { SET(SLOT(1) + S_STRIDE, 0) }, "bad stride" },
	{ "slot-flags", SLOTS, { OR(SLOT(0) + S_STRIDE, 0x80000000) },
	  "unknown flags" },
	{ "slot-no-count", SLOTS, { OR(SLOT(0) + S_STRIDE, 1 << 16) },
	  "set without a count" },
	{ "slot-odd", SLOTS, { SET(SLOT(0) + S_OFF, 2) },
	  "unaligned, unordered or overlapping" },
	{ "slot-odd-far", SLOTS, { SET(SLOT(0) + S_OFF, FAR) },
	  "unaligned, unordered or overlapping" },
	{ "slot-order", SLOTS, { SET(SLOT(1) + S_OFF, 0) },
	  "unaligned, unordered or overlapping" },
	{ "slot-overlap", SLOTS, { SET(SLOT(0) + S_CNT, 4) },
	  "unaligned, unordered or overlapping" },
	{ "slot-far", SLOTS, { SET(SLOT(3) + S_OFF, FAR + 1) },
	  "outside .BTF_ids" },
	{ "slot-long", SLOTS, { SET(SLOT(3) + S_CNT, 3) }, "outside .BTF_ids" },
	{ "slot-wrap", SLOTS, { SET(SLOT(3) + S_CNT, 0x20000000) },
	  "outside .BTF_ids" },
	{ "slot-wrap-first", SLOTS, { SET(SLOT(0) + S_CNT, 0x40000000) },
	  "outside .BTF_ids" },
	{ "slot-skips", SLOTS, { ADD(SLOT(0) + S_CNT, -1) }, NOT_LISTED },
	{ "set-count", SLOTS, { SET(WORD(4), 2) }, "another count than the set" },
	{ "set-shorter", SLOTS, { ADD(SLOT(2) + S_CNT, -1) },
	  "another count than the set" },
	{ "set8-count", SLOTS, { SET(WORD(8), 0) },
	  "another count than the set" },
};

const size_t nr_malformed = sizeof(malformed) / sizeof(*malformed);

static char *place(struct module_sections *s, enum module_section part,
		   const struct spoil *spoil)
{
	const struct btf_header *h = s->data[part];
	struct btf_type *t;

	if (spoil->type) {
		sections_find(s, part, spoil->type, &t);
		return (char *)t + spoil->at;
	}
	if (spoil->at == H_STRINGS)
		return (char *)h + h->hdr_len + h->str_off;
	if (spoil->at == H_LAST)
		return (char *)h + h->hdr_len + h->str_off + h->str_len - 4;
	return (char *)h + spoil->at;
}

static __u32 new_value(const struct module_sections *s, enum module_section part,
		       const struct spoil *spoil, __u32 old)
{
	const struct btf_header *h = s->data[part];

	switch (spoil->op) {
	case SPOIL_ADD:
		return old + spoil->value;
	case SPOIL_OR:
		return old | spoil->value;
	case SPOIL_ID:
		if (*spoil->id == '=')
			return sections_find(s, SECTION_REF, spoil->id + 1,
					     NULL);
		return sections_find(s, SECTION_BTF, spoil->id, NULL);
	case SPOIL_LAST:
		return h->str_len - 1;
	default:
		return spoil->value;
	}
}

/* What is too short to be cut ends before its header does. */
static void cut(struct module_sections *s, enum module_section part, __u32 bytes)
{
	if (bytes > s->len[part])
		s->len[part] = BTF_REC_HDR_LEN - 1;
	else
		s->len[part] -= bytes;
	s->data[part] = realloc(s->data[part], s->len[part]);
}

/* The same noise each time. */
static void make_noise(struct module_sections *s, enum module_section part,
		       __u32 from)
{
	const struct btf_header *h = s->data[part];
	size_t end = from ? from + h->type_len : s->len[part];
	__u32 state = 1;
	__u8 *p;

	for (p = s->data[part] + from; p < (__u8 *)s->data[part] + end; p++) {
		state = state * 1103515245 + 12345;
		*p = state >> 16;
	}
}

static void add_layout(struct module_sections *s, enum module_section part,
		       __u32 hdr_len)
{
	void *btf = text_btf_add_layout(s->data[part], &s->len[part], hdr_len);

	free(s->data[part]);
	s->data[part] = btf;
}

static void take_away(struct module_sections *s, enum module_section part)
{
	free(s->data[part]);
	s->data[part] = NULL;
	s->len[part] = 0;
}

/* Found all before any is changed. */
static void spoil_words(struct module_sections *s, enum module_section part,
			const struct spoil *spoil, int nr)
{
	__u32 values[2];
	char *places[2];
	int i;

	for (i = 0; i < nr; i++) {
		places[i] = place(s, part, &spoil[i]);
		memcpy(&values[i], places[i], sizeof(values[i]));
		values[i] = new_value(s, part, &spoil[i], values[i]);
	}
	for (i = 0; i < nr; i++)
		memcpy(places[i], &values[i], sizeof(values[i]));
}

void sections_spoil(struct module_sections *s, const struct malformed *way)
{
	const struct spoil *spoil = way->spoil;
	enum module_section part = way->part;

	switch (spoil->op) {
	case SPOIL_CUT:
		cut(s, part, spoil->value);
		break;
	case SPOIL_HALF:
		cut(s, part, s->len[part] / 2);
		break;
	case SPOIL_GONE:
		take_away(s, part);
		break;
	case SPOIL_NOISE:
		make_noise(s, part, spoil->at);
		break;
	case SPOIL_LAYOUT:
		add_layout(s, part, spoil->value);
		spoil_words(s, part, spoil + 1, 1);
		break;
	default:
		spoil_words(s, part, spoil, spoil[1].type ? 2 : 1);
	}
}
