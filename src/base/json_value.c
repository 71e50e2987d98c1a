/* SPDX-License-Identifier: GPL-2.0-only */
#include "json_value.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { NS_PER_S = 1000000000 };

int64_t integer_get(const struct field *field, const void *at)
{
	bool is_signed = field->min < 0;
	union {
		int8_t i8;
		uint8_t u8;
		int16_t i16;
		uint16_t u16;
		int32_t i32;
		uint32_t u32;
		int64_t i64;
		uint64_t u64;
	} value;

	memcpy(&value, at, field->size);
	switch (field->size) {
	case sizeof(value.u8):
		return is_signed ? value.i8 : value.u8;
	case sizeof(value.u16):
		return is_signed ? value.i16 : value.u16;
	case sizeof(value.u32):
		return is_signed ? (int64_t)value.i32 : (int64_t)value.u32;
	default:
		if (!is_signed && value.u64 > INT64_MAX)
			return INT64_MAX;
		return value.i64;
	}
}

void integer_set(const struct field *field, void *at, int64_t number)
{
	uint8_t u8 = (uint8_t)number;
	uint16_t u16 = (uint16_t)number;
	uint32_t u32 = (uint32_t)number;
	const void *value[9] = { [1] = &u8, [2] = &u16, [4] = &u32, [8] = &number };

	memcpy(at, value[field->size], field->size);
}

bool field_is_null(const struct field *field, const void *base)
{
	const char *bytes = (const char *)base + field->offset;
	size_t size = field->size;

	if (field->type != FIELD_OBJECT || !field->optional)
		return false;
	while (size > 0 && bytes[size - 1] == 0)
		size--;
	return size == 0;
}

uint32_t count_of(const struct field *field, const void *base)
{
	uint32_t count;

	memcpy(&count, (const char *)base + field->count, sizeof(count));
	return count;
}

const char *time_text(int64_t time_ns, char *buffer)
{
	time_t seconds = (time_t)(time_ns / NS_PER_S);
	struct tm tm = { 0 };

	gmtime_r(&seconds, &tm);
	size_t size = strftime(buffer, TIME_TEXT_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buffer + size, TIME_TEXT_SIZE - size, ".%09dZ", (int)(time_ns % NS_PER_S));
	return buffer;
}

bool time_parse(const char *text, int64_t *ret)
{
	struct tm tm = { 0 };
	int ns;
	char again[TIME_TEXT_SIZE];

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%9dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		   &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ns) != 7)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	int64_t seconds = timegm(&tm);
	if (seconds < 0 || seconds >= INT64_MAX / NS_PER_S || ns < 0)
		return false;
	int64_t time_ns = seconds * NS_PER_S + ns;
	/* what strftime prints differently was no date, or not in this form */
	if (strcmp(time_text(time_ns, again), text) != 0)
		return false;
	*ret = time_ns;
	return true;
}

bool address_parse(const char *text, struct in6_addr *ret)
{
	struct in_addr v4;
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	if (inet_pton(AF_INET, text, &v4) == 1)
		memcpy(&addr.s6_addr[12], &v4, sizeof(v4));
	else if (inet_pton(AF_INET6, text, &addr) != 1)
		return false;
	*ret = addr;
	return true;
}

char *hex_text(const uint8_t *bytes, size_t size, char *buffer)
{
	static const char digits[] = "0123456789abcdef";
	char *at = buffer;

	for (size_t i = 0; i < size; i++) {
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 15];
	}
	*at = '\0';
	return buffer;
}

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	return -1;
}

bool hex_parse(const char *text, size_t size, uint8_t *ret)
{
	for (size_t i = 0; i < size; i++) {
		int high = digit_value(text[2 * i]);
		int low = high < 0 ? -1 : digit_value(text[2 * i + 1]);
		if (low < 0)
			return false;
		ret[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
