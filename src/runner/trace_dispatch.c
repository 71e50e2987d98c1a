/* SPDX-License-Identifier: GPL-2.0-only */
#include "trace_dispatch.h"

#include "block.h"
#include "tcp_state.h"

#include "trace.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABS_MAX = 512 };

struct tracer {
	struct trace *trace; /* NULL: none to be had */
	char why[TEXT_SIZE];
	char reasons[REASONS_SIZE]; /* for evidence.reasons */
	int count;
	struct evidence *lab[LABS_MAX];
	uint16_t any_port; /* of a listener without an address; 0: none is expected */
};

static const char no_reason[] = "this kernel's tracepoint gives no reason (Linux 6.10 does)";

static void name_reasons(struct tracer *tracer)
{
	const char *name;
	size_t used = 0;
	for (int i = 0; (name = trace_reason(tracer->trace, i)) && used < REASONS_SIZE; i++)
		used += (size_t)snprintf(tracer->reasons + used, REASONS_SIZE - used, "%s%s",
					 i ? " " : "", name);
}

int tracer_open(struct tracer **ret, struct why *ret_why)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	if (!tracer)
		return why_fail(ret_why, -ENOMEM, "out of memory for the kernel's reasons");
	int error =
		trace_open(TRACE_TO_MISS_NONE, &tracer->trace, tracer->why, sizeof(tracer->why));
	if (error && !trace_is_lacking(error)) {
		why_fail(ret_why, error, "cannot listen to the kernel: %s", tracer->why);
		free(tracer);
		return error;
	}
	if (error)
		tracer->trace = NULL;
	else
		name_reasons(tracer);
	*ret = tracer;
	return 0;
}

void tracer_close(struct tracer *tracer)
{
	if (!tracer)
		return;
	trace_close(tracer->trace);
	free(tracer);
}

const char *tracer_why_not(const struct tracer *tracer)
{
	return tracer->trace ? NULL : tracer->why;
}

const char *tracer_why_no_reason(const struct tracer *tracer)
{
	if (!tracer->trace)
		return tracer->why;
	return trace_has_reason(tracer->trace) ? NULL : no_reason;
}

const char *tracer_way(const struct tracer *tracer)
{
	return tracer->trace ? trace_way_name(tracer->trace) : NULL;
}

const char *tracer_why_not_surer(const struct tracer *tracer)
{
	return tracer->trace ? trace_why_not_surer(tracer->trace) : "";
}

static void say(struct witness_facts *facts, const char *why_not)
{
	facts->present = !why_not;
	snprintf(facts->why_not, sizeof(facts->why_not), "%s", why_not ? why_not : "");
}

int tracer_attach(struct tracer *tracer, struct evidence *ev)
{
	if (tracer->count == LABS_MAX)
		return -ENOSPC;
	memcpy(ev->reasons, tracer->reasons, sizeof(ev->reasons));
	const char *reason = tracer_why_no_reason(tracer);
	say(&ev->trace, tracer_why_not(tracer));
	say(&ev->reason, reason);
	/* Both came with the same kernel: 19822a980e19 "trace: tcp: fully support
	 * trace_tcp_send_reset" was part of one series with the reasons. */
	say(&ev->socketless,
	    reason ? "this kernel's tracepoint does not report RSTs without a socket" : NULL);
	tracer->lab[tracer->count++] = ev;
	return 0;
}

void tracer_detach(struct tracer *tracer, struct evidence *ev)
{
	for (int i = 0; i < tracer->count; i++)
		if (tracer->lab[i] == ev) {
			tracer->lab[i] = tracer->lab[--tracer->count];
			return;
		}
}

int tracer_poll(const struct tracer *tracer, struct pollfd *ret, int size)
{
	if (!tracer->trace)
		return 0;
	int count = trace_poll(tracer->trace, ret, size);
	return count < size ? count : size;
}

void tracer_expect(struct tracer *tracer, uint16_t port)
{
	tracer->any_port = port;
}

/* Of a listener that is bound to any address nothing is told but its port: that of a drill's
 * service can be known by it, where no other lab is played. */
static bool is_any_listener(const struct tracer *tracer, const struct trace_event *event)
{
	static const struct in6_addr any4 = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	return tracer->any_port && tracer->count == 1 && event->state == TCP_LISTEN &&
	       event->local_port == tracer->any_port &&
	       (IN6_IS_ADDR_UNSPECIFIED(&event->local) ||
		memcmp(&event->local, &any4, sizeof(any4)) == 0);
}

/* As every way tells it: what only some of them know is told of no lab. */
static struct trace_event plain(const struct trace_event *event)
{
	struct trace_event ret = *event;

	if (!event->sent)
		ret.state = -1;
	if (event->listener_port) {
		ret.local = event->listener;
		ret.local_port = event->listener_port;
		ret.remote = (struct in6_addr){ 0 };
		ret.remote_port = 0;
	}
	return ret;
}

static void add_event(const struct trace_event *told, void *arg)
{
	struct tracer *tracer = arg;
	const struct trace_event by_all = plain(told), *event = &by_all;
	int64_t block = address_block(&event->local);
	bool is_any = is_any_listener(tracer, event);
	struct evidence *ev = is_any ? tracer->lab[0] : NULL;

	for (int i = 0; i < tracer->count && !ev && block >= 0; i++)
		if (tracer->lab[i]->block == (uint32_t)block)
			ev = tracer->lab[i];
	if (!ev)
		return;
	if (ev->reset_count == RESETS_MAX) {
		ev->trace_lost++;
		return;
	}
	struct reset_fact *fact = &ev->reset[ev->reset_count++];
	*fact = (struct reset_fact){
		.time_ns = event->time_ns,
		.sent = event->sent,
		.host = (int16_t)(is_any ? evidence_host(ev, "server")
					 : evidence_owner(ev, &event->local)),
		.local = { .addr = event->local, .port = event->local_port },
		.remote = { .addr = event->remote, .port = event->remote_port },
	};
	if (event->state >= 0)
		snprintf(fact->state, sizeof(fact->state), "%s", tcp_state_name(event->state));
	if (event->reason)
		snprintf(fact->reason, sizeof(fact->reason), "%s", event->reason);
}

void tracer_drain(struct tracer *tracer)
{
	uint64_t lost = 0;
	if (!tracer->trace)
		return;
	trace_drain(tracer->trace, add_event, tracer, &lost);
	/* Nobody knows whose they were. */
	for (int i = 0; i < tracer->count; i++)
		tracer->lab[i]->trace_lost += lost;
}

void tracer_note_missing(struct tracer *tracer)
{
	uint64_t missing = trace_missing(tracer->trace);
	/* Nobody knows whose they were, and the kernel's count tells of them once. */
	for (int i = 0; i < tracer->count; i++)
		tracer->lab[i]->trace_missing += missing;
}

/* How many RSTs the kernel has counted in @ev that no tracepoint has told of, and none is known to
 * be missing. */
static int64_t untold(const struct tracer *tracer, const struct evidence *ev)
{
	int64_t counted = 0, traced = (int64_t)ev->trace_missing;
	if (!tracer->trace || !ev->socketless.present)
		return 0;
	for (int host = 0; host < ev->host_count; host++) {
		int64_t grew;
		if (evidence_counter(ev, host, "TcpOutRsts", &grew))
			counted += grew;
	}
	for (int i = 0; i < ev->reset_count; i++)
		traced += ev->reset[i].sent;
	return counted > traced ? counted - traced : 0;
}

bool tracer_complete(const struct tracer *tracer, const struct evidence *ev)
{
	return untold(tracer, ev) == 0;
}

/* It heard once, else it would not be open. */
static const char deaf[] =
	"the tracepoint went silent during the run: it no longer reports a reset of our own";

void tracer_doubt(struct tracer *tracer, struct evidence *doubtful)
{
	uint64_t lost = 0;
	int error = trace_hears(tracer->trace, add_event, tracer, &lost);
	for (int i = 0; i < tracer->count; i++) {
		struct evidence *ev = tracer->lab[i];
		ev->trace_lost += lost;
		if (error != -ENOMSG)
			continue;
		say(&ev->trace, deaf);
		say(&ev->reason, deaf);
		say(&ev->socketless, deaf);
	}
	if (error != -ENOMSG && (error || !trace_is_sure(tracer->trace)))
		doubtful->trace_missing += (uint64_t)untold(tracer, doubtful);
}

void kernel_reasons(void (*each)(const char *name, void *arg), void *arg)
{
	trace_reasons(each, arg);
}

bool kernel_for_watch(char *ret, size_t size)
{
	struct trace *trace;
	char why[TEXT_SIZE];
	if (trace_open(TRACE_TO_KNOW_MORE, &trace, why, sizeof(why)) < 0) {
		snprintf(ret, size, "%s", why);
		return false;
	}
	int error = trace_add_firewall(trace);
	if (!trace_knows_netns(trace))
		snprintf(ret, size, "by %s; no namespaces (by %s)", trace_way_name(trace),
			 trace_why_not_surer(trace));
	else if (error)
		snprintf(ret, size,
			 "by %s, with namespaces; a firewall's RSTs are concluded "
			 "(nf_ct_attach(): %s)",
			 trace_way_name(trace), strerror(-error));
	else
		snprintf(ret, size, "by %s, with namespaces and a firewall's RSTs",
			 trace_way_name(trace));
	trace_close(trace);
	return true;
}
