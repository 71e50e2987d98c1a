/* SPDX-License-Identifier: GPL-2.0-only */
#include "learn.h"

#include "input_file.h"
#include "results_load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int learn_results(struct lessons *lessons, const char *path, const struct saved_run *saved,
			 struct evidence *ev, struct why *ret_why)
{
	int iteration, err = 0;
	double duration;

	for (int i = 0; i < saved_count(saved) && err == 0; i++) {
		err = saved_evidence(saved, i, ev, &iteration, &duration, ret_why);
		if (err < 0)
			return err;
		err = lessons_learn(lessons, ev);
		if (err < 0)
			why_set(ret_why, "%s: results[%d]: %s", path, i,
				err == -ENOMEM ? "out of memory"
					       : "too many causes share one situation");
	}
	return err;
}

static int learn_run(struct lessons *lessons, const char *path, struct why *ret_why)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *saved;
	int err = ev ? saved_open(path, &saved, ret_why)
		     : why_fail(ret_why, -ENOMEM, "out of memory");

	if (err == 0) {
		err = learn_results(lessons, path, saved, ev, ret_why);
		saved_close(saved);
	}
	free(ev);
	return err;
}

/* The text in the file @path if it is one of lessons, to be freed; NULL: it is anything else, of
 * which the reader of runs says what is wrong. */
static char *lessons_text(const char *path)
{
	char *text = NULL;
	size_t size = 0;
	int fd = input_file_open(path);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	int first = in ? getc(in) : EOF;

	if (first == '#' || first == *feature_name[0]) {
		ungetc(first, in);
		if (getdelim(&text, &size, '\0', in) < 0) {
			free(text);
			text = NULL;
		}
	}
	if (in)
		fclose(in);
	else if (fd >= 0)
		close(fd);
	return text;
}

int learn_from(struct lessons *lessons, const char *path, struct why *ret_why)
{
	char *text = lessons_text(path);
	int err = text ? lessons_read(lessons, text, ret_why) : learn_run(lessons, path, ret_why);

	if (text && err < 0)
		why_within(ret_why, "%s: ", path);
	free(text);
	if (err == 0 && lessons->count == 0)
		err = why_fail(ret_why, -EINVAL,
			       "%s: teaches nothing: it has no RST with a known cause", path);
	return err;
}

int learn_wanted(struct lessons *lessons, const char *path, struct why *ret_why)
{
	int err = path ? 0 : lessons_builtin(lessons);

	if (err < 0)
		return why_fail(ret_why, err, "out of memory");
	return path ? learn_from(lessons, path, ret_why) : 0;
}
