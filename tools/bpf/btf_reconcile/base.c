// SPDX-License-Identifier: GPL-2.0
/* Reading a base: the BTF of a vmlinux, raw, in its ELF file, or in an image. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "decompress.h"
#include "elf_file.h"
#include "tool.h"

/* All of it is in the header, so that no library is needed later. */
#if !__has_include(<xxhash.h>)
#error xxhash.h is not there: install libxxhash-dev or xxhash-devel
#endif
#define XXH_INLINE_ALL
#include <xxhash.h>

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

enum form { FORM_ELF, FORM_RAW, FORM_IMAGE };

/* By how the file begins: a bzImage is a PE file, for EFI. */
static enum form form_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char magic[2] = "";
	__u16 btf = BTF_MAGIC;
	enum form form = FORM_ELF;

	if (fd >= 0 && read(fd, magic, sizeof(magic)) == sizeof(magic)) {
		if (!memcmp(magic, &btf, sizeof(btf)))
			form = FORM_RAW;
		else if (!memcmp(magic, "MZ", sizeof(magic)))
			form = FORM_IMAGE;
	}
	if (fd >= 0)
		close(fd);
	return form;
}

/* Where in the image the kernel is, is not written anywhere that all agree on:
 * try what looks like a compressed stream until one of them is an ELF file.
 */
static int extract(const char *image, size_t len, struct buffer *out)
{
	const char *name;
	size_t off;

	for (off = 0; off + 8 <= len; off++) {
		if (!looks_compressed(image + off, len - off))
			continue;
		if (!decompress(image + off, len - off, out, &name) &&
		    out->len > SELFMAG && !memcmp(out->data, ELFMAG, SELFMAG))
			return 0;
		free(out->data);
	}
	return -EINVAL;
}

static int open_image(struct elf_file *elf, const char *path)
{
	struct buffer out;
	size_t len;
	void *image = read_file(path, &len);
	int fd, err = image ? extract(image, len, &out) : -EINVAL;

	free(image);
	if (err) {
		error(path, "has no compressed kernel that can be read here");
		return err;
	}
	fd = memfd_create("vmlinux", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, out.data, out.len) != (ssize_t)out.len) {
		close(fd);
		fd = -1;
	}
	free(out.data);
	return elf_file_from(elf, path, fd);
}

/* The BTF itself: the file, if it is raw, or the section of an ELF file. */
static void *find_btf(const char *path, size_t *len)
{
	enum form form = form_of(path);
	struct elf_file elf;
	void *btf;

	if (form == FORM_RAW)
		return read_file(path, len);
	if (form == FORM_IMAGE ? open_image(&elf, path)
			       : elf_file_open(&elf, path))
		return NULL;
	btf = elf_file_section(&elf, ".BTF", len);
	if (!btf)
		error(path, "has no .BTF; name a vmlinux, a kernel image or raw BTF");
	elf_file_close(&elf);
	return btf;
}

/**
 * base_take() - check a base that is in memory
 * @base: filled in; the caller calls base_close() even after an error
 * @data: raw BTF, from malloc(); @base owns it from now on
 * @len: bytes of @data
 * @path: what to call it in messages
 *
 * Return: 0, or -EINVAL when it is malformed, which is reported.
 */
int base_take(struct base *base, void *data, size_t len, const char *path)
{
	memset(base, 0, sizeof(*base));
	base->data = data;
	base->id = XXH64(data, len, 0);
	if (len > 0xffffffffU) {
		error(path, "too large for BTF");
		return -EINVAL;
	}
	if (read_types(base, data, len, path))
		return -EINVAL;
	base->index = btf_rec_index_new(&base->types);
	if (!base->index) {
		error(NULL, "out of memory");
		exit(EXIT_USAGE);
	}
	return 0;
}

/**
 * base_open() - read and check a base
 * @base: filled in; the caller calls base_close() even after an error
 * @path: raw BTF, an ELF file with a .BTF section, or a compressed kernel
 *	image; errors are reported
 *
 * Return: 0, or -EINVAL when it cannot be read or is malformed.
 */
int base_open(struct base *base, const char *path)
{
	size_t len = 0;
	void *data = find_btf(path, &len);

	memset(base, 0, sizeof(*base));
	return data ? base_take(base, data, len, path) : -EINVAL;
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
