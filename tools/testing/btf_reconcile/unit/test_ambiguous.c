// SPDX-License-Identifier: GPL-2.0
/*
 * Twins: two types of the base that share name and kind and differ in one way
 * that C can express. A module that uses one of them gets that one, or none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fixture/fixture.h"

/* What all bases have. */
#define COMMON "int int 4 signed; int uint 4; int char 1; float float 4;" \
	"const - int; volatile - int; restrict - int*; struct y 4 m:int@0;" \
	"struct z 4 m:int@0; union u 4 m:int@0; enum e 4 A; enum f 4 A;" \
	"enum d 0;" \
	"fwd fy; fwd fz; fwdu fu; typedef t int; typedef s int;"

/**
 * struct twins - two types called x
 * @name: the one way in which they differ
 * @one: text of x~1 and what only it is made of
 * @two: the same for x~2
 * @flags: TWINS_*
 */
struct twins {
	const char *name;
	const char *one;
	const char *two;
	unsigned int flags;
};

#define TWINS_NO_VALUE	1	/* no value can have this type */
#define TWINS_TOGETHER	2	/* each is made of the other */
#define TWINS_OR_NONE	4	/* a reference need not tell them apart */

static const struct twins twins[] = {
	/* what has no members */
	{ "sizes of integers", "int x~1 4", "int x~2 8" },
	{ "signedness of integers", "int x~1 4", "int x~2 4 signed" },
	{ "bits of integers", "int x~1 4", "int x~2 4 24" },
	{ "sizes of floats", "float x~1 4", "float x~2 8" },
	{ "declarations of a struct and a union", "fwd x~1", "fwdu x~2",
	  TWINS_NO_VALUE },

	/* what a struct says of itself */
	{ "member names", "struct x~1 8 a:int@0 b:int@32",
	  "struct x~2 8 a:int@0 c:int@32" },
	{ "order of names", "struct x~1 8 a:int@0 b:int@32",
	  "struct x~2 8 b:int@0 a:int@32" },
	{ "a member without a name", "struct x~1 4 a:u@0",
	  "struct x~2 4 -:u@0" },
	{ "offsets", "struct x~1 12 a:int@0 b:int@32",
	  "struct x~2 12 a:int@0 b:int@64" },
	{ "number of members", "struct x~1 8 a:int@0 b:int@32",
	  "struct x~2 8 a:int@0" },
	/* x~2 has no definition to record, so it gets no reference */
	{ "no members", "struct x~1 4 a:int@0", "struct x~2 0",
	  TWINS_OR_NONE },
	{ "size", "struct x~1 4 a:int@0", "struct x~2 8 a:int@0" },
	{ "size and members", "struct x~1 4 a:int@0",
	  "struct x~2 8 a:int@0 b:int@32" },
	{ "bitfield width", "struct x~1 4 a:int@0:3", "struct x~2 4 a:int@0:4" },
	{ "bitfield offset", "struct x~1 4 a:int@0:3 b:int@4:3",
	  "struct x~2 4 a:int@0:3 b:int@5:3" },
	{ "a bitfield or none", "struct x~1 4 a:int@0:32",
	  "struct x~2 4 a:int@0" },
	{ "members of a union", "union x~1 4 a:int@0 b:int@0",
	  "union x~2 4 a:int@0 c:int@0" },

	/* types of members */
	{ "integers", "struct x~1 4 a:int@0", "struct x~2 4 a:uint@0" },
	{ "integer or float", "struct x~1 4 a:int@0", "struct x~2 4 a:float@0" },
	{ "integer or enum", "struct x~1 4 a:int@0", "struct x~2 4 a:e@0" },
	{ "integer or typedef of it", "struct x~1 4 a:int@0",
	  "struct x~2 4 a:t@0" },
	{ "typedefs", "struct x~1 4 a:t@0", "struct x~2 4 a:s@0" },
	{ "enums", "struct x~1 4 a:e@0", "struct x~2 4 a:f@0" },
	{ "a name beside an enum that is only declared",
	  "struct x~1 16 a:d*@0 b:int@64", "struct x~2 16 a:d*@0 c:int@64" },
	{ "structs", "struct x~1 4 a:y@0", "struct x~2 4 a:z@0" },
	{ "struct or union", "struct x~1 4 a:y@0", "struct x~2 4 a:u@0" },
	{ "struct or pointer", "struct x~1 8 a:y@0", "struct x~2 8 a:y*@0" },
	{ "const or not", "struct x~1 4 a:int@0", "struct x~2 4 a:const.-@0" },
	{ "const or volatile", "struct x~1 4 a:const.-@0",
	  "struct x~2 4 a:volatile.-@0" },
	{ "restrict or not", "struct x~1 8 a:int*@0",
	  "struct x~2 8 a:restrict.-@0" },
	{ "type tags", "tag one~1 int; struct x~1 8 a:one~1*@0",
	  "tag two~2 int; struct x~2 8 a:two~2*@0", TWINS_OR_NONE },
	{ "a type tag or none", "struct x~1 8 a:int*@0",
	  "tag two~2 int; struct x~2 8 a:two~2*@0", TWINS_OR_NONE },

	/* behind pointers */
	{ "pointer to structs", "struct x~1 8 a:y*@0", "struct x~2 8 a:z*@0" },
	{ "pointer to integers", "struct x~1 8 a:int*@0",
	  "struct x~2 8 a:float*@0" },
	{ "pointer to void", "struct x~1 8 a:int*@0", "struct x~2 8 a:void*@0" },
	{ "pointer to const", "struct x~1 8 a:int*@0",
	  "struct x~2 8 a:const.-*@0" },
	{ "pointer to declarations", "struct x~1 8 a:fy*@0",
	  "struct x~2 8 a:fz*@0" },
	{ "pointer to a declared struct or union", "struct x~1 8 a:fy*@0",
	  "struct x~2 8 a:fu*@0" },
	{ "two pointers to structs", "struct x~1 8 a:y**@0",
	  "struct x~2 8 a:z**@0" },
	{ "one pointer or two", "struct x~1 8 a:y*@0", "struct x~2 8 a:y**@0" },
	{ "seven pointers", "struct x~1 8 a:y*******@0",
	  "struct x~2 8 a:z*******@0" },

	/* arrays */
	{ "array count", "struct x~1 16 a:int[2]@0", "struct x~2 16 a:int[3]@0" },
	{ "array of nothing", "struct x~1 4 a:int@0 b:int[0]@32",
	  "struct x~2 4 a:int@0 b:int[1]@32" },
	{ "array element", "struct x~1 16 a:int[4]@0",
	  "struct x~2 16 a:uint[4]@0" },
	{ "array of pointers", "struct x~1 16 a:y*[2]@0",
	  "struct x~2 16 a:z*[2]@0" },
	{ "pointer to arrays", "struct x~1 8 a:int[2]*@0",
	  "struct x~2 8 a:int[3]*@0" },
	{ "two dimensions", "struct x~1 24 a:int[2][3]@0",
	  "struct x~2 24 a:int[3][2]@0" },

	/* prototypes */
	{ "what a function returns", "struct x~1 8 a:int()*@0",
	  "struct x~2 8 a:uint()*@0" },
	{ "returns nothing", "struct x~1 8 a:int()*@0",
	  "struct x~2 8 a:void()*@0" },
	{ "a parameter", "struct x~1 8 a:int(int,y*)*@0",
	  "struct x~2 8 a:int(int,z*)*@0" },
	{ "the number of parameters", "struct x~1 8 a:int(int)*@0",
	  "struct x~2 8 a:int(int,int)*@0" },
	{ "more parameters", "struct x~1 8 a:int(int)*@0",
	  "struct x~2 8 a:int(int,void)*@0" },
	{ "the order of parameters", "struct x~1 8 a:int(int,uint)*@0",
	  "struct x~2 8 a:int(uint,int)*@0" },
	{ "a parameter of a parameter", "struct x~1 8 a:int(int(y*)*)*@0",
	  "struct x~2 8 a:int(int(z*)*)*@0" },
	{ "a returned function's parameter", "struct x~1 8 a:int(y*)*(int)*@0",
	  "struct x~2 8 a:int(z*)*(int)*@0" },

	/* types without a name */
	{ "unnamed struct's members",
	  "struct -~1 4 b:int@0; struct x~1 4 a:-~1@0",
	  "struct -~2 4 c:int@0; struct x~2 4 a:-~2@0" },
	{ "unnamed struct's size", "struct -~1 4 b:int@0; struct x~1 8 a:-~1@0",
	  "struct -~2 8 b:int@0; struct x~2 8 a:-~2@0" },
	{ "unnamed struct or union", "struct -~1 4 b:int@0; struct x~1 4 -:-~1@0",
	  "union -~2 4 b:int@0; struct x~2 4 -:-~2@0" },
	{ "unnamed struct or the struct", "struct -~1 4 m:int@0;"
	  "struct x~1 4 a:-~1@0", "struct x~2 4 a:y@0" },
	{ "unnamed union's members",
	  "union -~1 8 b:int@0 c:y*@0; struct x~1 8 -:-~1@0",
	  "union -~2 8 b:int@0 c:z*@0; struct x~2 8 -:-~2@0" },
	{ "two unnamed types deep", "union -~in1 4 b:int@0;"
	  "struct -~out1 4 -:-~in1@0; struct x~1 4 -:-~out1@0",
	  "union -~in2 4 b:uint@0;"
	  "struct -~out2 4 -:-~in2@0; struct x~2 4 -:-~out2@0" },
	{ "pointer to an unnamed struct",
	  "struct -~1 4 b:int@0; struct x~1 8 a:-~1*@0",
	  "struct -~2 4 c:int@0; struct x~2 8 a:-~2*@0" },
	{ "array of an unnamed struct",
	  "struct -~1 4 b:int@0; struct x~1 8 a:-~1[2]@0",
	  "struct -~2 4 c:int@0; struct x~2 8 a:-~2[2]@0" },
	{ "unnamed enum's values", "enum -~1 4 B=1; struct x~1 4 a:-~1@0",
	  "enum -~2 4 B=2; struct x~2 4 a:-~2@0" },

	/* enums */
	{ "a value", "enum x~1 4 B=1", "enum x~2 4 B=2" },
	{ "a negative value", "enum x~1 4 signed B=-1", "enum x~2 4 signed B=-2" },
	{ "names of values", "enum x~1 4 B=1 C=2", "enum x~2 4 B=1 D=2" },
	{ "the number of values", "enum x~1 4 B=1 C=2", "enum x~2 4 B=1" },
	{ "signedness", "enum x~1 4 B=1", "enum x~2 4 signed B=1" },
	{ "the size of an enum", "enum x~1 4 B=1", "enum x~2 1 B=1" },
	{ "the low half of a long value", "enum64 x~1 8 B=0x100000001",
	  "enum64 x~2 8 B=0x100000002" },
	{ "the high half of a long value", "enum64 x~1 8 B=0x100000001",
	  "enum64 x~2 8 B=0x200000001" },
	{ "names of long values", "enum64 x~1 8 B=0x100000001",
	  "enum64 x~2 8 C=0x100000001" },
	{ "signedness of long values", "enum64 x~1 8 B=0x100000001",
	  "enum64 x~2 8 signed B=0x100000001" },
	{ "an enum of either kind", "enum x~1 4 B=1",
	  "enum64 x~2 8 B=0x100000001" },

	/* typedefs */
	{ "typedef of integers", "typedef x~1 int", "typedef x~2 uint" },
	{ "typedef of structs", "typedef x~1 y", "typedef x~2 z" },
	{ "typedef of a struct or a union", "typedef x~1 y", "typedef x~2 u" },
	{ "typedef of a typedef", "typedef x~1 t", "typedef x~2 s" },
	{ "typedef through a typedef or not", "typedef x~1 int",
	  "typedef x~2 t" },
	{ "typedef of const", "typedef x~1 int", "typedef x~2 const.-" },
	{ "typedef of an unnamed struct", "struct -~1 4 b:int@0; typedef x~1 -~1",
	  "struct -~2 4 c:int@0; typedef x~2 -~2" },
	{ "typedef of an unnamed struct or a named one",
	  "struct -~1 4 m:int@0; typedef x~1 -~1", "typedef x~2 y" },
	{ "typedef of an unnamed enum", "enum -~1 4 B=1; typedef x~1 -~1",
	  "enum -~2 4 B=2; typedef x~2 -~2" },
	{ "typedef of pointers", "typedef x~1 y*", "typedef x~2 z*" },
	{ "typedef of arrays", "typedef x~1 int[2]", "typedef x~2 int[3]" },
	{ "typedef of pointers to functions", "typedef x~1 int(y*)*",
	  "typedef x~2 int(z*)*" },
	{ "typedef of functions", "typedef x~1 int(y*)", "typedef x~2 int(z*)",
	  TWINS_NO_VALUE },

	/* twins in twins */
	{ "a member that is a twin",
	  "struct w~1 4 b:int@0; struct x~1 4 a:w~1@0",
	  "struct w~2 4 c:int@0; struct x~2 4 a:w~2@0" },
	{ "a pointer to a twin",
	  "struct w~1 4 b:int@0; struct x~1 8 a:w~1*@0",
	  "struct w~2 4 c:int@0; struct x~2 8 a:w~2*@0" },
	{ "a member that is a twin of a typedef",
	  "typedef w~1 int; struct x~1 4 a:w~1@0",
	  "typedef w~2 uint; struct x~2 4 a:w~2@0" },
	{ "a member that is a twin of an enum",
	  "enum w~1 4 B=1; struct x~1 4 a:w~1@0",
	  "enum w~2 4 B=2; struct x~2 4 a:w~2@0" },
	{ "a list of itself", "struct x~1 16 a:x~1*@0 b:int@64",
	  "struct x~2 16 a:x~2*@0 c:int@64" },
	{ "each other's list", "struct x~1 16 a:x~2*@0 b:int@64",
	  "struct x~2 16 a:x~1*@0 c:int@64", TWINS_TOGETHER },
	{ "lists of one of them", "struct x~1 8 a:x~1*@0",
	  "struct x~2 8 a:x~1*@0", TWINS_TOGETHER | TWINS_OR_NONE },
	{ "that point to each other",
	  "struct w~1 16 b:x~1*@0 c:int@64; struct x~1 16 a:w~1*@0",
	  "struct w~2 16 b:x~2*@0 d:int@64; struct x~2 16 a:w~2*@0" },
	{ "that point to each other, by functions",
	  "struct w~1 16 b:int(x~1*)*@0 c:int@64; struct x~1 8 a:w~1*(w~1*)*@0",
	  "struct w~2 16 b:int(x~2*)*@0 d:int@64; struct x~2 8 a:w~2*(w~2*)*@0" },
	{ "a twin twice, or each once", "struct w~1 4 b:int@0;"
	  "struct w~2 4 c:int@0; struct x~1 16 a:w~1*@0 b:w~1*@64",
	  "struct x~2 16 a:w~1*@0 b:w~2*@64", TWINS_TOGETHER },
	{ "six twins deep", "struct p~1 4 b:int@0; struct q~1 8 p:p~1*@0;"
	  "struct r~1 8 q:q~1*@0; struct s~1 8 r:r~1*@0;"
	  "struct w~1 8 s:s~1*@0; struct x~1 8 w:w~1*@0",
	  "struct p~2 4 c:int@0; struct q~2 8 p:p~2*@0;"
	  "struct r~2 8 q:q~2*@0; struct s~2 8 r:r~2*@0;"
	  "struct w~2 8 s:s~2*@0; struct x~2 8 w:w~2*@0" },
	{ "four twins deep", "struct r~1 4 b:int@0; struct s~1 8 r:r~1*@0;"
	  "struct w~1 8 s:s~1*@0; struct x~1 8 w:w~1*@0",
	  "struct r~2 4 c:int@0; struct s~2 8 r:r~2*@0;"
	  "struct w~2 8 s:s~2*@0; struct x~2 8 w:w~2*@0" },

	/* REVIEW A2 and A3 */
	{ "two members or four", "struct x~1 8 a:int@0 b:int@32",
	  "struct x~2 16 x:int@0 y:int@32 z:int@64 w:int@96" },
	{ "pointers to integer and float", "struct x~1 8 p:int*@0",
	  "struct x~2 8 p:float*@0" },
};

/* Nothing tells these apart, so neither can be had. */
static const struct twins duplicates[] = {
	{ "the same struct twice", "struct x~1 4 a:int@0",
	  "struct x~2 4 a:int@0" },
	{ "the same union twice", "union x~1 4 a:int@0", "union x~2 4 a:int@0" },
	{ "the same enum twice", "enum x~1 4 B=1", "enum x~2 4 B=1" },
	{ "the same integer twice", "int x~1 4", "int x~2 4" },
	{ "the same typedef twice", "typedef x~1 int", "typedef x~2 int" },
	{ "the same struct twice, by pointers to a struct",
	  "struct x~1 8 a:y*@0", "struct x~2 8 a:y*@0" },
	{ "the same unnamed struct twice",
	  "struct -~1 4 b:int@0; typedef x~1 -~1",
	  "struct -~2 4 b:int@0; typedef x~2 -~2" },
	{ "the same list twice", "struct x~1 8 a:x~1*@0",
	  "struct x~2 8 a:x~2*@0" },
	{ "the same list, of each other", "struct x~1 8 a:x~2*@0",
	  "struct x~2 8 a:x~1*@0" },
};

/* What a module does with the first or the second. */
static const char * const uses[][2] = {
	{ "struct mod 8 p:x~1*@0", "struct mod 8 p:x~2*@0" },
	{ "struct mod 64 v:x~1@0", "struct mod 64 v:x~2@0" },
};

/* Build @split on a base with both, take it to @here; NULL: the same base. */
static int reconcile(struct fixture *fx, const struct twins *t,
		     const char *split, const char *here)
{
	char built[1024], other[1024];

	snprintf(built, sizeof(built), COMMON "%s;%s", t->one, t->two);
	snprintf(other, sizeof(other), "struct other 4;" COMMON "%s", here);
	fixture_open(fx, built, split, here ? other : built, NULL);
	return fixture_reconcile(fx);
}

static void must_match(const struct twins *t, const char *split,
		       const char *here)
{
	struct fixture fx;
	int err = reconcile(&fx, t, split, here);

	if (err && !(t->flags & TWINS_OR_NONE))
		fail_msg("%s on %s: %s", split, here, fx.said);
	text_btf_make(&fx.native, split, &fx.here);
	if (!err && !fixture_is_native(&fx))
		fail_msg("%s on %s: became another", split, here);
	fixture_close(&fx);
}

static void must_be_refused(const struct twins *t, const char *split,
			    const char *here, const char *said)
{
	struct fixture fx;

	if (reconcile(&fx, t, split, here) != -ESRCH)
		fail_msg("%s on %s: not refused", split, here);
	if (strcmp(fx.said, FIXTURE_NO_REFERENCE)) {
		assert_int_equal(fx.stats.mismatches, 1);
		if (!strstr(fx.said, said))
			fail_msg("no '%s' in: %s", said, fx.said);
	} else if (!(t->flags & TWINS_OR_NONE)) {
		fail_msg("%s: no reference", split);
	}
	fixture_close(&fx);
}

/* Side by side in one module, each is itself, and the reference does not say
 * which of them came first in the base.
 */
static void test_side_by_side(const struct twins *t, const char *both)
{
	const char *split = "struct mod 16 p:x~1*@0 q:x~2*@64";
	const struct twins swapped = { .one = t->two, .two = t->one };
	struct fixture fx, other;
	int err;

	must_match(t, split, NULL);
	must_match(t, split, both);
	err = reconcile(&fx, t, split, NULL);
	assert_int_equal(reconcile(&other, &swapped, split, NULL), err);
	if (!err) {
		assert_int_equal(fx.emitted.ref_len, other.emitted.ref_len);
		assert_memory_equal(fx.emitted.ref, other.emitted.ref,
				    fx.emitted.ref_len);
	}
	fixture_close(&fx);
	fixture_close(&other);
}

static void test_twins(void **state)
{
	const struct twins *t = *state;
	const char * const texts[] = { t->one, t->two };
	char both[1024];
	int use, i;

	snprintf(both, sizeof(both), "%s;%s", t->two, t->one);
	test_side_by_side(t, both);
	for (use = 0; use < (t->flags & TWINS_NO_VALUE ? 1 : 2); use++) {
		for (i = 0; i < 2; i++) {
			const char *split = uses[use][i];

			must_match(t, split, NULL);
			must_match(t, split, both);
			if (t->flags & TWINS_TOGETHER)
				continue;
			must_match(t, split, texts[i]);
			if (!(t->flags & TWINS_OR_NONE))
				must_be_refused(t, split, texts[!i], " x: ");
		}
	}
}

static void test_duplicates(void **state)
{
	struct twins t = *(const struct twins *)*state;
	char both[1024];
	int use, i;

	t.flags |= TWINS_OR_NONE;
	snprintf(both, sizeof(both), "%s;%s", t.one, t.two);
	for (use = 0; use < 2; use++) {
		for (i = 0; i < 2; i++) {
			must_be_refused(&t, uses[use][i], NULL,
					" x: 2 of this name match");
			must_be_refused(&t, uses[use][i], both,
					" x: 2 of this name match");
		}
	}
}

/* Both have changed, and each now looks a little like what the other was. */
static void test_no_candidate(void **state)
{
	const struct twins a2 = {
		.one = "struct x~1 8 a:int@0 b:int@32",
		.two = "struct x~2 16 x:int@0 y:int@32 z:int@64 w:int@96",
	};
	const char *here = "struct x 12 a:int@0 b:int@32 c:int@64;"
			   "struct x 8 x:int@0 z:int@32";
	int use, i;

	(void)state;
	for (use = 0; use < 2; use++)
		for (i = 0; i < 2; i++)
			must_be_refused(&a2, uses[use][i], here, "struct x: ");
}

/* A twin is told by its own definition: what it points to may have grown since,
 * as struct device does within a 6.1 (dma_chan points to what holds one).
 */
static void test_grown_behind_pointer(void **state)
{
	const struct twins t = {
		.one = "struct g 4; const -~g g; struct x~1 16 p:g*@0 a:-~g*@64",
		.two = "struct x~2 16 p:g*@0 b:-~g*@64",
	};
	const char *here = "struct g 8; const -~g g;"
		"struct x~2 16 p:g*@0 b:-~g*@64; struct x~1 16 p:g*@0 a:-~g*@64";
	int use, i;

	(void)state;
	for (use = 0; use < 2; use++)
		for (i = 0; i < 2; i++)
			must_match(&t, uses[use][i], here);
}

static void test_grown_by_value(void **state)
{
	const struct twins t = {
		.one = "struct g 4; struct x~1 16 v:g@0 a:int@64",
		.two = "struct x~2 16 v:g@0 b:int@64",
	};
	const char *here = "struct g 8;"
		"struct x~2 16 v:g@0 b:int@64; struct x~1 16 v:g@0 a:int@64";
	int use, i;

	(void)state;
	for (use = 0; use < 2; use++)
		for (i = 0; i < 2; i++)
			must_be_refused(&t, uses[use][i], here, "struct x: ");
}

int main(void)
{
	struct CMUnitTest tests[sizeof(twins) / sizeof(*twins) +
				sizeof(duplicates) / sizeof(*duplicates) + 3] = { };
	struct CMUnitTest *test = tests;
	size_t i;

	for (i = 0; i < sizeof(twins) / sizeof(*twins); i++)
		*test++ = (struct CMUnitTest){
			.name = twins[i].name, .test_func = test_twins,
			.initial_state = (void *)&twins[i],
		};
	for (i = 0; i < sizeof(duplicates) / sizeof(*duplicates); i++)
		*test++ = (struct CMUnitTest){
			.name = duplicates[i].name,
			.test_func = test_duplicates,
			.initial_state = (void *)&duplicates[i],
		};
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_no_candidate);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_grown_behind_pointer);
	*test++ = (struct CMUnitTest)cmocka_unit_test(test_grown_by_value);
	return cmocka_run_group_tests_name("twins", tests, NULL, NULL);
}
