/* SPDX-License-Identifier: GPL-2.0 */
/* The options of a subcommand. */
#ifndef _OPTIONS_H
#define _OPTIONS_H

#include <getopt.h>	/* optind, for the words that are left */
#include <stdbool.h>

#include "paths.h"

/**
 * struct options - the options of all subcommands
 * @choice: -b and -k: the base
 * @out: -o: file to write, NULL: none was named
 * @json: -j
 * @quiet: -q
 * @id_only: --id-only
 * @skip_missing: --skip-missing
 * @require_reference: --require-reference
 * @drop_signature: --drop-signature
 * @merge: --merge
 */
struct options {
	struct choice choice;
	const char *out;
	bool json;
	bool quiet;
	bool id_only;
	bool skip_missing;
	bool require_reference;
	bool drop_signature;
	bool merge;
};

int options_read(struct options *o, int argc, char **argv, const char *takes,
		 const char *usage);
int options_wrong(const char *usage, const char *what);

#endif /* _OPTIONS_H */
