// SPDX-License-Identifier: GPL-2.0
/* Finding the files of a command line. */
#include <fts.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "paths.h"
#include "tool.h"

static void add(struct paths *paths, const char *path, bool named)
{
	paths->path = xrealloc(paths->path,
			       (paths->nr + 1) * sizeof(*paths->path));
	paths->named = xrealloc(paths->named,
				(paths->nr + 1) * sizeof(*paths->named));
	paths->named[paths->nr] = named;
	paths->path[paths->nr++] = strdup(path);
}

static bool is_module(const char *name)
{
	static const char * const ends[] = { ".ko", ".ko.xz", ".ko.zst",
					     ".ko.gz" };
	size_t len = strlen(name), i;

	for (i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t end = strlen(ends[i]);

		if (len > end && !strcmp(name + len - end, ends[i]))
			return true;
	}
	return false;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void fail(struct paths *paths, const char *path, const char *why)
{
	error(path, "%s", why);
	paths->failed = true;
}

/* A symbolic link to a module, as in weak-updates/; a dangling link is skipped. */
static void visit_link(struct paths *paths, const char *path)
{
	struct stat st;

	if (!stat(path, &st) && S_ISREG(st.st_mode))
		add(paths, path, false);
}

static void visit(struct paths *paths, const FTSENT *entry)
{
	bool named = entry->fts_level == 0;

	switch (entry->fts_info) {
	case FTS_F:
		/* A file that was named is taken, whatever its suffix. */
		if (named || is_module(entry->fts_name))
			add(paths, entry->fts_path, named);
		break;
	case FTS_SL:
		if (is_module(entry->fts_name))
			visit_link(paths, entry->fts_path);
		break;
	case FTS_SLNONE:
		if (named)
			fail(paths, entry->fts_path, "link to nothing");
		break;
	case FTS_DEFAULT:
		if (named)
			fail(paths, entry->fts_path, "not a regular file");
		break;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		fail(paths, entry->fts_path, strerror(entry->fts_errno));
		break;
	}
}

/**
 * paths_add() - add a module, or all those below a directory
 * @paths: where to
 * @path: the module or directory; below it, symbolic links to modules are
 *	followed and those to directories are not
 *
 * What cannot be looked at is reported, and @paths->failed set.
 */
void paths_add(struct paths *paths, const char *path)
{
	char * const names[] = { (char *)path, NULL };
	FTS *fts = fts_open(names, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR,
			    by_name);
	FTSENT *entry;

	if (!fts) {
		fail(paths, path, strerror(errno));
		return;
	}
	while ((entry = fts_read(fts)))
		visit(paths, entry);
	fts_close(fts);
}

struct identity {
	dev_t dev;
	ino_t ino;
	size_t i;
};

static int by_identity(const void *a, const void *b)
{
	const struct identity *x = a, *y = b;

	if (x->dev != y->dev)
		return x->dev < y->dev ? -1 : 1;
	if (x->ino != y->ino)
		return x->ino < y->ino ? -1 : 1;
	return x->i < y->i ? -1 : x->i > y->i;
}

/**
 * paths_unique() - drop files that were named before, by whatever name
 * @paths: the files; what is dropped of those named one by one is reported
 */
void paths_unique(struct paths *paths)
{
	struct identity *ids = xcalloc(paths->nr, sizeof(*ids));
	size_t i, nr = 0;
	struct stat st;

	for (i = 0; i < paths->nr; i++)
		if (!stat(paths->path[i], &st))
			ids[nr++] = (struct identity){ st.st_dev, st.st_ino, i };
	qsort(ids, nr, sizeof(*ids), by_identity);
	for (i = 1; i < nr; i++) {
		if (ids[i].dev != ids[i - 1].dev || ids[i].ino != ids[i - 1].ino)
			continue;
		if (paths->named[ids[i].i])
			error(paths->path[ids[i].i], "named twice, looked at once");
		free(paths->path[ids[i].i]);
		paths->path[ids[i].i] = NULL;
	}
	free(ids);
	for (i = nr = 0; i < paths->nr; i++) {
		if (!paths->path[i])
			continue;
		paths->named[nr] = paths->named[i];
		paths->path[nr++] = paths->path[i];
	}
	paths->nr = nr;
}

void paths_free(struct paths *paths)
{
	size_t i;

	for (i = 0; i < paths->nr; i++)
		free(paths->path[i]);
	free(paths->path);
	free(paths->named);
}

#define RUNNING	"/sys/kernel/btf/vmlinux"

/* Places of an installed kernel's BTF. Boot images come first, under the names of all
 * architectures: other files may be of another build of the release, or have no BTF.
 */
static const char * const places[] = {
	"/boot/vmlinuz-%s",
	"/boot/Image-%s",
	"/boot/image-%s",
	"/boot/zImage-%s",
	"/lib/modules/%s/vmlinuz",
	"/lib/modules/%s/Image",
	"/lib/modules/%s/image",
	"/lib/modules/%s/zImage",
	"/boot/vmlinux-%s",
	"/lib/modules/%s/vmlinux",
	"/usr/lib/debug/boot/vmlinux-%s",
	"/usr/lib/debug/lib/modules/%s/vmlinux",
	"/lib/modules/%s/build/vmlinux",
};

#define NR_PLACES	(sizeof(places) / sizeof(*places))

/* The file in one of the places; NULL: there is none. */
static char *place(const struct choice *choice, size_t i)
{
	char *name, *path;

	if (asprintf(&name, places[i], choice->release) < 0)
		return NULL;
	if (asprintf(&path, "%s%s", choice->root ? choice->root : "",
		     name) < 0)
		path = NULL;
	free(name);
	if (!path || !access(path, F_OK))
		return path;
	free(path);
	return NULL;
}

/* Open a base; skip it if it cannot be read. */
static int open_quietly(struct base *base, const char *path)
{
	int err;

	skipping = true;
	err = base_open(base, path);
	skipping = false;
	return err;
}

static void compare(const struct base *base, const char *path,
		    const char *other_path)
{
	struct base other;

	if (!open_quietly(&other, other_path) && other.id != base->id)
		error(other_path,
		      "warning: has other BTF than %s, which is used; one of them is of another build of this release",
		      path);
	base_close(&other);
}

/* Open the first that has BTF. */
static int open_release(struct base *base, struct choice *choice)
{
	size_t i;
	char *path;

	for (i = 0; i < NR_PLACES; i++) {
		path = place(choice, i);
		if (path && choice->found) {
			compare(base, choice->found, path);
		} else if (path && !open_quietly(base, path)) {
			choice->found = path;
			continue;
		}
		free(path);
	}
	if (choice->found)
		return 0;
	for (i = 0; i < NR_PLACES; i++) {
		path = place(choice, i);
		if (path) {
			base_close(base);
			base_open(base, path);	/* to say why not */
		}
		free(path);
	}
	error(choice->release,
	      "no vmlinux or vmlinuz of this kernel that has BTF; name its BTF with -b");
	return -EINVAL;
}

/**
 * base_choose() - open the base that the command line means
 * @base: filled in; the caller calls base_close() even after an error
 * @choice: what was said; what was not is filled in
 *
 * Return: 0, or -EINVAL, reported.
 */
int base_choose(struct base *base, struct choice *choice)
{
	static struct utsname uts;
	int err;

	memset(base, 0, sizeof(*base));
	uname(&uts);
	if (choice->release &&
	    (choice->root || strcmp(choice->release, uts.release) ||
	     access(RUNNING, R_OK))) {
		err = open_release(base, choice);
		choice->path = choice->found;
		return err;
	}
	if (!choice->path)
		choice->path = RUNNING;
	if (!choice->release)
		choice->release = uts.release;
	return base_open(base, choice->path);
}
