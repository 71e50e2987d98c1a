/* SPDX-License-Identifier: GPL-2.0-only */
/* json_save.c - a structure becomes JSON. */
#include "json.h"

#include "address.h"
#include "json_value.h"
#include "text.h"
#include "witnesses.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *object_save(const struct field *fields, const char *base);

static json_t *text_save(const char *text, bool lines)
{
	if (!text)
		return json_null();
	size_t size = TEXT_SHOWN_SIZE * strlen(text) + 1;
	char *clean = malloc(size);
	json_t *value = clean ? json_string(text_clean(clean, size, text, lines)) : NULL;
	free(clean);
	return value;
}

static json_t *name_save(const struct field *field, int64_t number)
{
	bool is_known = number >= 0 && number <= field->max && field->names[number];

	return is_known ? json_string(field->names[number]) : json_null();
}

static json_t *bytes_save(const uint8_t *bytes, size_t size)
{
	char *digits = malloc(2 * size + 1);
	json_t *value = digits ? json_string(hex_text(bytes, size, digits)) : NULL;

	free(digits);
	return value;
}

static json_t *want_save(const struct want *want, bool is_truth)
{
	if (!want->is_set)
		return json_null();
	return is_truth ? json_boolean(want->value) : json_integer(want->value);
}

static json_t *element_save(const struct field *fields, const char *base);

static json_t *list_save(const struct field *field, const char *base)
{
	json_t *list = json_array();
	uint32_t count = count_of(field, base);

	for (uint32_t i = 0; i < count && list; i++)
		if (json_array_append_new(
			    list, element_save(field->fields,
					       base + field->offset + i * field->size)) != 0) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

/* The member @field of @base; NULL: no memory. */
static json_t *value_save(const struct field *field, const char *base)
{
	const void *at = base + field->offset;
	char buffer[TIME_TEXT_SIZE > INET6_ADDRSTRLEN ? TIME_TEXT_SIZE : INET6_ADDRSTRLEN];
	int64_t time_ns;

	switch (field->type) {
	case FIELD_BOOL:
		return json_boolean(*(const bool *)at);
	case FIELD_INT:
		return json_integer(integer_get(field, at));
	case FIELD_REAL:
		return json_real(*(const double *)at);
	case FIELD_TEXT:
		return text_save(at, false);
	case FIELD_WORD:
		return text_save(*(const char *const *)at, true);
	case FIELD_NAME:
		return name_save(field, integer_get(field, at));
	case FIELD_TIME:
		memcpy(&time_ns, at, sizeof(time_ns));
		return json_string(time_text(time_ns, buffer));
	case FIELD_ADDRESS:
		return json_string(address_text(at, buffer, sizeof(buffer)));
	case FIELD_BYTES:
		return bytes_save(at, count_of(field, base));
	case FIELD_WANT:
	case FIELD_TRUTH:
		return want_save(at, field->type == FIELD_TRUTH);
	case FIELD_OBJECT:
		return field_is_null(field, base) ? json_null() : object_save(field->fields, at);
	case FIELD_LIST:
		return list_save(field, base);
	case FIELD_END:
		break;
	}
	return NULL;
}

static json_t *object_save(const struct field *fields, const char *base)
{
	json_t *object = json_object();

	for (; object && fields->type != FIELD_END; fields++)
		if (json_object_set_new(object, fields->key, value_save(fields, base)) != 0) {
			json_decref(object);
			object = NULL;
		}
	return object;
}

static json_t *element_save(const struct field *fields, const char *base)
{
	return fields->key ? object_save(fields, base) : value_save(fields, base);
}

/* Prints @value and lets go of it. */
static int value_print(FILE *out, json_t *value)
{
	if (!value)
		return -ENOMEM;
	/* 12 digits tell nanoseconds within a quarter of an hour */
	int err = json_dumpf(value, out, JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
	json_decref(value);
	/* Else it could not be written, which shows in @out. */
	return err < 0 && !ferror(out) ? -ENOMEM : 0;
}

int json_print_value(FILE *out, const struct field *field, const void *base)
{
	return value_print(out, value_save(field, base));
}

int json_print_line(FILE *out, const struct field *fields, const void *base)
{
	return value_print(out, element_save(fields, base));
}
