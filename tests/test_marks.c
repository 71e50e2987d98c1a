/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel notes of each cause: learned, written, read, and by it causes told apart. */
#include "apart.h"
#include "small_lab.h"
#include "tale.h"

#include <errno.h>

static char *print(const struct marks *marks)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	marks_print(out, marks);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void assert_printed(const struct marks *marks, const char *wanted)
{
	char *text = print(marks);

	assert_string_equal(text, wanted);
	free(text);
}

static int read_line(struct marks *marks, const char *text)
{
	char line[512];

	snprintf(line, sizeof(line), "%s", text);
	return marks_read(marks, line);
}

/* ---- Learned ------------------------------------------------------------------------------------
 */

static void learn(struct marks *marks, const struct tale *tale, const char *scenario)
{
	struct evidence *ev = tale_tell(tale);

	snprintf(ev->scenario, sizeof(ev->scenario), "%s", scenario);
	snprintf(ev->reasons, sizeof(ev->reasons), "NO_SOCKET TCP_ABORT_ON_CLOSE");
	snprintf(ev->counter_names, sizeof(ev->counter_names), "TcpExtTCPAbortOnClose TcpOutRsts");
	for (int i = 0; i < CHAPTERS_MAX; i++)
		snprintf(ev->chapter[i], sizeof(ev->chapter[i]), "hard");
	assert_int_equal(marks_learn(marks, ev), 0);
	free(ev);
}

static void test_learned(void **state)
{
	struct marks marks = { 0 };

	(void)state;
	learn(&marks, &(struct tale){ 0 }, "lost-data");
	/* This kernel has no TcpExtTCPAbortOnData, so it cannot have stayed. */
	assert_printed(&marks, "cause=abrupt-unread: TcpExtTCPAbortOnClose ?TcpExtTCPAbortOnData "
			       "TcpOutRsts reason=TCP_ABORT_ON_CLOSE\n");
	/* Once it was otherwise. */
	learn(&marks, &(struct tale){ .aborts = -1, .reason = "NO_SOCKET" }, "lost-data");
	assert_printed(&marks, "cause=abrupt-unread: ~TcpExtTCPAbortOnClose ?TcpExtTCPAbortOnData "
			       "TcpOutRsts ~reason=NO_SOCKET ~reason=TCP_ABORT_ON_CLOSE\n");
}

/* What is no word on a cause teaches nothing of it. */
static void test_not_learned(void **state)
{
	struct marks marks = { 0 };
	struct evidence *ev = tale_tell(&(struct tale){ 0 });

	(void)state;
	ev->ending = ENDED_BROKEN;
	snprintf(ev->scenario, sizeof(ev->scenario), "lost-data");
	assert_int_equal(marks_learn(&marks, ev), 0);
	assert_printed(&marks, "");
	free(ev);
	/* A kernel without reasons. */
	learn(&marks, &(struct tale){ .no_reason = true }, "lost-data");
	assert_printed(&marks, "cause=abrupt-unread: TcpExtTCPAbortOnClose ?TcpExtTCPAbortOnData "
			       "TcpOutRsts ?reasons\n");
}

/* Of two causes nobody knows whose the counter is; the reason is of its RST. */
static void test_two_causes(void **state)
{
	struct marks marks = { 0 };

	(void)state;
	learn(&marks, &(struct tale){ 0 }, "pair");
	assert_printed(&marks, "cause=abrupt-linger: ?counters reason=TCP_ABORT_ON_CLOSE\n");
	/* One that stays is of neither. */
	learn(&marks, &(struct tale){ .aborts = -1 }, "pair");
	assert_printed(&marks, "cause=abrupt-linger: ?TcpExtTCPAbortOnData ?TcpOutRsts "
			       "reason=TCP_ABORT_ON_CLOSE\n");
	/* So it does not always grow, whatever it does where that cause is alone. */
	marks = (struct marks){ 0 };
	assert_int_equal(read_line(&marks, "cause=abrupt-linger: TcpExtTCPAbortOnClose"), 0);
	learn(&marks, &(struct tale){ .aborts = -1 }, "pair");
	assert_printed(&marks, "cause=abrupt-linger: ~TcpExtTCPAbortOnClose "
			       "~reason=TCP_ABORT_ON_CLOSE\n");
}

/* ---- Written and read ---------------------------------------------------------------------------
 */

static void test_read(void **state)
{
	static const char text[] = "cause=abrupt-linger: TcpExtTCPAbortOnData ?TcpOutRsts "
				   "~reason=NO_SOCKET\n"
				   "cause=nobody: ?counters reason=NO_SOCKET\n";
	struct marks marks = { 0 };

	(void)state;
	assert_int_equal(read_line(&marks, "cause=nobody: ?counters reason=NO_SOCKET"), 0);
	assert_int_equal(read_line(&marks, "cause=abrupt-linger: TcpExtTCPAbortOnData ?TcpOutRsts "
					   "~reason=NO_SOCKET"),
			 0);
	assert_printed(&marks, text);
	/* The same again is nothing new; other is. */
	assert_int_equal(read_line(&marks, "cause=nobody: ?counters reason=NO_SOCKET"), 0);
	assert_printed(&marks, text);
	assert_int_equal(read_line(&marks, "cause=nobody: TcpOutRsts ?reasons"), 0);
	assert_int_equal(read_line(&marks, "cause=abrupt-linger: TcpOutRsts"), 0);
	assert_printed(&marks, "cause=abrupt-linger: ~TcpExtTCPAbortOnData TcpOutRsts "
			       "~reason=NO_SOCKET\n"
			       "cause=nobody: TcpOutRsts reason=NO_SOCKET\n");
}

static void test_bad(void **state)
{
	struct marks marks = { 0 };
	char line[512];

	(void)state;
	assert_int_equal(read_line(&marks, "cause=nobody"), -EINVAL);
	assert_int_equal(read_line(&marks, "because=nobody:"), -EINVAL);
	/* What no scenario promises is of another version, and no fault. */
	assert_int_equal(read_line(&marks, "cause=nobody: TcpExtNew reason=NEW"), 0);
	assert_printed(&marks, "cause=nobody:\n");
	memset(line, 'x', 300);
	memcpy(line, "cause=", 6);
	strcpy(line + 200, ":");
	assert_int_equal(read_line(&marks, line), -E2BIG);
	for (int i = 0; i < MARKS_CAUSES + 1; i++) {
		snprintf(line, sizeof(line), "cause=c%d:", i);
		int err = read_line(&marks, line);
		if (err) {
			assert_int_equal(err, -E2BIG);
			return;
		}
	}
	fail_msg("there is no end of causes");
}

/* ---- Told apart ---------------------------------------------------------------------------------
 */

static const char *const known[] = {
	"cause=abrupt-linger: TcpExtTCPAbortOnData TcpOutRsts reason=NO_SOCKET",
	"cause=abrupt-unread: TcpExtTCPAbortOnClose TcpOutRsts reason=TCP_ABORT_ON_CLOSE",
	"cause=nobody: TcpOutRsts reason=NO_SOCKET",
	"cause=hidden:",
	"cause=moody: ~TcpExtTCPAbortOnClose ?reasons",
	"cause=clock: TcpExtTCPAbortOnClose ~TcpOutRsts ?reasons",
};

/* The lines of the causes that end with NULL, a "|" between. */
static void assert_apart(const char *const *cause, const char *wanted)
{
	struct marks marks = { 0 };
	struct apart apart;
	char line[APART_TEXT], told[2048] = "";
	int causes = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(read_line(&marks, known[i]), 0);
	while (cause[causes])
		causes++;
	apart_make(&marks, cause, causes, &apart);
	for (int i = 0; apart_line(&apart, i, "server", line, sizeof(line)); i++)
		snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s%s", i ? "|" : "",
			 line);
	assert_string_equal(told, wanted);
}

#define CAUSES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NSTAT(names)                                                                   \
	"`nstat -az " names                                                            \
	"` on the server, before and after another such RST (other connections count " \
	"too):|"

static void test_apart(void **state)
{
	(void)state;
	assert_apart(CAUSES("abrupt-unread", "nobody"),
		     NSTAT("TcpExtTCPAbortOnClose") "TcpExtTCPAbortOnClose grows: abrupt-unread|"
						    "TcpExtTCPAbortOnClose does not grow: nobody");
	assert_apart(CAUSES("nobody", "hidden"), NSTAT("TcpOutRsts") "TcpOutRsts grows: nobody|"
								     "TcpOutRsts does not grow: "
								     "hidden");
	/* What is told apart already asks for no further counter. */
	assert_apart(
		CAUSES("abrupt-unread", "nobody", "hidden"),
		NSTAT("TcpExtTCPAbortOnClose TcpOutRsts") "TcpExtTCPAbortOnClose grows: abrupt-unread|"
							  "TcpOutRsts grows, TcpExtTCPAbortOnClose does not: nobody|"
							  "none of them grows: hidden");
	/* What grows but at times has no line of its own. */
	assert_apart(
		CAUSES("abrupt-unread", "moody", "nobody", "hidden"),
		NSTAT("TcpExtTCPAbortOnClose TcpOutRsts") "TcpExtTCPAbortOnClose grows: abrupt-unread|TcpOutRsts grows, TcpExtTCPAbortOnClose does not: nobody|none of them grows: moody, hidden");
}

/* Nothing is said where nothing is known, or there is but one. */
static void test_not_apart(void **state)
{
	(void)state;
	assert_apart(CAUSES("nobody"), "");
	assert_apart(CAUSES("nobody", "quiet"), "");
	/* A coarser cause is what all of its kinds are: one of them grows it, the other not. */
	assert_apart(CAUSES("abrupt", "nobody"), "");
	/* That it grew was not promised of it, and may be of the story. */
	assert_apart(CAUSES("clock", "nobody"), "");
}

static void test_settles(void **state)
{
	struct marks marks = { 0 };
	struct apart apart;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(read_line(&marks, known[i]), 0);
	apart_make(&marks, CAUSES("abrupt-unread", "nobody", "quiet"), 3, &apart);
	assert_false(apart_settles(&apart, "abrupt-unread"));
	apart_make(&marks, CAUSES("abrupt-unread", "nobody"), 2, &apart);
	assert_true(apart_settles(&apart, "abrupt-unread"));
	assert_false(apart_settles(&apart, "quiet"));
	apart_make(&marks, CAUSES("abrupt-unread"), 1, &apart);
	assert_false(apart_settles(&apart, "abrupt-unread"));
}

/* What was made before is found again; what has lost its place is made again. */
static void test_kept(void **state)
{
	static char names[APARTS_KEPT - 1][12];
	struct marks marks = { 0 };
	struct aparts aparts = { 0 };

	(void)state;
	aparts_find(&aparts, &marks, CAUSES("nobody", "quiet"), 2);
	for (int i = 0; i < 2; i++)
		assert_ptr_equal(aparts_find(&aparts, &marks, CAUSES("quiet", "nobody"), 2),
				 &aparts.known[1]);
	for (int i = 0; i < APARTS_KEPT - 1; i++) {
		snprintf(names[i], sizeof(names[i]), "%d", i);
		aparts_find(&aparts, &marks, CAUSES(names[i]), 1);
	}
	assert_int_equal(aparts.made, APARTS_KEPT + 1);
	aparts_find(&aparts, &marks, CAUSES("nobody", "quiet"), 2);
	assert_int_equal(aparts.made, APARTS_KEPT + 2);
}

/* The reasons are asked for only where counters do not tell. */
static void test_reasons(void **state)
{
	static const char *const lines[] = {
		"cause=nobody: TcpOutRsts reason=NO_SOCKET",
		"cause=abrupt-unread: TcpOutRsts reason=TCP_ABORT_ON_CLOSE",
		"cause=clock: TcpOutRsts ~reason=NO_SOCKET ~reason=TCP_ABORT_ON_CLOSE",
	};
	struct marks marks = { 0 };
	struct apart apart;
	char line[APART_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_int_equal(read_line(&marks, lines[i]), 0);
	apart_make(&marks, CAUSES("nobody", "abrupt-unread", "clock"), 3, &apart);
	assert_non_null(strstr(apart_line(&apart, 0, "client", line, sizeof(line)),
			       "`rstlab-ns watch -v` on the client"));
	assert_string_equal(apart_line(&apart, 1, "client", line, sizeof(line)),
			    "NO_SOCKET or TCP_FLAGS: nobody");
	assert_string_equal(apart_line(&apart, 2, "client", line, sizeof(line)),
			    "TCP_ABORT_ON_CLOSE: abrupt-unread");
	assert_string_equal(apart_line(&apart, 3, "client", line, sizeof(line)),
			    "TCP_ABORT_ON_CLOSE or NO_SOCKET or TCP_FLAGS: clock");
	assert_null(apart_line(&apart, 4, "client", line, sizeof(line)));
	/* One that both may have tells nothing. */
	apart_make(&marks, CAUSES("nobody", "clock"), 2, &apart);
	assert_null(apart_line(&apart, 0, "client", line, sizeof(line)));
}

static bool tells(const struct apart *apart, const char *wanted)
{
	char line[APART_TEXT];

	for (int i = 0; apart_line(apart, i, "server", line, sizeof(line)); i++)
		if (strcmp(line, wanted) == 0)
			return true;
	return false;
}

/* What finds no connection finds a listener, or nobody: that is no word on the cause. */
static void test_unfound(void **state)
{
	struct marks marks = { 0 };
	struct apart apart;

	(void)state;
	assert_int_equal(read_line(&marks, "cause=nobody: ~TcpOutRsts reason=NO_SOCKET"), 0);
	assert_int_equal(read_line(&marks, "cause=clock: TcpOutRsts reason=NO_SOCKET"), 0);
	assert_int_equal(read_line(&marks, "cause=hidden:"), 0);
	apart_make(&marks, CAUSES("clock", "hidden", "nobody"), 3, &apart);
	assert_true(tells(&apart, "NO_SOCKET or TCP_FLAGS: clock"));
	/* At times another sent it. */
	assert_true(tells(&apart, "NO_SOCKET or TCP_FLAGS or none: nobody"));
	assert_true(tells(&apart, "none: hidden"));
}

/* One of its kinds has a reason, and another none. */
static void test_silent(void **state)
{
	struct marks marks = { 0 };
	struct apart apart;

	(void)state;
	assert_int_equal(
		read_line(&marks, "cause=abrupt-unread: TcpOutRsts reason=TCP_ABORT_ON_CLOSE"), 0);
	assert_int_equal(read_line(&marks, "cause=abrupt-linger:"), 0);
	assert_int_equal(read_line(&marks, "cause=hidden:"), 0);
	assert_int_equal(read_line(&marks, "cause=nobody: TcpOutRsts reason=NO_SOCKET"), 0);
	apart_make(&marks, CAUSES("abrupt", "hidden"), 2, &apart);
	assert_false(apart.by_reason);
	apart_make(&marks, CAUSES("abrupt", "nobody"), 2, &apart);
	assert_true(tells(&apart, "TCP_ABORT_ON_CLOSE or none: abrupt"));
}

/* What no lab could tell of one of its kinds is not known of it, whichever kind comes first. */
static void test_kind_not_told(void **state)
{
	static const char *const lines[][2] = {
		{ "cause=abrupt-unread: ?TcpOutRsts reason=TCP_ABORT_ON_CLOSE",
		  "cause=abrupt-linger: TcpOutRsts" },
		{ "cause=abrupt-linger: TcpOutRsts",
		  "cause=abrupt-unread: ?TcpOutRsts reason=TCP_ABORT_ON_CLOSE" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct marks marks = { 0 };
		uint8_t of[MARKS_MAX];
		int at = 0;

		for (int k = 0; k < 2; k++)
			assert_int_equal(read_line(&marks, lines[i][k]), 0);
		while (at < marks.count && strcmp(marks.name[at], "TcpOutRsts") != 0)
			at++;
		assert_true(at < marks.count);
		marks_of(&marks, "abrupt", of);
		assert_int_equal(of[at], MARK_UNKNOWN);
		marks_of(&marks, "abrupt-linger", of);
		assert_int_not_equal(of[at], MARK_UNKNOWN);
	}
}

/* Where nobody promises a reason, none was looked for: that there is none is no word on a cause. */
static void test_no_reasons(void **state)
{
	struct marks marks = { .is_named = true, .count = 1, .name = { "TcpOutRsts" } };
	struct apart apart;

	(void)state;
	assert_int_equal(read_line(&marks, "cause=nobody: TcpOutRsts"), 0);
	assert_int_equal(read_line(&marks, "cause=clock: ~TcpOutRsts"), 0);
	assert_int_equal(read_line(&marks, "cause=hidden:"), 0);
	apart_make(&marks, CAUSES("nobody", "clock", "hidden"), 3, &apart);
	assert_false(apart.by_reason);
	for (int i = 0; i < apart.cause_count; i++)
		assert_string_equal(apart.reason[i], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kind_not_told), cmocka_unit_test(test_kept),
		cmocka_unit_test(test_learned),       cmocka_unit_test(test_not_learned),
		cmocka_unit_test(test_two_causes),    cmocka_unit_test(test_read),
		cmocka_unit_test(test_bad),           cmocka_unit_test(test_apart),
		cmocka_unit_test(test_not_apart),     cmocka_unit_test(test_settles),
		cmocka_unit_test(test_reasons),       cmocka_unit_test(test_unfound),
		cmocka_unit_test(test_silent),        cmocka_unit_test(test_no_reasons),
	};

	(void)ask;
	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
