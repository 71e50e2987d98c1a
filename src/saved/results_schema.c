/* SPDX-License-Identifier: GPL-2.0-only */
#include "results_schema.h"

#include <sys/socket.h>

/* Differences of two times, and of two counters, must not overflow. */
#define TIME_MAX    INT64_MAX
#define COUNTER_MAX (INT64_MAX / 2)

/* Milliseconds: thirty years, and the sum of a thousand such can be printed. */
#define DURATION_MAX INT64_C(1000000000000)

/* An integer from @low up to below a count of the evidence: an index. */
#define BELOW(low, number) .min = (low), .bounded = true, .count = offsetof(struct evidence, number)

#define TCP_STATE_MAX 15
#define CHAPTER_RANGE .min = -1, .max = CHAPTERS_MAX - 1

static const char *const ending_name[] = {
	[ENDED_WELL] = "well",     [ENDED_BROKEN] = "broken",   [ENDED_SKIP] = "skip",
	[ENDED_UNTOLD] = "untold", [ENDED_WAITING] = "waiting",
};

static const char *const missed_name[] = {
	[MISSED_NOTHING] = "nothing", [MISSED_SEGMENT] = "segment", [MISSED_SENT] = "sent",
	[MISSED_CALL] = "call",       [MISSED_STATE] = "state",     [MISSED_GONE] = "gone",
	[MISSED_COUNT] = "count",     [MISSED_UNREAD] = "unread",
};

static const char *const event_name[] = {
	[EVENT_CALL] = "call",       [EVENT_PROCESS] = "process", [EVENT_LINK] = "link",
	[EVENT_CHAPTER] = "chapter", [EVENT_LOOK] = "look",       [EVENT_NOTE] = "note",
};

/* ---- The run and its results --------------------------------------------------------------------
 */

const struct field schema_field[] = {
	{ "schema", FIELD_WORD, .offset = 0 },
	{ 0 },
};

const struct field run_fields[] = {
	{ "version", FIELD_WORD, FIELD_AT(struct run_facts, version) },
	{ "kernel", FIELD_WORD, FIELD_AT(struct run_facts, kernel) },
	{ "machine", FIELD_WORD, FIELD_AT(struct run_facts, machine) },
	{ "command_line", FIELD_WORD, FIELD_AT(struct run_facts, command_line) },
	{ "time", FIELD_TIME, FIELD_AT(struct run_facts, time_ns) },
	{ 0 },
};

const struct field as_kernel_field[] = {
	{ "as_kernel", FIELD_WORD, FIELD_AT(struct run_facts, as_kernel) },
	{ 0 },
};

const struct field plan_fields[] = {
	{ "shard", FIELD_INT, FIELD_AT(struct plan, shard.number), .min = 1, .max = SHARDS_MAX },
	{ "shards", FIELD_INT, FIELD_AT(struct plan, shard.count), .min = 1, .max = SHARDS_MAX },
	{ "repeat", FIELD_INT, FIELD_AT(struct plan, repeat), .min = 1, .max = INT32_MAX },
	{ 0 },
};

const struct field part_fields[] = {
	{ "scenario", FIELD_WORD, FIELD_AT(struct plan_part, scenario) },
	{ "family", FIELD_NAME, FIELD_AT(struct plan_part, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "shard", FIELD_INT, FIELD_AT(struct plan_part, shard), .min = 1, .max = SHARDS_MAX },
	{ 0 },
};

static const struct field count_fields[] = {
	{ "pass", FIELD_INT, FIELD_AT(struct tally, count[PASS]) },
	{ "fail", FIELD_INT, FIELD_AT(struct tally, count[FAIL]) },
	{ "skip", FIELD_INT, FIELD_AT(struct tally, count[SKIP]) },
	{ "xfail", FIELD_INT, FIELD_AT(struct tally, count[XFAIL]) },
	{ "broken", FIELD_INT, FIELD_AT(struct tally, count[BROKEN]) },
	{ 0 },
};

const struct field tally_fields[] = {
	{ "tally", FIELD_OBJECT, .offset = 0, .fields = count_fields },
	{ "duration_ms", FIELD_REAL, FIELD_AT(struct tally, duration_ms) },
	{ "complete", FIELD_BOOL, FIELD_AT(struct tally, complete) },
	{ 0 },
};

const struct field demand_row_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct demand_row, name) },
	{ "met", FIELD_BOOL, FIELD_AT(struct demand_row, met) },
	{ "lacking", FIELD_INT, FIELD_AT(struct demand_row, lacking) },
	{ "why", FIELD_WORD, FIELD_AT(struct demand_row, why) },
	{ 0 },
};

const struct field ending_fields[] = {
	{ "duration_ms", FIELD_REAL, FIELD_AT(struct tally, duration_ms), .max = DURATION_MAX },
	{ "complete", FIELD_BOOL, FIELD_AT(struct tally, complete) },
	{ 0 },
};

const struct field result_fields[] = {
	{ "scenario", FIELD_WORD, FIELD_AT(struct result_head, scenario) },
	{ "family", FIELD_NAME, FIELD_AT(struct result_head, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "iteration", FIELD_INT, FIELD_AT(struct result_head, iteration) },
	{ "status", FIELD_NAME, FIELD_AT(struct result_head, status), .names = status_name,
	  .max = STATUS_COUNT - 1 },
	{ "why", FIELD_WORD, FIELD_AT(struct result_head, why) },
	{ "outcome", FIELD_WORD, FIELD_AT(struct result_head, outcome) },
	{ "duration_ms", FIELD_REAL, FIELD_AT(struct result_head, duration_ms) },
	{ 0 },
};

const struct field saved_fields[] = {
	{ "iteration", FIELD_INT, FIELD_AT(struct result_head, iteration), .max = INT32_MAX },
	{ "duration_ms", FIELD_REAL, FIELD_AT(struct result_head, duration_ms),
	  .max = DURATION_MAX },
	{ 0 },
};

const struct field ruling_fields[] = {
	{ "witness", FIELD_NAME, FIELD_AT(struct ruling, witness), .names = witness_name,
	  .max = WITNESS_COUNT - 1 },
	{ "who", FIELD_WORD, FIELD_AT(struct ruling, who) },
	{ "because", FIELD_WORD, FIELD_AT(struct ruling, because) },
	{ "status", FIELD_NAME, FIELD_AT(struct ruling, status), .names = status_name,
	  .max = STATUS_COUNT - 1 },
	{ "agreement", FIELD_BOOL, FIELD_AT(struct ruling, agreement) },
	{ "outcome", FIELD_WORD, FIELD_AT(struct ruling, outcome) },
	{ "expected", FIELD_TEXT, FIELD_AT(struct ruling, expected) },
	{ "actual", FIELD_TEXT, FIELD_AT(struct ruling, actual) },
	{ "kernels", FIELD_TEXT, FIELD_AT(struct ruling, kernels) },
	{ 0 },
};

const struct field packet_row_fields[] = {
	{ "no", FIELD_INT, FIELD_AT(struct packet_row, no) },
	{ "time", FIELD_REAL, FIELD_AT(struct packet_row, time) },
	{ "source", FIELD_WORD, FIELD_AT(struct packet_row, source) },
	{ "destination", FIELD_WORD, FIELD_AT(struct packet_row, destination) },
	{ "protocol", FIELD_WORD, FIELD_AT(struct packet_row, protocol) },
	{ "length", FIELD_INT, FIELD_AT(struct packet_row, length) },
	{ "info", FIELD_WORD, FIELD_AT(struct packet_row, info) },
	{ "from", FIELD_WORD, FIELD_AT(struct packet_row, from) },
	{ "to", FIELD_WORD, FIELD_AT(struct packet_row, to) },
	{ "arrived", FIELD_BOOL, FIELD_AT(struct packet_row, arrived) },
	{ 0 },
};

const struct field event_row_fields[] = {
	{ "time", FIELD_REAL, FIELD_AT(struct event_row, time) },
	{ "took_ms", FIELD_REAL, FIELD_AT(struct event_row, took_ms) },
	{ "kind", FIELD_NAME, FIELD_AT(struct event_row, kind), .names = event_name,
	  .max = EVENT_NOTE },
	{ "host", FIELD_WORD, FIELD_AT(struct event_row, host) },
	{ "actor", FIELD_WORD, FIELD_AT(struct event_row, actor) },
	{ "verb", FIELD_WORD, FIELD_AT(struct event_row, verb) },
	{ "text", FIELD_WORD, FIELD_AT(struct event_row, text) },
	{ "ret", FIELD_INT, FIELD_AT(struct event_row, ret), .min = INT64_MIN },
	{ "error", FIELD_WORD, FIELD_AT(struct event_row, error) },
	{ 0 },
};

const struct field counter_row_fields[] = {
	{ "host", FIELD_WORD, FIELD_AT(struct counter_row, host) },
	{ "name", FIELD_WORD, FIELD_AT(struct counter_row, name) },
	{ "before", FIELD_INT, FIELD_AT(struct counter_row, before), .min = INT64_MIN },
	{ "after", FIELD_INT, FIELD_AT(struct counter_row, after), .min = INT64_MIN },
	{ "grew", FIELD_INT, FIELD_AT(struct counter_row, grew), .min = INT64_MIN },
	{ 0 },
};

const struct field reset_row_fields[] = {
	{ "sender", FIELD_WORD, FIELD_AT(struct reset_row, sender) },
	{ "host", FIELD_WORD, FIELD_AT(struct reset_row, host) },
	{ "sent", FIELD_BOOL, FIELD_AT(struct reset_row, sent) },
	{ "source", FIELD_WORD, FIELD_AT(struct reset_row, source) },
	{ "destination", FIELD_WORD, FIELD_AT(struct reset_row, destination) },
	{ "flags", FIELD_WORD, FIELD_AT(struct reset_row, flags) },
	{ "seq", FIELD_WANT, FIELD_AT(struct reset_row, seq) },
	{ "ack", FIELD_WANT, FIELD_AT(struct reset_row, ack) },
	{ "raw_seq", FIELD_WANT, FIELD_AT(struct reset_row, raw_seq) },
	{ "raw_ack", FIELD_WANT, FIELD_AT(struct reset_row, raw_ack) },
	{ "win", FIELD_WANT, FIELD_AT(struct reset_row, win) },
	{ "len", FIELD_WANT, FIELD_AT(struct reset_row, len) },
	{ "arrived", FIELD_TRUTH, FIELD_AT(struct reset_row, arrived) },
	{ "reason", FIELD_WORD, FIELD_AT(struct reset_row, reason) },
	{ "state", FIELD_WORD, FIELD_AT(struct reset_row, state) },
	{ 0 },
};

/* ---- The evidence -------------------------------------------------------------------------------
 */

static const struct field address_element[] = {
	{ NULL, FIELD_ADDRESS, .size = sizeof(struct in6_addr) },
	{ 0 },
};

static const struct field endpoint_fields[] = {
	{ "addr", FIELD_ADDRESS, FIELD_AT(struct endpoint, addr) },
	{ "port", FIELD_INT, FIELD_AT(struct endpoint, port), .max = UINT16_MAX },
	{ 0 },
};

static const struct field host_fields[] = {
	{ "name", FIELD_TEXT, FIELD_AT(struct host_facts, name) },
	{ "addr", FIELD_LIST, FIELD_LIST_AT(struct host_facts, addr, addr_count),
	  .fields = address_element },
	{ "forwards", FIELD_BOOL, FIELD_AT(struct host_facts, forwards) },
	{ "counted", FIELD_BOOL, FIELD_AT(struct host_facts, counted), .optional = true },
	{ 0 },
};

static const struct field end_fields[] = {
	{ "host", FIELD_INT, FIELD_AT(struct end_facts, host), BELOW(0, host_count) },
	{ "ifname", FIELD_TEXT, FIELD_AT(struct end_facts, ifname) },
	{ "drops", FIELD_INT, FIELD_AT(struct end_facts, drops), .max = INT64_MAX },
	{ 0 },
};

static const struct field chapter_element[] = {
	{ NULL, FIELD_TEXT, .size = TEXT_SIZE },
	{ 0 },
};

static const struct field missed_fields[] = {
	{ "what", FIELD_NAME, FIELD_AT(struct missed_fact, what), .names = missed_name,
	  .max = MISSED_UNREAD },
	{ "host", FIELD_INT, FIELD_AT(struct missed_fact, host), BELOW(-1, host_count) },
	{ "chapter", FIELD_INT, FIELD_AT(struct missed_fact, chapter), CHAPTER_RANGE },
	{ "word", FIELD_TEXT, FIELD_AT(struct missed_fact, word) },
	{ "number", FIELD_INT, FIELD_AT(struct missed_fact, number), .max = UINT32_MAX },
	{ "local_port", FIELD_INT, FIELD_AT(struct missed_fact, local_port), .max = UINT16_MAX },
	{ "remote_port", FIELD_INT, FIELD_AT(struct missed_fact, remote_port), .max = UINT16_MAX },
	{ "waited_ns", FIELD_INT, FIELD_AT(struct missed_fact, waited_ns), .max = TIME_MAX },
	{ "packets", FIELD_INT, FIELD_AT(struct missed_fact, packets), .max = PACKETS_MAX },
	{ 0 },
};

static const struct field packet_fields[] = {
	{ "time_ns", FIELD_INT, FIELD_AT(struct packet, time_ns), .max = TIME_MAX },
	{ "end", FIELD_INT, FIELD_AT(struct packet, end), BELOW(0, end_count) },
	{ "chapter", FIELD_INT, FIELD_AT(struct packet, chapter), CHAPTER_RANGE },
	{ "sent", FIELD_BOOL, FIELD_AT(struct packet, sent) },
	{ "frame", FIELD_INT, FIELD_AT(struct packet, frame), .max = FRAMES_MAX },
	{ "length", FIELD_INT, FIELD_AT(struct packet, length), .max = UINT16_MAX },
	{ "caplen", FIELD_INT, FIELD_AT(struct packet, caplen), .max = UINT16_MAX },
	{ 0 },
};

static const struct field event_fields[] = {
	{ "begin_ns", FIELD_INT, FIELD_AT(struct event, begin_ns), .max = TIME_MAX },
	{ "end_ns", FIELD_INT, FIELD_AT(struct event, end_ns), .max = TIME_MAX },
	{ "kind", FIELD_NAME, FIELD_AT(struct event, kind), .names = event_name,
	  .max = EVENT_NOTE },
	{ "host", FIELD_INT, FIELD_AT(struct event, host), BELOW(-1, host_count) },
	{ "chapter", FIELD_INT, FIELD_AT(struct event, chapter), CHAPTER_RANGE },
	{ "actor", FIELD_TEXT, FIELD_AT(struct event, actor) },
	{ "verb", FIELD_TEXT, FIELD_AT(struct event, verb) },
	{ "text", FIELD_TEXT, FIELD_AT(struct event, text) },
	{ "ret", FIELD_INT, FIELD_AT(struct event, ret), .min = INT64_MIN, .max = INT64_MAX },
	{ "err", FIELD_INT, FIELD_AT(struct event, err), .max = 4095 },
	{ 0 },
};

static const struct field socket_fields[] = {
	{ "state", FIELD_INT, FIELD_AT(struct socket_facts, state), .max = TCP_STATE_MAX },
	{ "local", FIELD_OBJECT, FIELD_AT(struct socket_facts, local), .fields = endpoint_fields },
	{ "remote", FIELD_OBJECT, FIELD_AT(struct socket_facts, remote),
	  .fields = endpoint_fields },
	{ "rqueue", FIELD_INT, FIELD_AT(struct socket_facts, rqueue), .max = UINT32_MAX },
	{ "wqueue", FIELD_INT, FIELD_AT(struct socket_facts, wqueue), .max = UINT32_MAX },
	{ "orphan", FIELD_BOOL, FIELD_AT(struct socket_facts, orphan) },
	{ 0 },
};

static const struct field look_fields[] = {
	{ "label", FIELD_TEXT, FIELD_AT(struct look, label) },
	{ "host", FIELD_INT, FIELD_AT(struct look, host), BELOW(0, host_count) },
	{ "chapter", FIELD_INT, FIELD_AT(struct look, chapter), CHAPTER_RANGE },
	{ "time_ns", FIELD_INT, FIELD_AT(struct look, time_ns), .max = TIME_MAX },
	{ "sockets", FIELD_LIST, FIELD_LIST_AT(struct look, socket, count),
	  .fields = socket_fields },
	{ 0 },
};

static const struct field counter_fields[] = {
	{ "host", FIELD_INT, FIELD_AT(struct counter_fact, host), BELOW(0, host_count) },
	{ "name", FIELD_TEXT, FIELD_AT(struct counter_fact, name) },
	{ "before", FIELD_INT, FIELD_AT(struct counter_fact, before), .min = -COUNTER_MAX,
	  .max = COUNTER_MAX },
	{ "after", FIELD_INT, FIELD_AT(struct counter_fact, after), .min = -COUNTER_MAX,
	  .max = COUNTER_MAX },
	{ "held", FIELD_INT, FIELD_AT(struct counter_fact, held), .min = -COUNTER_MAX,
	  .max = COUNTER_MAX, .optional = true },
	{ 0 },
};

static const struct field hold_fields[] = {
	{ "where", FIELD_TEXT, FIELD_AT(struct hold_facts, where) },
	{ "begin_ns", FIELD_INT, FIELD_AT(struct hold_facts, begin_ns), .max = TIME_MAX },
	{ "end_ns", FIELD_INT, FIELD_AT(struct hold_facts, end_ns), .max = TIME_MAX },
	{ 0 },
};

static const struct field chapter_counter_fields[] = {
	{ "host", FIELD_INT, FIELD_AT(struct chapter_counter, host), BELOW(0, host_count) },
	{ "chapter", FIELD_INT, FIELD_AT(struct chapter_counter, chapter), CHAPTER_RANGE },
	{ "name", FIELD_TEXT, FIELD_AT(struct chapter_counter, name) },
	{ "grew", FIELD_INT, FIELD_AT(struct chapter_counter, grew), .min = -COUNTER_MAX,
	  .max = COUNTER_MAX },
	{ 0 },
};

static const struct field reset_fields[] = {
	{ "time_ns", FIELD_INT, FIELD_AT(struct reset_fact, time_ns), .max = TIME_MAX },
	{ "sent", FIELD_BOOL, FIELD_AT(struct reset_fact, sent) },
	{ "host", FIELD_INT, FIELD_AT(struct reset_fact, host), BELOW(-1, host_count) },
	{ "local", FIELD_OBJECT, FIELD_AT(struct reset_fact, local), .fields = endpoint_fields },
	{ "remote", FIELD_OBJECT, FIELD_AT(struct reset_fact, remote), .fields = endpoint_fields },
	{ "state", FIELD_TEXT, FIELD_AT(struct reset_fact, state) },
	{ "reason", FIELD_TEXT, FIELD_AT(struct reset_fact, reason) },
	{ 0 },
};

static const struct field witness_fields[] = {
	{ "present", FIELD_BOOL, FIELD_AT(struct witness_facts, present) },
	{ "why_not", FIELD_TEXT, FIELD_AT(struct witness_facts, why_not) },
	{ 0 },
};

/* In this order: a list's count must be known before an index into it is checked. */
const struct field evidence_fields[] = {
	{ "ending", FIELD_NAME, FIELD_AT(struct evidence, ending), .names = ending_name,
	  .max = ENDED_WAITING },
	{ "why", FIELD_TEXT, FIELD_AT(struct evidence, why) },
	{ "unasked", FIELD_BOOL, FIELD_AT(struct evidence, unasked), .optional = true },
	{ "scenario", FIELD_TEXT, FIELD_AT(struct evidence, scenario) },
	{ "kernel", FIELD_TEXT, FIELD_AT(struct evidence, kernel) },
	{ "version", FIELD_TEXT, FIELD_AT(struct evidence, version), .optional = true },
	{ "reasons", FIELD_TEXT, FIELD_AT(struct evidence, reasons), .optional = true },
	{ "counter_names", FIELD_TEXT, FIELD_AT(struct evidence, counter_names), .optional = true },
	{ "family", FIELD_NAME, FIELD_AT(struct evidence, family), .names = family_name,
	  .max = FAMILY_LAST },
	{ "block", FIELD_INT, FIELD_AT(struct evidence, block), .max = UINT32_MAX },
	{ "begin_ns", FIELD_INT, FIELD_AT(struct evidence, begin_ns), .max = TIME_MAX },
	{ "end_ns", FIELD_INT, FIELD_AT(struct evidence, end_ns), .max = TIME_MAX },
	{ "trace_lost", FIELD_INT, FIELD_AT(struct evidence, trace_lost), .max = INT64_MAX },
	{ "trace_missing", FIELD_INT, FIELD_AT(struct evidence, trace_missing), .max = INT64_MAX },
	{ "trace", FIELD_OBJECT, FIELD_AT(struct evidence, trace), .fields = witness_fields },
	{ "reason", FIELD_OBJECT, FIELD_AT(struct evidence, reason), .fields = witness_fields },
	{ "socketless", FIELD_OBJECT, FIELD_AT(struct evidence, socketless),
	  .fields = witness_fields },
	{ "hosts", FIELD_LIST, FIELD_LIST_AT(struct evidence, host, host_count),
	  .fields = host_fields },
	{ "ends", FIELD_LIST, FIELD_LIST_AT(struct evidence, end, end_count),
	  .fields = end_fields },
	{ "chapters", FIELD_LIST, FIELD_LIST_AT(struct evidence, chapter, chapter_count),
	  .fields = chapter_element },
	{ "missed", FIELD_OBJECT, FIELD_AT(struct evidence, missed), .fields = missed_fields,
	  .optional = true },
	{ "holds", FIELD_LIST, FIELD_LIST_AT(struct evidence, hold, hold_count),
	  .fields = hold_fields, .optional = true },
	{ "held_unkept", FIELD_INT, FIELD_AT(struct evidence, held_unkept), .max = INT64_MAX,
	  .optional = true },
	{ "visits", FIELD_INT, FIELD_AT(struct evidence, visits), .max = INT32_MAX,
	  .optional = true },
	{ "packets", FIELD_LIST, FIELD_LIST_AT(struct evidence, packet, packet_count),
	  .fields = packet_fields },
	{ "events", FIELD_LIST, FIELD_LIST_AT(struct evidence, event, event_count),
	  .fields = event_fields },
	{ "looks", FIELD_LIST, FIELD_LIST_AT(struct evidence, look, look_count),
	  .fields = look_fields },
	{ "counters", FIELD_LIST, FIELD_LIST_AT(struct evidence, counter, counter_count),
	  .fields = counter_fields },
	{ "chapter_counters", FIELD_LIST,
	  FIELD_LIST_AT(struct evidence, chapter_counter, chapter_counter_count),
	  .fields = chapter_counter_fields, .optional = true },
	{ "resets", FIELD_LIST, FIELD_LIST_AT(struct evidence, reset, reset_count),
	  .fields = reset_fields },
	{ "frames", FIELD_BYTES, FIELD_LIST_AT(struct evidence, frames, frame_bytes) },
	{ 0 },
};
