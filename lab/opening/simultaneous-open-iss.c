/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * simultaneous-open-iss - after crossed SYNs, an ACK that acknowledges nothing.
 *
 * RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED: SND.UNA < SEG.ACK =< SND.NXT, or a RST
 * <SEQ=SEG.ACK><CTL=RST>. SND.UNA is the ISS until the SYN is acknowledged, so SEG.ACK = ISS is not
 * acceptable. Linux takes it: tcp_ack() says of an acknowledgement that repeats SND.UNA that it is
 * neither old nor of unsent data, and tcp_rcv_state_process() asks no more. A listener's request is
 * compared exactly, in tcp_check_req(), so that the case needs a crossed SYN.
 */
#include "scenario.h"

enum { ISS = 77000 };

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct sock *c = tcp_socket(client, TCP);
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(c, "ghost", SERVICE_PORT);
	struct heard syn = await_sent(lab, "client", "SYN");
	struct raw_segment segment = { .to = "client",
				       .sport = SERVICE_PORT,
				       .dport = syn.sport,
				       .flags = "SYN",
				       .seq = ISS,
				       .window = 1000 };
	raw_send(lab, &segment);
	await_sent(lab, "client", "SYN,ACK");
	settle(lab);
	look(lab, "client", "crossed");

	chapter(lab, "an ACK of the ISS alone");
	segment.flags = "ACK";
	segment.seq = ISS + 1;
	segment.ack = syn.seq;
	raw_send(lab, &segment);
	settle(lab);
	look(lab, "client", "nothing is acknowledged");

	chapter(lab, "an ACK of the SYN");
	segment.ack = syn.next;
	raw_send(lab, &segment);
	tcp_connect_end(c);
	settle(lab);
}

static const struct promise promises[] = {
	{ SOCKET, "client", "enter SYN-RECEIVED (RFC 9293, 3.10.7.3)",
	  .look = { "crossed", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ WIRE, "client", "SEG.ACK = SND.UNA: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)",
	  .known_broken = true,
	  .wire = { RST_REPLY, .chapter = "an ACK of the ISS alone", .count = IS(1) } },
	{ SOCKET, "client", "the connection stays as it is (RFC 9293, 3.5.2, group 2)",
	  .known_broken = true,
	  .look = { "nothing is acknowledged", "SYN-RECEIVED", SERVICE_PORT, .count = 1 } },
	{ COUNTER, "client", "tcp_v4_send_reset() would count it", .known_broken = true,
	  .counter = { "TcpOutRsts", 1 } },
	{ SOCKET, "client", "SEG.ACK = SND.NXT is acceptable", .call = { "connect" } },
	{ 0 },
};

SCENARIO(simultaneous_open_iss) = {
	.name = "simultaneous-open-iss",
	.title = "crossed SYNs, then an ACK of the ISS, which acknowledges nothing",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.proves =
		"In SYN-RECEIVED an ACK must acknowledge the SYN, or else be answered by RST. Linux "
		"resets one that is lower or higher (syn-received-bad-ack), and takes one that is "
		"exactly the ISS for the end of the handshake.",
	.story =
		"A client connects to an address that nobody owns, which connects to it at the same "
		"time: the SYNs cross. Then comes an ACK whose number is the client's ISS, and after it "
		"one that acknowledges the SYN.",
	.play = play,
	.promises = promises,
	.known_issue =
		"tcp: a simultaneous open accepts an ACK that does not acknowledge our SYN. "
		"A socket in SYN-SENT receives a SYN without ACK (crossed SYNs), goes to SYN-RECEIVED "
		"and sends its SYN,ACK. Then it receives <SEQ=IRS+1><ACK=ISS><CTL=ACK>, where ISS is its "
		"own initial sequence number: SND.UNA is ISS, so nothing is acknowledged. Expected by "
		"RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED STATE (only SND.UNA < SEG.ACK =< SND.NXT is "
		"acceptable): <SEQ=ISS><CTL=RST>, and the socket stays in SYN-RECEIVED. Observed on "
		"Linux 6.18.44: no RST, the socket becomes ESTABLISHED and connect() returns 0. "
		"tcp_ack() sees ack == snd_una, which is neither before() it nor after() snd_nxt, and "
		"returns a positive value; tcp_rcv_state_process() takes that as acceptable and does not "
		"ask whether snd_una has moved. ACK = ISS - 1 and ACK = ISS + 2 are reset as they should "
		"be, and the request sockets of listeners compare exactly (tcp_check_req()).",
};
