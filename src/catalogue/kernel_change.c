/* SPDX-License-Identifier: GPL-2.0-only */
#include "kernel_change.h"

#include "text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS = 3 };

/* "6.1.192" into numbers, as many as there are, the rest 0; "x" for the third is above any. False
 * if there are not two. */
static bool version_parse(const char *text, unsigned long *ret)
{
	int parts = 0;

	memset(ret, 0, PARTS * sizeof(*ret));
	while (parts < PARTS && *text >= '0' && *text <= '9') {
		char *end;
		ret[parts++] = strtoul(text, &end, 10);
		text = end;
		if (*text != '.')
			break;
		text++;
	}
	if (parts == 2 && *text == 'x')
		ret[parts] = ULONG_MAX;
	return parts >= 2;
}

static int version_compare(const unsigned long *a, const unsigned long *b)
{
	for (int i = 0; i < PARTS; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

bool kernel_has(const char *since, const char *version)
{
	unsigned long have[PARTS], fixed[PARTS];

	if (!version_parse(version, have))
		return false;
	while (*since) {
		bool is_last = strchr(since, ' ') == NULL;
		if (!version_parse(since, fixed))
			return false;
		bool same_series = have[0] == fixed[0] && have[1] == fixed[1];
		if ((is_last || same_series) && version_compare(have, fixed) >= 0)
			return true;
		since = is_last ? since + strlen(since) : strchr(since, ' ') + 1;
	}
	return false;
}

bool kernel_differs(const char *since, const char *old, const char *new)
{
	return kernel_has(since, old) != kernel_has(since, new);
}

int kernel_order(const char *a, const char *b)
{
	unsigned long first[PARTS], second[PARTS];
	bool has_first = version_parse(a, first), has_second = version_parse(b, second);

	if (!has_first || !has_second)
		return has_first - has_second;
	return version_compare(first, second);
}

bool kernel_named(const char *text, size_t length, char *ret)
{
	unsigned long parts[PARTS];
	char series[VERSION_SIZE];
	int dots = 0;

	if (length == 0 || length + 2 >= sizeof(series))
		return false;
	snprintf(series, sizeof(series), "%.*s", (int)length, text);
	bool is_newest = length > 2 && strcmp(series + length - 2, ".x") == 0;
	if (is_newest)
		series[length -= 2] = '\0';
	for (size_t i = 0; i < length; i++)
		dots += series[i] == '.';
	bool is_series = dots == 1;
	if (!version_parse(series, parts) || strspn(series, "0123456789.") != length ||
	    series[length - 1] == '.' || dots >= PARTS || (is_newest && dots > 1))
		return false;
	text_set(ret, VERSION_SIZE, "%s%s", series, is_series ? ".x" : "");
	return true;
}

/* Of each major version the last minor: of the newest, the last on which the scenarios were played.
 * Releases: https://www.kernel.org/pub/linux/kernel/ */
static const struct {
	unsigned long major, minor;
} lasts[] = { { 2, 6 }, { 3, 19 }, { 4, 20 }, { 5, 19 }, { 6, 19 }, { 7, 3 } };

enum { LASTS = sizeof(lasts) / sizeof(lasts[0]) };

const char *kernel_doubt(const char *version, const char *played, char *ret, size_t size)
{
	unsigned long asked[PARTS], seen[PARTS];
	unsigned long newest[PARTS] = { lasts[LASTS - 1].major, lasts[LASTS - 1].minor };

	*ret = '\0';
	if (!version_parse(version, asked))
		return ret;
	asked[2] = 0;
	if (played && version_parse(played, seen) && version_compare(seen, newest) > 0)
		memcpy(newest, seen, sizeof(newest));
	if (version_compare(asked, newest) > 0)
		text_set(ret, size,
			 "Linux %lu.%lu is newer than the newest known here, %lu.%lu: treated as "
			 "having all known changes",
			 asked[0], asked[1], newest[0], newest[1]);
	for (int i = 0; i < LASTS - 1; i++)
		if (asked[0] == lasts[i].major && asked[1] > lasts[i].minor)
			text_set(ret, size,
				 "there was no Linux %lu.%lu: %lu.0 followed %lu.%lu; treated as "
				 "a release between the two",
				 asked[0], asked[1], lasts[i].major + 1, lasts[i].major,
				 lasts[i].minor);
	return ret;
}

bool kernel_pair(const char *text, struct kernel_pair *ret)
{
	const char *comma = strchr(text, ',');

	return comma && kernel_named(text, (size_t)(comma - text), ret->old) &&
	       kernel_named(comma + 1, strlen(comma + 1), ret->new);
}

void kernel_version(const char *release, const char *build, const char *signature, char *ret,
		    size_t size)
{
	static const char debian[] = " Debian ";
	unsigned long parts[PARTS];
	const char *found = strstr(build, debian), *last = strrchr(signature, ' ');

	found = found ? found + sizeof(debian) - 1 : last ? last + 1 : release;
	if (!version_parse(found, parts))
		found = release;
	snprintf(ret, size, "%.*s", (int)strspn(found, "0123456789."), found);
}
