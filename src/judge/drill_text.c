/* SPDX-License-Identifier: GPL-2.0-only */
/* drill_text.c - what became of the client of a drill, in words. */
#include "drill_told.h"

#include "span.h"
#include "text.h"

#include <inttypes.h>

static void add_notice(const struct fault_told *told, char *buffer, size_t size)
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
		text_append(buffer, size, "a FIN without an error reached the client");
		break;
	case NOTICED_TIMEOUT:
		text_append(buffer, size, "the client's kernel gave up");
		break;
	case NOTICED_UNKNOWN:
		text_append(buffer, size, "the connection was gone for an unknown reason");
		break;
	case NOTICED_OWN:
	case NOTICED_WAYS:
		text_append(buffer, size, "the client closed the connection on its own");
		break;
	}
	text_append(buffer, size, " %s after the fault", span_text(told->noticed_ns, span));
}

static void add_fault(const struct fault_told *told, char *buffer, size_t size)
{
	char span[SPAN_SIZE];

	if (told->has_connection) {
		add_notice(told, buffer, size);
		text_append(buffer, size, "; ");
	}
	if (told->stood)
		text_append(buffer, size,
			    "a new connection was established after %s, at attempt %d",
			    span_text(told->stood_ns, span), told->attempts);
	else
		text_append(buffer, size, "no new connection was established (%d attempt%s)",
			    told->attempts, told->attempts == 1 ? "" : "s");
	if (told->unacknowledged)
		text_append(buffer, size, "; %" PRId64 " byte%s sent but never acknowledged",
			    told->unacknowledged, told->unacknowledged == 1 ? "" : "s");
	if (told->unread)
		text_append(buffer, size, "; %" PRId64 " byte%s acknowledged but never read",
			    told->unread, told->unread == 1 ? "" : "s");
}

bool drill_line(const struct drill_told *told, int nth, char *buffer, size_t size)
{
	*buffer = '\0';
	if (nth < told->fault_count) {
		if (told->fault_count > 1)
			text_append(buffer, size, "fault %d: ", nth + 1);
		add_fault(&told->fault[nth], buffer, size);
		return true;
	}
	nth -= told->fault_count;
	if (told->lost_packets && nth-- == 0)
		text_append(buffer, size, "the captures lost %" PRIu64 " packets",
			    told->lost_packets);
	else if (told->words_lost && nth == 0)
		text_append(buffer, size, "the trace lost %" PRIu64 " kernel events",
			    told->words_lost);
	return *buffer;
}

const char *drill_text(const struct drill_told *told, char *buffer, size_t size)
{
	char line[TEXT_SIZE * 2];

	*buffer = '\0';
	for (int i = 0; drill_line(told, i, line, sizeof(line)); i++)
		text_append(buffer, size, "%s%s", i ? "; " : "", line);
	return buffer;
}
