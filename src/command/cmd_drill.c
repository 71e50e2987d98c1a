/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_drill.c - drill: a fault befalls a connection between the user's own programs. */
#include "console.h"
#include "play_chosen.h"
#include "registry.h"
#include "suggest.h"
#include "text.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PORT_DEFAULT = 8080, LASTS_DEFAULT = 30, WIDTH = 100, NAME_WIDTH = 18 };

static int by_name(const void *a, const void *b)
{
	return strcmp((*(const struct scenario *const *)a)->name,
		      (*(const struct scenario *const *)b)->name);
}

static enum exit_code list_drills(void)
{
	int count;
	const struct scenario *const *all = registry_drills(&count);
	const struct scenario **sorted = calloc((size_t)count + 1, sizeof(const struct scenario *));

	if (!sorted)
		return console_refuse("out of memory");
	memcpy(sorted, all, (size_t)count * sizeof(const struct scenario *));
	qsort(sorted, (size_t)count, sizeof(const struct scenario *), by_name);
	for (int i = 0; i < count; i++) {
		text_pad(stdout, drill_name(sorted[i]), NAME_WIDTH);
		text_wrap(stdout, sorted[i]->title, NAME_WIDTH, NAME_WIDTH, WIDTH);
	}
	free(sorted);
	return console_flush(EXIT_GOOD);
}

static const struct scenario *find_drill(const char *name, struct why *ret_why)
{
	char hint[96];
	struct suggestion near = { .word = name };
	int count;
	const struct scenario *const *all = registry_drills(&count);

	for (int i = 0; i < count; i++) {
		if (strcmp(drill_name(all[i]), name) == 0)
			return all[i];
		suggest_consider(&near, drill_name(all[i]), strlen(drill_name(all[i])));
	}
	why_set(ret_why, "unknown drill '%s'%s", name,
		suggest_text(&near, "; see rstlab-ns drill --list", hint, sizeof(hint)));
	return NULL;
}

/* "half-open, power-loss": those that take @option. Returns @buffer. */
static const char *takers(const char *option, char *buffer, size_t size)
{
	int count;
	const struct scenario *const *all = registry_drills(&count);

	*buffer = '\0';
	for (int i = 0; i < count; i++)
		if (all[i]->takes && text_has_word(all[i]->takes, option))
			text_append(buffer, size, "%s%s", *buffer ? ", " : "", drill_name(all[i]));
	return buffer;
}

/* What would be ignored is refused. */
static bool check_taken(const struct options *options, const struct scenario *drill,
			struct why *ret_why)
{
	const struct {
		const char *option;
		bool is_given;
	} own[] = {
		{ "--when", options->moment },
		{ "--connection", options->connection },
		{ "--times", options->times },
		{ "--forget", options->forget },
	};
	char others[TEXT_SIZE];

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		if (!own[i].is_given ||
		    (drill->takes && text_has_word(drill->takes, own[i].option)))
			continue;
		why_set(ret_why, "%s does not apply to the drill '%s', only to %s", own[i].option,
			drill_name(drill), takers(own[i].option, others, sizeof(others)));
		return false;
	}
	return true;
}

/* Who called sudo: what root may do is not what a program is tried with. */
static bool find_user(const struct options *options, struct drill_request *ret, struct why *ret_why)
{
	const char *uid = getenv("SUDO_UID");
	char *end = NULL;
	const struct passwd *user;

	if (options->as_root || geteuid() != 0 || !uid || !*uid)
		return true;
	ret->uid = (uid_t)strtoul(uid, &end, 10);
	user = *end ? NULL : getpwuid(ret->uid);
	if (!user) {
		why_set(ret_why,
			"SUDO_UID is '%s', which is not a user here; --as-root runs the programs "
			"as root",
			uid);
		return false;
	}
	if (ret->uid == 0)
		return true;
	ret->gid = user->pw_gid;
	ret->user = user->pw_name;
	ret->home = user->pw_dir;
	ret->shell = user->pw_shell;
	return true;
}

static bool read_request(const struct options *options, struct drill_request *ret,
			 struct why *ret_why)
{
	*ret = (struct drill_request){
		.server = options->server_command,
		.client = options->client_command,
		.port = (uint16_t)(options->port ? options->port : PORT_DEFAULT),
		.for_ns = (int64_t)((options->lasts > 0 ? options->lasts : LASTS_DEFAULT) * 1e9),
		.times = options->times > 0 ? options->times : 1,
		.connection = options->connection,
		.expect = options->expect,
	};
	if (!ret->server || !ret->client) {
		why_set(ret_why, "a drill needs %s, which starts the %s",
			ret->server ? "--client COMMAND" : "--server COMMAND",
			ret->server ? "client" : "service");
		return false;
	}
	if (options->moment && !drill_when_parse(options->moment, ret)) {
		why_set(ret_why,
			"--when of 'drill': expected idle, 'N bytes', 'N s' or 'line TEXT', got "
			"'%s'",
			options->moment);
		return false;
	}
	if (options->ready && !drill_ready_parse(options->ready, ret)) {
		why_set(ret_why, "--ready: expected COMMAND or 'line TEXT'");
		return false;
	}
	for (int i = 0; options->forget && i < FORGET_KINDS; i++)
		if (strcmp(options->forget, forget_name[i]) == 0)
			ret->forget = (enum forget)i;
	return find_user(options, ret, ret_why);
}

static enum exit_code run(const struct options *options)
{
	struct options own = *options;
	struct drill_request request;
	struct why why;

	if (options->list)
		return list_drills();
	if (options->operand_count < 1)
		return console_refuse("'drill' needs DRILL; see rstlab-ns drill --list");
	const struct scenario *drill = find_drill(options->operands[0], &why);
	if (!drill || !check_taken(options, drill, &why) || !read_request(options, &request, &why))
		return console_refuse(why.text);
	/* A program is tried over one family at a time, and over IPv6 where that is asked for. */
	own.ipv6 = options->ipv6 && !options->any_family;
	own.jobs = 1;
	own.operands = &(char *){ (char *)(uintptr_t)drill->name };
	own.operand_count = 1;
	return play_chosen(&own, &drill, 1, &request);
}

const struct command cmd_drill = {
	.name = "drill",
	.operands = "DRILL",
	.operands_max = 1,
	.operands_min = OPTIONAL_OPERANDS,
	.help = "break your own programs' connection: does the client survive?",
	.takes = OF_FAMILY | OF_PLAN | OF_OUT | OF_FORMAT | OF_VERBOSE | OF_REPORT | OF_LADDER |
		 OF_RESULTS | OF_DRILL,
	.formats = RESULT_FORMATS,
	.run = run,
};
