// SPDX-License-Identifier: GPL-2.0
/*
 * storm LOADS DIR...: a thread for each directory loads the modules in it in turn,
 * LOADS of them, all threads at once, and unloads what it has loaded. So modules are
 * refused while others load, and get the memory that refused ones had.
 *
 * A file is NAME.ok.ko or NAME.refused.ko; NAME is the module's. Modules that are ok
 * must load and have BTF, the others must be refused with EINVAL. In each fourth load
 * one of its allocations fails, if the kernel can do that, and then ENOMEM is right
 * as well.
 *
 * Prints what was not so, then "LOADED REFUSED NOMEM"; returns 0 if all was.
 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_THREADS	16
#define MAX_NTH		400	/* about as many allocations as a load has */
#define FAULTY		4	/* an allocation fails in each fourth load */

struct thread {
	pthread_t id;
	unsigned int seed;
	glob_t modules;
};

static unsigned int loads;
static bool can_fail;
static pthread_barrier_t start;
static atomic_uint loaded, refused, nomem, wrong;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static void complain(const char *path, const char *what, int err)
{
	printf("%s: %s (error %d)\n", path, what, err);
	wrong++;
}

static void name_of(const char *path, char *name, size_t size)
{
	snprintf(name, size, "%s", strrchr(path, '/') + 1);
	name[strcspn(name, ".")] = '\0';
}

/* The allocation of this thread that is to fail next; 0: none. To open the file
 * takes allocations too.
 */
static void fail_nth(unsigned int nth)
{
	static _Thread_local int fd = -1;

	if (fd < 0)
		fd = open("/proc/thread-self/fail-nth", O_WRONLY);
	if (fd < 0 || dprintf(fd, "%u", nth) < 0)
		die("fail-nth");
}

static int load(const char *path, unsigned int nth)
{
	int fd = open(path, O_RDONLY), err = 0;

	if (fd < 0)
		die(path);
	if (nth)
		fail_nth(nth);
	if (syscall(SYS_finit_module, fd, "", 0))
		err = errno;
	if (nth)
		fail_nth(0);
	close(fd);
	return err;
}

static void unload(const char *path, const char *name)
{
	int tries;

	for (tries = 0; tries < 100; tries++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return;
		usleep(20000);
	}
	complain(path, "cannot be unloaded", errno);
}

static void load_one(struct thread *t, const char *path, unsigned int i)
{
	bool good = strstr(path, ".ok.ko");
	bool faulty = can_fail && i % FAULTY == 0;
	char name[64], sysfs[128];
	int err;

	name_of(path, name, sizeof(name));
	err = load(path, faulty ? 1 + rand_r(&t->seed) % MAX_NTH : 0);
	if (err == ENOMEM && faulty) {
		nomem++;
	} else if (err) {
		refused++;
		if (good || err != EINVAL)
			complain(path, "does not load", err);
	} else {
		loaded++;
		snprintf(sysfs, sizeof(sysfs), "/sys/kernel/btf/%s", name);
		if (!good)
			complain(path, "loads", 0);
		else if (!faulty && access(sysfs, F_OK))
			complain(path, "has no BTF", 0);
		unload(path, name);
	}
}

static void *run(void *arg)
{
	struct thread *t = arg;
	unsigned int i;

	pthread_barrier_wait(&start);
	for (i = 0; i < loads; i++) {
		/* not in step with FAULTY, and not with the others */
		load_one(t, t->modules.gl_pathv[rand_r(&t->seed) %
						t->modules.gl_pathc], i);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct thread threads[MAX_THREADS] = { };
	char pattern[256];
	int nr = argc - 2, i;

	if (nr < 1 || nr > MAX_THREADS) {
		fprintf(stderr, "usage: storm LOADS DIR...\n");
		return 2;
	}
	loads = strtoul(argv[1], NULL, 0);
	can_fail = !access("/proc/self/fail-nth", W_OK);
	pthread_barrier_init(&start, NULL, nr);
	for (i = 0; i < nr; i++) {
		threads[i].seed = i + 1;
		snprintf(pattern, sizeof(pattern), "%s/*.ko", argv[2 + i]);
		if (glob(pattern, 0, NULL, &threads[i].modules))
			die(pattern);
		if (pthread_create(&threads[i].id, NULL, run, &threads[i]))
			die("thread");
	}
	for (i = 0; i < nr; i++)
		pthread_join(threads[i].id, NULL);
	printf("%u %u %u\n", loaded, refused, nomem);
	return wrong ? 1 : 0;
}
