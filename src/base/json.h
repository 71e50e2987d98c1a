/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json.h - C structures as JSON, both ways, by tables of their fields. Pure but for its FILE.
 *
 * One table describes one structure, and serves to save and to load it. json.c and json_save.c
 * alone use jansson.
 */
#ifndef RSTLAB_JSON_H
#define RSTLAB_JSON_H

#include "why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum field_type {
	FIELD_END,  /* ends a table */
	FIELD_BOOL, /* bool */
	FIELD_INT,  /* an integer of any size, signed if `min` is negative */
	FIELD_REAL, /* double */
	FIELD_TEXT, /* char[] */
	FIELD_WORD, /* const char *; NULL is saved as null. Loaded: lives as long as the document */
	FIELD_NAME, /* an integer or enum with a table of names */
	FIELD_TIME, /* int64_t, ns since the epoch, as ISO 8601 in UTC */
	FIELD_ADDRESS, /* struct in6_addr */
	FIELD_BYTES,   /* uint8_t[] and its count, as hexadecimal digits */
	FIELD_WANT,    /* struct want: a number or null; saved only */
	FIELD_TRUTH,   /* struct want: true, false or null; saved only */
	FIELD_OBJECT,
	FIELD_LIST, /* an array and its count */
};

struct field {
	const char *key; /* NULL in an element that is no object */
	enum field_type type;
	size_t offset, size; /* of the member; LIST: of one element */
	int64_t min,
		max; /* INT, REAL: its range; NAME: max is the last; LIST, BYTES: max is the room */
	bool optional; /* it may be missing in what is loaded, an object may be null: all zero then
			*/
	bool bounded;  /* INT: the range ends below the count at `count` of the outermost */
	size_t count;  /* LIST, BYTES: offset of the 32-bit count */
	const char *const *names;   /* NAME; may have gaps */
	const struct field *fields; /* OBJECT; LIST: what one element is */
};

/* offset and size of a member, for a table. */
#define FIELD_AT(type, member) .offset = offsetof(type, member), .size = sizeof(((type *)0)->member)
#define FIELD_LIST_AT(type, member, number)                                       \
	.offset = offsetof(type, member), .size = sizeof(((type *)0)->member[0]), \
	.max = sizeof(((type *)0)->member) / sizeof(((type *)0)->member[0]),      \
	.count = offsetof(type, number)

/* Prints @base as an object on one line. 0 or -ENOMEM. */
int json_print_line(FILE *out, const struct field *fields, const void *base);

/* Prints the member of @base that @field is, but its key. 0 or -ENOMEM. */
int json_print_value(FILE *out, const struct field *field, const void *base);

struct json; /* a document that was read */

/* Reads a document. @name is what errors call it. 0 or -errno; then @ret_why holds
 * one line: "NAME:LINE:COLUMN: what". */
int json_parse(FILE *in, const char *name, struct json **ret, struct why *ret_why);
void json_free(struct json *json);

/* Elements of the list at @key of the outermost object. -EINVAL if it is no list, -ENOENT if it is
 * not there; then @ret_why. */
int json_count(const struct json *json, const char *key, struct why *ret_why);

/*
 * Loads the outermost object, or element @index of its list @list, or the member @member of either
 * (NULL: itself), into @ret. Each key of @fields must be there, of its type and in its range;
 * others are not looked at. 0 or -EINVAL; then @ret_why holds "NAME: results[3].key: what" and @ret
 * is filled in part.
 */
int json_read(const struct json *json, const char *list, int index, const char *member,
	      const struct field *fields, void *ret, struct why *ret_why);

#endif
