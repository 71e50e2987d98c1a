/* SPDX-License-Identifier: GPL-2.0-only */
#include "expected.h"

#include "kernel_version.h"

#include <fnmatch.h>
#include <stdio.h>

/* The story itself goes another way. */
#define STORY                                                                              \
	(IN(ASPECT_VERDICT) | IN(ASPECT_ERRNO) | IN(ASPECT_RETURN) | IN(ASPECT_PACKETS) |  \
	 IN(ASPECT_COUNTER) | IN(ASPECT_SOCKETS) | IN(ASPECT_EVENTS) | IN(ASPECT_ORDER) |  \
	 IN(ASPECT_CALLS) | IN(ASPECT_FLAGS) | IN(ASPECT_SEQ) | IN(ASPECT_ACK) |           \
	 IN(ASPECT_WINDOW) | IN(ASPECT_OPTIONS) | IN(ASPECT_ARRIVAL) | IN(ASPECT_REASON) | \
	 IN(ASPECT_STATE) | IN(ASPECT_SENDER))

const struct expected expected_table[] = {
	/* What kernels tell. */
	{ "6.10", "*", IN(ASPECT_ABILITY), "the kernel's reasons",
	  "the tracepoint tells why the kernel resets",
	  "b533fb9cf4f7 \"rstreason: make it work in trace world\"" },
	{ "6.10", "*", IN(ASPECT_ABILITY), "the tracepoint of resets that no socket sends",
	  "the tracepoint tells of replies without a socket too",
	  "19822a980e19 \"trace: tcp: fully support trace_tcp_send_reset\"" },
	{ "6.8", "*", IN(ASPECT_SOCKETS), "* sockets in CLOSED*",
	  "sock_diag lists sockets that are bound and neither listen nor are connected",
	  "91051f003948 \"tcp: Dump bound-only sockets in inet_diag.\"" },
	{ "5.18", "*", IN(ASPECT_COUNTER), "* TcpExtTW",
	  "TIME-WAIT is counted when it begins, not when its timer ends",
	  "27dd35e02235 \"tcp/dccp: no longer use twsk_net(tw) from tw_timer_handler()\"" },
	{ "6.12", "mptcp-join-stripped", IN(ASPECT_ABILITY), "* MPTcpExtMPJoinSynTx",
	  "a new counter", "1bd1788b6cab \"mptcp: MIB counters for sent MP_JOIN\"" },
	{ "6.16", "mptcp-*", IN(ASPECT_ABILITY) | IN(ASPECT_COUNTER), "* MPTcpExtMPJoinRejected",
	  "a new counter", "4ce7fb8de556 \"mptcp: add MPJoinRejected MIB counter\"" },
	{ "5.14", "reuseport-closed", IN(ASPECT_ABILITY), "* TcpExtTCPMigrateReqSuccess",
	  "a new counter", "55d444b310c6 \"tcp: Add stats for socket migration.\"" },

	/* What kernels do. */
	{ "5.14", "reuseport-closed", STORY, NULL,
	  "with tcp_migrate_req, connections that a closed listener has not accepted go to the next "
	  "one of its group; 5.10.188 took the sysctl alone",
	  "54b92e841937 \"tcp: Migrate TCP_ESTABLISHED/TCP_SYN_RECV sockets in accept queues.\"" },
	{ "6.1.110 6.10.10 6.11", "simultaneous-open", STORY, NULL,
	  "the SYN-ACKs of a simultaneous open are no longer dropped (RFC 9293, 3.5, figure 7)",
	  "23e89e8ee7be \"tcp: Don't drop SYN+ACK for simultaneous connect().\"" },
	{ "6.1.132 6.10.8 6.11", "destroy-fin-wait", STORY, NULL,
	  "SOCK_DESTROY ends an orphan too, with a RST",
	  "bac76cf89816 \"tcp: fix forever orphan socket caused by tcp_abort\"" },
	{ "6.18.33 7.0.10 7.1", "established-unacceptable", STORY, NULL,
	  "an ACK of what was never sent is answered (RFC 5961, 5.2; RFC 9293, 3.10.7.4)",
	  "42726ec644cb \"tcp: send a challenge ACK on SEG.ACK > SND.NXT\"" },
	{ "6.13", "mptcp-middlebox", IN(ASPECT_VERDICT) | IN(ASPECT_OPTIONS) | IN(ASPECT_REASON),
	  NULL, "data without a mapping mean a middlebox (RFC 8684, 3.6, code 6)",
	  "46a3282b87b1 \"mptcp: use \"middlebox interference\" RST when no DSS\"" },
	{ "6.1.176 6.6.140 6.12.88 6.18.30 7.0.7 7.1", "mptcp-linger", STORY, NULL,
	  "SO_LINGER {1, 0} makes close() reset a Multipath TCP connection",
	  "f14d6e9c3678 \"mptcp: fastclose msk when linger time is 0\"" },
	{ .since = NULL },
};

bool expected_between(const struct expected *row, const char *old, const char *new)
{
	return kernel_has(row->since, old) != kernel_has(row->since, new);
}

bool expected_in(const struct expected *row, const char *scenario)
{
	return fnmatch(row->scenario, scenario, 0) == 0;
}

bool expected_explains(const struct expected *row, const struct difference *difference)
{
	char what[NAME_SIZE * 2 + 2 + DIFFERENCE_TEXT];

	snprintf(what, sizeof(what), "%s%s%s", difference->who, *difference->who ? " " : "",
		 difference->what);
	return (row->aspects & IN(difference->aspect)) &&
	       (!row->what || fnmatch(row->what, what, 0) == 0);
}
