/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_judge.c - saved runs, judged and told again. */
#include "choose.h"
#include "console.h"
#include "kernel_change.h"
#include "operand.h"
#include "outputs.h"
#include "results_load.h"
#include "saved_telling.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* A saved run, and which of its results are asked for. */
struct judging {
	const struct options *options;
	struct saved_run *saved;
	struct evidence *ev;              /* room for one result's */
	const struct scenario **scenario; /* that are chosen */
	int scenario_count;
	int *meant, count;     /* the numbers of the results */
	const char *as_kernel; /* NULL: each by its own kernel */
};

static bool is_meant(const struct judging *judging, int iteration)
{
	const struct options *options = judging->options;
	const struct evidence *ev = judging->ev;
	bool meant = ev->family == AF_INET6 ? options->ipv6 : options->ipv4;
	bool chosen = false;

	for (int i = 0; i < judging->scenario_count && !chosen; i++)
		chosen = strcmp(judging->scenario[i]->name, ev->scenario) == 0;
	return meant && chosen &&
	       operands_mean(options->operands + 1, options->operand_count - 1, ev->scenario,
			     ev->family, iteration);
}

/* A file that is bad in its last line must not have been half told: each result is read first. */
static int check_saved(struct judging *judging, struct why *why)
{
	int iteration, error = 0;
	double duration;
	for (int i = 0; i < saved_count(judging->saved) && !error; i++) {
		error = saved_evidence(judging->saved, i, judging->ev, &iteration, &duration, why);
		if (!error)
			error = saved_known(judging->saved, i, judging->ev, why);
		if (!error && is_meant(judging, iteration))
			judging->meant[judging->count++] = i;
	}
	return error;
}

static enum exit_code tell_meant(const struct judging *judging, const struct run_facts *facts)
{
	struct why why;
	struct outputs *outputs;
	const struct saved_run *saved = judging->saved;
	int error = 0;
	if (outputs_open(judging->options, NULL, facts, &outputs, &why) < 0)
		return console_refuse(why.text);
	if (outputs_begin(outputs, &why) < 0) {
		outputs_abandon(outputs);
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	for (int i = 0; i < judging->count && !error; i++)
		error = tell_saved(saved, judging->meant[i], judging->as_kernel, judging->ev,
				   outputs, &why);
	if (error) {
		/* The evidence is still where it was: no part of it is left in a report. */
		outputs_abandon(outputs);
		return console_refuse(why.text);
	}
	enum exit_code code = saved_complete(saved) ? exit_of(outputs_tally(outputs)) : EXIT_BROKEN;
	if (outputs_close(outputs, saved_complete(saved), &why) < 0) {
		console_refuse(why.text);
		return EXIT_BROKEN;
	}
	return code;
}

static enum exit_code judge_meant(struct judging *judging)
{
	struct why why;
	const struct saved_run *saved = judging->saved;
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = saved_kernel(saved),
				   .machine = saved_machine(saved),
				   .command_line = saved_command_line(saved),
				   .as_kernel = judging->as_kernel,
				   .time_ns = saved_time_ns(saved),
				   .planned = saved_count(saved),
				   .plan = saved_plan(saved),
				   .demands = demands_of(judging->options),
				   .duration_ms = saved_duration_ms(saved) };
	if (check_saved(judging, &why) < 0)
		return console_refuse(why.text);
	bool is_part = judging->count < saved_count(saved);
	if (judging->count == 0 && is_part) {
		fprintf(stderr, "rstlab-ns: no result in %s matches\n", saved_name(saved));
		return EXIT_NOTHING;
	}
	if (facts.plan && !saved_complete(saved))
		facts.planned = plan_results(facts.plan);
	if (is_part) {
		/* What is left out would be missing from the plan. */
		facts.planned = judging->count;
		facts.names = facts.plan;
		facts.plan = NULL;
	}
	char doubt[TEXT_SIZE];
	if (judging->as_kernel &&
	    *kernel_doubt(judging->as_kernel, facts.kernel, doubt, sizeof(doubt)))
		console_note(doubt);
	return tell_meant(judging, &facts);
}

static enum exit_code judge_saved(struct judging *judging)
{
	struct why why;
	enum exit_code code;
	judging->scenario_count = choose_after_first(judging->options, &judging->scenario, &why);
	if (judging->scenario_count < 0 ||
	    saved_open(judging->options->operands[0], &judging->saved, &why) < 0)
		return console_refuse(why.text);
	judging->ev = calloc(1, sizeof(*judging->ev));
	judging->meant = calloc((size_t)saved_count(judging->saved) + 1, sizeof(int));
	code = judging->ev && judging->meant ? judge_meant(judging)
					     : console_refuse("out of memory");
	free(judging->meant);
	free(judging->ev);
	saved_close(judging->saved);
	return code;
}

static enum exit_code run(const struct options *options)
{
	struct why why;
	struct judging judging = { .options = options };
	const char *asked = options->as_kernel;
	char as_kernel[VERSION_SIZE];
	if (asked && !kernel_named(asked, strlen(asked), as_kernel)) {
		why_set(&why, "--as-kernel: expected a version like 6.12.40 or 6.12, got '%s'",
			asked);
		return console_refuse(why.text);
	}
	judging.as_kernel = asked ? as_kernel : NULL;
	enum exit_code code = judge_saved(&judging);
	free(judging.scenario);
	return code;
}

const struct command cmd_judge = {
	.name = "judge",
	.operands = "DIR [SCENARIO...]",
	.operands_max = INT_MAX,
	.operands_min = 1,
	.help = "judge a run saved by --out again, without root",
	.takes = OF_FAMILY | OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_JUDGE | OF_FILTER | OF_DEMAND |
		 OF_LADDER | OF_RESULTS,
	.formats = RESULT_FORMATS,
	.run = run,
};
