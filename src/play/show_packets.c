/* SPDX-License-Identifier: GPL-2.0-only */
#include "show.h"

#include "reading.h"
#include "segment_text.h"

/* Addresses are known before there is a packet, so that a table that grows keeps its columns. */
static void print_heading(FILE *out, const struct evidence *ev, struct shown *shown)
{
	shown->columns.has_length = true;
	for (int i = 0; i < ev->host_count; i++)
		for (int k = 0; k < ev->host[i].addr_count; k++)
			packet_columns_fit(&shown->columns, &ev->host[i].addr[k],
					   &ev->host[i].addr[k]);
	packet_heading_print(out, &shown->columns);
	shown->headed = true;
}

static void print_chapter(FILE *out, const struct evidence *ev, int chapter, struct shown *shown)
{
	if (chapter + 1 == shown->chapter || chapter < 0 || chapter >= ev->chapter_count)
		return;
	shown->chapter = chapter + 1;
	fprintf(out, "%*s%s\n", ROW_MARGIN, "", ev->chapter[chapter]);
}

static void print_packet(FILE *out, const struct evidence *ev, const struct segment *segment,
			 struct shown *shown)
{
	char info[INFO_SIZE];
	const char *last = host_name(ev, segment->final);
	const struct packet_row row = {
		.number = (uint64_t)++shown->number,
		.time = story_time(ev, segment->time_ns),
		.src = &segment->tcp.src.addr,
		.dst = &segment->tcp.dst.addr,
		.protocol = segment_protocol(segment),
		.info = segment_info(segment, info, sizeof(info)),
		.length = segment->length,
		.is_reset = segment_is_reset(segment),
	};

	packet_row_print(out, &shown->columns, &row, false);
	if (!segment->arrived)
		fprintf(out, " [not arrived, last seen at %s]", last ? last : "no host");
	fputc('\n', out);
}

void show_new(FILE *out, const struct evidence *ev, struct shown *shown)
{
	struct wire wire;
	if (wire_read(ev, &wire) < 0) {
		fputs("no memory to show packets\n", out);
		return;
	}
	for (int i = 0; i < wire.count; i++) {
		const struct segment *segment = &wire.segment[i];
		if (shown->packet[segment->first])
			continue;
		shown->packet[segment->first] = true;
		if (!segment_is_shown(segment))
			continue;
		if (!shown->headed)
			print_heading(out, ev, shown);
		print_chapter(out, ev, segment->chapter, shown);
		print_packet(out, ev, segment, shown);
	}
	wire_free(&wire);
	fflush(out);
}
