/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_json_rows.h - what explain says of a RST and of a capture, as JSON has it. Pure. */
#ifndef RSTLAB_EXPLAIN_JSON_ROWS_H
#define RSTLAB_EXPLAIN_JSON_ROWS_H

#include "explain_words.h"
#include "json.h"
#include "witnesses.h"

struct cause_row {
	const char *name, *kind_of, *sentence, *confidence, *scenario, *by, *because, *doubt,
		*settles, *advice;
	int grow_count, not_count, reason_count;
	const char *grow[APART_COUNTERS], *not [APART_COUNTERS];
	char reason[APART_REASONS][MARK_SIZE];
	int rests_count, rests_on[REMARKS_MAX]; /* the numbers of evidence, from 1 */
};

/* A feature each, in the order of enum feature. */
struct situation_row {
	const char *value[FEATURES];
};

/* The frames that a sentence of evidence speaks of. */
struct frames_row {
	int count;
	uint64_t frame[REMARK_FRAMES];
};

struct side_row {
	struct in6_addr address;
	uint16_t port;
	const char *state;
	uint64_t sent, unacknowledged;
};

struct reset_row {
	const char *capture;
	uint64_t frame, stream;
	int64_t time_ns;
	const char *sender;
	bool sender_sure;
	struct side_row client, server;
	char flags[48];
	uint32_t seq, ack, window, length;
	uint8_t ttl;
	struct want since_handshake_ns, since_last_ns;
	const char *stack, *stack_why;
	bool is_harmless, is_known;
	uint64_t echoes;
	struct situation_row situation;
	int cause_count, evidence_count, blind_count;
	struct cause_row cause[CANDIDATES_MAX];
	char settles[CANDIDATES_MAX][EXPLAIN_TEXT];
	char evidence[REMARKS_MAX][REMARK_SIZE];
	struct frames_row frames[REMARKS_MAX];
	char blind[REMARKS_MAX][REMARK_SIZE];
};

struct capture_row {
	const char *path;
	bool is_complete;
	const char *why;
	struct conversation_totals totals;
	uint64_t told;
};

extern const struct field explain_reset_fields[], explain_capture_fields[];

#endif
