/* SPDX-License-Identifier: GPL-2.0-only */
/* What is told where one fault comes after another: each by its own connection. */
#include "drill_story.h"

static void test_faults(void **state)
{
	struct evidence *ev = begin_again();

	(void)state;
	/* Late, and of the first all the same. */
	frames_pass(ev, 1, (NEXT_MS + 3) * MS, &server_fin);
	frames_pass(ev, 1, (NEXT_MS + 7) * MS,
		    &(struct frame_spec){ .flags = RST, .seq = 10, .dport = NEW_PORT });
	open_chapter(ev, NEXT_MS + 10, "the server is started again");
	try_again(ev, NEXT_MS + 20, NEW_PORT + 1, false);
	try_again(ev, NEXT_MS + 30, NEW_PORT + 2, true);
	assert_string_equal(
		tell(ev),
		"fault 1: a FIN without an error reached the client 193.0 ms after the fault; a "
		"new connection was established after 21.0 ms, at attempt 1; fault 2: a RST reached the "
		"client 7.0 ms after the fault; a new connection was established after 31.0 ms, at attempt "
		"2; 3 bytes sent but never acknowledged");
}

/* What stands after the next fault is of that one. */
static void test_attempts_of_each(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "the connection is that", NEW_PORT + 9);
	open_chapter(ev, NEXT_MS, "fault 2");
	try_again(ev, NEXT_MS, NEW_PORT, true);
	assert_string_equal(tell(ev),
			    "fault 1: the client was never told; no new connection was "
			    "established (0 attempts); fault 2: the client was never told; a new "
			    "connection was established after 1.0 ms, at attempt 1");
}

/* A port may be taken again: it is the later connection's then. */
static void test_same_port(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	try_again(ev, FAULT_MS + 20, FRAMES_CLIENT_PORT, true);
	frames_tcp(
		ev, 0, true, (FAULT_MS + 30) * MS,
		&(struct frame_spec){ .flags = PSH | ACK, .seq = 8, .ack = 10, .payload = "abc" });
	note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "again", FRAMES_CLIENT_PORT);
	open_chapter(ev, NEXT_MS, "fault 2");
	assert_non_null(strstr(tell(ev), "fault 2: the client was never told; no new connection "
					 "was established (0 attempts); 3 bytes sent but never"));
}

static void test_gone_of_each(void **state)
{
	static const char *const told[] = {
		"the client closed the connection on its own",
		"the connection was gone for an unknown reason",
		"the client's kernel gave up",
	};

	(void)state;
	for (int timeouts = 0; timeouts < 3; timeouts++) {
		struct evidence *ev = begin();
		char whole[2 * TEXT_SIZE];

		note(ev, FAULT_MS + 70, TRIAL_CLIENT, "gone", "ESTABLISHED no more", 0);
		note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "the next", NEW_PORT);
		open_chapter(ev, NEXT_MS, "fault 2");
		note(ev, NEXT_MS + 30, TRIAL_CLIENT, "gone", "ESTABLISHED no more", 0);
		trial_count(ev, TRIAL_CLIENT, "TcpExtTCPAbortOnTimeout", timeouts);
		snprintf(whole, sizeof(whole),
			 "fault 1: %s 70.0 ms after the fault" NO_MORE
			 "; fault 2: %s 30.0 ms after the fault" NO_MORE,
			 told[timeouts], told[timeouts]);
		assert_string_equal(tell(ev), whole);
	}
}

/* Each was looked at before its own. */
static void test_unread_of_each(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	for (uint32_t i = 0; i < 2; i++) {
		struct look *look = trial_look(ev, TRIAL_SERVER, "before the fault");
		look->time_ns = i ? (int64_t)(NEXT_MS - 1) * MS : 6 * MS;
		trial_socket(look, TCP_ESTABLISHED, FRAMES_SERVER_PORT, FRAMES_CLIENT_PORT);
		look->socket[0].rqueue = i + 3;
	}
	note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "again", FRAMES_CLIENT_PORT);
	open_chapter(ev, NEXT_MS, "fault 2");
	const char *text = tell(ev);
	assert_non_null(strstr(text, "; 3 bytes acknowledged but never read; fault 2: "));
	assert_non_null(strstr(text, "; 4 bytes acknowledged but never read"));
}

/* Five, each with all that may be said of it, have room in a verdict. */
static void test_room(void **state)
{
	const struct fault_told longest = { .has_connection = true,
					    .noticed = NOTICED_RST,
					    .noticed_ns = 3599 * INT64_C(1000000000),
					    .reason = "TCP_ABORT_ON_DISCONNECT",
					    .attempts = 100000,
					    .stood = true,
					    .stood_ns = 3599 * INT64_C(1000000000),
					    .unacknowledged = 4000000000,
					    .unread = 4000000000 };
	struct drill_told told = { .fault_count = FAULTS_MAX,
				   .lost_packets = 1000000,
				   .words_lost = 1000000 };
	char text[VERDICT_TEXT];

	(void)state;
	for (int i = 0; i < FAULTS_MAX; i++)
		told.fault[i] = longest;
	drill_text(&told, text, sizeof(text));
	assert_non_null(strstr(text, "the trace lost "));
}

/* A client that had closed its side before, and still heard: its FIN, sent again, is no news. */
static void test_half_closed(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	frames_pass(ev, 0, 7 * MS, &client_fin);
	frames_tcp(ev, 0, true, (FAULT_MS + 20) * MS, &client_fin);
	assert_string_equal(tell(ev), "the client was never told" NO_MORE);
	/* It is, where an earlier connection of that port had ended so. */
	ev = begin();
	frames_pass(ev, 0, (FAULT_MS + 5) * MS, &client_fin);
	try_again(ev, FAULT_MS + 20, FRAMES_CLIENT_PORT, true);
	note(ev, NEXT_MS - 1, TRIAL_CLIENT, "connection", "again", FRAMES_CLIENT_PORT);
	open_chapter(ev, NEXT_MS, "fault 2");
	frames_pass(ev, 0, (NEXT_MS + 5) * MS, &client_fin);
	assert_non_null(strstr(tell(ev), "fault 2: the client closed the connection on its own "
					 "5.0 ms after the fault"));
}

/* What else the client connects to, a second port of the server, is not the service. */
static void test_other_port(void **state)
{
	struct evidence *ev = begin();

	(void)state;
	note(ev, 0, TRIAL_SERVER, "listens", "the server listens", FRAMES_SERVER_PORT);
	frames_pass(
		ev, 0, (FAULT_MS + 5) * MS,
		&(struct frame_spec){ .flags = SYN, .seq = 7, .sport = NEW_PORT, .dport = 9999 });
	frames_pass(
		ev, 1, (FAULT_MS + 6) * MS,
		&(struct frame_spec){
			.flags = SYN | ACK, .seq = 9, .ack = 8, .sport = 9999, .dport = NEW_PORT });
	assert_string_equal(tell(ev), "the client was never told" NO_MORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_half_closed),    cmocka_unit_test(test_other_port),
		cmocka_unit_test(test_faults),         cmocka_unit_test(test_attempts_of_each),
		cmocka_unit_test(test_same_port),      cmocka_unit_test(test_gone_of_each),
		cmocka_unit_test(test_unread_of_each), cmocka_unit_test(test_room),
	};

	return cmocka_run_group_tests_name("drill_faults", tests, NULL, NULL);
}
