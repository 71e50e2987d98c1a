/* SPDX-License-Identifier: GPL-2.0-only */
#include "select.h"

#include "causes.h"
#include "kernel_change.h"
#include "operand.h"
#include "promise.h"
#include "sizes.h"
#include "suggest.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HINT_SIZE = 640 };

const char *scenario_needs(const struct scenario *scenario, char *buffer, size_t size)
{
	const char *needs = scenario->needs ? scenario->needs : "";

	snprintf(buffer, size, "%s%s%s", needs, *needs && scenario->changes_machine ? " " : "",
		 scenario->changes_machine ? "own-machine" : "");
	return buffer;
}

bool filter_asks(const struct filter *filter)
{
	bool asks = filter->between;

	for (enum facet facet = 0; facet < FACETS; facet++)
		asks = asks || filter->by[facet].count > 0;
	return asks;
}

/* ---- What no scenario is or has -----------------------------------------------------------------
 */

/* "; there are close, life and set-up". Returns @buffer. */
static const char *values_text(const struct facet_value *value, int count, char *buffer,
			       size_t size)
{
	snprintf(buffer, size, "; the choices are ");
	for (int i = 0; i < count; i++)
		text_append(buffer, size, "%s%.*s", text_between(i, count, " and "),
			    (int)value[i].length, value[i].at);
	return buffer;
}

static int check_value(enum facet facet, const char *asked, const struct scenario *const *all,
		       int count, struct why *ret_why)
{
	struct facet_value value[FACET_VALUES];
	char hint[HINT_SIZE], there[HINT_SIZE];

	for (int i = 0; i < count; i++)
		if (facet_has(facet, all[i], asked))
			return 0;
	if (facet == BY_CAUSE && cause_find(asked))
		return why_fail(ret_why, -EINVAL,
				"no scenario can show the cause '%s', which is known from "
				"reading only; see 'rstlab-ns why %s'",
				asked, asked);
	struct suggestion near = { .word = facet_bare(facet, asked) };
	int values = facet_values(facet, all, count, value);
	for (int i = 0; i < values; i++)
		suggest_consider(&near, value[i].at, value[i].length);
	values_text(value, values, there, sizeof(there));
	return why_fail(ret_why, -EINVAL, "%s '%s'%s", facet_none[facet], near.word,
			suggest_text(&near, there, hint, sizeof(hint)));
}

/* "; it is a tag: --tag close". Returns @buffer. */
static const char *facet_hint(const char *word, const struct scenario *const *all, int count,
			      char *buffer, size_t size)
{
	snprintf(buffer, size, "; 'rstlab-ns list' shows them");
	for (enum facet facet = FACETS; facet-- > 0;)
		for (int i = 0; i < count; i++)
			if (facet_has(facet, all[i], word))
				snprintf(buffer, size, "; --%s %s selects by %s", facet_noun[facet],
					 word, facet_noun[facet]);
	return buffer;
}

static int check_operand(const char *text, const struct scenario *const *all, int count,
			 struct why *ret_why)
{
	const struct operand operand = operand_read(text);
	const char *slash = strchr(text, '/');
	char name[96], hint[HINT_SIZE], otherwise[HINT_SIZE];

	snprintf(name, sizeof(name), "%.*s", (int)operand.length, text);
	struct suggestion near = { .word = name };
	for (int i = 0; i < count; i++) {
		if (operand_names(&operand, all[i]->name))
			return 0;
		if (slash && strncmp(text, all[i]->name, (size_t)(slash - text)) == 0 &&
		    all[i]->name[slash - text] == '\0')
			return why_fail(ret_why, -EINVAL,
					"unknown result '%s': '%.*s' must be followed by ipv4 or "
					"ipv6, and the number of a repeat: /ipv4#3",
					text, (int)(slash - text + 1), text);
		suggest_consider(&near, all[i]->name, strlen(all[i]->name));
	}
	return why_fail(ret_why, -EINVAL, "%s '%s'%s",
			strpbrk(text, "*?[") ? "no scenario matches" : "unknown scenario", text,
			suggest_text(&near,
				     facet_hint(text, all, count, otherwise, sizeof(otherwise)),
				     hint, sizeof(hint)));
}

/* ---- Between two kernels ------------------------------------------------------------------------
 */

/* @between is two versions, as checked before. */
static bool has_between(const struct scenario *scenario, const char *between)
{
	const struct change *change[CHANGES_MAX];
	int count = scenario_changes(scenario, change);
	struct kernel_pair kernels;

	if (!kernel_pair(between, &kernels))
		return false;
	for (int i = 0; i < count; i++)
		if (kernel_differs(change[i]->since, kernels.old, kernels.new))
			return true;
	return false;
}

/* ---- The choice ---------------------------------------------------------------------------------
 */

static int check_filter(const struct filter *filter, const struct scenario *const *all, int count,
			struct why *ret_why)
{
	struct kernel_pair kernels;
	int err = 0;

	for (enum facet facet = 0; facet < FACETS; facet++)
		for (int i = 0; i < filter->by[facet].count && !err; i++)
			err = check_value(facet, filter->by[facet].value[i], all, count, ret_why);
	if (!err && filter->between && !kernel_pair(filter->between, &kernels))
		err = why_fail(ret_why, -EINVAL,
			       "--between: expected two versions like 6.1.192,6.12.40, got '%s'",
			       filter->between);
	return err;
}

static bool is_let_through(const struct scenario *scenario, const struct filter *filter)
{
	for (enum facet facet = 0; facet < FACETS; facet++) {
		const struct asked *asked = &filter->by[facet];
		bool has = asked->count == 0;
		for (int i = 0; i < asked->count && !has; i++)
			has = facet_has(facet, scenario, asked->value[i]);
		if (!has)
			return false;
	}
	return !filter->between || has_between(scenario, filter->between);
}

static bool is_named(const struct scenario *scenario, char *const *operands, int count)
{
	bool named = count == 0;

	for (int i = 0; i < count && !named; i++) {
		const struct operand operand = operand_read(operands[i]);
		named = operand_names(&operand, scenario->name);
	}
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

int select_scenarios(const struct scenario *const *all, int count, char *const *operands,
		     int operand_count, const struct filter *filter, const struct scenario **ret,
		     struct why *ret_why)
{
	int chosen = 0;
	int err = 0;

	for (int i = 0; i < operand_count && !err; i++)
		err = check_operand(operands[i], all, count, ret_why);
	if (!err)
		err = check_filter(filter, all, count, ret_why);
	if (err)
		return err;
	for (int i = 0; i < count; i++)
		if (is_named(all[i], operands, operand_count) && is_let_through(all[i], filter))
			ret[chosen++] = all[i];
	qsort(ret, (size_t)chosen, sizeof(struct scenario *), by_section_and_name);
	return chosen;
}
