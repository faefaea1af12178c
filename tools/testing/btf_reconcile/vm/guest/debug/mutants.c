// SPDX-License-Identifier: GPL-2.0
/*
 * mutants SEED LOADS DIR|- MODULE.ko...: load a module so many times, each time with
 * other bytes in its BTF sections, and unload it if it was taken.
 *
 * DIR has inputs of fuzz_reconcile: every eighth load has the sections of one of them
 * instead of its own. Sections are put at the end of the file, so their length may
 * change. What is refused with another error than EINVAL or ENOEXEC is told; then, or
 * if none or all were refused, the exit code is 1.
 */
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_FILES	256
#define MAX_CHANGES	4

struct bytes {
	char *data;
	size_t len;
};

/* In the order in which an input of fuzz_reconcile has them, .BTF_ids last. */
static const char *const names[] = {
	".BTF", ".BTF.base_ref", ".BTF.base_ref.ids", ".BTF_ids", ".BTF.base",
};
enum { BTF, BASE_REF, SLOTS, BTF_IDS, BASE, NR_NAMES };
#define NR_FUZZED	BASE

struct module {
	struct bytes file;
	int index[NR_NAMES];		/* of the section's header, 0: none */
	struct bytes section[NR_NAMES];
	char name[64];
};

static uint64_t state;

/* xorshift64: the same loads for the same seed */
static uint32_t any(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return below ? (state >> 16) % below : 0;
}

static void *need(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "mutants: no memory\n");
	exit(2);
}

static struct bytes read_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct bytes b = { NULL, 0 };
	struct stat st;

	if (fd < 0 || fstat(fd, &st)) {
		perror(path);
		exit(2);
	}
	b.data = need(malloc(st.st_size + 1));
	while (b.len < (size_t)st.st_size) {
		ssize_t n = read(fd, b.data + b.len, st.st_size - b.len);

		if (n <= 0) {
			perror(path);
			exit(2);
		}
		b.len += n;
	}
	close(fd);
	return b;
}

/* The files of our own builds are well-formed. */
static void open_module(struct module *mod, const char *path)
{
	const char *base = strrchr(path, '/');
	const Elf64_Ehdr *eh;
	const Elf64_Shdr *sh;
	const char *strs;
	int i, k;

	memset(mod, 0, sizeof(*mod));
	mod->file = read_file(path);
	snprintf(mod->name, sizeof(mod->name), "%.*s",
		 (int)strcspn(base ? base + 1 : path, "."),
		 base ? base + 1 : path);
	eh = (const void *)mod->file.data;
	sh = (const void *)(mod->file.data + eh->e_shoff);
	strs = mod->file.data + sh[eh->e_shstrndx].sh_offset;
	for (i = 1; i < eh->e_shnum; i++)
		for (k = 0; k < NR_NAMES; k++)
			if (!strcmp(strs + sh[i].sh_name, names[k])) {
				mod->index[k] = i;
				mod->section[k].data = mod->file.data + sh[i].sh_offset;
				mod->section[k].len = sh[i].sh_size;
			}
}

static int read_inputs(struct bytes *inputs, const char *dir)
{
	struct dirent *e;
	DIR *d;
	int nr = 0;

	if (!strcmp(dir, "-"))
		return 0;
	d = opendir(dir);
	if (!d || chdir(dir)) {
		perror(dir);
		exit(2);
	}
	while (nr < MAX_FILES && (e = readdir(d)))
		if (e->d_name[0] != '.')
			inputs[nr++] = read_file(e->d_name);
	closedir(d);
	return nr;
}

/* Cut an input as fuzz_reconcile does. */
static void take_input(struct bytes *section, struct bytes input)
{
	uint16_t lens[NR_FUZZED] = { 0 };
	int k;

	if (input.len < sizeof(lens))
		return;
	memcpy(lens, input.data, sizeof(lens));
	input.data += sizeof(lens);
	input.len -= sizeof(lens);
	lens[NR_FUZZED - 1] = input.len > 0xffff ? 0xffff : input.len;
	for (k = 0; k < NR_FUZZED; k++) {
		size_t len = lens[k] < input.len ? lens[k] : input.len;

		section[k] = (struct bytes){ input.data, len };
		input.data += len;
		input.len -= len;
	}
}

static uint32_t odd_value(const struct bytes *b)
{
	static const uint32_t values[] = {
		0, 1, 2, 0x7f, 0xff, 0xffff, 0x10000, 0xffffff, 0x7fffffff,
		0x80000000, 0xfffffff4, 0xffffffff,
	};
	uint32_t word;

	switch (any(3)) {
	case 0:
		return values[any(sizeof(values) / sizeof(*values))];
	case 1:
		return any(b->len + 1);
	default:
		memcpy(&word, b->data + any(b->len - 3), sizeof(word));
		return word;
	}
}

static void change(struct bytes *b)
{
	uint32_t at, word;

	if (b->len < 2 * sizeof(word))
		return;
	switch (any(8)) {
	case 0:
		b->data[any(b->len)] ^= 1 << any(8);
		break;
	case 1:
		b->data[any(b->len)] = any(256);
		break;
	case 2:
		b->len = any(4) ? any(b->len) : b->len & ~3ul;
		break;
	default:
		at = any(b->len / sizeof(word)) * sizeof(word);
		word = odd_value(b);
		memcpy(b->data + at, &word, sizeof(word));
	}
}

/* .BTF_ids that no slots go with is the module's own, which the kernel believes. */
static int may_change(const struct module *mod, int k)
{
	return mod->index[k] && (k != BTF_IDS || mod->index[SLOTS]);
}

/* The file with the sections at its end, some of them changed. */
static struct bytes mutate(const struct module *mod, const struct bytes *input)
{
	struct bytes section[NR_NAMES], out = { NULL, mod->file.len };
	int changes = 1 + any(MAX_CHANGES), victim[MAX_CHANGES], k, i;
	Elf64_Shdr *sh;

	memcpy(section, mod->section, sizeof(section));
	if (input)
		take_input(section, *input);
	for (i = 0; i < changes; i++)
		do {
			victim[i] = any(NR_NAMES);
		} while (!may_change(mod, victim[i]));
	for (k = 0; k < NR_NAMES; k++)
		out.len += section[k].len + 8;
	out.data = need(calloc(1, out.len));
	memcpy(out.data, mod->file.data, mod->file.len);
	sh = (void *)(out.data + ((Elf64_Ehdr *)out.data)->e_shoff);
	out.len = (mod->file.len + 7) & ~7ul;
	for (k = 0; k < NR_NAMES; k++) {
		struct bytes b = { out.data + out.len, section[k].len };

		if (!mod->index[k])
			continue;
		memcpy(b.data, section[k].data, b.len);
		for (i = 0; i < changes; i++)
			if (victim[i] == k)
				change(&b);
		sh[mod->index[k]].sh_offset = out.len;
		sh[mod->index[k]].sh_size = b.len;
		out.len = (out.len + b.len + 7) & ~7ul;
	}
	return out;
}

/* Return: 0: it was loaded; otherwise the error. */
static int try_once(const struct module *mod, const struct bytes *image)
{
	if (syscall(SYS_init_module, image->data, image->len, ""))
		return errno;
	if (syscall(SYS_delete_module, mod->name, O_NONBLOCK)) {
		fprintf(stderr, "%s: cannot be unloaded: %s\n", mod->name,
			strerror(errno));
		exit(1);
	}
	return 0;
}

int main(int argc, char **argv)
{
	static struct bytes inputs[MAX_FILES];
	static struct module mods[16];
	int nr_mods = argc - 4, nr_inputs, wrong = 0, i;
	long loads, n, taken = 0, refused = 0;

	if (nr_mods < 1 || nr_mods > 16) {
		fprintf(stderr, "usage: mutants SEED LOADS DIR|- MODULE.ko...\n");
		return 2;
	}
	state = strtoull(argv[1], NULL, 0) * 0x9e3779b97f4a7c15 | 1;
	loads = atol(argv[2]);
	for (i = 0; i < nr_mods; i++)
		open_module(&mods[i], argv[4 + i]);
	nr_inputs = read_inputs(inputs, argv[3]);
	for (n = 0; n < loads; n++) {
		const struct module *mod = &mods[n % nr_mods];
		struct bytes *input = nr_inputs && !any(8) ?
				      &inputs[any(nr_inputs)] : NULL;
		struct bytes image = mutate(mod, input);
		int err = try_once(mod, &image);

		taken += !err;
		refused += err == EINVAL || err == ENOEXEC;
		if (err && err != EINVAL && err != ENOEXEC && wrong++ < 5)
			fprintf(stderr, "%s: load %ld: %s\n", mod->name, n,
				strerror(err));
		free(image.data);
	}
	printf("%ld loads: %ld taken, %ld refused, %d other errors\n", loads,
	       taken, refused, wrong);
	return wrong || !taken || !refused;
}
