// SPDX-License-Identifier: GPL-2.0
/*
 * Damage, one kind at a time, to BTF that was right before. Each must be
 * refused: on the host by the core's tests, in the kernel by the virtual
 * machine's.
 */
#include "hostile.h"

#define FAR 0x00ffffff	/* an id or name offset beyond any section here */

static struct btf_header *header(__u8 *data)
{
	return (struct btf_header *)data;
}

static size_t type_len(const struct btf_type *t)
{
	const struct btf_rec_layout *l = &btf_rec_layouts[btf_rec_raw_kind(t)];

	return sizeof(*t) + l->fixed + (size_t)l->elem * btf_rec_vlen(t);
}

/* The first type of one of the kinds that has at least so many elements. */
static struct btf_type *find(__u8 *data, __u32 kinds, __u32 vlen, __u32 *nr)
{
	const struct btf_header *h = header(data);
	__u8 *p = data + h->hdr_len + h->type_off;
	__u8 *end = p + h->type_len;

	*nr = 0;
	for (; p < end; p += type_len((void *)p), ++*nr) {
		struct btf_type *t = (void *)p;

		if (kinds >> btf_rec_raw_kind(t) & 1 && btf_rec_vlen(t) >= vlen)
			return t;
	}
	return NULL;
}

static struct btf_type *first(__u8 *data, __u32 kinds, __u32 vlen)
{
	__u32 nr;

	return find(data, kinds, vlen, &nr);
}

static size_t half(__u8 *data, size_t len, __u32 start)
{
	return len / 2;
}

static size_t no_header(__u8 *data, size_t len, __u32 start)
{
	return BTF_REC_HDR_LEN - 1;
}

static size_t garbage(__u8 *data, size_t len, __u32 start)
{
	__u32 state = 1;
	size_t i;

	for (i = 0; i < len; i++) {
		state = state * 1103515245 + 12345;
		data[i] = state >> 16;
	}
	return len;
}

static size_t garbage_types(__u8 *data, size_t len, __u32 start)
{
	const struct btf_header *h = header(data);

	garbage(data + h->hdr_len + h->type_off, h->type_len, start);
	return len;
}

static size_t no_end_of_strings(__u8 *data, size_t len, __u32 start)
{
	const struct btf_header *h = header(data);

	data[h->hdr_len + h->str_off + h->str_len - 1] = 'x';
	return len;
}

static size_t strings_outside(__u8 *data, size_t len, __u32 start)
{
	header(data)->str_off = 0xfffffff0;
	return len;
}

static size_t anonymous(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(INT), 0);

	if (t)
		t->name_off = 0;
	return t ? len : 0;
}

static size_t pointer_in_reference(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 0);

	if (t) {
		t->info = BTF_KIND_PTR << 24;
		t->type = 0;
	}
	return t ? len : 0;
}

/* A bit that has no meaning where there are no members. */
static size_t unused_kind_flag(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 0);

	if (t && !btf_rec_vlen(t))
		t->info |= 1U << 31;
	return t && !btf_rec_vlen(t) ? len : 0;
}

/* In a section of slots: the first slot, and the first ID. */
static struct btf_ids_slot *first_slot(__u8 *data, size_t len)
{
	const struct btf_ref_ids *h = (struct btf_ref_ids *)data;

	if (len < sizeof(*h) + sizeof(struct btf_ids_slot) || !h->nr_slots)
		return NULL;
	return (struct btf_ids_slot *)(h + 1);
}

static size_t set_id(__u8 *data, size_t len, __u32 id)
{
	const struct btf_ref_ids *h = (struct btf_ref_ids *)data;
	struct btf_ids_slot *slot = first_slot(data, len);

	if (!slot || h->ids_len < sizeof(id))
		return 0;
	memcpy((char *)(slot + h->nr_slots) + slot->off, &id, sizeof(id));
	return len;
}

static size_t id_far(__u8 *data, size_t len, __u32 start)
{
	return set_id(data, len, FAR);
}

/* The first type of the reference is an integer, by its name or another's. */
static size_t id_of_int(__u8 *data, size_t len, __u32 start)
{
	__u32 id = 1;

	/* after what typedefs stand for, which has no name */
	return set_id(data, len, start - 1) ? set_id(data, len, id) : 0;
}

static size_t unknown_kind(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 0);

	if (t)
		t->info |= 31 << 24;
	return t ? len : 0;
}

static size_t typedef_far(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(TYPEDEF), 0);

	if (t)
		t->type = FAR;
	return t ? len : 0;
}

static size_t name_far(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M_COMPOSITE, 0);

	if (t)
		t->name_off = FAR;
	return t ? len : 0;
}

static size_t pointer_far(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(PTR), 0);

	if (t)
		t->type = FAR;
	return t ? len : 0;
}

static size_t array_of_itself(__u8 *data, size_t len, __u32 start)
{
	__u32 nr;
	struct btf_type *t = find(data, BTF_REC_M(ARRAY), 0, &nr);

	if (t)
		((struct btf_array *)(t + 1))->type = start + nr;
	return t ? len : 0;
}

/* Held by value, so that the chain is followed. */
static size_t typedef_loop(__u8 *data, size_t len, __u32 start)
{
	__u32 nr;
	struct btf_type *t = find(data, BTF_REC_M(TYPEDEF), 0, &nr);

	if (t)
		t->type = start + nr;
	return t ? len : 0;
}

static struct btf_member *member(__u8 *data)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 1);

	return t ? (struct btf_member *)(t + 1) : NULL;
}

static size_t member_far(__u8 *data, size_t len, __u32 start)
{
	struct btf_member *m = member(data);

	if (m)
		m->type = FAR;
	return m ? len : 0;
}

static size_t member_name_far(__u8 *data, size_t len, __u32 start)
{
	struct btf_member *m = member(data);

	if (m)
		m->name_off = FAR;
	return m ? len : 0;
}

/* A name in the reference, but not where a type's name starts. */
static size_t name_inside(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 1);

	if (t)
		t->name_off = 2;
	return t ? len : 0;
}

static size_t func_of_void(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(FUNC), 0);

	if (t)
		t->type = 0;
	return t ? len : 0;
}

static size_t func_of_base_type(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(FUNC), 0);

	if (t)
		t->type = 1;
	return t ? len : 0;
}

static size_t var_of_func(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *sec = first(data, BTF_REC_M(DATASEC), 1);

	if (sec)
		((struct btf_var_secinfo *)(sec + 1))->type = 1;
	return sec ? len : 0;
}

static size_t vlen_too_large(__u8 *data, size_t len, __u32 start)
{
	struct btf_type *t = first(data, BTF_REC_M(STRUCT), 1);

	if (t)
		t->info |= 0xffff;
	return t ? len : 0;
}

static size_t slot_outside(__u8 *data, size_t len, __u32 start)
{
	struct btf_ids_slot *slot = first_slot(data, len);

	if (slot)
		slot->off = FAR;
	return slot ? len : 0;
}

static size_t slot_too_many(__u8 *data, size_t len, __u32 start)
{
	struct btf_ids_slot *slot = first_slot(data, len);

	if (slot)
		slot->cnt = 0x40000000;
	return slot ? len : 0;
}

static size_t slot_stride(__u8 *data, size_t len, __u32 start)
{
	struct btf_ids_slot *slot = first_slot(data, len);

	if (slot)
		slot->stride = 2;
	return slot ? len : 0;
}

static size_t slot_flags(__u8 *data, size_t len, __u32 start)
{
	struct btf_ids_slot *slot = first_slot(data, len);

	if (slot)
		slot->flags = 0x8000;
	return slot ? len : 0;
}

/* The first slot at 0 has no place for a count before it. */
static size_t slot_without_count(__u8 *data, size_t len, __u32 start)
{
	struct btf_ids_slot *slot = first_slot(data, len);

	if (!slot)
		return 0;
	slot->off = 0;
	slot->flags = BTF_IDS_SLOT_SORTED;
	return len;
}

/* A set that its slot says has fewer ids than its own count. */
static size_t slot_other_count(__u8 *data, size_t len, __u32 start)
{
	const struct btf_ref_ids *h = (struct btf_ref_ids *)data;
	struct btf_ids_slot *slot = first_slot(data, len);
	__u32 i;

	for (i = 0; slot && i < h->nr_slots; i++, slot++)
		if (slot->flags & BTF_IDS_SLOT_SORTED && slot->cnt) {
			slot->cnt--;
			return len;
		}
	return 0;
}

static size_t slot_torn(__u8 *data, size_t len, __u32 start)
{
	return len ? len - 1 : 0;
}

#define REF	BTF_REF_SECTION
#define SPLIT	".BTF"
#define SLOTS	BTF_REF_IDS_SECTION

const struct hostile hostiles[] = {
	{ "ref-half", REF, half },
	{ "ref-no-header", REF, no_header },
	{ "ref-garbage", REF, garbage },
	{ "ref-garbage-types", REF, garbage_types },
	{ "ref-strings-without-end", REF, no_end_of_strings },
	{ "ref-strings-outside", REF, strings_outside },
	{ "ref-anonymous", REF, anonymous },
	{ "ref-pointer", REF, pointer_in_reference },
	{ "ref-unused-kind-flag", REF, unused_kind_flag },
	{ "ref-unknown-kind", REF, unknown_kind },
	{ "ref-typedef-far", REF, typedef_far },
	{ "ref-name-far", REF, name_far },
	{ "split-half", SPLIT, half },
	{ "split-garbage-types", SPLIT, garbage_types },
	{ "split-strings-without-end", SPLIT, no_end_of_strings },
	{ "split-pointer-far", SPLIT, pointer_far },
	{ "split-member-far", SPLIT, member_far },
	{ "split-member-name-far", SPLIT, member_name_far },
	{ "split-array-of-itself", SPLIT, array_of_itself },
	{ "split-typedef-loop", SPLIT, typedef_loop, true },
	{ "split-name-inside", SPLIT, name_inside },
	{ "split-func-of-void", SPLIT, func_of_void },
	{ "split-func-of-base-type", SPLIT, func_of_base_type },
	{ "split-section-of-base-type", SPLIT, var_of_func },
	{ "split-vlen", SPLIT, vlen_too_large },
	{ "slot-outside", SLOTS, slot_outside },
	{ "slot-too-many", SLOTS, slot_too_many },
	{ "slot-torn", SLOTS, slot_torn },
	{ "slot-stride", SLOTS, slot_stride },
	{ "slot-flags", SLOTS, slot_flags },
	{ "slot-without-count", SLOTS, slot_without_count },
	{ "slot-other-count", SLOTS, slot_other_count },
	{ "id-far", SLOTS, id_far },
	{ "id-of-int", SLOTS, id_of_int, true },
};

__u32 count_types(const void *btf)
{
	__u32 nr;

	find((void *)btf, 0, 0, &nr);
	return nr;
}

const size_t nr_hostiles = sizeof(hostiles) / sizeof(*hostiles);
