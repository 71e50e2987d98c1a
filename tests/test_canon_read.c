/* SPDX-License-Identifier: GPL-2.0-only */
/* What stays of a story in its canonical form: short ones, and all that is told of each. */
#include "canon.h"
#include "trial.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOVES = 9, TEXT = 4096, NEW_SYN_RECV = 12 };

static const struct promise nothing[] = { { .who = NULL } };
static const struct scenario calm = { .name = "test", .promises = nothing };

/* The things of @witness in @ev, which it frees: "server 1: RST (...)", a line each, with the
 * connection's number if it has one. */
static const char *read_things(const struct scenario *scenario, enum witness witness,
			       struct evidence *ev)
{
	static char text[TEXT];
	struct result *result = result_make(scenario, ev, 0, 0);
	struct canon canon;
	size_t used = 0;

	text[0] = '\0';
	assert_non_null(result);
	assert_int_equal(canon_read(result, &canon), 0);
	for (int i = 0; i < canon.count; i++) {
		const struct canon_item *item = &canon.item[i];
		char what[512], stream[16] = "";
		if (item->witness != witness)
			continue;
		if (item->stream)
			snprintf(stream, sizeof(stream), " %d", item->stream);
		used += (size_t)snprintf(text + used, TEXT - used, "%s%s: %s%s\n", item->who,
					 stream, canon_text(item, what, sizeof(what)),
					 item->is_exhaustive ? ", if all are told" : "");
	}
	canon_free(&canon);
	result_free(result);
	free(ev);
	return text;
}

static void check(const char *what, const char *told, const char *expected)
{
	if (strcmp(told, expected) != 0)
		fail_msg("%s: expected\n%sand got\n%s", what, expected, told);
}

/* ---- Segments -----------------------------------------------------------------------------------
 */

/* A segment that arrives, or is lost; @ping turns it into ICMP, @arp into ARP. */
struct move {
	int end;
	struct frame_spec spec;
	bool lost, ping, arp;
};

#define DATA(number, text)                                   \
	{                                                    \
		.flags = ACK, .seq = number, .payload = text \
	}
#define RST_TEXT(seq) "RST (flags RST, seq " seq ", ack none, window 0, options none, arrived "

static const struct {
	const char *what;
	struct move move[MOVES];
	const char *told;
} wires[] = {
	{ "no echo of what was said after the RST was heard",
	  { { 0, { .flags = ACK, .seq = 10, .ack = 70 } },
	    { 1, { .flags = RST, .seq = 70 } },
	    { 0, { .flags = ACK, .seq = 11, .ack = 71 } },
	    { 1, { .flags = RST, .seq = 71 } } },
	  "server 1: " RST_TEXT("SEG.ACK") "yes)\nclient 1: ACK in answer to a RST\n"
					   "server 1: " RST_TEXT("SEG.ACK") "yes)\n" },
	{ "no echo of a RST that did not arrive",
	  { { 0, { .flags = ACK, .seq = 10, .ack = 70 } },
	    { 1, { .flags = RST, .seq = 70 }, .lost = true },
	    { 0, { .flags = ACK, .seq = 10, .ack = 71 } },
	    { 1, { .flags = RST, .seq = 71 } } },
	  "server 1: " RST_TEXT("SEG.ACK") "no)\nserver 1: " RST_TEXT("SEG.ACK") "yes)\n" },
	{ "no echo of another host's RST",
	  { { 1, { .flags = ACK, .seq = 70, .ack = 10 } },
	    { 0, { .flags = RST, .seq = 10 } },
	    { 1, { .flags = RST, .seq = 70 } } },
	  "client 1: " RST_TEXT("SEG.ACK") "yes)\nserver 1: " RST_TEXT("SND.NXT") "yes)\n" },
	{ "no echo of a RST of another connection",
	  { { 0, { .sport = 1, .flags = ACK, .ack = 70 } },
	    { 1, { .dport = 1, .flags = RST, .seq = 70 } },
	    { 0, { .sport = 2, .flags = ACK, .ack = 80 } },
	    { 1, { .dport = 2, .flags = RST, .seq = 80 } } },
	  "server 1: " RST_TEXT("SEG.ACK") "yes)\nserver 2: " RST_TEXT("SEG.ACK") "yes)\n" },
	{ "two RSTs that answer nothing",
	  { { 1, { .flags = RST, .seq = 70 } }, { 1, { .flags = RST, .seq = 71 } } },
	  "server 1: " RST_TEXT("other") "yes)\nserver 1: " RST_TEXT("other") "yes)\n" },
	{ "a window of one byte, and options that are none",
	  { { 1,
	      { .flags = RST,
		.window = 1,
		.options = (const uint8_t *)"\1\1\1\1",
		.option_bytes = 4 } } },
	  "server 1: RST (flags RST, seq 0, ack none, window open, options none, arrived yes)\n" },
	{ "bytes over the end of the numbers",
	  { { 0, { .flags = SYN, .seq = 0xfffffffd } },
	    { 0, DATA(0xfffffffe, "hello") },
	    { 0, { .flags = FIN | ACK, .seq = 3 } } },
	  "client 1: SYN\nclient 1: data\nclient 1: FIN\n" },
	{ "one stream of bytes, in pieces; retransmissions are no news",
	  { { 0, DATA(10, "he") },
	    { 0, DATA(12, "llo") },
	    { 0, { .flags = ACK, .seq = 10, .payload = "he", .ip_id = 1 } },
	    { 0, { .flags = FIN | ACK, .seq = 15 } },
	    { 0, { .flags = FIN | ACK, .seq = 15, .ip_id = 1 } } },
	  "client 1: data\nclient 1: FIN\n" },
	{ "two connections, two hosts: each its own",
	  { { 0, { .sport = 1, .flags = ACK, .payload = "a" } },
	    { 0, { .sport = 2, .flags = ACK, .payload = "b" } },
	    { 0, { .sport = 1, .flags = ACK, .seq = 1, .payload = "c" } },
	    { 1, { .dport = 1, .flags = ACK, .payload = "d" } },
	    { 0, { .sport = 1, .flags = ACK, .seq = 2, .payload = "e" } } },
	  "client 1: data\nclient 2: data\nserver 1: data\n" },
	{ "an opening from both sides",
	  { { 0, { .flags = SYN, .seq = 10 } },
	    { 1, { .flags = SYN, .seq = 70 } },
	    { 0, { .flags = SYN | ACK, .seq = 10, .ack = 71 } } },
	  "client 1: SYN\nserver 1: SYN\n" },
	{ "a SYN and its answer",
	  { { 0, { .flags = SYN, .seq = 10 } },
	    { 1, { .flags = SYN | ACK, .seq = 70, .ack = 11 } } },
	  "client 1: SYN\nserver 1: SYN,ACK\n" },
	{ "an ACK in answer to a SYN; no bytes, nor a FIN, sent once more in answer to it",
	  { { 1, DATA(70, "x") },
	    { 1, { .flags = FIN | ACK, .seq = 71 } },
	    { 0, { .flags = SYN, .seq = 10 } },
	    { 1, { .flags = ACK, .seq = 72 } },
	    { 1, { .flags = ACK, .seq = 70, .payload = "x", .ip_id = 1 } },
	    { 1, { .flags = FIN | ACK, .seq = 71, .ip_id = 1 } } },
	  "server 1: data\nserver 1: FIN\nclient 2: SYN\nserver 2: ACK in answer to a SYN\n" },
	{ "an ACK of a SYN,ACK, of a FIN, of bytes",
	  { { 0, { .flags = SYN | ACK, .seq = 10 } },
	    { 1, { .flags = ACK, .ack = 11 } },
	    { 0, DATA(11, "x") },
	    { 1, { .flags = ACK, .ack = 12 } },
	    { 0, { .flags = FIN | ACK, .seq = 12 } },
	    { 1, { .flags = ACK, .ack = 13 } } },
	  "client 1: SYN,ACK\nclient 1: data\nclient 1: FIN\n" },
	{ "an ACK that bears another's address",
	  { { 1, { .dst = "10.0.0.9", .flags = SYN } },
	    { 0, { .src = "10.0.0.9", .flags = ACK } } },
	  "server 1: SYN\n" },
	{ "the same error twice, and what is no part of a story",
	  { { 0, { .flags = SYN }, .ping = true },
	    { 0, { .flags = SYN, .ip_id = 1 }, .ping = true },
	    { 0, { .flags = SYN }, .arp = true } },
	  "client: ICMP Type 195 code 111\n" },
};

static void add_move(struct evidence *ev, const struct move *move, int64_t time_ns)
{
	int first = frames_tcp(ev, move->end, true, time_ns, &move->spec), last = first;

	if (!move->lost)
		last = frames_tcp(ev, move->end ^ 1, false, time_ns + 1000, &move->spec);
	for (int i = first; i <= last; i++) {
		uint8_t *frame = ev->frames + ev->packet[i].frame;
		if (move->ping)
			frame[23] = IPPROTO_ICMP;
		if (move->arp)
			memcpy(frame + 12, (const uint8_t[]){ 8, 6, 0, 1, 8, 0, 6, 4 }, 8);
	}
}

static void test_wire(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		struct evidence *ev = frames_direct(AF_INET);
		for (int k = 0; k < MOVES && (wires[i].move[k].spec.flags); k++)
			add_move(ev, &wires[i].move[k], 10000 * (k + 1));
		check(wires[i].what, read_things(&calm, WIRE, ev), wires[i].told);
	}
}

/* What the tracepoint said at its receiver is not what it said at its sender. */
static void test_word(void **state)
{
	struct evidence *ev = trial_reset();
	struct reset_fact *heard = trial_trace(ev, TRIAL_CLIENT, "TCP_FLAGS", "ESTABLISHED");
	const struct endpoint ends[] = { { ev->host[0].addr[0], FRAMES_CLIENT_PORT },
					 { ev->host[1].addr[0], FRAMES_SERVER_PORT } };

	(void)state;
	heard->sent = false;
	heard->local = ev->reset[0].remote = ends[0];
	heard->remote = ev->reset[0].local = ends[1];
	assert_non_null(
		strstr(read_things(&calm, WIRE, ev), "reason TCP_ABORT_ON_CLOSE, state CLOSED)\n"));
}

/* ---- Calls and sockets --------------------------------------------------------------------------
 */

static void test_calls(void **state)
{
	static const struct {
		const char *actor, *verb, *text;
		int64_t ret;
		int err;
		const char *told;
	} cases[] = {
		{ "", "recv", "recv(64)", 3, 0, "server: recv() (errno none, returned 3)\n" },
		{ "", "recv", "recv(64)", -1, EPIPE, "server: recv() (errno EPIPE)\n" },
		{ "", "send", "send(4)", 4, 0, "server: send() (errno none, returned 4)\n" },
		{ "", "send", "send(until it is full)", 4, 0, "server: send() (errno none)\n" },
		{ "", "poll", "poll()", 5, 0, "server: poll() (errno none, returned IN|OUT)\n" },
		{ "", "poll", "poll()", -1, EBADF, "server: poll() (errno EBADF)\n" },
		{ "", "sigtimedwait", "", 8, 0,
		  "server: sigtimedwait() (errno none, returned ERR)\n" },
		{ "", "accept", "accept()", 4, 0, "server: accept() (errno none)\n" },
		{ "server", "bind", "bind()", 0, 0, "server: bind() (errno none)\n" },
		{ "service", "bind", "bind()", 0, 0, "service@server: bind() (errno none)\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		struct event *call =
			trial_call(ev, TRIAL_SERVER, cases[i].verb, cases[i].ret, cases[i].err);
		snprintf(call->text, sizeof(call->text), "%s", cases[i].text);
		snprintf(call->actor, sizeof(call->actor), "%s", cases[i].actor);
		check(cases[i].text, read_things(&calm, SOCKET, ev), cases[i].told);
	}
}

/* A request is no state of its own; and who has no process by nature is no orphan. */
static void test_sockets(void **state)
{
	static const struct {
		int state;
		bool orphan;
	} sockets[] = {
		{ TCP_ESTABLISHED, false }, { TCP_ESTABLISHED, true }, { TCP_CLOSING, true },
		{ TCP_TIME_WAIT, true },    { TCP_SYN_RECV, true },    { NEW_SYN_RECV, true },
	};
	struct evidence *ev = trial_story();

	(void)state;
	/* the second look was never taken */
	for (int i = 0; i < 2; i++) {
		struct look *look = trial_look(ev, TRIAL_SERVER, i ? "not told" : "at the end");
		for (size_t k = 0; k < sizeof(sockets) / sizeof(sockets[0]); k++) {
			trial_socket(look, sockets[k].state, FRAMES_SERVER_PORT, 1);
			look->socket[k].orphan = sockets[k].orphan;
		}
		ev->event[ev->event_count++] =
			(struct event){ .kind = EVENT_LOOK, .host = TRIAL_SERVER, .ret = i };
	}
	ev->look_count = 1;
	check("sockets", read_things(&calm, SOCKET, ev),
	      "server: sockets in ESTABLISHED, at the end (count 1)\n"
	      "server: sockets in ESTABLISHED without a process, at the end (count 1)\n"
	      "server: sockets in SYN-RECEIVED, at the end (count 2)\n"
	      "server: sockets in TIME-WAIT, at the end (count 1)\n"
	      "server: sockets in CLOSING without a process, at the end (count 1)\n");
}

/* ---- The kernel's words -------------------------------------------------------------------------
 */

static const struct promise counted[] = {
	{ ANY_HOST, .counter = CLAIM(counter, "TcpExtTCPTimeouts", 0) },
	{ "server", .counter = CLAIM(counter, "TcpExtTCPTimeouts", 0) },
	{ "client", .counter = CLAIM(counter, "TcpRetransSegs", 0) },
	{ "server", .counter = CLAIM(counter, "TcpExtNoSuch", 0) },
	{ .who = NULL },
};

static void test_counters(void **state)
{
	const struct scenario scenario = { .name = "test", .promises = counted };

	(void)state;
	for (int is_old = 0; is_old < 2; is_old++) {
		struct evidence *ev = trial_story();
		trial_count(ev, TRIAL_SERVER, "TcpExtTCPTimeouts", 2);
		trial_count(ev, TRIAL_CLIENT, "TcpExtTCPTimeouts", 0);
		trial_count(ev, TRIAL_CLIENT, "TcpRetransSegs", -1);
		trial_count(ev, TRIAL_SERVER, "TcpRetransSegs", 1);
		trial_count(ev, TRIAL_SERVER, "TcpEstabResets", 0);
		trial_count(ev, TRIAL_CLIENT, "TcpEstabResets", 1);
		/* nobody had noted the names then */
		if (is_old)
			ev->counter_names[0] = '\0';
		check("counters", read_things(&scenario, COUNTER, ev),
		      is_old ? "client: TcpEstabResets (count +1)\n"
			       "client: TcpExtTCPTimeouts (count +0)\n"
			       "client: TcpRetransSegs (count -1)\n"
			       "server: TcpExtNoSuch\n"
			       "server: TcpExtTCPTimeouts (count +2)\n"
			     : "client: TcpEstabResets (count +1)\n"
			       "client: TcpExtTCPTimeouts (count +0)\n"
			       "client: TcpRetransSegs (count -1)\n"
			       "server: TcpExtNoSuch (count no such counter)\n"
			       "server: TcpExtTCPTimeouts (count +2)\n");
	}
}

/* What was on no wire, and what was received, also by nobody known. */
static void test_reasons(void **state)
{
	struct evidence *ev = trial_story();

	(void)state;
	trial_trace(ev, TRIAL_SERVER, "TCP_STATE", "LISTEN");
	trial_trace(ev, TRIAL_SERVER, "NO_SOCKET", "CLOSED");
	trial_trace(ev, TRIAL_CLIENT, "", "")->sent = false;
	trial_trace(ev, TRIAL_CLIENT, "", "")->sent = false;
	trial_trace(ev, -1, "", "")->sent = false;
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 2);
	check("reasons", read_things(&calm, REASON, ev),
	      "server: tcp_send_reset, on no wire (reason NO_SOCKET, state CLOSED), if all "
	      "are told\n"
	      "server: tcp_send_reset, on no wire (reason TCP_STATE, state LISTEN), if all "
	      "are told\n"
	      "nobody known: tcp_receive_reset (count 1)\n"
	      "client: tcp_receive_reset (count 2)\n");
}

/* Is each RST of the server told of? What it received is none of its own. */
static void test_told(void **state)
{
	static const struct {
		int64_t counted;
		int sent, received;
		bool is_told;
	} cases[] = {
		{ 0, 0, 0, true },  { 1, 1, 0, true },  { 1, 1, 1, true },
		{ 2, 1, 1, false }, { 1, 0, 0, false }, { 1, 2, 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		trial_count(ev, TRIAL_SERVER, "TcpOutRsts", cases[i].counted);
		for (int k = 0; k < cases[i].sent + cases[i].received; k++)
			trial_trace(ev, TRIAL_SERVER, "", "")->sent = k < cases[i].sent;
		struct result *result = result_make(&calm, ev, 0, 0);
		struct canon canon;
		assert_non_null(result);
		assert_int_equal(canon_read(result, &canon), 0);
		assert_int_equal(canon_tells(&canon, "server"), cases[i].is_told);
		canon_free(&canon);
		result_free(result);
		free(ev);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wire),     cmocka_unit_test(test_word),
		cmocka_unit_test(test_calls),    cmocka_unit_test(test_sockets),
		cmocka_unit_test(test_counters), cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_told),
	};

	return cmocka_run_group_tests_name("canon_read", tests, NULL, NULL);
}
