/* SPDX-License-Identifier: GPL-2.0-only */
#include "report_words.h"

#include "address.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

/* TAP has no word for "the test itself is broken"; KTAP has ERROR (dev-tools/ktap.rst of Linux). */
const struct status_words status_words[STATUS_COUNT] = {
	[PASS] = { .ktap = "ok", .directive = "", .junit = NULL },
	[FAIL] = { .ktap = "not ok", .directive = "", .junit = "failure" },
	[SKIP] = { .ktap = "ok", .directive = " # SKIP", .junit = "skipped" },
	[XFAIL] = { .ktap = "ok", .directive = " # XFAIL", .junit = "skipped" },
	[BROKEN] = { .ktap = "not ok", .directive = " # ERROR", .junit = "error" },
};

const char *run_text(const struct run_facts *run, char *buffer)
{
	snprintf(buffer, RUN_LINE_SIZE, "rstlab-ns %s on Linux %s %s", run->version, run->kernel,
		 run->machine);
	if (run->as_kernel)
		text_append(buffer, RUN_LINE_SIZE, ", held to what Linux %s promises",
			    run->as_kernel);
	return buffer;
}

void print_run(FILE *out, const struct run_facts *run)
{
	char line[RUN_LINE_SIZE];

	text_print(out, run_text(run, line));
	fputc('\n', out);
}

void print_unmet(FILE *out, const struct demands *demands, const char *before, const char *after)
{
	char line[DEMAND_TEXT];

	for (int demand = -1; (demand = demand_next(demands, demand)) >= 0;) {
		if (demand_is_met(demands, demand))
			continue;
		fputs(before, out);
		text_print(out, demand_text(demands, demand, line, sizeof(line)));
		fputs(after, out);
	}
}

const char *reason_line(const struct verdict *verdict, char *buffer)
{
	text_set(buffer, REASON_LINE_SIZE, "a promise was broken");
	for (int i = verdict->ruling_count - 1; i >= 0; i--) {
		const struct ruling *ruling = &verdict->ruling[i];
		if (ruling->status == FAIL)
			text_set(buffer, REASON_LINE_SIZE, "%s %s: expected %s; actual %s",
				 witness_name[ruling->witness], ruling->who, ruling->expected,
				 ruling->actual);
	}
	if (*verdict->why)
		text_set(buffer, REASON_LINE_SIZE, "%s", verdict->why);
	return buffer;
}

/* ---- The gist -----------------------------------------------------------------------------------
 */

/* Did it come while the story was held? Then it may be the user's doing. */
static bool is_held(const struct result *result, const struct reset *reset)
{
	const struct reading *reading = &result->reading;

	return reset->segment >= 0 &&
	       reading->ev->packet[reading->wire.segment[reset->segment].first].hold;
}

/* Resets that are told as one: same host, flags and reason, and all on a wire or all not. */
static bool same_reset(const struct result *result, const struct reset *a, const struct reset *b)
{
	const struct segment *segment = result->reading.wire.segment;
	const struct reset_fact *fact = result->reading.ev->reset;
	const char *reason_a = a->fact < 0 ? "" : fact[a->fact].reason;
	const char *reason_b = b->fact < 0 ? "" : fact[b->fact].reason;

	if (a->host != b->host || (a->segment < 0) != (b->segment < 0) ||
	    is_held(result, a) != is_held(result, b))
		return false;
	return (a->segment < 0 || segment[a->segment].tcp.flags == segment[b->segment].tcp.flags) &&
	       strcmp(reason_a, reason_b) == 0;
}

/* Appends one group of resets to @buffer. */
static void add_gist(const struct result *result, const struct reset *reset, int count,
		     char *buffer)
{
	const char *host = host_name(result->reading.ev, reset->host);
	const char *reason = reset->fact < 0 ? "" : result->reading.ev->reset[reset->fact].reason;
	size_t used = strlen(buffer);
	char flags[40] = "RST", times[16] = "";

	if (reset->segment >= 0)
		flags_text(result->reading.wire.segment[reset->segment].tcp.flags, flags,
			   sizeof(flags));
	if (count > 1)
		snprintf(times, sizeof(times), "%d ", count);
	snprintf(buffer + used, GIST_SIZE - used, "%s%s%s from %s%s%s%s", used ? "; " : "", times,
		 flags, host ? host : "nobody known", *reason ? ", reason " : "", reason,
		 reset->segment < 0       ? ", on no wire"
		 : is_held(result, reset) ? ", while it was held"
					  : "");
}

const char *gist_text(const struct result *result, char *buffer)
{
	const struct resets *resets = &result->reading.resets;
	const struct reset *reset = resets->reset;

	*buffer = '\0';
	for (int i = 0; i < resets->count; i++) {
		int first = 0, count = 0;
		if (!reset[i].sent)
			continue;
		while (!reset[first].sent || !same_reset(result, &reset[first], &reset[i]))
			first++;
		for (int k = i; k < resets->count && first == i; k++)
			count += reset[k].sent && same_reset(result, &reset[i], &reset[k]);
		if (count > 0)
			add_gist(result, &reset[i], count, buffer);
	}
	if (*buffer == '\0')
		snprintf(buffer, GIST_SIZE, "no RST");
	return buffer;
}
