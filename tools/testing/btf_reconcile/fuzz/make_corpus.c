// SPDX-License-Identifier: GPL-2.0
/*
 * make_corpus DIR: the inputs that fuzzing starts from: a module that is right,
 * the same with .BTF_ids, damaged in each way of hostile.c, and raw BTF.
 */
#include <assert.h>
#include <sys/stat.h>

#include "../hostile.h"
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
		fwrite(parts[i].data, 1, parts[i].len, f);
	fclose(f);
}

static void save_module(const char *dir, const char *name,
			const struct part *parts)
{
	struct fuzz_lens lens = { parts[0].len, parts[1].len, parts[2].len, 0 };
	struct part all[5] = {
		{ &lens, sizeof(lens) }, parts[0], parts[1], parts[2], parts[3],
	};

	save(dir, "reconcile", name, all, 5);
}

static void save_hostile(const char *dir, const struct part *good)
{
	size_t i, j;

	for (i = 0; i < nr_hostiles; i++) {
		const char *sections[] = { ".BTF", BTF_REF_SECTION,
					   BTF_REF_IDS_SECTION, ".BTF_ids" };
		struct part parts[4];
		__u8 *copy = NULL;

		memcpy(parts, good, sizeof(parts));
		for (j = 0; j < 4; j++)
			if (!strcmp(hostiles[i].section, sections[j]))
				break;
		copy = xmalloc(parts[j].len);
		memcpy(copy, parts[j].data, parts[j].len);
		parts[j].data = copy;
		parts[j].len = hostiles[i].change(copy, parts[j].len,
						  count_types(good[1].data) + 1);
		if (parts[j].len)
			save_module(dir, hostiles[i].name, parts);
		free(copy);
	}
}

int main(int argc, char **argv)
{
	static const struct btf_ref_slot slots[] = {
		{ .off = 0, .cnt = 2, .stride = 4 },
		{ .off = 16, .cnt = 1, .stride = 8,
		  .flags = BTF_REF_SLOT_SORTED },
	};
	static struct id_name names[] = { { BTF_KIND_STRUCT, "task" } };
	__u32 ids[6] = { 0, 0, 1, 0, 0, 0xadd };
	struct part parts[4], raw[1];
	struct emitter emitter;
	struct lab lab;

	assert(argc == 2);
	lab_open(&lab, FUZZ_BASE, FUZZ_MODULE, FUZZ_BASE, NULL);
	lab.ids.names = names;
	lab.ids.nr_names = 1;
	emitter_init(&emitter, &lab.built_base);
	assert(!emit_btf(&emitter, lab.split.data, lab.split.len, &lab.ids,
			 "module", &lab.emitted));
	emitter_free(&emitter);
	ids[4] = blob_find(&lab.split, "demo_add") - lab.split.start + 1 +
		 count_types(lab.emitted.ref);
	parts[0] = (struct part){ lab.emitted.btf, lab.emitted.btf_len };
	parts[1] = (struct part){ lab.emitted.ref, lab.emitted.ref_len };
	parts[2] = (struct part){ slots, sizeof(slots) };
	parts[3] = (struct part){ ids, sizeof(ids) };
	save_module(argv[1], "good", parts);
	save_hostile(argv[1], parts);
	raw[0] = (struct part){ lab.here.data, lab.here.len };
	save(argv[1], "reader", "base", raw, 1);
	raw[0] = (struct part){ lab.split.data, lab.split.len };
	save(argv[1], "reader", "split", raw, 1);
	lab.ids.names = NULL;
	lab_close(&lab);
	return 0;
}
