/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_run.c - all and run: what of the plan is this shard's, and the playing of it. */
#include "cli_parts.h"

#include "lab.h"
#include "runner.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/utsname.h>

int choose_own(const struct options *options, const struct scenario *const *chosen, int count,
	       struct own *ret, struct why *why)
{
	*ret = (struct own){ .plan = { .shard = options->shard, .repeat = options->repeat } };
	if (plan_make(chosen, count, options->ipv4, options->ipv6, &ret->plan) == 0)
		ret->part = calloc((size_t)ret->plan.count + 1, sizeof(*ret->part));
	if (!ret->part) {
		why_set(why, "out of memory");
		return -1;
	}
	ret->count = plan_own(&ret->plan, ret->part);
	return 0;
}

void own_free(struct own *own)
{
	plan_free(&own->plan);
	free(own->part);
}

const char *none_text(const struct options *options)
{
	const struct filter *filter = &options->filter;
	bool alone = !options->operand_count && !filter->tag && !filter->reason && !filter->section;
	return alone ? "no promise depends on a change between these two kernels"
		     : "no scenario is meant by all of these together";
}

enum exit_code do_nothing(const struct options *options, const struct own *own)
{
	const struct shard *shard = &own->plan.shard;
	if (own->plan.count == 0)
		fprintf(stderr, "rstlab-ns: %s\n", none_text(options));
	else
		fprintf(stderr,
			"rstlab-ns: shard %d/%d has nothing to play: the plan has %d part%s\n",
			shard->number, shard->count, own->plan.count,
			own->plan.count == 1 ? "" : "s");
	return EXIT_NOTHING;
}

static bool tell_played(const struct played *played, void *arg)
{
	struct result *result = result_make(played->scenario, played->evidence, played->iteration,
					    played->duration_ms);
	bool good = result ? session_result(arg, result) : session_failed(arg, -ENOMEM);
	result_free(result);
	return good;
}

static void tell_waiting(int done, int planned, void *arg)
{
	session_progress(arg, done, planned);
}

/* Plays the plan and ends the session; what went wrong goes to standard error, a line each. */
static enum exit_code play_session(struct run *run, struct session *session)
{
	struct why why;
	int error = run_labs(run, &why);
	struct tally tally = *session_tally(session);
	enum exit_code code = exit_of(&tally);
	if (error && error != -EINTR)
		code = refuse(why.text) == EXIT_USAGE ? EXIT_BROKEN : code;
	int unsaid = session_close(session, !error, &why);
	if (unsaid) {
		refuse(why.text);
		return EXIT_BROKEN;
	}
	if (error == -EINTR) {
		refuse("interrupted: the results are incomplete");
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
	struct session *session;
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
		return refuse(why.text), EXIT_BROKEN;
	enum exit_code code;
	if (session_open(options, &facts, &session, &why) < 0) {
		code = refuse(why.text);
	} else {
		plan->arg = session;
		code = play_session(run, session);
	}
	run_close(run);
	return code;
}

enum exit_code play(const struct options *options, int argc, char **argv)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose(options, &chosen, &why);
	enum exit_code code = EXIT_USAGE;
	char *typed = command_line(argc, argv);
	struct own own = { 0 };

	if (count < 0 || choose_own(options, chosen, count, &own, &why) < 0)
		code = refuse(why.text);
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
