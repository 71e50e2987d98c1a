/* SPDX-License-Identifier: GPL-2.0-only */
#include "results.h"

#include "frames.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BEGIN_NS  INT64_C(1714564800000000000) /* 2024-05-01T12:00:00Z */
#define AFTER(us) (BEGIN_NS + INT64_C(1000) * (us))

#define ANSWERED "a SYN to a port where nobody listens is answered by RST (RFC 9293, 3.10.7.1)"

static const struct promise port_closed_promises[] = {
	SENDS("server", ONE(.flags = "RST,ACK", .seq = ZERO, .ack = SEG_END, .win = IS(0)),
	      ANSWERED),
	CALL_FAILS("client", "connect", ECONNREFUSED, "connect(2): ECONNREFUSED"),
	{ 0 },
};

static const struct promise half_open_promises[] = {
	SENDS("server", SOME(.flags = "RST"), "it has no such connection"),
	CALL_FAILS("client", "recv", ECONNRESET, "tcp_reset() of the kernel sets ECONNRESET"),
	RESETS("server", 1, "NO_SOCKET", ANY_STATE, "the segment finds no socket"),
	ENDING("reset"),
	WHILE("the client sends"),
	SENDS("server", ONE(.flags = "RST"), "the answer to its data"),
	ENDING("silence"),
	WHILE("the client sends"),
	SENDS("server", NO("~RST"), "nothing comes back"),
	{ 0 },
};

static const struct outcome half_open_outcomes[] = {
	{ "reset", "the client hears of it, by a RST" },
	{ "silence", "the RST is lost, and the client goes on until its retransmissions end" },
	{ .name = NULL },
};

static const struct scenario port_closed = {
	.name = "port-closed",
	.title = "Nobody listens at the server's port",
	.section = "1.1",
	.rfc = "RFC 9293, 3.10.7.1",
	.tags = "set-up document",
	.proves =
		"That a connection which is reset while it is being set up means a port without a "
		"listener: the kernel finds no socket (tcp_v4_rcv → no_tcp_socket) and answers.",
	.promises = port_closed_promises,
};

static const struct scenario half_open = {
	.name = "half-open",
	.title = "The server has forgotten the connection, and the client has not noticed",
	.rfc = "RFC 9293, 3.5.1",
	.tags = "life",
	.proves = "Data on a connection that the peer does not know are answered by RST.",
	.topology = "switch",
	.promises = half_open_promises,
	.outcomes = half_open_outcomes,
	.unsent = 1,
};

static const struct scenario md5 = {
	.name = "md5-mismatch",
	.title = "A segment without the signature that was agreed on",
	.rfc = "RFC 2385, 2.0",
	.family = AF_INET,
	.why_family =
		"the sum of the pseudo-header that is signed is told of by no RFC for the other",
};

static const struct scenario keepalive = {
	.name = "keepalive",
	.title = "The probes of keepalive meet a host that has booted again",
	.section = "1.3",
};

static const struct promise xfail_promises[] = {
	SENDS("server", ONE(.flags = "RST"), "RFC 9293, 3.10.7.4", .known_broken = true),
	{ 0 },
};

static const struct scenario ack_of_iss = {
	.name = "ack-of-iss",
	.title = "an ACK of nothing establishes",
	.rfc = "RFC 9293, 3.10.7.4",
	.tags = "set-up",
	.proves = "It is known.",
	.promises = xfail_promises,
	.known_issue = "tcp: SYN-RECEIVED accepts an acknowledgement of ISS.",
};

const struct scenario *const results_scenario[RESULTS_COUNT] = {
	[PASS] = &port_closed, [FAIL] = &half_open,   [SKIP] = &md5,
	[XFAIL] = &ack_of_iss, [BROKEN] = &keepalive,
};

static struct plan_part results_part[] = {
	{ "port-closed", AF_INET, 2 }, { "port-closed", AF_INET6, 1 },
	{ "half-open", AF_INET6, 2 },  { "md5-mismatch", AF_INET, 2 },
	{ "ack-of-iss", AF_INET, 2 },  { "keepalive", AF_INET6, 2 },
};

static const struct plan results_plan = {
	.shard = { 2, 3 },
	.repeat = 3,
	.count = sizeof(results_part) / sizeof(results_part[0]),
	.part = results_part,
};

const struct run_facts results_run = {
	.version = "1.0.0",
	.kernel = "6.12.0",
	.machine = "x86_64",
	.command_line = "rstlab-ns run --all 'a\"b' <&>",
	.time_ns = BEGIN_NS + 123456789,
	.planned = RESULTS_COUNT,
	.plan = &results_plan,
};

const struct tally results_tally = {
	.count = { [PASS] = 1, [FAIL] = 1, [SKIP] = 1, [XFAIL] = 1, [BROKEN] = 1 },
	.complete = true,
	.duration_ms = 1234.5,
};

static struct event *add_event(struct evidence *ev, enum event_kind kind, int host, int us,
			       const char *text)
{
	struct event *event = &ev->event[ev->event_count++];

	*event = (struct event){ .begin_ns = AFTER(us),
				 .end_ns = AFTER(us + 5),
				 .kind = kind,
				 .host = (int16_t)host,
				 .chapter = (int16_t)(ev->chapter_count - 1) };
	snprintf(event->text, sizeof(event->text), "%s", text);
	return event;
}

static void add_call(struct evidence *ev, int host, const char *actor, int us, const char *text,
		     int64_t ret, int err)
{
	struct event *event = add_event(ev, EVENT_CALL, host, us, text);

	snprintf(event->actor, sizeof(event->actor), "%s", actor);
	snprintf(event->verb, sizeof(event->verb), "%.*s", (int)strcspn(text, "("), text);
	event->ret = ret;
	event->err = err;
}

static void add_chapter(struct evidence *ev, int us, const char *title)
{
	frames_chapter(ev, title);
	add_event(ev, EVENT_CHAPTER, -1, us, title);
}

static void add_counter(struct evidence *ev, int host, const char *name, int64_t before,
			int64_t after)
{
	struct counter_fact *counter = &ev->counter[ev->counter_count++];

	*counter = (struct counter_fact){ .host = (int16_t)host, .before = before, .after = after };
	snprintf(counter->name, sizeof(counter->name), "%s", name);
}

static struct endpoint endpoint(const struct evidence *ev, int host, uint16_t port)
{
	return (struct endpoint){ .addr = ev->host[host].addr[0], .port = port };
}

static struct reset_fact *add_reset(struct evidence *ev, int us, bool sent, int host,
				    const char *state, const char *reason)
{
	struct reset_fact *fact = &ev->reset[ev->reset_count++];

	*fact = (struct reset_fact){ .time_ns = AFTER(us), .sent = sent, .host = (int16_t)host };
	fact->local = endpoint(ev, host, host ? FRAMES_SERVER_PORT : FRAMES_CLIENT_PORT);
	fact->remote = endpoint(ev, !host, host ? FRAMES_CLIENT_PORT : FRAMES_SERVER_PORT);
	snprintf(fact->state, sizeof(fact->state), "%s", state);
	snprintf(fact->reason, sizeof(fact->reason), "%s", reason);
	return fact;
}

static void fill_pass(struct evidence *ev)
{
	ev->reason.present = ev->socketless.present = true;
	add_chapter(ev, 0, "the client calls");
	add_call(ev, 0, "client", 90, "connect(10.0.0.2:8080)", -1, ECONNREFUSED);
	frames_pass(ev, 0, AFTER(100),
		    &(struct frame_spec){ .flags = SYN,
					  .seq = 1000,
					  .window = 64240,
					  .options = frames_syn_options,
					  .option_bytes = sizeof(frames_syn_options) });
	add_reset(ev, 105, true, 1, "NONE", "NO_SOCKET");
	frames_pass(ev, 1, AFTER(110), &(struct frame_spec){ .flags = RST | ACK, .ack = 1001 });
	add_counter(ev, 1, "TcpOutRsts", 2, 3);
}

static void fill_look(struct evidence *ev)
{
	struct look *look = &ev->look[0];

	*look = (struct look){ .host = 1, .chapter = 1, .time_ns = AFTER(300), .count = 2 };
	snprintf(look->label, sizeof(look->label), "after the restart");
	look->socket[0] = (struct socket_facts){ .state = TCP_LISTEN,
						 .local = { .port = FRAMES_SERVER_PORT } };
	look->socket[1] = (struct socket_facts){ .state = TCP_FIN_WAIT1,
						 .local = endpoint(ev, 1, FRAMES_SERVER_PORT),
						 .remote = endpoint(ev, 0, FRAMES_CLIENT_PORT),
						 .wqueue = 6,
						 .orphan = true };
	add_event(ev, EVENT_LOOK, 1, 300, "sockets, after the restart");
	ev->look_count = 1;
}

static void fill_fail(struct evidence *ev)
{
	static const uint8_t arp[42] = { [12] = 0x08, [13] = 0x06 };

	add_chapter(ev, 0, "the server forgets");
	add_event(ev, EVENT_LINK, 1, 10, "link down");
	snprintf(add_event(ev, EVENT_PROCESS, 1, 20, "killed (SIGKILL)")->actor, NAME_SIZE,
		 "service");
	add_reset(ev, 30, true, 1, "ESTABLISHED", "TCP_ABORT_ON_CLOSE");
	add_event(ev, EVENT_NOTE, 0, 40, "sysctl net/ipv4/tcp_retries2 = 3");
	fill_look(ev);
	add_chapter(ev, 400, "the client sends");
	add_call(ev, 0, "telnet", 490, "send(\"Hello\\r\\n\")", 7, 0);
	frames_raw(ev, 0, true, AFTER(495), arp, sizeof(arp));
	frames_pass(ev, 0, AFTER(500),
		    &(struct frame_spec){ .flags = PSH | ACK,
					  .seq = 5000,
					  .ack = 9000,
					  .window = 502,
					  .payload = "Hello\r\n" });
	add_reset(ev, 505, true, 1, "LISTEN", "")->remote = (struct endpoint){ .port = 0 };
	frames_pass(ev, 1, AFTER(510), &(struct frame_spec){ .flags = RST, .seq = 9000 });
	add_reset(ev, 515, false, 0, "ESTABLISHED", "");
	/* the second never arrives */
	add_reset(ev, 516, true, 1, "NONE", "");
	frames_tcp(ev, 1, true, AFTER(520), &(struct frame_spec){ .flags = RST, .seq = 9000 });
	add_call(ev, 0, "telnet", 600, "recv(64)", -1, 4000);
	add_counter(ev, 1, "TcpOutRsts", 0, 3);
	add_counter(ev, 1, "TcpExtTCPAbortFailed", 0, 1);
}

static void fill_xfail(struct evidence *ev)
{
	add_chapter(ev, 0, "the ghost acknowledges nothing");
	frames_pass(ev, 0, AFTER(500),
		    &(struct frame_spec){ .flags = ACK, .seq = 5000, .ack = 9000, .window = 502 });
}

struct result *results_make(int index)
{
	static const struct {
		int family, iteration;
		double duration_ms;
		enum ending ending;
		const char *why;
		void (*fill)(struct evidence *ev);
	} made[RESULTS_COUNT] = {
		[PASS] = { AF_INET, 0, 4.125, ENDED_WELL, "", fill_pass },
		[FAIL] = { AF_INET6, 3, 1202.5, ENDED_WELL, "", fill_fail },
		[SKIP] = { AF_INET, 1, 0.25, ENDED_SKIP, "needs CONFIG_TCP_MD5SIG=y & root", NULL },
		[XFAIL] = { AF_INET, 0, 7, ENDED_WELL, "", fill_xfail },
		[BROKEN] = { AF_INET6, 0, 30, ENDED_BROKEN, "no link 'eth0\x01' #2 <\xff>", NULL },
	};
	struct evidence *ev = frames_direct(made[index].family);

	snprintf(ev->scenario, sizeof(ev->scenario), "%s", results_scenario[index]->name);
	snprintf(ev->counter_names, sizeof(ev->counter_names), "TcpOutRsts TcpExtTCPAbortFailed");
	ev->ending = made[index].ending;
	ev->block = 7;
	ev->begin_ns = BEGIN_NS;
	ev->end_ns = AFTER(1000);
	ev->trace.present = true;
	snprintf(ev->reason.why_not, TEXT_SIZE, "this kernel is older than 6.10");
	snprintf(ev->socketless.why_not, TEXT_SIZE, "this kernel is older than 6.10");
	snprintf(ev->why, sizeof(ev->why), "%s", made[index].why);
	if (made[index].fill)
		made[index].fill(ev);
	struct result *result = result_make(results_scenario[index], ev, made[index].iteration,
					    made[index].duration_ms);
	/* the judge, and nobody else, says what it is */
	if (!result || result->verdict.status != (enum status)index)
		abort();
	return result;
}

void results_free(struct result *result)
{
	if (!result)
		return;
	free((struct evidence *)(uintptr_t)result->reading.ev);
	result_free(result);
}

char *results_save(const struct result *result)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const struct print_options options = { 0 };
	void *data = NULL;

	if (!out || results_json.begin(out, &results_run, &options, &data) != 0)
		abort();
	for (int i = 0; i < RESULTS_COUNT && !result; i++) {
		struct result *made = results_make(i);
		results_json.result(out, data, made);
		results_free(made);
	}
	if (result)
		results_json.result(out, data, result);
	results_json.end(out, data, &results_tally);
	if (fclose(out) != 0)
		abort();
	return text;
}
