// SPDX-License-Identifier: GPL-2.0
/* Messages, memory allocation that ends the program on failure, and whole files. */
#include <fcntl.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"

/* More than any base has, with its debug information. */
#define READ_MAX	(1UL << 30)

int verbose;
bool skipping;

static bool progress_shown;

static void progress_end(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = false;
}

/**
 * progress() - show progress on a terminal
 * @doing: what is being done
 * @done: how much of it is done
 * @nr: how much there is
 *
 * Shows nothing in the first second, and at most ten updates a second. The next
 * message, and the end, erase it.
 */
void progress(const char *doing, size_t done, size_t nr)
{
	static struct timespec next;
	struct timespec now;

	flockfile(stderr);	/* check and emit have threads */
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!next.tv_sec)
		next = (struct timespec){ now.tv_sec + 1, now.tv_nsec };
	if (done == nr) {
		progress_end();
	} else if ((now.tv_sec > next.tv_sec ||
		    (now.tv_sec == next.tv_sec && now.tv_nsec > next.tv_nsec)) &&
		   isatty(STDERR_FILENO)) {
		fprintf(stderr, "\r%s: %zu of %zu", doing, done, nr);
		progress_shown = true;
		now.tv_nsec += 100000000;
		next = (struct timespec){
			now.tv_sec + now.tv_nsec / 1000000000,
			now.tv_nsec % 1000000000,
		};
	}
	funlockfile(stderr);
}

static void say(const char *file, const char *fmt, va_list args)
{
	fflush(stdout);
	flockfile(stderr);
	progress_end();
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

	if (skipping && !verbose)
		return;
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

/**
 * read_fd() - read a file or a pipe to its end
 * @fd: the file
 * @len: its length in bytes
 *
 * Return: the contents, which the caller frees; NULL: errno says why not, EFBIG
 * when there is no end in sight.
 */
void *read_fd(int fd, size_t *len)
{
	size_t room = 1 << 20, have = 0;
	char *buf = xmalloc(room);
	ssize_t got;

	/* The size of a sysfs file is not reliable, so read to the end. */
	while ((got = read(fd, buf + have, room - have)) > 0) {
		have += got;
		if (have < room)
			continue;
		if (room > READ_MAX) {
			errno = EFBIG;
			got = -1;
			break;
		}
		buf = xrealloc(buf, room *= 2);
	}
	if (got < 0) {
		free(buf);
		return NULL;
	}
	*len = have;
	return buf;
}
