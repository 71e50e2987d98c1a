/* SPDX-License-Identifier: GPL-2.0-only */
#include "show.h"

#include "lab.h"
#include "reading.h"
#include "segment_text.h"
#include "socket_rows.h"

#include "ns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Packets ------------------------------------------------------------------------------------
 */

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

/* ---- Sockets ------------------------------------------------------------------------------------
 */

static void print_sockets(FILE *out, const struct site *site, int host)
{
	static struct look look;
	struct diag *diag;
	int ns = site_open(site, host), error = ns < 0 ? ns : ns_enter(ns);
	look.count = 0;
	if (!error)
		error = diag_open(&diag);
	if (!error)
		error = diag_walk(diag, site->family, look_add, &look);
	if (error)
		fprintf(out, "  %s: cannot list its sockets: %s\n", site->host[host].name,
			strerror(-error));
	else if (look.count == 0)
		fprintf(out, "  %s: no TCP sockets\n", site->host[host].name);
	else
		fprintf(out, "  %s\n", site->host[host].name);
	if (!error && look.count > 0)
		socket_rows_print(out, &look, site->family, 4);
}

/* In a child: to enter a host cannot be taken back by all who want to look. */
static void show_sockets(FILE *out, const struct site *site)
{
	fflush(out);
	pid_t pid = fork();
	if (pid == 0) {
		for (int i = 0; i < site->host_count; i++)
			if (site->host[i].ns >= 0)
				print_sockets(out, site, i);
		fflush(out);
		_exit(0);
	}
	if (pid < 0)
		fprintf(out, "cannot list sockets: %s\n", strerror(errno));
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

void show_all(FILE *out, const struct evidence *ev, const struct site *site)
{
	struct shown *shown = calloc(1, sizeof(*shown));
	if (shown)
		show_new(out, ev, shown);
	if (shown && !shown->headed)
		fputs("  no packets so far\n", out);
	free(shown);
	show_sockets(out, site);
}
