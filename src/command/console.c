/* SPDX-License-Identifier: GPL-2.0-only */
#include "console.h"

#include "json_value.h"
#include "text.h"
#include "why.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void console_note(const char *text)
{
	fputs("rstlab-ns: ", stderr);
	text_print(stderr, text); /* it may quote what a terminal would obey */
	fputc('\n', stderr);
}

enum exit_code console_refuse(const char *why)
{
	console_note(why);
	return EXIT_USAGE;
}

unsigned demands_of(const struct options *options)
{
	return options->required | (options->no_skip ? DEMAND_BIT(NO_SKIP) : 0);
}

enum exit_code exit_of(const struct tally *tally)
{
	if (tally->count[BROKEN])
		return EXIT_BROKEN;
	if (tally->count[FAIL])
		return EXIT_FAIL;
	if (!demands_are_met(&tally->demands))
		return EXIT_LACKING;
	return tally->count[PASS] + tally->count[SKIP] + tally->count[XFAIL] ? EXIT_GOOD
									     : EXIT_NOTHING;
}

enum exit_code console_flush(enum exit_code code)
{
	struct why why;

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	why_set(&why, "cannot write to standard output%s%s", errno ? ": " : "",
		errno ? strerror(errno) : "");
	console_refuse(why.text);
	return EXIT_BROKEN;
}

char *command_line(const struct options *options)
{
	char *const *argv = options->argv;
	int argc = options->argc;
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

int console_host(const struct options *options, struct in6_addr *ret, struct why *ret_why)
{
	*ret = (struct in6_addr){ 0 };
	if (!options->host || address_parse(options->host, ret))
		return 0;
	return why_fail(ret_why, -EINVAL,
			"--host: expected an address like 10.0.0.1 or fd72::1, got '%s'",
			options->host);
}
