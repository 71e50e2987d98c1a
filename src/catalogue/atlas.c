/* SPDX-License-Identifier: GPL-2.0-only */
#include "atlas.h"

#include "errno_name.h"
#include "json.h"
#include "json_rows.h"
#include "list.h"
#include "promise.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reasons that no scenario can reach, and how that is known: by reading the kernel's source. */
static const struct {
	const char *reason, *why;
} unreached[] = {
	{ "NOT_SPECIFIED", "a default that no path of TCP is known to leave in place" },
	{ "TCP_OLD_ACK",
	  "needs data acknowledged in SYN-RECEIVED, where none can have been: tcp_ack() there says "
	  "TCP_TOO_OLD_ACK" },
	{ "MPTCP_RST_ERESOURCE", "no emitter: only copied from a received MP_TCPRST" },
	{ "MPTCP_RST_EWQ2BIG", "no emitter: only copied from a received MP_TCPRST" },
	{ "MPTCP_RST_EBADPERF", "no emitter: only copied from a received MP_TCPRST" },
	{ "ERROR", "no emitter" },
	{ "MAX", "the end of the enum, not a reason" },
};

static bool promises_reason(const struct scenario *scenario, const char *reason)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (promise_resets_for(&walk.promise, reason))
			return true;
	return false;
}

static const char *why_unreached(const char *reason)
{
	for (size_t i = 0; i < sizeof(unreached) / sizeof(*unreached); i++)
		if (strcmp(unreached[i].reason, reason) == 0)
			return unreached[i].why;
	return NULL;
}

int atlas_gaps(const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const char **ret)
{
	int gaps = 0;
	for (int r = 0; r < reason_count; r++) {
		bool reached = why_unreached(reason[r]) != NULL;
		for (int i = 0; i < count && !reached; i++)
			reached = promises_reason(list[i], reason[r]);
		if (!reached)
			ret[gaps++] = reason[r];
	}
	return gaps;
}

/* The reasons that scenarios reach, each once, in the order of first promise by name. */
static int collect(const struct scenario *const *list, int count, const char **ret)
{
	int reasons = 0;
	for (int i = 0; i < count; i++)
		for (struct promises walk = promises_of(list[i]); promises_next(&walk);) {
			const struct reason_claim *claim = walk.promise.reason;
			const char *reason = claim ? claim->reason : NULL;
			bool known = !reason || !promises_reason(list[i], reason);
			for (int r = 0; r < reasons && !known; r++)
				known = strcmp(ret[r], reason) == 0;
			if (known || reasons == ATLAS_REASONS_MAX)
				continue;
			int at = reasons++;
			for (; at > 0 && strcmp(ret[at - 1], reason) > 0; at--)
				ret[at] = ret[at - 1];
			ret[at] = reason;
		}
	return reasons;
}

/* ---- One scenario's row -------------------------------------------------------------------------
 */

static void add(char *text, size_t size, const char *word)
{
	size_t used = strlen(text);
	if (strstr(text, word))
		return;
	snprintf(text + used, size - used, "%s%s", used ? ", " : "", word);
}

struct row {
	char senders[96], counters[256], errors[256];
};

/* The ending in which a scenario promises this reason first; NULL: in all. */
static const char *outcome_of(const struct scenario *scenario, const char *reason)
{
	for (struct promises walk = promises_of(scenario); reason && promises_next(&walk);)
		if (promise_resets_for(&walk.promise, reason))
			return walk.promise.outcome;
	return NULL;
}

/* @reason: of the row; NULL: of a scenario without reasons. */
static void fill_row(const struct scenario *scenario, const char *reason, struct row *ret)
{
	char word[96];
	const char *outcome = outcome_of(scenario, reason);
	*ret = (struct row){ 0 };
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct promise *p = &walk.promise;
		if (p->outcome && outcome && strcmp(p->outcome, outcome) != 0)
			continue;
		if (reason && promise_resets_for(p, reason))
			add(ret->senders, sizeof(ret->senders), p->who);
		if (!reason && p->wire && p->wire->forged)
			add(ret->senders, sizeof(ret->senders), p->who);
		if (p->counter && p->counter->grew > 0 &&
		    strcmp(p->counter->name, "TcpOutRsts") != 0)
			add(ret->counters, sizeof(ret->counters), p->counter->name);
		if (!p->call || !p->call->err)
			continue;
		snprintf(word, sizeof(word), "%s %s %s", p->who, p->call->verb,
			 errno_name(p->call->err));
		add(ret->errors, sizeof(ret->errors), word);
	}
}

static bool has_reason(const struct scenario *scenario)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct reason_claim *claim = walk.promise.reason;
		const char *reason = claim ? claim->reason : NULL;
		if (reason && promises_reason(scenario, reason))
			return true;
	}
	return false;
}

static bool has_forged(const struct scenario *scenario)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.wire && walk.promise.wire->forged)
			return true;
	return false;
}

static bool resets_nothing(const struct scenario *scenario)
{
	return !has_reason(scenario) && !has_forged(scenario);
}

static const char *source(const struct scenario *scenario)
{
	return scenario->rfc ? scenario->rfc : "";
}

/* ---- Text ---------------------------------------------------------------------------------------
 */

static void text_row(FILE *out, const struct scenario *scenario, const char *reason)
{
	struct row row;
	fill_row(scenario, reason, &row);
	fprintf(out, "  %-32s %s", scenario->name, source(scenario));
	fprintf(out, "%s%s", row.senders[0] ? "; sent by " : "", row.senders);
	fputc('\n', out);
	if (row.errors[0])
		fprintf(out, "  %-32s   app sees: %s\n", "", row.errors);
	if (row.counters[0])
		fprintf(out, "  %-32s   counts: %s\n", "", row.counters);
}

/* What the running kernel knows and @all do not reach. */
static void text_kernel(FILE *out, const char *const *reason, int reason_count,
			const struct scenario *const *all, int all_count)
{
	const char *gap[ATLAS_REASONS_MAX];

	if (!reason_count) {
		fputs("This kernel gives no reset reasons.\n", out);
		return;
	}
	fprintf(out, "This kernel has %d reset reasons. Out of reach:\n", reason_count);
	for (int r = 0; r < reason_count; r++)
		if (why_unreached(reason[r]))
			fprintf(out, "  %-32s %s\n", reason[r], why_unreached(reason[r]));
	int gaps = atlas_gaps(all, all_count, reason, reason_count, gap);
	fprintf(out, "\nReached by no scenario, and not known to be out of reach:%s\n",
		gaps ? "" : " none");
	for (int g = 0; g < gaps; g++)
		fprintf(out, "  %s\n", gap[g]);
}

/* What the tracepoint has of a listener; those of the lab are bound to addresses of their own. */
static const char of_listeners[] =
	"A reset in LISTEN shows the listener's address and no peer. For a listener bound to no "
	"address, the\n"
	"tracepoint shows `src=0.0.0.0:PORT` or `src=[::]:PORT`, so only the port is known.\n";

/* Those that @is_meant takes, under @head; nothing where it takes none. */
static void text_others(FILE *out, const char *head, const struct scenario *const *list, int count,
			bool (*is_meant)(const struct scenario *scenario))
{
	bool any = false;

	for (int i = 0; i < count; i++) {
		if (!is_meant(list[i]))
			continue;
		if (!any)
			fprintf(out, "%s\n", head);
		any = true;
		text_row(out, list[i], NULL);
	}
	if (any)
		fputc('\n', out);
}

void atlas_text(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
		int reason_count, const struct scenario *const *all, int all_count)
{
	const char *reached[ATLAS_REASONS_MAX];
	int reasons = collect(list, count, reached);

	for (int r = 0; r < reasons; r++) {
		fprintf(out, "%s\n", reached[r]);
		for (int i = 0; i < count; i++)
			if (promises_reason(list[i], reached[r]))
				text_row(out, list[i], reached[r]);
		fputc('\n', out);
	}
	if (reasons > 0)
		fprintf(out, "%s\n", of_listeners);
	text_others(out, "Not sent by TCP (a firewall or an attacker)", list, count, has_forged);
	text_others(out, "No reset, where one might expect one", list, count, resets_nothing);
	text_kernel(out, reason, reason_count, all, all_count);
}

/* ---- The page -----------------------------------------------------------------------------------
 */

static void page_row(FILE *out, const char *head, const struct scenario *scenario,
		     const char *reason)
{
	struct row row;
	fill_row(scenario, reason, &row);
	fprintf(out, "| %s | `%s` | %s | %s | %s | %s |\n", head, scenario->name, source(scenario),
		row.senders, row.errors, row.counters);
}

static void page_table(FILE *out, const char *head)
{
	fprintf(out,
		"| %s | scenario | clause | sent by | what each host sees | counters besides "
		"TcpOutRsts |\n"
		"|---|---|---|---|---|---|\n",
		head);
}

void atlas_page(FILE *out, const struct scenario *const *list, int count)
{
	const char *reached[ATLAS_REASONS_MAX];
	char head[64];
	int reasons = collect(list, count, reached);

	fprintf(out,
		"# The atlas of resets\n\n"
		"Generated by `rstlab-ns atlas --page` from the promises of the scenarios: do "
		"not edit.\n"
		"%d scenarios, %d of the kernel's reasons (`enum sk_rst_reason`).\n\n"
		"## By the kernel's reason\n\n",
		count, reasons);
	page_table(out, "reason");
	for (int r = 0; r < reasons; r++) {
		snprintf(head, sizeof(head), "%s", reached[r]);
		for (int i = 0; i < count; i++) {
			if (!promises_reason(list[i], reached[r]))
				continue;
			page_row(out, head, list[i], reached[r]);
			head[0] = '\0';
		}
	}
	if (reasons > 0)
		fprintf(out, "\n%s", of_listeners);
	fputs("\n## Not sent by TCP\n\n", out);
	page_table(out, "what");
	for (int i = 0; i < count; i++)
		if (has_forged(list[i]))
			page_row(out, list[i]->title, list[i], NULL);
	fputs("\n## No reset, where one might expect one\n\n", out);
	page_table(out, "what");
	for (int i = 0; i < count; i++)
		if (resets_nothing(list[i]))
			page_row(out, list[i]->title, list[i], NULL);
	fputs("\n## Out of reach\n\n| reason | why |\n|---|---|\n", out);
	for (size_t i = 0; i < sizeof(unreached) / sizeof(*unreached); i++)
		fprintf(out, "| %s | %s |\n", unreached[i].reason, unreached[i].why);
}

/* ---- JSON ---------------------------------------------------------------------------------------
 */

enum { NAMES_MAX = 1024 };

struct json_row {
	const char *reason, *why;
	uint32_t count;
	const char *name[NAMES_MAX];
};

static const struct field name_fields[] = {
	{ NULL, FIELD_WORD, .offset = 0, .size = sizeof(const char *) },
};

static const struct field reason_fields[] = {
	{ "reason", FIELD_WORD, FIELD_AT(struct json_row, reason) },
	{ "scenarios", FIELD_LIST, FIELD_LIST_AT(struct json_row, name, count),
	  .fields = name_fields },
	{ 0 },
};

static const struct field unreached_fields[] = {
	{ "reason", FIELD_WORD, FIELD_AT(struct json_row, reason) },
	{ "why", FIELD_WORD, FIELD_AT(struct json_row, why) },
	{ 0 },
};

/* The names in @row, as a member @key after others. */
static int json_names(FILE *out, const char *key, const struct json_row *row)
{
	fprintf(out, ",\n  \"%s\": ", key);
	return json_print_value(out, &reason_fields[1], row);
}

static int json_reasons(FILE *out, const struct scenario *const *list, int count,
			struct json_row *row)
{
	const char *reached[ATLAS_REASONS_MAX];
	int reasons = collect(list, count, reached);

	fputs("{\n  \"schema\": \"rstlab-ns-atlas/1\",\n  \"reasons\": ", out);
	struct json_rows rows = json_rows_begin(out, NULL, reason_fields, 2);
	for (int r = 0; r < reasons; r++) {
		*row = (struct json_row){ .reason = reached[r] };
		for (int i = 0; i < count && row->count < NAMES_MAX; i++)
			if (promises_reason(list[i], reached[r]))
				row->name[row->count++] = list[i]->name;
		json_rows_add(&rows, row);
	}
	return json_rows_end(&rows);
}

/* Those that are sent by no TCP, or those without any reset. */
static int json_others(FILE *out, const struct scenario *const *list, int count, bool forged,
		       struct json_row *row)
{
	*row = (struct json_row){ 0 };
	for (int i = 0; i < count && row->count < NAMES_MAX; i++)
		if (has_forged(list[i]) == forged && (forged || !has_reason(list[i])))
			row->name[row->count++] = list[i]->name;
	return json_names(out, forged ? "no_tcp" : "no_reset", row);
}

static int json_kernel(FILE *out, const struct scenario *const *all, int all_count,
		       const char *const *reason, int reason_count, struct json_row *row)
{
	struct json_rows rows = json_rows_begin(out, "out_of_reach", unreached_fields, 2);

	for (size_t i = 0; i < sizeof(unreached) / sizeof(*unreached); i++)
		json_rows_add(&rows, &(struct json_row){ .reason = unreached[i].reason,
							 .why = unreached[i].why });
	int err = json_rows_end(&rows);
	*row = (struct json_row){ .count = (uint32_t)reason_count };
	for (int i = 0; i < reason_count; i++)
		row->name[i] = reason[i];
	if (!err)
		err = json_names(out, "kernel", row);
	row->count = (uint32_t)atlas_gaps(all, all_count, reason, reason_count, row->name);
	return err ? err : json_names(out, "gaps", row);
}

int atlas_json(FILE *out, const struct scenario *const *list, int count, const char *const *reason,
	       int reason_count, const struct scenario *const *all, int all_count)
{
	struct json_row *row = calloc(1, sizeof(*row));
	int err = row ? json_reasons(out, list, count, row) : -ENOMEM;

	if (!err)
		err = json_others(out, list, count, true, row);
	if (!err)
		err = json_others(out, list, count, false, row);
	if (!err)
		err = json_kernel(out, all, all_count, reason, reason_count, row);
	if (!err)
		err = list_json_member(out, "scenarios", 2, list, count, all, all_count);
	fputs("\n}\n", out);
	free(row);
	return err;
}
