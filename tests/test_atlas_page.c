/* SPDX-License-Identifier: GPL-2.0-only */
/* The map as a page: each scenario in its places, with its RSTs drawn. */
#include "atlas_page.h"
#include "atlas_stories.h"
#include "ladder_line.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Several reasons, several endings, several scenarios of one reason. */
static const struct promise late_promises[] = {
	{ "server", "because", .counter = CLAIM(counter, "TcpOutRsts", 2) },
	{ "server", "because", .counter = CLAIM(counter, "Grown", 1) },
	{ "client", "because", .counter = CLAIM(counter, "Grown", 1) },
	{ "server", "because", .counter = CLAIM(counter, "Unmoved", 0) },
	{ "client", "because", .call = CLAIM(call, "send") },
	{ "router", "because", .wire = CLAIM(wire, .flags = "RST", .forged = true) },
	{ "server", "because", .reason = CLAIM(reason, "TCP_STATE") },
	{ "server", "because", .outcome = "early", .reason = CLAIM(reason, "ABORT") },
	{ "client", "because", .outcome = "early", .call = CLAIM(call, "recv", .err = EPIPE) },
	{ "client", "because", .outcome = "late", .call = CLAIM(call, "recv", .err = ETIMEDOUT) },
	{ "client", "because", .outcome = "late", .reason = CLAIM(reason, "NO_SOCKET") },
	{ 0 },
};
static const struct scenario late = { .name = "z-late",
				      .title = "a race",
				      .promises = late_promises };

static const struct topology two = { .name = "two",
				     .host = { { "client" }, { "server" } },
				     .link = { { .a = "client", .b = "server" } } };
static const struct topology three = { .name = "three",
				       .host = { { "client" }, { "server" }, { "router", ROUTER } },
				       .link = { { .a = "client", .b = "router" },
						 { .a = "router", .b = "server" } } };

static const struct topology *topology_of(const char *name)
{
	if (name && strcmp(name, "two") == 0)
		return &two;
	return name && strcmp(name, "three") == 0 ? &three : NULL;
}

static void page(const struct scenario *const *of, int count, char **ret)
{
	size_t size;
	FILE *out = open_memstream(ret, &size);

	assert_non_null(out);
	assert_int_equal(atlas_page(out, of, count, topology_of), 0);
	fclose(out);
}

static void puts_each_in_its_place(void **state)
{
	char *text;
	(void)state;
	page(atlas_story, ATLAS_STORIES, &text);
	assert_true(
		atlas_between(text, "## By what", "## By the", "[ECONNREFUSED](#econnrefused)\n"));
	assert_true(atlas_between(text, "### ECONNREFUSED\n", "## By the",
				  "\n| [`a-reset`](#s-a-reset) | a reset | "));
	assert_true(
		atlas_between(text, "## By the", "## Not sent by", "[NO_SOCKET](#no_socket)\n"));
	assert_true(atlas_between(text, "### NO_SOCKET\n", "## Not sent by",
				  "| [`a-reset`](#s-a-reset) |"));
	assert_true(atlas_between(text, "### NO_SOCKET\n", "## Not sent by",
				  "client connect ECONNREFUSED | TcpAttemptFails |"));
	assert_false(atlas_between(text, "## By the", "## Not sent by", "TCP_FLAGS"));
	assert_true(atlas_between(text, "## Not sent by", "## No reset", "`a-forgery`"));
	assert_true(atlas_between(text, "## No reset", "## Out of", "`a-silence`"));
	assert_true(atlas_between(text, "## No reset", "## Out of",
				  "a &#60;b&#62;silence&#60;/b&#62; | "));
	assert_false(atlas_between(text, "## No reset", "## Out of", "`a-reset`"));
	assert_true(
		atlas_between(text, "## All", NULL, "| <a id=\"s-a-silence\"></a>`a-silence` | "));
	free(text);
}

/* Each RST once, without its numbers, the first three; to whom, where there is but one. */
static void draws_the_resets(void **state)
{
	char *text;
	(void)state;
	page(atlas_story, ATLAS_STORIES, &text);
	assert_true(atlas_between(
		text, "## All", NULL,
		"| a reset | `server ──[RST,ACK]──▶ client`<br>`server ──[RST]──✕`<br>"
		"`client ──2 [RST]──▶ server` | |\n"));
	assert_true(atlas_between(text, "## All", NULL, "| a forgery | `router ──[RST]──▶` | |\n"));
	assert_true(
		atlas_between(text, "id=\"s-a-silence\"", NULL, "silence&#60;/b&#62; |  | |\n"));
	free(text);
}

static void tells_whole_rows(void **state)
{
	const struct scenario *const both[] = { &late, atlas_story[A_RESET] };
	char *text;
	(void)state;
	page(both, 2, &text);
	assert_non_null(strstr(text, "2 scenarios, 3 of the kernel's reasons"));
	/* by their letters; what is of another ending belongs to none of the others */
	assert_true(atlas_between(
		text, "### ABORT\n", "### NO_SOCKET\n",
		"| [`z-late`](#s-z-late) |  |  | server | client recv EPIPE | Grown |\n"));
	assert_true(atlas_between(text, "### NO_SOCKET\n", "### TCP_STATE\n",
				  "|  | client | client recv ETIMEDOUT | Grown |\n| [`a-reset`]"));
	assert_true(atlas_between(
		text, "### TCP_STATE\n", "## Not sent",
		"|  |  | server | client recv EPIPE, client recv ETIMEDOUT | Grown |\n"));
	assert_true(
		atlas_between(text, "## Not sent by", "## No reset",
			      "| [`z-late`](#s-z-late) | a race |  | router | client recv EPIPE, "
			      "client recv ETIMEDOUT | Grown |\n"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_each_in_its_place),
		cmocka_unit_test(draws_the_resets),
		cmocka_unit_test(tells_whole_rows),
	};
	return cmocka_run_group_tests_name("atlas_page", tests, NULL, NULL);
}
