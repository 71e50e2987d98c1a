/* SPDX-License-Identifier: GPL-2.0-only */
/* A live host sees a subflow of Multipath TCP refused: the RST need not say so, the SYN did. */
#include "candidate.h"
#include "dialogue.h"
#include "live_flows.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static const uint8_t join[] = { 30, 12, 0x10, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t capable[] = { 30, 12, 0x00, 0, 1, 2, 3, 4, 5, 6, 7, 8 };

#define SYN_WITH(option)                                                                  \
	{                                                                                 \
		'c', SYN, .seq = 100, .options = (option), .option_bytes = sizeof(option) \
	}

/* Is it among the causes of a RST of the server after @count segments of @line? */
static bool is_named(const struct line *line, int count)
{
	static struct diagnosis diagnosis;
	const struct lessons none = { 0 };
	struct live_flows *flows = live_flows_open();
	struct live_facts facts = { 0 };
	struct live_view view;
	struct decoded packet, first;

	assert_non_null(flows);
	dialogue_packet(&line[0], &first);
	for (int i = 0; i < count; i++) {
		dialogue_packet(&line[i], &packet);
		live_flows_add(flows, &packet, i + 1);
	}
	assert_true(live_flows_find(flows, &first.dst, &first.src, &facts.own, &facts.peer,
				    &facts.is_whole));
	live_view_make(&facts, &view);
	live_diagnose(&none, &view, &diagnosis);
	live_flows_close(flows);
	return candidate_find(&diagnosis, "mptcp-join-refused") != NULL;
}

static void test_join(void **state)
{
	static const struct line joins[] = { SYN_WITH(join),
					     { 's', SYN | ACK, .seq = 500, .ack = 101 } },
				 begins[] = { SYN_WITH(capable) };

	(void)state;
	assert_true(is_named(joins, 1));
	assert_false(is_named(joins, 2)); /* it was not refused */
	assert_false(is_named(begins, 1));
}

/* Whether a side's SYN has an option of Multipath TCP. */
static void test_plain(void **state)
{
	static const struct line begins = SYN_WITH(capable), plain = { 's', SYN | ACK, .seq = 500 };
	struct live_flows *flows = live_flows_open();
	struct live_side client, server;
	struct decoded packet, first;
	bool is_whole;

	(void)state;
	assert_non_null(flows);
	dialogue_packet(&begins, &first);
	live_flows_add(flows, &first, 1);
	dialogue_packet(&plain, &packet);
	live_flows_add(flows, &packet, 2);
	assert_true(live_flows_find(flows, &first.src, &first.dst, &client, &server, &is_whole));
	assert_true(client.mptcp && !client.plain && !server.mptcp && server.plain);
	/* Its options were not all kept. */
	packet.options_cut = true;
	packet.seq = 1;
	packet.src.port++;
	live_flows_add(flows, &packet, 3);
	assert_true(live_flows_find(flows, &packet.src, &packet.dst, &server, &client, &is_whole));
	assert_true(server.syn_ack && !server.plain && !server.mptcp);
	live_flows_close(flows);
}

static bool may_be(const struct live_facts *facts, unsigned value)
{
	struct live_view view;

	live_view_make(facts, &view);
	return view.may[FEATURE_MPTCP] >> value & 1;
}

/* Without an option in any SYN it is no connection of Multipath TCP; and this host's own RST would
 * have one. */
static void test_may_be_mptcp(void **state)
{
	const struct heard_word word = { .sent = true, .reason = "TCP_ABORT_ON_CLOSE" };
	const struct heard_packet packet = { .packet = { .flags = RST | ACK, .seq = 5 } };
	struct live_facts facts = { .packet = &packet, .sent = true };

	(void)state;
	assert_true(may_be(&facts, MPTCP_FASTCLOSED) && may_be(&facts, MPTCP_YES));
	facts.word = &word;
	assert_true(!may_be(&facts, MPTCP_FASTCLOSED) && may_be(&facts, MPTCP_YES));
	facts.peer.plain = true;
	assert_true(!may_be(&facts, MPTCP_YES) && may_be(&facts, MPTCP_NO));
	facts.own.mptcp = true;
	assert_true(may_be(&facts, MPTCP_YES));
}

static void test_destroyed(void **state)
{
	struct heard_word word = { .sent = true, .reason = "TCP_STATE", .state = TCP_ESTABLISHED };

	(void)state;
	assert_int_equal(live_destroyed(&word), DESTROYED_YES);
	word.state = TCP_CLOSE;
	assert_int_equal(live_destroyed(&word), DESTROYED_NO);
	word.state = TCP_FIN_WAIT2;
	assert_int_equal(live_destroyed(&word), DESTROYED_MAYBE);
	word.reason = "TCP_ABORT_ON_CLOSE";
	word.state = TCP_ESTABLISHED;
	assert_int_equal(live_destroyed(&word), DESTROYED_MAYBE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_may_be_mptcp),
		cmocka_unit_test(test_destroyed),
	};

	return cmocka_run_group_tests_name("live_join", tests, NULL, NULL);
}
