/* SPDX-License-Identifier: GPL-2.0-only */
#include "upgrade.h"

#include "known_changes.h"
#include "promise.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WIDEST = 100, NARROWEST = 60, MARGIN = 2, BODY = 4, TOLD = 12 };

/* A change, in one scenario or in all that fit a pattern. */
struct known {
	struct expected expected;
	const struct scenario *scenario; /* NULL: those of the pattern */
	const struct change *change;     /* NULL likewise */
};

struct upgrade {
	FILE *out;
	int width;
	const struct kernel_pair *kernels;
	struct known *known;
	int count;
};

/* ---- Collecting ---------------------------------------------------------------------------------
 */

static const char *mainline(const char *since)
{
	const char *last = strrchr(since, ' ');

	return last ? last + 1 : since;
}

/* One commit is one change. */
static int change_order(const struct known *a, const struct known *b)
{
	return strcmp(a->expected.source, b->expected.source);
}

static int by_age(const void *left, const void *right)
{
	const struct known *a = left, *b = right;
	int by_version = kernel_order(mainline(a->expected.since), mainline(b->expected.since));
	int by_change = change_order(a, b);

	if (by_change)
		return by_version ? by_version : by_change;
	return strcmp(a->expected.scenario, b->expected.scenario);
}

static bool fits_any(const struct expected *row, const struct scenario *const *list, int count)
{
	bool fits = false;

	for (int i = 0; i < count && !fits; i++)
		fits = expected_in(row, list[i]->name);
	return fits;
}

static void add(struct upgrade *upgrade, const struct known *known)
{
	if (expected_between(&known->expected, upgrade->kernels->old, upgrade->kernels->new))
		upgrade->known[upgrade->count++] = *known;
}

static int collect(struct upgrade *upgrade, const struct scenario *const *list, int count)
{
	int rows = 0;

	while (expected_table[rows].since)
		rows++;
	upgrade->known = calloc((size_t)(rows + count * CHANGES_MAX) + 1, sizeof(*upgrade->known));
	if (!upgrade->known)
		return -ENOMEM;
	for (int i = 0; i < rows; i++)
		if (fits_any(&expected_table[i], list, count))
			add(upgrade, &(struct known){ .expected = expected_table[i] });
	for (int i = 0; i < count; i++) {
		const struct change *change[CHANGES_MAX];
		int changes = scenario_changes(list[i], change);
		for (int k = 0; k < changes; k++)
			add(upgrade, &(struct known){ .expected = { .since = change[k]->since,
								    .scenario = list[i]->name,
								    .source = change[k]->what },
						      .scenario = list[i],
						      .change = change[k] });
	}
	qsort(upgrade->known, (size_t)upgrade->count, sizeof(*upgrade->known), by_age);
	return 0;
}

/* ---- Telling ------------------------------------------------------------------------------------
 */

/* One thing that holds before, or after. */
static void print_line(const struct upgrade *upgrade, bool after, const char *text)
{
	fprintf(upgrade->out, "%*s%-*s", BODY, "", TOLD - BODY, after ? "after" : "before");
	text_wrap(upgrade->out, text, TOLD, TOLD + 2, upgrade->width);
}

static void print_promise(const struct upgrade *upgrade, bool after, const struct promise *promise,
			  bool is_broken)
{
	char text[PROMISE_TEXT], line[2 * PROMISE_TEXT];

	snprintf(line, sizeof(line), "%s, %s: %s%s", witness_name[promise_witness(promise)],
		 promise->who, promise_text(promise, text, sizeof(text)),
		 is_broken ? "; this kernel is known to break it" : "");
	print_line(upgrade, after, line);
}

/* What @scenario promises on one of the kernels only, for that change. */
static void print_promises(const struct upgrade *upgrade, const struct known *known, bool after)
{
	const struct kernel_pair *kernels = upgrade->kernels;
	const char *own = after ? kernels->new : kernels->old;

	for (struct promises walk = promises_of(known->scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		if (!promise_depends(promise, known->change) || !promise_holds(promise, own))
			continue;
		if (promise->mended == known->change)
			print_promise(upgrade, after, promise,
				      !kernel_has(promise->mended->since, own));
		else
			print_promise(upgrade, after, promise, false);
	}
}

/* What kernels tell, and tell otherwise. */
static void print_telling(const struct upgrade *upgrade, const struct expected *row)
{
	bool is_counter = strncmp(row->what, "* ", 2) == 0; /* of any host */
	bool is_ability = row->aspects & IN(ASPECT_ABILITY);
	static const char *const words[][2] = {
		{ "in the old way", "in the new way" },
		{ "cannot be had", "can be had" },
		{ "is no counter", "is a counter" },
	};
	int kind = is_ability ? 1 + is_counter : 0;
	const char *what = row->what + (is_counter ? 2 : 0);
	char line[256];

	for (int after = 0; after < 2; after++) {
		bool has = kernel_has(row->since,
				      after ? upgrade->kernels->new : upgrade->kernels->old);
		const char *word = words[kind][has];
		snprintf(line, sizeof(line), "%s %s", what, word);
		print_line(upgrade, after, line);
	}
}

static void print_known(const struct upgrade *upgrade, const struct known *known)
{
	const char *scenario = known->expected.scenario;

	fprintf(upgrade->out, "%*s%s\n", MARGIN, "",
		strcmp(scenario, "*") == 0 ? "any scenario" : scenario);
	if (!known->scenario) {
		print_telling(upgrade, &known->expected);
		return;
	}
	print_promises(upgrade, known, false);
	print_promises(upgrade, known, true);
}

static void print_change(const struct upgrade *upgrade, const struct known *known)
{
	const struct expected *row = &known->expected;
	bool is_undone = kernel_has(row->since, upgrade->kernels->old);
	char line[1024];

	snprintf(line, sizeof(line), "%s %s: %s%s%s%s", is_undone ? "not before" : "since",
		 row->since, row->because ? row->because : "", row->because ? " (" : "",
		 row->source, row->because ? ")" : "");
	fputc('\n', upgrade->out);
	text_wrap(upgrade->out, line, 0, MARGIN, upgrade->width);
}

int upgrade_print(FILE *out, const struct kernel_pair *kernels, const struct scenario *const *list,
		  int count, int columns)
{
	struct upgrade upgrade = { .out = out, .kernels = kernels, .width = columns };
	int changes = 0, err = collect(&upgrade, list, count);
	char line[160];

	if (err < 0)
		return err;
	if (columns == 0 || columns > WIDEST)
		upgrade.width = WIDEST;
	else if (columns < NARROWEST)
		upgrade.width = NARROWEST;
	for (int i = 0; i < upgrade.count; i++)
		changes += i == 0 || change_order(&upgrade.known[i - 1], &upgrade.known[i]) != 0;
	snprintf(line, sizeof(line), "From Linux %s to %s: %d known change%s%s", kernels->old,
		 kernels->new, changes, changes == 1 ? "" : "s",
		 strchr(kernels->old, 'x') || strchr(kernels->new, 'x')
			 ? " (x: the newest of its series)"
			 : "");
	text_wrap(out, line, 0, MARGIN, upgrade.width);
	for (int i = 0; i < upgrade.count; i++) {
		if (i == 0 || change_order(&upgrade.known[i - 1], &upgrade.known[i]) != 0)
			print_change(&upgrade, &upgrade.known[i]);
		print_known(&upgrade, &upgrade.known[i]);
	}
	free(upgrade.known);
	return 0;
}
