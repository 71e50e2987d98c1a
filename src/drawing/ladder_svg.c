/* SPDX-License-Identifier: GPL-2.0-only */
#include "ladder_svg.h"

#include "page.h"
#include "text_width.h"
#include "xml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* In pixels. */
enum {
	GUTTER = 56, /* for the time */
	SIDE = 62,   /* from there, and from the right edge, to a lane */
	NEAR = 150,  /* from lane to lane, of more than two */
	FAR = 220,   /* of two */
	BOX = 22,    /* the height of a host */
	LINE = 12,   /* of a line of captions */
	HEAD = 6,    /* of an arrow */
	GAP = 5,     /* between a lane and the text beside it */
	NOTE = 8,    /* the radius of the number of a note */
};

static const int height_of[] = {
	[RUNG_SEGMENT] = 27, [RUNG_NOTE] = 16, [RUNG_WORD] = 16,
	[RUNG_FAULT] = 16,   [RUNG_BAND] = 24, [RUNG_GAP] = 18,
};

static const char *const class_of[] = {
	[RUNG_SEGMENT] = "p", [RUNG_NOTE] = "n", [RUNG_WORD] = "k",
	[RUNG_FAULT] = "f",   [RUNG_BAND] = "b", [RUNG_GAP] = "g",
};

struct drawing {
	FILE *out;
	const struct ladder *ladder;
	const char *prefix; /* NULL: no links */
	int gutter, width, height, top;
	int whole; /* the width with the numbers of notes, on the right of all else */
};

static int lane_x(const struct drawing *drawing, int lane)
{
	int apart = drawing->ladder->lane_count > 2 ? NEAR : FAR;

	return drawing->gutter + SIDE + lane * apart;
}

/* Where links that pass over a host between are drawn; 0: there are none. */
static int arches(const struct ladder *ladder)
{
	int widest = 0;

	for (int i = 0; i < ladder->link_count; i++) {
		int apart = abs(ladder->link[i].lane[0] - ladder->link[i].lane[1]);
		if (apart > widest)
			widest = apart;
	}
	return widest > 1 ? 14 : 0;
}

static int note_count(const struct rung *rung)
{
	return __builtin_popcount(rung->notes);
}

static void measure(struct drawing *drawing)
{
	const struct ladder *ladder = drawing->ladder;
	int captions = 0, most = 0;

	for (int i = 0; i < ladder->rung_count; i++)
		if (ladder->rung[i].has_time)
			drawing->gutter = GUTTER;
	for (int i = 0; i < ladder->lane_count; i++)
		for (int k = captions; k < LANE_CAPTIONS; k++)
			if (*ladder->lane[i].caption[k])
				captions = k + 1;
	drawing->width = lane_x(drawing, ladder->lane_count - 1) + SIDE;
	for (int i = 0; i < ladder->lane_count; i++)
		for (int k = 0; k < captions; k++) {
			int half = text_width(ladder->lane[i].caption[k], false) / 2;
			if (lane_x(drawing, i) + half > drawing->width)
				drawing->width = lane_x(drawing, i) + half;
		}
	for (int i = 0; i < ladder->rung_count; i++)
		if (note_count(&ladder->rung[i]) > most)
			most = note_count(&ladder->rung[i]);
	drawing->whole = drawing->width + most * (2 * NOTE + 1);
	drawing->top = arches(ladder) + BOX + captions * LINE + 8;
	drawing->height = drawing->top + 8;
	for (int i = 0; i < ladder->rung_count; i++)
		drawing->height += height_of[ladder->rung[i].kind];
}

/* ---- The head -----------------------------------------------------------------------------------
 */

static void draw_lane_head(const struct drawing *drawing, int at)
{
	const struct lane *lane = &drawing->ladder->lane[at];
	int x = lane_x(drawing, at), y = arches(drawing->ladder);
	int wide = text_width(lane->name, true) + 14;

	fprintf(drawing->out,
		"<rect class=\"h%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>",
		lane->passes ? " w" : "", x - wide / 2, y + 1, wide, BOX - 2);
	fprintf(drawing->out, "<text class=\"h\" x=\"%d\" y=\"%d\">", x, y + BOX - 7);
	xml_print(drawing->out, lane->name);
	fputs("</text>", drawing->out);
	for (int i = 0; i < LANE_CAPTIONS && *lane->caption[i]; i++) {
		fprintf(drawing->out, "<text class=\"c\" x=\"%d\" y=\"%d\">", x,
			y + BOX + (i + 1) * LINE - 2);
		xml_print(drawing->out, lane->caption[i]);
		fputs("</text>", drawing->out);
	}
}

static void draw_link(const struct drawing *drawing, const struct lane_link *link)
{
	const struct ladder *ladder = drawing->ladder;
	bool turned = link->lane[0] > link->lane[1];
	int left = link->lane[turned], right = link->lane[!turned];
	int y = arches(ladder) + BOX / 2;
	int from = lane_x(drawing, left) + text_width(ladder->lane[left].name, true) / 2 + 7;
	int to = lane_x(drawing, right) - text_width(ladder->lane[right].name, true) / 2 - 7;

	if (right - left == 1)
		fprintf(drawing->out, "<path class=\"w\" d=\"M%d %dH%d\"/>", from, y, to);
	else
		fprintf(drawing->out, "<path class=\"w\" d=\"M%d %dV4H%dV%d\"/>",
			lane_x(drawing, left), y - BOX / 2, lane_x(drawing, right), y - BOX / 2);
	if (right - left != 1)
		return;
	fprintf(drawing->out, "<text class=\"i\" x=\"%d\" y=\"%d\">", from + 2, y - 3);
	xml_print(drawing->out, link->ifname[turned]);
	fprintf(drawing->out, "</text><text class=\"i e\" x=\"%d\" y=\"%d\">", to - 2, y - 3);
	xml_print(drawing->out, link->ifname[!turned]);
	fputs("</text>", drawing->out);
}

/* ---- The lanes ----------------------------------------------------------------------------------
 */

static void draw_lane(const struct drawing *drawing, int lane)
{
	const struct ladder *ladder = drawing->ladder;
	int y = drawing->top, from = y, x = lane_x(drawing, lane);
	bool is_down = false;

	for (int i = 0; i <= ladder->rung_count; i++) {
		const struct rung *rung = i < ladder->rung_count ? &ladder->rung[i] : NULL;
		bool turns = rung && rung->from == lane && rung->turn != LANE_STAYS &&
			     (rung->turn == LANE_GOES_DOWN) != is_down;
		int here = !rung ? drawing->height : y + height_of[rung->kind] / 2;
		if (!rung || turns) {
			fprintf(drawing->out, "<path class=\"%s\" d=\"M%d %dV%d\"/>",
				is_down ? "d" : "l", x, from, here);
			from = here;
			is_down = !is_down;
		}
		y += rung ? height_of[rung->kind] : 0;
	}
}

/* ---- The rungs ----------------------------------------------------------------------------------
 */

/* As ladder.css has it. */
static bool is_bold(const struct rung *rung)
{
	return rung->is_reset || rung->kind == RUNG_BAND;
}

/* So much of its text as finds room in @width pixels. Is it cut? Then a pointer that rests on it
 * shows all of it. */
static void draw_text(const struct drawing *drawing, const struct rung *rung, int width)
{
	char fitted[LADDER_FIT];
	const char *shown = text_width_fit(rung->text, is_bold(rung), width, fitted);

	xml_print(drawing->out, shown);
	if (shown == rung->text)
		return;
	fputs("<title>", drawing->out);
	xml_print(drawing->out, rung->text);
	fputs("</title>", drawing->out);
}

static void draw_segment(const struct drawing *drawing, const struct rung *rung, int y)
{
	int from = lane_x(drawing, rung->from), to = lane_x(drawing, rung->to);
	int width = drawing->width - drawing->gutter;
	bool left = to < from;

	if (from == to) { /* it has left, and nobody has seen it arrive */
		to += from > drawing->width / 2 ? -40 : 40;
		left = to < from;
	} else if (rung->is_lost) {
		to += left ? 7 : -7;
	}
	int tip = to + (left ? 2 : -2), back = left ? HEAD : -HEAD;
	int middle = (from + to) / 2, wide = text_width(rung->text, is_bold(rung));
	if (middle - wide / 2 < drawing->gutter)
		middle = drawing->gutter + wide / 2;
	if (middle + wide / 2 > drawing->width)
		middle = drawing->width - wide / 2;
	if (wide > width)
		middle = drawing->gutter + width / 2;
	fprintf(drawing->out, "<text x=\"%d\" y=\"%d\">", middle, y + 13);
	draw_text(drawing, rung, width);
	fprintf(drawing->out, "</text><path d=\"M%d %dH%d", from, y + 20, tip);
	if (rung->is_lost)
		fprintf(drawing->out, "m-5 -5l10 10m0 -10l-10 10\"/>");
	else
		fprintf(drawing->out, "m%d -4l%d 4l%d 4\"/>", back, -back, back);
}

/* Beside its lane, on the side where there is more room. */
static void draw_beside(const struct drawing *drawing, const struct rung *rung, int y)
{
	int x = lane_x(drawing, rung->from), wide = text_width(rung->text, is_bold(rung));
	int right = drawing->width - x - GAP, left = x - drawing->gutter - GAP;
	bool goes_left =
		left > right && (rung->from == drawing->ladder->lane_count - 1 || wide > right);
	int room = goes_left ? left : right;

	fprintf(drawing->out, "<path d=\"M%d %dh0\"/>", x, y + 8);
	fprintf(drawing->out, "<text%s x=\"%d\" y=\"%d\">", goes_left ? " class=\"e\"" : "",
		goes_left ? x - GAP : x + GAP, y + 12);
	draw_text(drawing, rung, room);
	fputs("</text>", drawing->out);
}

static void draw_across(const struct drawing *drawing, const struct rung *rung, int y)
{
	int height = height_of[rung->kind];

	if (rung->kind == RUNG_BAND)
		fprintf(drawing->out, "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\"/>", y + 3,
			drawing->whole, height - 6);
	fprintf(drawing->out, "<text x=\"%d\" y=\"%d\">", 6, y + height / 2 + 4);
	draw_text(drawing, rung, drawing->width - 12);
	fputs("</text>", drawing->out);
}

/* What is marked has a sign besides, as not everybody sees its colour. */
static void draw_mark(const struct drawing *drawing, const struct rung *rung, int y)
{
	if (rung->is_marked && !rung->notes)
		fprintf(drawing->out, "<text class=\"t\" x=\"%d\" y=\"%d\">◆</text>",
			drawing->width - 2, y + height_of[rung->kind] / 2 + 4);
}

/* The numbers of what speaks of it. */
static void draw_notes(const struct drawing *drawing, const struct rung *rung, int y)
{
	int x = drawing->width + NOTE, middle = y + height_of[rung->kind] / 2 + 4;

	for (int i = 0; i < NOTES_MAX; i++) {
		if (!(rung->notes & 1u << i))
			continue;
		if (drawing->prefix)
			fprintf(drawing->out, "<a href=\"#%sn%d\">", drawing->prefix, i + 1);
		fprintf(drawing->out,
			"<g class=\"o\"><circle cx=\"%d\" cy=\"%d\" r=\"%d\"/>"
			"<text x=\"%d\" y=\"%d\">%d</text></g>%s",
			x, middle, NOTE, x, middle + 4, i + 1, drawing->prefix ? "</a>" : "");
		x += 2 * NOTE + 1;
	}
	if (rung->notes)
		fputc('\n', drawing->out);
}

/* Is it told when? Not where it would be the same again. */
static bool tells_time(const struct drawing *drawing, const struct rung *rung)
{
	const struct rung *before = rung - 1;

	if (!rung->has_time || rung->kind == RUNG_BAND)
		return false;
	return rung == drawing->ladder->rung || !before->has_time || before->kind == RUNG_BAND ||
	       (int64_t)(before->time * 1e4) != (int64_t)(rung->time * 1e4);
}

static void draw_rung(const struct drawing *drawing, const struct rung *rung, int y)
{
	bool links = drawing->prefix && rung->anchor >= 0;

	if (links)
		fprintf(drawing->out, "<a href=\"#%s%d\">", drawing->prefix, rung->anchor);
	fprintf(drawing->out, "<g class=\"%s%s%s\">", class_of[rung->kind],
		rung->is_reset ? " r" : "", rung->is_marked ? " m" : "");
	if (tells_time(drawing, rung))
		fprintf(drawing->out, "<text class=\"t\" x=\"%d\" y=\"%d\">%.4f</text>",
			drawing->gutter - 8, y + height_of[rung->kind] / 2 + 4,
			(double)(int64_t)(rung->time * 1e4) / 1e4);
	if (rung->kind == RUNG_SEGMENT)
		draw_segment(drawing, rung, y);
	else if (rung->kind == RUNG_BAND || rung->kind == RUNG_GAP)
		draw_across(drawing, rung, y);
	else
		draw_beside(drawing, rung, y);
	draw_mark(drawing, rung, y);
	fputs("</g>", drawing->out);
	fputs(links ? "</a>\n" : "\n", drawing->out);
	draw_notes(drawing, rung, y);
}

/* ---- The whole ----------------------------------------------------------------------------------
 */

static void draw(struct drawing *drawing, const char *title, const char *style)
{
	const struct ladder *ladder = drawing->ladder;
	int y = drawing->top;

	fprintf(drawing->out,
		"<svg class=\"ladder\"%s viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"figure\" aria-label=\"",
		style ? " xmlns=\"http://www.w3.org/2000/svg\"" : "", drawing->whole,
		drawing->height, drawing->whole, drawing->height);
	xml_print(drawing->out, title);
	fputs("\">\n", drawing->out);
	if (style)
		fprintf(drawing->out,
			"<style>%s</style><rect class=\"z\" width=\"%d\" height=\"%d\"/>\n", style,
			drawing->whole, drawing->height);
	/* Under the lanes, as bands go across them. */
	for (int i = 0; i < ladder->rung_count; i++) {
		if (ladder->rung[i].kind == RUNG_BAND)
			draw_rung(drawing, &ladder->rung[i], y);
		y += height_of[ladder->rung[i].kind];
	}
	for (int i = 0; i < ladder->link_count; i++)
		draw_link(drawing, &ladder->link[i]);
	for (int i = 0; i < ladder->lane_count; i++) {
		draw_lane_head(drawing, i);
		draw_lane(drawing, i);
	}
	fputc('\n', drawing->out);
	y = drawing->top;
	for (int i = 0; i < ladder->rung_count; i++) {
		if (ladder->rung[i].kind != RUNG_BAND)
			draw_rung(drawing, &ladder->rung[i], y);
		y += height_of[ladder->rung[i].kind];
	}
	fputs("</svg>\n", drawing->out);
}

void ladder_svg(FILE *out, const struct ladder *ladder, const char *title, const char *prefix)
{
	struct drawing drawing = { .out = out, .ladder = ladder, .prefix = prefix };

	measure(&drawing);
	draw(&drawing, title, NULL);
}

void ladder_svg_file(FILE *out, const struct ladder *ladder, const char *title)
{
	struct drawing drawing = { .out = out, .ladder = ladder };

	measure(&drawing);
	draw(&drawing, title, page_ladder_style());
	if (ladder->left_out)
		fprintf(out, "<!-- %d rungs more -->\n", ladder->left_out);
}
