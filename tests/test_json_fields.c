/* SPDX-License-Identifier: GPL-2.0-only */
/* Members of every kind, written and read at the bounds of their ranges. */
#include "json.h"

#include "json_place.h"
#include "json_value.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LETTERS = 3 };

struct holder {
	int8_t s8;
	uint8_t u8;
	int16_t s16;
	uint16_t u16;
	int32_t s32;
	uint32_t u32;
	int64_t s64;
	uint64_t u64;
	int name;
	char text[LETTERS + 1];
	int list_count, bytes_count, index;
	uint16_t list[2];
	uint8_t bytes[2];
};

static const char *const names[] = { [0] = "zero", [2] = "two" };

static const struct field element[] = {
	{ NULL, FIELD_INT, .size = sizeof(uint16_t), .max = 9 },
	{ 0 },
};

#define OPTIONAL .optional = true

static const struct field fields[] = {
	{ "s8", FIELD_INT, FIELD_AT(struct holder, s8), .min = -128, .max = 127, OPTIONAL },
	{ "u8", FIELD_INT, FIELD_AT(struct holder, u8), .max = 255, OPTIONAL },
	{ "s16", FIELD_INT, FIELD_AT(struct holder, s16), .min = -9, .max = 9, OPTIONAL },
	{ "u16", FIELD_INT, FIELD_AT(struct holder, u16), .max = UINT16_MAX, OPTIONAL },
	{ "s32", FIELD_INT, FIELD_AT(struct holder, s32), .min = -9, .max = 9, OPTIONAL },
	{ "u32", FIELD_INT, FIELD_AT(struct holder, u32), .max = UINT32_MAX, OPTIONAL },
	{ "s64", FIELD_INT, FIELD_AT(struct holder, s64), .min = INT64_MIN, .max = INT64_MAX,
	  OPTIONAL },
	{ "u64", FIELD_INT, FIELD_AT(struct holder, u64), .max = INT64_MAX, OPTIONAL },
	{ "name", FIELD_NAME, FIELD_AT(struct holder, name), .names = names, .max = 2, OPTIONAL },
	{ "text", FIELD_TEXT, FIELD_AT(struct holder, text), OPTIONAL },
	{ "list", FIELD_LIST, FIELD_LIST_AT(struct holder, list, list_count), .fields = element,
	  OPTIONAL },
	{ "index", FIELD_INT, FIELD_AT(struct holder, index), .min = -1, .bounded = true,
	  .count = offsetof(struct holder, list_count), OPTIONAL },
	{ "bytes", FIELD_BYTES, FIELD_LIST_AT(struct holder, bytes, bytes_count), OPTIONAL },
	{ 0 },
};

/* Parses and reads @text. 0 or -errno. */
static int read_text(const char *text, struct holder *ret, struct why *ret_why)
{
	FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	struct json *json;

	assert_non_null(in);
	*ret = (struct holder){ 0 };
	int err = json_parse(in, "file", &json, ret_why);
	if (err == 0) {
		err = json_read(json, NULL, 0, NULL, fields, ret, ret_why);
		json_free(json);
	}
	fclose(in);
	return err;
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *why; /* how it begins; NULL: it is read */
	} cases[] = {
		{ "{}", NULL },
		{ "{\"s8\": -128, \"u8\": 255, \"s16\": -9, \"s64\": -9223372036854775808}", NULL },
		{ "{\"s8\": -129}", "file: s8: -129 is out of range -128..127" },
		{ "{\"s8\": 128}", "file: s8: 128 is out of range -128..127" },
		{ "{\"u8\": -1}", "file: u8: -1 is out of range 0..255" },
		{ "{\"u8\": \"1\"}", "file: u8: is a string, expected a number" },
		{ "{\"u8\": 1, \"u8\": 1}", "file:1:" },
		{ "{\"name\": \"two\"}", NULL },
		{ "{\"name\": \"one\"}", "file: name: unknown word 'one'" },
		{ "{\"text\": \"abc\"}", NULL },
		{ "{\"text\": \"abcd\"}", "file: text: is longer than 3 bytes" },
		{ "{\"text\": \"a\\n\"}", "file: text: has a control or invisible character" },
		{ "{\"list\": [1, 2], \"index\": 1}", NULL },
		{ "{\"list\": [1, 2], \"index\": 2}", "file: index: 2 is out of range -1..1" },
		{ "{\"list\": [1, 2, 3]}", "file: list: 3 elements; at most 2 are allowed" },
		{ "{\"list\": [1, 10]}", "file: list[1]: 10 is out of range 0..9" },
		{ "{\"bytes\": \"\"}", NULL },
		{ "{\"bytes\": \"a10f\"}", NULL },
		{ "{\"bytes\": \"a10f00\"}",
		  "file: bytes: 6 digits; expected an even number up to 4" },
		{ "{\"bytes\": \"a10\"}",
		  "file: bytes: 3 digits; expected an even number up to 4" },
		{ "{\"bytes\": \"a1g0\"}",
		  "file: bytes: has a character that is not a hexadecimal digit 0..9a..f" },
		{ "{\"bytes\": \"a1A0\"}",
		  "file: bytes: has a character that is not a hexadecimal digit 0..9a..f" },
		{ "{\"bytes\": \"a10G\"}",
		  "file: bytes: has a character that is not a hexadecimal digit 0..9a..f" },
		{ "[]", "file: is a list, expected an object" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct holder holder;
		struct why why = { "" };
		int err = read_text(cases[i].text, &holder, &why);

		if (cases[i].why) {
			assert_int_equal(err, -EINVAL);
			assert_memory_equal(why.text, cases[i].why, strlen(cases[i].why));
		} else if (err) {
			fail_msg("%s: %s", cases[i].text, why.text);
		}
	}
}

/* Written and read again: the same. */
static void test_bounds(void **state)
{
	static const struct holder holders[] = {
		{ .u8 = 200, .u16 = 40000, .u32 = 3000000000, .u64 = 9000000000000000000 },
		{ .s8 = -128, .s16 = -9, .s32 = -9, .s64 = INT64_MIN, .index = -1 },
		{ .name = 2, .text = "abc", .list_count = 2, .list = { 8, 9 } },
		{ .bytes_count = 2, .bytes = { 0xa1, 0x0f } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(holders) / sizeof(holders[0]); i++) {
		struct holder again;
		struct why why;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);
		const struct holder *holder = &holders[i];

		assert_non_null(out);
		assert_int_equal(json_print_line(out, fields, holder), 0);
		assert_int_equal(fclose(out), 0);
		if (holder->list_count == 0 && holder->index == 0) {
			/* there is no first of none */
			char *at = strstr(text, "\"index\": 0");
			assert_non_null(at);
			memcpy(at, "\"index\":-1", 10);
		}
		if (read_text(text, &again, &why) != 0)
			fail_msg("%s", why.text);
		assert_int_equal(again.s8, holder->s8);
		assert_int_equal(again.u8, holder->u8);
		assert_int_equal(again.s16, holder->s16);
		assert_int_equal(again.u16, holder->u16);
		assert_int_equal(again.s32, holder->s32);
		assert_int_equal(again.u32, holder->u32);
		assert_true(again.s64 == holder->s64);
		assert_true(again.u64 == holder->u64);
		assert_int_equal(again.name, holder->name);
		assert_string_equal(again.text, holder->text);
		assert_int_equal(again.list_count, holder->list_count);
		assert_memory_equal(again.list, holder->list, sizeof(holder->list));
		assert_int_equal(again.bytes_count, holder->bytes_count);
		assert_memory_equal(again.bytes, holder->bytes, sizeof(holder->bytes));
		free(text);
	}
}

/* What JSON cannot hold is as much as it can. */
static void test_too_large(void **state)
{
	const struct holder holder = { .u64 = UINT64_MAX };
	const struct field *field = fields;

	(void)state;
	while (strcmp(field->key, "u64") != 0)
		field++;
	assert_true(integer_get(field, &holder.u64) == INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests_name("json_fields", tests, NULL, NULL);
}
