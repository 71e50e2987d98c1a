/* SPDX-License-Identifier: GPL-2.0-only */
/* states.c - how a connection is brought into each state: RFC 9293, 3.3.2, and what Linux has of
 * it. */
#include "cells.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* SACK-Permitted and Timestamps of a TSval: what a SYN of today says. */
static const uint8_t syn_option[] = { 4, 2, 8, 10, 0, 0, 0x03, 0xe8, 0, 0, 0, 0 };

static struct raw_segment syn_of(const struct place *place)
{
	struct raw_segment syn = place->next;

	syn.flags = "SYN";
	syn.ack = 0;
	syn.option = syn_option;
	syn.option_size = sizeof(syn_option);
	return syn;
}

/* The ghost says its next one, with @flags. */
static void say(struct place *place, const char *flags)
{
	struct raw_segment segment = place->next;

	segment.flags = flags;
	raw_send(place->lab, &segment);
}

/* The ghost has heard, and acknowledges with what it says next, all that was sent until now. */
static void hear_all(struct place *place)
{
	place->next.ack = place->snd_nxt;
}

/* What it owes is acknowledged now, and not when its timer for that has run out (RFC 9293,
 * 3.8.6.3): data of the past are answered at once. */
static void be_acknowledged(struct place *place)
{
	struct raw_segment old = place->next;

	old.flags = "ACK";
	old.seq -= 5000;
	old.data = "old";
	raw_send(place->lab, &old);
	settle(place->lab);
}

/* How far its window reaches, as its last such segment has said. */
static void learn_window(struct place *place, const char *flags)
{
	struct heard heard = await_sent_to(place->lab, "tested", flags, place->port);

	place->edge = heard.ack + heard.window;
}

static void reach_closed(struct place *place)
{
	(void)place;
}

/* ---- Set-up -------------------------------------------------------------------------------------
 */

static void connect_out(struct place *place)
{
	place->sock = tcp_socket(place->service, TCP);
	tcp_connect_now(place->sock, "ghost", place->port);
	struct heard syn = await_sent_to(place->lab, "tested", "SYN", place->port);
	place->next.dport = syn.sport;
	place->next.ack = place->snd_nxt = syn.next;
	place->iss = syn.seq;
	place->stamps[1] = syn.ts_val;
	place->next.timestamps = place->stamps;
	place->edge = place->next.seq + 1 + syn.window;
}

static void cross(struct place *place)
{
	connect_out(place);
	struct raw_segment syn = syn_of(place);
	raw_send(place->lab, &syn);
	await_sent_to(place->lab, "tested", "SYN,ACK", place->port);
	place->next.seq++;
}

static void open_with(struct place *place, const char *data)
{
	struct raw_segment syn = syn_of(place);

	syn.data = data;
	place->next = raw_open(place->lab, &syn, place->stamps);
	place->iss = place->next.ack - 1;
	place->snd_nxt = place->next.ack;
	learn_window(place, "SYN,ACK");
}

static void request(struct place *place)
{
	open_with(place, NULL);
}

static void fast_open(struct place *place)
{
	open_with(place, "Hello");
	place->sock = tcp_accept(place->listener);
}

/* ---- ESTABLISHED --------------------------------------------------------------------------------
 */

static void establish(struct place *place)
{
	request(place);
	say(place, "ACK");
	place->sock = tcp_accept(place->listener);
}

static void leave_unread(struct place *place)
{
	establish(place);
	place->next.data = "Hello world.\n";
	say(place, "PSH,ACK");
	place->next.data = NULL;
	place->next.seq += 13;
	await_unread(place->sock, 13);
	be_acknowledged(place);
}

static void leave_in_flight(struct place *place)
{
	establish(place);
	tcp_send(place->sock, "Hello world.\n");
	place->snd_nxt += 13;
}

static const char hundred[] =
	"0123456789012345678901234567890123456789012345678901234567890123456789"
	"012345678901234567890123456789";

static void leave_gap(struct place *place)
{
	establish(place);
	struct raw_segment beyond = place->next;
	beyond.seq += 100;
	beyond.flags = "ACK";
	beyond.data = hundred;
	raw_send(place->lab, &beyond);
}

/* Up to the edge of its window, and no process reads. */
static void fill_window(struct place *place)
{
	char data[1025];
	struct raw_segment segment;

	establish(place);
	const uint32_t begin = place->next.seq;
	for (uint32_t left; (left = place->edge - place->next.seq) > 0;) {
		uint32_t size = left < sizeof(data) - 1 ? left : (uint32_t)sizeof(data) - 1;
		memset(data, 'x', size);
		data[size] = '\0';
		segment = place->next;
		segment.data = data;
		raw_send(place->lab, &segment);
		place->next.seq += size;
		await_unread(place->sock, place->next.seq - begin);
		be_acknowledged(place);
		learn_window(place, "ACK");
	}
}

/* ---- Its side has closed ------------------------------------------------------------------------
 */

static void shut(struct place *place)
{
	establish(place);
	tcp_shutdown(place->sock, SHUT_WR);
	place->snd_nxt++;
}

static void orphan(struct place *place)
{
	establish(place);
	tcp_close(place->sock);
	place->sock = NULL;
	place->snd_nxt++;
}

static void is_heard(struct place *place)
{
	hear_all(place);
	say(place, "ACK");
}

static void shut_and_heard(struct place *place)
{
	shut(place);
	is_heard(place);
	await_state(place->sock, "FIN-WAIT-2");
}

static void orphan_and_heard(struct place *place)
{
	orphan(place);
	is_heard(place);
	await_state_port(place->lab, "tested", "FIN-WAIT-2", place->port);
}

/* ---- Its peer has closed ------------------------------------------------------------------------
 */

static void end(struct place *place)
{
	say(place, "FIN,ACK");
	place->next.seq++;
}

static void ended(struct place *place)
{
	establish(place);
	end(place);
	await_state(place->sock, "CLOSE-WAIT");
	be_acknowledged(place);
}

static void both(struct place *place)
{
	shut(place);
	end(place);
	await_state(place->sock, "CLOSING");
	be_acknowledged(place);
}

static void last(struct place *place)
{
	ended(place);
	tcp_shutdown(place->sock, SHUT_WR);
	place->snd_nxt++;
	await_state(place->sock, "LAST-ACK");
}

static void last_orphan(struct place *place)
{
	ended(place);
	tcp_close(place->sock);
	place->sock = NULL;
	place->snd_nxt++;
	await_state_port(place->lab, "tested", "LAST-ACK", place->port);
}

static void wait_long(struct place *place)
{
	orphan(place);
	hear_all(place);
	end(place);
	await_state_port(place->lab, "tested", "TIME-WAIT", place->port);
}

/* Which timers can run out there. Data that its process sends can be lost, or find no window. */
#define BIT(timer) (1U << (timer))
#define LOST       BIT(RETRANSMISSION) | BIT(USER_TIMEOUT)
#define IDLE       LOST | BIT(PROBE) | BIT(KEEPALIVE)

const struct state state_closed = { "CLOSED", reach_closed, .is_unheld = true, .is_alone = true };
const struct state state_listen = { "LISTEN", reach_closed, .is_unheld = true };
const struct state state_syn_sent = { "SYN-SENT", connect_out, .is_alone = true, .timers = LOST };
const struct state state_syn_received = { "SYN-RECEIVED", request, .is_unheld = true,
					  .timers = BIT(RETRANSMISSION) };
const struct state state_syn_received_crossed = { "SYN-RECEIVED, crossed", cross, .is_alone = true,
						  .timers = LOST };
const struct state state_syn_received_fastopen = { "SYN-RECEIVED, Fast Open", fast_open,
						   .timers = BIT(RETRANSMISSION) | BIT(KEEPALIVE) };
const struct state state_established = { "ESTABLISHED", establish, .timers = IDLE };
const struct state state_established_unread = { "ESTABLISHED, unread", leave_unread,
						.timers = IDLE };
const struct state state_established_in_flight = { "ESTABLISHED, in flight", leave_in_flight,
						   .timers = LOST };
const struct state state_established_gap = { "ESTABLISHED, gap", leave_gap, .has_gap = true,
					     .timers = IDLE };
const struct state state_established_zero_window = { "ESTABLISHED, zero window", fill_window,
						     .is_narrow = true, .timers = IDLE };
const struct state state_fin_wait_1 = { "FIN-WAIT-1", shut, .timers = LOST };
const struct state state_fin_wait_1_orphan = { "FIN-WAIT-1, orphan", orphan, .is_unheld = true,
					       .timers = LOST };
const struct state state_fin_wait_2 = { "FIN-WAIT-2", shut_and_heard, .timers = BIT(KEEPALIVE) };
const struct state state_fin_wait_2_orphan = { "FIN-WAIT-2, orphan", orphan_and_heard,
					       .is_unheld = true, .fin_timeout = "120",
					       .timers =
						       BIT(FIN_WAIT_2) | BIT(FIN_WAIT_2_LOWERED) };
const struct state state_fin_wait_2_minisock = { "FIN-WAIT-2, minisock", orphan_and_heard,
						 .is_unheld = true, .timers = BIT(FIN_WAIT_2) };
const struct state state_close_wait = { "CLOSE-WAIT", ended, .timers = IDLE };
const struct state state_closing = { "CLOSING", both, .timers = LOST };
const struct state state_last_ack = { "LAST-ACK", last, .timers = LOST };
const struct state state_last_ack_orphan = { "LAST-ACK, orphan", last_orphan, .is_unheld = true,
					     .timers = LOST };
const struct state state_time_wait = { "TIME-WAIT", wait_long, .is_unheld = true };
const struct state state_time_wait_rfc1337 = { "TIME-WAIT, rfc1337", wait_long, .is_unheld = true,
					       .rfc1337 = "1" };

const struct matrix_row matrix_states[] = {
	{ "closed", "CLOSED" },
	{ "listen", "LISTEN" },
	{ "syn-sent", "SYN-SENT" },
	{ "syn-received", "SYN-RECEIVED, a request" },
	{ "syn-received-crossed", "SYN-RECEIVED after crossed SYNs" },
	{ "syn-received-fastopen", "SYN-RECEIVED, a child of TCP Fast Open" },
	{ "established", "ESTABLISHED" },
	{ "established-unread", "ESTABLISHED, with unread data" },
	{ "established-in-flight", "ESTABLISHED, with data in flight" },
	{ "established-gap", "ESTABLISHED, with data beyond a gap" },
	{ "established-zero-window", "ESTABLISHED, at zero window" },
	{ "fin-wait-1", "FIN-WAIT-1, half-closed by its process" },
	{ "fin-wait-1-orphan", "FIN-WAIT-1, closed: no process holds it" },
	{ "fin-wait-2", "FIN-WAIT-2, half-closed by its process" },
	{ "fin-wait-2-orphan", "FIN-WAIT-2, closed: a full socket" },
	{ "fin-wait-2-minisock", "FIN-WAIT-2, closed: a timewait minisock" },
	{ "close-wait", "CLOSE-WAIT" },
	{ "closing", "CLOSING" },
	{ "last-ack", "LAST-ACK, half-closed by its process" },
	{ "last-ack-orphan", "LAST-ACK, closed: no process holds it" },
	{ "time-wait", "TIME-WAIT" },
	{ "time-wait-rfc1337", "TIME-WAIT, with tcp_rfc1337 = 1" },
	{ 0 },
};
