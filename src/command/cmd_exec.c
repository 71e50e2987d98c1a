/* SPDX-License-Identifier: GPL-2.0-only */
/* cmd_exec.c - exec: runs a program in a host of a lab that is held. */
#include "console.h"
#include "suggest.h"
#include "text.h"
#include "visit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "client", "1234:client"; @ret_pid 0: any. The host, or NULL and in @ret_why what is wrong. */
static const char *read_place(const char *text, pid_t *ret_pid, struct why *ret_why)
{
	const char *colon = strchr(text, ':');
	char *end;
	*ret_pid = 0;
	if (!colon)
		return text;
	errno = 0;
	long pid = strtol(text, &end, 10);
	if (end != colon || errno || pid <= 0 || pid > INT_MAX) {
		why_set(ret_why, "'%s' is not a HOST or PID:HOST of a lab; see `rstlab-ns ps`",
			text);
		return NULL;
	}
	*ret_pid = (pid_t)pid;
	return colon + 1;
}

/* Those that could have been meant: "1234:client (half-open/ipv4), 1250:client (routed/ipv4)". */
static void say_which(const struct held_lab *labs, int count, const char *host, char *text,
		      size_t size)
{
	text[0] = '\0';
	for (int i = 0; i < count; i++)
		if (!*labs[i].why_not)
			text_append(text, size, "%s%ld:%s (%s/%s)", *text ? ", " : "",
				    (long)labs[i].pid, host, labs[i].scenario,
				    family_text(labs[i].family));
}

/* By its PID; else the only one of this user. NULL, and in @ret_why why. */
static const struct held_lab *find_lab(const struct held_lab *labs, int count, pid_t pid,
				       const char *host, struct why *ret_why)
{
	const struct held_lab *found = NULL;
	char which[WHY_SIZE / 2];
	int own = 0;
	for (int i = 0; i < count; i++) {
		bool meant = pid ? labs[i].pid == pid : labs[i].own && !*labs[i].why_not;
		own += meant;
		found = meant ? &labs[i] : found;
	}
	say_which(labs, count, host, which, sizeof(which));
	if (own == 1 && !*found->why_not)
		return found;
	if (own == 1)
		why_set(ret_why, "lab %ld %s", (long)pid, found->why_not);
	else if (own > 1)
		why_set(ret_why, "several labs are held; choose one: %s", which);
	else if (!*which)
		why_set(ret_why, "no lab is held here; `rstlab-ns up SCENARIO` holds one");
	else if (pid)
		why_set(ret_why, "lab %ld is not held here; choose one: %s", (long)pid, which);
	else
		why_set(ret_why, "all held labs belong to other users%s; choose one: %s",
			geteuid() == 0 ? "" : " (sudo lets you enter them)", which);
	return NULL;
}

static bool has_host(const struct held_lab *lab, const char *host, struct why *ret_why)
{
	struct suggestion near = { .word = host };
	char names[256] = "", hint[160];
	for (int i = 0; i < lab->host_count; i++) {
		if (strcmp(lab->host[i].name, host) == 0)
			return true;
		suggest_consider(&near, lab->host[i].name, strlen(lab->host[i].name));
		text_append(names, sizeof(names), "%s%s", i ? ", " : "", lab->host[i].name);
	}
	why_set(ret_why, "%s/%s has no host '%s'; it has %s%s", lab->scenario,
		family_text(lab->family), host, names, suggest_text(&near, "", hint, sizeof(hint)));
	return false;
}

/* The words after HOST; a "--" between is no part of them. NULL: there are none. */
static char *const *words_of(const struct options *options)
{
	char *const *words = options->operands + 1;
	if (*words && strcmp(*words, "--") == 0)
		words++;
	return *words ? words : NULL;
}

static enum exit_code run(const struct options *options)
{
	static struct held_lab labs[LABS_MAX];
	struct why why;
	pid_t pid;
	int status = 0;
	const char *host = read_place(options->operands[0], &pid, &why);
	int count = host ? visit_labs(labs, &why) : -1;
	const struct held_lab *lab = count >= 0 ? find_lab(labs, count, pid, host, &why) : NULL;
	if (!lab || !has_host(lab, host, &why))
		return console_refuse(why.text);
	if (visit_run(lab->pid, host, words_of(options), &status, &why) < 0)
		return console_refuse(why.text);
	if (*why.text)
		console_note(why.text);
	/* The program's, whatever it means. */
	return (enum exit_code)status;
}

const struct command cmd_exec = {
	.name = "exec",
	.operands = "[PID:]HOST [COMMAND...]",
	.operands_max = INT_MAX,
	.operands_min = 1,
	.help = "run a command, or $SHELL, in a host of a held lab",
	.runs_words = true,
	.run = run,
};
