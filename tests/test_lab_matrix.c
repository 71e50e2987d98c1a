/* SPDX-License-Identifier: GPL-2.0-only */
/* The state-event matrix on the real lab: every cell is played and promised, and a cell that is not
 * as promised is found. */
#include "child.h"
#include "folder.h"
#include "judge.h"
#include "matrix_told.h"
#include "play.h"
#include "promise.h"
#include "registry.h"
#include "result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct tale tale = { .keep_evidence = true };

/* Each state once, over both families. */
static int play_matrix(void **state)
{
	struct run_plan plan = { .repeat = 1, .jobs = 8, .ipv4 = true, .ipv6 = true };

	child_program();
	if (folder_enter(state) < 0)
		return -1;
	if (!play_possible())
		return 0;
	plan.scale = play_patience();
	plan.scenario = registry_matrix(&plan.scenario_count);
	play(&plan, &tale);
	return 0;
}

static int forget_matrix(void **state)
{
	play_free(&tale);
	return folder_leave(state);
}

static void test_all_cells(void **state)
{
	(void)state;
	if (!tale.count)
		skip();
	assert_int_equal(tale.error, 0);
	for (int i = 0; i < tale.count; i++) {
		const struct told *told = tale.told[i];
		bool is_good = told->verdict->status == PASS || told->verdict->status == XFAIL;
		/* Where the kernel cannot destroy sockets, it has said so. */
		if (!is_good && told->verdict->status != SKIP)
			fail_msg("%s", told->text);
	}
}

static bool has_chapter(const struct evidence *ev, const char *title)
{
	for (int i = 0; i < ev->chapter_count; i++)
		if (strcmp(ev->chapter[i], title) == 0)
			return true;
	return false;
}

/* What is played is promised, and what is promised is played. */
static void test_no_cell_is_without(void **state)
{
	(void)state;
	for (int i = 0; i < tale.count; i++) {
		const struct told *told = tale.told[i];
		int kind, column = matrix_state_of(told->scenario, &kind);
		if (told->verdict->status == SKIP)
			continue;
		assert_true(column >= 0);
		for (const struct matrix_row *row = matrix_rows(kind); row->name; row++) {
			bool is_promised = matrix_cell(told->scenario, row).letter != CELL_NONE;
			if (is_promised != has_chapter(told->evidence, row->name))
				fail_msg("%s, %s: %s", told->scenario->name, row->name,
					 is_promised ? "promised and not played"
						     : "played and not promised");
		}
	}
}

static bool was_polled(const struct evidence *ev, const char *chapter)
{
	for (int i = 0; i < ev->event_count; i++)
		if (ev->event[i].kind == EVENT_CALL && strcmp(ev->event[i].verb, "poll") == 0 &&
		    strcmp(ev->chapter[ev->event[i].chapter], chapter) == 0)
			return true;
	return false;
}

static bool poll_is_promised(const struct scenario *scenario, const char *chapter)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.call && strcmp(walk.promise.call->verb, "poll") == 0 &&
		    strcmp(walk.promise.chapter, chapter) == 0)
			return true;
	return false;
}

/* Where a process holds the socket, the bits of poll() are promised. */
static void test_no_poll_is_without(void **state)
{
	int polled = 0;

	(void)state;
	for (int i = 0; i < tale.count; i++) {
		const struct told *told = tale.told[i];
		int kind;
		matrix_state_of(told->scenario, &kind);
		for (const struct matrix_row *row = matrix_rows(kind); row->name; row++) {
			bool is_promised = poll_is_promised(told->scenario, row->name);
			if (told->verdict->status == SKIP)
				continue;
			if (is_promised != was_polled(told->evidence, row->name))
				fail_msg("%s, %s: its poll() is %s", told->scenario->name,
					 row->name,
					 is_promised ? "promised and not made"
						     : "made and not promised");
			polled += is_promised;
		}
	}
	assert_true(!tale.count || polled > 500);
}

/* All that is played is of a state and a kind; every row is of some state. */
static void test_rows_and_columns(void **state)
{
	const struct matrix_row *column = registry_states();
	int count, found = 0;

	(void)state;
	registry_matrix(&count);
	for (; column->name; column++)
		for (int kind = 0; kind < MATRIX_KINDS; kind++)
			found += matrix_scenario(column, kind) != NULL;
	assert_int_equal(found, count);
	for (int kind = 0; kind < MATRIX_KINDS; kind++)
		for (const struct matrix_row *row = matrix_rows(kind); row->name; row++) {
			bool is_shown = false;
			int nth = (int)(row - matrix_rows(kind));
			for (int i = 0; registry_states()[i].name; i++)
				is_shown |= matrix_read_cell(i, kind, nth).letter != CELL_NONE;
			assert_true(is_shown);
		}
}

static const struct told *find(const char *name, int family)
{
	for (int i = 0; i < tale.count; i++)
		if (tale.told[i]->family == family &&
		    strcmp(tale.told[i]->scenario->name, name) == 0)
			return tale.told[i];
	return NULL;
}

/* How many cells, judged by the promises of @other, are not as promised there. */
static int count_broken(const char *name, const char *other, const char *cell)
{
	const struct told *told = find(name, AF_INET);
	bool is_broken[MATRIX_ROWS_MAX] = { false };
	int count = 0, at = -1, kind;

	assert_true(matrix_state_of(told->scenario, &kind) >= 0);

	struct result *result = result_make(registry_cells(other), told->evidence, 0, 0);
	assert_non_null(result);
	for (int i = 0; i < result->verdict.ruling_count; i++) {
		const struct ruling *ruling = &result->verdict.ruling[i];
		if (ruling->chapter && ruling->status == FAIL)
			is_broken[matrix_row_named(kind, ruling->chapter)] = true;
	}
	for (int i = 0; i < MATRIX_ROWS_MAX; i++)
		count += is_broken[i];
	at = matrix_row_named(kind, cell);
	assert_true(at >= 0 && is_broken[at]);
	result_free(result);
	return count;
}

/* A kernel that takes one state for another is found out, cell by cell. */
static void test_cells_can_fail(void **state)
{
	(void)state;
	if (!tale.count || find("matrix-established", AF_INET)->verdict->status == SKIP)
		skip();
	/* TIME-WAIT that ignores RSTs, where it should not: these alone are wrong. */
	assert_int_equal(count_broken("matrix-time-wait-rfc1337", "matrix-time-wait", "RST"), 6);
	/* An orphan that takes data, where it should reset. */
	assert_true(count_broken("matrix-fin-wait-1", "matrix-fin-wait-1-orphan", "data") >= 4);
	/* Reset by no listener, where there is one. */
	assert_true(count_broken("matrix-closed", "matrix-listen", "SYN in the window") >= 15);
	/* A SYN that is sent again, where it should be a SYN,ACK. */
	assert_int_equal(count_broken("matrix-syn-sent-timers",
				      "matrix-syn-received-crossed-timers", "user timeout"),
			 2);
	/* With unread data, where there should be none. */
	assert_int_equal(count_broken("matrix-established-unread-timers",
				      "matrix-established-timers", "keepalive timer"),
			 4);
}

/* What did not come of the timers in ESTABLISHED; each of these is wrong. */
static const struct promise wrong[] = {
	WHILE("retransmission timer"),
	SENDS("tested", SOME(.flags = "~RST"), "a RST"),
	SENDS("tested", CLAIM(wire, .count = IS(0), .again = true), "sent once"),
	HAS_SOCKETS("tested", 1, HERE, "ESTABLISHED", "it is kept"),
	CALL_FAILS("tested", "so_error", ECONNRESET, "another error"),
	POLLS("tested", POLLIN | POLLOUT | POLLHUP | POLLRDHUP, "no error"),
	COUNTS_HERE("tested", "TcpExtTCPAbortOnTimeout", 0, "not counted"),
	COUNTS_HERE("tested", "TcpEstabResets", 0, "not counted"),
	COUNTS_HERE("tested", "TcpOutRsts", 1, "a RST"),
	RESETS_HERE("tested", 1, "TCP_KEEPALIVE_TIMEOUT", "ESTABLISHED", "a RST"),
	WHILE("zero-window probe timer"),
	SENDS("tested", SOME(.flags = "PSH,ACK"), "data"),
	SENDS("tested", TIMES(2, .flags = "ACK"), "two probes"),
	COUNTS_HERE("tested", "TcpExtTCPWinProbe", 0, "not counted"),
	WHILE("keepalive timer"),
	SENDS("tested", NO("~RST"), "silence"),
	SENDS("tested", ONE(.flags = "ACK", .rel_seq = IS(1)), "at SND.NXT"),
	COUNTS_HERE("tested", "TcpExtTCPKeepAlive", 0, "not counted"),
	NO_RESET_HERE("tested", "silence"),
	{ 0 },
};

static void test_timers_can_fail(void **state)
{
	const struct scenario scenario = { .name = "test", .promises = wrong };
	const struct told *told = find("matrix-established-timers", AF_INET6);
	int count = 0;

	(void)state;
	if (!tale.count || told->verdict->status == SKIP)
		skip();
	struct result *result = result_make(&scenario, told->evidence, 0, 0);
	assert_non_null(result);
	for (int i = 0; i < result->verdict.ruling_count; i++) {
		const struct ruling *ruling = &result->verdict.ruling[i];
		if (!ruling->chapter)
			continue;
		if (ruling->status == PASS)
			fail_msg("%s: %s", ruling->chapter, ruling->expected);
		count++;
	}
	assert_int_equal(count, 16);
	result_free(result);
}

/* What is not played is said to be so, and nobody has played it. */
static void test_unplayed(void **state)
{
	int unplayed = 0;

	(void)state;
	for (int kind = 0; kind < MATRIX_KINDS; kind++)
		for (int row = 0; matrix_rows(kind)[row].name; row++)
			for (int i = 0; registry_states()[i].name; i++) {
				struct matrix_cell cell = matrix_read_cell(i, kind, row);
				const struct scenario *its =
					matrix_scenario(&registry_states()[i], kind);
				if (cell.letter != CELL_UNPLAYED)
					continue;
				assert_memory_equal(cell.because, "not played", 10);
				assert_true(!its ||
					    matrix_cell(its, &matrix_rows(kind)[row]).letter ==
						    CELL_NONE);
				unplayed++;
			}
	assert_int_equal(unplayed, 2);
}

/* ---- As a user types it -------------------------------------------------------------------------
 */

#define CAME "                                here: "

static void test_command(void **state)
{
	struct child child;

	(void)state;
	if (!tale.count)
		skip();
	assert_true(child_run(
		&(struct child_spec){ { "matrix", "--state", "time-wait", "-4", "--out", "out" } },
		&child));
	assert_int_equal(child.code, GOOD);
	assert_non_null(strstr(child.out, "\nTIME-WAIT\n  SYN in the window          s  SYN,ACK"));
	assert_non_null(strstr(child.out, "\nTIME-WAIT, with tcp_rfc1337 = 1\n"));
	assert_non_null(strstr(child.out, "\n  TIME-WAIT timer            *  not played, as its"));
	assert_non_null(strstr(child.out, " 0 not as promised or not examined; 4 results in "));
	child_free(&child);
	/* What Linux does instead is told. */
	assert_true(child_run(
		&(struct child_spec){ { "matrix", "--state", "fin-wait-2-minisock" } }, &child));
	assert_non_null(strstr(child.out, "\n" CAME "[ACK] Seq="));
	assert_non_null(strstr(child.out, "\n" CAME "sockets: LISTEN 8080-0, FIN-WAIT-2 8080-"));
	child_free(&child);
	/* Only the cells that are asked for are counted. */
	assert_true(child_run(
		&(struct child_spec){ { "matrix", "--state", "closed", "--segment", "RST,ACK" } },
		&child));
	assert_non_null(strstr(child.out, "\n2 cells: 2 as promised, 0 known departures of Linux"));
	child_free(&child);
	/* What is saved is judged again. */
	assert_true(
		child_run(&(struct child_spec){ { "judge", "out", "matrix-time-wait" } }, &child));
	assert_int_equal(child.code, GOOD);
	assert_non_null(strstr(child.out, "matrix-time-wait/ipv4"));
	child_free(&child);
}

static void test_bad_use(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} cases[] = {
		{ { { "matrix", "--state", "time-wiat" } },
		  "unknown state 'time-wiat'; did you mean 'time-wait'?" },
		{ { { "matrix", "--segment", "RTS" } }, "unknown row 'RTS'; did you mean 'RST'?" },
		{ { { "matrix", "--segment", "keepalive-timer" } },
		  "unknown row 'keepalive-timer'; did you mean 'keepalive timer'?" },
		{ { { "matrix", "--list", "--format", "json" } },
		  "--list of 'matrix' prints text or markdown" },
		{ { { "matrix", "established" } },
		  "'matrix' takes no operands; unexpected 'established'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(child_expect(&cases[i].spec, BAD_USE, cases[i].says));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_cells),
		cmocka_unit_test(test_no_cell_is_without),
		cmocka_unit_test(test_no_poll_is_without),
		cmocka_unit_test(test_rows_and_columns),
		cmocka_unit_test(test_cells_can_fail),
		cmocka_unit_test(test_timers_can_fail),
		cmocka_unit_test(test_unplayed),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_bad_use),
	};

	return cmocka_run_group_tests(tests, play_matrix, forget_matrix);
}
