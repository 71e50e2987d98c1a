/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_judge.c - saved runs, judged and told again. */
#include "console.h"
#include "outputs.h"
#include "results_load.h"
#include "saved_telling.h"

#include "kernel_change.h"
#include "registry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A file that is bad in its last line must not have been half told: each result is read first. */
static int check_saved(const struct saved_run *saved, struct evidence *ev, struct why *why)
{
	int iteration, error = 0;
	double duration;
	for (int i = 0; i < saved_count(saved) && !error; i++) {
		error = saved_evidence(saved, i, ev, &iteration, &duration, why);
		if (!error)
			error = saved_known(saved, i, ev, why);
	}
	return error;
}

static enum exit_code judge_all(const struct saved_run *saved, const struct options *options,
				struct evidence *ev)
{
	struct why why;
	struct outputs *outputs;
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = saved_kernel(saved),
				   .machine = saved_machine(saved),
				   .command_line = saved_command_line(saved),
				   .time_ns = saved_time_ns(saved),
				   .planned = saved_count(saved),
				   .plan = saved_plan(saved),
				   .duration_ms = saved_duration_ms(saved) };
	if (facts.plan && !saved_complete(saved))
		facts.planned = plan_results(facts.plan);
	if (check_saved(saved, ev, &why) < 0 || outputs_open(options, &facts, &outputs, &why) < 0)
		return console_refuse(why.text);
	int error = 0;
	for (int i = 0; i < saved_count(saved) && !error; i++)
		error = tell_saved(saved, i, options->as_kernel, ev, outputs, &why);
	if (error)
		console_refuse(why.text);
	enum exit_code code = error                   ? EXIT_USAGE
			      : saved_complete(saved) ? exit_of(outputs_tally(outputs))
						      : EXIT_BROKEN;
	if (outputs_close(outputs, !error && saved_complete(saved), &why) < 0) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	return code;
}

static enum exit_code run(const struct options *options)
{
	struct why why;
	struct saved_run *saved;
	if (options->as_kernel && !kernel_is_version(options->as_kernel)) {
		why_set(&why, "--as-kernel wants a version like 6.12.40, not '%s'",
			options->as_kernel);
		return console_refuse(why.text);
	}
	if (saved_open(options->operands[0], &saved, &why) < 0)
		return console_refuse(why.text);
	struct evidence *ev = calloc(1, sizeof(*ev));
	enum exit_code code = ev ? judge_all(saved, options, ev) : console_refuse("out of memory");
	free(ev);
	saved_close(saved);
	return code;
}

const struct command cmd_judge = {
	.name = "judge",
	.operands = "DIR",
	.operands_max = 1,
	.help = "judge a run saved by --out again; needs no root",
	.takes = OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_JUDGE,
	.formats = RESULT_FORMATS,
	.run = run,
};
