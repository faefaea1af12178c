// SPDX-License-Identifier: GPL-2.0
/*
 * time_load N MODULE.ko: load and unload it N times; for each, how many ns it
 * took to load.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static int load(const char *path, unsigned long long *ns)
{
	int fd = open(path, O_RDONLY), err;

	if (fd < 0)
		return -1;
	*ns = now();
	err = syscall(SYS_finit_module, fd, "", 0);
	*ns = now() - *ns;
	close(fd);
	return err;
}

/* What used it may take a moment to let it go. */
static int unload(const char *name)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (!syscall(SYS_delete_module, name, O_NONBLOCK))
			return 0;
		usleep(50000);
	}
	return -1;
}

int main(int argc, char **argv)
{
	unsigned long long ns;
	char *name, *p;
	int i;

	if (argc != 3) {
		fprintf(stderr, "usage: time_load N MODULE.ko\n");
		return 2;
	}
	name = basename(strdup(argv[2]));
	name[strcspn(name, ".")] = '\0';
	for (p = name; *p; p++)
		if (*p == '-')
			*p = '_';
	for (i = atoi(argv[1]); i > 0; i--) {
		if (load(argv[2], &ns) || unload(name)) {
			fprintf(stderr, "%s: %s\n", argv[2], strerror(errno));
			return 1;
		}
		printf("%llu\n", ns);
	}
	return 0;
}
