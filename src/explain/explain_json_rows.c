/* SPDX-License-Identifier: GPL-2.0-only */
#include "explain_json_rows.h"

static const struct field word_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
	{ 0 },
};

static const struct field reason_fields[] = {
	{ NULL, FIELD_TEXT, .offset = 0, .size = MARK_SIZE },
	{ 0 },
};

static const struct field number_fields[] = {
	{ NULL, FIELD_INT, .offset = 0, .size = sizeof(int) },
	{ 0 },
};

static const struct field cause_row_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct cause_row, name) },
	{ "kind_of", FIELD_WORD, FIELD_AT(struct cause_row, kind_of) },
	{ "sentence", FIELD_WORD, FIELD_AT(struct cause_row, sentence) },
	{ "confidence", FIELD_WORD, FIELD_AT(struct cause_row, confidence) },
	{ "scenario", FIELD_WORD, FIELD_AT(struct cause_row, scenario) },
	{ "by", FIELD_WORD, FIELD_AT(struct cause_row, by) },
	{ "because", FIELD_WORD, FIELD_AT(struct cause_row, because) },
	{ "doubt", FIELD_WORD, FIELD_AT(struct cause_row, doubt) },
	{ "settles", FIELD_WORD, FIELD_AT(struct cause_row, settles) },
	{ "advice", FIELD_WORD, FIELD_AT(struct cause_row, advice) },
	{ "counters_grow", FIELD_LIST, FIELD_LIST_AT(struct cause_row, grow, grow_count),
	  .fields = word_fields },
	{ "counters_stay", FIELD_LIST, FIELD_LIST_AT(struct cause_row, not, not_count),
	  .fields = word_fields },
	{ "reasons", FIELD_LIST, FIELD_LIST_AT(struct cause_row, reason, reason_count),
	  .fields = reason_fields },
	{ "rests_on", FIELD_LIST, FIELD_LIST_AT(struct cause_row, rests_on, rests_count),
	  .fields = number_fields },
	{ 0 },
};

static const struct field remark_fields[] = {
	{ NULL, FIELD_TEXT, .offset = 0, .size = REMARK_SIZE },
	{ 0 },
};

static const struct field frame_fields[] = {
	{ NULL, FIELD_INT, .offset = 0, .size = sizeof(uint64_t) },
	{ 0 },
};

static const struct field frames_row_fields[] = {
	{ "frames", FIELD_LIST, FIELD_LIST_AT(struct frames_row, frame, count),
	  .fields = frame_fields },
	{ 0 },
};

static const struct field side_row_fields[] = {
	{ "address", FIELD_ADDRESS, FIELD_AT(struct side_row, address) },
	{ "port", FIELD_INT, FIELD_AT(struct side_row, port) },
	{ "state", FIELD_WORD, FIELD_AT(struct side_row, state) },
	{ "sent", FIELD_INT, FIELD_AT(struct side_row, sent) },
	{ "unacknowledged", FIELD_INT, FIELD_AT(struct side_row, unacknowledged) },
	{ 0 },
};

#define FEATURE(key, feature)                                                              \
	{                                                                                  \
		key, FIELD_WORD, .offset = offsetof(struct situation_row, value[feature]), \
				 .size = sizeof(const char *)                              \
	}

static const struct field situation_row_fields[] = {
	FEATURE("flags", FEATURE_FLAGS),
	FEATURE("seq", FEATURE_SEQ),
	FEATURE("ack", FEATURE_ACK),
	FEATURE("window", FEATURE_WINDOW),
	FEATURE("timestamps", FEATURE_TIMESTAMPS),
	FEATURE("payload", FEATURE_PAYLOAD),
	FEATURE("mptcp", FEATURE_MPTCP),
	FEATURE("ttl", FEATURE_TTL),
	FEATURE("answers", FEATURE_ANSWERS),
	FEATURE("own", FEATURE_OWN),
	FEATURE("own_data", FEATURE_OWN_DATA),
	FEATURE("peer", FEATURE_PEER),
	FEATURE("peer_data", FEATURE_PEER_DATA),
	FEATURE("in_flight", FEATURE_FLIGHT),
	FEATURE("timer", FEATURE_TIMER),
	FEATURE("data_after_fin", FEATURE_LATE),
	FEATURE("rst_before", FEATURE_BEFORE),
	{ 0 },
};

const struct field explain_reset_fields[] = {
	{ "capture", FIELD_WORD, FIELD_AT(struct reset_row, capture) },
	{ "frame", FIELD_INT, FIELD_AT(struct reset_row, frame) },
	{ "stream", FIELD_INT, FIELD_AT(struct reset_row, stream) },
	{ "time", FIELD_TIME, FIELD_AT(struct reset_row, time_ns) },
	{ "sender", FIELD_WORD, FIELD_AT(struct reset_row, sender) },
	{ "sender_sure", FIELD_BOOL, FIELD_AT(struct reset_row, sender_sure) },
	{ "client", FIELD_OBJECT, FIELD_AT(struct reset_row, client), .fields = side_row_fields },
	{ "server", FIELD_OBJECT, FIELD_AT(struct reset_row, server), .fields = side_row_fields },
	{ "flags", FIELD_TEXT, FIELD_AT(struct reset_row, flags) },
	{ "seq", FIELD_INT, FIELD_AT(struct reset_row, seq) },
	{ "ack", FIELD_INT, FIELD_AT(struct reset_row, ack) },
	{ "window", FIELD_INT, FIELD_AT(struct reset_row, window) },
	{ "length", FIELD_INT, FIELD_AT(struct reset_row, length) },
	{ "ttl", FIELD_INT, FIELD_AT(struct reset_row, ttl) },
	{ "since_handshake_ns", FIELD_WANT, FIELD_AT(struct reset_row, since_handshake_ns) },
	{ "since_last_ns", FIELD_WANT, FIELD_AT(struct reset_row, since_last_ns) },
	{ "stack", FIELD_WORD, FIELD_AT(struct reset_row, stack) },
	{ "stack_why", FIELD_WORD, FIELD_AT(struct reset_row, stack_why) },
	{ "harmless", FIELD_BOOL, FIELD_AT(struct reset_row, is_harmless) },
	{ "known", FIELD_BOOL, FIELD_AT(struct reset_row, is_known) },
	{ "echoes", FIELD_INT, FIELD_AT(struct reset_row, echoes) },
	{ "situation", FIELD_OBJECT, FIELD_AT(struct reset_row, situation),
	  .fields = situation_row_fields },
	{ "causes", FIELD_LIST, FIELD_LIST_AT(struct reset_row, cause, cause_count),
	  .fields = cause_row_fields },
	{ "evidence", FIELD_LIST, FIELD_LIST_AT(struct reset_row, evidence, evidence_count),
	  .fields = remark_fields },
	{ "evidence_frames", FIELD_LIST, FIELD_LIST_AT(struct reset_row, frames, evidence_count),
	  .fields = frames_row_fields },
	{ "blind", FIELD_LIST, FIELD_LIST_AT(struct reset_row, blind, blind_count),
	  .fields = remark_fields },
	{ 0 },
};

const struct field explain_capture_fields[] = {
	{ "path", FIELD_WORD, FIELD_AT(struct capture_row, path) },
	{ "complete", FIELD_BOOL, FIELD_AT(struct capture_row, is_complete) },
	{ "why", FIELD_WORD, FIELD_AT(struct capture_row, why) },
	{ "packets", FIELD_INT, FIELD_AT(struct capture_row, totals.packets) },
	{ "tcp_packets", FIELD_INT, FIELD_AT(struct capture_row, totals.tcp) },
	{ "fragments", FIELD_INT, FIELD_AT(struct capture_row, totals.fragments) },
	{ "connections", FIELD_INT, FIELD_AT(struct capture_row, totals.connections) },
	{ "reset", FIELD_INT, FIELD_AT(struct capture_row, totals.reset) },
	{ "rsts", FIELD_INT, FIELD_AT(struct capture_row, totals.resets) },
	{ "given_up", FIELD_INT, FIELD_AT(struct capture_row, totals.forgotten) },
	{ "told", FIELD_INT, FIELD_AT(struct capture_row, told) },
	{ 0 },
};
