/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_merge.c - merge: the saved runs of shards, judged and saved as the one run that they are. */
#include "console.h"
#include "outputs.h"
#include "saved_telling.h"

#include "merge.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct work {
	const struct options *options;
	struct out_folder folder;
	int count;
	struct saved_run **run;
	struct merge merge;
	struct evidence *evidence;
	struct why why;
};

static int open_runs(struct work *work)
{
	char *const *name = work->options->operands;
	int err = 0;

	work->run = calloc((size_t)work->options->operand_count, sizeof(struct saved_run *));
	work->evidence = calloc(1, sizeof(*work->evidence));
	if (!work->run || !work->evidence)
		return why_set(&work->why, "out of memory"), -ENOMEM;
	while (work->count < work->options->operand_count && !err) {
		err = saved_open(name[work->count], &work->run[work->count], &work->why);
		work->count += !err;
	}
	return err ? err : merge_make(work->run, work->count, &work->merge, &work->why);
}

/* Every result is read before the first is told. */
static int check_results(struct work *work)
{
	int iteration, index, err = 0;
	double duration;

	for (int i = 0; i < merge_count(&work->merge) && !err; i++) {
		const struct saved_run *run = work->run[merge_find(&work->merge, i, &index)];
		err = saved_evidence(run, index, work->evidence, &iteration, &duration, &work->why);
		if (!err)
			err = merge_fits(&work->merge, i, work->evidence, iteration,
					 saved_name(run), &work->why);
		if (!err)
			err = saved_known(run, index, work->evidence, &work->why);
	}
	return err;
}

static int tell_results(struct work *work, struct outputs *outputs, enum exit_code *ret)
{
	int index, err = 0;

	for (int i = 0; i < merge_count(&work->merge) && !err; i++) {
		const struct saved_run *run = work->run[merge_find(&work->merge, i, &index)];
		err = tell_saved(run, index, NULL, work->evidence, outputs, &work->why);
	}
	if (err) {
		outputs_abandon(outputs);
		return err;
	}
	*ret = exit_of(outputs_tally(outputs));
	return outputs_close(outputs, true, &work->why);
}

/* Tells and saves it all, beside the folder, which then takes its name. */
static enum exit_code save(struct work *work, const struct run_facts *facts)
{
	struct outputs *outputs;
	enum exit_code code;

	if (outputs_open(work->options, &work->folder, facts, &outputs, &work->why) < 0)
		return console_refuse(work->why.text);
	if (outputs_begin(outputs, &work->why) < 0)
		outputs_abandon(outputs);
	else if (tell_results(work, outputs, &code) == 0 &&
		 out_folder_publish(&work->folder, &work->why) == 0)
		return code;
	console_refuse(work->why.text);
	return EXIT_BROKEN;
}

static enum exit_code merge_all(struct work *work, const char *typed)
{
	if (!typed)
		return console_refuse("out of memory");
	if (out_folder_beside(work->options->out, &work->folder, &work->why) < 0)
		return console_refuse(work->why.text);
	if (open_runs(work) < 0 || check_results(work) < 0) {
		out_folder_close(&work->folder);
		return console_refuse(work->why.text);
	}
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = saved_kernel(work->run[0]),
				   .machine = saved_machine(work->run[0]),
				   .command_line = typed,
				   .time_ns = INT64_MAX,
				   .planned = merge_count(&work->merge),
				   .plan = &work->merge.plan,
				   .demands = demands_of(work->options) };
	for (int i = 0; i < work->count; i++) {
		if (saved_time_ns(work->run[i]) < facts.time_ns)
			facts.time_ns = saved_time_ns(work->run[i]);
		facts.duration_ms += saved_duration_ms(work->run[i]);
	}
	enum exit_code code = save(work, &facts);
	out_folder_close(&work->folder);
	return code;
}

static enum exit_code run(const struct options *options)
{
	struct work work = { .options = options };
	char *typed = command_line(options);
	enum exit_code code = merge_all(&work, typed);

	merge_free(&work.merge);
	for (int i = 0; i < work.count; i++)
		saved_close(work.run[i]);
	free(work.run);
	free(work.evidence);
	free(typed);
	return code;
}

const struct command cmd_merge = {
	.name = "merge",
	.operands = "DIR...",
	.operands_max = INT_MAX,
	.help = "join the runs of shards, saved by --out, into one",
	.takes = OF_OUT | OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_DEMAND | OF_RESULTS,
	.formats = RESULT_FORMATS,
	.wants_out = true,
	.run = run,
};
