// SPDX-License-Identifier: GPL-2.0
/* Reading the options of a subcommand: one table for all of them. */

#include "options.h"
#include "tool.h"

/* A subcommand lists the letters of its options. Options with capital letters have
 * only a long form. A subcommand with -k also has --root.
 */
static const struct option all[] = {
	{ "base", required_argument, NULL, 'b' },
	{ "drop-signature", no_argument, NULL, 'D' },
	{ "help", no_argument, NULL, 'h' },
	{ "id-only", no_argument, NULL, 'I' },
	{ "json", no_argument, NULL, 'j' },
	{ "kernel", required_argument, NULL, 'k' },
	{ "merge", no_argument, NULL, 'M' },
	{ "output", required_argument, NULL, 'o' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "require-reference", no_argument, NULL, 'R' },
	{ "root", required_argument, NULL, 'K' },
	{ "skip-missing", no_argument, NULL, 'S' },
	{ "verbose", no_argument, NULL, 'v' },
};

#define NR_ALL	(sizeof(all) / sizeof(*all))

static bool is_taken(int option, const char *takes)
{
	return option == 'h' || strchr(takes, option == 'K' ? 'k' : option);
}

static void set(struct options *o, int option)
{
	switch (option) {
	case 'b':
		o->choice.path = optarg;
		break;
	case 'D':
		o->drop_signature = true;
		break;
	case 'I':
		o->id_only = true;
		break;
	case 'j':
		o->json = true;
		break;
	case 'K':
		o->choice.root = optarg;
		break;
	case 'k':
		o->choice.release = optarg;
		break;
	case 'M':
		o->merge = true;
		break;
	case 'o':
		o->out = optarg;
		break;
	case 'q':
		o->quiet = true;
		break;
	case 'R':
		o->require_reference = true;
		break;
	case 'S':
		o->skip_missing = true;
		break;
	case 'v':
		verbose++;
		break;
	}
}

/**
 * options_read() - read the options of a subcommand
 * @o: filled in; what it points to is in @argv
 * @argc: number of words, the subcommand the first
 * @argv: the words; those that are no options are left from optind on
 * @takes: letters of the options that the subcommand takes besides --help
 * @usage: what --help prints
 *
 * Return: -1: go on; otherwise the exit status of the program: help was asked
 * for, or an option is wrong, which is reported.
 */
int options_read(struct options *o, int argc, char **argv, const char *takes,
		 const char *usage)
{
	struct option taken[NR_ALL + 1] = { };
	char letters[2 * NR_ALL + 1];
	size_t i, nr = 0, len = 0;
	int option;

	memset(o, 0, sizeof(*o));
	for (i = 0; i < NR_ALL; i++) {
		if (!is_taken(all[i].val, takes))
			continue;
		taken[nr++] = all[i];
		if (all[i].val < 'a')
			continue;
		letters[len++] = all[i].val;
		if (all[i].has_arg)
			letters[len++] = ':';
	}
	letters[len] = '\0';
	while ((option = getopt_long(argc, argv, letters, taken, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_FINE;
		}
		if (option == '?')
			return options_wrong(usage, NULL);
		set(o, option);
	}
	if (o->choice.path && o->choice.release)
		return options_wrong(usage, "-b and -k exclude each other");
	return -1;
}

/**
 * options_wrong() - say that the command line is wrong
 * @usage: what --help prints
 * @what: what is wrong; NULL: that has been said
 *
 * Return: the exit status of the program.
 */
int options_wrong(const char *usage, const char *what)
{
	if (what)
		error(NULL, "%s", what);
	fputs(usage, stderr);
	return EXIT_USAGE;
}
