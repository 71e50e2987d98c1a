/* SPDX-License-Identifier: GPL-2.0-only */
#include "drills.h"

#include "folder.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

int drills_enter(void **state)
{
	size_t size;
	char *program = folder_read(DRILL_PROGRAM, &size);

	if (!program || folder_enter(state) != 0)
		return -1;
	folder_write("drill_program", program, size);
	free(program);
	return chmod("drill_program", 0755);
}

int drills_leave(void **state)
{
	return folder_leave(state);
}

static const char *command(const char *mode, char *buffer, size_t size)
{
	snprintf(buffer, size, strchr(mode, ' ') ? "%s" : "exec ./drill_program %s", mode);
	return buffer;
}

void drill_spec(const struct drill_case *drill, struct child_spec *ret)
{
	static char server[256], client[256];
	int count = 0;

	*ret = (struct child_spec){ .prepare = drill->prepare };
	ret->args[count++] = "drill";
	ret->args[count++] = drill->drill;
	ret->args[count++] = "-v";
	if (drill->server) {
		ret->args[count++] = "--server";
		ret->args[count++] = command(drill->server, server, sizeof(server));
	}
	if (drill->client) {
		ret->args[count++] = "--client";
		ret->args[count++] = command(drill->client, client, sizeof(client));
	}
	for (int i = 0; drill->more[i]; i++)
		ret->args[count++] = drill->more[i];
	assert_true(count < CHILD_ARGS_MAX);
}

static bool is_said(const char *text, const char *what)
{
	return *what == '!' ? !strstr(text, what + 1) : strstr(text, what) != NULL;
}

bool drill_check(const struct drill_case *drill, char **ret)
{
	struct child_spec spec;
	struct child child;

	drill_spec(drill, &spec);
	if (!child_run(&spec, &child))
		return false;
	if (child.code != drill->code)
		fail_msg("%s of %s and %s ends with %d, not %d:\n%s%s", drill->drill, drill->server,
			 drill->client, child.code, drill->code, child.out, child.err);
	for (int i = 0; i < 4 && drill->says[i]; i++)
		if (!is_said(child.out, drill->says[i]) && !is_said(child.err, drill->says[i]))
			fail_msg("%s of %s and %s does not say '%s':\n%s%s", drill->drill,
				 drill->server, drill->client, drill->says[i], child.out,
				 child.err);
	if (ret)
		*ret = strdup(child.out);
	child_free(&child);
	return true;
}

void drills_check(const struct drill_case *drill, size_t count)
{
	if (!play_possible())
		skip();
	for (size_t i = 0; i < count; i++)
		drill_check(&drill[i], NULL);
}
