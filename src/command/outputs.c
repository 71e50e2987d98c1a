/* SPDX-License-Identifier: GPL-2.0-only */
#include "outputs.h"

#include "atomic_file.h"
#include "captures_save.h"
#include "clock.h"
#include "formats.h"
#include "report_words.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One report, and where it goes. */
struct channel {
	const struct report_format *format;
	const char *path; /* as the user gave it */
	struct atomic_file output;
	FILE *file;
	void *data;
	bool failed; /* it is not whole, and gets no name */
};

struct outputs {
	const struct options *options;
	const struct run_facts *run;
	struct out_folder *folder; /* NULL: none */
	struct tally tally;
	int64_t begin_ns;
	bool progress, shown; /* a progress line may be shown; is shown */
	int error;            /* the first of anything that was to be written */
	const char *error_path;
	bool useless; /* to go on */
	bool lost;    /* a result, that nobody was told of */
	int count;
	struct channel channel[REPORTS_MAX + 2];
};

bool outputs_color(const struct options *options, FILE *file)
{
	const char *no = getenv("NO_COLOR");
	if (strcmp(options->color, "always") == 0)
		return true;
	const char *terminal = getenv("TERM");
	return strcmp(options->color, "auto") == 0 && !(no && *no) && isatty(fileno(file)) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}

/* The folder @path as GitLab calls it, whose jobs begin in $CI_PROJECT_DIR: relative to that. */
static const char *in_project(const char *path)
{
	const char *project = getenv("CI_PROJECT_DIR");
	size_t length = project ? strlen(project) : 0;

	while (length > 0 && project[length - 1] == '/')
		length--;
	if (length == 0 || strncmp(path, project, length) != 0 || path[length] != '/')
		return path;
	path += length;
	return path + strspn(path, "/");
}

static int begin(struct outputs *outputs, const char *format, FILE *file, const char *path)
{
	struct channel *channel = &outputs->channel[outputs->count];
	const struct options *options = outputs->options;
	struct print_options how = {
		.verbose = options->verbose > 0,
		.color = outputs_color(options, file),
		.ladder = options->ladder,
		.columns = terminal_columns(file),
		.rows = options->segment,
		.origin = options->kcidb_origin,
		.build_id = options->kcidb_build,
		.branch = options->nipa_branch,
		.executor = options->nipa_executor,
		.link = options->nipa_link,
		.saved = outputs->folder ? in_project(outputs->folder->path) : NULL,
		.pages = options->state || options->verbose,
	};
	channel->format = report_find(outputs->options->command->formats, format);
	channel->file = file;
	channel->path = path;
	int error = channel->format->begin(file, outputs->run, &how, &channel->data);
	if (!error)
		outputs->count++;
	return error;
}

static int begin_file(struct outputs *outputs, const char *format, int dir, const char *name,
		      const char *path)
{
	struct channel *channel = &outputs->channel[outputs->count];
	int error = atomic_file_open(dir, name, &channel->output);
	if (error)
		return error;
	error = begin(outputs, format, channel->output.file, path);
	if (error)
		atomic_file_abandon(&channel->output);
	return error;
}

static int begin_files(struct outputs *outputs, struct why *ret_why)
{
	const struct options *options = outputs->options;
	struct out_folder *folder = outputs->folder;
	int error =
		folder ? begin_file(outputs, "json", folder->fd, "results.json", folder->path) : 0;
	if (error)
		return why_fail(ret_why, error, "cannot write results.json in '%s': %s",
				folder->path, atomic_file_error(error));
	for (int i = 0; i < options->report_count; i++) {
		const struct report_request *report = &options->report[i];
		if (strcmp(report->path, "-") == 0)
			error = begin(outputs, report->format, stdout, "standard output");
		else
			error = begin_file(outputs, report->format, AT_FDCWD, report->path,
					   report->path);
		if (error)
			return why_fail(ret_why, error, "cannot write the report '%s': %s",
					report->path, atomic_file_error(error));
	}
	return 0;
}

/* KCIDB's own rules: an origin is a word, and an ID begins with that of who reported it. */
static int check_kcidb(const struct options *options, struct why *ret_why)
{
	static const char word[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *origin = options->kcidb_origin, *id = options->kcidb_build;

	if (origin && (strlen(origin) > 64 || origin[strspn(origin, word)]))
		return why_fail(ret_why, -EINVAL,
				"--kcidb-origin: expected a word of a-z, 0-9 and _, got '%s'",
				origin);
	size_t length = id ? strspn(id, word) : 0;
	if (id && (length == 0 || id[length] != ':' || !id[length + 1] || strlen(id) > 256 ||
		   !text_is_clean(id, false)))
		return why_fail(ret_why, -EINVAL,
				"--kcidb-build: expected a KCIDB id like ORIGIN:NAME, got '%s'",
				id);
	return 0;
}

int outputs_open(const struct options *options, struct out_folder *folder,
		 const struct run_facts *run, struct outputs **ret, struct why *ret_why)
{
	if (check_kcidb(options, ret_why) < 0)
		return -EINVAL;
	struct outputs *outputs = calloc(1, sizeof(*outputs));
	if (!outputs)
		return why_fail(ret_why, -ENOMEM, "out of memory");
	*outputs = (struct outputs){ .options = options,
				     .run = run,
				     .tally = { .demands.asked = run->demands },
				     .folder = folder,
				     .begin_ns = now_ns(CLOCK_MONOTONIC),
				     .progress = isatty(STDERR_FILENO) && isatty(STDOUT_FILENO) };
	int error = begin_files(outputs, ret_why);
	if (error) {
		outputs_abandon(outputs);
		return error;
	}
	if (outputs->count > 0)
		signal(SIGPIPE, SIG_IGN);
	*ret = outputs;
	return 0;
}

static void note_error(struct outputs *outputs, int error, const char *path)
{
	if (outputs->error)
		return;
	outputs->error = error;
	outputs->error_path = path;
}

/* The others go on; but where a file is lost that was asked for, there is no use in more. */
static void channel_fail(struct outputs *outputs, struct channel *channel, int error)
{
	note_error(outputs, error, channel->path);
	channel->failed = true;
	if (channel->output.file || outputs->count == 1)
		outputs->useless = true;
}

int outputs_begin(struct outputs *outputs, struct why *ret_why)
{
	outputs->begin_ns = now_ns(CLOCK_MONOTONIC);
	int error = begin(outputs, outputs->options->format, stdout, "standard output");
	if (error)
		return why_fail(ret_why, error, "cannot start the report: %s", strerror(-error));
	/* Whoever waits sees that it has begun. */
	errno = 0;
	if (fflush(stdout) != 0)
		channel_fail(outputs, &outputs->channel[outputs->count - 1], errno ? -errno : -EIO);
	return 0;
}

void outputs_abandon(struct outputs *outputs)
{
	for (int i = 0; i < outputs->count; i++) {
		struct channel *channel = &outputs->channel[i];
		channel->format->drop(channel->data);
		if (channel->output.file)
			atomic_file_abandon(&channel->output);
	}
	free(outputs);
}

static void clear_progress(struct outputs *outputs)
{
	if (outputs->shown)
		fputs("\r\033[K", stderr);
	outputs->shown = false;
}

void outputs_progress(struct outputs *outputs, int done, int planned)
{
	if (!outputs->progress)
		return;
	fprintf(stderr, "\r\033[K%d of %d results", done, planned);
	outputs->shown = true;
}

static int save_captures(struct outputs *outputs, const struct result *result)
{
	int captures = out_folder_captures(outputs->folder);

	return captures < 0 ? captures : captures_save(captures, outputs->run->version, result);
}

bool outputs_result(struct outputs *outputs, const struct result *result)
{
	clear_progress(outputs);
	outputs->tally.count[result->verdict.status]++;
	demands_note(&outputs->tally.demands, result);
	for (int i = 0; i < outputs->count; i++) {
		struct channel *channel = &outputs->channel[i];
		if (channel->failed)
			continue;
		errno = 0;
		int error = channel->format->result(channel->file, channel->data, result);
		if (!error && (ferror(channel->file) ||
			       (!channel->output.file && fflush(channel->file) != 0)))
			error = errno ? -errno : -EIO;
		if (error)
			channel_fail(outputs, channel, error);
	}
	if (outputs->folder && !outputs->useless) {
		int error = save_captures(outputs, result);
		if (error) {
			note_error(outputs, error, outputs->folder->path);
			outputs->useless = true;
		}
	}
	return !outputs->useless;
}

bool outputs_failed(struct outputs *outputs, int error)
{
	note_error(outputs, error, "a result");
	outputs->useless = outputs->lost = true;
	return false;
}

static void end_channel(struct outputs *outputs, struct channel *channel)
{
	if (channel->failed) {
		channel->format->drop(channel->data);
		return;
	}
	errno = 0;
	int error = channel->format->end(channel->file, channel->data, &outputs->tally);
	if (!error && (fflush(channel->file) != 0 || ferror(channel->file)))
		error = errno ? -errno : -EIO;
	if (error)
		channel_fail(outputs, channel, error);
}

static bool follows(const struct channel *channel)
{
	return channel->format->goes_beside && !channel->output.file;
}

/* What a run leaves takes the place of nothing; a report, that of the last one. */
static void name_channel(struct outputs *outputs, int number)
{
	struct channel *channel = &outputs->channel[number];
	bool is_saved = outputs->folder && number == 0;

	if (!channel->output.file)
		return;
	if (channel->failed) {
		atomic_file_abandon(&channel->output);
		return;
	}
	int error = is_saved ? atomic_file_commit_new(&channel->output)
			     : atomic_file_commit(&channel->output);
	if (error)
		note_error(outputs, error, channel->path);
}

/* The text on the terminal says it itself; other formats are not for who reads the job's log. */
static void tell_unmet(const struct outputs *outputs)
{
	const struct channel *terminal = &outputs->channel[outputs->count - 1];

	if (strcmp(terminal->format->name, "text") != 0)
		print_unmet(stderr, &outputs->tally.demands, "rstlab-ns: ", "\n");
}

int outputs_close(struct outputs *outputs, bool complete, struct why *ret_why)
{
	double told_ms = outputs->run->duration_ms;
	int64_t end_ns = now_ns(CLOCK_MONOTONIC);
	clear_progress(outputs);
	outputs->tally.complete = complete && !outputs->lost;
	outputs->tally.duration_ms =
		told_ms > 0 ? told_ms : (double)(end_ns - outputs->begin_ns) / 1e6;
	/* What follows on standard output comes after all that is printed there. */
	for (int beside = 0; beside < 2; beside++)
		for (int i = 0; i < outputs->count; i++)
			if (follows(&outputs->channel[i]) == beside)
				end_channel(outputs, &outputs->channel[i]);
	if (complete)
		tell_unmet(outputs);
	for (int i = 0; i < outputs->count; i++)
		name_channel(outputs, i);
	int error = outputs->error;
	if (error)
		why_set(ret_why, "cannot write '%s': %s", outputs->error_path, strerror(-error));
	free(outputs);
	return error;
}

const struct tally *outputs_tally(const struct outputs *outputs)
{
	return &outputs->tally;
}
