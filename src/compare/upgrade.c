/* SPDX-License-Identifier: GPL-2.0-only */
#include "upgrade.h"

#include "json_members.h"
#include "json_rows.h"
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

/* What holds before a change, or after it: a promise, or (no witness) what a kernel can tell. */
struct held {
	const char *witness, *who, *expected;
	bool known_broken;
};

struct upgrade {
	FILE *out;
	int width;
	const struct kernel_pair *kernels;
	struct known *known;
	int count;
	/* Tells one of these. */
	void (*tell)(struct upgrade *upgrade, bool after, const struct held *held);
	struct json_rows rows; /* as JSON */
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

/* ---- What holds before, and after ---------------------------------------------------------------
 */

static void tell_promise(struct upgrade *upgrade, bool after, const struct promise *promise,
			 bool is_broken)
{
	char text[PROMISE_TEXT];

	upgrade->tell(upgrade, after,
		      &(struct held){ .witness = witness_name[promise_witness(promise)],
				      .who = promise->who,
				      .expected = promise_text(promise, text, sizeof(text)),
				      .known_broken = is_broken });
}

/* What the scenario promises on one of the kernels only, for that change. */
static void tell_promises(struct upgrade *upgrade, const struct known *known, bool after)
{
	const struct kernel_pair *kernels = upgrade->kernels;
	const char *own = after ? kernels->new : kernels->old;

	for (struct promises walk = promises_of(known->scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		if (!promise_depends(promise, known->change) || !promise_holds(promise, own))
			continue;
		if (promise->mended == known->change)
			tell_promise(upgrade, after, promise,
				     !kernel_has(promise->mended->since, own));
		else
			tell_promise(upgrade, after, promise, false);
	}
}

/* What kernels tell, and tell otherwise. */
static void tell_telling(struct upgrade *upgrade, const struct expected *row, bool after)
{
	bool is_counter = strncmp(row->what, "* ", 2) == 0; /* of any host */
	bool is_ability = row->aspects & IN(ASPECT_ABILITY);
	static const char *const words[][2] = {
		{ "in the old way", "in the new way" },
		{ "(not available)", "(available)" },
		{ "is not a counter", "is a counter" },
	};
	int kind = is_ability ? 1 + is_counter : 0;
	const char *what = row->what + (is_counter ? 2 : 0);
	char line[256];
	bool has = kernel_has(row->since, after ? upgrade->kernels->new : upgrade->kernels->old);

	snprintf(line, sizeof(line), "%s %s", what, words[kind][has]);
	upgrade->tell(upgrade, after, &(struct held){ .expected = line });
}

static void tell_side(struct upgrade *upgrade, const struct known *known, bool after)
{
	if (known->scenario)
		tell_promises(upgrade, known, after);
	else
		tell_telling(upgrade, &known->expected, after);
}

/* The newer kernel has not what the older one has. */
static bool is_undone(const struct upgrade *upgrade, const struct known *known)
{
	return kernel_has(known->expected.since, upgrade->kernels->old);
}

/* ---- For people ---------------------------------------------------------------------------------
 */

static void print_held(struct upgrade *upgrade, bool after, const struct held *held)
{
	char line[2 * PROMISE_TEXT];

	snprintf(line, sizeof(line), "%s%s%s%s%s%s", held->witness ? held->witness : "",
		 held->witness ? ", " : "", held->witness ? held->who : "",
		 held->witness ? ": " : "", held->expected,
		 held->known_broken ? "; a known issue of this kernel" : "");
	fprintf(upgrade->out, "%*s%-*s", BODY, "", TOLD - BODY, after ? "after" : "before");
	text_wrap(upgrade->out, line, TOLD, TOLD + 2, upgrade->width);
}

static void print_known(struct upgrade *upgrade, const struct known *known)
{
	const char *scenario = known->expected.scenario;

	fprintf(upgrade->out, "%*s%s\n", MARGIN, "",
		strcmp(scenario, "*") == 0 ? "any scenario" : scenario);
	tell_side(upgrade, known, false);
	tell_side(upgrade, known, true);
}

static void print_change(const struct upgrade *upgrade, const struct known *known)
{
	const struct expected *row = &known->expected;
	char line[1024];

	snprintf(line, sizeof(line), "%s %s: %s%s%s%s",
		 is_undone(upgrade, known) ? "not before" : "since", row->since,
		 row->because ? row->because : "", row->because ? " (" : "", row->source,
		 row->because ? ")" : "");
	fputc('\n', upgrade->out);
	text_wrap(upgrade->out, line, 0, MARGIN, upgrade->width);
}

int upgrade_print(FILE *out, const struct kernel_pair *kernels, const struct scenario *const *list,
		  int count, int columns)
{
	struct upgrade upgrade = {
		.out = out, .kernels = kernels, .width = columns, .tell = print_held
	};
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

/* ---- For programs -------------------------------------------------------------------------------
 */

struct change_row {
	const char *since, *because, *source;
	bool is_undone;
	const char *scenario;
};

static const struct field change_fields[] = {
	{ "since", FIELD_WORD, FIELD_AT(struct change_row, since) },
	{ "because", FIELD_WORD, FIELD_AT(struct change_row, because) },
	{ "source", FIELD_WORD, FIELD_AT(struct change_row, source) },
	{ "undone", FIELD_BOOL, FIELD_AT(struct change_row, is_undone) },
	{ "scenario", FIELD_WORD, FIELD_AT(struct change_row, scenario) },
	{ 0 },
};

static const struct field held_fields[] = {
	{ "witness", FIELD_WORD, FIELD_AT(struct held, witness) },
	{ "who", FIELD_WORD, FIELD_AT(struct held, who) },
	{ "expected", FIELD_WORD, FIELD_AT(struct held, expected) },
	{ "known_broken", FIELD_BOOL, FIELD_AT(struct held, known_broken) },
	{ 0 },
};

static const struct field pair_fields[] = {
	{ "old", FIELD_WORD, .offset = 0 },
	{ "new", FIELD_WORD, .offset = sizeof(const char *) },
	{ 0 },
};

static void add_held(struct upgrade *upgrade, bool after, const struct held *held)
{
	(void)after; /* they have a list each */
	json_rows_add(&upgrade->rows, held);
}

static int json_known(struct upgrade *upgrade, const struct known *known)
{
	const struct expected *expected = &known->expected;
	const struct change_row row = { expected->since, expected->because, expected->source,
					is_undone(upgrade, known), expected->scenario };
	int err = json_print_members(upgrade->out, change_fields, &row, 6);

	for (int after = 0; after < 2 && !err; after++) {
		upgrade->rows =
			json_rows_begin(upgrade->out, after ? "after" : "before", held_fields, 6);
		tell_side(upgrade, known, after);
		err = json_rows_end(&upgrade->rows);
	}
	return err;
}

int upgrade_json(FILE *out, const struct kernel_pair *kernels, const struct scenario *const *list,
		 int count)
{
	struct upgrade upgrade = { .out = out, .kernels = kernels, .tell = add_held };
	const char *const pair[] = { kernels->old, kernels->new };
	int err = collect(&upgrade, list, count);

	if (err < 0)
		return err;
	fputs(",\n", out);
	err = json_print_members(out, pair_fields, pair, 2);
	fputs(",\n  \"changes\": [", out);
	for (int i = 0; i < upgrade.count && !err; i++) {
		fputs(i ? ",\n    {\n" : "\n    {\n", out);
		err = json_known(&upgrade, &upgrade.known[i]);
		fputs("\n    }", out);
	}
	fputs(upgrade.count ? "\n  ]" : "]", out);
	free(upgrade.known);
	return err;
}
