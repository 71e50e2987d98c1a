/* SPDX-License-Identifier: GPL-2.0-only */
/* From what was seen to its causes: what is found, in which order, and which scenarios. */
#include "cause_facts.h"
#include "causes.h"
#include "search.h"
#include "small_lab.h"
#include "text.h"

#include <errno.h>

/* Exactly these, in this order? */
static void must_find(const char *text, struct clues more, const char *causes)
{
	char names[256] = "";

	assert_int_equal(ask(text, more), 0);
	for (int i = 0; i < found.count; i++)
		text_append(names, sizeof(names), "%s%s", i ? " " : "", found.list[i].cause->name);
	if (strcmp(names, causes) != 0)
		fail_msg("'%s': '%s', not '%s'", text ? text : "", names, causes);
}

#define NOTHING_ELSE       ((struct clues){ 0 })
#define ASKED(facet, text) ((struct clues){ .by[facet] = { 1, { text } } })

static void test_words(void **state)
{
	(void)state;
	must_find("curl: (7) Connection refused", NOTHING_ELSE, "nobody hidden");
	must_find("curl: (56)", NOTHING_ELSE, "abrupt-unread abrupt-linger clock");
	assert_string_equal(found.symptom->name, "reset");
	assert_ptr_equal(found.list[0].symptom, found.symptom);
	must_find("curl (52) from 10.1.2.3", NOTHING_ELSE, "quiet abrupt-linger");
	assert_true(found.symptom->may_be_fin);
	/* A word of several symptoms is of none. */
	must_find("reset", NOTHING_ELSE, "abrupt-unread abrupt-linger quiet clock");
	assert_null(found.symptom);
	/* The most telling words stand first. */
	must_find("docker", NOTHING_ELSE, "nobody hidden");
	must_find("linger", NOTHING_ELSE, "abrupt-linger");
	assert_null(found.list[0].symptom);
	/* By its name a cause is asked for alone, and a coarser one too. */
	must_find("hidden", NOTHING_ELSE, "hidden");
	must_find("abrupt", NOTHING_ELSE, "abrupt");
	must_find("clock", NOTHING_ELSE, "clock");
	must_find("quiet", NOTHING_ELSE, "quiet");
	must_find("linger reset", NOTHING_ELSE, "abrupt-linger");
	assert_null(found.list[0].symptom);
}

/* What is quoted whole is what was seen, whatever stands beside it; and the longest of several. */
static void test_quotes(void **state)
{
	static const struct {
		const char *text, *symptom;
	} cases[] = {
		{ "docker pod linger port: gave up", "no-word" },
		{ "it gave up it seems for good", "no-word" },
		{ "Gave Up", "No-Word" },
		{ "docker hang up after reset: gave up", "silent" },
		{ "curl: (7) Connection refused", "refused" },
		{ "docker: gave it all up", NULL },
		{ "x.y.Quiet", "No-Word" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(ask(cases[i].text, NOTHING_ELSE), 0);
		const char *name = found.symptom ? found.symptom->name : "none";
		if (strcmp(name, cases[i].symptom ? cases[i].symptom : "none") != 0)
			fail_msg("'%s' is taken for %s", cases[i].text, name);
	}
	must_find("x.y.Quiet", NOTHING_ELSE, "clock");
	assert_int_equal(found.unknown_count, 0);
	/* A part of it, or one that is less exact, is another text. */
	must_find("gave up for good", NOTHING_ELSE, "quiet clock");
	must_find("Gave Up", NOTHING_ELSE, "clock quiet");
	assert_true(found.list[1].score < 0.6 * found.list[0].score);
}

static void test_nothing(void **state)
{
	(void)state;
	must_find("gremlins", NOTHING_ELSE, "");
	assert_int_equal(found.unknown_count, 1);
	assert_string_equal(found.unknown[0], "gremlins");
	/* Small words tell nothing, though many texts have them. */
	must_find("after", NOTHING_ELSE, "");
	must_find("the after of in", NOTHING_ELSE, "");
	assert_int_equal(found.unknown_count, 0);
	/* What is said of most causes tells nothing. */
	must_find("curl", NOTHING_ELSE, "");
	must_find("curl gremlins", NOTHING_ELSE, "");
	must_find("docker gremlins", NOTHING_ELSE, "nobody hidden");
	assert_int_equal(found.unknown_count, 1);
}

static void test_clues(void **state)
{
	(void)state;
	must_find(NULL, (struct clues){ .when = "connect" }, "nobody hidden");
	must_find(NULL, (struct clues){ .when = "restart" }, "nobody");
	must_find(NULL, (struct clues){ .when = "idle" }, "abrupt-unread clock abrupt-linger");
	must_find("(56)", (struct clues){ .when = "idle" }, "abrupt-unread clock abrupt-linger");
	must_find(NULL, (struct clues){ .when = "load" }, "");
	must_find("docker", (struct clues){ .when = "idle" }, "");
	must_find(NULL, (struct clues){ .sender = "client" }, "hidden");
	must_find("docker", (struct clues){ .sender = "client" }, "hidden");
	must_find(NULL, (struct clues){ .counter = "AbortOnClose" }, "abrupt-unread");
	must_find(NULL, (struct clues){ .counter = "TcpExtTCPAbortOnClose" }, "abrupt-unread");
	must_find(NULL, (struct clues){ .counter = "outrsts" }, "nobody");
	/* Of two causes in one story nobody knows whose it was. */
	must_find(NULL, (struct clues){ .counter = "TCPAbortOnData" }, "");
	must_find(NULL, (struct clues){ .window = 7 }, "abrupt-unread abrupt-linger");
	must_find(NULL, ASKED(BY_REASON, "NO_SOCKET"), "nobody");
	must_find(NULL, ASKED(BY_STATE, "closed"), "abrupt-unread");
	must_find(NULL, ASKED(BY_FLAGS, "RA"), "abrupt-unread nobody abrupt-linger hidden");
	must_find(NULL, ASKED(BY_ERRNO, "ECONNRESET"), "abrupt-unread abrupt-linger clock");
	must_find(NULL, ASKED(BY_ERRNO, "EPIPE"), "abrupt-unread");
	must_find(NULL, ASKED(BY_ERRNO, "ECONNREFUSED"), "nobody hidden");
}

static void test_window_of_none(void **state)
{
	const struct cause *absent = cause_find("nobody"), *lost_data = cause_find("abrupt-unread");

	(void)state;
	assert_true(cause_has_window(absent, 0, all, count));
	assert_false(cause_has_window(absent, 7, all, count));
	assert_false(cause_has_window(lost_data, 0, all, count));
	assert_true(cause_has_window(lost_data, 9, all, count));
}

static void test_bad_clues(void **state)
{
	(void)state;
	assert_int_equal(ask(NULL, (struct clues){ .counter = "Gremlins" }), -EINVAL);
	assert_non_null(strstr(why.text, "'Gremlins'"));
	assert_int_equal(ask(NULL, ASKED(BY_REASON, "NO_SOCKETS")), -EINVAL);
	assert_non_null(strstr(why.text, "did you mean 'NO_SOCKET'"));
	/* "Close" is no end that a counter may begin before. */
	assert_false(counter_is_known("Close", all, count));
	assert_true(counter_is_known("abortonclose", all, count));
}

/* ---- What the promises say of a cause -----------------------------------------------------------
 */

static void test_facts(void **state)
{
	struct cause_facts facts;

	(void)state;
	cause_facts(cause_find("abrupt-unread"), all, count, &facts);
	assert_string_equal(facts.shapes,
			    "[RST,ACK] Seq SND.NXT, Ack RCV.NXT, window 7, with timestamps; "
			    "[RST,ACK] Seq SND.NXT, Ack RCV.NXT, with timestamps");
	assert_string_equal(facts.errors, "send() EPIPE; recv() ECONNRESET");
	assert_string_equal(facts.counters, "TcpExtTCPAbortOnClose of the server");
	assert_string_equal(facts.reasons, "TCP_ABORT_ON_CLOSE");
	cause_facts(cause_find("abrupt-linger"), all, count, &facts);
	assert_string_equal(facts.errors, "recv() ECONNRESET");
	assert_string_equal(facts.counters, "");
	/* What is seen of its kinds is seen of a coarser one. */
	cause_facts(cause_find("abrupt"), all, count, &facts);
	assert_string_equal(facts.counters, "TcpExtTCPAbortOnClose of the server");
	assert_true(cause_is_abstract(cause_find("abrupt"), all, count));
	assert_false(cause_is_abstract(cause_find("abrupt-unread"), all, count));
	assert_false(cause_is_abstract(cause_find("clock"), all, count));
	cause_facts(cause_find("clock"), all, count, &facts);
	assert_string_equal(facts.shapes, "");
}

static const struct promise in_chapter[] = {
	WHILE("hard"), CALL_FAILS("client", "recv", ECONNRESET, "because"),
	IN_ALL,        COUNTS("server", "TcpInErrs", 1, "because"),
	{ 0 },
};

/* What cannot be told apart is of none; what is of a kind is not of a coarser cause that is shown
 * itself. */
static void test_told_apart(void **state)
{
	static const struct scenario by_who = {
		.name = "by-who",
		.cause = "nobody",
		.causes = { { .who = "router", .cause = "hidden" } },
		.promises = in_chapter,
	};
	static const struct scenario by_chapter = {
		.name = "by-chapter",
		.cause = "nobody",
		.causes = { { .chapter = "hard", .cause = "abrupt-linger" } },
		.promises = in_chapter,
	};
	static const struct scenario coarse = { .name = "coarse", .cause = "abrupt" };
	const struct scenario *const list[] = { &by_who, &by_chapter, &coarse };
	struct cause_facts facts;

	(void)state;
	cause_facts(cause_find("nobody"), list, 3, &facts);
	assert_string_equal(facts.errors, "");
	assert_string_equal(facts.counters, "");
	cause_facts(cause_find("abrupt-linger"), list, 3, &facts);
	assert_string_equal(facts.errors, "recv() ECONNRESET");
	cause_facts(cause_find("abrupt"), list, 3, &facts);
	assert_string_equal(facts.errors, "");
	cause_facts(cause_find("abrupt"), list, 2, &facts);
	assert_string_equal(facts.errors, "recv() ECONNRESET");
}

/* Rather on any machine, alone, first and soon than short. */
static void test_best_scenario(void **state)
{
	static const struct scenario second = {
		.name = "b",
		.cause = "hidden",
		.causes = { { .who = "client", .cause = "nobody" } },
	};
	static const struct scenario first = {
		.name = "first-of-two",
		.cause = "nobody",
		.causes = { { .who = "client", .cause = "hidden" } },
	};
	static const struct scenario needy = { .name = "n", .cause = "nobody", .needs = "smc" };
	static const struct scenario late = { .name = "l",
					      .cause = "nobody",
					      .waits_for_timer = true };
	static const struct scenario soon = { .name = "soon-enough", .cause = "nobody" };
	const struct scenario *const list[] = { &second, &needy, &first, &late, &soon };

	(void)state;
	assert_ptr_equal(cause_scenario(cause_find("nobody"), list, 1), &second);
	assert_ptr_equal(cause_scenario(cause_find("nobody"), list, 2), &needy);
	assert_ptr_equal(cause_scenario(cause_find("nobody"), list, 3), &first);
	assert_ptr_equal(cause_scenario(cause_find("nobody"), list, 4), &late);
	assert_ptr_equal(cause_scenario(cause_find("nobody"), list, 5), &soon);
}

static void test_scenario(void **state)
{
	(void)state;
	assert_string_equal(cause_scenario(cause_find("hidden"), all, count)->name, "hidden");
	assert_string_equal(cause_scenario(cause_find("nobody"), all, count)->name, "port-shut");
	assert_string_equal(cause_scenario(cause_find("abrupt-unread"), all, count)->name,
			    "lost-data");
	assert_string_equal(cause_scenario(cause_find("abrupt-linger"), all, count)->name, "pair");
	assert_null(cause_scenario(cause_find("clock"), all, count));
}

/* ---- By words ---------------------------------------------------------------------------------
 */

static void must_list(const char *text, const struct filter *filter, const char *names)
{
	char *texts[] = { (char *)text }, said[256] = "";
	const struct scenario *chosen[16];
	int chosen_count = search_scenarios(all, count, texts, 1, filter, chosen);

	for (int i = 0; i < chosen_count; i++)
		text_append(said, sizeof(said), "%s%s", i ? " " : "", chosen[i]->name);
	if (chosen_count < 0)
		text_append(said, sizeof(said), "none");
	if (strcmp(said, names) != 0)
		fail_msg("'%s': '%s', not '%s'", text, said, names);
}

static void test_search(void **state)
{
	static const struct filter any = { 0 }, set_up = { .by[BY_TAG] = { 1, { "set-up" } } };

	(void)state;
	must_list("docker", &any, "hidden nobody-there-for-long port-shut");
	must_list("docker", &set_up, "port-shut");
	must_list("gnu", &any, "nobody-there-for-long");
	must_list("linger", &set_up, "");
	must_list("curl: (7) to my-host", &any, "hidden nobody-there-for-long port-shut");
	must_list("port-shut", &any, "none");
	must_list("port-*", &any, "none");
	must_list("port-shut/ipv4", &any, "none");
	/* A pattern is of names, whatever its words may mean: one that names nobody is a mistake.
	 */
	must_list("docker*", &any, "none");
	must_list("?docker", &any, "none");
	must_list("docker[s]", &any, "none");
	must_list("docker/ipv4", &any, "none");
	must_list("gremlins", &any, "none");
	must_list("some gremlins", &any, "none");
	/* A word that is longer than what is known, but has it whole. */
	must_list("x.y.Quiet", &any, "none");
	must_list("gave", &any, "control");
	must_list("x.gave", &any, "none");
}

static void test_choice(void **state)
{
	const struct scenario *chosen[16];
	struct filter filter = { .by[BY_CAUSE] = { 1, { "abrupt" } } };

	(void)state;
	assert_int_equal(select_scenarios(all, count, NULL, 0, &filter, chosen, &why), 2);
	assert_string_equal(chosen[0]->name, "lost-data");
	filter.by[BY_CAUSE].value[0] = "clock";
	assert_int_equal(select_scenarios(all, count, NULL, 0, &filter, chosen, &why), -EINVAL);
	assert_non_null(strstr(why.text, "known from reading only"));
	filter.by[BY_CAUSE].value[0] = "nobodi";
	assert_int_equal(select_scenarios(all, count, NULL, 0, &filter, chosen, &why), -EINVAL);
	assert_non_null(strstr(why.text, "did you mean 'nobody'"));
	filter.by[BY_CAUSE].count = 0;
	filter.by[BY_FLAGS] = (struct asked){ 2, { "AR", "RR" } };
	assert_int_equal(select_scenarios(all, count, NULL, 0, &filter, chosen, &why), -EINVAL);
	assert_non_null(strstr(why.text, "'RR'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),         cmocka_unit_test(test_words),
		cmocka_unit_test(test_nothing),        cmocka_unit_test(test_clues),
		cmocka_unit_test(test_window_of_none), cmocka_unit_test(test_bad_clues),
		cmocka_unit_test(test_facts),          cmocka_unit_test(test_scenario),
		cmocka_unit_test(test_told_apart),     cmocka_unit_test(test_best_scenario),
		cmocka_unit_test(test_search),         cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests_name("suspects", tests, NULL, NULL);
}
