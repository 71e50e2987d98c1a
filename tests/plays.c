/* SPDX-License-Identifier: GPL-2.0-only */
#include "plays.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct change counted = { "6.11", "0123456789ab (tcp: count it)" };
static const struct change recounted = { "6.11", "fedcba987654 (tcp: count it again)" };

static const struct promise plain[] = {
	{ "server", "it counts", .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "server", "it speaks", .wire = CLAIM(wire, .flags = "~PSH") },
	{ .who = NULL },
};
static const struct promise counting[] = {
	{ "server", "it counts", .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "client", "it counts", .counter = CLAIM(counter, "TcpExtTW", 3) },
	{ .who = NULL },
};
static const struct promise known[] = {
	{ "server", "it counts", .known_broken = true,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
static const struct promise changing[] = {
	{ "server", "it counts twice", .with = &counted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 2) },
	{ "server", "it counts", .without = &recounted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
/* Two endings whose evidence is the same but for a window. */
static const struct promise racing[] = {
	{ "client", .outcome = "small", .wire = CLAIM(wire, "PSH,ACK", .win = IS(500)) },
	{ "client", .outcome = "large", .wire = CLAIM(wire, "PSH,ACK", .win = IS(900)) },
	{ .who = NULL },
};
static const struct promise strict[] = {
	{ "client", .wire = CLAIM(wire, "PSH,ACK", .win = IS(500)) },
	{ .who = NULL },
};
static const struct outcome endings[] = { { "small", "" }, { "large", "" }, { .name = NULL } };

const struct scenario scenario_plain = { .name = "plain", .promises = plain };
const struct scenario scenario_twin = { .name = "twin", .promises = plain };
const struct scenario scenario_known = { .name = "known", .promises = known };
const struct scenario scenario_changing = { .name = "changing", .promises = changing };
const struct scenario scenario_racing = { .name = "racing",
					  .promises = racing,
					  .outcomes = endings };

const struct scenario scenario_counting = { .name = "counting", .promises = counting };
const struct scenario scenario_strict = { .name = "strict", .promises = strict };
static const struct promise mending[] = {
	{ "server", "it counts", .known_broken = true, .mended = &counted,
	  .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ .who = NULL },
};
const struct scenario scenario_mending = { .name = "mending", .promises = mending };

static void play(struct comparison *comparison, const struct playing *playing, int iteration,
		 const char *version)
{
	struct evidence *ev = tale_tell(&playing->tale);
	struct why why;

	ev->ending = (enum ending)playing->ending;
	ev->family = playing->family ? playing->family : AF_INET;
	snprintf(ev->version, sizeof(ev->version), "%s", version);
	struct result *result = result_make(playing->scenario, ev, iteration, 0);
	assert_non_null(result);
	if (compare_result(comparison, result, &why) != 0)
		fail_msg("%s", why.text);
	result_free(result);
	free(ev);
}

struct comparison *plays_collect(const struct playing plays[RUNS][PLAYS], int runs,
				 const char *const versions[RUNS])
{
	const struct run_facts facts = { "1.0.0", "6.1.0", "x86_64" };
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	struct why why;

	assert_non_null(comparison);
	for (int run = 0; run < runs; run++) {
		assert_int_equal(compare_run(comparison, "path", &facts, &why), 0);
		for (int i = 0; i < PLAYS && plays[run][i].scenario; i++)
			play(comparison, &plays[run][i], i, versions[run]);
	}
	return comparison;
}

struct comparison *plays_compare(const struct playing plays[RUNS][PLAYS], int runs)
{
	static const char *const versions[][RUNS] = { { "6.12" },
						      { "6.10.5", "6.12" },
						      { "6.10.5", "6.10.5", "6.12" } };
	struct comparison *comparison = plays_collect(plays, runs, versions[runs - 1]);

	assert_int_equal(compare_conclude(comparison), 0);
	return comparison;
}

void plays_done(struct comparison *comparison)
{
	compare_free(comparison);
	free(comparison);
}
