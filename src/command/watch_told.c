/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_told.h"

#include "formats.h"
#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

static struct watch_teller *add(struct watch_told *told, const struct options *options,
				const char *format, FILE *looks_like)
{
	struct watch_teller *teller = &told->teller[told->count++];

	teller->format = live_format_find(format);
	teller->print = (struct print_options){ .verbose = options->verbose > 0,
						.color = outputs_color(options, looks_like),
						.columns = terminal_columns(looks_like) };
	return teller;
}

static int open_file(struct watch_told *told, const struct options *options,
		     const struct report_request *report, struct why *ret_why)
{
	struct atomic_file file;
	int err = atomic_file_open(AT_FDCWD, report->path, &file);

	if (err < 0)
		return why_fail(ret_why, err == -EINVAL ? -EIO : err,
				"cannot write the report '%s': %s", report->path,
				atomic_file_error(err));
	struct watch_teller *teller = add(told, options, report->format, file.file);
	teller->path = report->path;
	teller->file = file;
	teller->out = file.file;
	return 0;
}

int watch_told_open(struct watch_told *told, const struct options *options, struct why *ret_why)
{
	int err = 0;

	add(told, options, options->format, stdout);
	for (int i = 0; i < options->report_count && err == 0; i++)
		err = open_file(told, options, &options->report[i], ret_why);
	/* A closed standard output must not cost a file. */
	if (options->report_count > 0)
		signal(SIGPIPE, SIG_IGN);
	return err;
}

int watch_told_begin(struct watch_told *told, FILE *out, const struct live_setting *setting)
{
	int err = 0;

	told->teller[0].out = out;
	for (int i = 0; i < told->count && err == 0; i++)
		err = told->teller[i].format->begin(told->teller[i].out, &told->teller[i].print,
						    setting);
	return err;
}

int watch_told_reset(struct watch_told *told, const struct live_story *story)
{
	int err = 0;

	for (int i = 0; i < told->count && err == 0; i++) {
		struct watch_teller *teller = &told->teller[i];
		if (teller->format->reset)
			err = teller->format->reset(teller->out, &teller->print, story);
	}
	return err;
}

int watch_told_again(struct watch_told *told, const struct live_story *story)
{
	int err = 0;

	for (int i = 0; i < told->count && err == 0; i++) {
		struct watch_teller *teller = &told->teller[i];
		if (teller->format->again)
			err = teller->format->again(teller->out, &teller->print, story);
	}
	return err;
}

/* 0 or -errno. Write errors of standard output are its owner's to find. */
static int end(struct watch_teller *teller, const struct live_tally *tally,
	       const struct live_ending *ending, bool whole)
{
	int err = teller->format->end(teller->out, &teller->print, tally, ending);

	if (err < 0 || !teller->file.file || !whole)
		return err;
	err = atomic_file_commit(&teller->file);
	teller->file.file = NULL;
	return err;
}

int watch_told_end(struct watch_told *told, const struct live_tally *tally,
		   const struct live_ending *ending, bool whole, struct why *ret_why)
{
	int first = 0;

	for (int i = 0; i < told->count; i++) {
		struct watch_teller *teller = &told->teller[i];
		int err = end(teller, tally, ending, whole);
		if (err == 0 || first)
			continue;
		first = err;
		if (teller->path)
			why_set(ret_why, "cannot write the report '%s': %s", teller->path,
				atomic_file_error(err));
		else
			why_set(ret_why, "out of memory");
	}
	return first;
}

void watch_told_close(struct watch_told *told)
{
	for (int i = 0; i < told->count; i++)
		if (told->teller[i].file.file)
			atomic_file_abandon(&told->teller[i].file);
	told->count = 0;
}
