/* SPDX-License-Identifier: GPL-2.0-only */
/* What a live host knows besides rules causes out: its SYNs and its own RST, Multipath TCP; the
 * counters of kTLS, a bad record. And the state at the tracepoint tells SOCK_DESTROY. */
#include "candidate.h"
#include "live_view.h"
#include "live_words.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct lessons lessons;

static int learn(void **state)
{
	(void)state;
	return lessons_builtin(&lessons);
}

static int forget(void **state)
{
	(void)state;
	lessons_free(&lessons);
	return 0;
}

static bool names(const struct live_facts *facts, const char *cause)
{
	static struct diagnosis diagnosis;
	struct live_view view;

	live_view_make(facts, &view);
	live_diagnose(&lessons, &view, &diagnosis);
	return candidate_find(&diagnosis, cause) != NULL;
}

/* The application closed with unread data: of that connection nothing else was seen. */
static const struct heard_word word = { .sent = true,
					.reason = "TCP_ABORT_ON_CLOSE",
					.state = TCP_CLOSE };
static const struct heard_packet packet = {
	.leaves = true,
	.packet = { .protocol = PROTO_TCP,
		    .flags = RST | ACK,
		    .seq = 500,
		    .ack = 100,
		    .window = 64,
		    .has_ts = true,
		    .ttl = 64 },
};

/* There was a handshake. */
#define BEGUN \
	.is_whole = true, .own = { .syn_ack = true }, .peer = { .syn = true }, .sender = "server"

static void test_mptcp(void **state)
{
	struct live_facts facts = { .word = &word, .sent = true, .is_deaf = true, BEGUN };
	struct heard_packet cut = packet;

	(void)state;
	cut.packet.options_cut = true;
	facts.packet = &cut;
	assert_true(names(&facts, "mptcp-abort"));
	/* Its own kernel would have put the option into this RST; a peer's may have lost it. */
	facts.packet = &packet;
	assert_false(names(&facts, "mptcp-abort"));
	assert_true(names(&facts, "abort-unread"));
	facts.sent = false;
	facts.word = NULL;
	assert_true(names(&facts, "mptcp-abort"));
	/* No SYN had the option. */
	facts.peer = (struct live_side){ .syn = true, .plain = true };
	assert_false(names(&facts, "mptcp-abort"));
	/* One had, and another not: nothing is said. */
	facts.own = (struct live_side){ .syn_ack = true, .mptcp = true };
	assert_true(names(&facts, "mptcp-abort"));
}

static void test_bad_record(void **state)
{
	struct heard_word clean = word;
	struct live_facts facts = { .word = &word, .packet = &packet, .sent = true, BEGUN };

	(void)state;
	clean.no_bad_record = true;
	assert_true(names(&facts, "tls-bad-record"));
	facts.word = &clean;
	assert_false(names(&facts, "tls-bad-record"));
	assert_true(names(&facts, "abort-unread"));
}

static void test_destroyed(void **state)
{
	static const struct {
		int state;
		enum live_destroyed is;
	} cases[] = {
		{ TCP_ESTABLISHED, DESTROYED_YES },
		{ TCP_CLOSE_WAIT, DESTROYED_YES },
		{ TCP_FIN_WAIT1, DESTROYED_YES },
		{ TCP_FIN_WAIT2, DESTROYED_MAYBE }, /* its timer does it too */
		{ TCP_CLOSE, DESTROYED_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct heard_word said = { .sent = true,
						 .reason = "TCP_STATE",
						 .state = cases[i].state };
		const struct live_facts facts = {
			.word = &said, .packet = &packet, .sent = true, BEGUN
		};
		assert_int_equal(names(&facts, "destroyed"), cases[i].is != DESTROYED_NO);
		assert_int_equal(names(&facts, "abort-linger") ||
					 names(&facts, "timeout-fin-wait-2"),
				 cases[i].is != DESTROYED_YES);
	}
}

static void of_causes(struct live_story *story, const char *const *causes, enum confidence first)
{
	*story = (struct live_story){ 0 };
	for (int i = 0; causes[i]; i++)
		story->diagnosis.candidate[story->diagnosis.count++] =
			(struct candidate){ .cause = causes[i],
					    .confidence = i ? POSSIBLE : first };
}

/* Of several causes the first is explained by its name; of one that has kinds, which fit. */
static void test_why(void **state)
{
	static const char *const two[] = { "abort-unread", "half-open", NULL },
				 *const one[] = { "no-listener", NULL },
				 *const kinds[] = { "abort", "abort-linger", "half-open",
						    "abort-unaccepted", NULL };
	static struct live_story story;
	char text[LIVE_TEXT];

	(void)state;
	of_causes(&story, two, POSSIBLE);
	assert_non_null(strstr(live_why(&story, text, sizeof(text)),
			       "abort-unread or half-open (possible); abort-unread: the "
			       "application closed the connection"));
	of_causes(&story, one, POSSIBLE);
	assert_non_null(
		strstr(live_why(&story, text, sizeof(text)), "no-listener (possible): no process"));
	of_causes(&story, kinds, LIKELY);
	assert_non_null(strstr(live_why(&story, text, sizeof(text)), "abort (likely): "));
	assert_string_equal(live_fact(&story, 0, text, sizeof(text)),
			    "perhaps of the kind abort-linger or abort-unaccepted");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mptcp),
		cmocka_unit_test(test_bad_record),
		cmocka_unit_test(test_destroyed),
		cmocka_unit_test(test_why),
	};

	return cmocka_run_group_tests_name("lab_live_causes", tests, learn, forget);
}
