// SPDX-License-Identifier: GPL-2.0
/*
 * make_corpus DIR: the inputs that fuzzing starts from: a module that is right,
 * the same with .BTF_ids, BTF of newer kernels, raw BTF,
 * and each line of the table in malformed.c.
 */
#include <assert.h>
#include <sys/stat.h>

#include "../data/malformed.h"
#include "fuzz.h"

struct part {
	const void *data;
	size_t len;
};

static void save(const char *dir, const char *sub, const char *name,
		 const struct part *parts, size_t nr)
{
	char path[4096];
	size_t i;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, sub);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s", dir, sub, name);
	f = fopen(path, "wb");
	assert(f);
	for (i = 0; i < nr; i++)
		if (parts[i].len)
			fwrite(parts[i].data, 1, parts[i].len, f);
	fclose(f);
}

static void save_module(const char *dir, const char *name,
			const struct part *parts, __u16 flags)
{
	struct fuzz_lens lens = {
		parts[0].len, parts[1].len, parts[2].len, flags,
	};
	struct part all[5] = {
		{ &lens, sizeof(lens) }, parts[0], parts[1], parts[2], parts[3],
	};

	save(dir, "reconcile", name, all, 5);
}

static void save_malformed(const char *dir)
{
	struct module_sections s;
	struct part parts[NR_SECTIONS];
	size_t i, j;
	int err;

	for (i = 0; i < nr_malformed; i++) {
		err = sections_make_full(&s);
		assert(!err);
		sections_spoil(&s, &malformed[i]);
		for (j = 0; j < NR_SECTIONS; j++)
			parts[j] = (struct part){ s.data[j], s.len[j] };
		save_module(dir, malformed[i].name, parts, 0);
		sections_free(&s);
	}
}

static void make(struct fixture *fx, const char *module, struct id_name *names,
		 size_t nr_names)
{
	struct emitter emitter;
	int err;

	fixture_open(fx, FUZZ_BASE, module, FUZZ_BASE, NULL);
	fx->ids.names = names;
	fx->ids.nr_names = nr_names;
	emitter_init(&emitter, &fx->built_base);
	err = emit_btf(&emitter, fx->split.data, fx->split.len, &fx->ids,
		       "module", &fx->emitted);
	assert(!err);
	emitter_free(&emitter);
}

static void done(struct fixture *fx)
{
	fx->ids.names = NULL;
	fixture_close(fx);
}

static void take(const struct fixture *fx, struct part *parts)
{
	memset(parts, 0, 4 * sizeof(*parts));
	parts[0] = (struct part){ fx->emitted.btf, fx->emitted.btf_len };
	parts[1] = (struct part){ fx->emitted.ref, fx->emitted.ref_len };
}

/* With a header of 32 bytes, and of 40. */
static void add_layout(const struct part *part, struct part *longer, __u32 hdr_len)
{
	*longer = *part;
	longer->data = text_btf_add_layout(part->data, &longer->len, hdr_len);
}

static void make_newer(const char *dir)
{
	struct part parts[4], longer[4] = { }, raw[1], split;
	struct fixture fx;

	make(&fx, FUZZ_NEWER, NULL, 0);
	take(&fx, parts);
	save_module(dir, "attributes", parts, 0);
	add_layout(&parts[0], &longer[0], 32);
	add_layout(&parts[1], &longer[1], 40);
	save_module(dir, "layout", longer, 0);
	split = (struct part){ fx.split.data, fx.split.len };
	add_layout(&split, raw, 32);
	save(dir, "reader", "layout", raw, 1);
	free((void *)raw[0].data);
	free((void *)longer[1].data);
	free((void *)longer[0].data);
	done(&fx);
}

static struct part ids_section(char *to, const struct btf_ids_slot *slots,
			       size_t slots_len, const __u32 *ids, size_t len)
{
	const struct btf_ref_ids h = {
		.nr_slots = slots_len / sizeof(*slots), .ids_len = len,
	};

	memcpy(to, &h, sizeof(h));
	memcpy(to + sizeof(h), slots, slots_len);
	memcpy(to + sizeof(h) + slots_len, ids, len);
	return (struct part){ to, sizeof(h) + slots_len + len };
}

int main(int argc, char **argv)
{
	static const struct btf_ids_slot slots[] = {
		{ .off = 0, .cnt = 2, .stride = 4 },
		{ .off = 16, .cnt = 2, .stride = 8,
		  .flags = BTF_IDS_SLOT_SORTED },
		{ .off = 36, .cnt = 4, .stride = 4,
		  .flags = BTF_IDS_SLOT_SORTED },
	};
	static struct id_name names[] = {
		{ BTF_KIND_STRUCT, "task" }, { BTF_KIND_FUNC, "vfs_read" },
		{ BTF_KIND_FUNC, "vfs_two" }, { BTF_KIND_STRUCT, "file" },
	};
	__u32 ids[13] = { 0, 0, 2, 0, 0, 0xadd, 0, 0x9e7, 4 };
	static const __u32 none[13];
	struct part parts[4], raw[1];
	char section[256];
	struct fixture fx;

	assert(argc == 2);
	make(&fx, FUZZ_MODULE, names, sizeof(names) / sizeof(*names));
	ids[0] = fixture_ref_id(&fx, "vfs_read", BTF_KIND_FUNC);
	ids[4] = fixture_own_id(&fx, "demo_get");
	ids[6] = fixture_own_id(&fx, "demo_add");
	ids[9] = fixture_ref_id(&fx, "task", BTF_KIND_STRUCT);
	ids[10] = fixture_ref_id(&fx, "file", BTF_KIND_STRUCT);
	ids[11] = fixture_own_id(&fx, "demo");
	ids[12] = fixture_ref_id(&fx, "arg", BTF_KIND_UNION);
	take(&fx, parts);
	parts[2] = ids_section(section, slots, sizeof(slots), ids, sizeof(ids));
	parts[3] = (struct part){ none, sizeof(none) };
	save_module(argv[1], "good", parts, 0);
	save_module(argv[1], "unaligned", parts, 2);
	save_malformed(argv[1]);
	ids[1] = fixture_ref_id(&fx, "vfs_two", BTF_KIND_FUNC);
	parts[2] = ids_section(section, slots, sizeof(slots), ids, sizeof(ids));
	save_module(argv[1], "two-functions", parts, 0);
	raw[0] = (struct part){ fx.here.data, fx.here.len };
	save(argv[1], "reader", "base", raw, 1);
	raw[0] = (struct part){ fx.split.data, fx.split.len };
	save(argv[1], "reader", "split", raw, 1);
	done(&fx);

	make(&fx, FUZZ_AMBIGUOUS, NULL, 0);
	take(&fx, parts);
	save_module(argv[1], "ambiguous", parts, 0);
	done(&fx);
	make_newer(argv[1]);
	return 0;
}
