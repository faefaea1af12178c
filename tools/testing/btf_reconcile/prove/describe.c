// SPDX-License-Identifier: GPL-2.0
/* Messages: any problem, into a buffer of any length. */
#include "prove.h"
#include "btf_reconcile_describe.c"

#ifndef LINE
#define LINE	4
#endif

/* As C has it: any text, cut off where the room ends, and how long it would be. */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = any_below(LINE);
	size_t i;

	for (i = 0; i < size && i < LINE; i++)
		buf[i] = i < (size_t)len && i + 1 < size ? nondet_u8() | 1 : 0;
	return len;
}

static const char *any_text(void)
{
	return nondet_bool() ? "text" : nondet_bool() ? "" : NULL;
}

void describe(void)
{
	struct btf_rec_problem problem = {
		.why = any_below(BTF_REC_NR_WHY),
		.use = any_below(BTF_REC_NR_USE),
		.section = "", .what = "",
		.name = any_text(), .here_name = any_text(),
		.holder = any_text(), .member = any_text(),
		.id = nondet_u32(), .kind = nondet_u32(),
		.here_kind = nondet_u32(), .holder_kind = nondet_u32(),
		.nr_named = nondet_u32(),
	};
	size_t size = any_below(LINE + 1), at = any_below(LINE);
	char line[LINE], before = line[at];
	int len;

	len = btf_rec_describe(&problem, size ? line : NULL, size);
	assert(len >= 0);
	if (at >= size)
		assert(line[at] == before);
	else
		assert(!line[at] || (line[at] >= ' ' && line[at] <= '~'));
}

/* Loops in the split BTF, which checking lets pass behind pointers, end. */
static int is_known_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_run *run = ctx;

	assume(*id < run->nr);
	return 0;
}

static int is_known_name(void *ctx, const __u32 *off)
{
	const struct btf_rec_run *run = ctx;

	assume(*off < run->ref.str_len + run->split.str_len);
	return 0;
}

void find_holder(void)
{
	struct btf_rec_problem problem = { };
	struct btf_rec_run run;
	__u32 id;

	any_run(&run);
	read_sections(&run);
	for (id = 0; id < run.nr; id++) {
		run.holder[id] = nondet_u32();
		if (id >= run.nr_ref)
			btf_rec_walk(run.types[id], is_known_id, is_known_name,
				     &run);
	}
	assume(holders_are_checked(&run));
	btf_rec_find_holder(&run, any_below(run.nr_ref), &problem);
	assert(problem.use < BTF_REC_NR_USE);
	assert(run.searched <= limits.search);
}
