// SPDX-License-Identifier: GPL-2.0
/*
 * The matching table, row by row: what a module was built with, how it uses it,
 * what it meets, and what must come of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fixture/fixture.h"

#define INT "int int 4 signed;"
#define CHAIN "typedef t1 t0; typedef t2 t1; typedef t3 t2; typedef t4 t3;" \
	"typedef t5 t4; typedef t6 t5; typedef t7 t6; typedef t8 t7;" \
	"typedef t9 t8; typedef t10 t9; typedef t11 t10; typedef t12 t11;" \
	"typedef t13 t12; typedef t14 t13; typedef t15 t14; typedef t16 t15;" \
	"typedef t17 t16; typedef t18 t17; typedef t19 t18; typedef t20 t19;" \
	"typedef t21 t20; typedef t22 t21; typedef t23 t22; typedef t24 t23;" \
	"typedef t25 t24; typedef t26 t25; typedef t27 t26; typedef t28 t27;" \
	"typedef t29 t28; typedef t30 t29;"

/**
 * struct row - one case
 * @name: of the test
 * @built: the base when the module was built; INT is added
 * @split: the module
 * @here: the base that it meets
 * @said: words that the report must have, "|" between them; NULL: it matches,
 *	and the result is what a native build has
 * @native: the module as it is when built here, if it reads otherwise
 */
struct row {
	const char *name;
	const char *built;
	const char *split;
	const char *here;
	const char *said;
	const char *native;
};

static const struct row rows[] = {
	/* integers */
	{ "int: the same", "", "struct s 4 a:int@0", "", NULL },
	{ "int: other size", "int u 4", "struct s 4 a:u@0", "int u 8",
	  "integer u: 4 bytes when built, 8 here|struct s, member a" },
	{ "int: other size, behind a pointer", "int u 4", "struct s 8 a:u*@0",
	  "int u 8", "4 bytes when built, 8 here|used by pointer" },
	{ "int: other signedness", "int u 4", "struct s 4 a:u@0",
	  "int u 4 signed", "integer u: another signedness" },
	{ "int: other bits", "int u 4", "struct s 4 a:u@0", "int u 4 24",
	  "integer u: another signedness or width in bits" },
	{ "int: missing", "int u 4", "struct s 4 a:u@0", "",
	  "integer u: not in this kernel" },
	{ "int: gcc's and clang's names", "int long_unsigned_int 8",
	  "struct s 8 a:long_unsigned_int@0", "int unsigned_long 8", NULL,
	  "struct s 8 a:unsigned_long@0" },
	{ "int: clang's and gcc's names", "int short 2 signed",
	  "struct s 2 a:short@0", "int short_int 2 signed", NULL,
	  "struct s 2 a:short_int@0" },
	{ "int: long is not long long", "int long_int 8 signed",
	  "struct s 8 a:long_int@0", "int long_long_int 8 signed",
	  "integer long int: not in this kernel" },
	{ "int: a name of more words than C has, which is just a name",
	  "int long_long_long_long_long_long 8",
	  "struct s 8 a:long_long_long_long_long_long@0",
	  "int long_long_long_long_long_long 8", NULL },
	{ "int: the name is a struct here", "int u 4", "struct s 4 a:u@0",
	  "struct u 4", "integer u: is a struct in this kernel" },

	/* floating-point */
	{ "float: the same", "float d 8", "struct s 8 a:d@0", "float d 8", NULL },
	{ "float: several", "float d 8", "struct s 8 a:d@0",
	  "float d 8; float d 8", "type d: 2 of them here" },
	{ "float: other size", "float d 8", "struct s 8 a:d@0", "float d 4",
	  "type d: 8 bytes when built, 4 here" },

	/* enums */
	{ "enum: the same", "enum e 4 A B", "struct s 4 a:e@0", "enum e 4 A B",
	  NULL },
	{ "enum: more values", "enum e 4 A", "struct s 4 a:e@0", "enum e 4 A B",
	  NULL },
	{ "enum: other size", "enum e 4 A", "struct s 4 a:e@0", "enum e 8 A",
	  "enum e: 4 bytes when built, 8 here" },
	{ "enum: 64 bits wide, the same size", "enum e 8 A", "struct s 8 a:e@0",
	  "enum64 e 8 A", NULL },
	{ "enum: forward here", "enum e 4 A", "struct s 8 a:e*@0", "enum e 0",
	  NULL },
	{ "enum: forward here, held by value", "enum e 4 A", "struct s 4 a:e@0",
	  "enum e 4", NULL },
	{ "enum: forward here, held by value, other size", "enum e 1 A",
	  "struct s 2 a:e@0 b:e@8", "enum e 4",
	  "enum e: 1 bytes when built, 4 here; held by value in struct s" },
	{ "enum: forward and of another size here, held by value",
	  "enum e 4 A", "struct s 4 a:e@0", "enum e 8; enum e 8 A",
	  "enum e: 4 bytes when built, 8 here" },
	{ "enum: is a union here", "enum e 4 A", "struct s 4 a:e@0", "union e 4",
	  "enum e: is a union in this kernel" },

	/* structs and unions by value */
	{ "struct: same size", "struct x 8 m:int@0", "struct s 8 a:x@0",
	  "struct x 8 n:int@0 o:int@32", NULL },
	{ "struct: grew, in a member", "struct x 8", "struct s 8 a:x@0",
	  "struct x 16",
	  "struct x: 8 bytes when built, 16 here|held by value in struct s, member a" },
	{ "struct: shrank, in a member", "struct x 16", "struct s 16 a:x@0",
	  "struct x 8", "struct x: 16 bytes when built, 8 here" },
	{ "struct: grew, in an array", "struct x 8", "struct s 32 a:x[4]@0",
	  "struct x 16", "8 bytes when built, 16 here|by value" },
	{ "struct: grew, in an array behind a pointer", "struct x 8",
	  "struct s 8 a:x[4]*@0", "struct x 16", NULL },
	{ "struct: grew, through the module's own const and typedef",
	  "struct x 8", "const c x; typedef t c; struct s 8 a:t@0",
	  "struct x 16", "8 bytes when built, 16 here|struct s, member a" },
	{ "struct: grew, through a typedef", "struct x 8; typedef t x",
	  "struct s 8 a:t@0", "struct x 16; typedef t x",
	  "typedef t: 8 bytes when built, 16 here|member a" },
	{ "struct: grew, through const", "struct x 8",
	  "const - x; struct s 8 a:x@0", "struct x 16", "8 bytes when built" },
	{ "struct: grew, in a per-CPU variable", "struct x 8", "percpu v x 8",
	  "struct x 16", "struct x: 8 bytes when built, 16 here|variable v" },
	{ "struct: grew, as a parameter", "struct x 8", "func f p:x",
	  "struct x 16", "8 bytes when built, 16 here|function f" },
	{ "struct: grew, as a return value", "struct x 8", "func f -> x",
	  "struct x 16", "8 bytes when built, 16 here|function f" },
	{ "struct: grew, in an anonymous union", "struct x 8",
	  "union - 8 i:x@0; struct s 8 :-@0", "struct x 16",
	  "8 bytes when built, 16 here|by value" },
	{ "struct: grew, in an array in an anonymous union", "struct x 8",
	  "union - 8 i:x[1]@0; struct s 8 :-@0", "struct x 16",
	  "8 bytes when built, 16 here; held by value in struct s, member i" },
	{ "struct: grew, in an unnamed struct that nothing holds", "struct x 8",
	  "struct - 8 a:x@0", "struct x 16",
	  "held by value in an unnamed struct, member a" },
	{ "struct: twice through the same typedef", "struct x 8",
	  "typedef own x; struct s 16 a:own@0 b:own@64", "struct x 8", NULL },
	{ "struct: the module's own hold each other, in any order", "",
	  "struct s 16 a:t@0 b:u@64; struct t 8 c:v@0; struct u 8 c:v@0;"
	  "struct v 8 n:int@0", "", NULL },
	{ "union: grew, in a member", "union x 8", "struct s 8 a:x@0",
	  "union x 16", "union x: 8 bytes when built, 16 here" },
	{ "struct: a union here, same size", "struct x 8", "struct s 8 a:x@0",
	  "union x 8", "struct x: is a union in this kernel" },
	{ "union: a struct here, same size", "union x 8", "struct s 8 a:x*@0",
	  "struct x 8", "union x: is a struct in this kernel" },
	{ "struct: only declared here", "struct x 8", "struct s 8 a:x@0",
	  "fwd x", "struct x: only declared in this kernel" },

	/* structs and unions behind pointers */
	{ "struct: grew, behind a pointer", "struct x 8", "struct s 8 a:x*@0",
	  "struct x 16", NULL },
	{ "struct: grew, an array of pointers", "struct x 8",
	  "struct s 32 a:x*[4]@0", "struct x 16", NULL },
	{ "struct: grew, a parameter that is a pointer", "struct x 8",
	  "func f p:x*", "struct x 16", NULL },
	{ "struct: gone, behind a pointer", "struct x 8", "struct s 8 a:x*@0",
	  "", "struct x: not in this kernel; used by pointer" },
	{ "union: grew, behind a pointer", "union x 8", "struct s 8 a:x*@0",
	  "union x 16", NULL },
	{ "union: a struct's declaration", "union x 8", "struct s 8 a:x*@0",
	  "fwd x", "union x: is a" },
	{ "both struct and union of a name", "struct x 8; union x 4",
	  "struct s 8 a:struct.x*@0; struct t 4 b:union.x@0",
	  "union x 4; struct x 8", NULL },

	/* forward declarations */
	{ "fwd: a declaration", "fwd x", "struct s 8 a:x*@0", "fwd x", NULL },
	{ "fwd: a definition", "fwd x", "struct s 8 a:x*@0", "struct x 8", NULL },
	{ "fwd: several", "fwd x", "struct s 8 a:x*@0", "fwd x; fwd x",
	  "forward declaration x: 2 of them here" },
	{ "fwd: returned and passed, declared here", "fwd x",
	  "func f p:x -> x", "fwd x", NULL },
	{ "fwd: returned and passed, defined here", "fwd x",
	  "func f p:x -> x", "struct x 8", NULL },
	{ "fwd: the module's own, returned and passed", "",
	  "fwd own; func f p:own -> own", "", NULL },
	{ "fwd: of a union, a struct here", "fwdu x", "struct s 8 a:x*@0",
	  "struct x 8", "x: is a struct in this kernel" },

	/* typedefs */
	{ "typedef: the same", "typedef t int", "struct s 4 a:t@0",
	  "typedef t int", NULL },
	{ "typedef: through another", "typedef u int; typedef t u",
	  "struct s 4 a:t@0", "typedef t int", NULL },
	{ "typedef: of another integer", "int u 4; typedef t u",
	  "struct s 4 a:t@0", "int u 8; typedef t u",
	  "typedef t: 4 bytes when built, 8 here" },
	{ "typedef: of a struct, of an integer here", "struct x 4; typedef t x",
	  "struct s 4 a:t@0", "typedef t int; struct x 4",
	  "typedef t: stands for integer int here" },
	{ "typedef: of an unnamed struct", "struct - 8 m:int@0; typedef t -",
	  "struct s 8 a:t@0", "struct - 8 m:int@0; typedef t -", NULL },
	{ "typedef: of an unnamed struct that grew",
	  "struct - 8 m:int@0; typedef t -", "struct s 8 a:t@0",
	  "struct - 12 m:int@0; typedef t -",
	  "typedef t: 8 bytes when built, 12 here" },
	{ "typedef: is a struct here", "typedef t int", "struct s 4 a:t@0",
	  "struct t 4", "typedef t: is a struct in this kernel" },
	{ "typedef: of nothing here", "typedef t int", "struct s 4 a:t@0",
	  "typedef t void", "typedef t: stands for nothing that has a size" },
	{ "typedef: of nothing, and of a pointer here", "typedef t int",
	  "struct s 4 a:t@0", "typedef t void; typedef t int*",
	  "typedef t: stands for nothing that has a size" },
	{ "typedef: of a pointer, and of nothing here", "typedef t int",
	  "struct s 4 a:t@0", "typedef t int*; typedef t void",
	  "typedef t: stands for an unnamed pointer" },
	{ "typedef: through 32 others", "typedef t int", "struct s 4 a:t@0",
	  "typedef t0 int;" CHAIN "typedef t t30", NULL },
	{ "typedef: through more than 32 others", "typedef t int",
	  "struct s 4 a:t@0",
	  "typedef t0 int;" CHAIN "typedef t31 t30; typedef t32 t31; typedef t t32",
	  "typedef t: stands for nothing that has a size" },
	{ "typedef: of an unnamed struct here", "typedef t int",
	  "struct s 4 a:t@0", "struct - 4 m:int@0; typedef t -",
	  "typedef t: stands for an unnamed struct here" },
	{ "typedef: of an unnamed struct, of a named one here",
	  "struct - 8 m:int@0; typedef t -", "struct s 8 a:t@0",
	  "struct x 8 m:int@0; typedef t x",
	  "typedef t: stands for struct x here" },
	{ "typedef: of a named struct, of an unnamed one here",
	  "struct x 8 m:int@0; typedef t x", "struct s 8 a:t*@0",
	  "struct - 8 m:int@0; typedef t -",
	  "typedef t: stands for an unnamed struct here" },
	{ "typedef: of a pointer", "typedef t int*", "struct s 8 a:t@0",
	  "typedef t int*", NULL },
	{ "typedef: of a pointer to something else here", "typedef t int*",
	  "struct s 8 a:t@0", "struct x 8; typedef t x*", NULL },
	{ "typedef: of a pointer, of an integer here", "typedef t int*",
	  "struct s 8 a:t@0", "typedef t int",
	  "typedef t: stands for integer int here" },
	{ "typedef: of an array", "typedef t int[4]", "struct s 16 a:t@0",
	  "typedef t int[4]", NULL },
	{ "typedef: of an array, of as many bytes here", "typedef t int[4]",
	  "struct s 16 a:t@0", "int char 1; typedef t char[16]", NULL },
	{ "typedef: of an array that grew, held by value", "typedef t int[4]",
	  "struct s 16 a:t@0", "typedef t int[5]",
	  "typedef t: 16 bytes when built, 20 here; held by value in struct s" },
	{ "typedef: of an array that grew, behind a pointer",
	  "typedef t int[4]", "struct s 8 a:t*@0", "typedef t int[5]", NULL },
	{ "typedef: of an array of void here", "typedef t int[4]",
	  "struct s 16 a:t@0", "typedef t void[4]",
	  "typedef t: 16 bytes when built, 0 here" },
	{ "typedef: of an array of what is only declared here",
	  "typedef t int[4]", "struct s 16 a:t@0", "fwd x; typedef t x[4]",
	  "typedef t: 16 bytes when built, 0 here" },
	{ "typedef: of too large an array here", "typedef t int[4]",
	  "struct s 16 a:t@0", "typedef t int[0x7fffffff][0x7fffffff]",
	  "typedef t: 16 bytes when built, 0 here" },
	{ "typedef: of an array that is too large by its element here",
	  "typedef t int[4]", "struct s 16 a:t@0", "typedef t int[0x7fffffff]",
	  "typedef t: 16 bytes when built, 0 here" },
	{ "typedef: of an array of pointers", "typedef t int*[2]",
	  "struct s 16 a:t@0", "typedef t int*[2]", NULL },
	{ "typedef: of an array of typedefs that end nowhere here",
	  "typedef t int[4]", "struct s 16 a:t@0", "typedef t0 int;" CHAIN
	  "typedef t31 t30; typedef t32 t31; typedef t33 t32; typedef t t33[4]",
	  "typedef t: 16 bytes when built, 0 here" },
	{ "typedef: of void", "typedef t void", "struct s 8 a:t*@0",
	  "typedef t void", NULL },
	{ "typedef: of void, of an integer here", "typedef t void",
	  "struct s 8 a:t*@0", "typedef t int",
	  "typedef t: stands for integer int here" },
	{ "typedef: of a declaration", "fwd x; typedef t x",
	  "struct s 8 a:t*@0", "fwd x; typedef t x", NULL },
	{ "typedef: of a declaration, defined here", "fwd x; typedef t x",
	  "struct s 8 a:t*@0", "struct x 8; typedef t x", NULL },
	{ "typedef: of a union's declaration, of a struct here",
	  "fwdu x; typedef t x", "struct s 8 a:t*@0", "fwd x; typedef t x",
	  "typedef t: stands for" },

	/* declaration tags of a type of the base */
	{ "tag: of a struct", "struct x 8 m:int@0", "decl t x -1",
	  "struct x 8 m:int@0", NULL },
	{ "tag: of a member", "struct x 8 m:int@0 n:int@32", "decl t x 1",
	  "struct x 8 m:int@0 n:int@32", NULL },
	{ "tag: of a member, there are fewer here",
	  "struct x 8 m:int@0 n:int@32", "decl t x 1", "struct x 8 m:int@0",
	  "struct x: has other members" },
	{ "tag: of a struct, only declared here", "struct x 8 m:int@0",
	  "decl t x -1", "fwd x", "struct x: only declared in this kernel" },
	{ "tag: of a struct that is not here", "struct x 8 m:int@0",
	  "decl t x 0", "", "struct x: not in this kernel" },
	{ "tag: of a typedef", "typedef u int", "decl t u -1",
	  "typedef u int", NULL },

	/* several candidates */
	{ "several: the size chooses", "struct x 8", "struct s 8 a:x@0",
	  "struct x 16; struct x 8", NULL, "struct s 8 a:x#2@0" },
	{ "several: alike", "struct x 8 m:int@0", "struct s 8 a:x@0",
	  "struct x 8 m:int@0; struct x 8 m:int@0", "struct x: 2 of them here" },
	{ "several: the recorded members choose",
	  "struct x 8 m:int@0; struct x 8 n:int@32", "struct s 8 a:x@0",
	  "struct x 8 n:int@32; struct x 8 m:int@0", NULL,
	  "struct s 8 a:x#2@0" },
	{ "several: the recorded members choose, of another number",
	  "struct x 8 m:int@0; struct x 8 n:int@0 o:int@32",
	  "struct s 8 a:x@0",
	  "struct x 8 n:int@0 o:int@32; struct x 8 m:int@0", NULL,
	  "struct s 8 a:x#2@0" },
	{ "several: the recorded members choose, beside another kind",
	  "struct x 8 m:int@0; struct x 8 n:int@32", "struct s 8 a:struct.x@0",
	  "typedef x int; struct x 8 n:int@32; struct x 8 m:int@0", NULL,
	  "struct s 8 a:struct.x#2@0" },
	{ "several: with more members, nothing chooses",
	  "struct x 8 m:int@0", "struct s 8 a:x@0",
	  "struct x 8 m:int@0; struct x 8 m:int@0 n:int@32",
	  "struct x: 2 of them here, and nothing tells" },
	{ "several: that grew by more and by less, behind a pointer",
	  "struct x 8 m:int@0", "struct s 8 a:x*@0",
	  "struct x 16 m:int@0; struct x 24 m:int@0",
	  "struct x: 2 of them here, and nothing tells" },
	{ "several: enums that are alike", "enum e 4 A B", "struct s 4 a:e@0",
	  "enum e 4 A B; enum e 4 A B", "enum e: 2 of them here" },
	{ "several: enums that differ", "enum e 4 A B", "struct s 4 a:e@0",
	  "enum e 4 A B; enum e 4 A C", "enum e: 2 of them here" },
	{ "several: integers that are alike", "int u 4", "struct s 4 a:u@0",
	  "int u 4; int u 4", "integer u: 2 of them here" },
	{ "several: integers, the one of the same spelling is taken",
	  "int long_unsigned_int 8", "struct s 8 a:long_unsigned_int@0",
	  "int unsigned_long 8; int long_unsigned_int 8", NULL },
	{ "several: typedefs that are alike", "typedef t int",
	  "struct s 4 a:t@0", "typedef t int; typedef t int",
	  "typedef t: 2 of them here" },
	{ "several: recorded members, none here has them",
	  "struct x 8 a:int@0 b:int@32; struct x 16 x:int@0 y:int@32",
	  "struct s 8 a:x@0", "struct x 8 a:int@0 c:int@32; struct x 8 x:int@0",
	  "struct x: has other members" },
	{ "several: recorded members, another size here",
	  "struct x 8 a:int@0 b:int@32; struct x 16 x:int@0 y:int@32",
	  "struct s 8 a:x*@0", "struct x 12 a:int@0 b:int@32 c:int@64",
	  "struct x: 8 bytes when built, 12 here; used by pointer" },
	{ "several: recorded members, only declared here",
	  "struct x 8 a:int@0; struct x 8 b:int@0", "struct s 8 a:x*@0",
	  "fwd x", "struct x: only declared in this kernel" },
	{ "several: typedefs, one fits", "typedef t int", "struct s 4 a:t@0",
	  "typedef t int*; typedef t int", NULL, "struct s 4 a:t#2@0" },
	{ "several: more than are named", "struct x 8 m:int@0",
	  "struct s 8 a:x@0", "struct x 8 n:int@0; struct x 8 o:int@32;"
	  "struct x 8 p:int@0; struct x 8 q:int@0; struct x 8 r:int@0",
	  "struct x: 5 of them here|, ...)" },
	{ "several: they differ, nothing chooses", "struct x 8 m:int@0",
	  "struct s 8 a:x@0", "struct x 8 n:int@0; struct x 8 o:int@32",
	  "struct x: 2 of them here, and nothing tells" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	char built[2048], here[2048], said[512], *words = said, *word;
	struct fixture fx;
	int err;

	snprintf(built, sizeof(built), INT "%s", row->built);
	snprintf(here, sizeof(here), "struct other 4; " INT "%s", row->here);
	fixture_open(&fx, built, row->split, here,
		     row->said ? NULL : row->native ? row->native : row->split);
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
	const size_t nr = sizeof(rows) / sizeof(*rows);
	struct CMUnitTest tests[sizeof(rows) / sizeof(*rows)] = { };
	size_t i;

	for (i = 0; i < nr; i++) {
		tests[i].name = rows[i].name;
		tests[i].test_func = test_row;
		tests[i].initial_state = (void *)&rows[i];
	}
	return cmocka_run_group_tests_name("match", tests, NULL, NULL);
}
