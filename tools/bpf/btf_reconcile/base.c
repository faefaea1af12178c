// SPDX-License-Identifier: GPL-2.0
/* Reading a base: the BTF of a vmlinux, raw, in its ELF file, or in an image. */
#include <ctype.h>
#include <unistd.h>

#include "decompress.h"
#include "elf_file.h"
#include "hash.h"
#include "input.h"
#include "tool.h"

static void report(void *path, const struct btf_rec_problem *problem)
{
	char line[256];

	btf_rec_describe(problem, line, sizeof(line));
	error(path, "%s", line);
}

static int check_id(void *ctx, const __u32 *id, enum btf_rec_edge edge)
{
	const struct btf_rec_types *types = ctx;

	(void)edge;
	return *id < types->nr_types ? 0 : -EINVAL;
}

static int check_name(void *ctx, const __u32 *off)
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

enum form { FORM_ELF, FORM_RAW, FORM_OTHER_ORDER, FORM_IMAGE, FORM_TEXT };

/* In x86's boot header, see Documentation/x86/boot.rst. */
#define SETUP_OFF	0x202
#define SETUP_MAGIC	"HdrS"

static bool is_text(const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isprint((unsigned char)data[i]) &&
		    !isspace((unsigned char)data[i]))
			return false;
	return len;
}

/* By how the file begins: an image for EFI is a PE file, a bzImage for others
 * has its boot header.
 */
static enum form form_of(int fd)
{
	const __u16 raw = BTF_MAGIC, swapped = __builtin_bswap16(raw);
	char data[SETUP_OFF + sizeof(SETUP_MAGIC) - 1];
	ssize_t len = pread(fd, data, sizeof(data), 0);

	if (len < 2)
		return FORM_ELF;
	if (!memcmp(data, &raw, sizeof(raw)))
		return FORM_RAW;
	if (!memcmp(data, &swapped, sizeof(swapped)))
		return FORM_OTHER_ORDER;
	if (!memcmp(data, "MZ", 2) ||
	    (len == sizeof(data) &&
	     !memcmp(data + SETUP_OFF, SETUP_MAGIC, sizeof(SETUP_MAGIC) - 1)))
		return FORM_IMAGE;
	return is_text(data, len) ? FORM_TEXT : FORM_ELF;
}

/* Where in the image the kernel is, is not written anywhere that all agree on:
 * try what looks like a compressed stream until one of them is an ELF file.
 */
static int extract(const char *image, size_t len, struct buffer *out)
{
	size_t off;

	for (off = 0; off + 8 <= len; off++) {
		if (!compression(image + off, len - off))
			continue;
		if (!decompress(image + off, len - off, out) &&
		    out->len > SELFMAG && !memcmp(out->data, ELFMAG, SELFMAG))
			return 0;
		free(out->data);
	}
	return -EINVAL;
}

static void *read_whole(int fd, const char *path, size_t *len)
{
	void *data = lseek(fd, 0, SEEK_SET) ? NULL : read_fd(fd, len);

	if (!data)
		error(path, "%s", strerror(errno));
	return data;
}

/* Put the kernel in the image in its place. */
static int open_image(int fd, const char *path)
{
	struct buffer out;
	size_t len;
	void *image = read_whole(fd, path, &len);
	int err = image ? extract(image, len, &out) : -EINVAL;

	close(fd);
	free(image);
	if (err) {
		error(path, "has no compressed kernel that can be read here");
		return -1;
	}
	fd = input_spool(path, out.data, out.len);
	free(out.data);
	return fd;
}

/* The section of an ELF file, which is closed. */
static void *read_section(int fd, const char *path, size_t *len)
{
	struct elf_file elf;
	void *btf;

	if (elf_file_from(&elf, path, fd))
		return NULL;
	btf = elf_file_section(&elf, ".BTF", len);
	if (!btf)
		error(path, "has no .BTF; name a vmlinux, a kernel image or raw BTF");
	elf_file_close(&elf);
	return btf;
}

static int open_base(const char *path)
{
	int fd = input_open(path);
	bool compressed;

	return fd < 0 ? -1 : input_decompress(path, fd, &compressed);
}

/* The BTF itself: the file, if it is raw, or the section of an ELF file. */
static void *find_btf(const char *path, size_t *len)
{
	static const char * const unusable[] = {
		[FORM_OTHER_ORDER] = "is BTF of the other byte order",
		[FORM_TEXT] = "is text; name a vmlinux, a kernel image or raw BTF",
	};
	int fd = open_base(path);
	enum form form;
	void *btf = NULL;

	if (fd < 0)
		return NULL;
	form = form_of(fd);
	if (form == FORM_IMAGE)
		fd = open_image(fd, path);
	if (fd >= 0 && (form == FORM_ELF || form == FORM_IMAGE))
		return read_section(fd, path, len);
	if (form == FORM_RAW)
		btf = read_whole(fd, path, len);
	else if (form != FORM_IMAGE)
		error(path, "%s", unusable[form]);
	if (fd >= 0)
		close(fd);
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
	base->len = len;
	base->id = xxh64(data, len, 0);
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
 *	image, any of them compressed or on a pipe, "-": standard input; errors
 *	are reported
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

/**
 * base_close() - free what a base has
 * @base: the base; may be closed again
 */
void base_close(struct base *base)
{
	btf_rec_index_free(base->functions);
	btf_rec_index_free(base->index);
	free((void *)base->types.types);
	free(base->data);
	memset(base, 0, sizeof(*base));
}
