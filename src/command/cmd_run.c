/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_run.c - all and run: what of the plan is this shard's, and the playing of it. */
#include "choose.h"
#include "clock.h"
#include "console.h"
#include "outputs.h"
#include "play_chosen.h"
#include "reasons.h"
#include "runner.h"
#include "text.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

/* What a run is played with. */
struct playing {
	const struct options *options;
	struct run *run;
	struct outputs *outputs;
};

/* False: he wants no more. */
static bool hold_bad(struct run *run, const struct played *played, const struct result *result)
{
	char name[96], headline[WHY_SIZE];
	const struct verdict *verdict = &result->verdict;

	if (verdict->status != FAIL && verdict->status != BROKEN)
		return true;
	text_set(headline, sizeof(headline), "%s is %s; its lab is as the story left it",
		 result_name(result, name, sizeof(name)), status_name[verdict->status]);
	return run_hold(run, played, headline);
}

static bool tell_played(const struct played *played, void *arg)
{
	struct playing *playing = arg;
	struct result *result = result_make(played->scenario, played->evidence, played->iteration,
					    played->duration_ms);
	bool good = result ? outputs_result(playing->outputs, result)
			   : outputs_failed(playing->outputs, -ENOMEM);
	if (result && playing->options->hold_on && !hold_bad(playing->run, played, result))
		good = false;
	result_free(result);
	return good;
}

static void tell_waiting(int done, int planned, void *arg)
{
	struct playing *playing = arg;

	outputs_progress(playing->outputs, done, planned);
}

/* Plays the plan and ends the outputs; what went wrong goes to standard error, a line each. */
static enum exit_code play_session(struct run *run, struct outputs *outputs, double limit)
{
	struct why why;
	int error = run_labs(run, &why);
	struct tally tally = *outputs_tally(outputs);
	enum exit_code code = exit_of(&tally);
	/* Without a word: it was ended early. */
	bool interrupted = error && !why.text[0];
	if (error && !interrupted) {
		console_refuse(why.text);
		code = EXIT_BROKEN;
	}
	int unsaid = outputs_close(outputs, !error, &why);
	if (unsaid) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (interrupted && run_was_limited(run)) {
		text_set(why.text, sizeof(why.text),
			 "reached the limit of %g s (--limit): the results are incomplete", limit);
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (interrupted) {
		console_refuse("interrupted: the results are incomplete");
		return EXIT_BROKEN;
	}
	if (code == EXIT_GOOD && run_why_none(run)) {
		fprintf(stderr, "rstlab-ns: nothing could be played: %s\n", run_why_none(run));
		return EXIT_NOTHING;
	}
	return code;
}

/* Nothing is said before it is known that something can be played. What is written to is opened
 * before the privilege is asked for in a user namespace, where root's links are nobody's. */
static enum exit_code play_to(const struct options *options, struct out_folder *folder,
			      const struct run_facts *facts, struct run_plan *plan)
{
	struct why why;
	struct outputs *outputs;
	struct run *run;
	enum exit_code code = EXIT_BROKEN;

	if (outputs_open(options, folder, facts, &outputs, &why) < 0)
		return console_refuse(why.text);
	if (run_open(plan, &run, &why) < 0) {
		outputs_abandon(outputs);
		console_refuse(why.text);
		return code;
	}
	if (outputs_begin(outputs, &why) < 0) {
		outputs_abandon(outputs);
		console_refuse(why.text);
	} else {
		plan->arg = &(struct playing){ options, run, outputs };
		code = play_session(run, outputs, (double)plan->limit_ns / 1e9);
	}
	run_close(run);
	return code;
}

/* What a run may take, in ns: on a slow machine no less than on any. What the user looks at, and a
 * drill, take their time. */
static int64_t limit_ns(const struct options *options, const struct run_plan *plan)
{
	double scale = options->timeout_scale > 1 ? options->timeout_scale : 1;
	double limit = options->limit > 0 ? options->limit
		       : plan->holds || plan->drill
			       ? 0
			       : scale * (60 + 0.1 * (double)run_planned(plan));

	return (int64_t)(limit * 1e9);
}

static enum exit_code play_own(const struct options *options, const struct own *own,
			       struct run_plan *plan, const char *typed)
{
	struct why why;
	struct utsname uts;
	struct out_folder folder;
	uname(&uts);
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = uts.release,
				   .machine = uts.machine,
				   .command_line = typed,
				   .time_ns = now_ns(CLOCK_REALTIME),
				   .planned = run_planned(plan),
				   .plan = &own->plan,
				   .demands = demands_of(options) };
	if (!typed)
		return console_refuse("out of memory");
	plan->limit_ns = limit_ns(options, plan);
	if (!options->out)
		return play_to(options, NULL, &facts, plan);
	if (out_folder_claim(options->out, &folder, &why) < 0)
		return console_refuse(why.text);
	enum exit_code code = play_to(options, &folder, &facts, plan);
	out_folder_close(&folder);
	return code;
}

enum exit_code play_chosen(const struct options *options, const struct scenario **chosen, int count,
			   const struct drill_request *drill)
{
	struct why why;
	enum exit_code code = EXIT_USAGE;
	char *typed = command_line(options);
	struct own own = { 0 };
	bool holds = options->hold_on;

	if (holds && !isatty(STDIN_FILENO))
		code = console_refuse("--hold-on needs a terminal on standard input");
	else if (choose_own(options, chosen, count, &own, &why) < 0)
		code = console_refuse(why.text);
	else if (own.count == 0)
		code = do_nothing(options, &own);
	else
		code = play_own(options, &own,
				&(struct run_plan){ .scenario = chosen,
						    .scenario_count = count,
						    .ipv4 = options->ipv4,
						    .ipv6 = options->ipv6,
						    .part = own.lab,
						    .part_count = own.count,
						    .repeat = options->repeat,
						    .jobs = holds ? 1 : options->jobs,
						    .drill = drill,
						    .narrates = options->verbose > 1,
						    .holds = holds,
						    .scale = options->timeout_scale,
						    .own_machine = options->own_machine,
						    .each = tell_played,
						    .waiting = holds ? NULL : tell_waiting },
				typed);
	own_free(&own);
	free(typed);
	return code;
}

static enum exit_code play(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code =
		count < 0 ? console_refuse(why.text) : play_chosen(options, chosen, count, NULL);

	free(chosen);
	return code;
}

/* A kernel that resets for a reason that this program does not know of is news. */
static void tell_gaps(void)
{
	const char *gap[ATLAS_REASONS_MAX];
	int gaps = reasons_unreached(gap);

	if (gaps)
		fprintf(stderr,
			"rstlab-ns: note: this kernel has reset reasons that no scenario reaches:");
	for (int i = 0; i < gaps; i++)
		fprintf(stderr, " %s", gap[i]);
	fputs(gaps ? "; see rstlab-ns atlas\n" : "", stderr);
}

static enum exit_code play_all(const struct options *options)
{
	enum exit_code code = play(options);
	tell_gaps();
	return code;
}

enum {
	TAKES = OF_FAMILY | OF_PLAN | OF_OUT | OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_FILTER |
		OF_SHARD | OF_DEMAND | OF_JOBS | OF_LADDER | OF_RESULTS
};

const struct command cmd_all = {
	.name = "all",
	.help = "play every scenario and judge it",
	.takes = TAKES,
	.formats = RESULT_FORMATS,
	.run = play_all,
};

const struct command cmd_run = {
	.name = "run",
	.operands = "SCENARIO...",
	.operands_max = INT_MAX,
	.help = "play scenarios by name, by pattern ('port-*') or by filter",
	.takes = TAKES,
	.formats = RESULT_FORMATS,
	.run = play,
};
