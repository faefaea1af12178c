// SPDX-License-Identifier: GPL-2.0
/* Reading a base: the BTF of a vmlinux, raw, in its ELF file, or in an image. */
#include <ctype.h>
#include <unistd.h>

#include "elf_file.h"
#include "hash.h"
#include "image.h"
#include "input.h"
#include "replace.h"
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

/* The first type with an ID or name outside the base; 0: there is none. */
static __u32 bad_type(struct btf_rec_types *types)
{
	__u32 id;

	for (id = 1; id < types->nr_types; id++)
		if (btf_rec_walk(types->types[id], check_id, check_name, types))
			return id;
	return 0;
}

static int read_types(struct btf_rec_types *types, const void *data, size_t len,
		      const struct btf_rec_sink *sink)
{
	struct btf_rec_section sec = {
		.name = "BTF", .data = data, .len = len,
		.kinds = ~BTF_REC_M_VOID,
	};
	const struct btf_type **all;
	int nr;

	if (btf_rec_read_header(&sec, sink))
		return -EINVAL;
	all = xcalloc(1 + (size_t)btf_rec_max_types(&sec), sizeof(*all));
	nr = btf_rec_read_types(&sec, all + 1, NULL, 1, sink);
	*types = (struct btf_rec_types){
		.types = all, .nr_types = nr + 1,
		.strs = sec.strs, .str_len = sec.str_len,
	};
	return nr < 0 ? nr : 0;
}

/* BPF programs that are built into a kernel have BTF, too, and name a license. */
static bool is_of_program(const struct btf_rec_types *types)
{
	__u32 id;

	for (id = 1; id < types->nr_types; id++)
		if (btf_rec_is(types->types[id], BTF_REC_M(DATASEC)) &&
		    !strcmp(btf_rec_base_name(types, types->types[id]),
			    "license"))
			return true;
	return false;
}

/**
 * base_is_kernel() - can BTF be that of a kernel?
 * @data: the bytes, aligned to 4, in this host's byte order
 * @len: number of @data
 *
 * Split BTF cannot: it has IDs that are out of range.
 */
bool base_is_kernel(const void *data, size_t len)
{
	const struct btf_rec_sink quiet = { };
	struct btf_rec_types types = { };
	bool is = len <= 0xffffffffU &&
		  !read_types(&types, data, len, &quiet) &&
		  !bad_type(&types) && !is_of_program(&types);

	free((void *)types.types);
	return is;
}

static bool is_text(const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isprint((unsigned char)data[i]) &&
		    !isspace((unsigned char)data[i]))
			return false;
	return len;
}

enum form { FORM_ELF, FORM_RAW, FORM_FOREIGN_RAW, FORM_IMAGE, FORM_TEXT };

/* The first bytes decide. An image may begin with any. */
static enum form form_of(int fd)
{
	const __u16 raw = BTF_MAGIC;
	char data[512];
	ssize_t len = pread(fd, data, sizeof(data), 0);

	if (len < SELFMAG || !memcmp(data, ELFMAG, SELFMAG))
		return FORM_ELF;
	if (!memcmp(data, &raw, sizeof(raw)))
		return FORM_RAW;
	if (foreign_is_btf(data, len))
		return FORM_FOREIGN_RAW;
	return is_text(data, len) ? FORM_TEXT : FORM_IMAGE;
}

static void *read_whole(int fd, const char *path, size_t *len)
{
	void *data = lseek(fd, 0, SEEK_SET) ? NULL : read_fd(fd, len);

	if (!data)
		error(path, "%s", strerror(errno));
	return data;
}

static void *read_raw(int fd, const char *path, size_t *len, bool swapped)
{
	void *btf = read_whole(fd, path, len);

	if (btf && swapped)
		foreign_to_host(".BTF", btf, *len);
	return btf;
}

static void *read_image(int fd, const char *path, size_t *len,
			struct machine *machine)
{
	size_t size;
	void *image = read_whole(fd, path, &size);
	void *btf = image ? image_btf(path, image, size, len, machine) : NULL;

	free(image);
	return btf;
}

/* An ELF file may also contain a compressed kernel and the code to unpack it. */
static void *read_elf(int fd, const char *path, size_t *len,
		      struct machine *machine)
{
	struct elf_file elf;
	GElf_Ehdr ehdr;
	void *btf;

	if (elf_file_from(&elf, path, fd))
		return NULL;
	*machine = elf.machine;
	btf = elf_file_section(&elf, ".BTF", len);
	if (!btf && gelf_getehdr(elf.elf, &ehdr) && ehdr.e_type != ET_REL)
		btf = read_image(elf.fd, path, len, machine);
	else if (!btf)
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

/* Raw BTF: bring it to this host's byte order, and find its machine. */
static void *find_btf(const char *path, size_t *len, struct machine *machine)
{
	int fd = open_base(path);
	enum form form;
	void *btf = NULL;

	if (fd < 0)
		return NULL;
	form = form_of(fd);
	if (form == FORM_ELF)
		return read_elf(fd, path, len, machine);
	if (form == FORM_IMAGE)
		btf = read_image(fd, path, len, machine);
	else if (form == FORM_TEXT)
		error(path, "is text; name a vmlinux, a kernel image or raw BTF");
	else
		btf = read_raw(fd, path, len, form == FORM_FOREIGN_RAW);
	machine->swapped |= form == FORM_FOREIGN_RAW;
	close(fd);
	return btf;
}

/* In Linux a pointer has the size of a long. BTF has no size for pointers. */
static __u8 pointer_size(const struct base *base)
{
	const struct btf_rec_types *types = &base->types;
	__u32 id;

	for (id = 1; id < types->nr_types; id++)
		if (btf_rec_is(types->types[id], BTF_REC_M(INT)) &&
		    btf_rec_same_name(btf_rec_base_name(types, types->types[id]),
				      "long", true))
			return types->types[id]->size;
	return base->machine.pointer;
}

/* The ID is the hash of the bytes in the byte order of the base's machine. */
static __u64 hash(void *data, size_t len, bool swapped)
{
	__u64 id;

	if (swapped)
		foreign_from_host(".BTF", data, len);
	id = xxh64(data, len, 0);
	if (swapped)
		foreign_to_host(".BTF", data, len);
	return id;
}

static void out_of_memory(void)
{
	error(NULL, "out of memory");
	exit(EXIT_USAGE);
}

static int take(struct base *base, void *data, size_t len, const char *path,
		const struct machine *machine)
{
	const struct btf_rec_sink sink = { report, (void *)path };
	__u32 id;

	*base = (struct base){
		.data = data, .len = len, .machine = *machine,
		.id = hash(data, len, machine->swapped),
	};
	if (len > 0xffffffffU) {
		error(path, "too large for BTF");
		return -EINVAL;
	}
	if (read_types(&base->types, data, len, &sink))
		return -EINVAL;
	id = bad_type(&base->types);
	if (id) {
		error(path, "type %u: id or name out of range", id);
		return -EINVAL;
	}
	base->types.sorted_from = btf_rec_sorted_from(&base->types);
	base->index = btf_rec_index_new(&base->types);
	if (!base->index)
		out_of_memory();
	base->machine.pointer = pointer_size(base);
	return 0;
}

/**
 * base_take() - check a base that is in memory
 * @base: filled in; the caller calls base_close() even after an error
 * @data: raw BTF in this host's byte order, from malloc(); @base owns it from now on
 * @len: bytes of @data
 * @path: what to call it in messages
 *
 * Return: 0, or -EINVAL when it is malformed, which is reported.
 */
int base_take(struct base *base, void *data, size_t len, const char *path)
{
	return take(base, data, len, path, &(struct machine){ });
}

/**
 * base_open() - read and check a base
 * @base: filled in; the caller calls base_close() even after an error
 * @path: raw BTF, an ELF file with a .BTF section, or a kernel image, any of
 *	them compressed or on a pipe and of any machine, "-": standard input; errors
 *	are reported
 *
 * Return: 0, or -EINVAL when it cannot be read or is malformed.
 */
int base_open(struct base *base, const char *path)
{
	struct machine machine = { };
	size_t len = 0;
	void *data = find_btf(path, &len, &machine);

	memset(base, 0, sizeof(*base));
	return data ? take(base, data, len, path, &machine) : -EINVAL;
}

/**
 * base_write() - write a base as it was read
 * @base: the base, of no use afterwards but to be closed
 * @out: the file
 *
 * Return: 0, or -EINVAL, reported.
 */
int base_write(struct base *base, const char *out)
{
	if (base->machine.swapped)
		foreign_from_host(".BTF", base->data, base->len);
	return replace_with(out, base->data, base->len);
}

/**
 * base_find() - the first type of a name and kind
 * @base: the base
 * @name: the name
 * @kind: BTF_KIND_*
 *
 * Return: the lowest id, as resolve_btfids chooses, or 0: there is none.
 */
__u32 base_find(const struct base *base, const char *name, __u32 kind)
{
	struct btf_rec_cursor c;
	__u32 id;

	if (kind == BTF_KIND_FUNC && btf_rec_index_functions(base->index))
		out_of_memory();
	c = btf_rec_find(base->index, name, kind);
	do
		id = btf_rec_next(&c);
	while (id && !btf_rec_is(base->types.types[id], 1U << kind));
	return id;
}

/**
 * base_close() - free what a base has
 * @base: the base; may be closed again
 */
void base_close(struct base *base)
{
	btf_rec_index_free(base->index);
	free((void *)base->types.types);
	free(base->data);
	memset(base, 0, sizeof(*base));
}
