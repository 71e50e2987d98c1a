/* SPDX-License-Identifier: GPL-2.0-only */
#include "outputs.h"

#include "lab.h"
#include "atomic_file.h"
#include "captures_save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One report, and where it goes. */
struct channel {
	const struct report_format *format;
	const char *path; /* as the user gave it */
	struct output output;
	FILE *file;
	void *data;
};

struct session {
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

bool session_color(const struct options *options, FILE *file)
{
	const char *no = getenv("NO_COLOR");
	if (strcmp(options->color, "always") == 0)
		return true;
	const char *terminal = getenv("TERM");
	return strcmp(options->color, "auto") == 0 && !(no && *no) && isatty(fileno(file)) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}

static int begin(struct session *session, const char *format, FILE *file, const char *path,
		 const struct options *options, const struct run_facts *run)
{
	struct channel *channel = &session->channel[session->count];
	struct report_options how = { .verbose = options->verbose,
				      .color = session_color(options, file) };
	channel->format = report_find(format);
	channel->file = file;
	channel->path = path;
	int error = channel->format->begin(file, run, &how, &channel->data);
	if (!error)
		session->count++;
	return error;
}

static int begin_file(struct session *session, const char *format, int dir, const char *name,
		      const char *path, const struct options *options, const struct run_facts *run)
{
	struct channel *channel = &session->channel[session->count];
	int error = output_open(dir, name, &channel->output);
	if (error)
		return error;
	error = begin(session, format, channel->output.file, path, options, run);
	if (error)
		output_abandon(&channel->output);
	return error;
}

/* The folder of --out: made if need be; one that holds what a run leaves, a killed one's captures
 * too, is not touched. */
static int open_folder(struct session *session, const struct options *options,
		       const struct run_facts *run, struct why *why)
{
	session->out_path = options->out;
	session->made = mkdir(options->out, 0755) == 0;
	if (!session->made && errno != EEXIST) {
		int error = -errno;
		why_set(why, "cannot make the folder '%s': %s", options->out,
			error == -ENOENT ? "the folder that it is to be in is not there"
					 : strerror(-error));
		return error;
	}
	session->out = open(options->out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (session->out < 0) {
		why_set(why, "cannot open the folder '%s': %s", options->out, strerror(errno));
		return -errno;
	}
	static const char *const kept[] = { "results.json", "captures" };
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (faccessat(session->out, kept[i], F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		why_set(why, "'%s' holds %s already: remove it or choose another folder",
			options->out, kept[i]);
		return -EEXIST;
	}
	int error = begin_file(session, "json", session->out, "results.json", options->out, options,
			       run);
	if (error)
		why_set(why, "cannot write results.json in '%s': %s", options->out,
			strerror(-error));
	return error;
}

static void abandon(struct session *session)
{
	FILE *nowhere = fopen("/dev/null", "w");
	for (int i = 0; i < session->count; i++) {
		struct channel *channel = &session->channel[i];
		if (nowhere)
			channel->format->end(nowhere, channel->data, &session->tally);
		if (channel->output.file)
			output_abandon(&channel->output);
	}
	if (nowhere)
		fclose(nowhere);
	if (session->made)
		rmdir(session->out_path);
	if (session->out >= 0)
		close(session->out);
	free(session);
}

int session_open(const struct options *options, const struct run_facts *run, struct session **ret,
		 struct why *ret_why)
{
	struct session *session = calloc(1, sizeof(*session));
	int error = 0;
	if (!session)
		return -ENOMEM;
	ret_why->text[0] = '\0';
	session->out = -1;
	session->begin_ns = now_ns(CLOCK_MONOTONIC);
	session->duration_ms = run->duration_ms;
	session->progress = isatty(STDERR_FILENO) && isatty(STDOUT_FILENO);
	if (options->out)
		error = open_folder(session, options, run, ret_why);
	for (int i = 0; i < options->report_count && !error; i++) {
		const struct report_request *report = &options->report[i];
		error = begin_file(session, report->format, AT_FDCWD, report->path, report->path,
				   options, run);
		if (error)
			why_set(ret_why, "cannot write the report '%s': %s", report->path,
				strerror(-error));
	}
	/* Last: until here nothing has been said. */
	if (!error)
		error = begin(session, options->format, stdout, "standard output", options, run);
	/* Whoever waits sees that it has begun. */
	if (!error && fflush(stdout) != 0) {
		session->error = errno ? -errno : -EIO;
		session->error_path = "standard output";
	}
	if (error) {
		if (!ret_why->text[0])
			why_set(ret_why, "cannot begin the reports: %s", strerror(-error));
		abandon(session);
		return error;
	}
	*ret = session;
	return 0;
}

static void clear_progress(struct session *session)
{
	if (session->shown)
		fputs("\r\033[K", stderr);
	session->shown = false;
}

void session_progress(struct session *session, int done, int planned)
{
	if (!session->progress)
		return;
	fprintf(stderr, "\r\033[K%d of %d results", done, planned);
	session->shown = true;
}

static void note_error(struct session *session, int error, const char *path)
{
	if (session->error)
		return;
	session->error = error;
	session->error_path = path;
}

bool session_result(struct session *session, const struct result *result)
{
	clear_progress(session);
	session->tally.count[result->verdict.status]++;
	for (int i = 0; i < session->count; i++) {
		struct channel *channel = &session->channel[i];
		errno = 0;
		channel->format->result(channel->file, channel->data, result);
		if (ferror(channel->file) || (!channel->output.file && fflush(channel->file) != 0))
			note_error(session, errno ? -errno : -EIO, channel->path);
	}
	if (session->out >= 0) {
		int error = save_captures(session->out, result);
		if (error)
			note_error(session, error, session->out_path);
	}
	return !session->error;
}

bool session_failed(struct session *session, int error)
{
	note_error(session, error, "a result");
	return false;
}

static void end_channel(struct session *session, struct channel *channel)
{
	errno = 0;
	channel->format->end(channel->file, channel->data, &session->tally);
	if (fflush(channel->file) != 0 || ferror(channel->file))
		note_error(session, errno ? -errno : -EIO, channel->path);
	if (!channel->output.file)
		return;
	int error = output_commit(&channel->output);
	if (error)
		note_error(session, error, channel->path);
}

int session_close(struct session *session, bool complete, struct why *ret_why)
{
	clear_progress(session);
	session->tally.complete = complete;
	session->tally.duration_ms = session->duration_ms;
	if (!(session->duration_ms > 0))
		session->tally.duration_ms =
			(double)(now_ns(CLOCK_MONOTONIC) - session->begin_ns) / 1e6;
	for (int i = 0; i < session->count; i++)
		end_channel(session, &session->channel[i]);
	int error = session->error;
	if (error)
		why_set(ret_why, "cannot write '%s': %s", session->error_path, strerror(-error));
	if (session->out >= 0)
		close(session->out);
	free(session);
	return error;
}

const struct tally *session_tally(const struct session *session)
{
	return &session->tally;
}
