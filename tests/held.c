/* SPDX-License-Identifier: GPL-2.0-only */
#include "held.h"

#include "left.h"

#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { HOST_SIZE = 64 };

static struct held_lab found[LABS_MAX];

const struct held_lab *held_find(pid_t pid)
{
	struct why why;
	int count = visit_labs(found, &why);

	for (int i = 0; i < count; i++)
		if (found[i].pid == pid && found[i].held)
			return &found[i];
	return NULL;
}

const struct held_lab *held_await(pid_t pid)
{
	const struct held_lab *lab;

	for (int left = DEADLINE_MS; !(lab = held_find(pid)) && left > 0; left -= 5)
		poll(NULL, 0, 5);
	if (!lab)
		fail_msg("no lab %d is held", (int)pid);
	return lab;
}

const struct held_lab *held_start(const struct child_spec *spec, struct child *ret)
{
	child_start(spec, ret);
	return held_await(ret->pid);
}

void held_end(struct child *up)
{
	assert_int_equal(kill(up->pid, SIGTERM), 0);
	child_wait(up);
	if (up->code != GOOD)
		fail_msg("exit %d: %s", up->code, up->err);
	child_free(up);
}

const char *held_place(const struct child *up, const char *host)
{
	static char text[HOST_SIZE];

	snprintf(text, sizeof(text), "%d:%s", (int)up->pid, host);
	return text;
}
