/* SPDX-License-Identifier: GPL-2.0 */
/* Writing JSON. */
#ifndef _JSON_H
#define _JSON_H

#include <stdio.h>

/* A string in quotes. UTF-8 stays what it is, control characters are escaped,
 * and a byte that is neither becomes U+FFFD.
 */
void json_string(FILE *out, const char *string);

/* ,"name":"value": never the first of an object. */
void json_member(FILE *out, const char *name, const char *value);
void json_id(FILE *out, const char *name, unsigned long long id);
void json_number(FILE *out, const char *name, unsigned long long value);

#endif /* _JSON_H */
