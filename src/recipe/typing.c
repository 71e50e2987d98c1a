/* SPDX-License-Identifier: GPL-2.0-only */
/* typing.c - how the lines of a recipe are laid out: what is said, and what is typed where. */
#include "recipe.h"

#include "text.h"

#include <stdarg.h>
#include <string.h>

/* As type_at(), and says what terminal it is. */
static void head(struct recipe *recipe, const char *host, int process, const char *terminal)
{
	recipe->host = host;
	recipe->process = process;
	fprintf(recipe->out, "\nOn %s, %s:\n\n", host, terminal);
}

/* By what name is a process known that is not the only one of its host? */
static const struct step *start_of(const struct recipe *recipe, int process)
{
	for (int i = 0; i < recipe->story->count; i++) {
		const struct step *step = &recipe->story->step[i];
		if (step->verb == VERB_START && step->process == process)
			return step;
	}
	return NULL;
}

static void python_name(const struct recipe *recipe, int process, bool starts, char *text,
			size_t size)
{
	const struct step *step = start_of(recipe, process);
	bool is_named = step && strcmp(step->actor, step->host) != 0;

	text_set(text, size, "in %spython3%s%s%s", starts ? "a new " : "", is_named ? " '" : "",
		 is_named ? step->actor : "", is_named ? "'" : "");
}

void type_at(struct recipe *recipe, const char *host, int process)
{
	char terminal[WORD_SIZE] = "in the shell";

	if (recipe->host && strcmp(recipe->host, host) == 0 && recipe->process == process)
		return;
	if (process >= 0)
		python_name(recipe, process, false, terminal, sizeof(terminal));
	head(recipe, host, process, terminal);
}

void type_at_new(struct recipe *recipe, const struct step *start)
{
	char terminal[WORD_SIZE];

	python_name(recipe, start->process, true, terminal, sizeof(terminal));
	head(recipe, start->host, start->process, terminal);
}

void type_line(struct recipe *recipe, const char *format, ...)
{
	va_list args;

	fprintf(recipe->out, "%*s", TYPED, "");
	va_start(args, format);
	vfprintf(recipe->out, format, args);
	va_end(args);
	fputc('\n', recipe->out);
}

/* @text after four spaces and "# ", broken at its spaces. */
static void print_comment(struct recipe *recipe, const char *text)
{
	int column = fprintf(recipe->out, "%*s#", TYPED, "");

	while (*text) {
		size_t size = strcspn(text, " ");
		char word[PROSE];
		int wide = text_columns(text_set(word, sizeof(word), "%.*s", (int)size, text)) + 1;

		if (column > TYPED + 1 && column + wide > recipe->width)
			column = fprintf(recipe->out, "\n%*s#%*s", TYPED, "", MARGIN, "") - 1;
		fprintf(recipe->out, " %s", word);
		column += wide;
		text += size + (text[size] == ' ');
	}
	fputc('\n', recipe->out);
}

void type_comment(struct recipe *recipe, const char *format, ...)
{
	char text[PROSE];
	va_list args;

	va_start(args, format);
	text_vset(text, sizeof(text), format, args);
	va_end(args);
	print_comment(recipe, text);
}

void say(struct recipe *recipe, const char *format, ...)
{
	char text[PROSE];
	va_list args;

	va_start(args, format);
	text_vset(text, sizeof(text), format, args);
	va_end(args);
	recipe->host = NULL;
	fputc('\n', recipe->out);
	text_wrap(recipe->out, text, 0, 0, recipe->width);
}
