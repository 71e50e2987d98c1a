/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drill_told.h - what became of the client of a drill, in figures. Pure.
 *
 * All of it is read from the wire and the kernel's sockets: of the programs nothing is known but
 * what they print and how they end.
 */
#ifndef RSTLAB_DRILL_TOLD_H
#define RSTLAB_DRILL_TOLD_H

#include "reading.h"

enum noticed {
	NOTICED_NEVER,
	NOTICED_RST,     /* one reached it */
	NOTICED_FIN,     /* so: an end, and no error */
	NOTICED_TIMEOUT, /* its kernel gave up */
	NOTICED_OWN,     /* the client itself had ended the connection before anything reached it */
	NOTICED_UNKNOWN, /* it had the connection no more, and the captures have lost packets */
	NOTICED_WAYS
};

/* "never", "RST", ... */
extern const char *const noticed_name[NOTICED_WAYS];

struct drill_told {
	bool has_connection;
	enum noticed noticed;
	int64_t noticed_ns; /* after the fault */
	const char *reason; /* of the RST, by the kernel that sent it; NULL: not known */
	int attempts;       /* SYNs of new connections, up to the one that stood, or all */
	bool stood;         /* a new connection stood */
	int64_t stood_ns;   /* after the fault */
	/* 0 where not all packets were kept. */
	int64_t unacknowledged; /* bytes that the client sent and nobody acknowledged */
	uint64_t lost_packets;  /* that the captures dropped: what was in them is not known */
	int64_t unread; /* bytes that the server's kernel had acknowledged and its program not read
			 */
	uint64_t words_lost; /* of the kernel, which the trace had no room for */
};

void drill_tell(const struct reading *reading, struct drill_told *ret);

/* In one line. Returns @buffer. */
const char *drill_text(const struct drill_told *told, char *buffer, size_t size);

#endif
