/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-rst-ignored - RSTs with the right number and no right signature, on a connection with TCP-AO.
 */
#include "scenario.h"

#define KEY "a secret of two"

#define USED        "the connection is used"
#define UNSIGNED    "a RST that is not signed"
#define WRONG       "a RST with a wrong signature"
#define UNKNOWN_KEY "a RST signed by a key that nobody has"
#define GOES_ON     "the connection goes on"
#define ABORTS      "the server closes with unread data"

enum { KEY_ID = 7 };

static struct talk begin(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);

	tcp_ao(talk.listener, "client", KEY_ID, KEY);
	talk.c = tcp_socket(talk.client, TCP);
	tcp_ao(talk.c, "server", KEY_ID, KEY);
	tcp_connect_to(talk.c, "server", SERVICE_PORT);
	talk.s = tcp_accept(talk.listener);
	return talk;
}

/* The option of HMAC-SHA-1-96: KeyID, RNextKeyID, 12 bytes (RFC 5925, 2.2). */
static void forge_reset(struct lab *lab, const struct talk *talk, uint32_t seq, const char *title,
			const uint8_t *option)
{
	chapter(lab, title);
	forge(talk->s, &(struct raw_segment){ .flags = "RST",
					      .seq = seq,
					      .option = option,
					      .option_size = option ? 16 : 0 });
	settle(lab);
	look(lab, "client", title);
}

static void play(struct lab *lab)
{
	static const uint8_t wrong[16] = { 29, 16, KEY_ID, KEY_ID, 0x5e };
	static const uint8_t unknown[16] = { 29, 16, KEY_ID + 1, KEY_ID, 0x5e };
	struct talk talk = begin(lab);

	ghost_beside(lab, "router");
	chapter(lab, USED);
	tcp_send(talk.c, "Hello.\n");
	tcp_recv(talk.s);
	struct heard answer = await_sent(lab, "server", "ACK");

	forge_reset(lab, &talk, answer.seq, UNSIGNED, NULL);
	forge_reset(lab, &talk, answer.seq, WRONG, wrong);
	forge_reset(lab, &talk, answer.seq, UNKNOWN_KEY, unknown);

	chapter(lab, GOES_ON);
	tcp_send(talk.s, "Still here.\n");
	tcp_recv(talk.c);
}

#define EXACT "forged: what the client expects next of the server"
#define FORGED(signed_so)                                                                         \
	SENDS("router", ONE(.flags = "RST", .seq = SEG_ACK, .ao = IS(signed_so), .forged = true), \
	      EXACT)
#define LIVES                                                                       \
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),        \
		    "what does not authenticate is no RST at all (RFC 5925, 7.5)"), \
		SENDS("client", NOTHING, "and is not answered")

static const struct promise promises[] = {
	WHILE(UNSIGNED),
	FORGED(0),
	LIVES,
	WHILE(WRONG),
	FORGED(1),
	LIVES,
	WHILE(UNKNOWN_KEY),
	FORGED(1),
	LIVES,

	WHILE(GOES_ON),
	CALL_RETURNS("client", "recv", 12, "nothing has happened to it"),

	IN_ALL,
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("server", NO("~RST"), "none from the server"),
	COUNTS("client", "TcpExtTCPAORequired", 1, "of the one that is not signed"),
	COUNTS("client", "TcpExtTCPAOBad", 1, "of the wrong signature"),
	COUNTS("client", "TcpExtTCPAOKeyNotFound", 1, "of the key that it has not"),
	COUNTS("client", "TcpEstabResets", 0, "no connection was reset"),
	COUNTS("client", "TcpExtTCPChallengeACK", 0, "their numbers were not even looked at"),
	NO_RESET(ANY_HOST, "no TCP has sent one"),
	{ 0 },
};

SCENARIO(ao_rst_ignored) = {
	.name = "ao-rst-ignored",
	.title =
		"RSTs with the right number on a connection with TCP-AO, unsigned or wrongly signed",
	.rfc = "RFC 5925, 7.5",
	.tags = "way raw life control",
	.cause = "forged",
	.proves =
		"On a connection with TCP-AO a RST in the name of the other side is worth nothing without "
		"its signature, though its number is exactly the next one: no reset, no challenge ACK, "
		"the connection goes on. Without TCP-AO the same RST ends it (rst-forged-exact). Only "
		"TCPAORequired, TCPAOBad or TCPAOKeyNotFound tell of it.",
	.why = "tcp_v4_rcv() and tcp_v6_rcv() ask tcp_inbound_hash() before they look at flags and "
	       "numbers. It drops what has no option of TCP-AO where the socket has a key for that "
	       "peer, what names a key that the socket has not, and what does not verify.",
	.topology = "routed",
	.needs = "tcp_ao",
	.play = play,
	.promises = promises,
};

/* ---- One that is signed -------------------------------------------------------------------------
 */

static void play_signed(struct lab *lab)
{
	struct talk talk = begin(lab);

	talk_leave_unread(lab, &talk);
	chapter(lab, ABORTS);
	tcp_close(talk.s);
	settle(lab);
	tcp_recv(talk.c);
}

static const struct promise promises_signed[] = {
	WHILE(ABORTS),
	SENDS("server",
	      ONE(.flags = "RST,ACK", .seq = SND_NXT, .ack = RCV_NXT, .open = IS(1), .len = IS(0),
		  .timestamps = IS(0), .ao = IS(1)),
	      "an abort (RFC 9293, 3.6.1), signed as each segment is (RFC 5925, 7.4); there is no "
	      "room for timestamps beside it and SACK: tcp_synack_options()"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPAORequired", 0, "it was signed"),
	COUNTS("client", "TcpExtTCPAOBad", 0, "and rightly so"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(ao_rst_ignored_control) = {
	.name = "ao-rst-ignored-control",
	.title = "control: who aborts a connection with TCP-AO signs the RST, and it is taken",
	.rfc = "RFC 5925, 7.4",
	.tags = "close control",
	.cause = "abort-unread",
	.proves =
		"A side that aborts has the traffic key of the connection, so its RST is signed, and is "
		"believed at once.",
	.why = "tcp_send_active_reset() sends by the socket: __tcp_transmit_skb() signs by the key that "
	       "tcp_get_current_key() finds there.",
	.needs = "tcp_ao",
	.play = play_signed,
	.promises = promises_signed,
};
