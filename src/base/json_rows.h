/* SPDX-License-Identifier: GPL-2.0-only */
/* json_rows.h - a list that is printed one element a line, as its elements come. Pure. */
#ifndef RSTLAB_JSON_ROWS_H
#define RSTLAB_JSON_ROWS_H

#include "json.h"

struct json_rows {
	FILE *out;
	const struct field *fields; /* of an element */
	int indent;                 /* of the list */
	int count;
	int err;
};

/* Opens the list. With @key, it is a member that follows others, on a line of its own. */
struct json_rows json_rows_begin(FILE *out, const char *key, const struct field *fields,
				 int indent);
void json_rows_add(struct json_rows *rows, const void *element);

/* Closes the list. 0, or -ENOMEM if one of its elements was not printed. */
int json_rows_end(const struct json_rows *rows);

#endif
