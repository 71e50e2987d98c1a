/* SPDX-License-Identifier: GPL-2.0-only */
/* half-open - one side has forgotten the connection, the other has not noticed */
#include "scenario.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* However the server has forgotten, the client learns of it when it speaks. */
static void speak(struct lab *lab, const struct talk *talk)
{
	tcp_send(talk->c, "Are you still there?\n");
	settle(lab);
	tcp_recv(talk->c);
	tcp_send(talk->c, "Hello?\n");
}

static const struct promise unaware[] = {
	SENDS("client", NOTHING, "the client does not know and sends nothing"),
	SENDS("server", NOTHING, "and the server sends nothing"),
	HAS_SOCKETS("client", 1, "before it sends", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),
	{ 0 },
};

static const struct promise reset_in_listen[] = {
	SENDS("server", ONE(RST_REPLY),
	      "an acknowledgement in LISTEN: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.2)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER),
	{ 0 },
};

/* ---- Its service was killed, and started again --------------------------------------------------
 */

static void play_restarted(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, PLUGGED_IN);
	look(lab, "client", "before it sends");
	look(lab, "server", "service restarted");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise restarted[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	HAS_SOCKETS("server", 1, "service restarted", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "only the new listener is there"),
	ROWS_OF(unaware),

	WHILE("the client sends"),
	CALL_RETURNS("client", NTH(1, "send"), 21, "send() succeeds as if nothing had happened"),
	ROWS_OF(reset_in_listen),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the new listener"),
	{ 0 },
};

SCENARIO(half_open) = {
	.name = "half-open",
	.title = "the server was unplugged and its service restarted; the client did not notice",
	.section = "1.3",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "A client whose server has forgotten the connection notices nothing until it "
		  "sends. Then the server's kernel answers with a RST, because the old segment "
		  "meets a listener (TCP_FLAGS). The client gets ECONNRESET, and its next write "
		  "fails with EPIPE.",
	.why = "RFC 9293, 3.10.7.2: \"any acknowledgment is bad if it arrives on a connection "
	       "still in the LISTEN state\". So, with the service restarted, the kernel's reason "
	       "is TCP_FLAGS at the new listener and not NO_SOCKET: tcp_rcv_state_process(), "
	       "case TCP_LISTEN.\n"
	       "\n"
	       "The document's recipe, taken literally, leaves the old socket alive (see "
	       "half-open-orphan). Here the service has SO_LINGER {1, 0} set when it is killed: "
	       "its kernel aborts the connection while the interface is down. The RST is counted "
	       "but cannot leave, and no socket remains. A switch between the two lets the "
	       "client keep its carrier, as between real machines.",
	.topology = "switched",
	.play = play_restarted,
	.promises = restarted,
	.unsent = 1,
};

/* ---- It was killed, and stays so ----------------------------------------------------------------
 */

static void play_killed(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);
	tcp_linger(talk.s, true, 0);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, KILLED, PLUGGED_IN);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise killed[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	ROWS_OF(unaware),

	WHILE("the client sends"),
	CALL_RETURNS("client", NTH(1, "send"), 21, "send() succeeds as if nothing had happened"),
	SENDS("server", ONE(RST_REPLY), "no socket: <SEQ=SEG.ACK><CTL=RST> (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	CALL_FAILS("client", NTH(2, "send"), EPIPE, AS_EVER),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_STATE", "CLOSED",
	       "killed while unplugged: the RST could not "
	       "leave"),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(half_open_no_listener) = {
	.name = "half-open-no-listener",
	.title = "half-open, and nothing listens: the service was not restarted",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "Whether the service was restarted cannot be told from the wire: the RST and the "
		  "client's errno are those of half-open. The kernel's reason can: NO_SOCKET here, "
		  "TCP_FLAGS there.",
	.why = "The client's data finds neither connection nor listener: 3.10.7.1 instead of "
	       "3.10.7.2, and <SEQ=SEG.ACK><CTL=RST> in both.",
	.topology = "switched",
	.play = play_killed,
	.promises = killed,
	.unsent = 1,
};

/* ---- It was killed, and had not read all --------------------------------------------------------
 */

static void play_unread(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the client sends once more");
	tcp_send(talk.c, "And now?\n");
	await_unread(talk.s, 9);
	await_segment(lab, "client", "ACK");

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, RESTARTED, PLUGGED_IN);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise unread[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 0, "service killed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection"),
	ROWS_OF(unaware),

	WHILE("the client sends"),
	ROWS_OF(reset_in_listen),

	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at the kill, one was sent"),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED",
	       "killed while unplugged: the RST could not leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the new listener"),
	{ 0 },
};

SCENARIO(half_open_unread) = {
	.name = "half-open-unread",
	.title = "half-open: killed with unread data while the server was unplugged",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "The document's recipe for half-open does work without SO_LINGER if the service "
		  "has unread data when it is killed: the kernel aborts instead of leaving an "
		  "orphan, its RST is lost because the link is down, and nothing of the connection "
		  "remains.",
	.why = "A close with unread data sends a RST instead of a FIN (RFC 9293, 3.6.1). This "
	       "needs no socket option, and a busy service makes it likely.",
	.topology = "switched",
	.play = play_unread,
	.promises = unread,
	.unsent = 1,
};

/* ---- The administrator killed the connection ----------------------------------------------------
 */

static void play_destroyed(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the server is unplugged");
	talk_half_open(lab, &talk, DESTROYED, PLUGGED_IN);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise destroyed[] = {
	WHILE("the server is unplugged"),
	HAS_SOCKETS("server", 1, "connection destroyed", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection; the listener stays"),
	CALL_FAILS("server", "recv", ECONNABORTED,
		   "the service is told: tcp_abort() with ECONNABORTED"),
	ROWS_OF(unaware),

	WHILE("the client sends"),
	ROWS_OF(reset_in_listen),

	IN_ALL,
	COUNTS("server", "TcpEstabResets", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 2, "one was counted at tcp_abort(), one was sent"),
	RESETS("server", 1, "TCP_STATE", "ESTABLISHED",
	       "tcp_abort() while unplugged: the RST could not leave"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the listener"),
	{ 0 },
};

SCENARIO(half_open_destroy) = {
	.name = "half-open-destroy",
	.title = "half-open by SOCK_DESTROY (ss -K) while the server was unplugged",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "`ss -K` aborts a connection, and its RST is sent once: with the interface down "
		  "it is lost, and the peer stays ESTABLISHED until it sends. The service gets "
		  "ECONNABORTED at once, the client ECONNRESET much later.",
	.why = "SOCK_DESTROY is the ABORT call of RFC 9293, 3.10.5: tcp_abort(). The service "
	       "keeps running and listening, so the client's later data meets its listener "
	       "(TCP_FLAGS).",
	.topology = "switched",
	.needs = "sock_destroy",
	.play = play_destroyed,
	.promises = destroyed,
	.unsent = 1,
};

/* ---- Its socket was dropped without a word ------------------------------------------------------
 */

static void play_repair(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the server drops its socket");
	tcp_set(talk.s, TCP_OPTION(IPPROTO_TCP, TCP_REPAIR), 1);
	tcp_close(talk.s);
	settle(lab);
	look(lab, "server", "socket dropped");
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise repair[] = {
	WHILE("the server drops its socket"),
	CALL_RETURNS("server", "setsockopt", 0, "the socket may be repaired: CAP_NET_ADMIN"),
	HAS_SOCKETS("server", 1, "socket dropped", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "the kernel has forgotten the connection; the listener stays"),
	ROWS_OF(unaware),

	WHILE("the client sends"),
	ROWS_OF(reset_in_listen),

	IN_ALL,
	COUNTS("server", "TcpEstabResets", 1, "it still went to CLOSED: RFC 4022"),
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, "only the reply"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the listener"),
	{ 0 },
};

SCENARIO(half_open_repair) = {
	.name = "half-open-repair",
	.title = "half-open by a socket closed in TCP_REPAIR mode",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "A socket that is closed in TCP_REPAIR mode (CRIU, live migration) disappears "
		  "without a packet, with every link up. This is the purest half-open connection: "
		  "nothing is counted or traced until the peer sends and the listener answers with "
		  "a RST.",
	.why = "tcp(7) does not document it, but checkpoint tools rely on it: a socket in repair "
	       "mode is closed silently. __tcp_close() leaves it to tcp_disconnect(), which then "
	       "sends no RST. The process may keep running.",
	.needs = "tcp_repair",
	.play = play_repair,
	.promises = repair,
};

/* ---- It lost power ------------------------------------------------------------------------------
 */

static void play_power_loss(struct lab *lab)
{
	struct talk talk = talk_begin(lab, TCP);
	talk_exchange(lab, &talk);

	chapter(lab, "the power fails");
	host_power_off(lab, "server");
	look(lab, "client", "power failed");

	chapter(lab, "the power is back");
	host_power_on(lab, "server");
	talk_restart(lab, &talk);
	settle(lab);
	look(lab, "client", "before it sends");

	chapter(lab, "the client sends");
	speak(lab, &talk);
}

static const struct promise power_loss[] = {
	WHILE("the power fails"),
	SENDS("server", NOTHING, "a host without power sends nothing, no FIN and no RST"),
	SENDS("client", NOTHING, "the client notices nothing"),
	HAS_SOCKETS("client", 1, "power failed", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "half-open: the client's side still exists"),

	WHILE("the power is back"),
	SENDS("client", NOTHING, "nor does it notice when the server is back"),
	HAS_SOCKETS("client", 1, "before it sends", AT_PORT(SERVICE_PORT, "ESTABLISHED"),
		    "and still does"),

	WHILE("the client sends"),
	ROWS_OF(reset_in_listen),

	IN_ALL,
	COUNTS("client", "TcpEstabResets", 1, AS_EVER),
	COUNTS("server", "TcpOutRsts", 1, "one in total, before and after the reboot"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the old segment met the new listener"),
	{ 0 },
};

SCENARIO(half_open_power_loss) = {
	.name = "half-open-power-loss",
	.title = "the server lost power and booted again; the client did not notice",
	.section = "1.3",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life half-open",
	.cause = "half-open",
	.proves = "A server that lost power and came back with the same addresses and MAC resets "
		  "the client's next segment, as in half-open, but no socket of the old connection "
		  "was ever aborted.",
	.why = "The server disappears with its link, its processes and its kernel state (its "
	       "namespace), and comes back like a machine that has just booted, without memory. "
	       "So the only RST is the reply to the client's data.",
	.topology = "switched",
	.play = play_power_loss,
	.promises = power_loss,
};
