/* SPDX-License-Identifier: GPL-2.0-only */
#include "tale.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { ISS = 1000, IRS = 5000, MOVED_PORT = 33333 };

static const struct promise promises[] = {
	{ "server", "it counts", .counter = CLAIM(counter, "TcpExtTCPAbortOnClose", 1) },
	{ "server", "it speaks", .wire = CLAIM(wire, .flags = "~PSH") },
	{ .who = NULL },
};
const struct scenario tale_scenario = { .name = "test", .promises = promises };

struct teller {
	const struct tale *tale;
	struct evidence *ev;
	int64_t now;
};

static const char *const moved[] = { "10.9.9.1", "10.9.9.2" };

static void pass(struct teller *teller, int end, struct frame_spec spec)
{
	const struct tale *tale = teller->tale;
	uint32_t shift = tale->moved ? 0x87654321 : 0;
	bool is_reset = spec.flags & RST;

	spec.seq += shift;
	if (spec.flags & ACK)
		spec.ack += shift;
	if (!is_reset && tale->window)
		spec.window = tale->window;
	else if (!is_reset)
		spec.window = 500;
	if (tale->moved) {
		spec.src = moved[end];
		spec.dst = moved[!end];
		spec.sport = end ? FRAMES_SERVER_PORT : MOVED_PORT;
		spec.dport = end ? MOVED_PORT : FRAMES_SERVER_PORT;
	}
	teller->now += 10000 + tale->late_ns;
	frames_tcp(teller->ev, end, true, teller->now, &spec);
	if (!is_reset || !tale->lost)
		frames_tcp(teller->ev, end ^ 1, false, teller->now + 1000, &spec);
}

static void tell_data(struct teller *teller)
{
	const struct tale *tale = teller->tale;
	struct frame_spec hello = { .flags = PSH | ACK,
				    .seq = ISS + 1,
				    .ack = IRS + 1,
				    .payload = tale->cut ? "he" : "hello" };
	const struct frame_spec world = { .flags = PSH | ACK,
					  .seq = IRS + 1,
					  .ack = ISS + (tale->at_once ? 1 : 6),
					  .payload = "world" };

	if (tale->at_once)
		pass(teller, 1, world);
	pass(teller, 0, hello);
	if (tale->again)
		pass(teller, 0, hello);
	hello.seq += 2;
	hello.payload = "llo";
	if (tale->cut)
		pass(teller, 0, hello);
	if (!tale->unacknowledged)
		pass(teller, 1,
		     (struct frame_spec){ .flags = ACK, .seq = IRS + 1, .ack = ISS + 6 });
	if (!tale->at_once)
		pass(teller, 1, world);
}

/* What the tracepoint said, at the time of the last packet. */
static void add_event(struct teller *teller, int host, bool sent, const char *reason,
		      const char *state)
{
	uint16_t client = teller->tale->moved ? MOVED_PORT : FRAMES_CLIENT_PORT;
	const struct evidence *ev = teller->ev;
	struct endpoint end[] = { { ev->host[0].addr[0], client },
				  { ev->host[1].addr[0], FRAMES_SERVER_PORT } };
	struct reset_fact *fact = trial_trace(teller->ev, host, reason, state);

	fact->sent = sent;
	fact->time_ns = teller->now - 10;
	fact->local = end[host];
	fact->remote = end[!host];
}

static void tell_reset(struct teller *teller)
{
	static const uint8_t sack_options[12] = { OPTION_NOP, OPTION_NOP, OPTION_SACK, 10, 1, 2,
						  3,          4,          1,           2,  3, 5 };
	const struct tale *tale = teller->tale;
	const bool client = tale->by_client;
	struct frame_spec rst = { .flags = tale->flags ? tale->flags : RST | ACK,
				  .seq = client ? ISS + 6 : IRS + 6 + tale->after_fin,
				  .ack = client ? IRS + 6 : ISS + 6,
				  .window = tale->rst_window,
				  .options = frames_ts_options,
				  .option_bytes = tale->plain ? 0 : sizeof(frames_ts_options) };

	if (tale->sacked)
		rst.options = sack_options;
	rst.seq += tale->seq;
	rst.ack = rst.flags & ACK ? rst.ack + tale->ack : 0;
	if (tale->after_fin)
		pass(teller, 1,
		     (struct frame_spec){ .flags = FIN | ACK, .seq = IRS + 6, .ack = ISS + 6 });
	pass(teller, client ? 0 : 1, rst);
	if (tale->twice)
		pass(teller, client ? 0 : 1, rst);
}

/* The peer had said something before it heard the RST; that meets no socket any more. */
static void tell_crossing(struct teller *teller)
{
	/* events precede their segments */
	const struct frame_spec ack = {
		.flags = ACK, .seq = ISS + 6, .ack = IRS + 6, .window = 500
	};
	struct frame_spec rst = { .flags = RST | ACK,
				  .seq = IRS + 6,
				  .ack = ISS + 6,
				  .options = frames_ts_options,
				  .option_bytes = sizeof(frames_ts_options) };

	teller->now += 100;
	add_event(teller, TRIAL_SERVER, true, "TCP_ABORT_ON_CLOSE", "CLOSED");
	frames_tcp(teller->ev, 1, true, teller->now, &rst);
	frames_tcp(teller->ev, 0, true, teller->now + 50, &ack);
	frames_tcp(teller->ev, 0, false, teller->now + 100, &rst);
	frames_tcp(teller->ev, 1, false, teller->now + 150, &ack);
	rst = (struct frame_spec){ .flags = RST, .seq = IRS + 6 };
	teller->now += 200;
	add_event(teller, TRIAL_SERVER, true, "NO_SOCKET", "NONE");
	frames_pass(teller->ev, 1, teller->now, &rst);
}

/* A SYN in the window, and the ACK that RFC 5961, 4, wants. */
static void tell_challenge(struct teller *teller)
{
	pass(teller, 0, (struct frame_spec){ .flags = SYN, .seq = ISS });
	pass(teller, 1, (struct frame_spec){ .flags = ACK, .seq = IRS + 6, .ack = ISS + 6 });
}

static void tell_end(struct teller *teller)
{
	const struct tale *tale = teller->tale;
	int sender = tale->by_client ? TRIAL_CLIENT : TRIAL_SERVER;
	const char *reason = tale->reason ? tale->reason : "TCP_ABORT_ON_CLOSE";
	const char *state = tale->state ? tale->state : "CLOSED";

	if (tale->answered_late)
		tell_crossing(teller);
	else
		tell_reset(teller);
	int events = tale->missing || tale->answered_late ? 0 : 1 + tale->twice;

	for (int i = 0; i < events; i++)
		add_event(teller, sender, true, tale->no_reason ? "" : reason, state);
	if (!tale->deaf && !tale->missing)
		add_event(teller, !sender, false, "", "");
	trial_count(teller->ev, sender, "TcpOutRsts", 1 + tale->twice + tale->answered_late);
}

static void tell_calls(struct teller *teller)
{
	const struct tale *tale = teller->tale;
	struct evidence *ev = teller->ev;
	struct event *accept = trial_call(ev, TRIAL_SERVER, "accept", tale->fd ? tale->fd : 5, 0);

	snprintf(accept->actor, sizeof(accept->actor), "service");
	trial_call(ev, TRIAL_CLIENT, "send", tale->ret ? tale->ret : 5, 0);
	if (tale->another_call)
		trial_call(ev, TRIAL_CLIENT, "send", 5, 0);
	trial_call(ev, TRIAL_CLIENT, "recv", -1, tale->err ? tale->err : ECONNRESET);
}

static void tell_look(struct teller *teller)
{
	const struct tale *tale = teller->tale;
	struct evidence *ev = teller->ev;
	struct look *look = trial_look(ev, TRIAL_SERVER, "at the end");

	look->chapter = (int16_t)(ev->chapter_count - 1);
	trial_socket(look, TCP_ESTABLISHED, FRAMES_SERVER_PORT, 1);
	look->socket[0].rqueue = tale->queue;
	look->socket[0].orphan = tale->orphan;
	for (int i = 0; i < tale->sockets; i++)
		trial_socket(look, TCP_TIME_WAIT, FRAMES_SERVER_PORT, 2);
	ev->event[ev->event_count++] = (struct event){ .kind = EVENT_LOOK,
						       .host = TRIAL_SERVER,
						       .chapter = look->chapter };
}

static void tell_witnesses(struct evidence *ev, const struct tale *tale)
{
	ev->trace.present = !tale->no_trace;
	ev->reason.present = !tale->no_reason;
	ev->socketless.present = !tale->no_reason;
	ev->trace_missing = tale->missing;
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 0);
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 0);
	if (!tale->no_counter)
		trial_count(ev, TRIAL_SERVER, "TcpExtTCPAbortOnClose", 1 + tale->aborts);
	if (tale->counter)
		trial_count(ev, TRIAL_CLIENT, tale->counter, 3);
}

struct evidence *tale_tell(const struct tale *tale)
{
	struct evidence *ev = frames_direct(AF_INET);
	struct teller teller = { .tale = tale, .ev = ev };

	for (int i = 0; i < 2 && tale->moved; i++) {
		struct in6_addr *addr = &ev->host[i].addr[0];
		inet_pton(AF_INET, moved[i], &addr->s6_addr[12]);
	}
	ev->block = tale->moved ? 99 : 1;
	tell_witnesses(ev, tale);
	frames_chapter(ev, "open");
	pass(&teller, 0, (struct frame_spec){ .flags = SYN, .seq = ISS });
	pass(&teller, 1, (struct frame_spec){ .flags = SYN | ACK, .seq = IRS, .ack = ISS + 1 });
	pass(&teller, 0, (struct frame_spec){ .flags = ACK, .seq = ISS + 1, .ack = IRS + 1 });
	frames_chapter(ev, "talk");
	if (tale->early)
		tell_end(&teller);
	tell_data(&teller);
	frames_chapter(ev, "close");
	if (tale->challenged)
		tell_challenge(&teller);
	if (!tale->early)
		tell_end(&teller);
	tell_calls(&teller);
	tell_look(&teller);
	return ev;
}
