// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>

#include "both_sides.h"

static void die(const char *what)
{
	fprintf(stderr, "%s: cannot be read\n", what);
	exit(2);
}

size_t btf_size(const void *btf)
{
	const struct btf_header *h = btf;

	return (size_t)h->hdr_len + h->str_off + h->str_len;
}

static void give_to_peer(struct kernel *k, const char *what)
{
	k->btf = btf__new(k->base.data, btf_size(k->base.data));
	if (!k->btf)
		die(what);
}

void kernel_open(struct kernel *k, const char *dir)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/vmlinuz", dir);
	if (base_open(&k->base, path))
		exit(2);
	give_to_peer(k, path);
}

void kernel_take(struct kernel *k, void *data, size_t len)
{
	if (base_take(&k->base, data, len, "base"))
		exit(2);
	give_to_peer(k, "base");
}

void kernel_close(struct kernel *k)
{
	btf__free(k->btf);
	base_close(&k->base);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char **)a, *(char **)b);
}

char **list_modules(const char *dir, int *nr)
{
	char path[4096], **names = NULL;
	struct dirent *entry;
	DIR *d;

	*nr = 0;
	snprintf(path, sizeof(path), "%s/modules", dir);
	d = opendir(path);
	if (!d)
		die(path);
	while ((entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		names = xrealloc(names, (*nr + 1) * sizeof(*names));
		if (asprintf(&names[(*nr)++], "%s/%s", path, entry->d_name) < 0)
			die(path);
	}
	closedir(d);
	if (*nr)
		qsort(names, *nr, sizeof(*names), by_name);
	return names;
}

static int parse_split(struct subject *s, struct kernel *k)
{
	if (s->mod.btf)
		s->split = btf__new_split(s->mod.btf, s->mod.btf_len, k->btf);
	return s->split ? 0 : -1;
}

int subject_open(struct subject *s, struct kernel *k, const char *path)
{
	struct elf_file file;

	memset(s, 0, sizeof(*s));
	if (elf_file_open(&file, path))
		return -1;
	module_btf_read(&s->mod, &file);
	elf_file_close(&file);
	return parse_split(s, k);
}

int subject_take(struct subject *s, struct kernel *k, void *btf, size_t len)
{
	memset(s, 0, sizeof(*s));
	s->mod.btf = btf;
	s->mod.btf_len = len;
	return parse_split(s, k);
}

void subject_close(struct subject *s)
{
	emit_result_free(&s->emitted);
	btf__free(s->distilled);
	btf__free(s->ref);
	btf__free(s->split);
	module_btf_free(&s->mod);
}

int subject_distill(struct subject *s)
{
	btf__free(s->distilled);
	btf__free(s->ref);
	s->distilled = NULL;
	s->ref = NULL;
	return btf__distill_base(s->split, &s->ref, &s->distilled);
}

int subject_emit(struct subject *s, struct emitter *emitter)
{
	static const struct btf_ids none;

	emit_result_free(&s->emitted);
	return emit_btf(emitter, s->mod.btf, s->mod.btf_len, &none, "module",
			&s->emitted);
}

struct btf *subject_parse(const struct subject *s, struct btf **ref)
{
	__u32 len, ref_len;
	const void *data = btf__raw_data(s->distilled, &len);
	const void *ref_data = btf__raw_data(s->ref, &ref_len);
	struct btf *btf;

	*ref = btf__new(ref_data, ref_len);
	btf = *ref ? btf__new_split(data, len, *ref) : NULL;
	if (btf)
		return btf;
	btf__free(*ref);
	*ref = NULL;
	return NULL;
}
