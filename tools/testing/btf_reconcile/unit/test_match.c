// SPDX-License-Identifier: GPL-2.0
/*
 * The rows of data/match_cases.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fixture/fixture.h"

static void test_row(void **state)
{
	const struct match_case *row = *state;
	char said[512], *words = said, *word;
	struct fixture fx;
	int err;

	fixture_open_case(&fx, row);
	err = fixture_reconcile(&fx);
	if (!row->said) {
		if (err)
			print_error("%s", fx.said);
		assert_int_equal(err, 0);
		assert_int_equal(fx.stats.mismatches, 0);
		assert_true(fixture_is_native(&fx));
	} else {
		assert_int_equal(err, -ESRCH);
		assert_int_equal(fx.stats.mismatches, 1);
		snprintf(said, sizeof(said), "%s", row->said);
		while ((word = strsep(&words, "|")))
			if (!strstr(fx.said, word))
				fail_msg("no '%s' in: %s", word, fx.said);
	}
	fixture_close(&fx);
}

int main(void)
{
	struct CMUnitTest *tests = calloc(nr_match_cases, sizeof(*tests));
	size_t i;

	if (!tests)
		return 1;
	for (i = 0; i < nr_match_cases; i++) {
		tests[i].name = match_cases[i].name;
		tests[i].test_func = test_row;
		tests[i].initial_state = (void *)&match_cases[i];
	}
	/* not cmocka_run_group_tests_name(), which wants an array */
	i = _cmocka_run_group_tests("match", tests, nr_match_cases, NULL, NULL);
	free(tests);
	return i;
}
