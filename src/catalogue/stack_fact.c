/* SPDX-License-Identifier: GPL-2.0-only */
#include "stack_fact.h"

#include <string.h>

/* What a counter counts, and where. @grew: the counter grew, or it did not. The first row that fits
 * counts. */
static const struct {
	const char *name;
	bool grew;
	const char *because;
} counters[] = {
	{ "TcpOutRsts", true,
	  "tcp_send_active_reset(), tcp_v4_send_reset() and tcp_v6_send_reset() count each RST" },
	{ "TcpOutRsts", false, "no RST was counted" },
	{ "TcpEstabResets", true,
	  "ESTABLISHED or CLOSE-WAIT to CLOSED (RFC 4022, tcpEstabResets)" },
	{ "TcpEstabResets", false, "no connection was reset in ESTABLISHED or CLOSE-WAIT" },
	{ "TcpAttemptFails", true,
	  "SYN-SENT or SYN-RECEIVED to CLOSED or LISTEN (RFC 4022, tcpAttemptFails)" },
	{ "TcpAttemptFails", false, "no connection attempt failed" },
	{ "TcpExtTCPAbortOnClose", true, "__tcp_close() counts it when it finds unread data" },
	{ "TcpExtTCPAbortOnClose", false, "__tcp_close() found no unread data" },
	{ "TcpExtTCPAbortOnData", true,
	  "__tcp_close() counts it at a zero linger time, tcp_rcv_state_process() for data that "
	  "nobody can read" },
	{ "TcpExtTCPAbortOnTimeout", true, "tcp_write_err() counts it" },
	{ "TcpExtTCPKeepAlive", true, "tcp_keepalive_timer() counts its probes" },
	{ "TcpExtTCPChallengeACK", true, "tcp_send_challenge_ack() counts it" },
	{ "TcpExtTCPChallengeACK", false, "no challenge ACK was sent" },
	{ "TcpExtEmbryonicRsts", true, "tcp_check_req() drops the request: embryonic_reset" },
	{ "TcpExtEmbryonicRsts", false, "tcp_check_req() reset no request" },
};

/* What an error of a call means. */
static const struct {
	const char *verb;
	int err;
	const char *because;
} calls[] = {
	{ "connect", ECONNREFUSED,
	  "a RST in SYN-SENT ends the attempt (RFC 9293, 3.10.7.3); tcp_reset() reports it as ECONNREFUSED" },
	{ "recv", ECONNRESET,
	  "a RST in ESTABLISHED or FIN-WAIT: connection reset (RFC 9293, 3.10.7.4)" },
	{ "send", EPIPE,
	  "the connection is gone and its error was already read: broken pipe, sk_stream_error()" },
	{ "send", ECONNRESET,
	  "a RST in ESTABLISHED or FIN-WAIT: connection reset (RFC 9293, 3.10.7.4)" },
};

/* What poll() returns, and how tcp_poll() comes to it. */
static const struct {
	int bits;
	const char *because;
} polls[] = {
	{ POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP,
	  "tcp_poll(): closed with an unread error: sk_err gives ERR, both directions shut down "
	  "give HUP and RDHUP, and no call would block: IN, OUT" },
	{ POLLIN | POLLOUT | POLLHUP | POLLRDHUP,
	  "tcp_poll(): both directions are shut down: HUP, RDHUP, and no call would block: IN, "
	  "OUT" },
	{ POLLIN | POLLOUT | POLLRDHUP,
	  "tcp_poll(): the peer sends no more: RCV_SHUTDOWN gives RDHUP and IN" },
	{ POLLIN | POLLOUT, "tcp_poll(): there is data to read, and a write would not block" },
	{ POLLIN | POLLPRI | POLLOUT, "tcp_poll(): urgent data has arrived: PRI" },
	{ POLLIN, "tcp_poll(): there is data to read, and no room to write" },
	{ POLLOUT, "tcp_poll(): a write would not block, and there is nothing to read" },
	{ POLLOUT | POLLERR | POLLHUP,
	  "tcp_poll(): CLOSED gives HUP, sk_err gives ERR; tcp_disconnect() has cleared the "
	  "shutdown flags" },
	{ POLLOUT | POLLHUP,
	  "tcp_poll(): CLOSED gives HUP; tcp_disconnect() has cleared the shutdown flags" },
	{ 0, "tcp_poll(): SYN-SENT and SYN-RECEIVED can neither be read nor written" },
};

/* What a reason means in a state; without reason and state: that there was no reset. */
static const struct {
	const char *reason, *state;
	const char *because;
} reasons[] = {
	{ NULL, NULL, "nothing was reset" },
	{ "NO_SOCKET", "NONE", "tcp_v4_rcv(), tcp_v6_rcv(): no such socket" },
	{ "TCP_FLAGS", "LISTEN", "tcp_rcv_state_process(): an ACK in LISTEN" },
	{ "TCP_ABORT_ON_CLOSE", "CLOSED", "__tcp_close() with unread data" },
	{ "TCP_STATE", "CLOSED", "tcp_disconnect(): the state needs a reset" },
	{ "TCP_STATE", "ESTABLISHED", "tcp_abort(): the state needs a reset" },
	{ "INVALID_SYN", "LISTEN", "tcp_check_req() gives all its resets the same reason" },
	{ "TCP_INVALID_ACK_SEQUENCE", "SYN-SENT",
	  "tcp_rcv_synsent_state_process(): the ACK is not for this SYN" },
};

static const char *counter_fact(const struct counter_claim *claim)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++)
		if (claim->name && strcmp(counters[i].name, claim->name) == 0 &&
		    counters[i].grew == (claim->grew != 0))
			return counters[i].because;
	return NULL;
}

static const char *poll_fact(const struct call_claim *claim)
{
	for (size_t i = 0; i < sizeof(polls) / sizeof(*polls); i++)
		if (claim->ret.is_set && claim->ret.value == polls[i].bits)
			return polls[i].because;
	return NULL;
}

static const char *call_fact(const struct call_claim *claim)
{
	if (claim->verb && strcmp(claim->verb, "poll") == 0)
		return poll_fact(claim);
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (claim->verb && strcmp(calls[i].verb, claim->verb) == 0 &&
		    calls[i].err == claim->err)
			return calls[i].because;
	return NULL;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static const char *reason_fact(const struct reason_claim *claim)
{
	bool none = claim->count.is_set && claim->count.value == 0;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons); i++)
		if (same(reasons[i].reason, claim->reason) &&
		    same(reasons[i].state, claim->state) && none == !reasons[i].reason)
			return reasons[i].because;
	return NULL;
}

const char *stack_fact(const struct promise *promise)
{
	if (promise->counter)
		return counter_fact(promise->counter);
	if (promise->call)
		return call_fact(promise->call);
	return promise->reason ? reason_fact(promise->reason) : NULL;
}
