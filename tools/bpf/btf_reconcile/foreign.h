/* SPDX-License-Identifier: GPL-2.0 */
/* Files of other machines: byte order, word size, architecture. */
#ifndef _FOREIGN_H
#define _FOREIGN_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct machine - the machine that a file is for, as far as the file says
 * @arch: EM_* of <elf.h>; EM_NONE: not known
 * @pointer: bytes of a pointer; 0: not known
 * @swapped: its byte order is not this host's
 */
struct machine {
	__u16 arch;
	__u8 pointer;
	bool swapped;
};

#define MACHINE_NAME	64	/* bytes of the longest name */

void machine_of_elf(struct machine *machine, const char *ident, __u16 arch);
void machine_name(const struct machine *machine, char *buf);
bool machine_same(const struct machine *a, const struct machine *b);

bool foreign_is_btf(const void *data, size_t len);
void foreign_to_host(const char *section, void *data, size_t len);
void foreign_from_host(const char *section, void *data, size_t len);

#endif /* _FOREIGN_H */
