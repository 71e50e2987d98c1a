/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli.h"

#include "atlas.h"
#include "cli_parts.h"
#include "cmd_compare.h"
#include "describe.h"
#include "doctor.h"
#include "registry.h"
#include "text.h"
#include "address.h"

#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum exit_code refuse(const char *why)
{
	fputs("rstlab-ns: ", stderr);
	text_print(stderr, why); /* it may quote what a terminal would obey */
	fputc('\n', stderr);
	return EXIT_USAGE;
}

int choose(const struct options *options, const struct scenario ***ret, struct why *why)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret) {
		why_set(why, "out of memory");
		return -1;
	}
	return select_scenarios(all, count, options->operands, options->operand_count,
				&options->filter, *ret, why);
}

enum exit_code exit_of(const struct tally *tally)
{
	if (tally->count[BROKEN])
		return EXIT_BROKEN;
	if (tally->count[FAIL])
		return EXIT_FAIL;
	return tally->count[PASS] + tally->count[SKIP] + tally->count[XFAIL] ? EXIT_GOOD
									     : EXIT_NOTHING;
}

char *command_line(int argc, char **argv)
{
	size_t size = sizeof("rstlab-ns");
	for (int i = 1; i < argc; i++)
		size += strlen(argv[i]) + 1;
	char *text = malloc(size);
	if (!text)
		return NULL;
	strcpy(text, "rstlab-ns");
	for (int i = 1; i < argc; i++) {
		strcat(text, " ");
		strcat(text, argv[i]);
	}
	return text;
}

/* ---- list, describe, doctor ---------------------------------------------------------------------
 */

/* Of the chosen, those that the shard plays over any family. */
static int keep_own(const struct own *own, const struct scenario **chosen, int count)
{
	int families = own->plan.count / count, kept = 0;
	for (int i = 0, last = -1; i < own->count; i++) {
		int number = own->part[i] / families;
		if (number != last)
			chosen[kept++] = chosen[number];
		last = number;
	}
	return kept;
}

static void list_names(const struct own *own, const struct scenario *const *chosen, int count)
{
	bool split = own->plan.shard.count > 1;
	for (int i = 0; split && i < own->count; i++) {
		const struct plan_part *part = &own->plan.part[own->part[i]];
		printf("%s/%s\n", part->scenario, family_text(part->family));
	}
	for (int i = 0; !split && i < count; i++)
		puts(chosen[i]->name);
}

static enum exit_code list(const struct options *options, const struct scenario **chosen, int count,
			   struct why *why)
{
	struct own own;
	enum exit_code code = EXIT_GOOD;
	if (choose_own(options, chosen, count, &own, why) < 0) {
		code = refuse(why->text);
	} else if (own.count == 0 && own.plan.shard.count > 1) {
		code = do_nothing(options, &own);
	} else {
		count = count ? keep_own(&own, chosen, count) : 0;
		if (options->json)
			describe_list_json(stdout, chosen, count);
		else if (options->names)
			list_names(&own, chosen, count);
		else if (count == 0)
			puts(none_text(options));
		else
			describe_list(stdout, chosen, count);
	}
	own_free(&own);
	return code;
}

static enum exit_code tell(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	int count = choose(options, &chosen, &why);
	enum exit_code code = EXIT_GOOD;
	if (count < 0)
		code = refuse(why.text);
	else if (options->command == COMMAND_DOCTOR)
		doctor(stdout, chosen, count);
	else if (options->command == COMMAND_LIST)
		code = list(options, chosen, count, &why);
	for (int i = 0; i < count && options->command == COMMAND_DESCRIBE; i++) {
		const struct topology *topology = registry_topology(chosen[i]->topology);
		fputs(i ? "\n" : "", stdout);
		describe_scenario(stdout, chosen[i], topology ? topology->drawing : NULL);
	}
	free(chosen);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		refuse("cannot write to standard output");
		return EXIT_BROKEN;
	}
	return code;
}

/* ---- atlas --------------------------------------------------------------------------------------
 */

/* The reasons of the running kernel. */
struct reasons {
	int count;
	const char *name[ATLAS_REASONS_MAX];
	char text[ATLAS_REASONS_MAX][REASON_SIZE];
};

static void add_reason(const char *name, void *arg)
{
	struct reasons *reasons = arg;
	if (reasons->count == ATLAS_REASONS_MAX)
		return;
	char *text = reasons->text[reasons->count];
	snprintf(text, REASON_SIZE, "%s", name);
	reasons->name[reasons->count++] = text;
}

static enum exit_code tell_atlas(const struct options *options)
{
	const struct scenario **chosen;
	struct why why;
	struct reasons reasons = { 0 };
	int count = choose(options, &chosen, &why);
	enum exit_code code = count < 0 ? refuse(why.text) : EXIT_GOOD;
	if (count > 0 && options->page) {
		atlas_page(stdout, chosen, count);
	} else if (count > 0) {
		trace_reasons(add_reason, &reasons);
		atlas_text(stdout, chosen, count, reasons.name, reasons.count);
	}
	free(chosen);
	return code;
}

/* After `all`: a kernel that resets for a reason that this program does not know of is news. */
static void tell_gaps(void)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	struct reasons reasons = { 0 };
	const char *gap[ATLAS_REASONS_MAX];
	trace_reasons(add_reason, &reasons);
	int gaps = atlas_gaps(all, count, reasons.name, reasons.count, gap);
	if (gaps)
		fprintf(stderr,
			"rstlab-ns: note: this kernel has reasons to reset that no scenario reaches:");
	for (int i = 0; i < gaps; i++)
		fprintf(stderr, " %s", gap[i]);
	fputs(gaps ? "; see rstlab-ns atlas\n" : "", stderr);
}

static enum exit_code compare(const struct options *options)
{
	struct why why;
	enum exit_code code = compare_command(options, &why);
	if (why.text[0])
		refuse(why.text);
	return code;
}

static enum exit_code dispatch(const struct options *options, int argc, char **argv)
{
	if (options->version) {
		puts("rstlab-ns " RSTLAB_VERSION);
		return EXIT_GOOD;
	}
	if (options->help || options->command == COMMAND_NONE) {
		options_usage(options->command, stdout);
		return EXIT_GOOD;
	}
	switch (options->command) {
	case COMMAND_ALL: {
		enum exit_code code = play(options, argc, argv);
		tell_gaps();
		return code;
	}
	case COMMAND_RUN:
		return play(options, argc, argv);
	case COMMAND_ATLAS:
		return tell_atlas(options);
	case COMMAND_JUDGE:
		return judge_again(options);
	case COMMAND_MERGE:
		return merge(options, argc, argv);
	case COMMAND_COMPARE:
		return compare(options);
	case COMMAND_LIST:
	case COMMAND_DESCRIBE:
	case COMMAND_DOCTOR:
		return tell(options);
	case COMMAND_NONE:
	case COMMAND_COUNT:
		break;
	}
	return EXIT_USAGE;
}

/* What is opened must not take the place of a standard stream that the caller has closed. A stream
 * that is missing still fails when it is used: it is opened for the wrong direction. */
static void keep_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

enum exit_code cli(int argc, char **argv)
{
	struct options options;
	struct why why;
	keep_streams();
	if (options_parse(argc, argv, &options, &why) < 0)
		return refuse(why.text);
	enum exit_code code = dispatch(&options, argc, argv);
	options_free(&options);
	return code;
}
