/* SPDX-License-Identifier: GPL-2.0-only */
#include "data_run.h"

#include "text.h"

/* The segment of moment @at if it opens and ends nothing, or NULL. */
static const struct segment *plain_segment(const struct reading *reading, int at)
{
	const struct moment *moment = &reading->timeline.moment[at];
	const struct segment *segment =
		moment->kind == MOMENT_SEGMENT ? &reading->wire.segment[moment->index] : NULL;

	return segment && segment->tcp.protocol == PROTO_TCP &&
			       !(segment->tcp.flags & (SYN | FIN | RST))
		       ? segment
		       : NULL;
}

int data_run(const struct reading *reading, int at)
{
	const struct segment *first = plain_segment(reading, at), *next;
	int count = first != NULL;

	while (first && at + count < reading->timeline.count &&
	       (next = plain_segment(reading, at + count)) && next->stream == first->stream)
		count++;
	return count;
}

const char *data_run_text(const struct reading *reading, int at, int count, char *buffer,
			  size_t size)
{
	const struct segment *first = plain_segment(reading, at);
	const char *to = host_name(reading->ev, first->final);
	unsigned long long bytes[2] = { 0 };

	for (int i = 0; i < count; i++) {
		const struct segment *each = plain_segment(reading, at + i);
		bytes[each->origin != first->origin] += each->tcp.len;
	}
	return text_set(buffer, size, "(%d more segments: %llu bytes from %s, %llu from %s)", count,
			bytes[0], host_name(reading->ev, first->origin), bytes[1],
			to ? to : "the other side");
}
