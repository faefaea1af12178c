// SPDX-License-Identifier: GPL-2.0
/*
 * Every rule that the core has for bytes, broken once: it is this rule that is
 * reported, the IDs are zero and .BTF untouched. The same modules are given
 * to the tool, to fuzzing and to kernels: see data/data.mk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../bpf/btf_reconcile/verdict.h"
#include "../data/malformed.h"
#include "../fixture/fixture.h"

struct heard {
	char line[256];
	int nr;
};

static void hear(void *priv, const struct btf_rec_problem *problem)
{
	struct heard *heard = priv;

	heard->nr++;
	btf_rec_describe(problem, heard->line, sizeof(heard->line));
}

/* @beyond: a verifier of BTF refuses what was reconciled */
static int reconcile(const struct module_sections *s, struct heard *heard,
		     struct btf_rec_module *mod, bool *beyond)
{
	struct btf_rec_problem problem;
	struct btf_rec_stats stats;
	struct module_btf native;
	struct fixture fx;
	int err = 0;

	*mod = (struct btf_rec_module){
		.btf = s->data[SECTION_BTF],
		.btf_len = s->len[SECTION_BTF],
		.ref = s->data[SECTION_REF],
		.ref_len = s->len[SECTION_REF],
		.ids_len = s->len[SECTION_IDS],
		.report = hear,
		.priv = heard,
	};
	fixture_open(&fx, sections_base, "", sections_base, NULL);
	if (s->data[SECTION_SLOTS])
		err = btf_rec_open_ids(mod, s->data[SECTION_SLOTS],
				       s->len[SECTION_SLOTS]);
	err = err ?: fixture_try(&fx, mod, &stats);
	native = (struct module_btf){ .btf = mod->btf, .btf_len = mod->btf_len };
	*beyond = !err && native_problem(&fx.here_base, &native, &problem);
	fixture_close(&fx);
	return err;
}

/* What is spoilt is right before. */
static void test_sound(void **state)
{
	struct btf_rec_module mod;
	struct heard heard = { };
	struct module_sections s;
	bool beyond;

	assert_int_equal(sections_make_full(&s), 0);
	assert_int_equal(reconcile(&s, &heard, &mod, &beyond), 0);
	assert_int_equal(heard.nr, 0);
	assert_false(beyond);
	sections_free(&s);
}

static bool is_zero(const char *p, size_t len)
{
	while (len--)
		if (*p++)
			return false;
	return true;
}

static void test_way(void **state)
{
	const struct malformed *way = *state;
	struct btf_rec_module mod;
	struct heard heard = { };
	struct module_sections s;
	bool beyond;
	void *before;

	assert_int_equal(sections_make_full(&s), 0);
	sections_spoil(&s, way);
	before = malloc(s.len[SECTION_BTF]);
	assert_non_null(before);
	memcpy(before, s.data[SECTION_BTF], s.len[SECTION_BTF]);
	assert_int_equal(reconcile(&s, &heard, &mod, &beyond),
			 -EINVAL);
	assert_int_equal(heard.nr, 1);
	if (!strstr(heard.line, way->said))
		fail_msg("no '%s' in: %s", way->said, heard.line);
	if (mod.ids)
		assert_true(is_zero(mod.ids, mod.ids_len));
	assert_memory_equal(before, s.data[SECTION_BTF], s.len[SECTION_BTF]);
	free(before);
	sections_free(&s);
}

int main(void)
{
	struct CMUnitTest *tests = calloc(nr_malformed + 1, sizeof(*tests));
	size_t i;

	if (!tests)
		return 1;
	tests[0] = (struct CMUnitTest)cmocka_unit_test(test_sound);
	for (i = 0; i < nr_malformed; i++) {
		tests[i + 1].name = malformed[i].name;
		tests[i + 1].test_func = test_way;
		tests[i + 1].initial_state = (void *)&malformed[i];
	}
	/* not cmocka_run_group_tests_name(), which wants an array */
	i = _cmocka_run_group_tests("malformed", tests, nr_malformed + 1, NULL,
				    NULL);
	free(tests);
	return i;
}
