/* SPDX-License-Identifier: GPL-2.0-only */
/* md5-half-open - a signed connection is half-open: who has the key for a RST? */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define KEY "a secret of two"

#define NOBODY  "the server has forgotten it, and there is no listener"
#define NO_KEY  "a listener without the key"
#define HAS_KEY "and gets the key"
#define ABORTS  "the server closes with unread data"

static struct talk begin(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	tcp_md5(talk.listener, "client", KEY);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_md5(talk.c, "server", KEY);
	tcp_connect_to(talk.c, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	talk_exchange(lab, &talk);
	return talk;
}

/* It forgets its end without a word. */
static void forget(struct sock *sock)
{
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(sock);
}

/* The one host hears data once more; what has the other one then? */
static void hears(struct lab *lab, const char *host, const char *other, const char *label)
{
	await_segment(lab, host, "PSH");
	settle(lab);
	look(lab, other, label);
}

/* The client sends again and again; each time there is more to answer with. */
static void play(struct lab *lab)
{
	struct talk talk = begin(lab);
	struct sock *listener = tcp_socket(talk.server, TCP);

	tcp_close(talk.listener);
	forget(talk.s);

	chapter(lab, NOBODY);
	tcp_send(talk.c, "Are you still there?\n");
	hears(lab, "server", "client", NOBODY);

	chapter(lab, NO_KEY);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	hears(lab, "server", "client", NO_KEY);

	chapter(lab, HAS_KEY);
	tcp_md5(listener, "client", KEY);
	await_sent(lab, "server", "RST");
	settle(lab);
	tcp_recv(talk.c);
}

/* @host says nothing, and its peer goes on. */
#define STAYS_SILENT(host, peer, because)                                        \
	SENDS(host, NOTHING, because),                                           \
		HAS_SOCKETS(peer, 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"), \
			    "it retransmits again and again")
#define UNSIGNED "no key, no RST: an unsigned one would be ignored"

static const struct promise promises[] = {
	WHILE(NOBODY),
	STAYS_SILENT("server", "client", UNSIGNED),
	WHILE(NO_KEY),
	STAYS_SILENT("server", "client", UNSIGNED),

	WHILE(HAS_KEY),
	SENDS("server", ONE(RST_REPLY, .md5 = IS(1)), "half-open (RFC 9293, 3.5.1), and signed"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPMD5NotFound", 0, "every segment was signed"),
	COUNTS("client", "TcpExtTCPMD5Failure", 0, "and signed correctly"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, "the two before were not even attempted"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", AS_EVER),
	{ 0 },
};

SCENARIO(md5_half_open) = {
	.name = "md5-half-open",
	.title = "a half-open connection with TCP MD5 signatures: only a listener with the key "
		 "resets it",
	.rfc = "RFC 2385, 4.1",
	.tags = "life half-open",
	.waits_for_timer = true,
	.cause = "half-open",
	.proves = "A rebooted router does not reset its signed BGP sessions until its daemon "
		  "listens again and has the key. Until then the other side gets no answer, where "
		  "without TCP MD5 it would be reset at once, and waits for its hold timer.",
	.why = "tcp_v4_send_reset() and tcp_v6_send_reset() answer a signed segment only with a "
	       "key: that of the socket, here of the listener (tcp_md5_do_lookup()). Without a "
	       "socket they look for a listener at the segment's source port, which is the other "
	       "side's: that finds a key only if the host's own client has died.",
	.needs = "tcp_md5sig tcp_repair",
	.play = play,
	.promises = promises,
};

/* ---- An abort -----------------------------------------------------------------------------------
 */

static void play_abort(struct lab *lab)
{
	struct talk talk = begin(lab);

	talk_leave_unread(lab, &talk);
	chapter(lab, ABORTS);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises_abort[] = {
	WHILE(ABORTS),
	SENDS("server",
	      ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .open = IS(1), .len = IS(0),
		  .timestamps = IS(0), .md5 = IS(1)),
	      "an abort (RFC 9293, 3.6.1), signed like every segment (RFC 2385, 2.0); timestamps "
	      "do not fit beside the digest: tcp_syn_options()"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPMD5NotFound", 0, "the RST was signed"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(md5_half_open_control) = {
	.name = "md5-half-open-control",
	.title = "control: a side that aborts a connection with TCP MD5 signatures signs the RST",
	.rfc = "RFC 2385, 2.0",
	.tags = "close control",
	.cause = "abort-unread",
	.proves = "A side that aborts has the key, so its RST is signed and accepted at once.",
	.why = "tcp_send_active_reset() sends through the socket: __tcp_transmit_skb() signs if "
	       "the socket has a key.",
	.needs = "tcp_md5sig",
	.play = play_abort,
	.promises = promises_abort,
};

/* ---- The side that had connected ----------------------------------------------------------------
 */

#define WRONG_KEY "the secret of last year"

#define NO_LISTENER "the client has forgotten it, and does not listen"
#define OTHER_KEY   "it listens at the same port, with another key"

static void play_active(struct lab *lab)
{
	struct talk talk = begin(lab);
	struct sock *listener = tcp_socket(talk.client, TCP);

	forget(talk.c);

	chapter(lab, NO_LISTENER);
	tcp_send(talk.s, "Are you still there?\n");
	hears(lab, "client", "server", NO_LISTENER);

	chapter(lab, OTHER_KEY);
	tcp_md5(listener, "server", WRONG_KEY);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	hears(lab, "client", "server", OTHER_KEY);

	chapter(lab, HAS_KEY);
	tcp_md5(listener, "server", KEY);
	await_sent(lab, "client", "RST");
	settle(lab);
	tcp_recv(talk.s);
}

static const struct promise promises_active[] = {
	WHILE(NO_LISTENER),
	STAYS_SILENT("client", "server", UNSIGNED),
	WHILE(OTHER_KEY),
	STAYS_SILENT("client", "server",
		     "the digest is not of this key: no RST for what may be forged"),

	WHILE(HAS_KEY),
	SENDS("client", ONE(RST_REPLY, .md5 = IS(1)), "half-open (RFC 9293, 3.5.1), and signed"),
	CALL_FAILS("server", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("server", "TcpExtTCPMD5NotFound", 0, "the RST was signed"),
	COUNTS("server", "TcpExtTCPMD5Failure", 0, "with the right key"),
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpOutRsts", 1, "the two before were not even tried"),
	RESETS("client", 1, "NO_SOCKET", "NONE", "no socket has this connection's ports"),
	{ 0 },
};

SCENARIO(md5_half_open_active) = {
	.name = "md5-half-open-active",
	.title = "the side that had connected loses a signed connection: the key is that of its "
		 "listener at the peer's port",
	.rfc = "RFC 2385, 4.1",
	.tags = "life half-open",
	.waits_for_timer = true,
	.cause = "half-open",
	.proves =
		"A BGP speaker that had opened a signed session and then rebooted can reset the old "
		"one, though its ephemeral port has no socket: its daemon listens at port 179 with "
		"the peer's key, and that is the port the peer sends from. With another key there "
		"it stays silent, and the peer waits for its hold timer.",
	.why = "Without a socket, tcp_v4_send_reset() and tcp_v6_send_reset() look for a listener at "
	       "the source port of the segment, and for the peer's key in it. They check the digest "
	       "of the segment with that key before they answer, and sign the RST with it.",
	.needs = "tcp_md5sig tcp_repair",
	.play = play_active,
	.promises = promises_active,
};
