/* SPDX-License-Identifier: GPL-2.0-only */
/* What is told of the client of a drill: by what it was told, when, and what was lost; of stories
 * made by hand. */
#include "drill_story.h"

/* ---- By what it was told ------------------------------------------------------------------------
 */

static void test_notice(void **state)
{
	static const struct {
		int end; /* that it is sent at */
		const struct frame_spec *frame;
		bool lost;
		const char *reason, *told;
	} cases[] = {
		{ 1, &server_rst, false, "TCP_FLAGS",
		  "a RST (TCP_FLAGS) reached the client 5.0 ms after the fault" NO_MORE },
		{ 1, &server_rst, false, NULL,
		  "a RST reached the client 5.0 ms after the fault" NO_MORE },
		{ 1, &server_rst, true, "TCP_FLAGS", "the client was never told" NO_MORE },
		{ 1, &server_fin, false, NULL,
		  "a FIN without an error reached the client 5.0 ms after the fault" NO_MORE },
		{ 1, &server_fin, true, NULL, "the client was never told" NO_MORE },
		/* That its own did not arrive does not matter. */
		{ 0, &client_fin, true, NULL,
		  "the client closed the connection on its own 5.0 ms after the fault" NO_MORE },
		{ 0, &client_rst, false, NULL,
		  "the client closed the connection on its own 5.0 ms after the fault" NO_MORE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = begin();
		int64_t ns = (FAULT_MS + 5) * MS;

		if (cases[i].lost)
			frames_tcp(ev, cases[i].end, true, ns, cases[i].frame);
		else
			frames_pass(ev, cases[i].end, ns, cases[i].frame);
		if (cases[i].reason) {
			struct reset_fact *fact =
				trial_trace(ev, TRIAL_SERVER, cases[i].reason, "LISTEN");
			fact->time_ns = ns - 10;
			fact->local = (struct endpoint){ ev->host[TRIAL_SERVER].addr[0],
							 FRAMES_SERVER_PORT };
			fact->remote = (struct endpoint){ ev->host[TRIAL_CLIENT].addr[0],
							  FRAMES_CLIENT_PORT };
			ev->trace.present = ev->reason.present = true;
		}
		assert_string_equal(tell(ev), cases[i].told);
	}
}

/* Behind a NAT the server's RST is of another connection, as the server has it. */
static void test_translated(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	frames_tcp(ev, 1, true, (FAULT_MS + 4) * MS,
		   &(struct frame_spec){ .flags = RST, .seq = 7, .dport = NEW_PORT });
	frames_tcp(ev, 0, false, (FAULT_MS + 4) * MS, &server_rst);
	assert_string_equal(tell(ev), "a RST reached the client 4.0 ms after the fault" NO_MORE);
}

/* What a capture has lost, the kernel of the client may have told; else nobody knows. */
static void test_lost(void **state)
{
	(void)state;
	for (int is_told = 0; is_told < 2; is_told++) {
		struct evidence *ev = begin();
		note(ev, FAULT_MS + 6, TRIAL_CLIENT, "gone", "it is gone", 0);
		ev->end[0].drops = 3;
		if (is_told) {
			struct reset_fact *fact = trial_trace(ev, TRIAL_CLIENT, "", "ESTABLISHED");
			fact->sent = false;
			fact->time_ns = (FAULT_MS + 5) * MS;
			fact->local = (struct endpoint){ ev->host[TRIAL_CLIENT].addr[0],
							 FRAMES_CLIENT_PORT };
		}
		assert_string_equal(
			tell(ev),
			is_told ? "a RST reached the client 5.0 ms after the fault" NO_MORE
				  "; the captures lost 3 packets"
				: "the connection was gone for an unknown reason 6.0 ms after "
				  "the fault" NO_MORE "; the captures lost 3 packets");
	}
}

/* What its kernel tells of the end of the programs is none of it. */
static void test_told_at_the_end(void **state)
{
	struct evidence *ev = begin();
	struct reset_fact *fact = trial_trace(ev, TRIAL_CLIENT, "", "ESTABLISHED");

	(void)state;
	open_chapter(ev, 900, "all is ended");
	fact->sent = false;
	fact->time_ns = (int64_t)901 * MS;
	fact->local = (struct endpoint){ ev->host[TRIAL_CLIENT].addr[0], FRAMES_CLIENT_PORT };
	assert_string_equal(tell(ev), "the client was never told" NO_MORE);
}

/* The first word counts, and what another connection hears does not. */
static void test_first_word(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	frames_pass(ev, 1, (FAULT_MS + 2) * MS,
		    &(struct frame_spec){ .flags = RST, .seq = 1, .dport = NEW_PORT });
	frames_pass(ev, 1, (FAULT_MS + 3) * MS, &server_fin);
	frames_pass(ev, 1, (FAULT_MS + 5) * MS, &server_rst);
	assert_string_equal(tell(ev), "a FIN without an error reached the client 3.0 ms after "
				      "the fault" NO_MORE);
}

/* What came before the fault is none of it, nor what the end of all brings about. */
static void test_other_times(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	frames_pass(ev, 1, (FAULT_MS - 1) * MS, &server_rst);
	open_chapter(ev, 900, "all is ended");
	frames_pass(ev, 1, (int64_t)901 * MS, &server_rst);
	frames_pass(ev, 0, (int64_t)902 * MS,
		    &(struct frame_spec){ .flags = SYN, .sport = NEW_PORT });
	assert_string_equal(tell(ev), "the client was never told" NO_MORE);
}

/* Nothing on the wire: its kernel has given up, or it has closed what it could not say. */
static void test_gone(void **state)
{
	(void)state;
	for (int timeouts = 0; timeouts < 2; timeouts++) {
		struct evidence *ev = begin();

		note(ev, FAULT_MS + 700, TRIAL_CLIENT, "gone", "ESTABLISHED no more", 0);
		trial_count(ev, TRIAL_CLIENT, "TcpExtTCPAbortOnTimeout", timeouts);
		assert_string_equal(
			tell(ev),
			timeouts ? "the client's kernel gave up 700.0 ms after the fault" NO_MORE
				 : "the client closed the connection on its own 700.0 ms after "
				   "the fault" NO_MORE);
	}
}

/* This kernel may not have the counter: then nothing says that it gave up. */
static void test_gone_uncounted(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	note(ev, FAULT_MS + 700, TRIAL_CLIENT, "gone", "ESTABLISHED no more", 0);
	assert_string_equal(tell(ev), "the client closed the connection on its own 700.0 ms "
				      "after the fault" NO_MORE);
}

/* ---- New connections ----------------------------------------------------------------------------
 */

static void test_attempts(void **state)
{
	static const struct {
		int refused;
		bool stands;
		const char *told;
	} cases[] = {
		{ 0, true, "; a new connection was established after 21.0 ms, at attempt 1" },
		{ 1, false, "; no new connection was established (1 attempt)" },
		{ 2, false, "; no new connection was established (2 attempts)" },
		{ 2, true, "; a new connection was established after 41.0 ms, at attempt 3" },
	};
	char whole[TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = begin();
		int64_t ms = FAULT_MS + 20;
		int nth = 0;

		for (; nth < cases[i].refused; nth++, ms += 10)
			try_again(ev, ms, (uint16_t)(NEW_PORT + nth), false);
		if (cases[i].stands)
			try_again(ev, ms, (uint16_t)(NEW_PORT + nth), true);
		/* What comes after that is not counted. */
		if (cases[i].stands)
			try_again(ev, ms + 10, (uint16_t)(NEW_PORT + nth + 1), true);
		snprintf(whole, sizeof(whole), "the client was never told%s", cases[i].told);
		assert_string_equal(tell(ev), whole);
	}
}

/* A SYN that is sent again is no other attempt. */
static void test_same_attempt(void **state)
{
	struct evidence *ev = begin();
	const struct frame_spec syn = { .flags = SYN, .seq = 7, .sport = NEW_PORT };

	(void)state;
	frames_tcp(ev, 0, true, (FAULT_MS + 20) * MS, &syn);
	frames_tcp(ev, 0, true, (FAULT_MS + 40) * MS, &syn);
	try_again(ev, FAULT_MS + 60, NEW_PORT, true);
	assert_string_equal(tell(ev), "the client was never told; a new connection was "
				      "established after 61.0 ms, at attempt 1");
}

/* Two that are refused one after the other, each tried twice: two attempts. */
static void test_crossed_attempts(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	for (int i = 0; i < 4; i++)
		frames_tcp(ev, 0, true, (FAULT_MS + 20 + i) * MS,
			   &(struct frame_spec){
				   .flags = SYN, .seq = 7, .sport = (uint16_t)(NEW_PORT + i % 2) });
	assert_string_equal(tell(ev),
			    "the client was never told; no new connection was established (2 "
			    "attempts)");
}

/* ---- What was lost ------------------------------------------------------------------------------
 */

static void say(struct evidence *ev, int64_t ms, uint32_t seq, const char *text, bool arrives)
{
	const struct frame_spec data = {
		.flags = PSH | ACK, .seq = seq, .ack = 501, .payload = text
	};

	if (arrives)
		frames_pass(ev, 0, ms * MS, &data);
	else
		frames_tcp(ev, 0, true, ms * MS, &data);
}

static void test_unacknowledged(void **state)
{
	(void)state;
	for (int acknowledged = 0; acknowledged < 3; acknowledged++) {
		static const char *const told[] = {
			"; 3 bytes sent but never acknowledged",
			"; 1 byte sent but never acknowledged",
			"",
		};
		struct evidence *ev = begin();
		char whole[TEXT_SIZE];
		/* A RST acknowledges nothing. */
		struct frame_spec rst = { .flags = RST | ACK, .seq = 501, .ack = 109 };

		say(ev, FAULT_MS + 1, 106, "abc", false);
		say(ev, FAULT_MS + 2, 106, "abc", false);
		if (acknowledged)
			frames_pass(ev, 1, (FAULT_MS + 3) * MS,
				    &(struct frame_spec){ .flags = ACK,
							  .seq = 501,
							  .ack = acknowledged == 1 ? 108 : 109 });
		frames_pass(ev, 1, (FAULT_MS + 5) * MS, &rst);
		snprintf(whole, sizeof(whole),
			 "a RST reached the client 5.0 ms after the fault" NO_MORE "%s",
			 told[acknowledged]);
		assert_string_equal(tell(ev), whole);
	}
}

static void test_unread(void **state)
{
	(void)state;
	for (uint32_t unread = 0; unread < 3; unread++) {
		static const char *const told[] = {
			"",
			"; 1 byte acknowledged but never read",
			"; 2 bytes acknowledged but never read",
		};
		struct evidence *ev = begin();
		char whole[TEXT_SIZE];
		struct look *look = trial_look(ev, TRIAL_SERVER, "before the fault");

		trial_socket(look, TCP_LISTEN, FRAMES_SERVER_PORT, 0);
		look->socket[0].rqueue = 1000; /* connections that nobody has accepted */
		trial_socket(look, TCP_ESTABLISHED, FRAMES_SERVER_PORT, FRAMES_CLIENT_PORT);
		look->socket[1].rqueue = unread;
		trial_socket(look, TCP_ESTABLISHED, FRAMES_SERVER_PORT, NEW_PORT);
		look->socket[2].rqueue = 2000;
		/* Looks of others, and at other times. */
		look = trial_look(ev, TRIAL_CLIENT, "before the fault");
		trial_socket(look, TCP_ESTABLISHED, NEW_PORT, FRAMES_CLIENT_PORT);
		look->socket[0].rqueue = 3000;
		look = trial_look(ev, TRIAL_SERVER, "forgotten");
		trial_socket(look, TCP_ESTABLISHED, FRAMES_SERVER_PORT, FRAMES_CLIENT_PORT);
		look->socket[0].rqueue = 4000;
		snprintf(whole, sizeof(whole), "the client was never told" NO_MORE "%s",
			 told[unread]);
		assert_string_equal(tell(ev), whole);
	}
}

/* ---- Without a connection -----------------------------------------------------------------------
 */

/* As in the drill "refused": the fault is there from the first. */
static void test_no_connection(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	open_chapter(ev, FAULT_MS, "the fault");
	try_again(ev, FAULT_MS + 5, NEW_PORT, false);
	try_again(ev, FAULT_MS + 10, NEW_PORT + 1, true);
	assert_string_equal(tell(ev),
			    "a new connection was established after 11.0 ms, at attempt 2");
}

/* The story ended before its fault. */
static void test_no_fault(void **state)
{
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	try_again(ev, 1, NEW_PORT, true);
	ev->end_ns = 100 * MS;
	assert_string_equal(tell(ev), "no new connection was established (0 attempts)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_notice),
		cmocka_unit_test(test_translated),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_told_at_the_end),
		cmocka_unit_test(test_first_word),
		cmocka_unit_test(test_other_times),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_gone_uncounted),
		cmocka_unit_test(test_attempts),
		cmocka_unit_test(test_same_attempt),
		cmocka_unit_test(test_crossed_attempts),
		cmocka_unit_test(test_unacknowledged),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_no_connection),
		cmocka_unit_test(test_no_fault),
	};

	return cmocka_run_group_tests_name("drill_told", tests, NULL, NULL);
}
