// SPDX-License-Identifier: GPL-2.0
/*
 * load MODULE.ko [TIMES]: insmod that tries once, or so many times until it succeeds,
 * and says which error it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	int times = argc > 2 ? atoi(argv[2]) : 1;

	if (fd < 0) {
		fprintf(stderr, "usage: load MODULE.ko [TIMES]\n");
		return 2;
	}
	do {
		if (!syscall(SYS_finit_module, fd, "", 0))
			return 0;
	} while (--times > 0);
	fprintf(stderr, "%s (error %d)\n", strerror(errno), errno);
	return 1;
}
