// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../bpf/btf_reconcile/emit_btf.h"
#include "text_btf.h"
#include "module_sections.h"

const char * const sections_names[NR_SECTIONS] = {
	[SECTION_BTF]	 = ".BTF",
	[SECTION_REF]	 = BTF_REF_SECTION,
	[SECTION_SLOTS] = BTF_REF_IDS_SECTION,
	[SECTION_IDS]	 = ".BTF_ids",
};

/* Types of Linux, so that what was made of them loads; a second list_head, so
 * that the reference has the first one's members.
 */
const char sections_base[] =
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

static int emit(struct module_sections *s, const struct text_btf *built,
		const struct text_btf *split, struct btf_ids *ids)
{
	struct emit_result result = { };
	struct emitter emitter;
	struct base base = { };
	int err;

	memset(s, 0, sizeof(*s));
	err = base_take(&base, copy(built->data, built->len), built->len,
			"sections");
	if (err)
		return err;
	emitter_init(&emitter, &base);
	err = emit_btf(&emitter, split->data, split->len, ids, "sections",
		       &result);
	if (!err) {
		s->data[SECTION_BTF] = copy(result.btf, result.btf_len);
		s->len[SECTION_BTF] = result.btf_len;
		s->data[SECTION_REF] = copy(result.ref, result.ref_len);
		s->len[SECTION_REF] = result.ref_len;
	}
	emit_result_free(&result);
	emitter_free(&emitter);
	base_close(&base);
	return err;
}

static int make(struct module_sections *s, const char *built, const char *split,
		struct btf_ids *ids)
{
	struct text_btf base, module;
	int err;

	text_btf_make(&base, built, NULL);
	text_btf_make(&module, split, &base);
	err = emit(s, &base, &module, ids);
	text_btf_free(&module);
	text_btf_free(&base);
	return err;
}

int sections_make(struct module_sections *s, const char *built,
		  const char *split)
{
	struct btf_ids ids = { };

	return make(s, built, split, &ids);
}

/* What each word of .BTF_ids is: an id, or a number. */
static const struct {
	enum module_section part;
	const char *name;
	__u32 number;
} full_ids[] = {
	{ SECTION_REF, "struct.list_head" }, { SECTION_BTF, "struct.demo" },
	{ }, { SECTION_REF, "func.vfs_read" },
	{ .number = 3 }, { SECTION_REF, "struct.cred" },
	{ SECTION_REF, "struct.file" }, { SECTION_REF, "struct.inode" },
	{ .number = 2 }, { .number = 0 },
	{ SECTION_BTF, "func.demo_get" }, { .number = 0x9e7 },
	{ SECTION_BTF, "func.demo_add" }, { .number = 0xadd },
};

#define NR_IDS	(sizeof(full_ids) / sizeof(*full_ids))

/* .BTF_ids keeps nothing of them, for the module has no set of kfuncs. */
static void put_ids(struct module_sections *s, const __u32 *words)
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
	s->data[SECTION_SLOTS] = section;
	s->len[SECTION_SLOTS] = sizeof(h) + sizeof(full_slots) + len;
	s->data[SECTION_IDS] = xcalloc(1, len);
	s->len[SECTION_IDS] = len;
}

int sections_make_full(struct module_sections *s)
{
	struct btf_ids ids = {
		.names = full_names,
		.nr_names = sizeof(full_names) / sizeof(*full_names),
	};
	__u32 words[NR_IDS], i;
	int err;

	err = make(s, sections_base, full_split, &ids);
	if (err)
		return err;
	for (i = 0; i < NR_IDS; i++)
		words[i] = full_ids[i].name ?
			   sections_find(s, full_ids[i].part, full_ids[i].name,
					 NULL) : full_ids[i].number;
	put_ids(s, words);
	return 0;
}

/* As for pahole: the usual magic, and the IDs in .BTF_ids. */
void sections_distill(struct module_sections *s)
{
	struct btf_header *h = s->data[SECTION_BTF];
	const char *section = s->data[SECTION_SLOTS];

	h->magic = BTF_MAGIC;
	memcpy(s->data[SECTION_IDS],
	       section + sizeof(struct btf_ref_ids) + sizeof(full_slots),
	       s->len[SECTION_IDS]);
	free(s->data[SECTION_SLOTS]);
	s->data[SECTION_SLOTS] = NULL;
	s->len[SECTION_SLOTS] = 0;
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

static const char *strings(const struct module_sections *s, enum module_section part)
{
	const struct btf_header *h = s->data[part];

	return (const char *)h + h->hdr_len + h->str_off;
}

static const char *type_name(const struct module_sections *s, enum module_section part,
			     const struct btf_type *t)
{
	const struct btf_header *ref = s->data[SECTION_REF];

	if (part == SECTION_BTF && t->name_off >= ref->str_len)
		return strings(s, part) + (t->name_off - ref->str_len);
	return strings(s, SECTION_REF) + t->name_off;
}

static bool is_called(const char *wanted, const char *kind, const char *name)
{
	size_t len = strcspn(wanted, ".#");

	return !strncmp(wanted, kind, len) && !kind[len] &&
	       (wanted[len] != '.' || !strcmp(wanted + len + 1, name));
}

static __u32 find_in(const struct module_sections *s, enum module_section part,
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

__u32 sections_find(const struct module_sections *s, enum module_section part,
		    const char *name, struct btf_type **t)
{
	struct btf_type *found;
	__u32 start = 1, id;

	if (!t)
		t = &found;
	if (part == SECTION_BTF)	/* its ids begin after the reference's */
		start = find_in(s, SECTION_REF, 1, "", t);
	id = find_in(s, part, start, name, t);
	if (!id) {
		fprintf(stderr, "module: no type '%s'\n", name);
		abort();
	}
	return id;
}

void sections_free(struct module_sections *s)
{
	int i;

	for (i = 0; i < NR_SECTIONS; i++)
		free(s->data[i]);
	memset(s, 0, sizeof(*s));
}
