/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_up.c - up: a lab that is held open, for who wants to look around in it. */
#include "by_hand.h"
#include "clock.h"
#include "console.h"
#include "operand.h"
#include "outputs.h"
#include "registry.h"
#include "runner.h"
#include "story.h"
#include "suggest.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

struct holding {
	const struct options *options;
	struct outputs *outputs; /* NULL: it is not judged */
	bool told;
	enum exit_code code;
};

/* ---- What is held -------------------------------------------------------------------------------
 */

/* By name: the order of the link is not always the same. */
static const char *topologies_text(char *text, size_t size)
{
	int count;
	const struct topology *const *all = registry_topologies(&count);
	const char *last = "";
	text[0] = '\0';
	for (int i = 0; i < count; i++) {
		const char *next = NULL;
		for (int k = 0; k < count; k++)
			if (strcmp(all[k]->name, last) > 0 &&
			    (!next || strcmp(all[k]->name, next) < 0))
				next = all[k]->name;
		if (!next)
			break;
		text_append(text, size, "%s%s", i ? ", " : "", next);
		last = next;
	}
	return text;
}

static int refuse_name(const char *name, struct why *ret_why)
{
	struct suggestion near = { .word = name };
	char hint[160], grounds[256];
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	for (int i = 0; i < count; i++)
		suggest_consider(&near, all[i]->name, strlen(all[i]->name));
	const struct topology *const *ground = registry_topologies(&count);
	for (int i = 0; i < count; i++)
		suggest_consider(&near, ground[i]->name, strlen(ground[i]->name));
	return why_fail(ret_why, -EINVAL, "'%s' is neither a scenario nor a topology (%s)%s", name,
			topologies_text(grounds, sizeof(grounds)),
			suggest_text(&near, "; see `rstlab-ns list`", hint, sizeof(hint)));
}

/* The scenario that the operand means. */
static int find_scenario(const char *name, const struct scenario **ret, struct why *ret_why)
{
	const struct operand operand = operand_read(name);
	int count, found = 0;
	const struct scenario *const *all = registry_scenarios(&count);
	for (int i = 0; i < count; i++)
		if (operand_names(&operand, all[i]->name)) {
			*ret = all[i];
			found++;
		}
	if (found > 1)
		return why_fail(ret_why, -EINVAL, "'%s' matches %d scenarios; only one can be held",
				name, found);
	return found ? 0 : refuse_name(name, ret_why);
}

/* A topology is a story in which nothing happens; a scenario of its name goes before it. */
static int find(const char *name, struct scenario *ground, const struct scenario **ret,
		struct why *ret_why)
{
	const struct operand operand = operand_read(name);
	char own[64];
	text_set(own, sizeof(own), "%.*s", (int)operand.length, operand.pattern);
	const struct topology *topology = registry_topology(own);
	if (registry_scenario(own) || !topology)
		return find_scenario(name, ret, ret_why);
	*ground = (struct scenario){ .name = topology->name,
				     .title = "nothing happens",
				     .topology = topology->name };
	*ret = ground;
	return 0;
}

static bool is_over_ipv6(const struct options *options, const struct scenario *scenario)
{
	const struct operand operand = operand_read(options->operands[0]);
	int family = operand.family ? operand.family : scenario->family;
	return family ? family == AF_INET6 : !options->ipv4;
}

/* Who waits for a chapter that there is not is told which there are. 0 or -EINVAL. */
static int check_chapter(const char *until, const struct scenario *scenario, struct why *ret_why)
{
	static const struct story nothing;
	const struct story *story = scenario->play ? story_find(scenario->name) : &nothing;
	char number[16], has[WHY_SIZE / 2] = "";
	const char *title;
	for (int i = 0; until && story && (title = story_chapter(story, i)); i++) {
		snprintf(number, sizeof(number), "%d", i);
		if (strcmp(until, title) == 0 || strcmp(until, number) == 0)
			return 0;
		text_append(has, sizeof(has), "%s%d '%s'", i ? ", " : "", i, title);
	}
	if (!until || !story)
		return 0;
	return why_fail(ret_why, -EINVAL, "'%s' has no chapter '%s'; it has %s", scenario->name,
			until, has);
}

/* ---- How it ends --------------------------------------------------------------------------------
 */

/* It has come to its end: of itself, with --step, or because it could not be held. */
static bool tell(const struct played *played, void *arg)
{
	struct holding *holding = arg;
	struct result *result = result_make(played->scenario, played->evidence, played->iteration,
					    played->duration_ms);
	struct why why;
	char name[96];
	if (!result) {
		console_refuse("out of memory");
		holding->code = EXIT_BROKEN;
		return false;
	}
	result_name(result, name, sizeof(name));
	enum status status = result->verdict.status;
	bool ended_well = played->evidence->ending == ENDED_WELL;
	bool wanted = played->scenario->promises || holding->options->out || !ended_well;
	if (holding->outputs && wanted) {
		outputs_result(holding->outputs, result);
		holding->told = true;
		holding->code = exit_of(outputs_tally(holding->outputs));
	} else if (!ended_well) {
		text_set(why.text, sizeof(why.text), "%s was not held: %s: %s", name,
			 status_name[status], result->verdict.why);
		console_note(why.text);
		holding->code = status == SKIP ? EXIT_NOTHING : EXIT_BROKEN;
	}
	result_free(result);
	return true;
}

static enum exit_code play(struct run *run, struct holding *holding)
{
	struct why why;
	int error = run_labs(run, &why);
	if (error && why.text[0]) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (error && !run_was_held(run)) {
		console_refuse("interrupted before it was held");
		return EXIT_BROKEN;
	}
	return holding->code;
}

/* What was not judged leaves no word. */
static enum exit_code end(struct holding *holding, enum exit_code code)
{
	struct why why;
	if (!holding->told) {
		outputs_abandon(holding->outputs);
		return code;
	}
	if (outputs_close(holding->outputs, true, &why) == 0)
		return code;
	console_refuse(why.text);
	return EXIT_BROKEN;
}

/* A result is told as `run` tells it, after the last hold. */
static enum exit_code hold_to(struct run_plan *plan, const struct run_facts *facts,
			      struct out_folder *folder, struct holding *holding)
{
	struct why why;
	struct run *run;
	enum exit_code code = EXIT_BROKEN;
	bool judged = holding->options->step || folder;
	if (judged && outputs_open(holding->options, folder, facts, &holding->outputs, &why) < 0)
		return console_refuse(why.text);
	int error = run_open(plan, &run, &why);
	if (error)
		console_refuse(why.text);
	else if (judged && (error = outputs_begin(holding->outputs, &why)) < 0)
		console_refuse(why.text);
	else
		code = play(run, holding);
	if (judged)
		code = end(holding, code);
	run_close(run);
	return code;
}

static enum exit_code hold(struct run_plan *plan, const struct run_facts *facts,
			   struct holding *holding)
{
	struct why why;
	struct out_folder folder;
	if (!holding->options->out)
		return hold_to(plan, facts, NULL, holding);
	if (out_folder_claim(holding->options->out, &folder, &why) < 0)
		return console_refuse(why.text);
	enum exit_code code = hold_to(plan, facts, &folder, holding);
	out_folder_close(&folder);
	return code;
}

static enum exit_code run(const struct options *options)
{
	struct scenario ground;
	const struct scenario *scenario;
	struct why why;
	struct utsname uts;
	struct holding holding = { .options = options };
	char *typed = command_line(options);

	uname(&uts);
	if (find(options->operands[0], &ground, &scenario, &why) < 0 ||
	    check_chapter(options->until, scenario, &why) < 0) {
		free(typed);
		return console_refuse(why.text);
	}
	if (options->step && !isatty(STDIN_FILENO)) {
		free(typed);
		return console_refuse("--step needs a terminal on standard input");
	}
	if (options->ipv4 && options->ipv6 && !options->any_family) {
		free(typed);
		return console_refuse("'up' holds one lab; choose -4 or -6");
	}
	bool ipv6 = is_over_ipv6(options, scenario);
	struct run_plan plan = { .scenario = &scenario,
				 .scenario_count = 1,
				 .ipv4 = !ipv6,
				 .ipv6 = ipv6,
				 .repeat = 1,
				 .jobs = 1,
				 .scale = options->timeout_scale,
				 .narrates = options->verbose > 1,
				 .open = true,
				 .until = options->until,
				 .steps = options->step,
				 .follows = options->follow,
				 .saves = options->out,
				 .own_machine = options->own_machine,
				 .each = tell,
				 .arg = &holding };
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = uts.release,
				   .machine = uts.machine,
				   .command_line = typed,
				   .time_ns = now_ns(CLOCK_REALTIME),
				   .planned = 1 };
	enum exit_code code = typed ? hold(&plan, &facts, &holding) : EXIT_BROKEN;
	free(typed);
	return code;
}

const struct command cmd_up = {
	.name = "up",
	.operands = "SCENARIO|TOPOLOGY",
	.operands_max = 1,
	.operands_min = 1,
	.help = "hold a lab open, in the middle of its story or empty",
	.takes = OF_FAMILY | OF_PACE | OF_OUT | OF_VERBOSE | OF_UP,
	.run = run,
};
