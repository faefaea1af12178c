// SPDX-License-Identifier: GPL-2.0
/*
 * decisions rst|list: what becomes of a module, from the list that the kernel
 * looks it up in: a table for the documentation, or a line for each finding,
 * "name outcome outcome-with-allow_btf_mismatch", for the virtual machine.
 */
#include <stdio.h>
#include <string.h>

#include "../../../../include/linux/btf_finding.h"

static const struct finding {
	const char *name;
	enum btf_outcome refuse, allow;
	const char *words;
} findings[] = {
#define FINDING(name, refuse, allow, words) \
	{ #name, BTF_##refuse, BTF_##allow, words },
	BTF_FINDINGS(FINDING)
};

static const char * const outcomes[][2] = {
	[BTF_LOADS]		= { "with", "loads with BTF" },
	[BTF_LOADS_WITHOUT]	= { "without", "loads without BTF" },
	[BTF_IS_REFUSED]	= { "refused", "does not load" },
};

static void print_list(void)
{
	for (int i = 0; i < BTF_NR_FINDINGS; i++)
		printf("%s %s %s\n", findings[i].name,
		       outcomes[findings[i].refuse][0],
		       outcomes[findings[i].allow][0]);
}

static void print_rst(void)
{
	puts(".. Made of include/linux/btf_finding.h by make decisions.\n\n"
	     ".. list-table::\n"
	     "   :header-rows: 1\n"
	     "   :widths: 52 24 24\n\n"
	     "   * - What the kernel finds\n"
	     "     - ``allow_btf_mismatch=0``\n"
	     "     - ``allow_btf_mismatch=1``");
	for (int i = 0; i < BTF_NR_FINDINGS; i++)
		printf("   * - %s\n     - %s\n     - %s\n", findings[i].words,
		       outcomes[findings[i].refuse][1],
		       outcomes[findings[i].allow][1]);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "list"))
		print_list();
	else if (argc == 2 && !strcmp(argv[1], "rst"))
		print_rst();
	else
		return fprintf(stderr, "usage: decisions rst|list\n"), 2;
	return 0;
}
