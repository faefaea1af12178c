// SPDX-License-Identifier: GPL-2.0
/*
 * Opening input. A pipe or a compressed file becomes a plain file in memory, so other
 * code needs no special cases.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "decompress.h"
#include "input.h"
#include "tool.h"

static int fail(const char *path, int fd, int err)
{
	error(path, "%s", strerror(err));
	if (fd >= 0)
		close(fd);
	return -1;
}

/**
 * input_spool() - make a file in memory
 * @path: what to call it in messages
 * @data: its contents
 * @len: bytes of @data
 *
 * Return: it, open for reading and writing, or -1, reported.
 */
int input_spool(const char *path, const void *data, size_t len)
{
	int fd = memfd_create("btf_reconcile", MFD_CLOEXEC);
	size_t done = 0;

	while (fd >= 0 && done < len) {
		ssize_t put = write(fd, (const char *)data + done, len - done);

		if (put <= 0)
			return fail(path, fd, errno);
		done += put;
	}
	return fd < 0 ? fail(path, fd, errno) : fd;
}

/**
 * input_open() - open a file, or a pipe, which is read to its end
 * @path: its name, or "-": standard input
 *
 * Return: a file that can be read at any offset, or -1, reported.
 */
int input_open(const char *path)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
		 fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), file;
	struct stat st;
	size_t len;
	void *data;

	if (fd < 0 || fstat(fd, &st))
		return fail(path, fd, errno);
	if (S_ISREG(st.st_mode))
		return fd;
	data = read_fd(fd, &len);
	if (!data)
		return fail(path, fd, errno);
	close(fd);
	file = input_spool(path, data, len);
	free(data);
	return file;
}

/**
 * input_decompress() - decompress a file if it is compressed
 * @path: what to call it in messages
 * @fd: the file, which is closed if another takes its place
 * @compressed: set to whether it was compressed
 *
 * Return: @fd, or the file without its compression, in memory, or -1, reported.
 */
int input_decompress(const char *path, int fd, bool *compressed)
{
	struct buffer out = { };
	char magic[16];
	const char *name;
	struct stat st;
	ssize_t len;
	void *data;
	int err, file = -1;

	*compressed = false;
	len = pread(fd, magic, sizeof(magic), 0);
	name = len > 0 ? compression(magic, len) : NULL;
	if (!name)
		return fd;
	if (fstat(fd, &st))
		return fail(path, fd, errno);
	data = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return fail(path, fd, errno);
	*compressed = true;
	err = decompress(data, st.st_size, &out);
	munmap(data, st.st_size);
	close(fd);
	if (err)
		error(path, "cannot undo its %s compression: %s", name,
		      decompress_error(err));
	else
		file = input_spool(path, out.data, out.len);
	free(out.data);
	return file;
}
