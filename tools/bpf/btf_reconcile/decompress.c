// SPDX-License-Identifier: GPL-2.0
/*
 * gzip, xz, zstd, lz4 and lzo, each by its own library. A format whose library was
 * missing at build time is still recognized, for the message.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#ifdef HAVE_LZMA
#include <lzma.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_LZ4
#include <lz4.h>
#endif
#ifdef HAVE_LZO
#include <lzo/lzo1x.h>
#endif

#include "decompress.h"

#define CHUNK	(1024U * 1024)

/* Make room for so many more bytes; errno says why it cannot be made. */
static void *room(struct buffer *out, size_t more)
{
	if (out->len + more > DECOMPRESS_MAX) {
		errno = EFBIG;
		return NULL;
	}
	if (out->len + more > out->size) {
		size_t size = (out->len + more) * 2;
		char *data = realloc(out->data, size);

		if (!data)
			return NULL;
		out->data = data;
		out->size = size;
	}
	return out->data + out->len;
}

/* Each function decompresses one stream, and sets *len to its length. */

static int gunzip(const void *data, size_t *len, struct buffer *out)
{
	z_stream z = { .next_in = (void *)data, .avail_in = *len };
	int ret = *len > UINT32_MAX ? Z_BUF_ERROR :
		  inflateInit2(&z, MAX_WBITS + 16), err = 0;

	if (ret != Z_OK)
		return -EINVAL;
	while (ret == Z_OK) {
		z.next_out = room(out, CHUNK);
		if (!z.next_out) {
			err = -errno;
			break;
		}
		z.avail_out = CHUNK;
		ret = inflate(&z, Z_NO_FLUSH);
		out->len += CHUNK - z.avail_out;
	}
	*len -= z.avail_in;
	inflateEnd(&z);
	return err ? err : ret == Z_STREAM_END ? 0 : -EINVAL;
}

#ifdef HAVE_LZMA
static int unxz(const void *data, size_t *len, struct buffer *out)
{
	lzma_stream s = LZMA_STREAM_INIT;
	lzma_ret ret = lzma_stream_decoder(&s, DECOMPRESS_MAX, 0);
	int err = 0;

	s.next_in = data;
	s.avail_in = *len;
	while (ret == LZMA_OK) {
		s.next_out = room(out, CHUNK);
		if (!s.next_out) {
			err = -errno;
			break;
		}
		s.avail_out = CHUNK;
		ret = lzma_code(&s, LZMA_FINISH);
		out->len += CHUNK - s.avail_out;
	}
	*len -= s.avail_in;
	lzma_end(&s);
	return err ? err : ret == LZMA_STREAM_END ? 0 : -EINVAL;
}
#else
#define unxz NULL
#endif

#ifdef HAVE_ZSTD
static int unzstd(const void *data, size_t *len, struct buffer *out)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = { data, *len, 0 };
	size_t left = 1;
	int err = z ? 0 : -ENOMEM;

	while (!err && left && !ZSTD_isError(left)) {
		ZSTD_outBuffer to = { room(out, CHUNK), CHUNK, 0 };

		if (!to.dst) {
			err = -errno;
			break;
		}
		left = ZSTD_decompressStream(z, &to, &in);
		out->len += to.pos;
		if (in.pos == in.size && to.pos < to.size)
			break;	/* no more to read, none to write */
	}
	*len = in.pos;
	ZSTD_freeDStream(z);
	return err ? err : left ? -EINVAL : 0;
}
#else
#define unzstd NULL
#endif

#ifdef HAVE_LZ4
static uint32_t lz4_number(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return u[0] | u[1] << 8 | u[2] << 16 | (uint32_t)u[3] << 24;
}

/* The legacy format, which the kernel uses: a magic number, then blocks, each after
 * its length. All blocks but the last are full. In an image the total length follows.
 */
static int unlz4(const void *data, size_t *len, struct buffer *out)
{
	const int block = 8 << 20;
	const size_t before = out->len;
	const char *p = data, *end = p + *len;
	bool full = true;

	for (p += 4; full && end - p >= 4;) {
		const uint32_t size = lz4_number(p);
		char *to;
		int got;

		if (!size || size > (size_t)(end - p - 4))
			break;
		to = room(out, block);
		if (!to)
			return -errno;
		got = LZ4_decompress_safe(p + 4, to, size, block);
		if (got < 0)
			break;
		out->len += got;
		p += 4 + size;
		full = got == block;
	}
	*len = p - (const char *)data;
	if (full && end - p >= 4 &&
	    lz4_number(p) != (uint32_t)(out->len - before))
		return -EINVAL;
	return out->len > before ? 0 : -EINVAL;
}
#else
#define unlz4 NULL
#endif

#ifdef HAVE_LZO
/* A number in the order of the format, at *p, which goes on; 0 behind the end. */
static uint32_t take_number(const unsigned char **p, const unsigned char *end,
			    int bytes)
{
	uint32_t number = 0;

	for (; bytes && *p < end; bytes--)
		number = number << 8 | *(*p)++;
	return bytes ? 0 : number;
}

/* The flags of lzop, by which blocks have checksums and the header more words. */
#define LZOP_D		0x00000101	/* of what is unpacked, one for each bit */
#define LZOP_C		0x00000202	/* of what is packed, likewise */
#define LZOP_FILTER	0x00000800
#define LZOP_EXTRA	0x00000040
#define LZOP_NEW	0x0940		/* versions from this on */

static uint32_t lzop_header(const unsigned char **p, const unsigned char *end)
{
	uint32_t version, flags, len;

	*p += 9;	/* the magic number */
	version = take_number(p, end, 2);
	take_number(p, end, version < LZOP_NEW ? 3 : 6);
	flags = take_number(p, end, 4);
	take_number(p, end, flags & LZOP_FILTER ? 4 : 0);
	take_number(p, end, version < LZOP_NEW ? 8 : 12);
	len = take_number(p, end, 1);
	take_number(p, end, len + 4);
	if (flags & LZOP_EXTRA) {
		len = take_number(p, end, 4);
		*p = (size_t)(end - *p) < len ? end : *p + len;
		take_number(p, end, 4);
	}
	return flags;
}

/* One block; 0 at the end. */
static int lzop_block(const unsigned char **p, const unsigned char *end,
		      uint32_t flags, struct buffer *out)
{
	uint32_t len = take_number(p, end, 4), packed;
	lzo_uint got = len;
	void *to;

	if (!len)
		return 0;
	packed = take_number(p, end, 4);
	take_number(p, end, 4 * __builtin_popcount(flags & LZOP_D));
	if (packed < len)
		take_number(p, end, 4 * __builtin_popcount(flags & LZOP_C));
	if (!packed || packed > len || packed > (size_t)(end - *p))
		return -EINVAL;
	to = room(out, len);
	if (!to)
		return -errno;
	if (packed == len)
		memcpy(to, *p, len);
	else if (lzo1x_decompress_safe(*p, packed, to, &got, NULL) != LZO_E_OK)
		return -EINVAL;
	*p += packed;
	out->len += got;
	return 1;
}

static int unlzo(const void *data, size_t *len, struct buffer *out)
{
	const unsigned char *p = data, *end = p + *len;
	const uint32_t flags = lzop_header(&p, end);
	int more;

	do
		more = lzop_block(&p, end, flags, out);
	while (more > 0);
	*len = p - (const unsigned char *)data;
	return more ? more : out->len ? 0 : -EINVAL;
}
#else
#define unlzo NULL
#endif

/* pzstd begins with a frame that is to be skipped. */
static const struct format {
	const char *name;
	const char *magic;
	size_t len;
	int (*undo)(const void *data, size_t *len, struct buffer *out);
} formats[] = {
	{ "gzip", "\x1f\x8b\x08", 3, gunzip },
	{ "xz", "\xfd\x37zXZ", 6, unxz },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, unzstd },
	{ "zstd", "\x50\x2a\x4d\x18", 4, unzstd },
	{ "lz4", "\x02\x21\x4c\x18", 4, unlz4 },
	{ "lzo", "\x89LZO\0\r\n\x1a\n", 9, unlzo },
};

static const struct format *find_format(const void *data, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (len >= formats[i].len &&
		    !memcmp(data, formats[i].magic, formats[i].len))
			return &formats[i];
	return NULL;
}

const char *compression(const void *data, size_t len)
{
	const struct format *format = find_format(data, len);

	return format ? format->name : NULL;
}

int decompress(const void *data, size_t len, struct buffer *out)
{
	const struct format *format = find_format(data, len), *next;
	const char *p = data, *end = p + len;

	memset(out, 0, sizeof(*out));
	if (!format)
		return -EINVAL;
	if (!format->undo)
		return -EOPNOTSUPP;
	for (next = format; next && next->undo == format->undo;
	     next = find_format(p, end - p)) {
		size_t took = end - p;
		int err = format->undo(p, &took, out);

		if (err)
			return err;
		p += took;
		/* xz streams may be followed by zero words as padding. */
		while (format->undo == unxz && end - p >= 4 &&
		       !memcmp(p, "\0\0\0", 4))
			p += 4;
	}
	return 0;
}

const char *decompress_error(int err)
{
	switch (err) {
	case -EFBIG:
		return "it makes more than " DECOMPRESS_MAX_TEXT;
	case -EOPNOTSUPP:
		return "this program was built without it, see --version";
	case -ENOMEM:
		return "out of memory";
	default:
		return "damaged or cut off";
	}
}

void decompress_list(FILE *out, bool there)
{
	const size_t nr = sizeof(formats) / sizeof(*formats);
	size_t i;

	for (i = 0; i < nr; i++)
		if (!formats[i].undo != there &&
		    (!i || strcmp(formats[i].name, formats[i - 1].name)))
			fprintf(out, " %s", formats[i].name);
}
