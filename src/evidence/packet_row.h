/* SPDX-License-Identifier: GPL-2.0-only */
/* packet_row.h - a packet as a row of a table, as Wireshark lists them. Pure but for its FILE. */
#ifndef RSTLAB_PACKET_ROW_H
#define RSTLAB_PACKET_ROW_H

#include "address.h"

#include <stdbool.h>
#include <stdio.h>

/* How wide what differs from table to table is; zeroed by the caller. */
struct packet_columns {
	int number, source, destination, protocol;
	bool has_length;
};

/* Where the columns Number and Time end, and what stands before and between. */
enum { ROW_MARGIN = 2, ROW_NUMBER = 4, ROW_TIME = 10 };

struct packet_row {
	uint64_t number;
	double time; /* in seconds */
	const struct in6_addr *src, *dst;
	const char *protocol, *info; /* see segment_text.h */
	unsigned length;             /* of the frame */
	bool is_reset;
};

/* Makes room in @columns for a row of these. */
void packet_columns_fit(struct packet_columns *columns, const struct in6_addr *src,
			const struct in6_addr *dst);

void packet_heading_print(FILE *out, const struct packet_columns *columns);

/* Without the end of its line: more may be said of it. */
void packet_row_print(FILE *out, const struct packet_columns *columns, const struct packet_row *row,
		      bool color);

#endif
