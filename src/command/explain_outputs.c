/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_outputs.h"

#include "formats.h"
#include "outputs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

static int begin(struct explain_outputs *outputs, const struct options *options, const char *format,
		 FILE *file, const char *path)
{
	struct explain_output *output = &outputs->output[outputs->count];
	const struct print_options how = { .verbose = options->verbose > 0,
					   .color = outputs_color(options, file),
					   .columns = terminal_columns(file) };

	output->format = explain_format_find(format);
	output->file = file;
	output->path = path;
	int err = output->format->begin(file, &how, &output->data);
	if (err == 0)
		outputs->count++;
	return err;
}

static int begin_file(struct explain_outputs *outputs, const struct options *options,
		      const struct report_request *report)
{
	struct explain_output *output = &outputs->output[outputs->count];
	int err = atomic_file_open(AT_FDCWD, report->path, &output->output);

	if (err < 0)
		return err;
	err = begin(outputs, options, report->format, output->output.file, report->path);
	if (err < 0)
		atomic_file_abandon(&output->output);
	return err;
}

static void drop(struct explain_outputs *outputs)
{
	for (int i = 0; i < outputs->count; i++) {
		struct explain_output *output = &outputs->output[i];
		if (output->data)
			output->format->drop(output->data);
		if (output->output.file)
			atomic_file_abandon(&output->output);
	}
	outputs->count = 0;
}

int explain_outputs_begin(struct explain_outputs *outputs, const struct options *options,
			  struct why *ret_why)
{
	int err = 0;

	for (int i = 0; i < options->report_count && err == 0; i++) {
		err = begin_file(outputs, options, &options->report[i]);
		if (err < 0)
			why_set(ret_why, "cannot write '%s': %s", options->report[i].path,
				atomic_file_error(err));
	}
	/* Who reads no more of standard output takes no file away. */
	if (outputs->count > 0)
		signal(SIGPIPE, SIG_IGN);
	if (err == 0) {
		err = begin(outputs, options, options->format, stdout, "standard output");
		if (err < 0)
			why_set(ret_why, "out of memory");
	}
	if (err < 0)
		drop(outputs);
	return err;
}

int explain_outputs_reset(struct explain_outputs *outputs, const struct explanation *capture,
			  const struct conversation *conversation,
			  const struct diagnosis *diagnosis)
{
	int err = 0;

	for (int i = 0; i < outputs->count && err == 0; i++) {
		struct explain_output *output = &outputs->output[i];
		if (output->format->reset)
			err = output->format->reset(output->file, output->data, capture,
						    conversation, diagnosis);
	}
	return err;
}

int explain_outputs_capture(struct explain_outputs *outputs, const struct explanation *capture)
{
	int err = 0;

	for (int i = 0; i < outputs->count && err == 0; i++) {
		struct explain_output *output = &outputs->output[i];
		err = output->format->capture(output->file, output->data, capture);
	}
	return err;
}

static int end(struct explain_output *output, bool whole)
{
	void *data = output->data;

	output->data = NULL;
	errno = 0;
	int err = output->format->end(output->file, data);
	if (err == 0 && (fflush(output->file) != 0 || ferror(output->file)))
		err = errno ? -errno : -EIO;
	if (output->output.file && err == 0 && whole) {
		err = atomic_file_commit(&output->output);
		output->output.file = NULL;
	}
	return err;
}

int explain_outputs_end(struct explain_outputs *outputs, bool whole, struct why *ret_why)
{
	int first = 0;

	for (int i = 0; i < outputs->count; i++) {
		int err = end(&outputs->output[i], whole);
		if (err == 0 || first)
			continue;
		first = err;
		if (outputs->output[i].file == stdout)
			why_set(ret_why, "cannot write to standard output: %s",
				atomic_file_error(err));
		else
			why_set(ret_why, "cannot write '%s': %s", outputs->output[i].path,
				atomic_file_error(err));
	}
	drop(outputs);
	return first;
}
