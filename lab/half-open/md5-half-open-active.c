/* SPDX-License-Identifier: GPL-2.0-only */
/* md5-half-open-active - the side that had connected forgets a signed connection: whose key? */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

#define KEY       "a secret of two"
#define WRONG_KEY "the secret of last year"

#define NOBODY    "the client has forgotten it, and does not listen"
#define OTHER_KEY "it listens at the same port, with another key"
#define HAS_KEY   "and gets the key"

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	tcp_md5(talk.listener, "client", KEY);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_md5(talk.c, "server", KEY);
	tcp_connect_to(talk.c, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	talk_exchange(lab, &talk);

	struct sock *listener = tcp_socket(talk.client, TCP);

	tcp_set(talk.c, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(talk.c);

	chapter(lab, NOBODY);
	tcp_send(talk.s, "Are you still there?\n");
	await_segment(lab, "client", "PSH");
	settle(lab);
	look(lab, "server", NOBODY);

	chapter(lab, OTHER_KEY);
	tcp_md5(listener, "server", WRONG_KEY);
	tcp_bind(listener, SERVICE_PORT);
	tcp_listen_on(listener, 5);
	await_segment(lab, "client", "PSH");
	settle(lab);
	look(lab, "server", OTHER_KEY);

	chapter(lab, HAS_KEY);
	tcp_md5(listener, "server", KEY);
	await_sent(lab, "client", "RST");
	settle(lab);
	tcp_recv(talk.s);
}

#define SILENT(because)                                                              \
	SENDS("client", NOTHING, because),                                           \
		HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"), \
			    "it sends again and again")

static const struct promise promises[] = {
	WHILE(NOBODY),
	SILENT("no key, no RST: an unsigned one would be ignored"),
	WHILE(OTHER_KEY),
	SILENT("the digest is not of this key: no RST for what may be forged"),

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
	.play = play,
	.promises = promises,
};
