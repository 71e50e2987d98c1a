/* SPDX-License-Identifier: GPL-2.0-only */
#include "doctor_told.h"

#include "text.h"

#include <string.h>

enum { LINE_WIDTH = 100, ANSWERS = 26, COARSE_NS = 100000 };

static void line(FILE *out, const char *name, const char *answer, const char *text)
{
	fprintf(out, "  %-18s %-4s ", name, answer);
	text_wrap(out, text, ANSWERS, ANSWERS, LINE_WIDTH);
}

static void tell_standing(FILE *out, const struct diagnosis *d)
{
	char text[TEXT_SIZE];
	text_set(text, sizeof(text), "%s%s",
		 d->own_users   ? "in a user namespace of its own"
		 : d->user == 0 ? "as root"
				: "as this user",
		 d->own_procfs ? ", with a procfs of its own" : "");
	line(out, "namespaces", d->possible ? "yes" : "NO", d->possible ? text : d->why_not);
}

static void tell_ability(FILE *out, const struct finding *finding)
{
	static const char *const answers[] = { [NO] = "NO", [YES] = "yes", [UNKNOWN] = "-" };
	char text[TEXT_SIZE * 3];
	text_set(text, sizeof(text), "%s%s%s", finding->what, *finding->why_not ? ": " : "",
		 finding->why_not);
	line(out, finding->name, answers[finding->answer], text);
}

static void tell_machine(FILE *out, const struct diagnosis *d)
{
	char way[TEXT_SIZE];
	bool heard = d->tracepoint.answer == YES, reasons = d->witness[REASON].answer == YES;
	fprintf(out, "%s %s %s, user %u\n\nThis machine:\n", d->uts.sysname, d->uts.release,
		d->uts.machine, d->user);
	tell_standing(out, d);
	for (int i = 0; i < d->ability_count; i++)
		tell_ability(out, &d->ability[i]);
	bool coarse = d->tick_ns >= COARSE_NS;
	text_set(way, sizeof(way),
		 coarse ? "%s: it ticks every %.3g ms, so stamps of packets are no finer"
			: "%s, which is fine enough",
		 *d->clock ? d->clock : "unknown", (double)d->tick_ns / 1e6);
	line(out, "clock", coarse ? "NO" : "yes", way);
	text_set(way, sizeof(way), "tcp:tcp_send_reset, by %s%s%s", d->way,
		 *d->why_not_surer ? "; " : "", d->why_not_surer);
	line(out, "tracepoint", heard ? "yes" : "NO", heard ? way : d->tracepoint.why_not);
	line(out, "watch", d->watch_hears ? "yes" : "NO", d->watch_way);
	line(out, "reasons", reasons ? "yes" : "NO",
	     reasons ? "tcp:tcp_send_reset tells enum sk_rst_reason" : d->witness[REASON].why_not);
}

/* What comes of @prospect, but for the witness that all lack; "" if it can be played. Returns
 * @text. */
static const char *outlook(const struct prospect *prospect, char *text, size_t size)
{
	const struct family_prospect *family = prospect->family;
	uint32_t lacking = 0;
	text[0] = '\0';
	for (uint32_t i = 0; i < prospect->family_count; i++)
		lacking += !family[i].playable;
	for (uint32_t i = 0; i < prospect->family_count; i++) {
		bool same = i > 0 && strcmp(family[i].why_not, family[0].why_not) == 0;
		if (family[i].playable || same)
			continue;
		if (lacking < prospect->family_count)
			text_set(text, size, "not over %s: %s", family[i].family,
				 family[i].why_not);
		else
			text_append(text, size, "%s%s", *text ? "; " : "", family[i].why_not);
	}
	return text;
}

static void tell_why(FILE *out, const char *names, const char *why)
{
	enum { NAMES = 2, WHY = 6 };
	fprintf(out, "%*s", NAMES, "");
	text_wrap(out, names, NAMES, NAMES, LINE_WIDTH);
	fprintf(out, "%*s", WHY, "");
	text_wrap(out, why, WHY, WHY, LINE_WIDTH);
}

/* The scenarios of which it is told, from @first on: said once, however many they are. */
static void tell_alike(FILE *out, const struct diagnosis *d, int first, const char *why)
{
	char other[TEXT_SIZE * 4], names[8192] = "";
	int alike = 0;
	for (int i = first; i < d->count; i++) {
		if (strcmp(outlook(&d->prospect[i], other, sizeof(other)), why) != 0)
			continue;
		text_append(names, sizeof(names), "%s%s", alike ? ", " : "",
			    d->prospect[i].scenario->name);
		alike++;
	}
	tell_why(out, alike == d->count && alike > 1 ? "all of them" : names, why);
}

static void tell_exceptions(FILE *out, const struct diagnosis *d)
{
	char why[TEXT_SIZE * 4], earlier[TEXT_SIZE * 4];
	for (int i = 0; i < d->count; i++) {
		bool told = !*outlook(&d->prospect[i], why, sizeof(why));
		for (int j = 0; j < i && !told; j++)
			told = strcmp(outlook(&d->prospect[j], earlier, sizeof(earlier)), why) == 0;
		if (!told)
			tell_alike(out, d, i, why);
	}
}

static void tell_each(FILE *out, const struct diagnosis *d)
{
	char why[TEXT_SIZE * 4];
	bool dumb = d->witness[REASON].answer != YES;
	int width = 0;
	for (int i = 0; i < d->count; i++) {
		int length = (int)strlen(d->prospect[i].scenario->name);
		width = length > width ? length : width;
	}
	fputs("\nEach of them:\n", out);
	for (int i = 0; i < d->count; i++) {
		const struct prospect *prospect = &d->prospect[i];
		outlook(prospect, why, sizeof(why));
		bool some = prospect->family[0].playable ||
			    (prospect->family_count > 1 && prospect->family[1].playable);
		fprintf(out, "  %-*s  ", width, prospect->scenario->name);
		if (!some)
			fputs("cannot be played: ", out);
		else if (*why)
			fprintf(out, "%s", dumb ? "without reasons, and " : "");
		else
			fputs(dumb ? "can be played, without reasons" : "can be played in full",
			      out);
		if (*why)
			text_wrap(out, why, width + 4, width + 4, LINE_WIDTH);
		else
			fputc('\n', out);
	}
}

void doctor_text(FILE *out, const struct diagnosis *d, bool verbose)
{
	tell_machine(out, d);
	fprintf(out, "\n%d of %d can be played in full", d->full, d->count);
	if (d->full == 0 && d->playable > 0)
		fprintf(out, ", %d without %s", d->playable,
			d->witness[REASON].answer == YES ? "one family" : "reasons");
	fputs(d->full < d->count ? ":\n" : ".\n", out);
	if (d->possible && d->witness[REASON].answer != YES) {
		char text[TEXT_SIZE * 3];
		text_set(text, sizeof(text), "no reasons: %s", d->witness[REASON].why_not);
		tell_why(out, "all of them", text);
	}
	tell_exceptions(out, d);
	if (verbose)
		tell_each(out, d);
}
