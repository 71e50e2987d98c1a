/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet_row.h"

#include "terminal.h"
#include "text.h"

#include <inttypes.h>

#define SGR_RESET "31"

static void widen(int *width, const char *text)
{
	if (text_columns(text) > *width)
		*width = text_columns(text);
}

void packet_columns_fit(struct packet_columns *columns, const struct in6_addr *src,
			const struct in6_addr *dst)
{
	char addr[INET6_ADDRSTRLEN];

	widen(&columns->source, address_text(src, addr, sizeof(addr)));
	widen(&columns->destination, address_text(dst, addr, sizeof(addr)));
}

static int at_least(int width, const char *heading)
{
	widen(&width, heading);
	return width;
}

void packet_heading_print(FILE *out, const struct packet_columns *columns)
{
	fprintf(out, "%*s%*s  %*s  %-*s  %-*s  %-*s  %sInfo\n", ROW_MARGIN, "",
		columns->number > ROW_NUMBER ? columns->number : ROW_NUMBER, "No.", ROW_TIME,
		"Time", at_least(columns->source, "Source"), "Source",
		at_least(columns->destination, "Destination"), "Destination",
		at_least(columns->protocol, "Protocol"), "Protocol",
		columns->has_length ? "Length  " : "");
}

void packet_row_print(FILE *out, const struct packet_columns *columns, const struct packet_row *row,
		      bool color)
{
	char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN];

	fprintf(out, "%*s%*" PRIu64 "  %*.6f  %-*s  %-*s  %-*s  ", ROW_MARGIN, "",
		columns->number > ROW_NUMBER ? columns->number : ROW_NUMBER, row->number, ROW_TIME,
		row->time, at_least(columns->source, "Source"),
		address_text(row->src, source, sizeof(source)),
		at_least(columns->destination, "Destination"),
		address_text(row->dst, destination, sizeof(destination)),
		at_least(columns->protocol, "Protocol"), row->protocol);
	if (columns->has_length)
		fprintf(out, "%6u  ", row->length);
	print_color(out, color && row->is_reset, SGR_RESET, row->info);
}
