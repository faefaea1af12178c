// SPDX-License-Identifier: GPL-2.0
/* Reading a base: the BTF of a vmlinux, raw or in its ELF file. */
#include <fcntl.h>
#include <unistd.h>

#include "elf_file.h"
#include "tool.h"

static void report(void *path, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	error(path, "%s", line);
}

static int check_id(void *ctx, __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_types *types = ctx;

	(void)edge;
	return *id < types->nr_types ? 0 : -EINVAL;
}

static int check_name(void *ctx, __u32 *off)
{
	const struct btf_rec_types *types = ctx;

	return *off < types->str_len ? 0 : -EINVAL;
}

static int check_types(struct btf_rec_types *types, const char *path)
{
	__u32 id;

	for (id = 1; id < types->nr_types; id++)
		if (btf_rec_walk(types->types[id], check_id, check_name, types)) {
			error(path, "type %u: id or name out of range", id);
			return -EINVAL;
		}
	return 0;
}

static int read_types(struct base *base, const void *data, size_t len,
		      const char *path)
{
	const struct btf_rec_sink sink = { report, (void *)path };
	struct btf_rec_section sec = {
		.name = "BTF", .data = data, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	const struct btf_type **types;
	int nr;

	if (btf_rec_read_header(&sec, &sink))
		return -EINVAL;
	types = xcalloc(1 + (size_t)btf_rec_max_types(&sec), sizeof(*types));
	nr = btf_rec_read_types(&sec, types + 1, NULL, 1, &sink);
	base->types = (struct btf_rec_types){
		.types = types, .nr_types = nr + 1,
		.strs = sec.strs, .str_len = sec.str_len,
	};
	return nr < 0 ? nr : check_types(&base->types, path);
}

static bool is_raw_btf(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	__u16 magic = 0;
	bool raw = read(fd, &magic, sizeof(magic)) == sizeof(magic) &&
		   magic == BTF_MAGIC;

	if (fd >= 0)
		close(fd);
	return raw;
}

/* The BTF itself: the file, if it is raw, or the section of an ELF file. */
static void *find_btf(const char *path, size_t *len)
{
	struct elf_file elf;
	void *btf;

	if (is_raw_btf(path))
		return read_file(path, len);
	if (elf_file_open(&elf, path))
		return NULL;
	btf = elf_file_section(&elf, ".BTF", len);
	if (!btf)
		error(path, "has no .BTF; name a vmlinux or raw BTF");
	elf_file_close(&elf);
	return btf;
}

/**
 * base_open() - read and check a base
 * @base: filled in; the caller calls base_close() even after an error
 * @path: raw BTF or an ELF file with a .BTF section; errors are reported
 *
 * Return: 0, or -EINVAL when it cannot be read or is malformed.
 */
int base_open(struct base *base, const char *path)
{
	size_t len;

	memset(base, 0, sizeof(*base));
	base->data = find_btf(path, &len);
	if (!base->data)
		return -EINVAL;
	if (len > 0xffffffffU) {
		error(path, "too large for BTF");
		return -EINVAL;
	}
	if (read_types(base, base->data, len, path))
		return -EINVAL;
	base->index = btf_rec_index_new(&base->types);
	if (!base->index) {
		error(NULL, "out of memory");
		exit(EXIT_USAGE);
	}
	return 0;
}

/**
 * base_functions() - the index of a base's functions, made when first asked
 * @base: the base
 */
const struct btf_rec_index *base_functions(struct base *base)
{
	if (!base->functions)
		base->functions = btf_rec_index_kinds(&base->types,
						      BTF_REC_M(FUNC));
	if (!base->functions) {
		error(NULL, "out of memory");
		exit(EXIT_USAGE);
	}
	return base->functions;
}

/**
 * base_find() - the first type of a name and kind
 * @base: the base
 * @index: base->index or base_functions()
 * @name: the name
 * @kinds: set of BTF_REC_M() bits
 *
 * Return: the lowest id, as resolve_btfids chooses, or 0: there is none.
 */
__u32 base_find(const struct base *base, const struct btf_rec_index *index,
		const char *name, __u32 kinds)
{
	const __u32 *ids;
	__u32 i, nr;

	ids = btf_rec_index_find(index, name, false, &nr);
	for (i = 0; i < nr; i++) {
		const struct btf_type *t = base->types.types[ids[i]];

		if (btf_rec_is(t, kinds) &&
		    !strcmp(btf_rec_base_name(&base->types, t), name))
			return ids[i];
	}
	return 0;
}

void base_close(struct base *base)
{
	btf_rec_index_free(base->functions);
	btf_rec_index_free(base->index);
	free((void *)base->types.types);
	free(base->data);
}
