// SPDX-License-Identifier: GPL-2.0
/*
 * Properties over random bases and modules:
 *
 * I3, I4: whatever order a base has its types in, and whatever else is in it,
 *	the result is what a native build has.
 * I5: what emit makes does not depend on that order either.
 * Drift: a module is refused if and only if a type that it needs changed in a
 *	way that the matching table does not allow; and each such type is named.
 *
 * The model below knows of each type of the base what it is and how the module
 * uses it, so it says by itself what must come. SEED= repeats one run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../fixture/fixture.h"

#define MAX_TYPES	40
#define ROUNDS		400

enum kind { INT, FLOAT, ENUM, STRUCT, UNION, FWD, TYPEDEF, NR_KINDS };

/**
 * struct model - a type of the base
 * @kind: what it is
 * @size: in bytes
 * @target: of a typedef: the type that it stands for
 * @by_value: the module holds it
 * @by_pointer: the module points to it
 * @gone: it is not in the later base
 * @renamed: it has another name there
 * @now: its kind there
 * @size_now: its size there
 */
struct model {
	enum kind kind;
	unsigned int size;
	int target;
	bool by_value, by_pointer;
	bool gone, renamed;
	enum kind now;
	unsigned int size_now;
};

static struct model types[MAX_TYPES];
static int nr_types;
static unsigned int state, current;

static unsigned int rnd(unsigned int below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

static bool is_target(enum kind kind)
{
	return kind != FWD && kind != TYPEDEF;
}

static void make_model(void)
{
	int i;

	nr_types = 3 + rnd(MAX_TYPES - 3);
	memset(types, 0, sizeof(types));
	for (i = 0; i < nr_types; i++) {
		struct model *t = &types[i];

		t->kind = i ? rnd(NR_KINDS) : STRUCT;
		t->size = t->kind == INT || t->kind == ENUM || t->kind == FLOAT ?
			  1U << rnd(4) : 8 + 8 * rnd(8);
		if (t->kind == TYPEDEF) {
			do
				t->target = rnd(i);
			while (!is_target(types[t->target].kind));
			t->size = types[t->target].size;
		}
		t->now = t->kind;
		t->size_now = t->size;
	}
}

static void print_type(FILE *f, int i, bool later)
{
	const struct model *t = &types[i];
	unsigned int size = later ? t->size_now : t->size;
	char name = later && t->renamed ? 'r' : 't';

	switch (later ? t->now : t->kind) {
	case INT:
		fprintf(f, "int %c%d %u;", name, i, size);
		break;
	case FLOAT:
		fprintf(f, "float %c%d %u;", name, i, size);
		break;
	case ENUM:
		fprintf(f, "enum %c%d %u V%d;", name, i, size, i);
		break;
	case STRUCT:
		/* members do not matter to what matches, but are there */
		fprintf(f, "struct %c%d %u a:int@0 next:%c%d*@64;", name, i,
			size, name, i);
		break;
	case UNION:
		fprintf(f, "union %c%d %u a:int@0 b:int*@0;", name, i, size);
		break;
	case FWD:
		fprintf(f, "fwd %c%d;", name, i);
		break;
	default:
		fprintf(f, "typedef t%d t%d;", i, t->target);
	}
}

/* The base in a random order, later with other types between. */
static char *print_base(bool shuffled, bool later)
{
	int order[MAX_TYPES], i, j, tmp;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	for (i = 0; i < nr_types; i++)
		order[i] = i;
	for (i = nr_types - 1; shuffled && i > 0; i--) {
		j = rnd(i + 1);
		tmp = order[i];
		order[i] = order[j];
		order[j] = tmp;
	}
	if (!shuffled)
		fputs("int int 4 signed;", f);
	for (i = 0; i < nr_types; i++) {
		if (later && rnd(3) == 0)
			fprintf(f, "struct other%d %u;", i, rnd(64));
		if (!later || !types[order[i]].gone)
			print_type(f, order[i], later);
	}
	if (shuffled)
		fputs("int int 4 signed;", f);
	fclose(f);
	return text;
}

static void use(int i, bool by_value)
{
	types[i].by_value |= by_value;
	types[i].by_pointer |= !by_value;
}

/* A module that uses some of them, each in one of the ways that there are. */
static char *print_module(void)
{
	int i, at = 0;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	fputs("struct own 4096 n:int@0", f);
	for (i = 0; i < nr_types; i++) {
		bool value = types[i].kind != FWD && rnd(2);

		if (rnd(2))
			continue;
		at += 1024;
		use(i, value);
		fprintf(f, " m%d:t%d%s@%d", i, i, value ?
			(rnd(2) ? "" : "[3]") : (rnd(2) ? "*" : "**[2]"), at);
	}
	fputs(";", f);
	for (i = 0; i < nr_types; i++) {
		bool value = types[i].kind != FWD && rnd(2);

		if (rnd(8))
			continue;
		use(i, value);
		if (rnd(2))
			fprintf(f, "func f%d p:t%d%s;", i, i, value ? "" : "*");
		else
			fprintf(f, "func f%d q:int -> t%d%s;", i, i,
				value ? "" : "*");
	}
	fputs("func f own:own*;", f);
	fclose(f);
	return text;
}

/* Let some types change, as they do from one kernel to another. */
static void drift(void)
{
	int i;

	for (i = 0; i < nr_types; i++) {
		struct model *t = &types[i];

		if (rnd(8) || t->kind == TYPEDEF)
			continue;
		switch (rnd(4)) {
		case 0:
			t->size_now += 8;
			break;
		case 1:
			t->now = STRUCT;
			break;
		case 2:
			t->now = UNION;
			break;
		default:
			t->now = FWD;
		}
	}
	/* What typedefs stand for must stay there, or the text makes no sense. */
	for (i = 0; i < nr_types; i++) {
		types[i].gone = types[i].kind != TYPEDEF && !rnd(12);
		types[i].renamed = types[i].kind != TYPEDEF && !rnd(12);
	}
	for (i = 0; i < nr_types; i++)
		if (types[i].kind == TYPEDEF) {
			types[types[i].target].gone = false;
			types[types[i].target].renamed = false;
		}
}

/* The matching table once more, in other words: for what is not a typedef. */
static bool still_fits(const struct model *t, bool by_value)
{
	if (t->gone || t->renamed)
		return false;
	if (t->kind == FWD)
		return t->now == FWD || t->now == STRUCT;
	if (t->kind == STRUCT && t->now == FWD)
		return !by_value;
	if (t->now != t->kind)
		return false;
	if (t->kind == STRUCT || t->kind == UNION)
		return !by_value || t->size_now == t->size;
	return t->size_now == t->size;
}

static bool must_match(const struct model *t)
{
	if (!t->by_value && !t->by_pointer)
		return true;
	return still_fits(t->kind == TYPEDEF ? &types[t->target] : t,
			  t->by_value);
}

static int expected_mismatches(void)
{
	int i, nr = 0;

	for (i = 0; i < nr_types; i++)
		nr += !must_match(&types[i]);
	return nr;
}

static void fail_here(const struct fixture *fx, const char *built,
		      const char *module, const char *later, const char *what)
{
	print_error("%s, SEED=%u\nbuilt:  %s\nmodule: %s\n", what, current,
		    built, module);
	print_error("later:  %s\nsaid:   %s\n", later, fx->said);
	fail();
}

static void check_later(bool drifted)
{
	char *built = print_base(false, false), *module = print_module();
	char *later;
	struct fixture fx;
	int err, want;

	if (drifted)
		drift();
	later = print_base(true, true);
	want = expected_mismatches();
	fixture_open(&fx, built, module, later, want ? NULL : module);
	err = fixture_reconcile(&fx);
	if (err != (want ? -ESRCH : 0) || (int)fx.stats.mismatches != want)
		fail_here(&fx, built, module, later, "another verdict");
	if (!want && !fixture_is_native(&fx))
		fail_here(&fx, built, module, later, "not what is native");
	fixture_close(&fx);
	free(later);
	free(module);
	free(built);
}

static void check_stable(void)
{
	char *one = print_base(false, false), *other = print_base(true, false);
	char *module = print_module();
	struct fixture a, b;

	fixture_open(&a, one, module, other, module);
	fixture_open(&b, other, module, one, module);
	assert_int_equal(fixture_reconcile(&a), 0);
	assert_int_equal(fixture_reconcile(&b), 0);
	assert_int_equal(a.emitted.ref_len, b.emitted.ref_len);
	assert_memory_equal(a.emitted.ref, b.emitted.ref, a.emitted.ref_len);
	assert_int_equal(a.emitted.btf_len, b.emitted.btf_len);
	assert_true(fixture_is_native(&a) && fixture_is_native(&b));
	fixture_close(&b);
	fixture_close(&a);
	free(module);
	free(other);
	free(one);
}

static unsigned int first_seed(void)
{
	return getenv("SEED") ? strtoul(getenv("SEED"), NULL, 0) : 1;
}

static void rounds(void (*round)(void))
{
	unsigned int seed, last = getenv("SEED") ? 1 : ROUNDS;

	for (seed = first_seed(); seed < first_seed() + last; seed++) {
		state = seed * 2654435761U;
		current = seed;
		make_model();
		round();
	}
}

static void renumbered(void)
{
	check_later(false);
}

static void drifted(void)
{
	check_later(true);
}

static void test_renumbered(void **s)
{
	rounds(renumbered);
}

static void test_drifted(void **s)
{
	rounds(drifted);
}

static void test_stable(void **s)
{
	rounds(check_stable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renumbered),
		cmocka_unit_test(test_drifted),
		cmocka_unit_test(test_stable),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
