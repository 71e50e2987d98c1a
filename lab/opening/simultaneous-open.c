/* SPDX-License-Identifier: GPL-2.0-only */
/* simultaneous-open - two connect to one another at the same time: the SYNs cross. */
#include "scenario.h"

struct crossing {
	struct sock *c;
	struct raw_segment ack; /* of the client's SYN */
};

static struct crossing cross(struct lab *lab)
{
	struct crossing open = { .c = tcp_socket(actor_start(lab, "client", "client"), TCP) };
	ghost_beside(lab, "server");

	chapter(lab, "the SYNs cross");
	tcp_connect_begin(open.c, "ghost", SERVICE_PORT);
	open.ack = raw_cross(lab, "client");
	settle(lab);
	look(lab, "client", "crossed");
	return open;
}

#define CLIENT_IS(state, label, ...) \
	HAS_SOCKETS("client", 1, label, AT_PORT(SERVICE_PORT, state), __VA_ARGS__)
#define CROSSED CLIENT_IS("SYN-RECEIVED", "crossed", "enter SYN-RECEIVED (RFC 9293, 3.10.7.3)")

/* ---- As in figure 7 -----------------------------------------------------------------------------
 */

static void play(struct lab *lab)
{
	struct crossing open = cross(lab);
	struct raw_segment syn_ack = open.ack, data = open.ack;

	chapter(lab, "the SYN-ACKs cross");
	syn_ack.flags = "SYN,ACK";
	syn_ack.seq--;
	raw_send(lab, &syn_ack);
	settle(lab);
	look(lab, "client", "crossed again");

	chapter(lab, "the other side sends");
	data.flags = "PSH,ACK";
	data.data = "Hello.\n";
	raw_send(lab, &data);
	tcp_connect_end(open.c);
	tcp_recv(open.c);
	settle(lab);
}

static const struct change syn_ack_taken = {
	"6.1.110 6.6.51 6.10.10 6.11",
	"23e89e8ee7be (tcp: Don't drop SYN+ACK for simultaneous connect().)",
};

static const struct promise promises[] = {
	WHILE("the SYNs cross"),
	SENDS("client", SOME(.flags = "SYN,ACK", .ack = SEG_END),
	      "a SYN in SYN-SENT: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> (3.10.7.3)"),
	CROSSED,

	WHILE("the SYN-ACKs cross"),
	CLIENT_IS("ESTABLISHED", "crossed again",
		  "both become ESTABLISHED (RFC 9293, 3.5, figure 7)", .with = &syn_ack_taken),
	CLIENT_IS("SYN-RECEIVED", "crossed again",
		  "tcp_validate_incoming() drops the SYN-ACK for its SYN",
		  .without = &syn_ack_taken),

	IN_ALL,
	CALL_WORKS("client", "connect", "connect() waits for this"),
	CALL_RETURNS("client", "recv", 7, "and the connection works"),
	SENDS("client", NO("~RST"), "neither side is reset"),
	COUNTS("client", "TcpOutRsts", 0, AS_EVER),
	COUNTS("client", "TcpAttemptFails", 0, AS_EVER),
	{ 0 },
};

SCENARIO(simultaneous_open) = {
	.name = "simultaneous-open",
	.title = "control: two hosts connect to each other at the same time",
	.rfc = "RFC 9293, 3.5",
	.tags = "set-up control raw",
	.proves = "A SYN that is answered with a SYN is no error: crossed SYNs make one "
		  "connection, and no RST.",
	.why = "RFC 9293, 3.5, figure 7: each side answers the other's SYN with a SYN,ACK, and "
	       "each of these is the acknowledgement that the other waits for. TCP must support "
	       "it (MUST-10). In Linux a SYN without ACK moves SYN-SENT to SYN-RECEIVED, and the "
	       "SYN,ACK, although a SYN, moves that to ESTABLISHED.",
	.play = play,
	.promises = promises,
};

/* ---- An ACK that acknowledges nothing -----------------------------------------------------------
 */

static void play_iss(struct lab *lab)
{
	struct crossing open = cross(lab);

	chapter(lab, "an ACK of the ISS alone");
	open.ack.ack--;
	raw_send(lab, &open.ack);
	settle(lab);
	look(lab, "client", "nothing is acknowledged");

	chapter(lab, "an ACK of the SYN");
	open.ack.ack++;
	raw_send(lab, &open.ack);
	tcp_connect_end(open.c);
	settle(lab);
}

static const struct promise promises_iss[] = {
	WHILE("the SYNs cross"),
	CROSSED,

	WHILE("an ACK of the ISS alone"),
	SENDS("client", ONE(RST_REPLY),
	      "SEG.ACK = SND.UNA: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.4, fifth)",
	      .known_broken = true),
	CLIENT_IS("SYN-RECEIVED", "nothing is acknowledged",
		  "the connection stays as it is (RFC 9293, 3.5.2, group 2)", .known_broken = true),

	IN_ALL,
	CALL_WORKS("client", "connect", "SEG.ACK = SND.NXT is acceptable"),
	COUNTS("client", "TcpOutRsts", 1, "tcp_v4_send_reset() would count it",
	       .known_broken = true),
	{ 0 },
};

SCENARIO(simultaneous_open_iss) = {
	.name = "simultaneous-open-iss",
	.title = "crossed SYNs, then an ACK of the ISS, which acknowledges nothing",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up raw",
	.cause = "unacceptable-ack",
	.proves = "In SYN-RECEIVED an ACK must acknowledge the SYN, or be answered with a RST. "
		  "Linux resets one that is lower or higher (syn-received-bad-ack), but accepts "
		  "one that is exactly the ISS and completes the handshake.",
	.why = "Until the SYN is acknowledged, SND.UNA is the ISS, so SEG.ACK = ISS is not "
	       "acceptable in SYN-RECEIVED (RFC 9293, 3.10.7.4, fifth): SND.UNA < SEG.ACK =< "
	       "SND.NXT, or a RST. Linux accepts it: for an acknowledgement that repeats "
	       "SND.UNA, tcp_ack() reports that it is neither old nor of unsent data, and "
	       "tcp_rcv_state_process() checks no more. For a listener's request, "
	       "tcp_check_req() compares exactly, so this case needs a crossed SYN.",
	.play = play_iss,
	.promises = promises_iss,
	.known_issue =
		"A socket in SYN-SENT receives a SYN without ACK (crossed SYNs), goes to "
		"SYN-RECEIVED and sends its SYN,ACK. Then it receives "
		"<SEQ=IRS+1><ACK=ISS><CTL=ACK>, where ISS is its own initial sequence number: "
		"SND.UNA is ISS, so it acknowledges nothing. The socket sends no RST and becomes "
		"ESTABLISHED, and connect() returns 0. ACK = ISS - 1 and ACK = ISS + 2 are reset "
		"correctly.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: simultaneous open accepts an ACK that is not of our SYN",
			.wants = "RFC 9293, 3.10.7.4, fifth, SYN-RECEIVED STATE: only SND.UNA < "
				 "SEG.ACK =< SND.NXT is acceptable; any other ACK is answered "
				 "with <SEQ=SEG.ACK><CTL=RST>, and the socket stays in "
				 "SYN-RECEIVED.",
			.since = "Linux 5.10.262, 6.1.192, 6.12.118, 6.18.15, 6.18.44 and 7.3.4, "
				 "over both IPv4 and IPv6.",
			.function =
				"tcp_ack() sees ack == snd_una, which is neither before() it nor "
				"after() snd_nxt, and returns a positive value. "
				"tcp_rcv_state_process() treats that as acceptable and does not "
				"check whether snd_una has moved. The request sockets of "
				"listeners compare exactly (tcp_check_req()).",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0\n"
				  "+0 connect(3, ..., ...) = -1 EINPROGRESS (in progress)\n"
				  "+0 > S 0:0(0) <...>\n"
				  "+0 < S 0:0(0) win 1000           // the SYNs cross\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < . 1:1(0) ack 0 win 1000     // acknowledges nothing\n"
				  "// to be: > R 0:0(0), and EAGAIN\n"
				  "+0 write(3, ..., 5) = 5          // ESTABLISHED\n",
		},
};
