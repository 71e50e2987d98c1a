/* SPDX-License-Identifier: GPL-2.0-only */
#include "list.h"

#include "document.h"
#include "registry.h"
#include "select.h"
#include "sizes.h"
#include "text.h"

#include <string.h>

enum {
	MARGIN = 2,
	GAP = 2,       /* between name and title */
	LEAST = 40,    /* columns, however narrow the terminal is */
	ENDLESS = 9999 /* columns, where there is no terminal */
};

/* Where a line breaks, and where its title begins. */
struct form {
	int width, column;
	bool verbose;
};

static struct form form_of(const struct list_how *how, const struct scenario *const *list,
			   int count)
{
	struct form form = { .width = how->width ? how->width : ENDLESS, .verbose = how->verbose };
	int longest = 0;

	if (form.width < LEAST)
		form.width = LEAST;
	for (int i = 0; i < count; i++)
		if (text_columns(list[i]->name) > longest)
			longest = text_columns(list[i]->name);
	form.column = MARGIN + longest + GAP;
	/* A long name stands alone, so that all titles have room. */
	if (form.column > form.width / 3)
		form.column = form.width / 3;
	return form;
}

/* A word, and at the column what there is to say of it. */
static void print_entry(FILE *out, const struct form *form, const char *word, const char *text)
{
	int used = MARGIN + text_columns(word);

	fprintf(out, "%*s", MARGIN, "");
	text_print(out, word);
	if (used + GAP > form->column) {
		fputc('\n', out);
		used = 0;
	}
	fprintf(out, "%*s", form->column - used, "");
	text_wrap(out, text, form->column, form->column, form->width);
}

static void print_more(FILE *out, const struct form *form, const struct scenario *scenario)
{
	char text[4 * TEXT_SIZE] = "", needs[TEXT_SIZE];
	const char *topology = scenario->topology ? scenario->topology : "direct";

	if (scenario->section)
		text_append(text, sizeof(text), "document section %s; ", scenario->section);
	if (scenario->rfc)
		text_append(text, sizeof(text), "%s; ", scenario->rfc);
	text_append(text, sizeof(text), "topology %s", topology);
	if (*scenario_needs(scenario, needs, sizeof(needs)))
		text_append(text, sizeof(text), "; needs %s", needs);
	if (scenario->tags)
		text_append(text, sizeof(text), "; tags %s", scenario->tags);
	fprintf(out, "%*s", form->column, "");
	text_wrap(out, text, form->column, form->column, form->width);
}

/* ---- By folder ----------------------------------------------------------------------------------
 */

/* Prints what is of @folder, if anything is. */
static void print_group(FILE *out, const struct form *form, const struct term *folder,
			const struct scenario *const *list, int count, bool *ret_first)
{
	bool begun = false;

	for (int i = 0; i < count; i++) {
		if (!registry_is_in(list[i], folder->word))
			continue;
		if (!begun) {
			fputs(*ret_first ? "" : "\n", out);
			if (folder->word) {
				fprintf(out, "%s: ", folder->word);
				text_wrap(out, folder->meaning, text_columns(folder->word) + 2,
					  MARGIN, form->width);
			}
			begun = true;
			*ret_first = false;
		}
		print_entry(out, form, list[i]->name, list[i]->title);
		if (form->verbose)
			print_more(out, form, list[i]);
	}
}

/* ---- What the words mean ------------------------------------------------------------------------
 */

static bool has_tag(const struct scenario *scenario, const char *tag)
{
	return scenario->tags && text_has_word(scenario->tags, tag);
}

static void print_tags(FILE *out, const struct form *form, const struct scenario *const *list,
		       int count)
{
	const char *heading = "\nTags, for --tag:\n";

	for (const struct term *term = registry_tags(); term->word; term++) {
		int tagged = 0;
		for (int i = 0; i < count; i++)
			tagged += has_tag(list[i], term->word);
		if (!tagged)
			continue;
		fputs(heading, out);
		print_entry(out, form, term->word, term->meaning);
		heading = "";
	}
}

static void print_document(FILE *out, const struct form *form, const struct scenario *const *list,
			   int count)
{
	bool is_meant = false;

	for (int i = 0; i < count && !is_meant; i++)
		is_meant = document_is_meant(list[i]);
	if (!is_meant)
		return;
	fputc('\n', out);
	text_wrap(out, "The document: " DOCUMENT ".", 0, MARGIN, form->width - DOCUMENT_WIDE);
}

void list_text(FILE *out, const struct list_how *how, const struct scenario *const *list, int count)
{
	const struct form form = form_of(how, list, count);
	const struct term *folder = registry_folders();
	bool first = true;

	if (count == 0) {
		fputs("no scenario matches all filters\n", out);
		return;
	}
	for (; folder->word; folder++)
		print_group(out, &form, folder, list, count, &first);
	print_group(out, &form, folder, list, count, &first);
	if (how->brief)
		return;
	print_tags(out, &form, list, count);
	print_document(out, &form, list, count);
}
