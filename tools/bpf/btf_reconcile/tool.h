/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the tool share: exit codes, messages, memory, bases. */
#ifndef _TOOL_H
#define _TOOL_H

#include "../../../kernel/bpf/btf_reconcile_core.h"
#include "foreign.h"

enum exit_code {
	EXIT_FINE,	/* success */
	EXIT_REFUSED,	/* some module would be refused, or could not be done */
	EXIT_USAGE,	/* bad usage, or input that cannot be read */
};

extern int verbose;
/* While set, error() needs -v: files that cannot be read are skipped. */
extern bool skipping;

void error(const char *file, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void note(const char *file, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void progress(const char *doing, size_t done, size_t nr);

void *xmalloc(size_t size);
void *xcalloc(size_t nr, size_t size);
void *xrealloc(void *p, size_t size);

/**
 * struct base - a vmlinux BTF that has been read and checked
 * @types: its types and strings
 * @index: from names to ids
 * @data: the bytes that @types points into, in this host's byte order
 * @len: number of @data
 * @id: hash of the bytes as they were read, what a module built against them has
 *	in .BTF.base_id
 * @machine: what it is for
 */
struct base {
	struct btf_rec_types types;
	struct btf_rec_index *index;
	void *data;
	size_t len;
	__u64 id;
	struct machine machine;
};

bool base_is_kernel(const void *data, size_t len);
int base_take(struct base *base, void *data, size_t len, const char *path);
int base_open(struct base *base, const char *path);
int base_write(struct base *base, const char *out);
void base_close(struct base *base);

__u32 base_find(const struct base *base, const char *name, __u32 kind);

void *read_fd(int fd, size_t *len);

int cmd_resolve(int argc, char **argv);
int cmd_emit(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_apply(int argc, char **argv);
int cmd_show(int argc, char **argv);

#endif /* _TOOL_H */
