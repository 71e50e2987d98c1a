/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys of a story by hand: of TCP-AO, of TLS in the kernel; and sockets that python3 has not.
 */
#include "by_hand.h"
#include "story.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct topology direct = {
	.name = "direct",
	.drawing = "client - server",
	.host = { { "client", HOST }, { "server", HOST } },
	.link = { { "client", "server" } },
};
static const struct promise no_promises[] = { { 0 } };
static const struct scenario scenario = { .name = "a-story",
					  .title = "a title",
					  .promises = no_promises };

#define AT .host = "client", .actor = "client", .process = 0, .other = -1
static const struct step start = { .verb = VERB_START, AT, .sock = -1 };

/* A process starts, and does this one thing. To be freed. */
static char *print(const struct step *step, int family)
{
	const struct step steps[] = { start, *step };
	const struct story story = { "a-story", steps, 2 };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	by_hand_print(out, &scenario, &direct, &story, family, 80);
	fclose(out);
	return text;
}

static void test_keys(void **state)
{
	static const struct step ao = {
		.verb = VERB_AO, AT, .sock = 0, .peer = "server", .a = 7, .text = "key"
	};
	static const struct step tls = {
		.verb = VERB_TLS, AT, .sock = 0, .text = "out", .name = "in"
	};
	static const struct step smc = { .verb = VERB_SOCKET, AT, .sock = 0, .a = SMC };
	static const struct {
		const struct step *step;
		int family;
		const char *says;
	} cases[] = {
		{ &ao, AF_INET, "    import os, struct; from socket" },
		/* A struct tcp_ao_add: prefix, both numbers, and the length of the key. */
		{ &ao, AF_INET,
		  "    key = struct.pack(\"=H2x4s120x64s10x6B80s\", AF_INET, inet_pton(AF_INET, SERVER), "
		  "b\"hmac(sha1)\", 32, 7, 7, 0, 0, 3, b\"key\")\n"
		  "    c.setsockopt(IPPROTO_TCP, 38, key)\n" },
		{ &ao, AF_INET6,
		  "struct.pack(\"=H6x16s104x64s10x6B80s\", AF_INET6, inet_pton(AF_INET6, SERVER), "
		  "b\"hmac(sha1)\", 128, 7, 7, 0, 0, 3, b\"key\")\n" },
		{ &tls, AF_INET, "    import os, struct; from socket" },
		{ &tls, AF_INET,
		  "    c.setsockopt(IPPROTO_TCP, 31, b\"tls\")\n"
		  "    c.setsockopt(282, 1, struct.pack(\"=2H8x16s12x\", 771, 51, b\"out\"))\n"
		  "    c.setsockopt(282, 2, struct.pack(\"=2H8x16s12x\", 771, 51, b\"in\"))\n" },
		{ &smc, AF_INET, "It cannot be done by hand: it uses SMC sockets" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = print(cases[i].step, cases[i].family);

		if (!strstr(text, cases[i].says))
			fail_msg("it does not say '%s':\n%s", cases[i].says, text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
	};

	return cmocka_run_group_tests_name("by_hand_keys", tests, NULL, NULL);
}
