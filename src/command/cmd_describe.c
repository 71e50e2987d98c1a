/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_describe.c - a scenario for people: what it proves, or how to do it by hand. */
#include "by_hand.h"
#include "choose.h"
#include "console.h"
#include "describe.h"
#include "registry.h"
#include "story.h"
#include "terminal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
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
		return why_fail(ret_why, -1, "'%s' is only over IPv6: %s", scenario->name,
				scenario->why_family);
	if (scenario->family == AF_INET && !(over & OVER_IPV4))
		return why_fail(ret_why, -1, "'%s' is only over IPv4: %s", scenario->name,
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

static enum exit_code run(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = EXIT_GOOD;

	if (count < 0)
		code = console_refuse(why.text);
	else if (options->by_hand)
		code = describe_by_hand(options, chosen, count);
	else if (!options->ipv4 || !options->ipv6)
		code = console_refuse("-4 and -6 are for --by-hand: what 'describe' tells besides "
				      "holds over both");
	else
		describe(chosen, count);
	free(chosen);
	return console_flush(code);
}

const struct command cmd_describe = {
	.name = "describe",
	.operands = "SCENARIO...",
	.operands_max = INT_MAX,
	.help = "tell what a scenario proves, why, where and how",
	.takes = OF_FILTER | OF_FAMILY | OF_DESCRIBE,
	.run = run,
};
