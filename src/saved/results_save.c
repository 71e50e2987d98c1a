/* SPDX-License-Identifier: GPL-2.0-only */
/* results_save.c - results.json: what was found, for programs, and the evidence, to be judged
 * again.
 */
#include "report_format.h"

#include "address.h"
#include "drill_told.h"
#include "errno_name.h"
#include "json_members.h"
#include "json_rows.h"
#include "results_schema.h"
#include "segment_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct json_report {
	int results;
};

enum { RESULT_INDENT = 4 };

static int print_plan(FILE *out, const struct plan *plan)
{
	fputs(",\n", out);
	int err = json_print_members(out, plan_fields, plan, 2);
	struct json_rows rows = json_rows_begin(out, "plan", part_fields, 2);
	for (int i = 0; i < plan->count; i++)
		json_rows_add(&rows, &plan->part[i]);
	return err ? err : json_rows_end(&rows);
}

static int save_begin(FILE *out, const struct run_facts *run, const struct print_options *options,
		      void **ret_data)
{
	struct json_report *report = calloc(1, sizeof(*report));
	const char *schema = RESULTS_SCHEMA;
	int err;

	(void)options;
	if (!report)
		return -ENOMEM;
	fputs("{\n", out);
	err = json_print_members(out, schema_field, &schema, 2);
	fputs(",\n", out);
	if (err == 0)
		err = json_print_members(out, run_fields, run, 2);
	if (err == 0 && run->as_kernel) {
		fputs(",\n", out);
		err = json_print_members(out, as_kernel_field, run, 2);
	}
	if (err == 0 && run->plan)
		err = print_plan(out, run->plan);
	if (err < 0) {
		free(report);
		return err;
	}
	fputs(",\n  \"results\": [", out);
	*ret_data = report;
	return 0;
}

struct drill_row {
	const char *noticed, *reason;
	struct want noticed_ns, stood_ns;
	int attempts;
	int64_t unacknowledged, unread;
	uint64_t lost_packets;
};

static const struct field drill_row_fields[] = {
	{ "noticed", FIELD_WORD, FIELD_AT(struct drill_row, noticed) },
	{ "noticed_ns", FIELD_WANT, FIELD_AT(struct drill_row, noticed_ns) },
	{ "reason", FIELD_WORD, FIELD_AT(struct drill_row, reason) },
	{ "attempts", FIELD_INT, FIELD_AT(struct drill_row, attempts) },
	{ "stood_ns", FIELD_WANT, FIELD_AT(struct drill_row, stood_ns) },
	{ "unacknowledged", FIELD_INT, FIELD_AT(struct drill_row, unacknowledged) },
	{ "unread", FIELD_INT, FIELD_AT(struct drill_row, unread) },
	{ "lost_packets", FIELD_INT, FIELD_AT(struct drill_row, lost_packets) },
	{ 0 },
};

/* What became of the client, a row a fault. */
static int print_drill(FILE *out, const struct result *result)
{
	struct drill_told told;

	if (!drill_is_told(result->scenario, &result->reading))
		return 0;
	drill_tell(&result->reading, &told);
	struct json_rows rows = json_rows_begin(out, "drill", drill_row_fields, RESULT_INDENT);
	for (int i = 0; i < told.fault_count; i++) {
		const struct fault_told *fault = &told.fault[i];
		struct drill_row row = {
			.noticed = fault->has_connection ? noticed_name[fault->noticed] : NULL,
			.reason = fault->reason,
			.attempts = fault->attempts,
			.unacknowledged = fault->unacknowledged,
			.unread = fault->unread,
			.lost_packets = told.lost_packets,
		};
		if (fault->has_connection && fault->noticed != NOTICED_NEVER)
			row.noticed_ns = (struct want)IS(fault->noticed_ns);
		if (fault->stood)
			row.stood_ns = (struct want)IS(fault->stood_ns);
		json_rows_add(&rows, &row);
	}
	return json_rows_end(&rows);
}

static int print_rulings(FILE *out, const struct verdict *verdict)
{
	struct json_rows rows = json_rows_begin(out, "promises", ruling_fields, RESULT_INDENT);

	for (int i = 0; i < verdict->ruling_count; i++)
		json_rows_add(&rows, &verdict->ruling[i]);
	return json_rows_end(&rows);
}

static int print_packets(FILE *out, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	struct json_rows rows = json_rows_begin(out, "packets", packet_row_fields, RESULT_INDENT);

	for (int i = 0; i < result->reading.wire.count; i++) {
		const struct segment *segment = &result->reading.wire.segment[i];
		char source[INET6_ADDRSTRLEN], destination[INET6_ADDRSTRLEN], info[INFO_SIZE];
		if (!segment_is_shown(segment))
			continue;
		json_rows_add(&rows,
			      &(struct packet_row){
				      .no = rows.count + 1,
				      .time = story_time(ev, segment->time_ns),
				      .source = address_text(&segment->tcp.src.addr, source,
							     sizeof(source)),
				      .destination = address_text(&segment->tcp.dst.addr,
								  destination, sizeof(destination)),
				      .protocol = segment_protocol(segment),
				      .length = segment->length,
				      .info = segment_info(segment, info, sizeof(info)),
				      .from = host_name(ev, segment->origin),
				      .to = host_name(ev, segment->final),
				      .arrived = segment->arrived,
			      });
	}
	return json_rows_end(&rows);
}

static int print_events(FILE *out, const struct evidence *ev)
{
	struct json_rows rows = json_rows_begin(out, "events", event_row_fields, RESULT_INDENT);

	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		json_rows_add(&rows,
			      &(struct event_row){
				      .time = story_time(ev, event->begin_ns),
				      .took_ms = (double)(event->end_ns - event->begin_ns) / 1e6,
				      .kind = event->kind,
				      .host = host_name(ev, event->host),
				      .actor = *event->actor ? event->actor : NULL,
				      .verb = event->verb,
				      .text = event->text,
				      .ret = event->ret,
				      .error = event->err ? errno_name(event->err) : NULL,
			      });
	}
	return json_rows_end(&rows);
}

static int print_counters(FILE *out, const struct evidence *ev)
{
	struct json_rows rows = json_rows_begin(out, "counters", counter_row_fields, RESULT_INDENT);

	for (int i = 0; i < ev->counter_count; i++) {
		const struct counter_fact *counter = &ev->counter[i];
		json_rows_add(&rows,
			      &(struct counter_row){ .host = host_name(ev, counter->host),
						     .name = counter->name,
						     .before = counter->before,
						     .after = counter->after,
						     .grew = counter->after - counter->before });
	}
	return json_rows_end(&rows);
}

/* The segment's half of a reset row; @flags is where its words are kept. */
static void fill_segment(const struct segment *segment, struct reset_row *row, char *flags,
			 size_t size)
{
	bool has_ack = segment->tcp.flags & ACK;

	row->flags = flags_text(segment->tcp.flags, flags, size);
	row->seq = (struct want)IS(segment->rel_seq);
	row->raw_seq = (struct want)IS(segment->tcp.seq);
	if (has_ack)
		row->ack = (struct want)IS(segment->rel_ack);
	row->raw_ack = (struct want)IS(segment->tcp.ack);
	row->win = (struct want)IS(segment->tcp.window);
	row->len = (struct want)IS(segment->tcp.len);
	row->arrived = (struct want)IS(segment->arrived);
}

static int print_resets(FILE *out, const struct result *result)
{
	const struct resets *resets = &result->reading.resets;
	const struct evidence *ev = result->reading.ev;
	struct json_rows rows = json_rows_begin(out, "resets", reset_row_fields, RESULT_INDENT);

	for (int i = 0; i < resets->count; i++) {
		const struct reset *reset = &resets->reset[i];
		const struct segment *segment =
			reset->segment < 0 ? NULL : &result->reading.wire.segment[reset->segment];
		const struct reset_fact *fact = reset->fact < 0 ? NULL : &ev->reset[reset->fact];
		const struct endpoint *near = segment ? &segment->tcp.src : &fact->local;
		const struct endpoint *far = segment ? &segment->tcp.dst : &fact->remote;
		bool turn = !segment && !fact->sent; /* its source is the far end */
		char source[ENDPOINT_TEXT_SIZE], destination[ENDPOINT_TEXT_SIZE], flags[40];
		int sender = reset->sent ? reset->host : evidence_owner(ev, &fact->remote.addr);
		struct reset_row row = {
			.sender = host_name(ev, sender),
			.host = host_name(ev, reset->host),
			.sent = reset->sent,
			.source = endpoint_text(turn ? far : near, source),
			.destination = endpoint_text(turn ? near : far, destination),
			.reason = fact && *fact->reason ? fact->reason : NULL,
			.state = fact && *fact->state ? fact->state : NULL,
		};
		if (segment)
			fill_segment(segment, &row, flags, sizeof(flags));
		json_rows_add(&rows, &row);
	}
	return json_rows_end(&rows);
}

static int save_result(FILE *out, void *data, const struct result *result)
{
	struct json_report *report = data;
	const struct verdict *verdict = &result->verdict;
	const struct result_head head = {
		.scenario = result->scenario->name,
		.family = result->reading.ev->family,
		.iteration = result->iteration,
		.status = verdict->status,
		.why = *verdict->why ? verdict->why : NULL,
		.outcome = verdict->outcome ? verdict->outcome->name : NULL,
		.duration_ms = result->duration_ms,
	};

	fprintf(out, "%s\n  {\n", report->results++ ? "," : "");
	int err = json_print_members(out, result_fields, &head, RESULT_INDENT);
	err |= print_rulings(out, verdict);
	err |= print_packets(out, result);
	err |= print_events(out, result->reading.ev);
	err |= print_counters(out, result->reading.ev);
	err |= print_resets(out, result);
	err |= print_drill(out, result);
	fprintf(out, ",\n%*s\"evidence\": {\n", RESULT_INDENT, "");
	err |= json_print_members(out, evidence_fields, result->reading.ev, RESULT_INDENT + 2);
	fprintf(out, "\n%*s}\n  }", RESULT_INDENT, "");
	return err ? -ENOMEM : 0;
}

static int print_demands(FILE *out, const struct demands *demands)
{
	struct json_rows rows = json_rows_begin(out, "demands", demand_row_fields, 2);
	char line[DEMAND_TEXT];

	for (int demand = -1; (demand = demand_next(demands, demand)) >= 0;) {
		bool is_met = demand_is_met(demands, demand);
		json_rows_add(&rows, &(struct demand_row){
					     .name = demand_name[demand],
					     .met = is_met,
					     .lacking = demands->of[demand].results,
					     .why = is_met ? NULL
							   : demand_text(demands, demand, line,
									 sizeof(line)),
				     });
	}
	return json_rows_end(&rows);
}

static int save_end(FILE *out, void *data, const struct tally *tally)
{
	struct json_report *report = data;

	fprintf(out, "%s],\n", report->results ? "\n  " : "");
	int err = json_print_members(out, tally_fields, tally, 2);
	if (tally->demands.asked)
		err |= print_demands(out, &tally->demands);
	fputs("\n}\n", out);
	free(report);
	return err ? -ENOMEM : 0;
}

const struct report_format results_json = {
	.name = "json",
	.extension = ".json",
	.begin = save_begin,
	.result = save_result,
	.end = save_end,
	.drop = free,
};
