/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory is refused: at each allocation of a command in turn, and from each one on. What is written
 * is whole and ends well, or there is an error line and no file.
 */
#include "captures_save.h"
#include "commands.h"
#include "console.h"
#include "folder.h"
#include "outputs.h"
#include "refusal.h"
#include "results.h"
#include "results_load.h"

#include "scenario.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- What is judged -----------------------------------------------------------------------------
 */

static const struct promise closed_promises[] = {
	SENDS("server", ONE(.flags = "RST,ACK", .seq = ZERO, .ack = SEG_END, .win = IS(0)), "a"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "b"),
	{ 0 },
};

SCENARIO(port_closed) = {
	.name = "port-closed",
	.title = "Nobody listens",
	.promises = closed_promises,
};

static const struct promise open_promises[] = {
	SENDS("server", NO("RST"), "it is not so"),
	{ 0 },
};

SCENARIO(half_open) = {
	.name = "half-open",
	.title = "The server has forgotten the connection",
	.promises = open_promises,
};

SCENARIO(md5_mismatch) = {
	.name = "md5-mismatch",
	.title = "A segment without a signature",
};

/* Shards 1 and 2 are a whole; the third is another run, of what is FAIL. */
enum { SHARDS = 2, FILES = 3 };

static const int made[FILES] = { PASS, SKIP, FAIL };
static struct plan_part part[FILES] = { { "port-closed", AF_INET, 1 },
					{ "md5-mismatch", AF_INET, 2 },
					{ "half-open", AF_INET6, 1 } };

static struct result *make(int shard)
{
	struct result *result = results_make(made[shard]);

	result->iteration = 0;
	return result;
}

static void save_shard(const char *path, int shard)
{
	const bool alone = shard >= SHARDS;
	const struct plan plan = { { alone ? 1 : shard + 1, alone ? 1 : SHARDS },
				   1,
				   alone ? 1 : SHARDS,
				   alone ? &part[shard] : part };
	const struct print_options options = { 0 };
	const struct tally tally = { .complete = true, .duration_ms = 2 };
	struct run_facts facts = results_run;
	FILE *out = fopen(path, "w");
	void *data;

	facts.plan = &plan;
	assert_non_null(out);
	assert_int_equal(results_json.begin(out, &facts, &options, &data), 0);
	struct result *result = make(shard);
	assert_int_equal(results_json.result(out, data, result), 0);
	results_free(result);
	assert_int_equal(results_json.end(out, data, &tally), 0);
	assert_int_equal(fclose(out), 0);
}

/* ---- One command, in a process ------------------------------------------------------------------
 */

enum { ARGS_MAX = 12, ALIKE_LESS = 40, EVER_ON_EACH = 5, FILES_MAX = 12, TEXT_MAX = 1 << 17 };

struct spec {
	char *args[ARGS_MAX]; /* after the program's name; NULL: see save_run() */
	/* It begins as the last one did, up to when something is told: that was refused there. */
	bool begins_alike;
};

/* A file that was written; or what was said. */
struct written {
	char name[128];
	size_t size;
	char *bytes;
};

struct outcome_of {
	int code;
	struct written file[FILES_MAX];
	int count;
	struct written out, err;
};

static int command(char *const *args)
{
	char *argv[ARGS_MAX + 1] = { "rstlab-ns" };
	struct options options;
	struct why why;
	int argc = 1;

	for (; args[argc - 1]; argc++)
		argv[argc] = args[argc - 1];
	if (options_parse(argc, argv, commands, &options, &why) < 0)
		return (int)console_refuse(why.text);
	enum exit_code code = options.command->run(&options);
	options_free(&options);
	return (int)(code == EXIT_BROKEN ? code : console_flush(code));
}

/* What a run writes, of labs that have been played. */
static int save_run(struct result *const *result)
{
	static char *args[] = { "rstlab-ns", "all",
				"--out",     "new/saved",
				"--report",  "junit=new/junit",
				"--report",  "markdown=new/markdown" };
	const struct plan plan = { { 1, 1 }, 1, SHARDS, part };
	struct run_facts facts = results_run;
	struct options options;
	struct out_folder folder;
	struct outputs *outputs;
	struct why why;

	facts.plan = &plan;
	facts.duration_ms = 3;
	if (options_parse(sizeof(args) / sizeof(args[0]), args, commands, &options, &why) < 0 ||
	    out_folder_claim(options.out, &folder, &why) < 0)
		return (int)console_refuse(why.text);
	int error = outputs_open(&options, &folder, &facts, &outputs, &why);
	if (!error && (error = outputs_begin(outputs, &why)) < 0)
		outputs_abandon(outputs);
	bool goes_on = true;
	for (int i = 0; i < SHARDS && !error && goes_on; i++)
		goes_on = outputs_result(outputs, result[i]);
	if (!error)
		error = outputs_close(outputs, goes_on, &why);
	out_folder_close(&folder);
	options_free(&options);
	if (error)
		console_refuse(why.text);
	return error ? EXIT_BROKEN : (int)console_flush(EXIT_GOOD);
}

static void take(struct written *ret, int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);

	ret->bytes = calloc(1, (size_t)size + 1);
	ret->size = (size_t)size;
	if (!ret->bytes || pread(fd, ret->bytes, ret->size, 0) != (ssize_t)ret->size)
		abort();
	close(fd);
}

/* Takes what is under the folder @at, which the names begin with, and removes it. */
static void take_files(const char *at, struct outcome_of *ret)
{
	DIR *folder = opendir(at);
	char path[128];

	assert_non_null(folder);
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if ((size_t)snprintf(path, sizeof(path), "%s/%s", at, entry->d_name) >=
		    sizeof(path))
			fail_msg("'%s'", entry->d_name);
		int fd = open(path, O_RDONLY | O_DIRECTORY);
		if (fd >= 0) {
			close(fd);
			take_files(path, ret);
			assert_int_equal(rmdir(path), 0);
			continue;
		}
		assert_true(ret->count < FILES_MAX);
		struct written *file = &ret->file[ret->count++];
		strcpy(file->name, path);
		take(file, open(path, O_RDONLY));
		assert_int_equal(unlink(path), 0);
	}
	closedir(folder);
}

static void forget(struct outcome_of *outcome)
{
	for (int i = 0; i < outcome->count; i++)
		free(outcome->file[i].bytes);
	free(outcome->out.bytes);
	free(outcome->err.bytes);
}

/* In a process whose allocation number @first is refused, and with @ever_on what follows. */
static void run(const struct spec *spec, struct result *const *result, long first, bool ever_on,
		struct outcome_of *ret)
{
	int out = memfd_create("out", 0), err = memfd_create("err", 0), status;

	*ret = (struct outcome_of){ 0 };
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0 && out >= 0 && err >= 0);
	if (pid == 0) {
		dup2(out, STDOUT_FILENO);
		dup2(err, STDERR_FILENO);
		refusal_begin(first, ever_on);
		int code = spec->args[0] ? command(spec->args) : save_run(result);
		refusal_end();
		_exit(code);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status))
		fail_msg("allocation %ld: signal %d", first, WTERMSIG(status));
	ret->code = WEXITSTATUS(status);
	take(&ret->out, out);
	take(&ret->err, err);
	take_files("new", ret);
}

/* ---- All of them --------------------------------------------------------------------------------
 */

static bool same(const struct written *a, const struct written *b)
{
	return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

static const struct written *find(const struct outcome_of *outcome, const char *name)
{
	for (int i = 0; i < outcome->count; i++)
		if (strcmp(outcome->file[i].name, name) == 0)
			return &outcome->file[i];
	return NULL;
}

/* Of a run that could not be told to its end, what is there says so. */
static bool says_incomplete(const struct written *file)
{
	static const char *const words[] = { "\"complete\": false", "ended early" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(file->bytes, words[i]))
			return true;
	return false;
}

static void check(const struct outcome_of *is, const struct outcome_of *whole, bool is_run,
		  long first)
{
	bool good = is->code == whole->code;
	const char *err = is->err.bytes;

	if (good && (!same(&is->out, &whole->out) || is->count != whole->count || is->err.size))
		fail_msg("allocation %ld: exit %d with %d of %d files, and: %s%s", first, is->code,
			 is->count, whole->count, is->out.bytes, err);
	if (!good && (is->code != EXIT_USAGE && is->code != EXIT_BROKEN))
		fail_msg("allocation %ld: exit %d: %s", first, is->code, err);
	if (!good &&
	    (strncmp(err, "rstlab-ns: ", 11) != 0 || strchr(err, '\n') != err + is->err.size - 1))
		fail_msg("allocation %ld: exit %d: '%s'", first, is->code, err);
	for (int i = 0; i < is->count; i++) {
		const struct written *file = &is->file[i], *other = find(whole, file->name);
		if (!other || (!same(file, other) && !(is_run && says_incomplete(file))))
			fail_msg("allocation %ld: exit %d and '%s' is not whole:\n%s", first,
				 is->code, file->name, file->bytes);
		if (!good && !is_run)
			fail_msg("allocation %ld: exit %d, and '%s' has its name", first, is->code,
				 file->name);
	}
}

static void refuse_each(const struct spec *spec, struct result *const *result, long *alike)
{
	struct outcome_of whole, outcome;
	int failed = 0;

	run(spec, result, 0, false, &whole);
	if (whole.err.size)
		fail_msg("%s", whole.err.bytes);
	const long count = refusal_count(), begin = spec->begins_alike ? *alike - ALIKE_LESS : 1;
	assert_true(count > 0 && begin > 0 && (whole.count || whole.out.size));
	for (long first = begin; first <= count; first++)
		for (int ever_on = 0; ever_on < (first % EVER_ON_EACH ? 1 : 2); ever_on++) {
			run(spec, result, first, ever_on, &outcome);
			check(&outcome, &whole, !spec->args[0], first);
			failed += outcome.code != whole.code;
			forget(&outcome);
		}
	print_message("%s %s: allocations %ld to %ld, %d failed\n",
		      spec->args[0] ? spec->args[0] : "a run",
		      spec->args[0] && spec->args[3] ? spec->args[3] : "", begin, count, failed);
	*alike = count;
	assert_true(failed > 0);
	forget(&whole);
}

static void test_commands(void **state)
{
	static const struct spec specs[] = {
		{ { "judge", "one", "--format", "text", "-v" } },
		{ { "judge", "one", "--report", "ktap=new/ktap" }, true },
		{ { "judge", "one", "--report", "json=new/json" }, true },
		{ { "judge", "two", "--report", "junit=new/junit" } },
		{ { "judge", "fail", "--report", "markdown=new/markdown" } },
		{ { "judge", "fail", "--report", "junit=new/junit" }, true },
		{ { "merge", "one", "two", "--out", "new/whole" } },
		{ { "compare", "one", "two", "--format", "text", "-v" } },
		{ { "compare", "one", "two", "--report", "markdown=new/markdown" }, true },
		{ { "compare", "one", "two", "--report", "json=new/json" }, true },
		{ { "list", "--json" } },
		{ { "list", "half" } },
		{ { "describe", "half-open" } },
		{ { "why", "--when", "restart", "-v" } },
		{ { "why", "--sender", "server", "--json" } },
		{ { "atlas", "--by", "shape", "half-*" } },
		{ { "atlas", "--page", "half-*" } },
		{ { "explain", SOURCE_DIR "/tests/golden/explain.pcap", "-v" } },
		{ { "explain", SOURCE_DIR "/tests/golden/explain.pcap", "--format", "json" } },
		{ { "explain", SOURCE_DIR "/tests/golden/explain.pcap", "--lessons",
		    SOURCE_DIR "/lab/lessons.txt", "--report", "markdown=new/markdown" } },
		{ { "lessons", SOURCE_DIR "/lab/lessons.txt", "one" } },
		{ { "atlas", "--by", "errno", "--format", "json", "half-*" } },
	};
	long alike = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(specs) / sizeof(specs[0]); i++)
		refuse_each(&specs[i], NULL, &alike);
}

/* The labs are played elsewhere; what they leave is told here. */
static void test_run(void **state)
{
	static const struct spec spec = { { NULL } };
	long alike = 0;
	struct result *const result[SHARDS] = { make(0), make(1) };

	(void)state;
	refuse_each(&spec, result, &alike);
	for (int i = 0; i < SHARDS; i++)
		results_free(result[i]);
}

/* ---- The folder ---------------------------------------------------------------------------------
 */

static int enter(void **state)
{
	if (folder_enter(state) < 0)
		return -1;
	save_shard("one", 0);
	save_shard("two", 1);
	save_shard("fail", 2);
	return mkdir("new", 0755);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_run),
	};

	if (!refusal_works())
		return 0;
	return cmocka_run_group_tests_name("memory", tests, enter, folder_leave);
}
