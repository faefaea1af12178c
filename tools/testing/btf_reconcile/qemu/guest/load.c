// SPDX-License-Identifier: GPL-2.0
/* load MODULE.ko: insmod that tries once, and says which error it was. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;

	if (fd < 0) {
		fprintf(stderr, "usage: load MODULE.ko\n");
		return 2;
	}
	if (!syscall(SYS_finit_module, fd, "", 0))
		return 0;
	fprintf(stderr, "%s (error %d)\n", strerror(errno), errno);
	return 1;
}
