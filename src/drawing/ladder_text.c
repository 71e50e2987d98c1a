/* SPDX-License-Identifier: GPL-2.0-only */
#include "ladder_text.h"

#include "terminal.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define SGR_RESET  "31"
#define SGR_KERNEL "35"
#define SGR_FAULT  "33"
#define SGR_BAND   "1"

enum { TIME_WIDTH = 9, NEAREST = 10, CELL = 8 };

struct canvas {
	FILE *out;
	const struct ladder *ladder;
	bool color;
	int left, columns; /* where the lanes begin, and what a line has */
	int lane[LANES_MAX];
	bool is_down[LANES_MAX];
	char cell[LADDER_WIDEST][CELL]; /* of the line at hand: a character each */
};

/* ---- A line -------------------------------------------------------------------------------------
 */

static void put(struct canvas *canvas, int at, const char *character)
{
	if (at >= 0 && at < canvas->columns)
		text_set(canvas->cell[at], CELL, "%s", character);
}

/* Begins a line: the lanes as they stand. */
static void clear(struct canvas *canvas)
{
	for (int i = 0; i < canvas->columns; i++)
		put(canvas, i, " ");
	for (int i = 0; i < canvas->ladder->lane_count; i++)
		put(canvas, canvas->lane[i], canvas->is_down[i] ? "┊" : "│");
}

/* Writes @text from column @at on; what has no room before column @end is cut. */
static void write_text(struct canvas *canvas, int at, int end, const char *text)
{
	char shown[TEXT_SHOWN_SIZE], fitted[LADDER_FIT];

	text = ladder_fit(text, end - at, fitted);
	while (*text) {
		text += text_show(text, shown);
		/* What is shown for a character that is not may be several. */
		for (const char *each = shown; *each;) {
			char one[TEXT_SHOWN_SIZE];
			each += text_show(each, one);
			put(canvas, at++, one);
		}
	}
}

/* Prints the line, from column @from to before @to in the color of @sgr. */
static void flush_line(const struct canvas *canvas, const char *sgr, int from, int to)
{
	char text[LADDER_WIDEST * CELL] = "";
	int last = canvas->columns - 1;

	while (last >= 0 && strcmp(canvas->cell[last], " ") == 0)
		last--;
	if (to > last + 1)
		to = last + 1;
	for (int i = 0; i < from && i <= last; i++)
		fputs(canvas->cell[i], canvas->out);
	for (int i = from; i < to; i++)
		text_append(text, sizeof(text), "%s", canvas->cell[i]);
	print_color(canvas->out, canvas->color && sgr, sgr ? sgr : "", text);
	for (int i = to > from ? to : from; i <= last; i++)
		fputs(canvas->cell[i], canvas->out);
	fputc('\n', canvas->out);
}

static void write_time(struct canvas *canvas, const struct rung *rung)
{
	char time[32];

	if (!rung->has_time || canvas->left == 0)
		return;
	text_set(time, sizeof(time), "%*.4f", TIME_WIDTH - 1, rung->time);
	write_text(canvas, 0, TIME_WIDTH, time);
}

/* ---- The rungs ----------------------------------------------------------------------------------
 */

/* Where @text stands so that its middle is @middle, and it is within the drawing. */
static int begin_of(const struct canvas *canvas, int middle, const char *text)
{
	int wide = text_columns(text), at = middle - wide / 2;

	if (at + wide > canvas->columns)
		at = canvas->columns - wide;
	return at < canvas->left ? canvas->left : at;
}

static void draw_arrow(struct canvas *canvas, const struct rung *rung, int *ret_from, int *ret_to)
{
	int from = canvas->lane[rung->from], to = canvas->lane[rung->to];
	bool left = to < from;

	if (from == to)
		left = from + NEAREST > canvas->columns;
	if (rung->is_lost || from == to)
		to = from == to ? (left ? from - 6 : from + 6) : left ? to + 1 : to - 1;
	int step = left ? -1 : 1;
	for (int at = from + step; at != to; at += step)
		put(canvas, at, rung->is_reset ? "═" : "─");
	put(canvas, rung->is_lost ? to : to - step,
	    rung->is_lost    ? "✗"
	    : left           ? (rung->is_reset ? "◀" : "◁")
	    : rung->is_reset ? "▶"
			     : "▷");
	*ret_from = left ? to : from;
	*ret_to = left ? from : to;
}

/* The text on the arrow if it finds room there, else in a line above. */
static void draw_segment(struct canvas *canvas, const struct rung *rung)
{
	int from, to, wide = text_columns(rung->text);
	const char *sgr = rung->is_reset ? SGR_RESET : NULL;
	int span = abs(canvas->lane[rung->to] - canvas->lane[rung->from]);
	int middle = (canvas->lane[rung->to] + canvas->lane[rung->from]) / 2;
	int begin = begin_of(canvas, middle, rung->text);

	if (wide + 8 > span) {
		clear(canvas);
		write_text(canvas, begin, canvas->columns, rung->text);
		flush_line(canvas, sgr, begin, canvas->columns);
		clear(canvas);
		draw_arrow(canvas, rung, &from, &to);
	} else {
		clear(canvas);
		draw_arrow(canvas, rung, &from, &to);
		put(canvas, begin - 1, " ");
		write_text(canvas, begin, canvas->columns, rung->text);
		put(canvas, begin + wide, " ");
	}
	write_time(canvas, rung);
	flush_line(canvas, sgr, from + 1, to + 1);
}

static void draw_beside(struct canvas *canvas, const struct rung *rung)
{
	static const char *const sgr[] = { [RUNG_WORD] = SGR_KERNEL, [RUNG_FAULT] = SGR_FAULT };
	int x = canvas->lane[rung->from], wide = text_columns(rung->text);
	int right = canvas->columns - x - 2, left = x - canvas->left - 2;
	bool goes_left =
		left > right && (rung->from == canvas->ladder->lane_count - 1 || wide > right);
	int begin = !goes_left ? x + 2 : wide < left ? x - 1 - wide : canvas->left;
	int end = goes_left ? x - 1 : canvas->columns;

	clear(canvas);
	put(canvas, x, rung->kind == RUNG_NOTE ? "•" : rung->kind == RUNG_WORD ? "◆" : "✱");
	if (begin > 0)
		put(canvas, begin - 1, " ");
	write_text(canvas, begin, end, rung->text);
	if (begin + wide < x || !goes_left)
		put(canvas, begin + wide, " ");
	write_time(canvas, rung);
	flush_line(canvas, rung->kind < sizeof(sgr) / sizeof(*sgr) ? sgr[rung->kind] : NULL, begin,
		   end);
}

static void draw_across(struct canvas *canvas, const struct rung *rung)
{
	for (int i = 0; i < canvas->columns; i++)
		put(canvas, i, rung->kind == RUNG_BAND ? "─" : " ");
	if (rung->kind != RUNG_BAND)
		clear(canvas);
	put(canvas, 1, " ");
	write_text(canvas, 2, canvas->columns - 1, rung->text);
	put(canvas, 2 + text_columns(rung->text), " ");
	flush_line(canvas, rung->kind == RUNG_BAND ? SGR_BAND : NULL, 0, canvas->columns);
}

static void draw_rung(struct canvas *canvas, const struct rung *rung)
{
	switch (rung->kind) {
	case RUNG_SEGMENT:
		draw_segment(canvas, rung);
		break;
	case RUNG_NOTE:
	case RUNG_WORD:
	case RUNG_FAULT:
		draw_beside(canvas, rung);
		break;
	case RUNG_BAND:
	case RUNG_GAP:
		draw_across(canvas, rung);
		break;
	}
	if (rung->from >= 0 && rung->turn != LANE_STAYS)
		canvas->is_down[rung->from] = rung->turn == LANE_GOES_DOWN;
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

/* The lanes as far from each other as there is room for. */
static void place(struct canvas *canvas, int columns)
{
	const struct ladder *ladder = canvas->ladder;
	int count = ladder->lane_count;

	canvas->columns = columns == 0 || columns > LADDER_WIDEST ? LADDER_WIDEST
			  : columns < LADDER_NARROWEST            ? LADDER_NARROWEST
								  : columns;
	for (int i = 0; i < ladder->rung_count; i++)
		if (ladder->rung[i].has_time)
			canvas->left = TIME_WIDTH;
	int margin = count > 0 ? text_columns(ladder->lane[0].name) / 2 + 1 : 0;
	int last = count > 0 ? text_columns(ladder->lane[count - 1].name) / 2 + 2 : 0;
	int room = canvas->columns - canvas->left - margin - last;
	for (int i = 0; i < count; i++)
		canvas->lane[i] =
			canvas->left + margin + (count > 1 ? i * room / (count - 1) : room / 2);
}

static void draw_heads(struct canvas *canvas)
{
	const struct ladder *ladder = canvas->ladder;

	for (int i = 0; i < canvas->columns; i++)
		put(canvas, i, " ");
	for (int i = 0; i < ladder->link_count; i++) {
		const struct lane_link *link = &ladder->link[i];
		if (abs(link->lane[0] - link->lane[1]) != 1)
			continue;
		bool turned = link->lane[0] > link->lane[1];
		int from = canvas->lane[link->lane[turned]], to = canvas->lane[link->lane[!turned]];
		for (int at = from; at < to; at++)
			put(canvas, at, "╌");
	}
	for (int i = 0; i < ladder->lane_count; i++) {
		int begin = begin_of(canvas, canvas->lane[i], ladder->lane[i].name);
		put(canvas, begin - 1, " ");
		write_text(canvas, begin, canvas->columns, ladder->lane[i].name);
		put(canvas, begin + text_columns(ladder->lane[i].name), " ");
	}
	flush_line(canvas, SGR_BAND, 0, canvas->columns);
	for (int k = 0; k < LANE_CAPTIONS; k++) {
		bool any = false;
		for (int i = 0; i < canvas->columns; i++)
			put(canvas, i, " ");
		for (int i = 0; i < ladder->lane_count; i++) {
			const char *caption = ladder->lane[i].caption[k];
			any = any || *caption;
			write_text(canvas, begin_of(canvas, canvas->lane[i], caption),
				   canvas->columns, caption);
		}
		if (any)
			flush_line(canvas, NULL, 0, 0);
	}
}

void ladder_text(FILE *out, const struct ladder *ladder, int columns, bool color)
{
	struct canvas canvas = { .out = out, .ladder = ladder, .color = color };

	place(&canvas, columns);
	draw_heads(&canvas);
	for (int i = 0; i < ladder->rung_count; i++)
		draw_rung(&canvas, &ladder->rung[i]);
	if (ladder->left_out)
		fprintf(out, "(%d more are left out here)\n", ladder->left_out);
}
