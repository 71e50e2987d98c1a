/* SPDX-License-Identifier: GPL-2.0-only */
#include "operand.h"

#include "address.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { PATTERN_SIZE = 256 };

/* "#3" at the end: from 1. 0: it is none. */
static int read_time(const char *text)
{
	size_t digits = strspn(text + 1, "0123456789");

	return text[0] == '#' && digits > 0 && digits < 8 && text[1 + digits] == '\0'
		       ? atoi(text + 1)
		       : 0;
}

struct operand operand_read(const char *text)
{
	static const int families[] = { AF_INET, AF_INET6 };
	const struct operand whole = { .pattern = text, .length = strlen(text) };
	const char *slash = strrchr(text, '/');

	for (int i = 0; slash && i < 2; i++) {
		const char *name = family_name[families[i]], *end = slash + 1 + strlen(name);
		if (strncmp(slash + 1, name, strlen(name)) != 0)
			continue;
		struct operand one = { text, (size_t)(slash - text), families[i], 0 };
		if (*end)
			one.time = read_time(end);
		if (!*end || one.time)
			return one;
	}
	return whole;
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
