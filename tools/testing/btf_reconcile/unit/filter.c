// SPDX-License-Identifier: GPL-2.0
/* Linked with each unit test: test_match PATTERN runs the tests with such names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void __attribute__((constructor)) filter(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
}
