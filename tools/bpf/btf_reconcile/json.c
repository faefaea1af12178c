// SPDX-License-Identifier: GPL-2.0
#include "json.h"

/* Bytes of the UTF-8 character that @s begins with, 0: it is none. Too long a
 * form of a character, a surrogate, and more than Unicode has, are none.
 */
static int utf8_len(const unsigned char *s)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int len = s[0] < 0x80 ? 1 : s[0] >> 5 == 0x6 ? 2 : s[0] >> 4 == 0xe ? 3 :
		  s[0] >> 3 == 0x1e ? 4 : 0;
	unsigned int c;
	int i;

	if (len < 2)
		return len;
	c = s[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return c < least[len] || c > 0x10ffff || c >> 11 == 0x1b ? 0 : len;
}

void json_string(FILE *out, const char *string)
{
	const unsigned char *s = (const unsigned char *)string;

	fputc('"', out);
	while (*s) {
		int len = utf8_len(s);

		if (!len)
			fprintf(out, "\\ufffd");
		else if (*s == '"' || *s == '\\')
			fprintf(out, "\\%c", *s);
		else if (*s < ' ' || *s == 0x7f)
			fprintf(out, "\\u%04x", *s);
		else
			fwrite(s, 1, len, out);
		s += len ? len : 1;
	}
	fputc('"', out);
}

void json_member(FILE *out, const char *name, const char *value)
{
	fprintf(out, ",\"%s\":", name);
	json_string(out, value);
}

/* As a string: many readers of JSON do not keep numbers of 64 bits. */
void json_id(FILE *out, const char *name, unsigned long long id)
{
	fprintf(out, ",\"%s\":\"%016llx\"", name, id);
}

void json_number(FILE *out, const char *name, unsigned long long value)
{
	fprintf(out, ",\"%s\":%llu", name, value);
}
