// SPDX-License-Identifier: GPL-2.0
/*
 * Modules whose bytes break a rule, one subtest a rule: the kernel refuses them
 * and says which rule, .BTF_ids is all zero where it can be seen, and the sound
 * module loads before and after.
 */
#include <test_progs.h>

#include "btf_reconcile_load.h"

#define MINI	"btf_rec_mini"
#define BARE	"btf_rec_bare"

static void sound(void)
{
	struct btf *base, *btf;
	struct module_sections s;

	if (!ASSERT_OK(sections_make_full(&s), "sections") ||
	    !ASSERT_OK(modgen_write(REC_MINI, rec_path(), NULL, &s, false),
		       "write module"))
		goto out;
	if (!ASSERT_OK(rec_load(rec_path(), MINI), "finit_module"))
		goto out;
	btf = rec_btf(MINI, &base);
	if (!btf)
		goto out;
	ASSERT_GT(btf__find_by_name_kind(btf, "demo", BTF_KIND_STRUCT), 0,
		  "struct demo");
	btf__free(btf);
	btf__free(base);
out:
	sections_free(&s);
}

static void check_ids_zero(void)
{
	static const __u32 zero[MODGEN_NR_IDS];
	__u32 ids[MODGEN_NR_IDS];

	if (!ASSERT_EQ(rec_read(MINI, "ids", ids, sizeof(ids)), sizeof(ids),
		       "read .BTF_ids"))
		return;
	ASSERT_OK(memcmp(ids, zero, sizeof(ids)), ".BTF_ids is zero");
}

/* Where .BTF itself cannot be asked what it is, that is what is said. */
static const char *words_of(const struct malformed *way)
{
	static const char * const unreadable[] = {
		"btf-no-header", "btf-noise", "btf-byte-order", "btf-magic",
		"btf-other-order",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unreadable); i++)
		if (!strcmp(way->name, unreadable[i]))
			return "BTF refused: .BTF has no BTF header";
	return way->said;
}

static void spoilt(const struct malformed *way)
{
	const bool no_ids = way->part == SECTION_IDS &&
			    way->spoil[0].op == SPOIL_GONE;
	const char *name = no_ids ? BARE : MINI;
	struct module_sections s;

	if (!ASSERT_OK(sections_make_full(&s), "sections"))
		return;
	sections_spoil(&s, way);
	if (!ASSERT_OK(modgen_write(no_ids ? REC_BARE : REC_MINI, rec_path(),
				    NULL, &s, false), "write module"))
		goto out;
	if (rec_refused(rec_path(), name, words_of(way))) {
		ASSERT_LE(rec_count_lines("btf_reconcile: "), 2,
			  "no more than two lines");
		if (rec_loads_without_btf() && !no_ids)
			check_ids_zero();
	}
out:
	sections_free(&s);
}

void serial_test_btf_reconcile_malformed(void)
{
	size_t i;

	if (rec_begin("sound")) {
		sound();
		rec_end();
	}
	for (i = 0; i < nr_malformed; i++) {
		if (!rec_begin(malformed[i].name))
			continue;
		spoilt(&malformed[i]);
		rec_end();
	}
	if (rec_begin("sound, after all that")) {
		sound();
		rec_end();
	}
}
