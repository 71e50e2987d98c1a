/* SPDX-License-Identifier: GPL-2.0-only */
#include "select.h"

#include "kernel_change.h"
#include "promise.h"
#include "sizes.h"
#include "suggest.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HINT_SIZE = 320, TAGS_MAX = 32 };

/* How the kernel's headers begin each reason. */
#define REASON_PREFIX "SK_RST_REASON_"

/* has_tag(), has_reason() and has_section(): has @scenario this value? Whatever it has instead is
 * considered for @near. */
static bool has_tag(const struct scenario *scenario, const char *tag, struct suggestion *near)
{
	const char *word = scenario->tags ? scenario->tags : "";
	size_t length;

	for (word += strspn(word, " "); *word; word += length + strspn(word + length, " ")) {
		length = strcspn(word, " ");
		if (strlen(tag) == length && memcmp(tag, word, length) == 0)
			return true;
		suggest_consider(near, word, length);
	}
	return false;
}

const char *scenario_needs(const struct scenario *scenario, char *buffer, size_t size)
{
	const char *needs = scenario->needs ? scenario->needs : "";

	snprintf(buffer, size, "%s%s%s", needs, *needs && scenario->changes_machine ? " " : "",
		 scenario->changes_machine ? "own-machine" : "");
	return buffer;
}

bool scenario_has_tag(const struct scenario *scenario, const char *tag)
{
	return has_tag(scenario, tag, &(struct suggestion){ .word = "" });
}

static bool has_reason(const struct scenario *scenario, const char *reason, struct suggestion *near)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct reason_claim *claim = walk.promise.reason;
		const char *promised = claim ? claim->reason : NULL;

		if (!promised)
			continue;
		if (strcmp(promised, reason) == 0)
			return true;
		suggest_consider(near, promised, strlen(promised));
	}
	return false;
}

static bool has_section(const struct scenario *scenario, const char *section,
			struct suggestion *near)
{
	size_t length = strlen(section);

	if (!scenario->section)
		return false;
	if (strncmp(scenario->section, section, length) == 0 &&
	    (scenario->section[length] == '\0' || scenario->section[length] == '.'))
		return true;
	suggest_consider(near, scenario->section, strlen(scenario->section));
	return false;
}

/* "OLD,NEW": see is_between(). */
static bool has_between(const struct scenario *scenario, const char *between,
			struct suggestion *near)
{
	const char *new = strchr(between, ',') + 1;

	const struct change *change[CHANGES_MAX];
	int count = scenario_changes(scenario, change);

	(void)near;
	for (int i = 0; i < count; i++)
		if (kernel_differs(change[i]->since, between, new))
			return true;
	return false;
}

/* Two versions, and a comma between them. */
static bool is_between(const char *text)
{
	char old[VERSION_SIZE] = "";
	const char *comma = strchr(text, ',');

	if (!comma || (size_t)(comma - text) >= sizeof(old))
		return false;
	memcpy(old, text, (size_t)(comma - text));
	return kernel_is_version(old) && kernel_is_version(comma + 1);
}

/* One side of a filter. */
struct facet {
	const char *value; /* NULL: does not matter */
	const char *none;  /* what to say if no scenario has it; NULL: that is an answer too */
	const char *where; /* what shows those that there are; NULL: they are few, and tags */
	bool (*has)(const struct scenario *scenario, const char *value, struct suggestion *near);
};

enum { FACETS = 4 };

struct tag {
	const char *at;
	size_t length;
};

static int by_letters(const void *left, const void *right)
{
	const struct tag *a = left, *b = right;
	int order = memcmp(a->at, b->at, a->length < b->length ? a->length : b->length);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

static int collect_tags(const struct scenario *const *all, int count, struct tag *tags)
{
	int found = 0;

	for (int i = 0; i < count; i++) {
		const char *word = all[i]->tags ? all[i]->tags : "";
		for (word += strspn(word, " "); *word; word += strspn(word, " ")) {
			struct tag tag = { word, strcspn(word, " ") };
			int k = 0;
			while (k < found && by_letters(&tags[k], &tag) != 0)
				k++;
			if (k == found && found < TAGS_MAX)
				tags[found++] = tag;
			word += tag.length;
		}
	}
	qsort(tags, (size_t)found, sizeof(*tags), by_letters);
	return found;
}

/* "; there are close, life and set-up". Returns @buffer. */
static const char *tags_text(const struct scenario *const *all, int count, char *buffer,
			     size_t size)
{
	struct tag tags[TAGS_MAX];
	int found = collect_tags(all, count, tags);
	size_t used = (size_t)snprintf(buffer, size, "; there are");

	for (int i = 0; i < found && used < size; i++)
		used += (size_t)snprintf(buffer + used, size - used, "%s %.*s",
					 i == 0           ? ""
					 : i == found - 1 ? " and"
							  : ",",
					 (int)tags[i].length, tags[i].at);
	return buffer;
}

static int check_facet(const struct facet *facet, const struct scenario *const *all, int count,
		       struct why *ret_why)
{
	struct suggestion near = { .word = facet->value };
	char hint[HINT_SIZE], tags[HINT_SIZE];

	for (int i = 0; i < count; i++)
		if (facet->has(all[i], facet->value, &near))
			return 0;
	const char *there = facet->where ? facet->where : tags_text(all, count, tags, sizeof(tags));
	why_set(ret_why, "%s '%s'%s", facet->none, facet->value,
		suggest_text(&near, there, hint, sizeof(hint)));
	return -EINVAL;
}

static int check_pattern(const char *pattern, const struct scenario *const *all, int count,
			 struct why *ret_why)
{
	struct suggestion near = { .word = pattern };
	char hint[96];

	for (int i = 0; i < count; i++) {
		if (fnmatch(pattern, all[i]->name, 0) == 0)
			return 0;
		suggest_consider(&near, all[i]->name, strlen(all[i]->name));
	}
	why_set(ret_why, "%s '%s'%s",
		strpbrk(pattern, "*?[") ? "no scenario matches" : "unknown scenario", pattern,
		suggest_text(&near, "; 'rstlab-ns list' shows them", hint, sizeof(hint)));
	return -EINVAL;
}

static bool is_meant(const struct scenario *scenario, char *const *patterns, int pattern_count,
		     const struct facet *facets)
{
	bool named = pattern_count == 0;

	for (int i = 0; i < pattern_count && !named; i++)
		named = fnmatch(patterns[i], scenario->name, 0) == 0;
	for (int i = 0; i < FACETS && named; i++)
		named = !facets[i].value || facets[i].has(scenario, facets[i].value,
							  &(struct suggestion){ .word = "" });
	return named;
}

static int by_section_and_name(const void *left, const void *right)
{
	const struct scenario *a = *(const struct scenario *const *)left;
	const struct scenario *b = *(const struct scenario *const *)right;
	int order = 0;

	if (a->section && b->section)
		order = strverscmp(a->section, b->section);
	else if (a->section || b->section)
		return a->section ? -1 : 1;
	return order ? order : strcmp(a->name, b->name);
}

/* As promises have it: without what the kernel's headers put before it. */
static const char *reason_of(const struct filter *filter)
{
	size_t length = strlen(REASON_PREFIX);
	const char *reason = filter->reason;

	return reason && strncasecmp(reason, REASON_PREFIX, length) == 0 ? reason + length : reason;
}

int select_scenarios(const struct scenario *const *all, int count, char *const *patterns,
		     int pattern_count, const struct filter *filter, const struct scenario **ret,
		     struct why *ret_why)
{
	const struct facet facets[FACETS] = {
		{ filter->tag, "no scenario has the tag", NULL, has_tag },
		{ reason_of(filter), "no scenario promises the reason",
		  "; 'rstlab-ns atlas' shows what there is", has_reason },
		{ filter->section, "no scenario is of the section",
		  "; 'rstlab-ns list' shows what there is", has_section },
		{ filter->between, NULL, NULL, has_between },
	};
	int chosen = 0;
	int err = 0;

	for (int i = 0; i < pattern_count && !err; i++)
		err = check_pattern(patterns[i], all, count, ret_why);
	for (int i = 0; i < FACETS && !err; i++)
		if (facets[i].value && facets[i].none)
			err = check_facet(&facets[i], all, count, ret_why);
	if (!err && filter->between && !is_between(filter->between)) {
		why_set(ret_why, "--between wants two versions, like 6.1.192,6.12.40, not '%s'",
			filter->between);
		err = -EINVAL;
	}
	if (err)
		return err;
	for (int i = 0; i < count; i++)
		if (is_meant(all[i], patterns, pattern_count, facets))
			ret[chosen++] = all[i];
	qsort(ret, (size_t)chosen, sizeof(struct scenario *), by_section_and_name);
	return chosen;
}
