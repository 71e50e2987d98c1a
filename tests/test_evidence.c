/* SPDX-License-Identifier: GPL-2.0-only */
/* Evidence itself: who is who, what a counter grew, whose addresses these are, and the empty form.
 */
#include "address.h"
#include "block.h"
#include "frames.h"
#include "json_value.h"
#include "reading.h"
#include "tcp_state.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void test_lookups(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);
	int64_t grew = -1;

	(void)state;
	ev->counter[ev->counter_count++] =
		(struct counter_fact){ .host = 1, .name = "TcpOutRsts", .before = 3, .after = 5 };
	assert_int_equal(evidence_host(ev, "router"), 1);
	assert_int_equal(evidence_host(ev, "rout"), -1);
	for (int i = 0; i < ev->host_count; i++)
		for (int k = 0; k < ev->host[i].addr_count; k++)
			assert_int_equal(evidence_owner(ev, &ev->host[i].addr[k]), i);
	assert_int_equal(evidence_owner(ev, &in6addr_any), -1);
	assert_true(evidence_counter(ev, 1, "TcpOutRsts", &grew));
	assert_int_equal(grew, 2);
	assert_false(evidence_counter(ev, 0, "TcpOutRsts", &grew));
	assert_false(evidence_counter(ev, 1, "TcpOutSegs", &grew));
	free(ev);
}

/* A counter that is known and has not moved has grown by 0; but nobody has none. */
static void test_unmoved(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);
	int64_t grew = -1;

	(void)state;
	snprintf(ev->counter_names, sizeof(ev->counter_names), "TcpOutRsts TcpOutSegs");
	assert_true(evidence_counter(ev, 0, "TcpOutSegs", &grew));
	assert_int_equal(grew, 0);
	assert_false(evidence_counter(ev, 0, "TcpOut", &grew));
	assert_false(evidence_counter(ev, -1, "TcpOutSegs", &grew));
	free(ev);
}

/* What was written is zero again, all of it. */
static void test_clear(void **state)
{
	struct evidence *ev = frames_routed(AF_INET);
	static const struct evidence empty;

	(void)state;
	frames_pass(ev, 0, 1000, &(struct frame_spec){ .flags = SYN });
	ev->event[ev->event_count++].err = 1;
	ev->look[ev->look_count++].count = 1;
	ev->counter[ev->counter_count++].after = 1;
	ev->reset[ev->reset_count++].sent = true;
	evidence_clear(ev);
	assert_memory_equal(ev, &empty, sizeof(empty));
	free(ev);
}

static void test_blocks(void **state)
{
	static const struct {
		int family;
		uint32_t block;
		int net, id;
		const char *text;
	} cases[] = {
		{ AF_INET, 0, 0, 1, "10.0.0.1" },
		{ AF_INET, 1, 0, 1, "10.0.0.33" },
		{ AF_INET, 0, 3, 7, "10.0.0.31" },
		{ AF_INET, BLOCK_COUNT - 1, 3, 7, "10.255.255.255" },
		{ AF_INET6, 0, 0, 1, "fd72:7374:6c00::1" },
		{ AF_INET6, 1, 2, 200, "fd72:7374:6c00:6::c8" },
		{ AF_INET6, BLOCK_COUNT - 1, 3, 1, "fd72:7374:6c1f:ffff::1" },
	};
	static const char *const others[] = { "11.0.0.1", "::1", "fd72:7374:6d00::1",
					      "fd72:7374:6c00::1:1" };
	char text[INET6_ADDRSTRLEN];
	struct in6_addr addr;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		block_address(cases[i].family, cases[i].block, cases[i].net, cases[i].id, &addr);
		assert_string_equal(address_text(&addr, text, sizeof(text)), cases[i].text);
		assert_int_equal(address_block(&addr), cases[i].block);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		memset(&addr, 0, sizeof(addr));
		addr.s6_addr[10] = addr.s6_addr[11] = 0xff;
		assert_true(inet_pton(AF_INET, others[i], &addr.s6_addr[12]) == 1 ||
			    inet_pton(AF_INET6, others[i], &addr) == 1);
		assert_int_equal(address_block(&addr), -1);
	}
}

static void test_endpoints(void **state)
{
	static const struct {
		const char *a;
		uint16_t a_port;
		const char *b;
		uint16_t b_port;
		bool same, a_is_none;
		const char *text; /* of a */
	} cases[] = {
		{ "10.0.0.1", 80, "10.0.0.1", 80, true, false, "10.0.0.1:80" },
		{ "10.0.0.1", 80, "10.0.0.1", 81, false, false, "10.0.0.1:80" },
		{ "10.0.0.1", 80, "10.0.0.2", 80, false, false, "10.0.0.1:80" },
		{ "fd72::1", 80, "fd72::1", 80, true, false, "[fd72::1]:80" },
		{ "fd72::1", 80, "fd73::1", 80, false, false, "[fd72::1]:80" },
		{ "::", 0, "::", 0, true, true, "*" },
		{ "0.0.0.0", 0, "::", 0, false, true, "*" },
		{ "0.0.0.0", 80, "0.0.0.0", 80, true, false, "0.0.0.0:80" },
		{ "10.0.0.1", 0, "10.0.0.1", 0, true, false, "10.0.0.1:0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct endpoint a = { .port = cases[i].a_port }, b = { .port = cases[i].b_port };
		char text[ENDPOINT_TEXT_SIZE];

		assert_true(address_parse(cases[i].a, &a.addr));
		assert_true(address_parse(cases[i].b, &b.addr));
		assert_int_equal(endpoint_equal(&a, &b), cases[i].same);
		assert_int_equal(endpoint_is_none(&a), cases[i].a_is_none);
		assert_string_equal(endpoint_text(&a, text), cases[i].text);
	}
	assert_string_equal(family_text(AF_INET6), "ipv6");
	assert_string_equal(family_text(AF_UNSPEC), "ipv4");
}

static void test_reading(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);
	const struct reading reading = { .ev = ev };

	(void)state;
	assert_string_equal(host_name(ev, 1), "server");
	assert_null(host_name(ev, -1));
	assert_null(host_name(ev, ev->host_count));
	ev->begin_ns = 1000000000;
	assert_true(story_time(ev, 3500000000) > 2.499 && story_time(ev, 3500000000) < 2.501);
	assert_string_equal(reading_version(&reading), "6.1.0");
	snprintf(ev->version, sizeof(ev->version), "6.1.192");
	assert_string_equal(reading_version(&reading), "6.1.192");
	free(ev);
}

static void test_states(void **state)
{
	static const struct {
		int state;
		const char *name;
	} cases[] = {
		{ 0, "NONE" },
		{ TCP_ESTABLISHED, "ESTABLISHED" },
		{ TCP_SYN_SENT, "SYN-SENT" },
		{ TCP_SYN_RECV, "SYN-RECEIVED" },
		{ TCP_FIN_WAIT1, "FIN-WAIT-1" },
		{ TCP_FIN_WAIT2, "FIN-WAIT-2" },
		{ TCP_TIME_WAIT, "TIME-WAIT" },
		{ TCP_CLOSE, "CLOSED" },
		{ TCP_CLOSE_WAIT, "CLOSE-WAIT" },
		{ TCP_LAST_ACK, "LAST-ACK" },
		{ TCP_LISTEN, "LISTEN" },
		{ TCP_CLOSING, "CLOSING" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_string_equal(tcp_state_name(cases[i].state), cases[i].name);
		assert_int_equal(tcp_state_parse(cases[i].name), cases[i].state);
	}
	/* a request, which is no state of its own */
	assert_string_equal(tcp_state_name(12), "SYN-RECEIVED");
	assert_string_equal(tcp_state_name(13), "?");
	assert_string_equal(tcp_state_name(-1), "?");
	assert_int_equal(tcp_state_parse("LISTENING"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookups),   cmocka_unit_test(test_unmoved),
		cmocka_unit_test(test_clear),     cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_endpoints), cmocka_unit_test(test_reading),
		cmocka_unit_test(test_states),
	};

	return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
