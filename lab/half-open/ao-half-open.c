/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-half-open - a connection with TCP-AO is half-open: who can sign a RST for it? */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define KEY "a secret of two"

#define NOBODY   "the server has forgotten it, and there is no listener"
#define NO_KEY   "a listener without the key"
#define HAS_KEY  "and gets the key"
#define GIVES_UP "the client gives up"
#define ANEW     "and connects again"

#define FIRST_WORD "the client sends for the first time"

enum { KEY_ID = 7 };

static void connect_signed(struct talk *talk)
{
	talk->c = tcp_socket(talk->client, TCP);
	tcp_ao(talk->c, "server", KEY_ID, KEY);
	tcp_connect_to(talk->c, "server", SERVICE_PORT);
}

static struct talk begin(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	tcp_ao(talk.listener, "client", KEY_ID, KEY);
	connect_signed(&talk);
	talk.s = tcp_accept(talk.listener);
	return talk;
}

static void forget(struct sock *sock)
{
	tcp_set(sock, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(sock);
}

/* Waits for data that the client sends again, and for what comes of it. */
static void hear(struct lab *lab, const char *title)
{
	await_segment(lab, "server", "PSH");
	settle(lab);
	look(lab, "client", title);
}

/* The client sends again and again; each time there is more to answer with, and never enough. */
static void play(struct lab *lab)
{
	struct talk talk = begin(lab);
	struct sock *listener = tcp_socket(talk.server, TCP);

	talk_exchange(lab, &talk);
	tcp_close(talk.listener);
	forget(talk.s);

	chapter(lab, NOBODY);
	tcp_send(talk.c, "Are you still there?\n");
	hear(lab, NOBODY);

	chapter(lab, NO_KEY);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	hear(lab, NO_KEY);

	chapter(lab, HAS_KEY);
	tcp_ao(listener, "client", KEY_ID, KEY);
	hear(lab, HAS_KEY);

	chapter(lab, GIVES_UP);
	tcp_set(talk.c, TCP_OPTION(IPPROTO_TCP, TCP_USER_TIMEOUT), 1);
	tcp_recv(talk.c);
	settle(lab);

	chapter(lab, ANEW);
	connect_signed(&talk);
	tcp_accept(listener);
}

static const struct promise promises[] = {
	WHILE_EACH(NOBODY, NO_KEY, HAS_KEY),
	SENDS("server", NOTHING,
	      "no traffic key without the initial sequence numbers, so no RST (RFC 5925, 7.7)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "it retransmits again and again"),

	WHILE(GIVES_UP),
	CALL_FAILS("client", "recv", ETIMEDOUT, "by its own timer (RFC 9293, 3.10.8)"),
	SENDS("server", NO("~RST"), "still none"),

	WHILE(ANEW),
	CALL_WORKS("client", "connect", "both sides know the numbers of a new connection"),

	IN_ALL,
	SENDS("client", NO("~RST"), "giving up sends nothing (RFC 9293, 3.10.8)"),
	COUNTS("client", "TcpExtTCPAbortOnTimeout", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 0, "none was even attempted"),
	NO_RESET(ANY_HOST, "nowhere"),
	{ 0 },
};

SCENARIO(ao_half_open) = {
	.name = "ao-half-open",
	.title = "a half-open connection with TCP-AO: no host can reset it, with or without the "
		 "key",
	.rfc = "RFC 5925, 7.7",
	.tags = "life half-open control",
	.waits_for_timer = true,
	.cause = "not-authentic",
	.proves = "A host that has restarted cannot reset a connection with TCP-AO, not even "
		  "when its daemon listens again and has the key; with TCP MD5 it could "
		  "(md5-half-open). The other side meets silence until its own timer gives up; a "
		  "new connection works at once.",
	.why = "The traffic key depends on the key and on both initial sequence numbers of the "
	       "connection (RFC 5925, 5.2), which a restarted host does not know. RFC 5925, 7.7, "
	       "recommends graceful restart, or saving the traffic keys. Without a socket "
	       "tcp_ao_prepare_reset() returns -ENOTCONN, and no RST is sent. A listener without "
	       "a key counts TCPAOKeyNotFound. With a key, tcp_inbound_ao_hash() treats the "
	       "segment as the third of a SYN cookie handshake and its numbers as the initial "
	       "ones. The signature is wrong (TCPAOBad), and the segment is dropped.",
	.needs = "tcp_ao tcp_repair",
	.play = play,
	.promises = promises,
};

/* ---- Before anything was said -------------------------------------------------------------------
 */

static void play_unused(struct lab *lab)
{
	struct talk talk = begin(lab);
	struct sock *listener = tcp_socket(talk.server, TCP);

	settle(lab);
	tcp_close(talk.listener);
	forget(talk.s);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	tcp_ao(listener, "client", KEY_ID, KEY);

	chapter(lab, FIRST_WORD);
	tcp_send(talk.c, "Are you there?\n");
	hear(lab, FIRST_WORD);
	tcp_recv_now(talk.c);

	chapter(lab, "the client forgets it, too");
	forget(talk.c);
	settle(lab);
}

static const struct promise promises_unused[] = {
	WHILE(FIRST_WORD),
	SENDS("server", SOME(RST_REPLY, .ao = IS(1)),
	      "half-open (RFC 9293, 3.5.1), and signed, with a traffic key from wrong numbers"),
	CALL_FAILS("client", "recv", EAGAIN, "the signature is wrong (RFC 5925, 7.5)"),
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and does not count as a RST for the client"),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAOBad", 0,
	       "the first segment after the handshake verifies: its numbers reveal the initial "
	       "ones"),
	COUNTS("client", "TcpExtTCPAORequired", 0, "the RST was signed"),
	{ 0 },
};

SCENARIO(ao_half_open_unused) = {
	.name = "ao-half-open-unused",
	.title = "a half-open connection with TCP-AO that was never used: the RST is not accepted",
	.rfc = "RFC 5925, 7.7",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "If nothing was ever sent on the connection, a restarted host whose daemon "
		  "listens again and has the key does send a signed RST. The other side drops it, "
		  "counts TCPAOBad, and retransmits. The resetting host counts its RSTs as sent.",
	.why = "The first segment after a handshake is one above the initial numbers, so "
	       "tcp_inbound_ao_hash() can guess them, and it verifies. tcp_ao_prepare_reset() "
	       "signs the RST; in LISTEN it takes the segment's number for the initial one of a "
	       "SYN, and 0 for the other: a traffic key that the client does not have.",
	.needs = "tcp_ao tcp_repair",
	.play = play_unused,
	.promises = promises_unused,
};
