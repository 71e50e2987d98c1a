/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * results_schema.h - the keys of results.json, schema "rstlab-ns/1". rstlab-ns-results(5) explains
 * them.
 *
 * Tables that both save and load are of the structures themselves; what is told for people only
 * (promises, packets, events, counters, resets) is derived from the evidence and never read back.
 */
#ifndef RSTLAB_RESULTS_SCHEMA_H
#define RSTLAB_RESULTS_SCHEMA_H

#include "json.h"
#include "result.h"

#define RESULTS_SCHEMA "rstlab-ns/1"

/* What stands before a result's lists. */
struct result_head {
	const char *scenario;
	int family;
	int iteration;
	enum status status;
	const char *why;     /* SKIP, BROKEN; or NULL */
	const char *outcome; /* or NULL */
	double duration_ms;
};

struct packet_row {
	int no;      /* as in the text report */
	double time; /* seconds since the story began */
	const char *source, *destination, *protocol;
	int length;
	const char *info;
	const char *from, *to; /* hosts: put it on a wire, was seen last at */
	bool arrived;
};

struct event_row {
	double time, took_ms;
	enum event_kind kind;
	const char *host, *actor; /* or NULL */
	const char *verb, *text;
	int64_t ret;
	const char *error; /* "ECONNREFUSED", or NULL */
};

struct counter_row {
	const char *host, *name;
	int64_t before, after, grew;
};

struct reset_row {
	const char
		*sender;  /* the host whose address it bears, or which put it on a wire; or NULL */
	const char *host; /* of whom this is told; or NULL: of no address of the lab */
	bool sent;        /* else received */
	const char *source, *destination;
	/* of the segment on the wire */
	const char *flags;
	struct want seq, ack, raw_seq, raw_ack, win, len, arrived;
	/* of the tracepoint */
	const char *reason, *state;
};

/* What --require and --no-skip ask for. */
struct demand_row {
	const char *name; /* "require-reason" */
	bool met;
	int lacking;     /* results that lack it */
	const char *why; /* or NULL */
};

extern const struct field demand_row_fields[];
extern const struct field schema_field[];    /* of one const char * */
extern const struct field run_fields[];      /* of struct run_facts */
extern const struct field as_kernel_field[]; /* of it, only where it is set */
extern const struct field plan_fields[];     /* of struct plan: what stands before its parts */
extern const struct field part_fields[];     /* of struct plan_part */
extern const struct field ending_fields[];   /* of struct tally: what is read back */
extern const struct field tally_fields[];    /* of struct tally: the last lines */
extern const struct field result_fields[];   /* of struct result_head */
extern const struct field saved_fields[];    /* of the same: what is read back */
extern const struct field ruling_fields[];   /* of struct ruling */
extern const struct field packet_row_fields[];
extern const struct field event_row_fields[];
extern const struct field counter_row_fields[];
extern const struct field reset_row_fields[];
extern const struct field evidence_fields[]; /* of struct evidence */

#endif
