// SPDX-License-Identifier: GPL-2.0
/*
 * The reader: headers of any bytes and any length up to HEADER, type sections of
 * any bytes, of TYPES bytes.
 */
#include "prove.h"
#include "btf_reconcile_read.c"

#ifndef HEADER
#define HEADER	72
#endif
#ifndef TYPES
#define TYPES	48
#endif
#define MAX_TYPES	(TYPES / sizeof(struct btf_type))

static bool inside(const struct btf_rec_section *sec, const char *p, __u32 len)
{
	const char *data = sec->data;

	return p >= data && len <= sec->len && p - data <= sec->len - len;
}

static void check_section(const struct btf_rec_section *sec)
{
	assert(inside(sec, sec->types, sec->types_len));
	assert(inside(sec, sec->strs, sec->str_len));
	assert(!sec->layout_len ||
	       inside(sec, sec->layout, sec->layout_len));
	assert((unsigned long)sec->types % sizeof(__u32) == 0);
	assert(!sec->str_len || !sec->strs[sec->str_len - 1]);
	assert(!sec->str_len || !sec->types_len ||
	       sec->types + sec->types_len <= sec->strs);
	assert(sec->hdr_len <= sec->types - (const char *)sec->data);
	assert(((const struct btf_rec_header *)sec->data)->magic ==
	       (sec->relative ? BTF_REF_MAGIC : BTF_MAGIC));
}

/* The section is all of an object, or all of it but the first byte. */
void header(void)
{
	__u32 room = any_below(HEADER + 1), skip = nondet_bool(), heard = 0;
	const struct btf_rec_sink sink = { nondet_bool() ? hear : NULL, &heard };
	char *data = malloc(room);
	struct btf_rec_section sec;
	int err;

	assume(data && skip <= room);
	sec = (struct btf_rec_section){
		.name = "", .data = data + skip, .len = room - skip,
		.kinds = nondet_u32(), .relative = nondet_bool(),
	};
	err = btf_rec_read_header(&sec, &sink);
	assert(err == 0 || err == -EINVAL);
	assert(!sink.report || heard == (err != 0));
	if (err)
		return;
	check_section(&sec);
}

/* Types follow each other without a gap from the first byte to the last. */
void type_section(void)
{
	char data[TYPES] __attribute__((aligned(4)));
	const struct btf_type *types[MAX_TYPES];
	__u8 kinds[MAX_TYPES];
	__u32 heard = 0, id;
	const struct btf_rec_sink sink = { hear, &heard };
	const struct btf_rec_section sec = {
		.name = "", .types = data, .types_len = TYPES,
		.kinds = nondet_u32() & ~BTF_REC_M_VOID,
	};
	const char *end = data + TYPES, *next;
	__u8 *out = nondet_bool() ? kinds : NULL;
	int nr;

	nr = btf_rec_read_types(&sec, types, out, nondet_u32(), &sink);
	assert(heard == (nr < 0));
	if (nr < 0) {
		assert(nr == -EINVAL);
		return;
	}
	assert((__u32)nr <= btf_rec_max_types(&sec));
	assert(nr ? (const char *)types[0] == data : !TYPES);
	id = any_below(nr);
	next = id + 1 < (__u32)nr ? (const char *)types[id + 1] : end;
	assert((unsigned long)types[id] % sizeof(__u32) == 0);
	assert(btf_rec_is(types[id], sec.kinds));
	assert(btf_rec_raw_kind(types[id]) < BTF_REC_MAX_KINDS);
	assert(btf_rec_layouts[btf_rec_raw_kind(types[id])].info);
	assert(!(types[id]->info &
		 ~btf_rec_layouts[btf_rec_raw_kind(types[id])].info));
	assert((const char *)types[id] + btf_rec_type_size(types[id]) == next);
	assert(!out || kinds[id] == btf_rec_raw_kind(types[id]));
}
