// SPDX-License-Identifier: GPL-2.0
/* btf_reconcile: resilient BTF for kernel modules, from the command line. */
#include <signal.h>

#include "decompress.h"
#include "tool.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} commands[] = {
	{ "resolve", cmd_resolve, "put the IDs of types into .BTF_ids" },
	{ "emit", cmd_emit, "give modules a reference to the base types they need" },
	{ "check", cmd_check, "tell whether a kernel would take modules' BTF" },
	{ "apply", cmd_apply, "make a module's BTF native to one kernel" },
	{ "show", cmd_show, "list what a module needs of a kernel" },
	{ }
};

static void usage(FILE *out)
{
	const struct command *c;

	fprintf(out, "Usage: btf_reconcile COMMAND [OPTION]... [FILE]...\n\nCommands:\n");
	for (c = commands; c->name; c++)
		fprintf(out, "  %-7s %s\n", c->name, c->what);
	fprintf(out, "\n`btf_reconcile COMMAND --help` tells more, --version what it can unpack.\n"
		"Exit status: 0 all fine, 1 a module would be refused, 2 bad usage or input.\n");
}

static void version(void)
{
	printf("btf_reconcile, of references with magic 0x%04X\n"
	       "compressions:", BTF_REF_MAGIC);
	decompress_list(stdout, true);
	printf("\nbuilt without:");
	decompress_list(stdout, false);
	printf("\n");
}

/* What could not be printed was not done. */
static int finish(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	error("standard output", "%s", strerror(errno));
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	char name[] = "btf_reconcile";	/* as getopt calls the program */
	const struct command *c;

	/* A file that may not grow is an error of write(), as a full disk is. */
	signal(SIGXFSZ, SIG_IGN);
	if (argc < 2) {
		usage(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		usage(stdout);
		return EXIT_FINE;
	}
	if (!strcmp(argv[1], "--version")) {
		version();
		return finish(EXIT_FINE);
	}
	for (c = commands; c->name; c++) {
		if (!strcmp(argv[1], c->name)) {
			argv[1] = name;
			return finish(c->run(argc - 1, argv + 1));
		}
	}
	error(NULL, "there is no command \"%s\"", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
