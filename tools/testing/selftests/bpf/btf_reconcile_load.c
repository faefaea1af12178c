// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "btf_reconcile_load.h"
#include "test_progs.h"

#define MAX_LOADED	16

/* The kernel logs no more than 100 refused modules in 10 s. */
#define MAX_REFUSED	90
#define REFUSED_WINDOW	10

static int kmsg = -1;
static char said[1 << 18];
static size_t said_len;

static const char *loaded[MAX_LOADED];

/* A record is "level,sequence,time,flags;text\n key=value\n..." */
static void add_record(char *record)
{
	char *text = strchr(record, ';');
	size_t len;

	if (!text)
		return;
	text++;
	len = strcspn(text, "\n");
	if (said_len + len + 2 > sizeof(said))
		return;
	memcpy(said + said_len, text, len);
	said_len += len;
	said[said_len++] = '\n';
	said[said_len] = '\0';
}

static void read_log(void)
{
	char record[8192];
	ssize_t len;

	while (kmsg >= 0) {
		len = read(kmsg, record, sizeof(record) - 1);
		if (len < 0 && errno == EPIPE)	/* records were overwritten */
			continue;
		if (len <= 0)
			return;
		record[len] = '\0';
		add_record(record);
	}
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		printf("cannot write %s: %d\n", path, errno);
	close(fd);
}

void rec_reconcile_distilled(bool yes)
{
	write_file("/sys/module/module/parameters/btf_distilled",
		   yes ? "reconcile" : "relocate");
}

bool rec_begin(const char *name)
{
	if (!test__start_subtest(name))
		return false;
	said_len = 0;
	said[0] = '\0';
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (!ASSERT_GE(kmsg, 0, "open /dev/kmsg"))
		return false;
	lseek(kmsg, 0, SEEK_END);
	write_file("/sys/kernel/debug/dynamic_debug/control",
		   "file btf_reconcile_module.c +p");
	return true;
}

void rec_end(void)
{
	int i;

	for (i = 0; i < MAX_LOADED; i++)
		if (loaded[i])
			rec_unload(loaded[i]);
	read_log();
	if (env.subtest_state && env.subtest_state->error_cnt)
		printf("kernel log of this subtest:\n%s", said);
	unlink(rec_path());
	close(kmsg);
	kmsg = -1;
}

static void remember(const char *old, const char *new)
{
	int i;

	for (i = 0; i < MAX_LOADED; i++) {
		if (old ? !loaded[i] || strcmp(loaded[i], old) : !!loaded[i])
			continue;
		loaded[i] = new;
		return;
	}
}

int rec_load(const char *path, const char *name)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (syscall(__NR_finit_module, fd, "", 0))
		err = -errno;
	else
		remember(NULL, name);
	close(fd);
	return err;
}

int rec_unload(const char *name)
{
	int i, err = 0;

	for (i = 0; i < 50; i++) {
		kern_sync_rcu();
		err = syscall(__NR_delete_module, name, O_NONBLOCK) ? -errno
								    : 0;
		if (err != -EAGAIN && err != -EBUSY && err != -EWOULDBLOCK)
			break;
		usleep(100000);
	}
	remember(name, NULL);
	return err;
}

bool rec_logged(const char *words)
{
	char copy[512], *rest = copy, *word;

	read_log();
	snprintf(copy, sizeof(copy), "%s", words);
	while ((word = strsep(&rest, "|"))) {
		if (strstr(said, word))
			continue;
		printf("the log has no '%s'\n", word);
		return false;
	}
	return true;
}

int rec_count_lines(const char *word)
{
	const char *line = said;
	int nr = 0;

	read_log();
	while ((line = strstr(line, word))) {
		nr++;
		line += strcspn(line, "\n");
	}
	return nr;
}

bool rec_loads_without_btf(void)
{
	FILE *f = fopen("/sys/module/module/parameters/allow_btf_mismatch", "r");
	bool allowed = f && fgetc(f) == 'Y';

	if (f)
		fclose(f);
	return allowed;
}

/* The kernel's 10 s begin when it likes, so any 10 s must do. */
static void stay_below_rate_limit(void)
{
	static time_t refused[MAX_REFUSED];
	static int nr;
	time_t *oldest = &refused[nr++ % MAX_REFUSED];

	while (time(NULL) - *oldest <= REFUSED_WINDOW)
		sleep(1);
	*oldest = time(NULL);
}

bool rec_refused(const char *path, const char *name, const char *words)
{
	int want = rec_loads_without_btf() ? 0 : -EINVAL;
	char sysfs[128];
	bool fine;

	stay_below_rate_limit();
	fine = ASSERT_EQ(rec_load(path, name), want, "finit_module");
	snprintf(sysfs, sizeof(sysfs), "/sys/kernel/btf/%s", name);
	fine &= ASSERT_ERR(access(sysfs, F_OK), "its BTF is not there");
	fine &= ASSERT_TRUE(rec_logged(words), "the reason is in the log");
	return fine;
}

struct btf *rec_btf(const char *name, struct btf **base)
{
	struct btf *btf;

	*base = btf__load_vmlinux_btf();
	if (!ASSERT_OK_PTR(*base, "vmlinux BTF"))
		return NULL;
	btf = btf__load_module_btf(name, *base);
	if (ASSERT_OK_PTR(btf, "module BTF"))
		return btf;
	btf__free(*base);
	return NULL;
}

int rec_read(const char *dir, const char *file, void *buf, size_t size)
{
	char path[256];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s/%s", dir, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = fd < 0 ? -1 : read(fd, buf, size);
	if (fd >= 0)
		close(fd);
	return len;
}

const char *rec_path(void)
{
	static char path[64];

	if (!*path)
		snprintf(path, sizeof(path), "/tmp/btf_rec.%d.ko", getpid());
	return path;
}
