/* SPDX-License-Identifier: GPL-2.0-only */
#include "matrix_told.h"

#include "errno_name.h"
#include "markdown.h"
#include "poll_bits.h"
#include "registry.h"
#include "text.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

const struct matrix_row *matrix_rows(int kind)
{
	switch ((enum matrix_kind)kind) {
	case OF_SEGMENTS:
		return registry_segments();
	case OF_CALLS:
		return registry_calls();
	case OF_TIMERS:
		return registry_timers();
	case MATRIX_KINDS:
		break;
	}
	return NULL;
}

int matrix_state_of(const struct scenario *scenario, int *ret_kind)
{
	const struct matrix_row *states = registry_states();

	for (int i = 0; i < MATRIX_STATES_MAX && states[i].name; i++)
		for (int kind = 0; kind < MATRIX_KINDS; kind++)
			if (matrix_scenario(&states[i], kind) == scenario) {
				*ret_kind = kind;
				return i;
			}
	return -1;
}

int matrix_row_named(int kind, const char *name)
{
	const struct matrix_row *rows = matrix_rows(kind);

	for (int i = 0; i < MATRIX_ROWS_MAX && rows[i].name; i++)
		if (strcmp(rows[i].name, name) == 0)
			return i;
	return -1;
}

static bool has_wildcard(const char *pattern)
{
	return strpbrk(pattern, "*?");
}

bool matrix_row_means(const char *pattern, const struct matrix_row *row)
{
	return strcasecmp(pattern, row->name) == 0 ||
	       (has_wildcard(pattern) && fnmatch(pattern, row->name, FNM_CASEFOLD) == 0);
}

bool matrix_state_means(const char *pattern, const struct matrix_row *state)
{
	size_t length = strlen(pattern);

	return (strncasecmp(pattern, state->name, length) == 0 &&
		(!state->name[length] || state->name[length] == '-')) ||
	       (has_wildcard(pattern) && fnmatch(pattern, state->name, FNM_CASEFOLD) == 0);
}

struct matrix_cell matrix_read_cell(int state, int kind, int row)
{
	const struct matrix_row *its = &registry_states()[state], *met = &matrix_rows(kind)[row];
	const struct scenario *scenario = matrix_scenario(its, kind);

	if (met->unplayed && matrix_state_means(met->unplayed_in, its))
		return (struct matrix_cell){ .letter = CELL_UNPLAYED, .because = met->unplayed };
	return scenario ? matrix_cell(scenario, met) : (struct matrix_cell){ .letter = CELL_NONE };
}

char matrix_seen(const struct matrix_told *told, int state, int kind, int row,
		 const struct matrix_cell *cell)
{
	char mark = told->mark[state][kind][row];

	if (cell->letter == CELL_NONE || cell->letter == CELL_UNPLAYED || mark == MARK_KEPT)
		return cell->letter;
	if (mark == MARK_PROMISED)
		return cell->departs ? MARK_DEPARTS : cell->letter;
	return mark;
}

/* The letter alone: what becomes of the connection is said besides. */
static const char *in_words(const struct matrix_cell *cell)
{
	if (cell->letter == CELL_ENDS)
		return cell_meaning(CELL_SILENT);
	if (cell->letter == CELL_AGAIN)
		return "sent again";
	return cell->letter == CELL_PROBE ? "a probe" : cell_meaning(cell->letter);
}

const char *matrix_cell_text(const struct matrix_cell *cell, char *buffer, size_t size)
{
	bool is_gone = cell->state && !*cell->state;
	char bits[POLL_BITS_SIZE];

	*buffer = '\0';
	text_append(buffer, size, "%s", in_words(cell));
	if (cell->letter == CELL_AGAIN)
		text_append(buffer, size, ": %s", cell->flags);
	if (is_gone)
		text_append(buffer, size, "; no connection");
	else if (cell->state)
		text_append(buffer, size, "; %s", cell->state);
	if (cell->error)
		text_append(buffer, size, "; %s", errno_name(cell->error));
	if (cell->poll.is_set)
		text_append(buffer, size, "; poll %s", poll_bits_text(cell->poll.value, bits));
	if (cell->reason)
		text_append(buffer, size, "; reason %s", cell->reason);
	return buffer;
}

/* ---- Text ---------------------------------------------------------------------------------------
 */

enum { NAME_WIDTH = 27, STATE_WIDTH = 25, TEXT_WIDTH = 100 };

static void print_meanings(FILE *out)
{
	fputs("\n", out);
	for (const char *letter = cell_letters; *letter; letter++)
		fprintf(out, "  %c  %s\n", *letter, cell_meaning(*letter));
	fputs("  ~  a known departure of Linux from the RFCs\n"
	      "  !  a broken promise\n"
	      "  ?  could not be examined\n",
	      out);
}

static bool is_shown(const struct matrix_told *told, const struct matrix_row *row)
{
	return !told->rows || matrix_row_means(told->rows, row);
}

static void print_map_rows(FILE *out, const struct matrix_told *told, int kind)
{
	const struct matrix_row *states = registry_states(), *rows = matrix_rows(kind);

	for (int row = 0; rows[row].name; row++) {
		if (!is_shown(told, &rows[row]))
			continue;
		text_pad(out, rows[row].name, NAME_WIDTH);
		for (int state = 0; states[state].name; state++) {
			if (!told->is_told[state])
				continue;
			struct matrix_cell cell = matrix_read_cell(state, kind, row);
			fprintf(out, " %2c", matrix_seen(told, state, kind, row, &cell));
		}
		fputc('\n', out);
	}
}

static void print_map(FILE *out, const struct matrix_told *told)
{
	const struct matrix_row *states = registry_states();
	int number = 0;

	text_pad(out, "", NAME_WIDTH);
	for (int state = 0; states[state].name; state++)
		if (told->is_told[state])
			fprintf(out, " %2d", ++number);
	fputc('\n', out);
	for (int kind = 0; kind < MATRIX_KINDS; kind++) {
		print_map_rows(out, told, kind);
		fputc('\n', out);
	}
	number = 0;
	for (int state = 0; states[state].name; state++) {
		if (!told->is_told[state])
			continue;
		fprintf(out, " %2d  ", ++number);
		text_pad(out, states[state].name, STATE_WIDTH);
		fprintf(out, "%s\n", states[state].what);
	}
}

static void print_came(FILE *out, const char *came)
{
	fprintf(out, "%*shere: ", NAME_WIDTH + 5, "");
	text_print(out, came);
	fputc('\n', out);
}

static void print_page_rows(FILE *out, const struct matrix_told *told, int state, int kind)
{
	const struct matrix_row *rows = matrix_rows(kind);
	char text[160];

	for (int row = 0; rows[row].name; row++) {
		if (!is_shown(told, &rows[row]))
			continue;
		struct matrix_cell cell = matrix_read_cell(state, kind, row);
		fputs("  ", out);
		text_pad(out, rows[row].name, NAME_WIDTH);
		char seen = matrix_seen(told, state, kind, row, &cell);
		fprintf(out, "%c  ", seen);
		if (seen == MARK_DEPARTS || seen == CELL_UNPLAYED)
			text_wrap(out, cell.because, NAME_WIDTH + 5, NAME_WIDTH + 5, TEXT_WIDTH);
		else
			fprintf(out, "%s\n", matrix_cell_text(&cell, text, sizeof(text)));
		if (seen == MARK_DEPARTS && told->came[state][kind][row])
			print_came(out, told->came[state][kind][row]);
	}
}

void matrix_text(FILE *out, const struct matrix_told *told)
{
	const struct matrix_row *states = registry_states();

	if (!told->pages)
		print_map(out, told);
	for (int state = 0; told->pages && states[state].name; state++) {
		if (!told->is_told[state])
			continue;
		fprintf(out, "%s\n", states[state].what);
		for (int kind = 0; kind < MATRIX_KINDS; kind++)
			print_page_rows(out, told, state, kind);
		fputc('\n', out);
	}
	print_meanings(out);
}

/* ---- Markdown -----------------------------------------------------------------------------------
 */

static void markdown_map_rows(FILE *out, const struct matrix_told *told, int kind)
{
	const struct matrix_row *states = registry_states(), *rows = matrix_rows(kind);

	for (int row = 0; rows[row].name; row++) {
		if (!is_shown(told, &rows[row]))
			continue;
		fprintf(out, "| %s |", rows[row].name);
		for (int state = 0; states[state].name; state++) {
			if (!told->is_told[state])
				continue;
			struct matrix_cell cell = matrix_read_cell(state, kind, row);
			fprintf(out, " `%c` |", matrix_seen(told, state, kind, row, &cell));
		}
		fputc('\n', out);
	}
}

static void markdown_map(FILE *out, const struct matrix_told *told)
{
	const struct matrix_row *states = registry_states();
	int number = 0;

	fputs("| |", out);
	for (int state = 0; states[state].name; state++)
		if (told->is_told[state])
			fprintf(out, " %d |", ++number);
	fputs("\n|---|", out);
	for (int i = 0; i < number; i++)
		fputs("---|", out);
	fputc('\n', out);
	for (int kind = 0; kind < MATRIX_KINDS; kind++)
		markdown_map_rows(out, told, kind);
	fputc('\n', out);
	for (int state = 0; states[state].name; state++)
		if (told->is_told[state])
			fprintf(out, "1. `%s`: %s\n", states[state].name, states[state].what);
	fputc('\n', out);
	for (const char *letter = cell_letters; *letter; letter++)
		fprintf(out, "- `%c` %s\n", *letter, cell_meaning(*letter));
	fputs("- `~` a known departure of Linux from the RFCs\n"
	      "- `!` a broken promise\n"
	      "- `?` could not be examined\n",
	      out);
}

static void markdown_page(FILE *out, const struct matrix_told *told, int state)
{
	char text[160];

	fprintf(out,
		"\n"
		"## %s\n\n"
		"| | | what is sent, and what happens to the connection |\n"
		"|---|---|---|\n",
		registry_states()[state].what);
	for (int kind = 0; kind < MATRIX_KINDS; kind++) {
		const struct matrix_row *rows = matrix_rows(kind);
		for (int row = 0; rows[row].name; row++) {
			struct matrix_cell cell = matrix_read_cell(state, kind, row);
			char seen = matrix_seen(told, state, kind, row, &cell);
			if (!is_shown(told, &rows[row]) || cell.letter == CELL_NONE)
				continue;
			fprintf(out, "| %s | `%c` | ", rows[row].name, seen);
			bool is_why = seen == MARK_DEPARTS || seen == CELL_UNPLAYED;
			markdown_print(out, is_why ? cell.because
						   : matrix_cell_text(&cell, text, sizeof(text)));
			fputs(" |\n", out);
		}
	}
}

void matrix_markdown(FILE *out, const struct matrix_told *told)
{
	if (!told->pages)
		markdown_map(out, told);
	for (int state = 0; registry_states()[state].name; state++)
		if (told->is_told[state])
			markdown_page(out, told, state);
}
