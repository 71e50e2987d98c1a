/* SPDX-License-Identifier: GPL-2.0-only */
#include "suspects_told.h"

#include "cause_facts.h"
#include "markdown.h"

static void print_item(FILE *out, const char *label, const char *text)
{
	if (!*text)
		return;
	fprintf(out, "   - **%s:** ", label);
	markdown_print_code(out, text);
	fputc('\n', out);
}

static void print_suspect(FILE *out, const struct telling *telling, int nth)
{
	const struct cause *cause = telling->found->list[nth].cause;
	const struct scenario *scenario = cause_scenario(cause, telling->all, telling->all_count);
	struct cause_facts facts;

	cause_facts(cause, telling->all, telling->all_count, &facts);
	fprintf(out, "%d. **", nth + 1);
	markdown_print_code(out, cause->sentence);
	fprintf(out, "** (`%s`)\n", cause->name);
	print_item(out, "how", cause->mechanism);
	print_item(out, "RST", facts.shapes);
	print_item(out, "look", cause->settles);
	print_item(out, "do", cause->advice);
	if (scenario)
		fprintf(out, "   - **see it:** `sudo rstlab-ns run %s%s -v`\n",
			scenario->changes_machine ? "--own-machine " : "", scenario->name);
}

void suspects_markdown(FILE *out, const struct telling *telling)
{
	const struct homonym *homonym = clues_homonym(telling->clues);
	const struct suspects *found = telling->found;

	fputs("# Possible causes\n\n", out);
	if (found->symptom && (found->symptom->no_reset || found->symptom->may_be_fin)) {
		fputs(found->symptom->no_reset ? "No RST causes this: "
					       : "A FIN can cause this, without any RST: ",
		      out);
		markdown_print_code(out, found->symptom->sentence);
		fputs(".\n\n", out);
	}
	if (homonym) {
		fprintf(out, "`%s` has two meanings: ", homonym->word);
		markdown_print_code(out, homonym->meaning);
		fputs(".\n\n", out);
	}
	if (found->count == 0)
		fputs("No known cause matches all of this.\n", out);
	for (int i = 0; i < found->count; i++)
		print_suspect(out, telling, i);
}
