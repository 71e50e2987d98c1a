/* SPDX-License-Identifier: GPL-2.0-only */
/* pair-proxy - a service that does not read, and a proxy whose backend refuses */
#include "scenario.h"

#define SERVICE "a service closes, and has not read"
#define PROXY   "a proxy's backend refuses"

static void play(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");
	struct actor *service = actor_start(lab, "router", "service");
	struct sock *listener = tcp_listen(service, SERVICE_PORT, 5);

	for (int i = 0; i < 2; i++) {
		chapter(lab, i ? PROXY : SERVICE);
		struct sock *c = tcp_connect(client, "router", SERVICE_PORT);
		struct sock *p = tcp_accept(listener);
		tcp_send(c, "GET /\n");
		await_unread(p, 6);
		if (i)
			tcp_close(tcp_connect(service, "server", SERVICE_PORT));
		tcp_close(p);
		settle(lab);
		tcp_recv(c);
	}
}

static const struct promise same[] = {
	SENDS("router", ONE(RST_ABORT),
	      "close() with unread data: RST (RFC 9293, 3.6.1; RFC 2525, 2.17)"),
	CALL_FAILS("client", "recv", ECONNRESET, AS_EVER),
	{ 0 },
};

static const struct promise promises[] = {
	WHILE_EACH(SERVICE, PROXY),
	ROWS_OF(same),

	WHILE(SERVICE),
	SENDS("server", NOTHING, "no other host is involved"),

	WHILE(PROXY),
	SENDS("server", ONE(RST_ACK_REPLY),
	      "the difference: a refusal, just before, on another link (RFC 9293, 3.10.7.1)"),
	CALL_FAILS("router", "connect", ECONNREFUSED, AS_EVER),

	IN_ALL,
	COUNTS("router", "TcpExtTCPAbortOnClose", 2, AS_EVER),
	COUNTS("router", "TcpOutRsts", 2, AS_EVER),
	COUNTS("router", "TcpAttemptFails", 1, "for the proxy only"),
	COUNTS("server", "TcpOutRsts", 1, AS_EVER),
	COUNTS("client", "TcpEstabResets", 2, AS_EVER),
	RESETS("router", 2, "TCP_ABORT_ON_CLOSE", "CLOSED", AS_EVER),
	RESETS("server", 1, "NO_SOCKET", "NONE", AS_EVER),
	{ 0 },
};

SCENARIO(pair_proxy) = {
	.name = "pair-proxy",
	.title = "same packet, different cause: a service that does not read, and a dead backend",
	.rfc = "RFC 9293, 3.6.1",
	.tags = "way pair set-up close",
	.cause = "proxied-refusal",
	.causes = { { .who = "server", .cause = "no-listener" }, { .cause = "abort-unread" } },
	.proves = "To the client a service that closes without reading and a proxy whose backend "
		  "is dead look the same: same RST,ACK, same numbers, same errno, and the sender "
		  "has the same reason and counter. Only a failed attempt of that host "
		  "(TcpAttemptFails), and the backend's RST on its other side, reveal the second.",
	.why = "Both call close() with the request unread, and __tcp_close() does not ask why. "
	       "The proxy called connect() before, which failed.",
	.topology = "routed",
	.play = play,
	.promises = promises,
};
