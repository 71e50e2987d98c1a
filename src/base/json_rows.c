/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_rows.h"

#include <stdio.h>

struct json_rows json_rows_begin(FILE *out, const char *key, const struct field *fields, int indent)
{
	if (key)
		fprintf(out, ",\n%*s\"%s\": ", indent, "", key);
	fputc('[', out);
	return (struct json_rows){ .out = out, .fields = fields, .indent = indent };
}

void json_rows_add(struct json_rows *rows, const void *element)
{
	if (rows->err != 0)
		return;
	fprintf(rows->out, "%s\n%*s", rows->count++ ? "," : "", rows->indent + 2, "");
	rows->err = json_print_line(rows->out, rows->fields, element);
}

int json_rows_end(const struct json_rows *rows)
{
	if (rows->count > 0)
		fprintf(rows->out, "\n%*s", rows->indent, "");
	fputc(']', rows->out);
	return rows->err;
}
