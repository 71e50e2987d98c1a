/* SPDX-License-Identifier: GPL-2.0-only */
#include "play.h"

#include "by_hand.h"
#include "ktap.h"
#include "results.h"
#include "story.h"
#include "trace_dispatch.h"

#include "ns.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool play_possible(void)
{
	int status = 0;
	int error = ns_probe();

	if (error) {
		/* In a child: to become root of a user namespace cannot be taken back. */
		pid_t pid = fork();
		if (pid == 0)
			_exit(ns_become_root() == 0 && ns_probe() == 0 ? 0 : 1);
		if (pid > 0 && waitpid(pid, &status, 0) == pid && status == 0)
			error = 0;
	}
	if (error)
		fprintf(stderr, "SKIP: cannot make a network namespace: %s\n", strerror(-error));
	return !error;
}

bool play_has_reasons(void)
{
	struct tracer *tracer = NULL;
	struct why unopened;
	int error = tracer_open(&tracer, &unopened);
	const char *why = error ? unopened.text : tracer_why_no_reason(tracer);
	bool has = !why;

	if (why)
		fprintf(stderr, "promises of reasons are skipped: %s\n", why);
	tracer_close(tracer);
	return has;
}

bool play_under_valgrind(void)
{
	const char *preload = getenv("LD_PRELOAD");

	return preload && strstr(preload, "valgrind");
}

bool play_is_sanitized(void)
{
#ifdef __SANITIZE_ADDRESS__
	return true;
#else
	return false;
#endif
}

double play_patience(void)
{
	return play_under_valgrind() ? 20 : 3;
}

double play_impatience(void)
{
	return play_under_valgrind() ? 0.1 : 0.02;
}

/* One result as @format tells it. */
static char *tell_as(const struct report_format *format, const struct result *result)
{
	static const struct print_options options;
	static const struct run_facts run = {
		.version = "-", .kernel = "-", .machine = "-", .command_line = "", .planned = 1
	};
	struct tally tally = { .complete = true };
	char *text = NULL;
	size_t size = 0;
	void *data;
	FILE *out = open_memstream(&text, &size);

	if (!out || format->begin(out, &run, &options, &data) < 0)
		abort();
	tally.count[result->verdict.status] = 1;
	format->result(out, data, result);
	format->end(out, data, &tally);
	fclose(out);
	return text;
}

/* Every KTAP that is written is sound, of whatever story. */
static void check_ktap(const struct result *result)
{
	char why[KTAP_WHY_SIZE] = "";
	char *text = tell_as(&report_ktap, result);
	struct ktap ktap;

	if (ktap_read(text, &ktap, why) != 0) {
		fprintf(stderr, "unsound KTAP: %s in\n%s", why, text);
		abort();
	}
	free(text);
}

/* Chapters come as the program says beforehand, with their numbers. */
static void check_chapters(const struct evidence *ev)
{
	const struct story *story = story_find(ev->scenario);

	for (int i = 0; story && ev->ending == ENDED_WELL && i <= ev->chapter_count; i++) {
		const char *title = story_chapter(story, i);
		if (i == ev->chapter_count ? !title : title && strcmp(title, ev->chapter[i]) == 0)
			continue;
		fprintf(stderr, "%s: chapter %d is told as '%s'\n", ev->scenario, i,
			title ? title : "none");
		abort();
	}
}

static void *copy(const void *from, size_t size)
{
	void *to = malloc(size);

	if (!to)
		abort();
	return memcpy(to, from, size);
}

/* A verdict on the agreement of witnesses calls hosts by names that are the evidence's. */
static void own_names(struct told *told, const struct evidence *ev)
{
	for (int i = 0; i < ev->host_count; i++)
		memcpy(told->host[i], ev->host[i].name, NAME_SIZE);
	for (int i = 0; i < told->verdict->ruling_count; i++)
		for (int host = 0; host < ev->host_count; host++)
			if (told->verdict->ruling[i].who == ev->host[host].name)
				told->verdict->ruling[i].who = told->host[host];
}

static bool keep(const struct played *played, void *arg)
{
	struct tale *tale = arg;
	const struct evidence *ev = played->evidence;
	size_t size = (size_t)(tale->count + 1) * sizeof(*tale->told);
	struct told *told = calloc(1, sizeof(*told));
	struct result *result =
		result_make(played->scenario, ev, played->iteration, played->duration_ms);

	tale->told = realloc(tale->told, size);
	if (!told || !tale->told || !result)
		abort();
	tale->told[tale->count++] = told;
	told->scenario = result->scenario;
	told->family = ev->family;
	told->iteration = result->iteration;
	told->verdict = copy(&result->verdict, sizeof(result->verdict));
	own_names(told, ev);
	if (tale->keep_evidence)
		told->evidence = copy(ev, sizeof(*ev));
	told->text = tell_as(&report_text, result);
	check_ktap(result);
	check_chapters(ev);
	result_free(result);
	return true;
}

void play(const struct run_plan *plan, struct tale *tale)
{
	struct run_plan own = *plan;

	own.each = keep;
	own.arg = tale;
	tale->count = 0;
	tale->told = NULL;
	tale->error = run_play(&own, &tale->why);
}

void play_free(struct tale *tale)
{
	for (int i = 0; i < tale->count; i++) {
		struct told *told = tale->told[i];
		free(told->verdict);
		free(told->evidence);
		free(told->text);
		free(told);
	}
	free(tale->told);
}
