/* SPDX-License-Identifier: GPL-2.0-only */
/* How causes are told: what may be behind something, the map by another side, of a scenario. */
#include "atlas_by.h"
#include "describe.h"
#include "small_lab.h"
#include "suspects_told.h"
#include "text.h"

/* ---- Told ---------------------------------------------------------------------------------------
 */

enum form { TEXT, VERBOSE, MARKDOWN, JSON };

static char *told(const char *text, struct clues more, enum form form, int width)
{
	char *said = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&said, &size);
	const struct telling telling = { &clues, &found, all, count };

	assert_non_null(out);
	assert_int_equal(ask(text, more), 0);
	if (form == JSON)
		assert_int_equal(suspects_json(out, &telling), 0);
	else if (form == MARKDOWN)
		suspects_markdown(out, &telling);
	else
		suspects_text(out, &telling, width, form == VERBOSE);
	assert_int_equal(fclose(out), 0);
	return said;
}

static void must_say(char *said, const char *const *lines)
{
	const char *at = said;

	for (; *lines; lines++) {
		const char *next = strstr(at, *lines);
		if (!next)
			fail_msg("no '%s', or not there, in:\n%s", *lines, said);
		at = next + strlen(*lines);
	}
	free(said);
}

static void must_not_say(char *said, const char *part)
{
	if (strstr(said, part))
		fail_msg("'%s' in:\n%s", part, said);
	free(said);
}

#define SAYS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void test_text(void **state)
{
	(void)state;
	must_say(told("(7)", NOTHING_ELSE, TEXT, 80),
		 SAYS("1. nobody listened there [nobody]\n    look    `ss -tan` shows it\n",
		      "    do      mend the thing that is broken\n",
		      "    see it  sudo rstlab-ns run port-shut -v\n\n2. a firewall refused",
		      "sudo rstlab-ns run --own-machine hidden -v\n", "--when restart\n",
		      "--sender client\n"));
	must_say(told("linger", NOTHING_ELSE, TEXT, 80), SAYS("it was closed hard ["));
	must_say(told("clock", NOTHING_ELSE, TEXT, 80), SAYS("no scenario can show it"));
	must_say(told("(52)", NOTHING_ELSE, TEXT, 80),
		 SAYS("A FIN can cause this, without any RST: an answer is missing.", "1. the"));
	must_say(told("gave up", NOTHING_ELSE, TEXT, 80),
		 SAYS("No RST causes this: nobody answers.\n\n1. the peer closed"));
	must_not_say(told("linger", NOTHING_ELSE, TEXT, 80), "two meanings");
	must_not_say(told("docker", NOTHING_ELSE, TEXT, 80), "behind this");
	must_say(told("not-linger docker", NOTHING_ELSE, TEXT, 80), SAYS("two meanings: not at"));
	must_say(told("kept", NOTHING_ELSE, TEXT, 80),
		 SAYS("'kept' has two meanings: kept by HTTP, or by TCP.", "data were lost"));
	must_say(told("gremlins", NOTHING_ELSE, TEXT, 80),
		 SAYS("No known cause", "'gremlins'", "The search covers", "--when"));
	must_say(told("lost", (struct clues){ .when = "load" }, TEXT, 80),
		 SAYS("No known cause matches all of this.\nThe search"));
	must_say(told("kept", NOTHING_ELSE, VERBOSE, 80),
		 SAYS("how     the stack answers, <SEQ=0>\n", "RST     [RST,ACK] Seq",
		      "calls   send() EPIPE; recv() ECONNRESET\n",
		      "counts  TcpExtTCPAbortOnClose of the server\n",
		      "reason  TCP_ABORT_ON_CLOSE\n",
		      "when    mid idle; sent in the name of: server"));
}

/* Lines keep to the width, however narrow, but for a command that is to be copied. */
static void test_width(void **state)
{
	static const int widths[] = { 0, 50, 60, 80, 200 };

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		char *said = told("reset", NOTHING_ELSE, VERBOSE, widths[i]), *rest = NULL;
		int most = widths[i] == 0 || widths[i] > 80 ? 80 : widths[i];
		for (char *line = strtok_r(said, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest))
			if (text_columns(line) > most && !strstr(line, "see it"))
				fail_msg("too wide for %d: %s", widths[i], line);
		free(said);
	}
}

static void test_markdown(void **state)
{
	(void)state;
	must_say(told("(52)", NOTHING_ELSE, MARKDOWN, 0),
		 SAYS("# Possible causes\n", "A FIN can cause this",
		      "1. **the peer closed as usual**", "`quiet`",
		      "**how:** the stack answers, &#60;SEQ=0&#62;\n",
		      "**look:** `ss -tan` shows it\n", "`sudo rstlab-ns run control -v`"));
	must_say(told("gave up", NOTHING_ELSE, MARKDOWN, 0),
		 SAYS("\n\nNo RST causes this: nobody answers.\n\n1. "));
	must_say(told("gremlins", NOTHING_ELSE, MARKDOWN, 0), SAYS("No known cause"));
	must_say(told("kept", NOTHING_ELSE, MARKDOWN, 0), SAYS("`kept` has two meanings"));
}

static void test_json(void **state)
{
	(void)state;
	must_say(told("(52) x1y2", NOTHING_ELSE, JSON, 0),
		 SAYS("{\n  \"schema\": \"rstlab-ns-why/1\",\n  \"symptom\": \"silent\"",
		      "\"may_be_fin\": true", "\"no_reset\": false", "\"two_meanings\": null",
		      "\"unknown_words\": [\"x1y2\"]", "\"causes\": [", "\"cause\": \"quiet\"",
		      "\"kind_of\": null", "\"likelihood\": 1", "\"when\": [\"mid\"]",
		      "\"scenario\": \"control\"", "\"scenarios\": [\"control\"]",
		      "\"no_reset\": true", "\"by_reading_only\": false",
		      "\"kind_of\": \"abrupt\""));
	must_say(told("gave up", NOTHING_ELSE, JSON, 0),
		 SAYS("\"may_be_fin\": false", "\"no_reset\": true"));
	must_say(told("gremlins", NOTHING_ELSE, JSON, 0),
		 SAYS("\"symptom\": null", "\"causes\": [", "]\n}\n"));
}

/* ---- By another side ----------------------------------------------------------------------------
 */

static void test_atlas(void **state)
{
	char *said = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&said, &size);

	(void)state;
	assert_non_null(out);
	assert_int_equal(atlas_by_text(out, "cause", all, count, 80), 0);
	assert_int_equal(atlas_by_text(out, "errno", all, count, 0), 0);
	assert_int_equal(atlas_by_text(out, "shape", all, count, 80), 0);
	assert_int_equal(atlas_by_text(out, "cause", NULL, 0, 80), 0);
	assert_int_equal(atlas_by_page(out, "cause", all, count), 0);
	assert_int_equal(atlas_by_json(out, "errno", all, count), 0);
	assert_int_equal(fclose(out), 0);
	must_say(said,
		 SAYS("abrupt-linger: it was closed hard\n  pair     ", "two of a kind\n",
		      "\nabrupt-unread: data were lost\n", "\nnobody: nobody listened there\n",
		      "ECONNREFUSED\n", "ECONNRESET\n", "EPIPE\n  pair  ",
		      "[RST,ACK] Seq 0, Ack SEG.SEQ+SEG.LEN, window 0, no timestamps\n",
		      "no selected scenario has a cause\n", "| abrupt-unread: data were lost | ",
		      "|  | `lost-data` | data are lost |\n",
		      "\"schema\": \"rstlab-ns-atlas-by/1\"", "\"by\": \"errno\"",
		      "{\"value\": \"EPIPE\", \"meaning\": null, \"scenarios\": [\"pair\"]}"));
}

static void test_describe(void **state)
{
	char *said = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&said, &size);

	(void)state;
	assert_non_null(out);
	describe_scenario(out, registry_scenario("pair"), NULL, all, count, 80);
	describe_scenario(out, registry_scenario("control"), NULL, all, count, 80);
	assert_int_equal(fclose(out), 0);
	must_say(said, SAYS("The cause\n  abrupt-linger: it was closed hard\n",
			    "do    mend the thing that is broken\n", "look  `ss -tan` shows it\n",
			    "  abrupt-unread: data", "What it looks like\n  quiet: the peer"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),     cmocka_unit_test(test_width),
		cmocka_unit_test(test_markdown), cmocka_unit_test(test_json),
		cmocka_unit_test(test_atlas),    cmocka_unit_test(test_describe),
	};

	return cmocka_run_group_tests_name("suspects_told", tests, NULL, NULL);
}
