/* SPDX-License-Identifier: GPL-2.0-only */
/* The matrix in words: cells out of their promises, patterns, the map and the pages; and promises
 * of one chapter. */
#include "matrix_told.h"
#include "trial.h"

#include "memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HERE_COUNTS(name, growth) COUNTS_HERE("server", name, growth, "a")

const struct matrix_row matrix_states[] = {
	{ "open", "a state" },
	{ "open-wide", "one like it" },
	{ 0 },
};
const struct matrix_row matrix_segments[] = {
	{ "RST", "r" }, { "RST in it", "i" }, { "data", "d" }, { "SYN", "s" }, { 0 },
};
const struct matrix_row matrix_calls[] = { { "close()", "c" }, { 0 } };
const struct matrix_row matrix_timers[] = {
	{ "resend", "t" },
	{ "probe", "p" },
	{ "keepalive", "k" },
	{ "cross", "c" },
	{ "wait", "w", .unplayed_in = "open", .unplayed = "not played: it is long" },
	{ 0 },
};

static const struct promise of_segments[] = {
	WHILE("RST"),
	SENDS("server", NOTHING_NEW, "believed"),
	HAS_SOCKETS("server", 0, HERE, BUT_LISTENERS, "gone"),
	POLLS("server", POLLIN | POLLERR, "a"),
	CALL_FAILS("server", "so_error", ECONNRESET, "told"),

	WHILE("RST in it"),
	POLLS("server", POLLIN, "poll() of it", .known_broken = true),
	{ "server", .wire = ONE(.flags = "ACK"), .because = "it should", .known_broken = true },
	SENDS("server", ONE(RST_REPLY), "it does"),
	HERE_COUNTS("TcpExtTCPChallengeACK", 1),

	WHILE("data"),
	SENDS("server", ONE(RST_REPLY), "nobody reads"),
	RESETS_HERE("server", 1, "TCP_ABORT_ON_DATA", "CLOSED", "a"),
	{ 0 },
};

static const struct promise of_calls[] = {
	WHILE("close()"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "CLOSE"),
	HAS_SOCKETS("server", 1, HERE, "FIN-WAIT-1", "CLOSE"),
	{ 0 },
};

static const struct promise of_timers[] = {
	WHILE("resend"),
	SENDS("server", SOME(.flags = "FIN,ACK", .again = true), "not acknowledged"),
	SENDS("server", NO("~RST"), "silently"),
	HAS_SOCKETS("server", 0, HERE, BUT_LISTENERS, "gone"),

	WHILE("cross"),
	SENDS("server", SOME(.flags = "~SYN", .again = true), "not acknowledged"),
	SENDS("server", ONE(.flags = "SYN,ACK"), "a SYN"),
	HAS_SOCKETS("server", 0, HERE, BUT_LISTENERS, "gone"),

	WHILE("probe"),
	SENDS("server", ONE(.flags = "ACK"), "is it there?"),
	HAS_SOCKETS("server", 0, HERE, BUT_LISTENERS, "gone"),

	WHILE("keepalive"),
	SENDS("server", ONE(.flags = "ACK"), "is it there?"),
	SENDS("server", ONE(RST_ABORT), "it is not"),
	HAS_SOCKETS("server", 0, HERE, BUT_LISTENERS, "gone"),
	{ 0 },
};

MATRIX(open_timers) = { .name = "matrix-open-timers",
			.waits_for_timer = true,
			.promises = of_timers };
MATRIX(open_segments) = { .name = "matrix-open", .promises = of_segments };
MATRIX(open_calls) = { .name = "matrix-open-calls", .promises = of_calls };
MATRIX(wide_segments) = { .name = "matrix-open-wide", .promises = of_segments };

static void test_cells(void **state)
{
	static const char letters[] = { CELL_ENDS, CELL_CHALLENGE, CELL_RST, CELL_NONE };
	char text[160];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(matrix_cell(&matrix_open_segments, &matrix_segments[i]).letter,
				 letters[i]);
	struct matrix_cell cell = matrix_cell(&matrix_open_segments, &matrix_segments[0]);
	assert_string_equal(matrix_cell_text(&cell, text, sizeof(text)),
			    "nothing is sent; no connection; ECONNRESET; poll IN|ERR");
	cell = matrix_cell(&matrix_open_segments, &matrix_segments[1]);
	assert_true(cell.departs);
	assert_string_equal(cell.because, "it should");
	cell = matrix_cell(&matrix_open_segments, &matrix_segments[2]);
	assert_string_equal(matrix_cell_text(&cell, text, sizeof(text)),
			    "RST; reason TCP_ABORT_ON_DATA");
	cell = matrix_cell(&matrix_open_calls, &matrix_calls[0]);
	assert_string_equal(matrix_cell_text(&cell, text, sizeof(text)), "FIN,ACK; FIN-WAIT-1");
}

static void test_timers(void **state)
{
	static const char letters[] = { CELL_AGAIN, CELL_PROBE, CELL_RST_ACK, CELL_AGAIN,
					CELL_UNPLAYED };
	static const char *const texts[] = { "sent again: FIN,ACK; no connection",
					     "a probe; no connection", "RST,ACK; no connection",
					     "sent again: SYN,ACK; no connection" };
	char text[160];

	(void)state;
	for (int i = 0; i < 5; i++)
		assert_int_equal(matrix_read_cell(0, OF_TIMERS, i).letter, letters[i]);
	for (int i = 0; i < 4; i++) {
		struct matrix_cell cell = matrix_read_cell(0, OF_TIMERS, i);
		assert_string_equal(matrix_cell_text(&cell, text, sizeof(text)), texts[i]);
	}
	/* A state without timers has only what is not played. */
	assert_int_equal(matrix_read_cell(1, OF_TIMERS, 0).letter, CELL_NONE);
	assert_int_equal(matrix_read_cell(1, OF_TIMERS, 4).letter, CELL_UNPLAYED);
	assert_ptr_equal(matrix_scenario(&matrix_states[0], OF_TIMERS), &matrix_open_timers);
	assert_null(matrix_scenario(&matrix_states[1], OF_TIMERS));
	for (const char *letter = cell_letters; *letter; letter++)
		assert_string_not_equal(cell_meaning(*letter), "?");
}

static void test_patterns(void **state)
{
	static const struct matrix_row wide = { "syn-received-crossed", "" };
	static const struct matrix_row row = { "RST in the window", "" };

	(void)state;
	assert_true(matrix_state_means("syn-received", &wide));
	assert_true(matrix_state_means("SYN-RECEIVED", &wide));
	assert_true(matrix_state_means("*crossed", &wide));
	assert_false(matrix_state_means("syn-rec", &wide));
	assert_false(matrix_state_means("syn-received-crossed-too", &wide));
	assert_true(matrix_row_means("rst in the window", &row));
	assert_true(matrix_row_means("RST*", &row));
	assert_false(matrix_row_means("RST", &row));
}

static char *tell(void (*print)(FILE *out, const struct matrix_told *told),
		  const struct matrix_told *told)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	print(out, told);
	assert_int_equal(memory_close(&out, &text), 0);
	return text;
}

static void assert_tells(void (*print)(FILE *out, const struct matrix_told *told),
			 const struct matrix_told *told, const char *part)
{
	char *text = tell(print, told);

	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
	free(text);
}

static void test_map(void **state)
{
	struct matrix_told told = { .is_told = { true, true } };

	(void)state;
	assert_tells(matrix_text, &told, "\nRST                          x  x\n");
	assert_tells(matrix_text, &told, "\nRST in it                    ~  ~\n");
	assert_tells(matrix_text, &told, "\nclose()                      f  -\n");
	assert_tells(matrix_text, &told, "\nresend                       r  -\n");
	assert_tells(matrix_text, &told, "\nwait                         *  *\n");
	assert_tells(matrix_text, &told, "\n  *  can happen, and is not played\n");
	assert_tells(matrix_markdown, &told, "| wait | `*` | not played: it is long |\n");
	assert_tells(matrix_text, &told, "\n  2  open-wide                one like it\n");
	assert_tells(matrix_markdown, &told, "| data | `R` | `R` |\n");
	assert_tells(matrix_markdown, &told,
		     "| RST in it | `~` | it should |\n| data | `R` | RST; reason TCP");
	/* What a run has found says more than what was promised. */
	told.mark[0][0][1] = MARK_KEPT;
	told.mark[0][0][2] = MARK_BROKEN;
	told.mark[1][0][0] = MARK_UNKNOWN;
	assert_tells(matrix_text, &told, "\nRST                          x  ?\n");
	assert_tells(matrix_text, &told, "\nRST in it                    c  ~\n");
	assert_tells(matrix_text, &told, "\ndata                         !  R\n");
	/* A run says nothing of what it does not play. */
	told.mark[0][OF_TIMERS][4] = MARK_UNKNOWN;
	assert_tells(matrix_text, &told, "\nwait                         *  *\n");
	told = (struct matrix_told){ .is_told = { true }, .pages = true, .rows = "RST*" };
	assert_tells(
		matrix_text, &told,
		"a state\n"
		"  RST                        x  nothing is sent; no connection; ECONNRESET; poll "
		"IN|ERR\n"
		"  RST in it                  ~  it should\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_timers),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
