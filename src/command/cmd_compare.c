/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_compare.c - compare: from saved runs to a comparison told. */
#include "atomic_file.h"
#include "compare_format.h"
#include "console.h"
#include "outputs.h"
#include "results_load.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What the operand @path, results.json or its folder, is on the disk. False: nothing yet. */
static bool identify(const char *path, struct stat *ret)
{
	char name[4096];

	if (stat(path, ret) < 0)
		return false;
	if (!S_ISDIR(ret->st_mode))
		return true;
	return (size_t)snprintf(name, sizeof(name), "%s/results.json", path) < sizeof(name) &&
	       stat(name, ret) == 0;
}

/* A run compared with itself would be the same, and prove nothing. */
static int check_operands(const struct options *options, struct why *ret_why)
{
	for (int i = 0; i < options->operand_count; i++)
		for (int k = 0; k < i; k++) {
			struct stat one, other;
			if (!identify(options->operands[k], &one) ||
			    !identify(options->operands[i], &other) || one.st_dev != other.st_dev ||
			    one.st_ino != other.st_ino || !S_ISREG(one.st_mode))
				continue;
			why_set(ret_why, "'%s' and '%s' are the same run", options->operands[k],
				options->operands[i]);
			return -EINVAL;
		}
	return 0;
}

static int add_results(struct comparison *comparison, const char *path,
		       const struct saved_run *saved, struct evidence *ev, struct why *ret_why)
{
	int err = 0;

	for (int i = 0; i < saved_count(saved) && err == 0; i++) {
		struct result *result;
		err = saved_result(saved, i, NULL, ev, &result, ret_why);
		if (err < 0)
			break;
		err = compare_result(comparison, result, ret_why);
		if (err < 0)
			why_within(ret_why, "%s: results[%d]: ", path, i);
		result_free(result);
	}
	return err;
}

static int add_run(struct comparison *comparison, const char *path, struct evidence *ev,
		   struct why *ret_why)
{
	struct saved_run *saved;
	int err = saved_open(path, &saved, ret_why);

	if (err < 0)
		return err;
	const struct run_facts facts = { .version = saved_version(saved),
					 .kernel = saved_kernel(saved),
					 .machine = saved_machine(saved),
					 .time_ns = saved_time_ns(saved) };
	if (!saved_complete(saved)) {
		why_set(ret_why,
			"%s: this run was interrupted; only a complete run can be compared", path);
		err = -EINVAL;
	} else if (saved_count(saved) == 0) {
		why_set(ret_why, "%s: this run has no results", path);
		err = -EINVAL;
	}
	if (err == 0)
		err = compare_run(comparison, path, &facts, ret_why);
	if (err == 0)
		err = add_results(comparison, path, saved, ev, ret_why);
	saved_close(saved);
	return err;
}

/* ---- Telling ------------------------------------------------------------------------------------
 */

static int print(const struct options *options, const char *format, FILE *out,
		 const struct comparison *comparison)
{
	const struct print_options how = { .verbose = options->verbose > 0,
					   .color = outputs_color(options, out) };

	errno = 0;
	int err = compare_format_find(format)->print(out, comparison, &how);
	if (err == 0 && (fflush(out) != 0 || ferror(out)))
		err = errno ? -errno : -EIO;
	return err;
}

static enum exit_code print_file(const struct options *options, const struct report_request *report,
				 const struct comparison *comparison, struct why *ret_why)
{
	struct atomic_file output;
	int err = atomic_file_open(AT_FDCWD, report->path, &output);
	enum exit_code code = err < 0 ? EXIT_USAGE : EXIT_BROKEN;

	if (err == 0) {
		err = print(options, report->format, output.file, comparison);
		if (err == 0)
			err = atomic_file_commit(&output);
		else
			atomic_file_abandon(&output);
	}
	if (err == 0)
		return EXIT_GOOD;
	why_set(ret_why, "cannot write '%s': %s", report->path, atomic_file_error(err));
	return code;
}

static enum exit_code tell(const struct options *options, const struct comparison *comparison,
			   struct why *ret_why)
{
	for (int i = 0; i < options->report_count; i++) {
		enum exit_code code = print_file(options, &options->report[i], comparison, ret_why);
		if (code != EXIT_GOOD)
			return code;
	}
	int err = print(options, options->format, stdout, comparison);
	if (err < 0) {
		why_set(ret_why, "cannot write to standard output: %s", strerror(-err));
		return EXIT_BROKEN;
	}
	return comparison->unexpected ? EXIT_FAIL : EXIT_GOOD;
}

static bool wants_ladders(const struct options *options)
{
	bool wants = compare_format_find(options->format)->draws;

	for (int i = 0; i < options->report_count; i++)
		wants = wants || compare_format_find(options->report[i].format)->draws;
	return wants;
}

static enum exit_code compare(const struct options *options, struct why *ret_why)
{
	struct comparison *comparison = calloc(1, sizeof(*comparison));
	struct evidence *ev = calloc(1, sizeof(*ev));
	enum exit_code code = EXIT_USAGE;
	int err = comparison && ev ? 0 : -ENOMEM;

	why_set(ret_why, "out of memory");
	if (err == 0) {
		comparison->wants_ladders = wants_ladders(options);
		err = check_operands(options, ret_why);
	}
	for (int i = 0; i < options->operand_count && err == 0; i++)
		err = add_run(comparison, options->operands[i], ev, ret_why);
	if (err == 0) {
		why_set(ret_why, "out of memory");
		if (options->oldest_first)
			compare_sort(comparison);
		err = compare_conclude(comparison);
	}
	if (err == 0) {
		ret_why->text[0] = '\0';
		code = tell(options, comparison, ret_why);
	}
	compare_free(comparison);
	free(comparison);
	free(ev);
	return code;
}

static enum exit_code run(const struct options *options)
{
	struct why why = { "" };
	enum exit_code code = compare(options, &why);
	if (why.text[0])
		console_refuse(why.text);
	return code;
}

const struct command cmd_compare = {
	.name = "compare",
	.operands = "OLD NEW...",
	.operands_max = INT_MAX,
	.operands_min = 2,
	.help = "show what changed between saved runs of two or more kernels",
	.takes = OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_COMPARE,
	.formats = COMPARE_FORMATS,
	.run = run,
};
