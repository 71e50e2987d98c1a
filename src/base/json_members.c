/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_members.h"

#include "json_rows.h"
#include "json_value.h"

#include <stdio.h>

static int list_print(FILE *out, const struct field *field, const char *base, int indent)
{
	struct json_rows rows = json_rows_begin(out, NULL, field->fields, indent);
	uint32_t count = count_of(field, base);

	for (uint32_t i = 0; i < count; i++)
		json_rows_add(&rows, base + field->offset + i * field->size);
	return json_rows_end(&rows);
}

int json_print_members(FILE *out, const struct field *fields, const void *base, int indent)
{
	int err = 0;

	for (const struct field *field = fields; err == 0 && field->type != FIELD_END; field++) {
		fprintf(out, "%s%*s\"%s\": ", field == fields ? "" : ",\n", indent, "", field->key);
		if (field->type == FIELD_LIST) {
			err = list_print(out, field, base, indent);
		} else if (field->type == FIELD_OBJECT && !field_is_null(field, base)) {
			fputs("{\n", out);
			err = json_print_members(out, field->fields,
						 (const char *)base + field->offset, indent + 2);
			fprintf(out, "\n%*s}", indent, "");
		} else {
			err = json_print_value(out, field, base);
		}
	}
	return err;
}
