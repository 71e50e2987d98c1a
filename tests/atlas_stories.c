/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas_stories.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const struct promise reset_promises[] = {
	{ "client", "because", .call = CLAIM(call, "connect", .err = ECONNREFUSED) },
	{ "server", "because", .wire = CLAIM(wire, .flags = "RST,ACK") },
	{ "server", "because", .wire = CLAIM(wire, .flags = "RST,ACK", .len = IS(0)) },
	{ "server", "because", .wire = CLAIM(wire, .flags = "RST", .count = IS(1), .lost = true) },
	{ "client", "because", .wire = CLAIM(wire, .flags = "RST", .count = IS(2)) },
	{ "client", "because", .wire = CLAIM(wire, .flags = "RST,PSH") },
	{ "server", "because", .counter = CLAIM(counter, "TcpOutRsts", 1) },
	{ "client", "because", .counter = CLAIM(counter, "TcpAttemptFails", 1) },
	{ "server", "because", .reason = CLAIM(reason, "NO_SOCKET", "NONE") },
	{ "server", "because", .reason = CLAIM(reason, "TCP_FLAGS", .count = IS(0)) },
	{ 0 },
};

static const struct promise forged_promises[] = {
	{ "router", "because", .wire = CLAIM(wire, .flags = "RST", .forged = true) },
	{ 0 },
};

static const struct promise silent_promises[] = {
	{ "client", "because", .wire = CLAIM(wire, .flags = "~RST", .count = IS(0)) },
	{ 0 },
};

static const struct scenario reset = { .name = "a-reset",
				       .title = "a reset",
				       .topology = "two",
				       .rfc = "RFC 9293, 3.10.7.1",
				       .promises = reset_promises };
static const struct scenario forged = {
	.name = "a-forgery", .title = "a forgery", .topology = "three", .promises = forged_promises
};
static const struct scenario silent = { .name = "a-silence",
					.title = "a <b>silence</b>",
					.topology = "two",
					.promises = silent_promises };

const struct scenario *const atlas_story[ATLAS_STORIES] = {
	[A_RESET] = &reset,
	[A_FORGERY] = &forged,
	[A_SILENCE] = &silent,
};

bool atlas_between(const char *text, const char *from, const char *to, const char *what)
{
	const char *begin = strstr(text, from);
	assert_non_null(begin);
	const char *end = to ? strstr(begin, to) : begin + strlen(begin);
	const char *at = strstr(begin, what);
	assert_non_null(end);
	return at && at < end;
}
