/* SPDX-License-Identifier: GPL-2.0-only */
/* urgent-after-fin - a known issue: who has said FIN can still speak urgently */
#include "scenario.h"

#define OPEN  "urgent data in ESTABLISHED"
#define ENDED "a FIN"
#define AFTER "urgent data after the FIN"

enum { GHOST_PORT = 4000 };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, TCP);
	ghost_beside(lab, "client");

	chapter(lab, OPEN);
	struct raw_segment next = raw_connect(lab, "server", GHOST_PORT, SERVICE_PORT);
	struct sock *s = tcp_accept(talk.listener);
	next.flags = "URG,PSH,ACK";
	next.data = "!";
	raw_send(lab, &next);
	settle(lab);
	tcp_poll(s);

	chapter(lab, ENDED);
	next = raw_connect(lab, "server", GHOST_PORT + 1, SERVICE_PORT);
	s = tcp_accept(talk.listener);
	next.flags = "FIN,ACK";
	raw_send(lab, &next);
	tcp_recv(s);
	tcp_poll(s);

	chapter(lab, AFTER);
	next.flags = "URG,PSH,ACK";
	next.seq++;
	next.data = "!";
	raw_send(lab, &next);
	settle(lab);
	tcp_poll(s);
	tcp_recv(s);
	look(lab, "server", AFTER);
}

static const struct promise promises[] = {
	WHILE(OPEN),
	POLLS("server", POLLPRI | POLLOUT,
	      "the user is told of urgent data (RFC 9293, 3.10.7.4, sixth)"),

	WHILE(ENDED),
	CALL_RETURNS("server", "recv", 0, "the end of the stream"),
	POLLS("server", POLLIN | POLLOUT | POLLRDHUP, AS_EVER),

	WHILE(AFTER),
	POLLS("server", POLLIN | POLLOUT | POLLRDHUP,
	      "CLOSE-WAIT: ignore the URG (RFC 9293, 3.10.7.4, sixth)", .known_broken = true),
	CALL_RETURNS("server", "recv", 0, "the stream has ended: no byte of it can be read"),
	HAS_SOCKETS("server", 1, HERE, AT_PORT(SERVICE_PORT, "CLOSE-WAIT"),
		    "a FIN has arrived, and its own side is open (RFC 9293, 3.3.2)"),

	IN_ALL,
	SENDS("server", NO("~RST"), "none of this is a reason to reset"),
	NO_RESET(ANY_HOST, AS_EVER),
	{ 0 },
};

SCENARIO(urgent_after_fin) = {
	.name = "urgent-after-fin",
	.title = "urgent data after a FIN is reported",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "close raw control",
	.proves = "A peer that has sent a FIN, or an attacker in its name, can still raise POLLPRI "
		  "and SIGURG. No byte comes with it, and nothing is reset; but a program that "
		  "takes POLLPRI for urgent data will find none.",
	.why = "In CLOSE-WAIT, CLOSING, LAST-ACK and TIME-WAIT, the sixth step, \"check the URG "
	       "bit\", must be skipped: no URG can come after a FIN (RFC 9293, 3.10.7.4). "
	       "tcp_rcv_state_process() calls tcp_urg() in each of these, and tcp_urg() does not "
	       "check the state.",
	.play = play,
	.promises = promises,
	.known_issue =
		"A connection is in CLOSE-WAIT, CLOSING or LAST-ACK, so its peer has sent its "
		"FIN. A segment with URG and a byte at RCV.NXT arrives. The byte is not "
		"accepted, but poll() reports POLLPRI from then on, and the owner of the socket "
		"gets SIGURG.",
	.upstream =
		&(const struct upstream){
			.subject = "tcp: URG is processed after a FIN",
			.wants =
				"RFC 9293, 3.10.7.4, sixth, check the URG bit, CLOSE-WAIT STATE, CLOSING STATE, "
				"LAST-ACK STATE, TIME-WAIT STATE: this should not occur since a FIN has been "
				"received from the remote side. Ignore the URG.",
			.since = "Linux 6.1.192, 6.12.118 and 6.18.44, over both IPv4 and IPv6.",
			.function =
				"tcp_rcv_state_process(): \"step 6: check the URG bit\" is "
				"tcp_urg(), in each state but LISTEN and CLOSED. It "
				"need not be called if sk->sk_shutdown has RCV_SHUTDOWN and the "
				"FIN has arrived.",
			.script = "+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"
				  "+0 setsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
				  "+0 bind(3, ..., ...) = 0\n"
				  "+0 listen(3, 1) = 0\n"
				  "+0 < S 0:0(0) win 1000\n"
				  "+0 > S. 0:0(0) ack 1 <...>\n"
				  "+0 < . 1:1(0) ack 1 win 1000\n"
				  "+0 accept(3, ..., ...) = 4\n"
				  "+0 < F. 1:1(0) ack 1 win 1000\n"
				  "+0 > . 1:1(0) ack 2\n"
				  "+0 read(4, ..., 1) = 0\n"
				  "+0 < UP. 2:3(1) ack 1 win 1000\n"
				  "// to be: 0, and no POLLPRI\n"
				  "+0 poll([{fd=4, events=POLLPRI, revents=POLLPRI}], 1, 0) = 1\n",
		},
};
