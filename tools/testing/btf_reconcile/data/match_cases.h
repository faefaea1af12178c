/* SPDX-License-Identifier: GPL-2.0 */
/* The matching rules, a line each. */
#ifndef _MATCH_CASES_H
#define _MATCH_CASES_H

#include <stddef.h>

/**
 * struct match_case - a module that is built against one base and meets another
 * @name: of the test
 * @built: the base when the module was built, see text_btf.h; it has int too
 * @split: the module
 * @here: the base that it meets
 * @said: words that the report must have, "|" between them; NULL: it matches,
 *	and the result is what a native build has
 * @native: the module as it is when built here, if it reads otherwise
 */
struct match_case {
	const char *name;
	const char *built;
	const char *split;
	const char *here;
	const char *said;
	const char *native;
};

extern const struct match_case match_cases[];
extern const size_t nr_match_cases;

#endif /* _MATCH_CASES_H */
