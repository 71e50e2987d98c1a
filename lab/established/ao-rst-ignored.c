/* SPDX-License-Identifier: GPL-2.0-only */
/* ao-rst-ignored - RSTs with the right number and no right signature, on a connection with TCP-AO.
 */
#include "scenario.h"

#define KEY "a secret of two"

#define USED        "the connection is used"
#define UNSIGNED    "an unsigned RST"
#define WRONG       "a RST with a wrong signature"
#define UNKNOWN_KEY "a RST signed with an unknown key"
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

#define EXACT "forged: the next sequence number that the client expects from the server"
#define FORGED(signed_so)                                                                         \
	SENDS("router", ONE(.flags = "RST", .seq = SEG_ACK, .ao = IS(signed_so), .forged = true), \
	      EXACT)
#define LIVES                                                                                   \
	HAS_SOCKETS("client", 1, HERE, AT_PORT(SERVICE_PORT, "ESTABLISHED"),                    \
		    "a RST that fails authentication does not count as a RST (RFC 5925, 7.5)"), \
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
	CALL_RETURNS("client", "recv", 12, "the connection is unaffected"),

	IN_ALL,
	SENDS("client", NO("~RST"), "no RST from the client"),
	SENDS("server", NO("~RST"), "none from the server"),
	COUNTS("client", "TcpExtTCPAORequired", 1, "for the unsigned one"),
	COUNTS("client", "TcpExtTCPAOBad", 1, "for the wrong signature"),
	COUNTS("client", "TcpExtTCPAOKeyNotFound", 1, "for the unknown key"),
	COUNTS("client", "TcpEstabResets", 0, "no connection was reset"),
	COUNTS("client", "TcpExtTCPChallengeACK", 0, "the sequence numbers were not even checked"),
	NO_RESET(ANY_HOST, "no TCP stack sent one"),
	{ 0 },
};

SCENARIO(ao_rst_ignored) = {
	.name = "ao-rst-ignored",
	.title =
		"RSTs with the right number on a connection with TCP-AO, unsigned or wrongly signed",
	.rfc = "RFC 5925, 7.5",
	.tags = "way raw life control",
	.cause = "forged",
	.proves = "On a connection with TCP-AO, a forged RST without a valid signature has no "
		  "effect, even with exactly the next sequence number: no reset, no challenge ACK, "
		  "the connection continues. Without TCP-AO the same RST ends it "
		  "(rst-forged-exact). Only TCPAORequired, TCPAOBad or TCPAOKeyNotFound show it.",
	.why = "tcp_v4_rcv() and tcp_v6_rcv() call tcp_inbound_hash() before they look at flags "
	       "and numbers. It drops a segment that has no TCP-AO option where the socket has a "
	       "key for that peer, one that names a key the socket does not have, and one whose "
	       "signature is wrong.",
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
	      "an abort (RFC 9293, 3.6.1), signed like every segment (RFC 5925, 7.4); timestamps "
	      "do not fit beside it and SACK: tcp_synack_options()"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpExtTCPAORequired", 0, "the RST was signed"),
	COUNTS("client", "TcpExtTCPAOBad", 0, "and signed correctly"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	{ 0 },
};

SCENARIO(ao_rst_ignored_control) = {
	.name = "ao-rst-ignored-control",
	.title = "control: a side that aborts a connection with TCP-AO signs the RST, and it is "
		 "accepted",
	.rfc = "RFC 5925, 7.4",
	.tags = "close control",
	.cause = "abort-unread",
	.proves = "A side that aborts has the connection's traffic key, so its RST is signed and "
		  "accepted at once.",
	.why = "tcp_send_active_reset() sends through the socket: __tcp_transmit_skb() signs "
	       "with the key that tcp_get_current_key() finds there.",
	.needs = "tcp_ao",
	.play = play_signed,
	.promises = promises_signed,
};
