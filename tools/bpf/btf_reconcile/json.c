// SPDX-License-Identifier: GPL-2.0
#include "json.h"

void json_string(FILE *out, const char *s)
{
	fputc('"', out);
	for (; *s; s++) {
		unsigned char c = *s;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c >= 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void json_member(FILE *out, const char *name, const char *value)
{
	fprintf(out, ",\"%s\":", name);
	json_string(out, value);
}

/* In hexadecimal: as a number it is more than many readers keep. */
void json_id(FILE *out, const char *name, unsigned long long id)
{
	fprintf(out, ",\"%s\":\"%016llx\"", name, id);
}

void json_number(FILE *out, const char *name, unsigned long long value)
{
	fprintf(out, ",\"%s\":%llu", name, value);
}
