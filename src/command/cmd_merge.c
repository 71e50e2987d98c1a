/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_merge.c - merge: the saved runs of shards, judged and saved as the one run that they are. */
#include "console.h"
#include "outputs.h"
#include "saved_telling.h"

#include "merge.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct work {
	const struct options *options;
	struct options own; /* saves beside the folder that is asked for */
	char beside[4096];
	size_t suffix; /* where in it what sets it apart begins */
	int count;
	struct saved_run **run;
	struct merge merge;
	struct evidence *evidence;
	struct why why;
};

static int complain(struct work *work, const char *out, const char *what)
{
	why_set(&work->why, "'%s' %s", out, what);
	return -EINVAL;
}

/* The folder must not be there, or be empty: it is put in place as a whole. */
static int check_folder(struct work *work)
{
	const char *out = work->options->out;
	int length = (int)strlen(out);
	DIR *folder = opendir(out);
	bool there = folder, full = false;

	if (!folder && errno != ENOENT)
		return complain(work, out, strerror(errno));
	for (struct dirent *entry; there && (entry = readdir(folder));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			full = true;
	if (there)
		closedir(folder);
	if (full)
		return complain(work, out, "is not empty: remove it or choose another folder");
	while (length > 1 && out[length - 1] == '/')
		length--;
	if (snprintf(work->beside, sizeof(work->beside), "%.*s.%ld", length, out, (long)getpid()) >=
	    (int)sizeof(work->beside))
		return complain(work, out, strerror(ENAMETOOLONG));
	work->suffix = (size_t)length;
	work->own = *work->options;
	work->own.out = work->beside;
	return 0;
}

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
	struct why unsaid;
	int index, err = 0;

	for (int i = 0; i < merge_count(&work->merge) && !err; i++) {
		const struct saved_run *run = work->run[merge_find(&work->merge, i, &index)];
		err = tell_saved(run, index, NULL, work->evidence, outputs, &work->why);
	}
	*ret = exit_of(outputs_tally(outputs));
	int error = outputs_close(outputs, !err, &unsaid);
	if (!err && error)
		work->why = unsaid;
	return err ? err : error;
}

static int forget_one(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)status;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* The outputs knows the folder beside alone; what it says of that is of the one asked for. */
static void name_as_asked(const struct work *work, struct why *why)
{
	char *at = strstr(why->text, work->beside);

	if (!at)
		return;
	at += work->suffix;
	const char *rest = at + strlen(work->beside + work->suffix);
	memmove(at, rest, strlen(rest) + 1);
}

/* Tells and saves it all, beside the folder, which then takes its name. */
static enum exit_code save(struct work *work, const struct run_facts *facts)
{
	struct outputs *outputs;

	if (outputs_open(&work->own, facts, &outputs, &work->why) < 0) {
		name_as_asked(work, &work->why);
		return console_refuse(work->why.text);
	}
	enum exit_code code;
	int err = tell_results(work, outputs, &code);
	if (!err && rename(work->beside, work->options->out) < 0)
		err = complain(work, work->options->out, strerror(errno));
	if (!err)
		return code;
	name_as_asked(work, &work->why);
	console_refuse(work->why.text);
	nftw(work->beside, forget_one, 8, FTW_DEPTH | FTW_PHYS);
	return EXIT_BROKEN;
}

static enum exit_code merge_all(struct work *work, const char *typed)
{
	if (check_folder(work) < 0 || open_runs(work) < 0 || check_results(work) < 0)
		return console_refuse(work->why.text);
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = saved_kernel(work->run[0]),
				   .machine = saved_machine(work->run[0]),
				   .command_line = typed ? typed : "",
				   .time_ns = INT64_MAX,
				   .planned = merge_count(&work->merge),
				   .plan = &work->merge.plan,
				   .demands = demands_of(work->options) };
	for (int i = 0; i < work->count; i++) {
		if (saved_time_ns(work->run[i]) < facts.time_ns)
			facts.time_ns = saved_time_ns(work->run[i]);
		facts.duration_ms += saved_duration_ms(work->run[i]);
	}
	return save(work, &facts);
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
	.help = "join the runs of shards, saved by --out, as one",
	.takes = OF_OUT | OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_DEMAND,
	.formats = RESULT_FORMATS,
	.wants_out = true,
	.run = run,
};
