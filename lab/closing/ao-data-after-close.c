/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-data-after-close - data arrive after close(), on a connection with TCP-AO. */
#include "scenario.h"

#define KEY "a secret of two"

#define AFTER "the client sends"

enum { KEY_ID = 7 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	tcp_ao(talk.listener, "client", KEY_ID, KEY);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_ao(talk.c, "server", KEY_ID, KEY);

	chapter(lab, "a signed connection");
	tcp_connect_to(talk.c, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	tcp_close(talk.listener);

	chapter(lab, "the server closes");
	tcp_half_close(talk.s);
	settle(lab);
	tcp_close(talk.s);

	chapter(lab, AFTER);
	tcp_send(talk.c, "Hello world.\n");
	settle(lab);
	look(lab, "server", AFTER);
	tcp_send(talk.c, "Hello?\n");
}

static const struct promise promises[] = {
	WHILE(AFTER),
	SENDS("server", ONE(RST_REPLY, .ao = IS(1)),
	      "data after CLOSE: a RST to show that data was lost (RFC 9293, 3.6.1), and signed"),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER),
	HAS_SOCKETS("server", 0, AFTER, AT_PORT(SERVICE_PORT, ANY_STATE), "FIN-WAIT-2 has ended"),

	IN_ALL,
	CALL_RETURNS("server", "recv", 7, "both have the key (RFC 5925, 7.3)"),
	COUNTS("client", "TcpExtTCPAORequired", 0, "every segment is signed"),
	COUNTS("client", "TcpExtTCPAOBad", 0, "and signed correctly"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	RESETS("server", 1, "TCP_TIMEWAIT_SOCKET", "TIME-WAIT",
	       "tcp_timewait_state_process(): TCP_TW_RST"),
	{ 0 },
};

SCENARIO(ao_data_after_close) = {
	.name = "ao-data-after-close",
	.title = "data arrives after close() on a connection with TCP-AO: a signed RST",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "close",
	.cause = "data-after-close",
	.proves = "On a connection with TCP-AO, data that arrives after close() is answered with a "
		  "signed RST, which the peer accepts. With TCP MD5 it gets no answer "
		  "(md5-data-after-close).",
	.why = "close() leaves a TIME-WAIT socket in FIN-WAIT-2, and tcp_ao_time_wait() passes "
	       "the keys on to it. For data tcp_timewait_state_process() asks for a RST, and "
	       "tcp_ao_prepare_reset() finds the traffic key there. For TCP MD5 only a full "
	       "socket is searched.",
	.needs = "tcp_ao",
	.play = play,
	.promises = promises,
};
