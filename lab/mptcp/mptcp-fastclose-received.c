/* SPDX-License-Identifier: GPL-2.0-only */
/* mptcp-fastclose-received - MP_FASTCLOSE comes on one subflow, all others are reset */
#include "scenario.h"

#include <string.h>

enum { MPTCP_OPTION = 30, FASTCLOSE = 7 << 4, KEY_AT = 4, FASTCLOSE_SIZE = 12 };

/* MP_CAPABLE of a SYN-ACK has the key where MP_FASTCLOSE wants it. */
static void make_fastclose(const struct heard *syn_ack, uint8_t option[FASTCLOSE_SIZE])
{
	size_t at = 0;
	while (at + FASTCLOSE_SIZE < syn_ack->option_size && syn_ack->option[at] != MPTCP_OPTION)
		at += syn_ack->option[at] == 1 ? 1 : syn_ack->option[at + 1];
	memcpy(option, syn_ack->option + at, FASTCLOSE_SIZE);
	memcpy(option, (uint8_t[]){ MPTCP_OPTION, FASTCLOSE_SIZE, FASTCLOSE, 0 }, KEY_AT);
}

static const char *const how[] = { "ACK", "RST" };

static void play(struct lab *lab)
{
	struct talk talk = talk_listen(lab, MPTCP);
	ghost_beside(lab, "client");
	host_add_address(lab, "client");
	mptcp_endpoint(lab, "client", 1, ENDPOINT_SUBFLOW);

	for (int i = 0; i < 2; i++) {
		uint8_t option[FASTCLOSE_SIZE];
		chapter(lab, "the client connects");
		talk_connect(&talk);
		struct heard syn_ack = await_sent(lab, "server", "SYN,ACK");
		make_fastclose(&syn_ack, option);

		chapter(lab, "the client sends, and opens a second subflow");
		tcp_send(talk.c, "Hello");
		tcp_recv(talk.s);
		await_count(lab, "server", "ESTABLISHED", 2);
		settle(lab);

		chapter(lab, how[i]);
		forge(talk.c, &(struct raw_segment){ .flags = how[i],
						     .seq = syn_ack.ack + 5,
						     .ack = syn_ack.next,
						     .window = 500,
						     .option = option,
						     .option_size = sizeof(option) });
		await_segment(lab, "client", "RST");
		tcp_recv(talk.s);
		/* A RST that meets a subflow at work waits for it. Of the RST that is forged in its
		 * name the first one knows nothing. */
		await_count(lab, "client", "ESTABLISHED", i);
		settle(lab);
		look(lab, "server", how[i]);
		tcp_error(talk.c);
	}
}

static const struct promise promises[] = {
	WHILE("ACK"),
	SENDS("server", TIMES(2, RST_ABORT, .tcprst = IS(0)),
	      "in an ACK: all subflows are reset, including this one (RFC 8684, 3.5)"),
	CALL_FAILS("server", "recv", ECONNRESET,
		   "the whole connection is gone: mptcp_check_fastclose()"),
	HAS_SOCKETS("server", 1, "ACK", AT_PORT(SERVICE_PORT, ANY_STATE),
		    "no subflow is left, only the listener"),
	CALL_WORKS("client", "so_error",
		   "a RST ends a subflow, not the connection: the application gets no error"),

	WHILE("RST"),
	SENDS("client", ONE(.flags = "RST", .forged = true),
	      "forged by the scenario, in the client's name"),
	SENDS("server", ONE(RST_ABORT, .tcprst = IS(0)),
	      "in a RST: that subflow is already gone, and the other one is reset"),
	CALL_FAILS("server", "recv", ECONNRESET, "either way"),
	HAS_SOCKETS("server", 1, "RST", AT_PORT(SERVICE_PORT, ANY_STATE), "either way"),

	IN_ALL,
	COUNTS("server", "TcpOutRsts", 3, AS_EVER),
	COUNTS("server", "MPTcpExtMPFastcloseRx", 2, "the option was read twice"),
	COUNTS("client", "TcpEstabResets", 3,
	       "three subflows: ESTABLISHED to CLOSED (RFC 4022, tcpEstabResets)"),
	RESETS("server", 3, "MPTCP_RST_EUNSPEC", "ESTABLISHED",
	       "mptcp_check_fastclose(): no MP_TCPRST reason fits better"),
	{ 0 },
};

SCENARIO(mptcp_fastclose_received) = {
	.name = "mptcp-fastclose-received",
	.title = "a fast close arrives on one subflow, and all others are reset",
	.rfc = "RFC 8684, 3.5",
	.tags = "close mptcp raw",
	.cause = "mptcp-fastclose",
	.proves = "MP_FASTCLOSE applies to the whole connection, so the host that receives it "
		  "resets its other subflows, and its application gets ECONNRESET. The reason, "
		  "MPTCP_RST_EUNSPEC, only means unspecified.",
	.why = "MP_FASTCLOSE with the receiver's key comes in an ACK (option A) or in a RST "
	       "(option R) (RFC 8684, 3.5). The receiver resets all remaining subflows: "
	       "mptcp_check_fastclose(), in the MPTCP worker. Linux itself always sends it on "
	       "all subflows at once, so here the segment is handcrafted; the key is the one "
	       "that the server sent in its SYN-ACK.",
	.needs = "mptcp",
	.play = play,
	.promises = promises,
};
