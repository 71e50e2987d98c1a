/* SPDX-License-Identifier: GPL-2.0-only */
#include "drill_told.h"

#include "span.h"
#include "text.h"

#include <inttypes.h>
#include <string.h>

const char *const noticed_name[NOTICED_WAYS] = {
	[NOTICED_NEVER] = "never",     [NOTICED_RST] = "RST", [NOTICED_FIN] = "FIN",
	[NOTICED_TIMEOUT] = "timeout", [NOTICED_OWN] = "own",
};

/* What is looked for in a reading. */
struct view {
	const struct reading *reading;
	const struct evidence *ev;
	int client, server, last_chapter;
	int64_t fault_ns;
	uint16_t port; /* of the client's end; 0: there was no connection */
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

/* The first of its segments after the fault that told the client; or by which it ended it. */
static void read_notice(const struct view *view, struct drill_told *ret)
{
	const struct wire *wire = &view->reading->wire;
	const struct event *gone = find_event(view->ev, "gone", NULL);
	int64_t timeouts;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *s = &wire->segment[i];
		bool is_in = s->final == view->client && s->arrived;
		bool is_out = s->origin == view->client;
		if (!is_of_drill(view, s) || s->stream != view->stream ||
		    s->time_ns < view->fault_ns || !(s->tcp.flags & (RST | FIN)) ||
		    !(is_in || is_out))
			continue;
		ret->noticed = is_out               ? NOTICED_OWN
			       : s->tcp.flags & RST ? NOTICED_RST
						    : NOTICED_FIN;
		ret->noticed_ns = s->time_ns - view->fault_ns;
		ret->reason = ret->noticed == NOTICED_RST ? reason_of(view, i) : NULL;
		return;
	}
	if (!gone)
		return;
	/* That it closed the connection need not be on the wire: a FIN waits for what is before it.
	 */
	evidence_counter(view->ev, view->client, "TcpExtTCPAbortOnTimeout", &timeouts);
	ret->noticed = timeouts > 0 ? NOTICED_TIMEOUT : NOTICED_OWN;
	ret->noticed_ns = gone->begin_ns - view->fault_ns;
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
	ret->unacknowledged = sent > acknowledged ? sent - acknowledged : 0;
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
			   *connection = find_event(ev, "connection", NULL);
	struct view view = { .reading = reading,
			     .ev = ev,
			     .client = evidence_host(ev, "client"),
			     .server = evidence_host(ev, "server"),
			     .fault_ns = fault ? fault->begin_ns : ev->end_ns,
			     .port = connection ? (uint16_t)connection->ret : 0 };

	*ret = (struct drill_told){ .has_connection = connection != NULL,
				    .words_lost = ev->trace_lost };
	view.stream = find_stream(&view);
	if (connection) {
		read_notice(&view, ret);
		read_unacknowledged(&view, ret);
		read_unread(&view, ret);
	}
	if (fault)
		read_attempts(&view, ret);
	for (int i = 0; i < ev->end_count; i++)
		ret->lost_packets += ev->end[i].drops;
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
