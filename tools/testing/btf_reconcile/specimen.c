// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../bpf/btf_reconcile/emit_btf.h"
#include "blob.h"
#include "specimen.h"

const char * const specimen_sections[SPECIMEN_NR_PARTS] = {
	[SPECIMEN_BTF]	 = ".BTF",
	[SPECIMEN_REF]	 = BTF_REF_SECTION,
	[SPECIMEN_SLOTS] = BTF_REF_IDS_SECTION,
	[SPECIMEN_IDS]	 = ".BTF_ids",
};

/* Types of Linux, so that what was made of them loads; a second list_head, so
 * that the reference has the first one's members.
 */
const char specimen_base[] =
	"int int 4 signed; int long_long_unsigned_int 8; struct cred 8;"
	"struct file 8; struct inode 8; union bpf_attr 8; fwd task_struct;"
	"struct list_head 16 next:list_head*@0 prev:list_head*@64;"
	"struct list_head 8 n:int@0; typedef u64 long_long_unsigned_int;"
	"struct - 4 counter:int@0; typedef atomic_t -; enum pid_type 4 A B;"
	"func vfs_read f:file*";

static const char full_split[] =
	"struct demo 88 list:list_head@0 task:task_struct*@128 n:u64@192"
	" own:own@256 array:int[4]@288 attr:bpf_attr*@448 type:pid_type@512"
	" atom:atomic_t@544 inner:inner@576;"
	"struct inner 4 n:int@0; union choice 4 a:int@0 b:int@0; typedef own int;"
	"typedef lone int; fwd nowhere; const - void; const - nowhere;"
	"const - inner; volatile - int; restrict - volatile.-; tag t int;"
	"enum e 4 OFF ON; enum64 wide 8 MANY; float f 4;"
	"func demo_get a:int b:u64 -> demo*; func demo_add a:int -> int;"
	"percpu stat demo 88";

/* As the symbols of btf_rec_mini.c say. */
static struct btf_ids_slot full_slots[] = {
	{ .off = 0, .cnt = 2, .stride = 4 },
	{ .off = 12, .cnt = 1, .stride = 4 },
	{ .off = 20, .cnt = 3, .stride = 4, .flags = BTF_IDS_SLOT_SORTED },
	{ .off = 40, .cnt = 2, .stride = 8, .flags = BTF_IDS_SLOT_SORTED },
};

static struct id_name full_names[] = {
	{ BTF_KIND_STRUCT, "list_head" }, { BTF_KIND_FUNC, "vfs_read" },
	{ BTF_KIND_STRUCT, "file" }, { BTF_KIND_STRUCT, "cred" },
	{ BTF_KIND_STRUCT, "inode" },
};

static void *copy(const void *data, size_t len)
{
	void *to = xmalloc(len ? len : 1);

	memcpy(to, data, len);
	return to;
}

static int emit(struct specimen *s, const struct blob *built,
		const struct blob *split, struct btf_ids *ids)
{
	struct emit_result result = { };
	struct emitter emitter;
	struct base base = { };
	int err;

	memset(s, 0, sizeof(*s));
	err = base_take(&base, copy(built->data, built->len), built->len,
			"specimen");
	if (err)
		return err;
	emitter_init(&emitter, &base);
	err = emit_btf(&emitter, split->data, split->len, ids, "specimen",
		       &result);
	if (!err) {
		s->data[SPECIMEN_BTF] = copy(result.btf, result.btf_len);
		s->len[SPECIMEN_BTF] = result.btf_len;
		s->data[SPECIMEN_REF] = copy(result.ref, result.ref_len);
		s->len[SPECIMEN_REF] = result.ref_len;
	}
	emit_result_free(&result);
	emitter_free(&emitter);
	base_close(&base);
	return err;
}

static int make(struct specimen *s, const char *built, const char *split,
		struct btf_ids *ids)
{
	struct blob base, module;
	int err;

	blob_make(&base, built, NULL);
	blob_make(&module, split, &base);
	err = emit(s, &base, &module, ids);
	blob_free(&module);
	blob_free(&base);
	return err;
}

int specimen_make(struct specimen *s, const char *built, const char *split)
{
	struct btf_ids ids = { };

	return make(s, built, split, &ids);
}

/* What each word of .BTF_ids is: an id, or a number. */
static const struct {
	enum specimen_part part;
	const char *name;
	__u32 number;
} full_ids[] = {
	{ SPECIMEN_REF, "struct.list_head" }, { SPECIMEN_BTF, "struct.demo" },
	{ }, { SPECIMEN_REF, "func.vfs_read" },
	{ .number = 3 }, { SPECIMEN_REF, "struct.cred" },
	{ SPECIMEN_REF, "struct.file" }, { SPECIMEN_REF, "struct.inode" },
	{ .number = 2 }, { .number = 0 },
	{ SPECIMEN_BTF, "func.demo_get" }, { .number = 0x9e7 },
	{ SPECIMEN_BTF, "func.demo_add" }, { .number = 0xadd },
};

#define NR_IDS	(sizeof(full_ids) / sizeof(*full_ids))

/* .BTF_ids keeps nothing of them, for the specimen has no set of kfuncs. */
static void put_ids(struct specimen *s, const __u32 *words)
{
	const size_t len = NR_IDS * sizeof(*words);
	const struct btf_ref_ids h = {
		.nr_slots = sizeof(full_slots) / sizeof(*full_slots),
		.ids_len = len,
	};
	char *section = xmalloc(sizeof(h) + sizeof(full_slots) + len);

	memcpy(section, &h, sizeof(h));
	memcpy(section + sizeof(h), full_slots, sizeof(full_slots));
	memcpy(section + sizeof(h) + sizeof(full_slots), words, len);
	s->data[SPECIMEN_SLOTS] = section;
	s->len[SPECIMEN_SLOTS] = sizeof(h) + sizeof(full_slots) + len;
	s->data[SPECIMEN_IDS] = xcalloc(1, len);
	s->len[SPECIMEN_IDS] = len;
}

int specimen_make_full(struct specimen *s)
{
	struct btf_ids ids = {
		.names = full_names,
		.nr_names = sizeof(full_names) / sizeof(*full_names),
	};
	__u32 words[NR_IDS], i;
	int err;

	err = make(s, specimen_base, full_split, &ids);
	if (err)
		return err;
	for (i = 0; i < NR_IDS; i++)
		words[i] = full_ids[i].name ?
			   specimen_find(s, full_ids[i].part, full_ids[i].name,
					 NULL) : full_ids[i].number;
	put_ids(s, words);
	return 0;
}

/* As for pahole: the usual magic, and the IDs in .BTF_ids. */
void specimen_distill(struct specimen *s)
{
	struct btf_header *h = s->data[SPECIMEN_BTF];
	const char *section = s->data[SPECIMEN_SLOTS];

	h->magic = BTF_MAGIC;
	memcpy(s->data[SPECIMEN_IDS],
	       section + sizeof(struct btf_ref_ids) + sizeof(full_slots),
	       s->len[SPECIMEN_IDS]);
	free(s->data[SPECIMEN_SLOTS]);
	s->data[SPECIMEN_SLOTS] = NULL;
	s->len[SPECIMEN_SLOTS] = 0;
}

static const char *kind_name(const struct btf_type *t)
{
	static const char * const names[32] = {
		[BTF_KIND_INT] = "int", [BTF_KIND_PTR] = "ptr",
		[BTF_KIND_ARRAY] = "array", [BTF_KIND_STRUCT] = "struct",
		[BTF_KIND_UNION] = "union", [BTF_KIND_ENUM] = "enum",
		[BTF_KIND_FWD] = "fwd", [BTF_KIND_TYPEDEF] = "typedef",
		[BTF_KIND_VOLATILE] = "volatile", [BTF_KIND_CONST] = "const",
		[BTF_KIND_RESTRICT] = "restrict", [BTF_KIND_FUNC] = "func",
		[BTF_KIND_FUNC_PROTO] = "proto", [BTF_KIND_VAR] = "var",
		[BTF_KIND_DATASEC] = "datasec", [BTF_KIND_FLOAT] = "float",
		[BTF_KIND_TYPE_TAG] = "tag", [BTF_KIND_ENUM64] = "enum64",
	};
	const char *name = names[btf_rec_raw_kind(t)];

	return name ? name : "?";
}

static const char *strings(const struct specimen *s, enum specimen_part part)
{
	const struct btf_header *h = s->data[part];

	return (const char *)h + h->hdr_len + h->str_off;
}

static const char *type_name(const struct specimen *s, enum specimen_part part,
			     const struct btf_type *t)
{
	const struct btf_header *ref = s->data[SPECIMEN_REF];

	if (part == SPECIMEN_BTF && t->name_off >= ref->str_len)
		return strings(s, part) + (t->name_off - ref->str_len);
	return strings(s, SPECIMEN_REF) + t->name_off;
}

static bool is_called(const char *wanted, const char *kind, const char *name)
{
	size_t len = strcspn(wanted, ".#");

	return !strncmp(wanted, kind, len) && !kind[len] &&
	       (wanted[len] != '.' || !strcmp(wanted + len + 1, name));
}

static __u32 find_in(const struct specimen *s, enum specimen_part part,
		     __u32 id, const char *name, struct btf_type **t)
{
	const struct btf_header *h = s->data[part];
	const char *hash = strchr(name, '#');
	unsigned long nth = hash ? strtoul(hash + 1, NULL, 10) : 1;
	char *p = (char *)h + h->hdr_len + h->type_off;
	char *end = p + h->type_len;

	for (; p < end; p += btf_rec_type_size((void *)p), id++) {
		*t = (void *)p;
		if (is_called(name, kind_name(*t), type_name(s, part, *t)) &&
		    !--nth)
			return id;
	}
	*t = NULL;
	return name[0] ? 0 : id;
}

__u32 specimen_find(const struct specimen *s, enum specimen_part part,
		    const char *name, struct btf_type **t)
{
	struct btf_type *found;
	__u32 start = 1, id;

	if (!t)
		t = &found;
	if (part == SPECIMEN_BTF)	/* its ids begin after the reference's */
		start = find_in(s, SPECIMEN_REF, 1, "", t);
	id = find_in(s, part, start, name, t);
	if (!id) {
		fprintf(stderr, "specimen: no type '%s'\n", name);
		abort();
	}
	return id;
}

void specimen_free(struct specimen *s)
{
	int i;

	for (i = 0; i < SPECIMEN_NR_PARTS; i++)
		free(s->data[i]);
	memset(s, 0, sizeof(*s));
}
