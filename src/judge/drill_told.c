/* SPDX-License-Identifier: GPL-2.0-only */
#include "drill_told.h"

#include "text.h"

#include <string.h>

const char *const noticed_name[NOTICED_WAYS] = {
	[NOTICED_NEVER] = "never",     [NOTICED_RST] = "RST", [NOTICED_FIN] = "FIN",
	[NOTICED_TIMEOUT] = "timeout", [NOTICED_OWN] = "own", [NOTICED_UNKNOWN] = "unknown",
};

/* What is looked for in a reading: of one fault. */
struct view {
	const struct reading *reading;
	const struct evidence *ev;
	int client, server;
	int64_t fault_ns, next_ns, end_ns; /* when it came, and the next one, if there is one; when
					      the programs were ended */
	uint16_t port;                     /* of the client's end; 0: there was no connection */
	uint16_t service;                  /* its port; 0: not known */
	const struct event *gone;          /* its kernel had it no more; NULL: it had to the end */
	int stream;
	uint64_t lost_packets;
};

static const struct event *find_event(const struct evidence *ev, const char *verb, const char *text)
{
	for (int i = 0; i < ev->event_count; i++)
		if (strcmp(ev->event[i].verb, verb) == 0 &&
		    (!text || strcmp(ev->event[i].text, text) == 0))
			return &ev->event[i];
	return NULL;
}

/* Does a fault begin with it? drill_next() opens "the fault", and then "fault 2". */
static bool is_fault(const struct event *event)
{
	return strcmp(event->verb, "chapter") == 0 &&
	       (strcmp(event->text, "the fault") == 0 || strncmp(event->text, "fault ", 6) == 0);
}

/* What the end of the programs brings about is no part of the drill. */
static bool is_of_drill(const struct view *view, const struct segment *s)
{
	return s->tcp.protocol == PROTO_TCP &&
	       strcmp(view->ev->chapter[s->chapter], "all is ended") != 0;
}

/* The last that had the port: one may be taken again. */
static int find_stream(const struct view *view)
{
	const struct wire *wire = &view->reading->wire;
	int found = -1;

	for (int i = 0; i < wire->count && view->port; i++) {
		const struct segment *s = &wire->segment[i];
		if (s->tcp.protocol == PROTO_TCP && s->origin == view->client &&
		    s->tcp.src.port == view->port && s->time_ns < view->fault_ns)
			found = s->stream;
	}
	return found;
}

static const char *reason_of(const struct view *view, int segment)
{
	const struct resets *resets = &view->reading->resets;

	for (int i = 0; i < resets->count; i++)
		if (resets->reset[i].sent && resets->reset[i].segment == segment &&
		    resets->reset[i].fact >= 0 && *view->ev->reset[resets->reset[i].fact].reason)
			return view->ev->reset[resets->reset[i].fact].reason;
	return NULL;
}

/* ---- The old connection -------------------------------------------------------------------------
 */

/* The wire's segment that packet @index is a sighting of, for the reason of who sent it. */
static const char *reason_at(const struct view *view, int index)
{
	const struct wire *wire = &view->reading->wire;

	for (int i = 0; i < wire->count; i++)
		if (wire->segment[i].last == index || wire->segment[i].first == index)
			return reason_of(view, i);
	return NULL;
}

static void notice(const struct view *view, enum noticed how, int64_t time_ns, const char *reason,
		   struct fault_told *ret)
{
	ret->noticed = how;
	ret->noticed_ns = time_ns - view->fault_ns;
	ret->reason = reason;
}

/* Is it a segment of the connection at the client's own end? What the way has made of its addresses
 * is no matter there. */
static bool is_at_client(const struct view *view, const struct packet *packet, struct decoded *ret)
{
	const struct evidence *ev = view->ev;

	if (ev->end[packet->end].host != view->client ||
	    strcmp(ev->chapter[packet->chapter], "all is ended") == 0)
		return false;
	packet_decode(ev->frames + packet->frame, packet->caplen, ret);
	return ret->protocol == PROTO_TCP &&
	       (packet->sent ? ret->src.port : ret->dst.port) == view->port;
}

/* The first one after the fault that ends it. A FIN that the client had sent before, and sends
 * again, does not. */
static void read_packets(const struct view *view, struct fault_told *ret)
{
	const struct evidence *ev = view->ev;
	bool had_closed = false;

	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		struct decoded tcp;
		if (!is_at_client(view, packet, &tcp))
			continue;
		if (packet->time_ns < view->fault_ns) {
			if (packet->sent)
				had_closed = tcp.flags & FIN || (had_closed && tcp.flags != SYN);
			continue;
		}
		if (!(tcp.flags & (RST | FIN)) || (had_closed && packet->sent && tcp.flags & FIN))
			continue;
		if (packet->sent)
			notice(view, NOTICED_OWN, packet->time_ns, NULL, ret);
		else if (tcp.flags & RST)
			notice(view, NOTICED_RST, packet->time_ns, reason_at(view, i), ret);
		else
			notice(view, NOTICED_FIN, packet->time_ns, NULL, ret);
		return;
	}
}

/* That a RST reached it, its kernel says too, where the capture has lost it. */
static bool was_reset(const struct view *view, int64_t *ret_ns)
{
	for (int i = 0; i < view->ev->reset_count; i++) {
		const struct reset_fact *fact = &view->ev->reset[i];
		if (fact->sent || fact->host != view->client || fact->local.port != view->port ||
		    fact->time_ns < view->fault_ns || fact->time_ns >= view->end_ns)
			continue;
		*ret_ns = fact->time_ns;
		return true;
	}
	return false;
}

static void read_notice(const struct view *view, struct fault_told *ret)
{
	int64_t timeouts, reset_ns;

	read_packets(view, ret);
	if (ret->noticed != NOTICED_NEVER)
		return;
	evidence_counter(view->ev, view->client, "TcpExtTCPAbortOnTimeout", &timeouts);
	if (was_reset(view, &reset_ns))
		notice(view, NOTICED_RST, reset_ns, NULL, ret);
	else if (view->gone && timeouts > 0)
		notice(view, NOTICED_TIMEOUT, view->gone->begin_ns, NULL, ret);
	else if (view->gone && view->lost_packets)
		notice(view, NOTICED_UNKNOWN, view->gone->begin_ns, NULL, ret);
	/* That it closed the connection need not be on the wire: a FIN waits for what is before it.
	 */
	else if (view->gone)
		notice(view, NOTICED_OWN, view->gone->begin_ns, NULL, ret);
}

/* Bytes by which the client was ahead of all that was acknowledged. */
static void read_unacknowledged(const struct view *view, struct fault_told *ret)
{
	const struct wire *wire = &view->reading->wire;
	uint32_t sent = 0, acknowledged = 0;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *s = &wire->segment[i];
		if (!is_of_drill(view, s) || s->stream != view->stream)
			continue;
		uint32_t end = s->rel_seq + (uint32_t)s->tcp.len;
		if (s->origin == view->client && s->tcp.len && end > sent)
			sent = end;
		if (s->tcp.src.port != view->port && s->tcp.flags & ACK && !(s->tcp.flags & RST) &&
		    s->rel_ack > acknowledged)
			acknowledged = s->rel_ack;
	}
	/* Where not all is kept, it is not known. */
	bool is_known = !view->lost_packets && !find_event(view->ev, "passed", NULL);
	ret->unacknowledged = is_known && sent > acknowledged ? sent - acknowledged : 0;
}

static void read_unread(const struct view *view, struct fault_told *ret)
{
	for (int i = 0; i < view->ev->look_count; i++) {
		const struct look *look = &view->ev->look[i];
		if (look->host != view->server || look->time_ns > view->fault_ns ||
		    strcmp(look->label, "before the fault") != 0)
			continue;
		for (int k = 0; k < look->count; k++)
			if (look->socket[k].remote.port == view->port)
				ret->unread = look->socket[k].rqueue;
	}
}

/* ---- New ones -----------------------------------------------------------------------------------
 */

static bool is_answered(const struct view *view, int stream, int64_t *ret_ns)
{
	const struct wire *wire = &view->reading->wire;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *s = &wire->segment[i];
		if (is_of_drill(view, s) && s->stream == stream &&
		    (s->tcp.flags & (SYN | ACK)) == (SYN | ACK) && s->final == view->client) {
			*ret_ns = s->time_ns - view->fault_ns;
			return true;
		}
	}
	return false;
}

/* A SYN may be sent again, also after that of another connection. */
static bool is_first_of_stream(const struct wire *wire, int at)
{
	for (int i = 0; i < at; i++)
		if (wire->segment[i].stream == wire->segment[at].stream)
			return false;
	return true;
}

static void read_attempts(const struct view *view, struct fault_told *ret)
{
	const struct wire *wire = &view->reading->wire;

	for (int i = 0; i < wire->count && !ret->stood; i++) {
		const struct segment *s = &wire->segment[i];
		if (!is_of_drill(view, s) || s->origin != view->client ||
		    (view->service && s->tcp.dst.port != view->service) ||
		    (s->tcp.flags & (SYN | ACK)) != SYN || s->time_ns < view->fault_ns ||
		    s->time_ns >= view->next_ns || !is_first_of_stream(wire, i))
			continue;
		ret->attempts++;
		ret->stood = is_answered(view, s->stream, &ret->stood_ns);
	}
}

/* ---- Fault by fault -----------------------------------------------------------------------------
 */

/* The view of the fault that begins with event @at, or of none: -1. */
static struct view view_of(const struct reading *reading, int at)
{
	const struct evidence *ev = reading->ev;
	const struct event *end = find_event(ev, "chapter", "all is ended");
	const struct event *listens = find_event(ev, "listens", NULL);
	struct view view = { .reading = reading,
			     .ev = ev,
			     .client = evidence_host(ev, "client"),
			     .server = evidence_host(ev, "server"),
			     .service = listens ? (uint16_t)listens->ret : 0,
			     .fault_ns = at < 0 ? ev->end_ns : ev->event[at].begin_ns,
			     .next_ns = INT64_MAX,
			     .end_ns = end ? end->begin_ns : ev->end_ns };
	int i = 0;

	for (; i < (at < 0 ? ev->event_count : at); i++)
		if (strcmp(ev->event[i].verb, "connection") == 0)
			view.port = (uint16_t)ev->event[i].ret;
	for (i++; i < ev->event_count && strcmp(ev->event[i].verb, "connection") != 0; i++)
		if (strcmp(ev->event[i].verb, "gone") == 0)
			view.gone = &ev->event[i];
	for (; i < ev->event_count && view.next_ns == INT64_MAX; i++)
		if (is_fault(&ev->event[i]))
			view.next_ns = ev->event[i].begin_ns;
	for (i = 0; i < ev->end_count; i++)
		view.lost_packets += ev->end[i].drops;
	view.stream = find_stream(&view);
	return view;
}

static void tell_fault(const struct view *view, bool has_come, struct fault_told *ret)
{
	*ret = (struct fault_told){ .has_connection = view->port };
	if (view->port) {
		read_notice(view, ret);
		read_unacknowledged(view, ret);
		read_unread(view, ret);
	}
	if (has_come)
		read_attempts(view, ret);
}

/* Its kernel counts how often it gave up, and does not say on which. */
static void doubt_timeouts(const struct view *view, struct drill_told *ret)
{
	int64_t timeouts;
	int claimed = 0;

	evidence_counter(view->ev, view->client, "TcpExtTCPAbortOnTimeout", &timeouts);
	for (int i = 0; i < ret->fault_count; i++)
		claimed += ret->fault[i].noticed == NOTICED_TIMEOUT;
	for (int i = 0; i < ret->fault_count && claimed > timeouts; i++)
		if (ret->fault[i].noticed == NOTICED_TIMEOUT)
			ret->fault[i].noticed = NOTICED_UNKNOWN;
}

bool drill_is_told(const struct scenario *scenario, const struct reading *reading)
{
	return scenario->is_drill && reading->ev->ending == ENDED_WELL;
}

void drill_tell(const struct reading *reading, struct drill_told *ret)
{
	const struct evidence *ev = reading->ev;
	struct view view = view_of(reading, -1);

	*ret = (struct drill_told){ .lost_packets = view.lost_packets,
				    .words_lost = ev->trace_lost };
	for (int i = 0; i < ev->event_count && ret->fault_count < FAULTS_MAX; i++) {
		if (!is_fault(&ev->event[i]))
			continue;
		view = view_of(reading, i);
		tell_fault(&view, true, &ret->fault[ret->fault_count++]);
	}
	if (ret->fault_count == 0)
		tell_fault(&view, false, &ret->fault[ret->fault_count++]);
	doubt_timeouts(&view, ret);
}
