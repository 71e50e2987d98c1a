/* SPDX-License-Identifier: GPL-2.0-only */
#include "operand.h"

#include "address.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { PATTERN_SIZE = 256 };

/* "#3" or, as in KTAP and in the names of captures, ".3" at the end: from 1. 0: it is none. */
static int read_time(const char *text)
{
	size_t digits = strspn(text + 1, "0123456789");

	return (text[0] == '#' || text[0] == '.') && digits > 0 && digits < 8 &&
			       text[1 + digits] == '\0'
		       ? atoi(text + 1)
		       : 0;
}

/* "/ipv4#3" at @text, or ".ipv4": into @ret. False: it is something else. */
static bool read_family(const char *text, struct operand *ret)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (int i = 0; i < 2; i++) {
		const char *name = family_name[families[i]], *end = text + 1 + strlen(name);
		if (strncmp(text + 1, name, strlen(name)) != 0)
			continue;
		ret->family = families[i];
		ret->time = *end ? read_time(end) : 0;
		return !*end || ret->time;
	}
	return false;
}

struct operand operand_read(const char *text)
{
	/* As JUnit has it: of the class of this name. */
	static const char class[] = "rstlab-ns.";
	const char *begin =
		strncmp(text, class, sizeof(class) - 1) == 0 ? text + sizeof(class) - 1 : text;
	struct operand operand = { .pattern = begin };

	for (const char *at = begin; (at = strpbrk(at, "/.")); at++)
		if (read_family(at, &operand)) {
			operand.length = (size_t)(at - begin);
			return operand;
		}
	return (struct operand){ .pattern = begin, .length = strlen(begin) };
}

bool operand_names(const struct operand *operand, const char *scenario)
{
	char pattern[PATTERN_SIZE];

	if (operand->length >= sizeof(pattern))
		return false;
	snprintf(pattern, sizeof(pattern), "%.*s", (int)operand->length, operand->pattern);
	return fnmatch(pattern, scenario, 0) == 0;
}

bool operands_mean(char *const *operands, int count, const char *scenario, int family, int time)
{
	bool meant = count == 0;

	for (int i = 0; i < count && !meant; i++) {
		const struct operand operand = operand_read(operands[i]);
		meant = operand_names(&operand, scenario) &&
			(!operand.family || operand.family == family) &&
			(!operand.time || !time || operand.time == time);
	}
	return meant;
}
