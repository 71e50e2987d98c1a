/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ladder.h - a story as a ladder diagram: hosts side by side, time downwards. Plain data: who knows
 * the story fills it in, ladder_svg.h and ladder_text.h draw it. Pure.
 */
#ifndef RSTLAB_LADDER_H
#define RSTLAB_LADDER_H

#include <stdbool.h>
#include <stdint.h>

enum {
	LANES_MAX = 8,
	LANE_LINKS_MAX = 8,
	LANE_CAPTIONS = 3,
	LANE_TEXT = 64,
	RUNGS_MAX = 600,
	NOTES_MAX = 16
};

/* A host. */
struct lane {
	char name[LANE_TEXT];
	char caption[LANE_CAPTIONS][LANE_TEXT]; /* its addresses; "": no more */
	bool passes; /* a switch or a router: neither end of a connection */
};

/* A link between two hosts, and how each of them calls its end. */
struct lane_link {
	int lane[2];
	char ifname[2][16];
};

enum rung_kind {
	RUNG_SEGMENT, /* from .from to .to, or as far as it got */
	RUNG_NOTE,    /* at .from: what an application did, or what was seen of it */
	RUNG_WORD,    /* at .from: what its kernel said of a RST */
	RUNG_FAULT,   /* at .from: a link or a process that comes or goes */
	RUNG_BAND,    /* across: a chapter begins */
	RUNG_GAP,     /* across: something is left out here, and how much */
};

/* What a fault does to the host, from there on. */
enum lane_turn { LANE_STAYS, LANE_GOES_DOWN, LANE_COMES_UP };

struct rung {
	enum rung_kind kind;
	int from, to;
	enum lane_turn turn;
	bool is_lost;   /* RUNG_SEGMENT: it ends at .to and did not arrive */
	bool is_reset;  /* RUNG_SEGMENT: a RST */
	bool is_marked; /* to be looked at: it differs, or it is evidence */
	uint16_t notes; /* a bit each: those beside the drawing that speak of it */
	bool has_time;
	double time; /* seconds since the begin of the story */
	int number;  /* of a packet, from 1; 0: it is none */
	char *text;
	int anchor; /* what tells more of it; -1: nothing */
};

struct ladder {
	int lane_count, link_count, rung_count, rung_room;
	struct lane lane[LANES_MAX];
	struct lane_link link[LANE_LINKS_MAX];
	struct rung *rung;
	int left_out; /* rungs that found no room */
	bool failed;  /* out of memory: it is not whole */
};

/* Adds a host, on the right of the others. Its number, or -1: there are too many. */
int ladder_lane(struct ladder *ladder, const char *name, bool passes);

/* Adds a line under the name of @lane, unless it has LANE_CAPTIONS. */
void ladder_caption(struct ladder *ladder, int lane, const char *text);

/* Adds a link; one too many is not drawn. */
void ladder_link(struct ladder *ladder, int a, const char *name_a, int b, const char *name_b);

/* Adds what @rung says, and of it the text as printf() makes it (.text is not looked at). A rung at
 * no lane goes across. What is more than RUNGS_MAX is counted. NULL: it was not added. The result
 * is good until the next call. */
struct rung *ladder_add(struct ladder *ladder, const struct rung *rung, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The lane of that name, or -1. */
int ladder_find(const struct ladder *ladder, const char *name);

enum { LADDER_FIT = 1024 };

/* @text as it finds room in @columns: of a call that is too long, how it ended stays. Returns @text
 * or @buffer. */
const char *ladder_fit(const char *text, int columns, char buffer[LADDER_FIT]);

/* 0, or -ENOMEM: it is not whole. */
int ladder_check(const struct ladder *ladder);

void ladder_free(struct ladder *ladder);

#endif
