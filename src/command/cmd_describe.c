/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_describe.c - a scenario for people: what it proves, how to do it by hand, or its known issue
 * as a report. */
#include "by_hand.h"
#include "choose.h"
#include "console.h"
#include "describe.h"
#include "ladder_svg.h"
#include "ladder_text.h"
#include "promise_ladder.h"
#include "registry.h"
#include "story.h"
#include "terminal.h"
#include "upstream_mail.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* As `up --until` takes them. */
static void print_chapters(const struct scenario *scenario)
{
	const struct story *story = story_find(scenario->name);
	const char *title;

	if (!story)
		return;
	puts("\nChapters, for `rstlab-ns up`");
	for (int i = 0; (title = story_chapter(story, i)); i++)
		printf("  %d %s\n", i, title);
}

static void point_to_report(const struct scenario *scenario)
{
	if (scenario->upstream)
		printf("\nReport to %s\n  rstlab-ns describe %s --report-upstream\n",
		       scenario->upstream->list ? scenario->upstream->list : UPSTREAM_LIST,
		       scenario->name);
}

/* Where it is said how to do the same on real machines, if one can. */
static void point_to_hand(const struct scenario *scenario)
{
	const struct story *story = story_find(scenario->name);

	if (story && !by_hand_refusal(story))
		printf("\nOn real machines\n  rstlab-ns describe %s --by-hand\n", scenario->name);
}

static void describe(const struct scenario *const *chosen, int count)
{
	int all_count;
	const struct scenario *const *all = registry_scenarios(&all_count);

	for (int i = 0; i < count; i++) {
		const struct topology *topology = registry_topology(chosen[i]->topology);
		fputs(i ? "\n" : "", stdout);
		describe_scenario(stdout, chosen[i], topology ? topology->drawing : NULL, all,
				  all_count, terminal_columns(stdout));
		print_chapters(chosen[i]);
		point_to_hand(chosen[i]);
		point_to_report(chosen[i]);
	}
}

/* Over which addresses is @scenario typed? IPv4, where both are as well. -1, and in @ret_why why
 * over none. */
static int family_of(const struct options *options, const struct scenario *scenario,
		     struct why *ret_why)
{
	unsigned over = choose_families(options, scenario);

	if (over == 0)
		return why_fail(ret_why, -1, "%s", none_text(options));
	if (scenario->family == AF_INET6 && !(over & OVER_IPV6))
		return why_fail(ret_why, -1, "'%s' runs over IPv6 only: %s", scenario->name,
				scenario->why_family);
	if (scenario->family == AF_INET && !(over & OVER_IPV4))
		return why_fail(ret_why, -1, "'%s' runs over IPv4 only: %s", scenario->name,
				scenario->why_family);
	if (scenario->family)
		return scenario->family;
	return over & OVER_IPV4 ? AF_INET : AF_INET6;
}

static enum exit_code describe_by_hand(const struct options *options,
				       const struct scenario *const *chosen, int count)
{
	struct why why;

	for (int i = 0; i < count; i++)
		if (family_of(options, chosen[i], &why) < 0)
			return console_refuse(why.text);
	for (int i = 0; i < count; i++) {
		const struct story *story = story_find(chosen[i]->name);
		const struct topology *topology = registry_topology(chosen[i]->topology);
		if (!story || !topology)
			continue;
		fputs(i ? "\n" : "", stdout);
		by_hand_print(stdout, chosen[i], topology, story,
			      family_of(options, chosen[i], &why), terminal_columns(stdout));
	}
	return EXIT_GOOD;
}

static enum exit_code describe_ladders(const struct options *options,
				       const struct scenario *const *chosen, int count)
{
	struct ladder ladder;

	bool is_svg = strcmp(options->format, "svg") == 0;
	if (is_svg && count != 1)
		return console_refuse("--format svg draws one scenario: name one");
	for (int i = 0; i < count; i++) {
		const struct topology *topology = registry_topology(chosen[i]->topology);
		if (!topology)
			continue;
		if (promise_ladder(chosen[i], topology, story_find(chosen[i]->name), &ladder) < 0)
			return console_refuse("out of memory");
		if (is_svg) {
			ladder_svg_file(stdout, &ladder, chosen[i]->title);
			ladder_free(&ladder);
			continue;
		}
		printf("%s%s: %s\n\n", i ? "\n" : "", chosen[i]->name, chosen[i]->title);
		ladder_text(stdout, &ladder, terminal_columns(stdout), false);
		ladder_free(&ladder);
	}
	return EXIT_GOOD;
}

#define ALL_ISSUES "`rstlab-ns describe '*' --report-upstream` prints all known issues"

/* Of those that have a known issue, which some must. */
static enum exit_code describe_upstream(const struct scenario *const *chosen, int count)
{
	int told = 0;
	struct why why;

	for (int i = 0; i < count; i++) {
		if (!chosen[i]->upstream)
			continue;
		fputs(told++ ? "\n\n" : "", stdout);
		upstream_mail(stdout, chosen[i]);
	}
	if (told > 0)
		return EXIT_GOOD;
	if (count == 1)
		why_set(&why, "'%s' has no known issue; " ALL_ISSUES, chosen[0]->name);
	else
		why_set(&why, "none of these scenarios has a known issue; " ALL_ISSUES);
	return console_refuse(why.text);
}

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = EXIT_GOOD;

	if (count < 0)
		code = console_refuse(why.text);
	else if (options->by_hand + options->report_upstream + options->ladder > 1)
		code = console_refuse("use only one of --by-hand, --report-upstream and --ladder");
	else if (options->by_hand)
		code = describe_by_hand(options, chosen, count);
	else if (!options->ipv4 || !options->ipv6)
		code = console_refuse("-4 and -6 apply to --by-hand only");
	else if (!options->ladder && strcmp(options->format, "svg") == 0)
		code = console_refuse("--format svg applies to --ladder only");
	else if (options->ladder)
		code = describe_ladders(options, chosen, count);
	else if (options->report_upstream)
		code = describe_upstream(chosen, count);
	else
		describe(chosen, count);
	free(chosen);
	return console_flush(code);
}

const struct command cmd_describe = {
	.name = "describe",
	.operands = "SCENARIO...",
	.operands_max = INT_MAX,
	.help = "explain what a scenario proves, why, where and how",
	.takes = OF_FILTER | OF_FORMAT | OF_FAMILY | OF_DESCRIBE | OF_LADDER,
	.formats = DESCRIBE_FORMATS,
	.run = run,
};
