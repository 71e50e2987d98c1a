/* SPDX-License-Identifier: GPL-2.0-only */
/* smc-no-handshake - a listener of SMC, and what follows the SYN is no handshake of SMC. */
#include "scenario.h"

#include <string.h>

#define REQUEST "GET / HTTP/1.1\r\n"

#define NOT_CLC "a client that offers SMC sends a request first"
#define PLAIN   "a client without the offer is accepted"
#define CLOSES  "the listener is closed"
#define ENDS    "both close, with nothing unread"

enum { GHOST_PORT = 4000 };

/* The option of SMC: an experimental one, 254, with "SMCR" in EBCDIC (RFC 7609, 3.1). */
static const uint8_t smc_option[8] = { 254, 6, 0xe2, 0xd4, 0xc3, 0xd9, 1, 1 };

static struct sock *listens(struct actor *server)
{
	struct sock *listener = tcp_socket(server, SMC);

	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	return listener;
}

/* The ghost's handshake, with that option, and its request. What it may say next. */
static struct raw_segment ask(struct lab *lab, const uint8_t *option)
{
	struct raw_segment peer = {
		.to = "server",
		.sport = GHOST_PORT,
		.dport = SERVICE_PORT,
		.flags = "SYN",
		.seq = 1000,
		.window = 65535,
		.option = option,
		.option_size = option ? sizeof(smc_option) : 0,
	};

	raw_send(lab, &peer);
	struct heard answer = await_sent(lab, "server", "SYN,ACK");
	peer.flags = "PSH,ACK";
	peer.seq++;
	peer.ack = answer.next;
	peer.option_size = 0;
	peer.data = REQUEST;
	raw_send(lab, &peer);
	await_sent(lab, "server", "ACK");
	settle(lab);
	peer.seq += strlen(REQUEST);
	peer.data = NULL;
	return peer;
}

static void play(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *listener = listens(server);

	ghost_beside(lab, "client");
	chapter(lab, NOT_CLC);
	ask(lab, smc_option);

	chapter(lab, PLAIN);
	struct sock *c = tcp_connect(client, "server", SERVICE_PORT);
	struct sock *s = tcp_accept(listener);
	tcp_send(c, "Hello.\n");
	tcp_recv(s);

	chapter(lab, CLOSES);
	tcp_close(listener);
	settle(lab);
	look(lab, "server", CLOSES);
}

#define NEVER_READ "its data was peeked at and never read (RFC 9293, 3.6.1; RFC 2525, 2.17)"

static const struct promise promises[] = {
	WHILE(NOT_CLC),
	SENDS("server", ONE(.flags = "SYN,ACK"), "the kernel accepts the connection"),
	SENDS("server", NO("PSH,ACK"),
	      "and does not decline: after an error it cannot fall back "
	      "to TCP"),

	WHILE(PLAIN),
	CALL_RETURNS("server", "recv", 7, "without the option it is TCP from the first byte"),

	/* As accept() comes upon it, or else when the listener is closed: whichever is first. */
	IN_ALL,
	SENDS("server", ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .len = IS(0)),
	      NEVER_READ),
	HAS_SOCKETS("server", 0, CLOSES, AT_PORT(GHOST_PORT, ANY_STATE), "and the socket is gone"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(smc_no_handshake) = {
	.name = "smc-no-handshake",
	.title = "an SMC listener is offered SMC, and gets a request instead of the SMC handshake",
	.rfc = "RFC 7609, 3.2",
	.tags = "set-up raw",
	.cause = "smc-no-handshake",
	.proves = "A client that offers SMC in its SYN and then sends something other than an SMC "
		  "handshake message (CLC) is reset. The application never learns of it: accept() "
		  "skips that connection. So a RST from an SMC listener, which `smc_run` turns any "
		  "server into, may come from the kernel itself, with TCPAbortOnClose.",
	.why = "For an SMC listener the kernel itself accepts: smc_listen_work() waits for a "
	       "proposal, and smc_clc_wait_msg() peeks at the first bytes (MSG_PEEK). Anything "
	       "but a proposal is EPROTO, and smc_listen_decline() cannot fall back to TCP as it "
	       "would for a peer that declines. smc_listen_out_err() queues a closed socket; "
	       "smc_accept_dequeue(), called by accept() or close(), releases its TCP socket, "
	       "whose data is unread.",
	.needs = "smc",
	.play = play,
	.promises = promises,
};

/* ---- Without the option -------------------------------------------------------------------------
 */

static void play_plain(struct lab *lab)
{
	struct actor *server = actor_start(lab, "server", "server");
	struct sock *listener = listens(server);

	ghost_beside(lab, "client");
	chapter(lab, PLAIN);
	struct raw_segment peer = ask(lab, NULL);
	struct sock *s = tcp_accept(listener);
	tcp_recv(s);
	tcp_send(s, "HTTP/1.1 204 No Content\r\n");
	peer.ack = await_sent(lab, "server", "PSH,ACK").next;

	/* On Linux 5.10 the TCP socket of an SMC socket does not hold its namespace: that would
	 * wait for an orphan, and the kernel complains. */
	chapter(lab, ENDS);
	peer.flags = "FIN,ACK";
	raw_send(lab, &peer);
	tcp_recv(s);
	tcp_close(s);
	peer.ack = await_sent(lab, "server", "FIN,ACK").next;
	peer.flags = "ACK";
	peer.seq++;
	raw_send(lab, &peer);
	settle(lab);
	look(lab, "server", ENDS);
}

static const struct promise promises_plain[] = {
	WHILE(PLAIN),
	CALL_RETURNS("server", "recv", (int64_t)(sizeof(REQUEST) - 1),
		     "the application gets the request"),
	SENDS("server", SOME(.flags = "PSH,ACK", .len = IS(25)), "and answers"),

	WHILE(ENDS),
	CALL_RETURNS("server", "recv", 0, "the end of the request's connection"),
	SENDS("server", ONE(.flags = "FIN,ACK"), "everything was read: close() sends a FIN"),
	HAS_SOCKETS("server", 0, ENDS, AT_PORT(GHOST_PORT, ANY_STATE),
		    "LAST-ACK ends with the ACK of it"),

	IN_ALL,
	SENDS("server", NO("~RST"), "no RST"),
	COUNTS("server", "TcpOutRsts", 0, AS_EVER),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(smc_no_handshake_control) = {
	.name = "smc-no-handshake-control",
	.title = "control: the same request without the offer of SMC: it is served",
	.rfc = "RFC 7609, 3.2",
	.tags = "set-up raw control",
	.proves = "An SMC listener serves a client without SMC over TCP, from the first byte.",
	.why = "smc_listen_work() finds no SMC option in the SYN (syn_smc), and falls back at "
	       "once: SMC_CLC_DECL_PEERNOSMC.",
	.needs = "smc",
	.play = play_plain,
	.promises = promises_plain,
};
