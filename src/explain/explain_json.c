/* SPDX-License-Identifier: GPL-2.0-only */
/* explain_json.c - the RSTs of captures for programs: one a line. */
#include "explain_format.h"

#include "causes.h"
#include "explain_json_rows.h"
#include "json_members.h"
#include "json_rows.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct field schema_fields[] = {
	{ "schema", FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
	{ 0 },
};

struct telling {
	struct json_rows rows;
	int count, room;
	struct capture_row *capture;
};

/* ---- One RST ------------------------------------------------------------------------------------
 */

static const char *const stack_name[STACKS] = {
	[STACK_UNKNOWN] = "unknown",
	[STACK_LINUX] = "linux",
	[STACK_FOREIGN] = "foreign",
};

static const char *or_null(const char *text)
{
	return text && *text ? text : NULL;
}

static struct side_row side_of(const struct diagnosis *diagnosis, bool client)
{
	int side = client ? diagnosis->client : !diagnosis->client;
	const struct track_side *own = &diagnosis->rst->track.side[side],
				*other = &diagnosis->rst->track.side[!side];
	bool is_own = side == diagnosis->rst->segment.from;
	enum feature feature = is_own ? FEATURE_OWN : FEATURE_PEER;
	uint8_t phase = diagnosis->situation.value[feature];

	return (struct side_row){
		.address = own->endpoint.addr,
		.port = own->endpoint.port,
		.state = phase ? feature_value(feature, phase) : NULL,
		.sent = side_sent(own),
		.unacknowledged = side_unacked(own, other),
	};
}

static struct want since(int64_t then_ns, int64_t now_ns)
{
	return then_ns ? (struct want)IS(now_ns - then_ns) : (struct want){ 0 };
}

static void put_apart(struct cause_row *row, const struct apart *apart)
{
	char words[APART_REASONS * MARK_SIZE], *save;
	int at = 0;

	while (at < apart->cause_count && strcmp(apart->cause[at], row->name) != 0)
		at++;
	if (at == apart->cause_count)
		return;
	for (int i = 0; i < apart->counter_count; i++)
		if (apart->marked[at][i] == MARK_EVER)
			row->grow[row->grow_count++] = apart->counter[i];
		else if (apart->marked[at][i] == MARK_NEVER)
			row->not [row->not_count++] = apart->counter[i];
	text_set(words, sizeof(words), "%s", apart->reason[at]);
	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		text_set(row->reason[row->reason_count++], MARK_SIZE, "%s", word);
}

static void put_rests(struct cause_row *row, uint32_t rests_on)
{
	for (int i = 0; i < REMARKS_MAX; i++)
		if (rests_on & UINT32_C(1) << i)
			row->rests_on[row->rests_count++] = i + 1;
}

static void put_causes(struct reset_row *row, const struct diagnosis *diagnosis)
{
	for (int i = 0; i < diagnosis->count; i++) {
		const struct candidate *candidate = &diagnosis->candidate[i];
		const struct cause *cause = cause_find(candidate->cause);
		const char *settles = NULL;
		if (cause && diagnosis->stack != STACK_FOREIGN)
			settles = settles_text(diagnosis, cause, row->settles[i],
					       sizeof(row->settles[i]));
		row->cause[row->cause_count++] = (struct cause_row){
			.name = candidate->cause,
			.kind_of = cause ? cause->kind_of : NULL,
			.confidence = confidence_name[candidate->confidence],
			.scenario = candidate->scenario,
			.by = candidate->scenario ? "lab" : "reading",
			.because = or_null(candidate->because),
			.doubt = candidate->doubt,
			.settles = settles,
			.sentence = cause ? cause->sentence : NULL,
			.advice = cause ? cause->advice : NULL,
		};
		put_apart(&row->cause[i], &diagnosis->apart);
		put_rests(&row->cause[i], candidate->rests_on);
	}
}

static int print_reset(FILE *out, void *data, const struct explanation *capture,
		       const struct conversation *conversation, const struct diagnosis *diagnosis)
{
	struct json_rows *rows = &((struct telling *)data)->rows;
	const struct rst *rst = diagnosis->rst;
	const struct track_segment *last = track_back(&rst->track, 0);
	struct reset_row *row = calloc(1, sizeof(*row));

	(void)out;
	if (!row)
		return -ENOMEM;
	struct reset_row told = {
		.capture = capture->path,
		.frame = rst->segment.frame,
		.stream = conversation->number,
		.time_ns = rst->segment.time_ns,
		.sender = sender_name(diagnosis),
		.sender_sure = diagnosis->client_sure,
		.client = side_of(diagnosis, true),
		.server = side_of(diagnosis, false),
		.seq = rst->segment.seq,
		.ack = rst->segment.ack,
		.window = rst->segment.window,
		.length = rst->segment.len,
		.ttl = rst->segment.ttl,
		.since_handshake_ns = since(rst->track.established_ns, rst->segment.time_ns),
		.since_last_ns = since(last ? last->time_ns : 0, rst->segment.time_ns),
		.stack = stack_name[diagnosis->stack],
		.stack_why = or_null(diagnosis->stack_why),
		.is_harmless = diagnosis->is_harmless,
		.is_known = diagnosis->is_known,
		.echoes = rst->echoes,
		.evidence_count = diagnosis->evidence_count,
		.blind_count = diagnosis->blind_count,
	};
	memcpy(row, &told, sizeof(told));
	flags_text(rst->segment.flags, row->flags, sizeof(row->flags));
	for (int i = 0; i < FEATURES; i++) {
		uint8_t value = diagnosis->situation.value[i];
		row->situation.value[i] = value ? feature_value((enum feature)i, value) : NULL;
	}
	memcpy(row->evidence, diagnosis->evidence, sizeof(row->evidence));
	for (int i = 0; i < row->evidence_count; i++)
		for (int k = 0; k < REMARK_FRAMES && diagnosis->evidence_frame[i][k]; k++)
			row->frames[i].frame[row->frames[i].count++] =
				diagnosis->evidence_frame[i][k];
	memcpy(row->blind, diagnosis->blind, sizeof(row->blind));
	put_causes(row, diagnosis);
	json_rows_add(rows, row);
	free(row);
	return rows->err;
}

/* ---- All of them --------------------------------------------------------------------------------
 */

static int begin(FILE *out, const struct print_options *options, void **ret_data)
{
	struct telling *telling = calloc(1, sizeof(*telling));
	const char *schema = EXPLAIN_SCHEMA;

	(void)options;
	if (!telling)
		return -ENOMEM;
	*ret_data = telling;
	fputs("{\n", out);
	int err = json_print_members(out, schema_fields, &schema, 2);
	telling->rows = json_rows_begin(out, "resets", explain_reset_fields, 2);
	if (err)
		free(telling);
	return err;
}

static int note_capture(FILE *out, void *data, const struct explanation *capture)
{
	struct telling *telling = data;

	(void)out;
	if (telling->count == telling->room) {
		int room = telling->room ? 2 * telling->room : 8;
		struct capture_row *more =
			realloc(telling->capture, (size_t)room * sizeof(*telling->capture));
		if (!more)
			return -ENOMEM;
		telling->capture = more;
		telling->room = room;
	}
	telling->capture[telling->count++] =
		(struct capture_row){ .path = capture->path,
				      .is_complete = !capture->incomplete && !capture->is_cut,
				      .why = capture->is_cut ? "the file ends within a packet"
							     : capture->incomplete,
				      .totals = capture->totals,
				      .told = capture->told };
	return 0;
}

static void drop(void *data)
{
	struct telling *telling = data;

	free(telling->capture);
	free(telling);
}

static int end(FILE *out, void *data)
{
	struct telling *telling = data;
	int err = json_rows_end(&telling->rows);
	struct json_rows rows = json_rows_begin(out, "captures", explain_capture_fields, 2);

	for (int i = 0; i < telling->count; i++)
		json_rows_add(&rows, &telling->capture[i]);
	if (json_rows_end(&rows) != 0)
		err = -ENOMEM;
	fputs("\n}\n", out);
	drop(telling);
	return err;
}

const struct explain_format explain_json = { .name = "json",
					     .begin = begin,
					     .reset = print_reset,
					     .capture = note_capture,
					     .end = end,
					     .drop = drop };
