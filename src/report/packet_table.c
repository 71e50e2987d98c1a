/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet_table.h"

#include "data_run.h"
#include "moment_text.h"
#include "packet_row.h"
#include "segment_text.h"
#include "socket_rows.h"
#include "terminal.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define SGR_RESET   "31" /* a RST, and the kernel's word on it */
#define SGR_CHAPTER "1"

struct table {
	FILE *out;
	const struct result *result;
	bool color;
	struct packet_columns columns;
};

static void measure(struct table *table)
{
	const struct wire *wire = &table->result->reading.wire;

	for (int i = 0; i < wire->count; i++) {
		const struct segment *segment = &wire->segment[i];
		if (segment_is_shown(segment))
			packet_columns_fit(&table->columns, &segment->tcp.src.addr,
					   &segment->tcp.dst.addr);
	}
}

/* The beginning of a line that is not a packet. */
static void print_time(const struct table *table, int64_t time_ns)
{
	fprintf(table->out, "%*s%*s  %*.6f  ", ROW_MARGIN, "", ROW_NUMBER, "", ROW_TIME,
		story_time(table->result->reading.ev, time_ns));
}

static void print_kernel(const struct table *table, const struct reset *reset)
{
	const struct evidence *ev = table->result->reading.ev;
	char line[KERNEL_TEXT_SIZE];

	print_time(table, ev->reset[reset->fact].time_ns);
	print_color(table->out, table->color, SGR_RESET, kernel_text(ev, reset, line));
	fputc('\n', table->out);
}

static void print_packet(const struct table *table, int index, int no)
{
	const struct result *result = table->result;
	const struct segment *segment = &result->reading.wire.segment[index];
	const char *last = host_name(result->reading.ev, segment->final);
	char info[INFO_SIZE];
	const struct packet_row row = {
		.number = (uint64_t)no,
		.time = story_time(result->reading.ev, segment->time_ns),
		.src = &segment->tcp.src.addr,
		.dst = &segment->tcp.dst.addr,
		.protocol = segment_protocol(segment),
		.info = segment_info(segment, info, sizeof(info)),
		.length = segment->length,
		.is_reset = segment_is_reset(segment),
	};

	packet_row_print(table->out, &table->columns, &row, table->color);
	if (!segment->arrived)
		fprintf(table->out, " [did not arrive, last seen at %s]", last ? last : "no host");
	if (result->reading.ev->packet[segment->first].hold)
		fputs(" [while it was held]", table->out);
	fputc('\n', table->out);
}

static void print_event(const struct table *table, const struct event *event)
{
	const struct evidence *ev = table->result->reading.ev;
	char who[EVENT_WHO_SIZE], text[EVENT_TEXT_SIZE];

	if (event->kind == EVENT_CHAPTER) {
		fprintf(table->out, "%*s", ROW_MARGIN, "");
		print_color(table->out, table->color, SGR_CHAPTER, event->text);
		fputc('\n', table->out);
		return;
	}
	print_time(table, event->begin_ns);
	text_print(table->out, event_who(ev, event, who));
	if (*who)
		fputs("  ", table->out);
	text_print(table->out, event_text(event, text));
	fputc('\n', table->out);
	if (event->kind == EVENT_LOOK && event->ret >= 0 && event->ret < ev->look_count)
		socket_rows_print(table->out, &ev->look[event->ret],
				  ROW_MARGIN + ROW_NUMBER + ROW_TIME + 6);
}

/* ---- The story ----------------------------------------------------------------------------------
 */

static void print_sum(const struct table *table, int at, int count)
{
	const struct reading *reading = &table->result->reading;
	char text[200];

	print_time(table, reading->timeline.moment[at].time_ns);
	fprintf(table->out, "%s\n", data_run_text(reading, at, count, text, sizeof(text)));
}

/* Prints the moment at @at, or a summary of several from there on. Returns how many it covered. */
static int print_run(const struct table *table, int at)
{
	const struct reading *reading = &table->result->reading;
	int count = table->result->scenario->is_drill ? data_run(reading, at) : 0;

	if (count < RUN_LEAST)
		return 0;
	for (int i = 0; i < count; i++) {
		const struct moment *moment = &reading->timeline.moment[at + i];
		if (i == RUN_FIRST)
			print_sum(table, at + i, count - RUN_FIRST - RUN_LAST);
		if (i < RUN_FIRST || i >= count - RUN_LAST)
			print_packet(table, moment->index, moment->number);
	}
	return count;
}

/* The chapter's number, or -1. */
static int chapter_of(const struct reading *reading, const struct moment *moment)
{
	switch (moment->kind) {
	case MOMENT_EVENT:
		return reading->ev->event[moment->index].chapter;
	case MOMENT_SEGMENT:
		return reading->wire.segment[moment->index].chapter;
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		break;
	}
	return reading_chapter(reading, reading->resets.reset[moment->index].fact);
}

static void print_moment(const struct table *table, const struct moment *moment)
{
	const struct reading *reading = &table->result->reading;

	switch (moment->kind) {
	case MOMENT_EVENT:
		print_event(table, &reading->ev->event[moment->index]);
		break;
	case MOMENT_SEGMENT:
		print_packet(table, moment->index, moment->number);
		break;
	case MOMENT_SENDS:
	case MOMENT_RECEIVED:
		print_kernel(table, &reading->resets.reset[moment->index]);
		break;
	}
}

/* @chapter NULL: all. */
static void print_table(FILE *out, const struct result *result, const char *chapter, bool color)
{
	const struct reading *reading = &result->reading;
	struct table table = {
		.out = out, .result = result, .color = color, .columns.has_length = true
	};

	measure(&table);
	packet_heading_print(out, &table.columns);
	for (int i = 0; i < reading->timeline.count; i++) {
		const struct moment *moment = &reading->timeline.moment[i];
		int its = chapter_of(reading, moment);
		if (chapter && (its < 0 || strcmp(reading->ev->chapter[its], chapter) != 0))
			continue;
		int summed = chapter ? 0 : print_run(&table, i);
		if (summed)
			i += summed - 1;
		else
			print_moment(&table, moment);
	}
}

void table_print(FILE *out, const struct result *result, bool color)
{
	print_table(out, result, NULL, color);
}

void table_print_chapter(FILE *out, const struct result *result, const char *chapter, bool color)
{
	print_table(out, result, chapter, color);
}
