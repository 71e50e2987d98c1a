/* SPDX-License-Identifier: GPL-2.0-only */
#include "drill_told.h"

#include "span.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

const char *const noticed_name[NOTICED_WAYS] = {
	[NOTICED_NEVER] = "never",     [NOTICED_RST] = "RST", [NOTICED_FIN] = "FIN",
	[NOTICED_TIMEOUT] = "timeout", [NOTICED_OWN] = "own", [NOTICED_UNKNOWN] = "unknown",
};

/* What is looked for in a reading. */
struct view {
	const struct reading *reading;
	const struct evidence *ev;
	int client, server, last_chapter;
	int64_t fault_ns, end_ns; /* when it came; when the programs were ended */
	uint16_t port;            /* of the client's end; 0: there was no connection */
	int stream;
};

static const struct event *find_event(const struct evidence *ev, const char *verb, const char *text)
{
	for (int i = 0; i < ev->event_count; i++)
		if (strcmp(ev->event[i].verb, verb) == 0 &&
		    (!text || strcmp(ev->event[i].text, text) == 0))
			return &ev->event[i];
	return NULL;
}

/* What the end of the programs brings about is no part of the drill. */
static bool is_of_drill(const struct view *view, const struct segment *s)
{
	return s->tcp.protocol == PROTO_TCP &&
	       strcmp(view->ev->chapter[s->chapter], "all is ended") != 0;
}

static int find_stream(const struct view *view)
{
	const struct wire *wire = &view->reading->wire;

	for (int i = 0; i < wire->count && view->port; i++) {
		const struct segment *s = &wire->segment[i];
		if (s->tcp.protocol == PROTO_TCP && s->origin == view->client &&
		    s->tcp.src.port == view->port)
			return s->stream;
	}
	return -1;
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
		   struct drill_told *ret)
{
	ret->noticed = how;
	ret->noticed_ns = time_ns - view->fault_ns;
	ret->reason = reason;
}

/* The first segment at the client's own end, after the fault, that ends the connection: what the
 * way has made of its addresses is no matter there. */
static void read_packets(const struct view *view, struct drill_told *ret)
{
	const struct evidence *ev = view->ev;

	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		struct decoded tcp;
		if (ev->end[packet->end].host != view->client || packet->time_ns < view->fault_ns ||
		    strcmp(ev->chapter[packet->chapter], "all is ended") == 0)
			continue;
		packet_decode(ev->frames + packet->frame, packet->caplen, &tcp);
		if (tcp.protocol != PROTO_TCP || !(tcp.flags & (RST | FIN)) ||
		    (packet->sent ? tcp.src.port : tcp.dst.port) != view->port)
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

static void read_notice(const struct view *view, struct drill_told *ret)
{
	const struct event *gone = find_event(view->ev, "gone", NULL);
	int64_t timeouts, reset_ns;

	read_packets(view, ret);
	if (ret->noticed != NOTICED_NEVER)
		return;
	evidence_counter(view->ev, view->client, "TcpExtTCPAbortOnTimeout", &timeouts);
	if (was_reset(view, &reset_ns))
		notice(view, NOTICED_RST, reset_ns, NULL, ret);
	else if (gone && timeouts > 0)
		notice(view, NOTICED_TIMEOUT, gone->begin_ns, NULL, ret);
	else if (gone && ret->lost_packets)
		notice(view, NOTICED_UNKNOWN, gone->begin_ns, NULL, ret);
	/* That it closed the connection need not be on the wire: a FIN waits for what is before it.
	 */
	else if (gone)
		notice(view, NOTICED_OWN, gone->begin_ns, NULL, ret);
}

/* Bytes by which the client was ahead of all that was acknowledged. */
static void read_unacknowledged(const struct view *view, struct drill_told *ret)
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
	bool is_known = !ret->lost_packets && !find_event(view->ev, "passed", NULL);
	ret->unacknowledged = is_known && sent > acknowledged ? sent - acknowledged : 0;
}

static void read_unread(const struct view *view, struct drill_told *ret)
{
	for (int i = 0; i < view->ev->look_count; i++) {
		const struct look *look = &view->ev->look[i];
		if (look->host != view->server || strcmp(look->label, "before the fault") != 0)
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

static void read_attempts(const struct view *view, struct drill_told *ret)
{
	const struct wire *wire = &view->reading->wire;

	for (int i = 0; i < wire->count && !ret->stood; i++) {
		const struct segment *s = &wire->segment[i];
		if (!is_of_drill(view, s) || s->origin != view->client ||
		    (s->tcp.flags & (SYN | ACK)) != SYN || s->time_ns < view->fault_ns ||
		    !is_first_of_stream(wire, i))
			continue;
		ret->attempts++;
		ret->stood = is_answered(view, s->stream, &ret->stood_ns);
	}
}

void drill_tell(const struct reading *reading, struct drill_told *ret)
{
	const struct evidence *ev = reading->ev;
	const struct event *fault = find_event(ev, "chapter", "the fault"),
			   *connection = find_event(ev, "connection", NULL),
			   *end = find_event(ev, "chapter", "all is ended");
	struct view view = { .reading = reading,
			     .ev = ev,
			     .client = evidence_host(ev, "client"),
			     .server = evidence_host(ev, "server"),
			     .fault_ns = fault ? fault->begin_ns : ev->end_ns,
			     .end_ns = end ? end->begin_ns : ev->end_ns,
			     .port = connection ? (uint16_t)connection->ret : 0 };

	*ret = (struct drill_told){ .has_connection = connection != NULL,
				    .words_lost = ev->trace_lost };
	for (int i = 0; i < ev->end_count; i++)
		ret->lost_packets += ev->end[i].drops;
	view.stream = find_stream(&view);
	if (connection) {
		read_notice(&view, ret);
		read_unacknowledged(&view, ret);
		read_unread(&view, ret);
	}
	if (fault)
		read_attempts(&view, ret);
}

/* ---- In words -----------------------------------------------------------------------------------
 */

static void add_notice(const struct drill_told *told, char *buffer, size_t size)
{
	char span[SPAN_SIZE];

	switch (told->noticed) {
	case NOTICED_NEVER:
		text_append(buffer, size, "the client was never told");
		return;
	case NOTICED_RST:
		text_append(buffer, size, "a RST%s%s%s reached the client",
			    told->reason ? " (" : "", told->reason ? told->reason : "",
			    told->reason ? ")" : "");
		break;
	case NOTICED_FIN:
		text_append(buffer, size, "a FIN, and no error, reached the client");
		break;
	case NOTICED_TIMEOUT:
		text_append(buffer, size, "the client's kernel gave up");
		break;
	case NOTICED_UNKNOWN:
		text_append(buffer, size,
			    "the connection was gone, by what the captures have missed,");
		break;
	case NOTICED_OWN:
	case NOTICED_WAYS:
		text_append(buffer, size, "the client ended the connection of its own accord");
		break;
	}
	text_append(buffer, size, " %s after the fault", span_text(told->noticed_ns, span));
}

const char *drill_text(const struct drill_told *told, char *buffer, size_t size)
{
	char span[SPAN_SIZE];

	*buffer = '\0';
	if (told->has_connection) {
		add_notice(told, buffer, size);
		text_append(buffer, size, "; ");
	}
	if (told->stood)
		text_append(buffer, size, "a new connection stood after %s, at attempt %d",
			    span_text(told->stood_ns, span), told->attempts);
	else
		text_append(buffer, size, "no new connection stood (%d attempt%s)", told->attempts,
			    told->attempts == 1 ? "" : "s");
	if (told->unacknowledged)
		text_append(buffer, size, "; %" PRId64 " byte%s sent and never acknowledged",
			    told->unacknowledged, told->unacknowledged == 1 ? "" : "s");
	if (told->unread)
		text_append(buffer, size, "; %" PRId64 " byte%s acknowledged and never read",
			    told->unread, told->unread == 1 ? "" : "s");
	if (told->lost_packets)
		text_append(buffer, size, "; the captures have lost %" PRIu64 " packets",
			    told->lost_packets);
	if (told->words_lost)
		text_append(buffer, size, "; %" PRIu64 " of the kernel's words were lost",
			    told->words_lost);
	return buffer;
}
