// SPDX-License-Identifier: GPL-2.0
/* Messages, memory that is there or ends the program, and whole files. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

int verbose;

static void say(const char *file, const char *fmt, va_list args)
{
	fflush(stdout);
	flockfile(stderr);	/* check has threads */
	fprintf(stderr, "btf_reconcile: ");
	if (file)
		fprintf(stderr, "%s: ", file);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	funlockfile(stderr);
}

/**
 * error() - say on stderr, in one line, what is wrong
 * @file: the file it is about, or NULL
 * @fmt: as for printf(), without a newline
 */
void error(const char *file, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(file, fmt, args);
	va_end(args);
}

/**
 * note() - as error(), but only if the user asked for it with -v
 * @file: the file it is about, or NULL
 * @fmt: as for printf(), without a newline
 */
void note(const char *file, const char *fmt, ...)
{
	va_list args;

	if (!verbose)
		return;
	va_start(args, fmt);
	say(file, fmt, args);
	va_end(args);
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p) {
		error(NULL, "out of memory");
		exit(EXIT_USAGE);
	}
	return p;
}

void *xmalloc(size_t size)
{
	return xrealloc(NULL, size);
}

void *xcalloc(size_t nr, size_t size)
{
	void *p = calloc(nr ? nr : 1, size ? size : 1);

	if (!p) {
		error(NULL, "out of memory");
		exit(EXIT_USAGE);
	}
	return p;
}

static void *read_fd(int fd, size_t *len)
{
	size_t room = 1 << 20, have = 0;
	char *buf = xmalloc(room);
	ssize_t got;

	/* sysfs files lie about their size, so read until there is no more. */
	while ((got = read(fd, buf + have, room - have)) > 0) {
		have += got;
		if (have == room)
			buf = xrealloc(buf, room *= 2);
	}
	if (got < 0) {
		free(buf);
		return NULL;
	}
	*len = have;
	return buf;
}

/**
 * read_file() - read a whole file into memory
 * @path: its name; errors are reported
 * @len: its length in bytes
 *
 * Return: the contents, which the caller frees, or NULL.
 */
void *read_file(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	void *buf;

	if (fd < 0) {
		error(path, "%s", strerror(errno));
		return NULL;
	}
	buf = read_fd(fd, len);
	if (!buf)
		error(path, "%s", strerror(errno));
	close(fd);
	return buf;
}
