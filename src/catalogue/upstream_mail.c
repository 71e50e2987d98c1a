/* SPDX-License-Identifier: GPL-2.0-only */
#include "upstream_mail.h"

#include "text.h"

static void print_part(FILE *out, const char *heading, const char *text)
{
	fprintf(out, "\n%s\n\n", heading);
	text_wrap(out, text, 0, 0, UPSTREAM_WIDTH);
}

static void print_script(FILE *out, const char *name, const struct upstream *upstream)
{
	if (!upstream->script) {
		print_part(out, "No packetdrill script", upstream->no_script);
		return;
	}
	print_part(out, "Packetdrill script",
		   "It passes on a kernel with the issue and fails on a fixed one:");
	fprintf(out, "\n    packetdrill %s%s%s.pkt\n\n",
		upstream->script_options ? upstream->script_options : "",
		upstream->script_options ? " " : "", name);
	fputs(upstream->script, out);
}

void upstream_mail(FILE *out, const struct scenario *scenario)
{
	const struct upstream *upstream = scenario->upstream;

	fprintf(out, "To: %s\n", upstream->list ? upstream->list : UPSTREAM_LIST);
	fprintf(out, "Subject: %s\n\n", upstream->subject);
	text_wrap(out, scenario->known_issue, 0, 0, UPSTREAM_WIDTH);
	print_part(out, "What the RFC requires", upstream->wants);
	print_part(out, "Where it was seen", upstream->since);
	print_part(out, "Where it comes from", upstream->function);
	print_script(out, scenario->name, upstream);
	fprintf(out,
		"\nThe same between two network namespaces, with packets, calls, counters\n"
		"and tracepoints:\n\n    rstlab-ns run %s -v\n",
		scenario->name);
}
