/* SPDX-License-Identifier: GPL-2.0-only */
/* When a service may be asked, and whether a connection is still one: servers that listen before
 * they can serve, clients that close. */
#include "drills.h"
#include "play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SOON "--timeout-scale", "0.1"

/* A server that listens before it can serve. */
static const struct drill_case late[] = {
	{ "reset",
	  "late",
	  "give-up",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "it had 1 that was not, and exited with 1; ", "see --ready" } },
	{ "reset",
	  "late",
	  "give-up",
	  { "--ready", "line ready", "--expect", "1" },
	  NULL,
	  GOOD,
	  { "PASS ", "the server is ready: it printed 'ready'", "!lost it: an end" } },
	{ "reset",
	  "late",
	  "give-up",
	  { "--ready", "./drill_program ping", "--expect", "1" },
	  NULL,
	  GOOD,
	  { "PASS ", "the server is ready: the command exited with 0",
	    "ready@server  lost it: an end" } },
	/* After the fault as well, where its link is down. */
	{ "half-open",
	  "late",
	  "reconnect",
	  { "--ready", "line ready" },
	  NULL,
	  GOOD,
	  { "PASS ", "!lost it: an end" } },
	{ "half-open",
	  "late",
	  "reconnect",
	  { "--ready", "./drill_program ping" },
	  NULL,
	  GOOD,
	  { "PASS ", "client  lost it: Connection reset", "!client  lost it: an end" } },
	{ "moved",
	  "late",
	  "reconnect",
	  { "--ready", "./drill_program ping" },
	  NULL,
	  GOOD,
	  { "PASS ", "!client  lost it: an end" } },
	{ "half-open",
	  "late",
	  "reconnect",
	  { "--ready", "line ready", "-6" },
	  NULL,
	  GOOD,
	  { "PASS ", "!client  lost it: an end" } },
	{ "reset",
	  "echo",
	  "reconnect",
	  { "--ready", "line never", SOON },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ",
	    "for the server to print 'never' (--ready); use --timeout-scale to wait longer" } },
	{ "reset",
	  "echo",
	  "reconnect",
	  { "--ready", "echo not yet; exit 3", SOON },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "for the command to exit with 0 (--ready); use --timeout-scale",
	    "ready@server  not yet" } },
	{ "reset",
	  "echo; exit 5",
	  "reconnect",
	  { "--ready", "false" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "the server exited with 5 before it " } },
	{ "reset", "echo", "give-up", { "--ready", "" }, NULL, BAD_USE, { "--ready: expected" } },
	{ "reset",
	  "echo",
	  "give-up",
	  { "--ready", "line " },
	  NULL,
	  BAD_USE,
	  { "--ready: expected" } },
};

static void test_late(void **state)
{
	(void)state;
	DRILLS_CHECK(late);
}

/* Clients that have ended before the moment has come. */
static const struct drill_case early[] = {
	{ "reset",
	  "echo",
	  "brief",
	  { NULL },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "a connection to port 8080", "it had 1 that was ", "--ready" } },
	{ "reset",
	  "echo",
	  "brief",
	  { "--when", "1000 bytes" },
	  NULL,
	  IN_PIECES,
	  /* Or it was over before anybody saw that it had one. */
	  { "BROKEN ", "waited for ", ", and exited with 0" } },
	{ "reset",
	  "echo",
	  "give-up",
	  { "--when", "line another" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ",
	    "waited for the client to print 'another'; it has not, and exited with 0" } },
	{ "reset",
	  "echo",
	  "brief",
	  { "--when", "9 s" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "waited for ", ", and exited with 0" } },
};

static void test_early(void **state)
{
	(void)state;
	DRILLS_CHECK(early);
}

/* Clients that close, wholly or by half. */
static const struct drill_case closing[] = {
	/* Who only hears is told of a reset, or waits. */
	{ "reset",
	  "deaf",
	  "half-close",
	  { "--when", "line half closed", "--expect", "7" },
	  NULL,
	  GOOD,
	  { "PASS ", "reached the client", "heard Connection reset by peer" } },
	{ "silence",
	  "deaf",
	  "half-close",
	  { "--when", "line half closed", "--for", "0.5" },
	  NULL,
	  FAILED,
	  { "FAIL ", "the client was never told" } },
	/* It will never say a word by which it could learn of it. */
	{ "half-open",
	  "deaf",
	  "half-close",
	  { "--when", "line half closed" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "it is not half-open: the client's end is FIN-WAIT-" } },
	{ "half-open-orphan",
	  "deaf",
	  "half-close",
	  { "--when", "line half closed" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "it is not half-open: the client's end is FIN-WAIT-" } },
	{ "reset",
	  "deaf",
	  "close",
	  { "--when", "line closed" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "was over before the fault" } },
	{ "half-open",
	  "deaf",
	  "close",
	  { "--when", "line closed" },
	  NULL,
	  IN_PIECES,
	  { "BROKEN ", "was over before the fault" } },
	/* What is not told for want of room is heard as well. */
	{ "reset",
	  "echo",
	  "wordy",
	  { "--when", "line and now", "--expect", "7" },
	  NULL,
	  GOOD,
	  { "PASS " } },
};

static void test_closing(void **state)
{
	(void)state;
	DRILLS_CHECK(closing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_early),
		cmocka_unit_test(test_closing),
	};

	return cmocka_run_group_tests_name("lab_drill_ready", tests, drills_enter, drills_leave);
}
