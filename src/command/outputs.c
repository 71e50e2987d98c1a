/* SPDX-License-Identifier: GPL-2.0-only */
#include "outputs.h"

#include "atomic_file.h"
#include "captures_save.h"
#include "clock.h"
#include "formats.h"
#include "report_words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One report, and where it goes. */
struct channel {
	const struct report_format *format;
	const char *path; /* as the user gave it */
	struct atomic_file output;
	FILE *file;
	void *data;
};

struct outputs {
	struct tally tally;
	int64_t begin_ns;
	double duration_ms;   /* as run_facts has it */
	bool progress, shown; /* a progress line may be shown; is shown */
	int out;              /* the folder; -1: none */
	bool made;            /* it was not there before */
	const char *out_path;
	int error; /* the first of anything that was to be written */
	const char *error_path;
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

static int begin(struct outputs *outputs, const char *format, FILE *file, const char *path,
		 const struct options *options, const struct run_facts *run)
{
	struct channel *channel = &outputs->channel[outputs->count];
	struct print_options how = { .verbose = options->verbose > 0,
				     .color = outputs_color(options, file) };
	channel->format = report_find(format);
	channel->file = file;
	channel->path = path;
	int error = channel->format->begin(file, run, &how, &channel->data);
	if (!error)
		outputs->count++;
	return error;
}

static int begin_file(struct outputs *outputs, const char *format, int dir, const char *name,
		      const char *path, const struct options *options, const struct run_facts *run)
{
	struct channel *channel = &outputs->channel[outputs->count];
	int error = atomic_file_open(dir, name, &channel->output);
	if (error)
		return error;
	error = begin(outputs, format, channel->output.file, path, options, run);
	if (error)
		atomic_file_abandon(&channel->output);
	return error;
}

/* The folder of --out: made if need be; one that holds what a run leaves, a killed one's captures
 * too, is not touched. */
static int open_folder(struct outputs *outputs, const struct options *options,
		       const struct run_facts *run, struct why *why)
{
	outputs->out_path = options->out;
	outputs->made = mkdir(options->out, 0755) == 0;
	if (!outputs->made && errno != EEXIST) {
		int error = -errno;
		why_set(why, "cannot make the folder '%s': %s", options->out,
			error == -ENOENT ? "the folder that it is to be in is not there"
					 : strerror(-error));
		return error;
	}
	outputs->out = open(options->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (outputs->out < 0) {
		why_set(why, "cannot open the folder '%s': %s", options->out, strerror(errno));
		return -errno;
	}
	static const char *const kept[] = { "results.json", "captures" };
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (faccessat(outputs->out, kept[i], F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		why_set(why, "'%s' holds %s already: remove it or choose another folder",
			options->out, kept[i]);
		return -EEXIST;
	}
	int error = begin_file(outputs, "json", outputs->out, "results.json", options->out, options,
			       run);
	if (error)
		why_set(why, "cannot write results.json in '%s': %s", options->out,
			strerror(-error));
	return error;
}

static void abandon(struct outputs *outputs)
{
	FILE *nowhere = fopen("/dev/null", "w");
	for (int i = 0; i < outputs->count; i++) {
		struct channel *channel = &outputs->channel[i];
		if (nowhere)
			channel->format->end(nowhere, channel->data, &outputs->tally);
		if (channel->output.file)
			atomic_file_abandon(&channel->output);
	}
	if (nowhere)
		fclose(nowhere);
	if (outputs->made)
		rmdir(outputs->out_path);
	if (outputs->out >= 0)
		close(outputs->out);
	free(outputs);
}

int outputs_open(const struct options *options, const struct run_facts *run, struct outputs **ret,
		 struct why *ret_why)
{
	struct outputs *outputs = calloc(1, sizeof(*outputs));
	int error = 0;
	if (!outputs)
		return -ENOMEM;
	ret_why->text[0] = '\0';
	outputs->out = -1;
	outputs->begin_ns = now_ns(CLOCK_MONOTONIC);
	outputs->duration_ms = run->duration_ms;
	outputs->tally.demands.asked = run->demands;
	outputs->progress = isatty(STDERR_FILENO) && isatty(STDOUT_FILENO);
	if (options->out)
		error = open_folder(outputs, options, run, ret_why);
	for (int i = 0; i < options->report_count && !error; i++) {
		const struct report_request *report = &options->report[i];
		error = begin_file(outputs, report->format, AT_FDCWD, report->path, report->path,
				   options, run);
		if (error)
			why_set(ret_why, "cannot write the report '%s': %s", report->path,
				strerror(-error));
	}
	/* Last: until here nothing has been said. */
	if (!error)
		error = begin(outputs, options->format, stdout, "standard output", options, run);
	/* Whoever waits sees that it has begun. */
	if (!error && fflush(stdout) != 0) {
		outputs->error = errno ? -errno : -EIO;
		outputs->error_path = "standard output";
	}
	if (error) {
		if (!ret_why->text[0])
			why_set(ret_why, "cannot begin the reports: %s", strerror(-error));
		abandon(outputs);
		return error;
	}
	*ret = outputs;
	return 0;
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

static void note_error(struct outputs *outputs, int error, const char *path)
{
	if (outputs->error)
		return;
	outputs->error = error;
	outputs->error_path = path;
}

bool outputs_result(struct outputs *outputs, const struct result *result)
{
	clear_progress(outputs);
	outputs->tally.count[result->verdict.status]++;
	demands_note(&outputs->tally.demands, result);
	for (int i = 0; i < outputs->count; i++) {
		struct channel *channel = &outputs->channel[i];
		errno = 0;
		channel->format->result(channel->file, channel->data, result);
		if (ferror(channel->file) || (!channel->output.file && fflush(channel->file) != 0))
			note_error(outputs, errno ? -errno : -EIO, channel->path);
	}
	if (outputs->out >= 0) {
		int error = captures_save(outputs->out, result);
		if (error)
			note_error(outputs, error, outputs->out_path);
	}
	return !outputs->error;
}

bool outputs_failed(struct outputs *outputs, int error)
{
	note_error(outputs, error, "a result");
	return false;
}

static void end_channel(struct outputs *outputs, struct channel *channel)
{
	errno = 0;
	channel->format->end(channel->file, channel->data, &outputs->tally);
	if (fflush(channel->file) != 0 || ferror(channel->file))
		note_error(outputs, errno ? -errno : -EIO, channel->path);
	if (!channel->output.file)
		return;
	int error = atomic_file_commit(&channel->output);
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
	clear_progress(outputs);
	outputs->tally.complete = complete;
	outputs->tally.duration_ms = outputs->duration_ms;
	if (!(outputs->duration_ms > 0))
		outputs->tally.duration_ms =
			(double)(now_ns(CLOCK_MONOTONIC) - outputs->begin_ns) / 1e6;
	for (int i = 0; i < outputs->count; i++)
		end_channel(outputs, &outputs->channel[i]);
	if (complete)
		tell_unmet(outputs);
	int error = outputs->error;
	if (error)
		why_set(ret_why, "cannot write '%s': %s", outputs->error_path, strerror(-error));
	if (outputs->out >= 0)
		close(outputs->out);
	free(outputs);
	return error;
}

const struct tally *outputs_tally(const struct outputs *outputs)
{
	return &outputs->tally;
}
