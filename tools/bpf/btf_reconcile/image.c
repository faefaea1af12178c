// SPDX-License-Identifier: GPL-2.0
/*
 * Finding the BTF in a kernel image.
 *
 * In: an image as distributions install it, of any architecture. Out: the BTF of
 * its kernel, or the reason why there is none.
 *
 * Each architecture and boot loader has its own form of image, and none of them
 * says where the BTF is. So the bytes are searched: what begins with a BTF header,
 * has the lengths that the header says, and is read as a base, is a candidate. If
 * the image has none, each compressed stream in it is unpacked and searched.
 *
 * The largest candidate is the kernel's, unless another one is of the same order
 * of size. Modules in a built-in initramfs have split BTF, which is no base, and
 * their references are small. BPF programs that are built in name their license.
 */
#include <elf.h>

#include "decompress.h"
#include "foreign.h"
#include "image.h"
#include "tool.h"

/* A candidate that is this many times smaller than the largest is not the kernel's. */
#define MINOR		8
/* Fewer bytes than this are no kernel. */
#define KERNEL_MIN	(256U << 10)
/* Limits of the work: bytes read for each byte of the image, since headers may
 * overlap, and the cost that a stream without a result counts for.
 */
#define MAX_TIMES	4
#define STREAM_COST	(32U << 10)

/**
 * struct candidate - BTF that may be the kernel's
 * @data: in this host's byte order, allocated; NULL: there is none
 * @len: bytes of @data
 * @off: where it begins
 * @stream: what it is in, see struct search
 * @name: its compression
 * @machine: what it is for
 */
struct candidate {
	char *data;
	size_t len;
	size_t off;
	const char *stream;
	const char *name;
	struct machine machine;
};

/**
 * struct search - what was found in an image so far
 * @path: the image's name, for messages
 * @image: its bytes
 * @first: the largest candidate
 * @second: the largest of the others
 * @stream: what is being searched, a place in @image; NULL: the image itself
 * @name: its compression
 * @cut: a BTF header whose BTF ends behind the image; NULL: none
 * @failed: a stream that could not be unpacked; NULL: none
 * @failed_name: its compression
 * @failed_err: why, as decompress() has it
 * @failed_len: bytes that it gave all the same
 * @kernel: there is a kernel, or what was unpacked is large enough for one
 * @busy: there are so many places to look at that not all were
 */
struct search {
	const char *path;
	const char *image;
	struct candidate first;
	struct candidate second;
	const char *stream;
	const char *name;
	const char *cut;
	const char *failed;
	const char *failed_name;
	int failed_err;
	size_t failed_len;
	bool kernel;
	bool busy;
};

/* Bytes of the BTF that begins here, by its header; 0: that is none. */
static __u64 btf_length(const char *p, size_t room)
{
	struct btf_rec_header h = { };
	__u64 end;

	if (room < BTF_REC_HDR_LEN)
		return 0;
	memcpy(&h, p, room < sizeof(h) ? room : sizeof(h));
	if (foreign_is_btf(&h, sizeof(h)))
		foreign_to_host(".BTF", &h, sizeof(h));
	if (h.hdr_len < BTF_REC_HDR_LEN || h.hdr_len % sizeof(__u32) ||
	    h.type_off || h.str_off < h.type_len || !h.str_len)
		return 0;
	end = (__u64)h.str_off + h.str_len;
	if (h.hdr_len >= sizeof(h) && (__u64)h.layout_off + h.layout_len > end)
		end = (__u64)h.layout_off + h.layout_len;
	return h.hdr_len + end;
}

static bool same_btf(const struct candidate *a, const struct candidate *b)
{
	return a->data && a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* Keep the two largest that differ. */
static void add_candidate(struct search *s, struct candidate c)
{
	if (same_btf(&s->first, &c) || same_btf(&s->second, &c) ||
	    (s->second.data && c.len <= s->second.len)) {
		free(c.data);
		return;
	}
	free(s->second.data);
	s->second = c;
	if (!s->first.data || c.len > s->first.len) {
		s->second = s->first;
		s->first = c;
	}
}

/* Architectures of which a kernel without ELF says what it is, see
 * Documentation/arch/arm64/booting.rst and Documentation/arch/riscv/boot-image-header.rst.
 */
static const struct {
	size_t off;
	const char *magic;
	__u16 arch;
} headers[] = {
	{ 56, "ARM\x64", EM_AARCH64 },
	{ 56, "RSC\x05", EM_RISCV },
};

static void machine_of_kernel(struct machine *machine, const char *data,
			      size_t len)
{
	size_t i;

	*machine = (struct machine){ };
	if (len < sizeof(Elf64_Ehdr))
		return;
	if (!memcmp(data, ELFMAG, SELFMAG)) {
		Elf64_Ehdr ehdr;

		memcpy(&ehdr, data, sizeof(ehdr));
		machine_of_elf(machine, data, ehdr.e_machine);
		if (machine->swapped)
			machine->arch = __builtin_bswap16(machine->arch);
		return;
	}
	for (i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (!memcmp(data + headers[i].off, headers[i].magic, 4))
			machine->arch = headers[i].arch;
}

/* Is there a base of so many bytes? */
static bool try_base(struct search *s, const char *data, size_t len,
		     const char *p, size_t size)
{
	struct candidate c = {
		.data = memcpy(xmalloc(size), p, size), .len = size,
		.off = p - data, .stream = s->stream, .name = s->name,
	};

	machine_of_kernel(&c.machine, data, len);
	c.machine.swapped = foreign_is_btf(c.data, size);
	if (c.machine.swapped)
		foreign_to_host(".BTF", c.data, size);
	if (!base_is_kernel(c.data, size)) {
		free(c.data);
		return false;
	}
	add_candidate(s, c);
	return true;
}

/* Find what begins with @start: magic, version 1 and no flags. */
static void scan_for(struct search *s, const char *data, size_t len,
		     const char *start)
{
	const char *p = data, *end = data + len;
	__u64 left = (__u64)len * MAX_TIMES;

	while ((p = memmem(p, end - p, start, 4))) {
		const __u64 size = btf_length(p, end - p);

		if (size > (__u64)(end - p)) {
			if (!s->stream)
				s->cut = p;
		} else if (size > left) {
			s->busy = true;
			return;
		} else if (size) {
			left -= size;
			if (try_base(s, data, len, p, size)) {
				p += size;
				continue;
			}
		}
		p++;
	}
}

static void scan(struct search *s, const char *data, size_t len)
{
	scan_for(s, data, len, "\x9f\xeb\1\0");
	scan_for(s, data, len, "\xeb\x9f\1\0");
}

/* Keep the failure of the stream that gave the most bytes. */
static void note_failure(struct search *s, int err, size_t len)
{
	if (s->failed && len <= s->failed_len)
		return;
	if (err != -EOPNOTSUPP && len < KERNEL_MIN)
		return;
	s->failed = s->stream;
	s->failed_name = s->name;
	s->failed_err = err;
	s->failed_len = len;
}

static size_t search_stream(struct search *s, size_t len)
{
	struct buffer out;
	const int err = decompress(s->stream, len, &out);
	const size_t made = out.len;

	if (err) {
		note_failure(s, err, made);
	} else {
		scan(s, out.data, made);
		s->kernel |= made >= KERNEL_MIN;
	}
	free(out.data);
	return made + STREAM_COST;
}

static void search_streams(struct search *s, size_t len)
{
	size_t off, made = 0;

	for (off = 0; off < len; off++) {
		s->stream = s->image + off;
		s->name = compression(s->stream, len - off);
		if (!s->name)
			continue;
		if (made >= DECOMPRESS_MAX) {
			s->busy = !s->first.data;
			return;
		}
		made += search_stream(s, len - off);
	}
}

#define PLACE	128	/* bytes that say where a candidate is */

static void place_of(const struct search *s, const struct candidate *c,
		     char *buf)
{
	int len = snprintf(buf, PLACE, "%zu bytes at offset %zu", c->len,
			   c->off);

	if (c->stream)
		snprintf(buf + len, PLACE - len, " of the %s stream at offset %zu",
			 c->name, (size_t)(c->stream - s->image));
}

static void say_ambiguous(const struct search *s)
{
	char first[PLACE], second[PLACE];

	place_of(s, &s->first, first);
	place_of(s, &s->second, second);
	error(s->path,
	      "has two BTFs, and either may be the kernel's: %s; %s; name its vmlinux or raw BTF",
	      first, second);
}

static void say_why_not(const struct search *s)
{
	if (s->failed && !s->first.data)
		error(s->path, "cannot undo the %s compression at offset %zu: %s",
		      s->failed_name, (size_t)(s->failed - s->image),
		      decompress_error(s->failed_err));
	else if (s->cut && !s->first.data)
		error(s->path, "its BTF, at offset %zu, is cut off: the file is truncated",
		      (size_t)(s->cut - s->image));
	else if (s->busy)
		error(s->path,
		      "has too many places that look like BTF or a compressed kernel; name its vmlinux or raw BTF");
	else if (s->kernel)
		error(s->path, "its kernel has no BTF: it was built without CONFIG_DEBUG_INFO_BTF");
	else
		error(s->path,
		      "has no BTF, and no compressed kernel that can be read here; name a vmlinux, a kernel image or raw BTF");
}

/**
 * image_btf() - find the BTF of the kernel in an image
 * @path: the image's name, for messages
 * @image: its bytes
 * @len: number of @image
 * @btf_len: set to the number of bytes returned
 * @machine: set to what the kernel is for, as far as the image says
 *
 * Return: the BTF, in this host's byte order, which the caller frees; NULL,
 * reported, when there is none, it cannot be unpacked, or it is ambiguous.
 */
void *image_btf(const char *path, const void *image, size_t len,
		size_t *btf_len, struct machine *machine)
{
	struct search s = { .path = path, .image = image };
	void *btf = NULL;

	machine_of_kernel(machine, image, len);
	s.kernel = machine->arch;
	scan(&s, image, len);
	if (!s.first.data && !s.busy)
		search_streams(&s, len);
	if (!s.first.data || s.busy)
		say_why_not(&s);
	else if (s.second.data && s.second.len > s.first.len / MINOR)
		say_ambiguous(&s);
	else
		btf = s.first.data;
	if (btf) {
		*btf_len = s.first.len;
		*machine = s.first.machine;
	} else {
		free(s.first.data);
	}
	free(s.second.data);
	return btf;
}
