/* SPDX-License-Identifier: GPL-2.0-only */
#include "ladder_table.h"

#include "xml.h"

static void print_who(FILE *out, const struct ladder *ladder, const struct rung *rung)
{
	if (rung->from < 0)
		return;
	xml_print(out, ladder->lane[rung->from].name);
	if (rung->kind == RUNG_WORD)
		fputs(", its kernel", out);
	if (rung->kind != RUNG_SEGMENT || rung->to < 0)
		return;
	fputs(" → ", out);
	if (rung->to != rung->from)
		xml_print(out, ladder->lane[rung->to].name);
	else
		fputc('?', out);
	fputs(rung->is_lost ? " <b>lost</b>" : "", out);
}

static void print_rung(FILE *out, const struct ladder *ladder, const struct rung *rung,
		       const char *marked, const char *prefix)
{
	if (rung->kind == RUNG_BAND) {
		fputs("<tr><th colspan=4>", out);
		xml_print(out, rung->text);
		fputc('\n', out);
		return;
	}
	fputs("<tr", out);
	if (prefix && rung->anchor >= 0)
		fprintf(out, " id=%s%d", prefix, rung->anchor);
	fputs(rung->is_reset ? " class=reset><td>" : "><td>", out);
	if (rung->number > 0)
		fprintf(out, "%d", rung->number);
	fputs("<td>", out);
	if (rung->has_time)
		fprintf(out, "%.6f", rung->time);
	fputs("<td>", out);
	print_who(out, ladder, rung);
	fputs("<td>", out);
	xml_print(out, rung->text);
	if (rung->is_marked && marked)
		fprintf(out, " <b>%s</b>", marked);
	fputc('\n', out);
}

void ladder_table(FILE *out, const struct ladder *ladder, const char *marked, const char *prefix)
{
	fputs("<details><summary>The drawing as a table</summary><div class=wide tabindex=0><table class=story>"
	      "<tr><th>No.<th>Time<th>Who<th>What\n",
	      out);
	for (int i = 0; i < ladder->rung_count; i++)
		print_rung(out, ladder, &ladder->rung[i], marked, prefix);
	fputs("</table></div></details>\n", out);
}
