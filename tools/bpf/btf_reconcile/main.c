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
	{ "resolve", cmd_resolve, "write type IDs into .BTF_ids" },
	{ "emit", cmd_emit, "add a reference to modules: the base types that they need" },
	{ "check", cmd_check, "tell whether a kernel would accept the BTF of modules" },
	{ "apply", cmd_apply, "reconcile a module with one kernel, in the file" },
	{ "show", cmd_show, "list the types that a module needs" },
	{ }
};

static void usage(FILE *out)
{
	const struct command *c;

	fprintf(out, "Usage: btf_reconcile COMMAND [OPTION]... [FILE]...\n\nCommands:\n");
	for (c = commands; c->name; c++)
		fprintf(out, "  %-7s %s\n", c->name, c->what);
	fprintf(out, "\nCOMMAND --help describes a command. --version lists the compressions that\n"
		"this program can read.\n\n"
		"Exit status: 0 success, 1 a kernel would refuse a module, 2 wrong usage or input.\n");
}

static void version(void)
{
	printf("btf_reconcile, for references with magic 0x%04X\n"
	       "compressions:", BTF_REF_MAGIC);
	decompress_list(stdout, true);
	printf("\nbuilt without:");
	decompress_list(stdout, false);
	printf("\n");
}

/* If the output cannot be written, the program has failed. */
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

	/* At a file size limit write() is to fail, as on a full disk. */
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
