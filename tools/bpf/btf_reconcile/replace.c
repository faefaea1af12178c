// SPDX-License-Identifier: GPL-2.0
/*
 * Replacing a file atomically: the new contents go to another file in the same
 * directory, which is then renamed. A crash, a signal or a full disk leaves the old
 * file unchanged.
 */
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "replace.h"
#include "tool.h"

/* The file's path, symbolic links followed; NULL, reported, if it cannot be there. */
static char *find_target(const char *out)
{
	struct stat st;
	char *path;

	if (lstat(out, &st)) {
		if (errno == ENOENT)
			return strdup(out);
		error(out, "%s", strerror(errno));
		return NULL;
	}
	path = realpath(out, NULL);
	if (!path || stat(path, &st)) {
		error(out, "%s", strerror(errno));
		free(path);
		return NULL;
	}
	/* Do not replace a device or a pipe by a file. */
	if (!S_ISREG(st.st_mode)) {
		error(out, "not a regular file");
		free(path);
		return NULL;
	}
	if (st.st_nlink > 1)
		error(out, "warning: has other names (hard links), which keep the old contents");
	return path;
}

/**
 * replace_begin() - get ready to replace a file
 * @r: filled in; if this succeeds the caller makes @r->tmp of a name that
 *	mkstemp() takes, and calls replace_end()
 * @out: the file, which need not exist
 *
 * Signals are held back until then, whichever they are, so that none of them
 * leaves an unfinished file behind.
 *
 * Return: 0, or -EINVAL, reported.
 */
int replace_begin(struct replacement *r, const char *out)
{
	sigset_t block;

	r->path = find_target(out);
	if (!r->path)
		return -EINVAL;
	r->tmp = xmalloc(strlen(r->path) + sizeof(".XXXXXX"));
	sprintf(r->tmp, "%s.XXXXXX", r->path);
	sigfillset(&block);
	pthread_sigmask(SIG_BLOCK, &block, &r->signals);
	return 0;
}

static void keep_xattr(const char *from, int fd, const char *name)
{
	ssize_t len = getxattr(from, name, NULL, 0);
	char *value = len < 0 ? NULL : xmalloc(len);

	if (!value || getxattr(from, name, value, len) != len ||
	    fsetxattr(fd, name, value, len, 0))
		note(from, "%s not kept: %s", name, strerror(errno));
	free(value);
}

/**
 * replace_keep() - copy owner, mode and attributes to the new file
 * @from: the old file
 * @fd: the new one
 *
 * Owner, mode and extended attributes (SELinux's label among them). What cannot
 * be kept, since only root may, is told with -v.
 */
void replace_keep(const char *from, int fd)
{
	ssize_t len = listxattr(from, NULL, 0);
	char *names, *name;
	struct stat st;

	if (stat(from, &st) || fchown(fd, st.st_uid, st.st_gid))
		note(from, "owner not kept: %s", strerror(errno));
	else if (fchmod(fd, st.st_mode & 07777))
		note(from, "mode not kept: %s", strerror(errno));
	if (len <= 0)
		return;
	names = xmalloc(len);
	len = listxattr(from, names, len);
	for (name = names; name < names + len; name += strlen(name) + 1)
		keep_xattr(from, fd, name);
	free(names);
}

/**
 * replace_end() - put the new file in place, or away
 * @r: as replace_begin() left it; freed
 * @err: 0: it is complete; otherwise it is removed
 *
 * Return: 0, or -EINVAL if @err, or, reported, if it could not be put in place.
 */
int replace_end(struct replacement *r, int err)
{
	if (!err && rename(r->tmp, r->path)) {
		error(r->path, "%s", strerror(errno));
		err = -EINVAL;
	}
	if (err)
		unlink(r->tmp);
	pthread_sigmask(SIG_SETMASK, &r->signals, NULL);
	free(r->tmp);
	free(r->path);
	return err ? -EINVAL : 0;
}

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t put = 0;

	for (; len; data += put, len -= put) {
		put = write(fd, data, len);
		if (put < 0)
			return -1;
	}
	return fsync(fd);
}

/**
 * replace_with() - give a file new contents, whole or not at all
 * @out: the file, which need not exist
 * @data: the contents
 * @len: bytes of @data
 *
 * Return: 0, or -EINVAL, reported.
 */
int replace_with(const char *out, const void *data, size_t len)
{
	const mode_t mask = umask(0);
	struct replacement r;
	int fd, err = -1;

	umask(mask);
	if (replace_begin(&r, out))
		return -EINVAL;
	fd = mkstemp(r.tmp);
	if (fd >= 0)
		err = write_all(fd, data, len) || fchmod(fd, 0666 & ~mask);
	if (fd >= 0 && close(fd))
		err = -1;
	if (err)
		error(out, "cannot write: %s", strerror(errno));
	return replace_end(&r, err);
}
