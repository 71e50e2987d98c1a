/* SPDX-License-Identifier: GPL-2.0-only */
/* json_value.h - members of C structures that JSON has no type for, both ways. Pure. */
#ifndef RSTLAB_JSON_VALUE_H
#define RSTLAB_JSON_VALUE_H

#include "json.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The integer of @field's size and sign at @at. A value beyond int64_t is INT64_MAX. */
int64_t integer_get(const struct field *field, const void *at);
void integer_set(const struct field *field, void *at, int64_t number);

/* The count that belongs to @field, in @base. */
uint32_t count_of(const struct field *field, const void *base);

/* Is the member @field of @base an object that may be missing, and all zero? It is null then. */
bool field_is_null(const struct field *field, const void *base);

enum { TIME_TEXT_SIZE = 40 };

/* "2024-05-01T12:00:00.123456789Z". Returns @buffer (TIME_TEXT_SIZE). */
const char *time_text(int64_t time_ns, char *buffer);

/* The reverse; false if @text is not exactly of that form, or is before 1970 or after 2262. */
bool time_parse(const char *text, int64_t *ret);

/* The reverse of address_text(). */
bool address_parse(const char *text, struct in6_addr *ret);

/* Two digits a byte into @buffer (2 * @size + 1). Returns @buffer. */
char *hex_text(const uint8_t *bytes, size_t size, char *buffer);

/* The reverse, of the first 2 * @size digits; false if one of them is no digit. */
bool hex_parse(const char *text, size_t size, uint8_t *ret);

#endif
