/* SPDX-License-Identifier: GPL-2.0-only */
#include "ladder.h"

#include "text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ladder_lane(struct ladder *ladder, const char *name, bool passes)
{
	struct lane *lane = &ladder->lane[ladder->lane_count];

	if (ladder->lane_count == LANES_MAX)
		return -1;
	*lane = (struct lane){ .passes = passes };
	text_set(lane->name, sizeof(lane->name), "%s", name);
	return ladder->lane_count++;
}

void ladder_caption(struct ladder *ladder, int lane, const char *text)
{
	for (int i = 0; lane >= 0 && i < LANE_CAPTIONS; i++) {
		char *caption = ladder->lane[lane].caption[i];
		if (*caption)
			continue;
		text_set(caption, LANE_TEXT, "%s", text);
		return;
	}
}

void ladder_link(struct ladder *ladder, int a, const char *name_a, int b, const char *name_b)
{
	struct lane_link *link = &ladder->link[ladder->link_count];

	if (a < 0 || b < 0 || ladder->link_count == LANE_LINKS_MAX)
		return;
	ladder->link_count++;
	*link = (struct lane_link){ .lane = { a, b } };
	text_set(link->ifname[0], sizeof(link->ifname[0]), "%s", name_a);
	text_set(link->ifname[1], sizeof(link->ifname[1]), "%s", name_b);
}

/* Is there room for one more? */
static bool has_room(struct ladder *ladder)
{
	if (ladder->rung_count < ladder->rung_room)
		return true;
	int room = ladder->rung_room ? 2 * ladder->rung_room : 32;
	struct rung *rung = realloc(ladder->rung, (size_t)room * sizeof(*rung));
	if (!rung)
		return false;
	ladder->rung = rung;
	ladder->rung_room = room;
	return true;
}

struct rung *ladder_add(struct ladder *ladder, const struct rung *rung, const char *format, ...)
{
	struct rung own = *rung;
	va_list args;

	if (ladder->rung_count == RUNGS_MAX) {
		ladder->left_out++;
		return NULL;
	}
	va_start(args, format);
	int length = vasprintf(&own.text, format, args);
	va_end(args);
	if (length < 0 || !has_room(ladder)) {
		if (length >= 0)
			free(own.text);
		ladder->failed = true;
		return NULL;
	}
	if (own.from < 0 && own.kind != RUNG_BAND)
		own.kind = RUNG_GAP;
	ladder->rung[ladder->rung_count] = own;
	return &ladder->rung[ladder->rung_count++];
}

int ladder_find(const struct ladder *ladder, const char *name)
{
	for (int i = 0; i < ladder->lane_count; i++)
		if (strcmp(ladder->lane[i].name, name) == 0)
			return i;
	return -1;
}

const char *ladder_fit(const char *text, int columns, char buffer[LADDER_FIT])
{
	const char *end = "", *at;
	char shown[TEXT_SHOWN_SIZE];
	int used = 1;

	if (text_columns(text) <= columns)
		return text;
	for (const char *next = text; (next = strstr(next, ") = ")); next++)
		end = next;
	if (2 * text_columns(end) > columns)
		end = "";
	used += text_columns(end);
	*buffer = '\0';
	for (at = text; *at; used += text_columns(shown)) {
		at += text_show(at, shown);
		if (used + text_columns(shown) > columns)
			break;
		text_append(buffer, LADDER_FIT, "%s", shown);
	}
	text_append(buffer, LADDER_FIT, "…%s", end);
	return buffer;
}

int ladder_check(const struct ladder *ladder)
{
	return ladder->failed ? -ENOMEM : 0;
}

void ladder_free(struct ladder *ladder)
{
	for (int i = 0; i < ladder->rung_count; i++)
		free(ladder->rung[i].text);
	free(ladder->rung);
	*ladder = (struct ladder){ 0 };
}
