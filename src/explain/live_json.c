/* SPDX-License-Identifier: GPL-2.0-only */
/* live_json.c - the resets of a live host for programs: one object per line. */
#include "live_format.h"

#include "causes.h"
#include "json_members.h"
#include "live_words.h"
#include "tcp_state.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FACTS_MAX = 7 };

struct end_row {
	struct in6_addr address;
	uint16_t port;
};

struct cause_row {
	const char *name, *confidence, *scenario, *sentence, *advice;
};

struct kernel_row {
	const char *event, *reason, *state, *program, *place;
	struct want pid, netns;
};

struct wire_row {
	const char *interface, *direction;
	char flags_text[48];
	const char *flags;
	struct want seq, ack, window, length, ttl;
};

struct reset_row {
	const char *event, *fate;
	int64_t time_ns;
	struct end_row local, remote;
	const char *server;
	struct kernel_row kernel;
	struct wire_row wire;
	int cause_count, fact_count;
	struct cause_row cause[CANDIDATES_MAX];
	char fact[FACTS_MAX][LIVE_TEXT];
	uint64_t count;
};

static const struct field end_fields[] = {
	{ "address", FIELD_ADDRESS, FIELD_AT(struct end_row, address) },
	{ "port", FIELD_INT, FIELD_AT(struct end_row, port), .max = UINT16_MAX },
	{ 0 },
};

static const struct field cause_fields[] = {
	{ "name", FIELD_WORD, FIELD_AT(struct cause_row, name) },
	{ "confidence", FIELD_WORD, FIELD_AT(struct cause_row, confidence) },
	{ "scenario", FIELD_WORD, FIELD_AT(struct cause_row, scenario) },
	{ "sentence", FIELD_WORD, FIELD_AT(struct cause_row, sentence) },
	{ "advice", FIELD_WORD, FIELD_AT(struct cause_row, advice) },
	{ 0 },
};

static const struct field kernel_fields[] = {
	{ "reason", FIELD_WORD, FIELD_AT(struct kernel_row, reason) },
	{ "state", FIELD_WORD, FIELD_AT(struct kernel_row, state) },
	{ "program", FIELD_WORD, FIELD_AT(struct kernel_row, program) },
	{ "pid", FIELD_WANT, FIELD_AT(struct kernel_row, pid) },
	{ "event", FIELD_WORD, FIELD_AT(struct kernel_row, event) },
	{ "netns", FIELD_WANT, FIELD_AT(struct kernel_row, netns) },
	{ "place", FIELD_WORD, FIELD_AT(struct kernel_row, place) },
	{ 0 },
};

static const struct field wire_fields[] = {
	{ "interface", FIELD_WORD, FIELD_AT(struct wire_row, interface) },
	{ "direction", FIELD_WORD, FIELD_AT(struct wire_row, direction) },
	{ "flags", FIELD_WORD, FIELD_AT(struct wire_row, flags) },
	{ "seq", FIELD_WANT, FIELD_AT(struct wire_row, seq) },
	{ "ack", FIELD_WANT, FIELD_AT(struct wire_row, ack) },
	{ "window", FIELD_WANT, FIELD_AT(struct wire_row, window) },
	{ "length", FIELD_WANT, FIELD_AT(struct wire_row, length) },
	{ "ttl", FIELD_WANT, FIELD_AT(struct wire_row, ttl) },
	{ 0 },
};

static const struct field fact_fields[] = {
	{ NULL, FIELD_TEXT, .offset = 0, .size = LIVE_TEXT },
	{ 0 },
};

/* Everything of a witness that has not spoken is null. */
static const struct field reset_fields[] = {
	{ "event", FIELD_WORD, FIELD_AT(struct reset_row, event) },
	{ "time", FIELD_TIME, FIELD_AT(struct reset_row, time_ns) },
	{ "fate", FIELD_WORD, FIELD_AT(struct reset_row, fate) },
	{ "count", FIELD_INT, FIELD_AT(struct reset_row, count), .max = INT64_MAX },
	{ "local", FIELD_OBJECT, FIELD_AT(struct reset_row, local), .fields = end_fields },
	{ "remote", FIELD_OBJECT, FIELD_AT(struct reset_row, remote), .fields = end_fields },
	{ "server", FIELD_WORD, FIELD_AT(struct reset_row, server) },
	{ "causes", FIELD_LIST, FIELD_LIST_AT(struct reset_row, cause, cause_count),
	  .fields = cause_fields },
	{ "kernel", FIELD_OBJECT, FIELD_AT(struct reset_row, kernel), .fields = kernel_fields },
	{ "wire", FIELD_OBJECT, FIELD_AT(struct reset_row, wire), .fields = wire_fields },
	{ "facts", FIELD_LIST, FIELD_LIST_AT(struct reset_row, fact, fact_count),
	  .fields = fact_fields },
	{ 0 },
};

static void fill_causes(struct reset_row *row, const struct diagnosis *diagnosis)
{
	row->cause_count = diagnosis->count;
	for (int i = 0; i < diagnosis->count; i++) {
		const struct candidate *each = &diagnosis->candidate[i];
		const struct cause *cause = cause_find(each->cause);
		row->cause[i] = (struct cause_row){ .name = each->cause,
						    .confidence = confidence_name[each->confidence],
						    .scenario = each->scenario,
						    .sentence = cause ? cause->sentence : NULL,
						    .advice = cause ? cause->advice : NULL };
	}
}

static void fill_witnesses(struct reset_row *row, const struct live_reset *reset)
{
	const struct heard_packet *packet = reset->packet;
	const struct heard_word *word = reset->word;

	if (word)
		row->kernel = (struct kernel_row){
			.reason = word->reason,
			.state = word->state < 0 ? NULL : tcp_state_name(word->state),
			.program = *word->comm ? word->comm : NULL,
			.pid = { .is_set = word->pid > 0, .value = word->pid },
			.event = live_event(word),
			.netns = { .is_set = word->netns > 0, .value = word->netns },
			.place = *word->place ? word->place : NULL,
		};
	if (!packet)
		return;
	row->wire = (struct wire_row){ .interface = packet->ifname,
				       .direction = packet->leaves ? "out" : "in",
				       .seq = IS(packet->packet.seq),
				       .ack = IS(packet->packet.ack),
				       .window = IS(packet->packet.window),
				       .length = IS(packet->packet.len),
				       .ttl = IS(packet->packet.ttl) };
	row->wire.flags = flags_text(packet->packet.flags, row->wire.flags_text,
				     sizeof(row->wire.flags_text));
}

static int print(FILE *out, const struct live_story *story, const char *event, int64_t time_ns,
		 uint64_t count)
{
	const struct live_reset *reset = &story->reset;
	struct reset_row *row = calloc(1, sizeof(*row));

	if (!row)
		return -ENOMEM;
	row->event = event;
	row->time_ns = time_ns;
	row->count = count;
	row->fate = live_fate_name[reset->fate];
	row->local = (struct end_row){ reset->local.addr, reset->local.port };
	row->remote = (struct end_row){ reset->remote.addr, reset->remote.port };
	row->server = reset->local_serves ? "local" : "remote";
	fill_causes(row, &story->diagnosis);
	fill_witnesses(row, reset);
	while (row->fact_count < FACTS_MAX &&
	       live_fact(story, row->fact_count, row->fact[row->fact_count], LIVE_TEXT))
		row->fact_count++;
	int err = json_print_line(out, reset_fields, row);
	fputc('\n', out);
	free(row);
	return err;
}

static int tell(FILE *out, const struct print_options *options, const struct live_story *story)
{
	(void)options;
	return print(out, story, "reset", story->reset.time_ns, 1);
}

static int again(FILE *out, const struct print_options *options, const struct live_story *story)
{
	(void)options;
	return print(out, story, "again", story->last_ns, story->untold);
}

/* ---- The first line, and the last ---------------------------------------------------------------
 */

struct begin_row {
	const char *schema, *event, *kernel, *wire, *lacking;
	int64_t time_ns;
};

static const struct field begin_fields[] = {
	{ "schema", FIELD_WORD, FIELD_AT(struct begin_row, schema) },
	{ "event", FIELD_WORD, FIELD_AT(struct begin_row, event) },
	{ "time", FIELD_TIME, FIELD_AT(struct begin_row, time_ns) },
	{ "kernel", FIELD_WORD, FIELD_AT(struct begin_row, kernel) },
	{ "wire", FIELD_WORD, FIELD_AT(struct begin_row, wire) },
	{ "lacking", FIELD_WORD, FIELD_AT(struct begin_row, lacking) },
	{ 0 },
};

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static int begin(FILE *out, const struct print_options *options, const struct live_setting *setting)
{
	const struct begin_row row = { .schema = WATCH_SCHEMA,
				       .event = "begin",
				       .time_ns = setting->begin_ns,
				       .kernel = or_null(setting->kernel),
				       .wire = or_null(setting->wire),
				       .lacking = or_null(setting->lacking) };

	(void)options;
	int err = json_print_line(out, begin_fields, &row);
	fputc('\n', out);
	return err;
}

struct end_line {
	const char *event;
	int64_t time_ns;
	int64_t listened_ms;
	uint64_t resets, lost_words, lost_headers, hurried, elsewhere, further, left_out;
	struct want counted;
};

static const struct field end_line_fields[] = {
	{ "event", FIELD_WORD, FIELD_AT(struct end_line, event) },
	{ "time", FIELD_TIME, FIELD_AT(struct end_line, time_ns) },
	{ "resets", FIELD_INT, FIELD_AT(struct end_line, resets), .max = INT64_MAX },
	{ "listened_ms", FIELD_INT, FIELD_AT(struct end_line, listened_ms), .max = INT64_MAX },
	{ "counted", FIELD_WANT, FIELD_AT(struct end_line, counted) },
	{ "lost_words", FIELD_INT, FIELD_AT(struct end_line, lost_words), .max = INT64_MAX },
	{ "lost_headers", FIELD_INT, FIELD_AT(struct end_line, lost_headers), .max = INT64_MAX },
	{ "hurried", FIELD_INT, FIELD_AT(struct end_line, hurried), .max = INT64_MAX },
	{ "elsewhere", FIELD_INT, FIELD_AT(struct end_line, elsewhere), .max = INT64_MAX },
	{ "further", FIELD_INT, FIELD_AT(struct end_line, further), .max = INT64_MAX },
	{ "left_out", FIELD_INT, FIELD_AT(struct end_line, left_out), .max = INT64_MAX },
	{ 0 },
};

static int end(FILE *out, const struct print_options *options, const struct live_tally *tally,
	       const struct live_ending *ending)
{
	const struct end_line line = {
		.event = "end",
		.time_ns = ending->end_ns,
		.listened_ms = (ending->end_ns - ending->begin_ns - ending->deaf_ns) / 1000000,
		.resets = tally->resets,
		.lost_words = ending->lost_words,
		.lost_headers = ending->lost_frames,
		.hurried = ending->hurried,
		.elsewhere = ending->elsewhere,
		.further = tally->further,
		.left_out = ending->left_out,
		.counted = { .is_set = ending->counted >= 0, .value = ending->counted },
	};

	(void)options;
	int err = json_print_line(out, end_line_fields, &line);
	fputc('\n', out);
	return err;
}

const struct live_format live_json = {
	.name = "json",
	.begin = begin,
	.reset = tell,
	.again = again,
	.end = end,
};
