/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_run.c - all and run: what of the plan is this shard's, and the playing of it. */
#include "choose.h"
#include "clock.h"
#include "console.h"
#include "outputs.h"
#include "reasons.h"
#include "runner.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

static bool tell_played(const struct played *played, void *arg)
{
	struct result *result = result_make(played->scenario, played->evidence, played->iteration,
					    played->duration_ms);
	bool good = result ? outputs_result(arg, result) : outputs_failed(arg, -ENOMEM);
	result_free(result);
	return good;
}

static void tell_waiting(int done, int planned, void *arg)
{
	outputs_progress(arg, done, planned);
}

/* Plays the plan and ends the outputs; what went wrong goes to standard error, a line each. */
static enum exit_code play_session(struct run *run, struct outputs *outputs)
{
	struct why why;
	int error = run_labs(run, &why);
	struct tally tally = *outputs_tally(outputs);
	enum exit_code code = exit_of(&tally);
	if (error && error != -EINTR)
		code = console_refuse(why.text) == EXIT_USAGE ? EXIT_BROKEN : code;
	int unsaid = outputs_close(outputs, !error, &why);
	if (unsaid) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	if (error == -EINTR) {
		console_refuse("interrupted: the results are incomplete");
		return EXIT_BROKEN;
	}
	return code;
}

/* Nothing is said or written before it is known that something can be played. */
static enum exit_code play_own(const struct options *options, const struct own *own,
			       struct run_plan *plan, const char *typed)
{
	struct why why;
	struct utsname uts;
	struct outputs *outputs;
	struct run *run;
	uname(&uts);
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = uts.release,
				   .machine = uts.machine,
				   .command_line = typed ? typed : "",
				   .time_ns = now_ns(CLOCK_REALTIME),
				   .planned = run_planned(plan),
				   .plan = &own->plan };
	if (run_open(plan, &run, &why) < 0)
		return console_refuse(why.text), EXIT_BROKEN;
	enum exit_code code;
	if (outputs_open(options, &facts, &outputs, &why) < 0) {
		code = console_refuse(why.text);
	} else {
		plan->arg = outputs;
		code = play_session(run, outputs);
	}
	run_close(run);
	return code;
}

static enum exit_code play(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose_scenarios(options, &chosen, &why);
	enum exit_code code = EXIT_USAGE;
	char *typed = command_line(options);
	struct own own = { 0 };

	if (count < 0 || choose_own(options, chosen, count, &own, &why) < 0)
		code = console_refuse(why.text);
	else if (own.count == 0)
		code = do_nothing(options, &own);
	else
		code = play_own(options, &own,
				&(struct run_plan){ .scenario = chosen,
						    .scenario_count = count,
						    .ipv4 = options->ipv4,
						    .ipv6 = options->ipv6,
						    .part = own.part,
						    .part_count = own.count,
						    .repeat = options->repeat,
						    .jobs = options->jobs,
						    .scale = options->timeout_scale,
						    .own_machine = options->own_machine,
						    .each = tell_played,
						    .waiting = tell_waiting },
				typed);
	own_free(&own);
	free(typed);
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
			"rstlab-ns: note: this kernel has reasons to reset that no scenario reaches:");
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

enum { TAKES = OF_PLAN | OF_OUT | OF_REPORT | OF_FILTER };

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
	.help = "play these scenarios, 'port-*', or those that a filter selects",
	.takes = TAKES,
	.formats = RESULT_FORMATS,
	.run = play,
};
