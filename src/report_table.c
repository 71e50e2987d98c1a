/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_parts.h"

#include "errno_name.h"
#include "tcp_state.h"
#include "text.h"
#include "words.h"

#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

#define SGR_RESET   "31" /* a RST, and what the kernel said at it */
#define SGR_CHAPTER "1"

struct table {
	FILE *out;
	const struct result *result;
	const struct resets *resets;
	bool color;
	int source_width, destination_width, protocol_width;
};

/* Where text stands that is no packet: under the column Source. */
enum { MARGIN = 2, NO_WIDTH = 4, TIME_WIDTH = 10 };

static void measure(struct table *table)
{
	const struct wire *wire = table->result->wire;
	char addr[INET6_ADDRSTRLEN];

	table->source_width = text_columns("Source");
	table->destination_width = text_columns("Destination");
	table->protocol_width = text_columns("Protocol");
	for (int i = 0; i < wire->count; i++) {
		const struct segment *segment = &wire->segment[i];
		if (!segment_is_shown(segment))
			continue;
		int source = text_columns(address_text(&segment->tcp.src.addr, addr, sizeof(addr)));
		int destination =
			text_columns(address_text(&segment->tcp.dst.addr, addr, sizeof(addr)));
		if (source > table->source_width)
			table->source_width = source;
		if (destination > table->destination_width)
			table->destination_width = destination;
	}
}

static void print_heading(const struct table *table)
{
	fprintf(table->out, "%*s%*s  %*s  %-*s  %-*s  %-*s  Length  Info\n", MARGIN, "", NO_WIDTH,
		"No.", TIME_WIDTH, "Time", table->source_width, "Source", table->destination_width,
		"Destination", table->protocol_width, "Protocol");
}

/* The begin of a line that is no packet. */
static void print_time(const struct table *table, int64_t time_ns)
{
	fprintf(table->out, "%*s%*s  %*.6f  ", MARGIN, "", NO_WIDTH, "", TIME_WIDTH,
		story_time(table->result->evidence, time_ns));
}

/* What the tracepoint said at @reset. */
static void print_kernel(const struct table *table, const struct reset *reset)
{
	const struct evidence *ev = table->result->evidence;
	const struct reset_fact *fact = &ev->reset[reset->fact];
	const char *host = host_name(ev, fact->host);
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE], line[400];
	size_t used;

	used = (size_t)snprintf(line, sizeof(line), "kernel of %s: %s",
				host ? host : "no host here",
				fact->sent ? "tcp_send_reset" : "tcp_receive_reset");
	if (*fact->reason != '\0')
		used += (size_t)snprintf(line + used, sizeof(line) - used, " reason=%s",
					 fact->reason);
	if (*fact->state != '\0')
		used += (size_t)snprintf(line + used, sizeof(line) - used, " state=%s",
					 fact->state);
	if (reset->segment < 0)
		snprintf(line + used, sizeof(line) - used, " %s → %s, on no wire",
			 endpoint_text(&fact->local, local), endpoint_text(&fact->remote, remote));
	print_time(table, fact->time_ns);
	print_color(table->out, table->color, SGR_RESET, line);
	fputc('\n', table->out);
}

static void print_packet(const struct table *table, int index, int no)
{
	const struct result *result = table->result;
	const struct segment *segment = &result->wire->segment[index];
	const char *last = host_name(result->evidence, segment->final);
	bool is_reset = segment_is_reset(segment);
	char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN], info[INFO_SIZE];

	fprintf(table->out, "%*s%*d  %*.6f  %-*s  %-*s  %-*s  %6u  ", MARGIN, "", NO_WIDTH, no,
		TIME_WIDTH, story_time(result->evidence, segment->time_ns), table->source_width,
		address_text(&segment->tcp.src.addr, source, sizeof(source)),
		table->destination_width,
		address_text(&segment->tcp.dst.addr, destination, sizeof(destination)),
		table->protocol_width, segment_protocol(segment), segment->length);
	print_color(table->out, table->color && is_reset, SGR_RESET,
		    segment_info(segment, info, sizeof(info)));
	if (!segment->arrived)
		fprintf(table->out, " [did not arrive, last seen at %s]", last ? last : "no host");
	fputc('\n', table->out);
	for (int i = 0; i < table->resets->count && is_reset; i++)
		if (table->resets->reset[i].segment == index && table->resets->reset[i].fact >= 0)
			print_kernel(table, &table->resets->reset[i]);
}

/* The sockets of a look(), as netstat lists them. */
static void print_look(const struct table *table, const struct look *look)
{
	const char *proto = table->result->evidence->family == AF_INET6 ? "tcp6" : "tcp";
	int indent = MARGIN + NO_WIDTH + TIME_WIDTH + 6;
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE];

	fprintf(table->out, "%*sProto Recv-Q Send-Q %-22s %-22s State\n", indent, "",
		"Local Address", "Foreign Address");
	for (int i = 0; i < look->count; i++) {
		const struct socket_facts *sock = &look->socket[i];
		fprintf(table->out, "%*s%-5s %6u %6u %-22s %-22s %s%s\n", indent, "", proto,
			sock->rqueue, sock->wqueue, endpoint_text(&sock->local, local),
			endpoint_text(&sock->remote, remote), tcp_state_name(sock->state),
			sock->orphan && sock->state != 0 ? " (no process)" : "");
	}
}

static void print_event(const struct table *table, const struct event *event)
{
	const struct evidence *ev = table->result->evidence;
	const char *host = host_name(ev, event->host);

	if (event->kind == EVENT_CHAPTER) {
		fprintf(table->out, "%*s", MARGIN, "");
		print_color(table->out, table->color, SGR_CHAPTER, event->text);
		fputc('\n', table->out);
		return;
	}
	print_time(table, event->begin_ns);
	text_print(table->out, *event->actor ? event->actor : host ? host : "");
	if (host && *event->actor && strcmp(host, event->actor) != 0) {
		fputc('@', table->out);
		text_print(table->out, host);
	}
	if (host || *event->actor)
		fputs("  ", table->out);
	text_print(table->out, event->text);
	if (event->kind == EVENT_CALL && event->err != 0)
		fprintf(table->out, " = %" PRId64 " %s", event->ret, errno_name(event->err));
	else if (event->kind == EVENT_CALL)
		fprintf(table->out, " = %" PRId64, event->ret);
	fputc('\n', table->out);
	if (event->kind == EVENT_LOOK && event->ret >= 0 && event->ret < ev->look_count)
		print_look(table, &ev->look[event->ret]);
}

/*
 * Three rows of things, each by its own order, merged by time: events stand where they began, so
 * that what follows a call is what it caused.
 */
void table_print(FILE *out, const struct result *result, const struct resets *resets, bool color)
{
	const struct evidence *ev = result->evidence;
	const struct wire *wire = result->wire;
	struct table table = { .out = out, .result = result, .resets = resets, .color = color };
	int event = 0, segment = 0, reset = 0, no = 0;

	measure(&table);
	print_heading(&table);
	for (;;) {
		while (segment < wire->count && !segment_is_shown(&wire->segment[segment]))
			segment++;
		while (reset < resets->count && resets->reset[reset].segment >= 0)
			reset++;
		int64_t event_ns = event < ev->event_count ? ev->event[event].begin_ns : INT64_MAX;
		int64_t segment_ns =
			segment < wire->count ? wire->segment[segment].time_ns : INT64_MAX;
		int64_t reset_ns = reset < resets->count
					   ? ev->reset[resets->reset[reset].fact].time_ns
					   : INT64_MAX;
		if (event < ev->event_count && event_ns <= segment_ns && event_ns <= reset_ns)
			print_event(&table, &ev->event[event++]);
		else if (segment < wire->count && segment_ns <= reset_ns)
			print_packet(&table, segment++, ++no);
		else if (reset < resets->count)
			print_kernel(&table, &resets->reset[reset++]);
		else
			break;
	}
}
