// SPDX-License-Identifier: GPL-2.0
/*
 * The walker: of a type of any bytes that the reader takes, it visits the words that
 * are IDs and names, once each, and no other. What these are is written here once
 * more, from Documentation/bpf/btf.rst.
 */
#include "prove.h"
#include "btf_reconcile_read.c"

#ifndef WORDS
#define WORDS	12
#endif

enum word { DATA, NAME, ID };

/* A word of what follows struct btf_type. */
static enum word element_word(__u32 kind, __u32 word)
{
	switch (kind) {
	case BTF_KIND_ARRAY:		/* type, index type, number */
		return word < 2 ? ID : DATA;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:		/* name, type, offset */
		return word % 3 == 0 ? NAME : word % 3 == 1 ? ID : DATA;
	case BTF_KIND_ENUM:		/* name, value */
		return word % 2 ? DATA : NAME;
	case BTF_KIND_ENUM64:		/* name, two halves of the value */
		return word % 3 ? DATA : NAME;
	case BTF_KIND_FUNC_PROTO:	/* name, type */
		return word % 2 ? ID : NAME;
	case BTF_KIND_DATASEC:		/* type, offset, size */
		return word % 3 ? DATA : ID;
	default:
		return DATA;
	}
}

static enum word word_of(__u32 kind, __u32 word)
{
	if (word > 2)
		return element_word(kind, word - 3);
	if (word < 2)
		return word ? DATA : NAME;
	switch (kind) {
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FUNC_PROTO:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
	case BTF_KIND_TYPE_TAG:
		return ID;
	default:
		return DATA;
	}
}

static __u32 words[WORDS];
static __u8 as_id[WORDS], as_name[WORDS];

/* A visitor may read a word: it is one of the type's, and aligned. */
static __u32 place_of(const __u32 *p)
{
	__u32 place = p - words;

	assert((unsigned long)p % sizeof(__u32) == 0);
	assert(p >= words && place < WORDS);
	return place;
}

static int see_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	assert(edge > BTF_REC_E_NONE && edge < BTF_REC_NR_EDGES);
	as_id[place_of(id)]++;
	return *(int *)ctx;
}

static int see_name(void *ctx, const __u32 *name_off)
{
	as_name[place_of(name_off)]++;
	return *(int *)ctx;
}

void walk(void)
{
	const struct btf_rec_section sec = { .kinds = ~BTF_REC_M_VOID };
	const struct btf_type *t = (const void *)words;
	__u32 size, at;
	int stop = 0;

	__CPROVER_havoc_object(words);
	size = allowed_size(&sec, t);
	assume(size && size <= sizeof(words));
	assert(size == btf_rec_type_size(t));
	assert(!btf_rec_walk(t, see_id, see_name, &stop));
	at = any_below(size / sizeof(__u32));
	assert(as_id[at] == (word_of(btf_rec_raw_kind(t), at) == ID));
	assert(as_name[at] == (word_of(btf_rec_raw_kind(t), at) == NAME));
}

/* A walk ends where a visitor says so, with what it said. */
void walk_stops(void)
{
	const struct btf_rec_section sec = { .kinds = ~BTF_REC_M_VOID };
	const struct btf_type *t = (const void *)words;
	int stop = nondet_u32();
	__u32 size, at, seen = 0;

	__CPROVER_havoc_object(words);
	size = allowed_size(&sec, t);
	assume(size && size <= sizeof(words) && stop);
	assert(btf_rec_walk(t, see_id, see_name, &stop) == stop);
	assert(as_name[0] == 1);
	for (at = 0; at < WORDS; at++)
		seen += as_id[at] + as_name[at];
	assert(seen == 1);
}
