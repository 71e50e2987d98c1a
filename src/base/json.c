/* SPDX-License-Identifier: GPL-2.0-only */
/* json.c - JSON is read, and becomes structures. */
#include "json.h"

#include "address.h"
#include "json_input.h"
#include "json_place.h"
#include "json_value.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct json {
	json_t *root;
	char name[120];
};

static int type_refuse(const struct reader *reader, const struct place *place, const json_t *value,
		       const char *wanted)
{
	static const char *const names[] = {
		[JSON_OBJECT] = "an object", [JSON_ARRAY] = "a list",    [JSON_STRING] = "a string",
		[JSON_INTEGER] = "a number", [JSON_REAL] = "a fraction", [JSON_TRUE] = "true",
		[JSON_FALSE] = "false",      [JSON_NULL] = "null",
	};

	if (!value)
		return place_refuse(reader, place, "is missing");
	return place_refuse(reader, place, "is %s, expected %s", names[json_typeof(value)], wanted);
}

static int integer_load(const struct reader *reader, const struct place *place,
			const struct field *field, const json_t *value, char *base)
{
	int64_t max = field->bounded ? (int64_t)count_of(field, reader->outermost) - 1 : field->max;

	if (!json_is_integer(value))
		return type_refuse(reader, place, value, "a number");
	int64_t number = json_integer_value(value);
	if (number < field->min || number > max)
		return place_refuse(reader, place,
				    "%" PRId64 " is out of range %" PRId64 "..%" PRId64, number,
				    field->min, max);
	integer_set(field, base + field->offset, number);
	return 0;
}

static int real_load(const struct reader *reader, const struct place *place,
		     const struct field *field, const json_t *value, double *ret)
{
	double number = json_number_value(value);

	if (!json_is_number(value))
		return type_refuse(reader, place, value, "a number");
	if (number < (double)field->min || number > (double)field->max)
		return place_refuse(reader, place, "%g is out of range %" PRId64 "..%" PRId64,
				    number, field->min, field->max);
	*ret = number;
	return 0;
}

static int bytes_load(const struct reader *reader, const struct place *place,
		      const struct field *field, const json_t *value, char *base)
{
	size_t digits = json_string_length(value);
	uint32_t count = (uint32_t)(digits / 2);

	if (digits % 2 != 0 || digits / 2 > (size_t)field->max)
		return place_refuse(reader, place,
				    "%zu digits; expected an even number up to %" PRId64, digits,
				    2 * field->max);
	if (!hex_parse(json_string_value(value), count, (uint8_t *)base + field->offset))
		return place_refuse(reader, place,
				    "has a character that is not a hexadecimal digit 0..9a..f");
	memcpy(base + field->count, &count, sizeof(count));
	return 0;
}

static int name_load(const struct reader *reader, const struct place *place,
		     const struct field *field, const char *text, char *base)
{
	for (int i = 0; i <= field->max; i++)
		if (field->names[i] && strcmp(field->names[i], text) == 0) {
			integer_set(field, base + field->offset, i);
			return 0;
		}
	return place_refuse(reader, place, "unknown word '%.40s'", text);
}

/* A member that is a string in JSON. */
static int string_load(const struct reader *reader, const struct place *place,
		       const struct field *field, const json_t *value, char *base)
{
	void *at = base + field->offset;
	const char *text = json_string_value(value);
	int64_t time_ns;

	if (!text)
		return type_refuse(reader, place, value, "a string");
	if (!text_is_clean(text, field->type == FIELD_WORD))
		return place_refuse(reader, place, "has a control or invisible character");
	if (field->type == FIELD_BYTES)
		return bytes_load(reader, place, field, value, base);
	if (field->type == FIELD_NAME)
		return name_load(reader, place, field, text, base);
	if (field->type == FIELD_WORD) {
		*(const char **)at = text;
		return 0;
	}
	if (field->type == FIELD_TIME) {
		if (!time_parse(text, &time_ns))
			return place_refuse(
				reader, place,
				"'%.40s' is not a time like 2024-05-01T12:00:00.123456789Z", text);
		memcpy(at, &time_ns, sizeof(time_ns));
		return 0;
	}
	if (field->type == FIELD_ADDRESS)
		return address_parse(text, at)
			       ? 0
			       : place_refuse(reader, place, "'%.40s' is not an address", text);
	if (strlen(text) >= field->size)
		return place_refuse(reader, place, "is longer than %zu bytes", field->size - 1);
	strcpy(at, text);
	return 0;
}

static int value_load(const struct reader *reader, const struct place *place,
		      const struct field *field, const json_t *value, char *base);

static int object_load(const struct reader *reader, const struct place *place,
		       const struct field *fields, const json_t *value, char *base)
{
	int err = 0;

	if (!json_is_object(value))
		return type_refuse(reader, place, value, "an object");
	for (; err == 0 && fields->type != FIELD_END; fields++) {
		struct place member = { .up = place, .key = fields->key };
		err = value_load(reader, &member, fields, json_object_get(value, fields->key),
				 base);
	}
	return err;
}

static int list_load(const struct reader *reader, const struct place *place,
		     const struct field *field, const json_t *value, char *base)
{
	size_t count = json_array_size(value);
	int err = 0;

	if (!json_is_array(value))
		return type_refuse(reader, place, value, "a list");
	if (count > (size_t)field->max)
		return place_refuse(reader, place, "%zu elements; at most %" PRId64 " are allowed",
				    count, field->max);
	for (size_t i = 0; i < count && err == 0; i++) {
		struct place element = { .up = place, .index = i };
		char *at = base + field->offset + i * field->size;
		const json_t *item = json_array_get(value, i);
		err = field->fields->key ? object_load(reader, &element, field->fields, item, at)
					 : value_load(reader, &element, field->fields, item, at);
	}
	if (err == 0)
		memcpy(base + field->count, &(uint32_t){ (uint32_t)count }, sizeof(uint32_t));
	return err;
}

static int value_load(const struct reader *reader, const struct place *place,
		      const struct field *field, const json_t *value, char *base)
{
	void *at = base + field->offset;

	bool is_absent = !value || (json_is_null(value) && field->type == FIELD_OBJECT);
	if (is_absent && field->optional) {
		memset(at, 0, field->size);
		return 0;
	}
	switch (field->type) {
	case FIELD_BOOL:
		if (!json_is_boolean(value))
			return type_refuse(reader, place, value, "true or false");
		*(bool *)at = json_is_true(value);
		return 0;
	case FIELD_INT:
		return integer_load(reader, place, field, value, base);
	case FIELD_REAL:
		return real_load(reader, place, field, value, at);
	case FIELD_TEXT:
	case FIELD_WORD:
	case FIELD_NAME:
	case FIELD_TIME:
	case FIELD_ADDRESS:
	case FIELD_BYTES:
		return string_load(reader, place, field, value, base);
	case FIELD_OBJECT:
		return object_load(reader, place, field->fields, value, at);
	case FIELD_LIST:
		return list_load(reader, place, field, value, base);
	case FIELD_WANT:
	case FIELD_TRUTH:
	case FIELD_END:
		break;
	}
	return place_refuse(reader, place, "cannot be loaded");
}

/* Is the end of the file what is wrong? Where it cuts off a word, jansson speaks of the word; what
 * should stand in place of one that is whole, it puts between quotes first. */
static bool is_cut_off(FILE *in, const json_error_t *error)
{
	enum json_error_code code = json_error_code(error);

	return code == json_error_premature_end_of_input ||
	       (feof(in) && code != json_error_end_of_input_expected && error->text[0] != '\'');
}

static int parse_refuse(const struct json *json, const struct json_input *input,
			const json_error_t *error, struct why *ret_why)
{
	enum json_error_code code = json_error_code(error);

	if (ferror(input->in))
		return why_fail(ret_why, -EIO, "%s: cannot read the file", json->name);
	if (input->refused)
		return why_fail(
			ret_why, -EINVAL,
			"%s: takes more than %d times its size in memory; no saved run does",
			json->name, JSON_INPUT_TIMES);
	if (code == json_error_out_of_memory || !*error->text)
		return why_fail(ret_why, -ENOMEM, "%s: out of memory", json->name);
	return why_fail(ret_why, -EINVAL, "%s:%d:%d: %s", json->name, error->line, error->column,
			is_cut_off(input->in, error) ? "the file ends too early" : error->text);
}

/* NULL, and what is wrong in @ret_error or in @input. */
static json_t *load(struct json_input *input, json_error_t *ret_error)
{
	json_set_alloc_funcs(json_memory_get, json_memory_put);
	if (setjmp(input->no_more) != 0)
		return NULL;
	json_input_begin(input);
	json_t *root =
		json_load_callback(json_input_read, input, JSON_REJECT_DUPLICATES, ret_error);
	json_input_end();
	return root;
}

int json_parse(FILE *in, const char *name, struct json **ret, struct why *ret_why)
{
	json_error_t error = { .text = "" };
	struct json_input input = { .in = in };
	struct json *json = calloc(1, sizeof(*json));

	if (!json)
		return why_fail(ret_why, -ENOMEM, "%s: out of memory", name);
	snprintf(json->name, sizeof(json->name), "%s", name);
	json->root = load(&input, &error);
	if (json->root && !ferror(in)) {
		*ret = json;
		return 0;
	}
	int err = parse_refuse(json, &input, &error, ret_why);
	json_free(json);
	return err;
}

void json_free(struct json *json)
{
	if (!json)
		return;
	json_decref(json->root);
	free(json);
}

int json_count(const struct json *json, const char *key, struct why *ret_why)
{
	const struct reader reader = { .name = json->name, .why = ret_why };
	const json_t *list = json_object_get(json->root, key);

	int err = json_is_array(list)
			  ? 0
			  : type_refuse(&reader, &(struct place){ .key = key }, list, "a list");
	if (err < 0)
		return list ? err : -ENOENT;
	return (int)json_array_size(list);
}

int json_read(const struct json *json, const char *list, int index, const char *member,
	      const struct field *fields, void *ret, struct why *ret_why)
{
	const struct reader reader = { .name = json->name, .outermost = ret, .why = ret_why };
	const struct place in_list = { .key = list };
	const struct place element = { .up = &in_list, .index = (size_t)index };
	const struct place *place = list ? &element : NULL;
	const json_t *value = json->root;

	if (list)
		value = json_array_get(json_object_get(value, list), (size_t)index);
	if (!member)
		return object_load(&reader, place, fields, value, ret);
	const struct place inner = { .up = place, .key = member };
	return object_load(&reader, &inner, fields, json_object_get(value, member), ret);
}
