// SPDX-License-Identifier: GPL-2.0
/*
 * fail_load load|reconcile N MODULE.ko...: load modules, each in a thread of
 * its own and all at once, while an allocation fails in each thread:
 *
 *	load		the Nth that finit_module() makes, by /proc/.../fail-nth
 *	reconcile	the Nth and all after it in btf_module_reconcile(), by BPF
 *
 * N 0: none fails. Prints a line for each module: its path, 0 or the error, how
 * many allocations failed, and the functions that the first of them was in.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "fail_load.h"
#include "fail_load.skel.h"

#define MAX_THREADS	16

struct thread {
	pthread_t id;
	const char *path;
	int err;
	struct fail_plan plan;
};

static unsigned int nth;
static int plans = -1;		/* the map; -1: load */
static pthread_barrier_t start;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* Written before finit_module() and read after it: 0 is left if one failed. */
static int open_fail_nth(void)
{
	int fd = open("/proc/thread-self/fail-nth", O_RDWR);

	if (fd < 0)
		die("fail-nth");
	return fd;
}

static int load(int module)
{
	if (syscall(SYS_finit_module, module, "", 0))
		return errno;
	return 0;
}

static int load_fail_nth(int module, struct fail_plan *plan)
{
	int fd = open_fail_nth(), err;
	char left[16] = "";

	if (dprintf(fd, "%u", plan->nth) < 0)
		die("fail-nth");
	err = load(module);
	if (pread(fd, left, sizeof(left) - 1, 0) < 0)
		die("fail-nth");
	if (pwrite(fd, "0", 1, 0) < 0)
		die("fail-nth");
	close(fd);
	plan->failed = plan->nth && !atoi(left);
	return err;
}

static int load_fail_plan(int module, struct fail_plan *plan)
{
	__u32 tid = gettid();
	int err;

	if (bpf_map_update_elem(plans, &tid, plan, BPF_ANY))
		die("plan");
	err = load(module);
	if (bpf_map_lookup_elem(plans, &tid, plan) ||
	    bpf_map_delete_elem(plans, &tid))
		die("plan");
	return err;
}

static void *run(void *arg)
{
	struct thread *t = arg;
	int module = open(t->path, O_RDONLY);

	if (module < 0)
		die(t->path);
	t->plan.nth = nth;
	pthread_barrier_wait(&start);
	t->err = plans < 0 ? load_fail_nth(module, &t->plan) :
			     load_fail_plan(module, &t->plan);
	close(module);
	return NULL;
}

struct symbol {
	unsigned long long addr;
	char name[64];
};

/* The last symbol at or below each address; kallsyms is not in order. */
static void find_symbols(const __u64 *addrs, struct symbol *found)
{
	FILE *f = fopen("/proc/kallsyms", "r");
	struct symbol s;
	char line[512];
	int i;

	if (!f)
		die("kallsyms");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx %*c %63s", &s.addr, s.name) != 2)
			continue;
		for (i = 0; i < FAIL_STACK && addrs[i]; i++)
			if (s.addr <= addrs[i] && s.addr > found[i].addr)
				found[i] = s;
	}
	fclose(f);
}

static void print(const struct thread *t)
{
	struct symbol found[FAIL_STACK] = { };
	int i;

	printf("%s %d %u", t->path, t->err, t->plan.failed);
	if (t->plan.stack[0])
		find_symbols(t->plan.stack, found);
	for (i = 0; i < FAIL_STACK && found[i].addr; i++)
		printf(" %s", found[i].name);
	printf("\n");
}

int main(int argc, char **argv)
{
	struct thread threads[MAX_THREADS] = { };
	struct fail_load_bpf *skel = NULL;
	int nr = argc - 3, i;

	if (nr < 1 || nr > MAX_THREADS ||
	    (strcmp(argv[1], "load") && strcmp(argv[1], "reconcile"))) {
		fprintf(stderr,
			"usage: fail_load load|reconcile N MODULE.ko...\n");
		return 2;
	}
	nth = strtoul(argv[2], NULL, 0);
	if (!strcmp(argv[1], "reconcile")) {
		skel = fail_load_bpf__open_and_load();
		if (!skel || fail_load_bpf__attach(skel))
			die("BPF programs");
		plans = bpf_map__fd(skel->maps.plans);
	}
	pthread_barrier_init(&start, NULL, nr);
	for (i = 0; i < nr; i++) {
		threads[i].path = argv[3 + i];
		if (pthread_create(&threads[i].id, NULL, run, &threads[i]))
			die("thread");
	}
	for (i = 0; i < nr; i++)
		pthread_join(threads[i].id, NULL);
	fail_load_bpf__destroy(skel);
	for (i = 0; i < nr; i++)
		print(&threads[i]);
	return 0;
}
