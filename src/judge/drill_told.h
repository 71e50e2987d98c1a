/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * drill_told.h - what became of the client of a drill, in figures. Pure.
 *
 * All of it is read from the wire and the kernel's sockets: of the programs nothing is known but
 * what they print and how they end.
 */
#ifndef RSTLAB_DRILL_TOLD_H
#define RSTLAB_DRILL_TOLD_H

#include "drill_request.h"
#include "reading.h"
#include "scenario.h"

enum noticed {
	NOTICED_NEVER,
	NOTICED_RST,     /* one reached it */
	NOTICED_FIN,     /* so: an end, and no error */
	NOTICED_TIMEOUT, /* its kernel gave up */
	NOTICED_OWN,     /* the client itself had ended the connection before anything reached it */
	NOTICED_UNKNOWN, /* it had the connection no more, and what is known does not tell why */
	NOTICED_WAYS
};

/* "never", "RST", ... */
extern const char *const noticed_name[NOTICED_WAYS];

/* What became of the connection that one fault befell. */
struct fault_told {
	bool has_connection;
	enum noticed noticed;
	int64_t noticed_ns; /* after the fault */
	const char *reason; /* of the RST, by the kernel that sent it; NULL: not known */
	int attempts;       /* SYNs of new connections, up to the one that stood, or all */
	bool stood;         /* a new connection stood */
	int64_t stood_ns;   /* after the fault */
	/* 0 where not all packets were kept. */
	int64_t unacknowledged; /* bytes that the client sent and nobody acknowledged */
	int64_t unread; /* bytes that the server's kernel had acknowledged and its program not read
			 */
};

struct drill_told {
	int fault_count; /* from 1: what is told of a story that came to none is told as of one */
	struct fault_told fault[FAULTS_MAX];
	uint64_t lost_packets; /* that the captures dropped: what was in them is not known */
	uint64_t words_lost;   /* of the kernel, which the trace had no room for */
};

/* Is it the reading of a drill that came to its end? Of others there is nothing to tell. */
bool drill_is_told(const struct scenario *scenario, const struct reading *reading);

void drill_tell(const struct reading *reading, struct drill_told *ret);

/* The @nth line from 0 of what is told: one a fault, and then what was lost. False: there is none.
 */
bool drill_line(const struct drill_told *told, int nth, char *buffer, size_t size);

/* All of them in one line. Returns @buffer. */
const char *drill_text(const struct drill_told *told, char *buffer, size_t size);

#endif
