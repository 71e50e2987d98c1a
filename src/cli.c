/* SPDX-License-Identifier: GPL-2.0-only */
#include "cli.h"

#include "atlas.h"
#include "describe.h"
#include "doctor.h"
#include "kernel_version.h"
#include "lab.h"
#include "load.h"
#include "registry.h"
#include "run.h"
#include "session.h"
#include "text.h"

#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

static enum exit_code refuse(const char *why)
{
	fputs("rstlab-ns: ", stderr);
	text_print(stderr, why); /* it may quote what a terminal would obey */
	fputc('\n', stderr);
	return EXIT_USAGE;
}

/* The scenarios that the operands and filters mean. @ret is the caller's to free; its count, or -1.
 */
static int choose(const struct options *options, const struct scenario ***ret, char *why)
{
	int count;
	const struct scenario *const *all = registry_scenarios(&count);
	*ret = calloc((size_t)count + 1, sizeof(**ret));
	if (!*ret) {
		snprintf(why, TEXT_SIZE * 2, "out of memory");
		return -1;
	}
	return select_scenarios(all, count, options->operands, options->operand_count,
				&options->filter, *ret, why);
}

static enum exit_code exit_of(const struct tally *tally)
{
	if (tally->count[BROKEN])
		return EXIT_BROKEN;
	if (tally->count[FAIL])
		return EXIT_FAIL;
	return tally->count[PASS] + tally->count[SKIP] + tally->count[XFAIL] ? EXIT_GOOD
									     : EXIT_NOTHING;
}

/* "rstlab-ns run 'half-open*'", as it was typed but for the quotes. */
static char *command_line(int argc, char **argv)
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

/* ---- all, run -----------------------------------------------------------------------------------
 */

static bool tell_result(const struct result *result, void *arg)
{
	return session_result(arg, result);
}

static void tell_waiting(int done, int planned, void *arg)
{
	session_progress(arg, done, planned);
}

/* Plays the plan and ends the session; what went wrong goes to standard error, a line each. */
static enum exit_code play_session(struct run_plan *plan, struct session *session)
{
	char why[TEXT_SIZE * 2];
	int error = run_play(plan, why);
	struct tally tally = *session_tally(session);
	enum exit_code code = exit_of(&tally);
	if (error && error != -EINTR)
		code = refuse(why) == EXIT_USAGE ? EXIT_BROKEN : code;
	int unsaid = session_close(session, !error, why);
	if (unsaid) {
		refuse(why);
		return EXIT_BROKEN;
	}
	if (error == -EINTR) {
		refuse("interrupted: the results are incomplete");
		return EXIT_BROKEN;
	}
	return code;
}

static enum exit_code play(const struct options *options, int argc, char **argv)
{
	const struct scenario **chosen;
	char why[TEXT_SIZE * 2];
	struct utsname uts;
	int count = choose(options, &chosen, why);
	enum exit_code code = EXIT_NOTHING;
	char *typed = command_line(argc, argv);

	uname(&uts);
	struct run_plan plan = { .scenario = chosen,
				 .scenario_count = count,
				 .ipv4 = options->ipv4,
				 .ipv6 = options->ipv6,
				 .repeat = options->repeat,
				 .jobs = options->jobs,
				 .scale = options->timeout_scale,
				 .own_machine = options->own_machine,
				 .each = tell_result,
				 .waiting = tell_waiting };
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = uts.release,
				   .machine = uts.machine,
				   .command_line = typed ? typed : "",
				   .time_ns = now_ns(CLOCK_REALTIME),
				   .planned = count > 0 ? run_planned(&plan) : 0 };
	struct session *session;
	if (count < 0)
		code = refuse(why);
	else if (count == 0)
		fputs("rstlab-ns: no scenario is meant by all of these together\n", stderr);
	else if (session_open(options, &facts, &session, why) < 0)
		code = refuse(why);
	else {
		plan.arg = session;
		code = play_session(&plan, session);
	}
	free(typed);
	free(chosen);
	return code;
}

/* ---- judge --------------------------------------------------------------------------------------
 */

/* One saved result, judged by this program's own promises. */
static int judge_saved(const struct saved_run *saved, int index, struct evidence *ev,
		       struct verdict *verdict, struct session *session, const char *as_kernel,
		       char *why)
{
	struct result result = { .evidence = ev, .verdict = verdict };
	int error = saved_evidence(saved, index, ev, &result.iteration, &result.duration_ms, why);
	if (error)
		return error;
	result.scenario = registry_scenario(ev->scenario);
	if (!result.scenario) {
		snprintf(why, TEXT_SIZE * 2, "results[%d]: this version knows no scenario '%s'",
			 index, ev->scenario);
		return -EINVAL;
	}
	struct wire wire;
	if (as_kernel)
		snprintf(ev->version, sizeof(ev->version), "%s", as_kernel);
	error = judge(result.scenario, ev, verdict);
	if (!error)
		error = wire_read(ev, &wire);
	if (error) {
		snprintf(why, TEXT_SIZE * 2, "%s", strerror(-error));
		return error;
	}
	result.wire = &wire;
	session_result(session, &result);
	wire_free(&wire);
	return 0;
}

/* A file that is bad in its last line must not have been half told: each result is read first. */
static int check_saved(const struct saved_run *saved, struct evidence *ev, char *why)
{
	int iteration, error = 0;
	double duration;
	for (int i = 0; i < saved_count(saved) && !error; i++)
		error = saved_evidence(saved, i, ev, &iteration, &duration, why);
	return error;
}

static enum exit_code judge_all(const struct saved_run *saved, const struct options *options,
				struct evidence *ev, struct verdict *verdict)
{
	char why[TEXT_SIZE * 2];
	struct session *session;
	struct run_facts facts = { .version = RSTLAB_VERSION,
				   .kernel = saved_kernel(saved),
				   .machine = saved_machine(saved),
				   .command_line = saved_command_line(saved),
				   .time_ns = saved_time_ns(saved),
				   .planned = saved_count(saved) };
	if (check_saved(saved, ev, why) < 0 || session_open(options, &facts, &session, why) < 0)
		return refuse(why);
	int error = 0;
	for (int i = 0; i < saved_count(saved) && !error; i++)
		error = judge_saved(saved, i, ev, verdict, session, options->as_kernel, why);
	if (error)
		refuse(why);
	enum exit_code code = error ? EXIT_USAGE : exit_of(session_tally(session));
	if (session_close(session, !error && saved_complete(saved), why) < 0) {
		refuse(why);
		return EXIT_BROKEN;
	}
	return code;
}

static enum exit_code judge_again(const struct options *options)
{
	char why[TEXT_SIZE * 2];
	struct saved_run *saved;
	if (options->as_kernel && !kernel_is_version(options->as_kernel)) {
		snprintf(why, sizeof(why), "--as-kernel wants a version like 6.12.40, not '%.60s'",
			 options->as_kernel);
		return refuse(why);
	}
	if (saved_open(options->operands[0], &saved, why) < 0)
		return refuse(why);
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct verdict *verdict = calloc(1, sizeof(*verdict));
	enum exit_code code =
		ev && verdict ? judge_all(saved, options, ev, verdict) : refuse("out of memory");
	free(verdict);
	free(ev);
	saved_close(saved);
	return code;
}

/* ---- list, describe, doctor ---------------------------------------------------------------------
 */

static enum exit_code tell(const struct options *options)
{
	const struct scenario **chosen;
	char why[TEXT_SIZE * 2];
	int count = choose(options, &chosen, why);
	enum exit_code code = EXIT_GOOD;
	if (count < 0)
		code = refuse(why);
	else if (options->command == COMMAND_DOCTOR)
		doctor(stdout, chosen, count);
	else if (options->json)
		describe_list_json(stdout, chosen, count);
	else if (options->command == COMMAND_LIST && !options->names)
		describe_list(stdout, chosen, count);
	for (int i = 0; i < count && options->command == COMMAND_DESCRIBE; i++) {
		const struct topology *topology = registry_topology(chosen[i]->topology);
		fputs(i ? "\n" : "", stdout);
		describe_scenario(stdout, chosen[i], topology ? topology->drawing : NULL);
	}
	for (int i = 0; i < count && options->names; i++)
		puts(chosen[i]->name);
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
	char why[TEXT_SIZE * 2];
	struct reasons reasons = { 0 };
	int count = choose(options, &chosen, why);
	enum exit_code code = count < 0 ? refuse(why) : EXIT_GOOD;
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
	char why[TEXT_SIZE * 2];
	keep_streams();
	if (options_parse(argc, argv, &options, why) < 0)
		return refuse(why);
	enum exit_code code = dispatch(&options, argc, argv);
	options_free(&options);
	return code;
}
