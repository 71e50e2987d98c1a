/* SPDX-License-Identifier: GPL-2.0-only */
/* hold.h - a story that stops for the user, and goes on with its evidence unspoilt. */
#ifndef RSTLAB_HOLD_H
#define RSTLAB_HOLD_H

#include "evidence.h"

#include <stdbool.h>

/* Of the evidence, for what comes while stories are held. */
enum { HELD_PACKETS = PACKETS_MAX / 2, HELD_BYTES = FRAMES_MAX / 2 };

struct capture_frame;
struct lab;

/* Where the user wants it to stop. A process for which it is wanted plays one lab. */
struct hold_wish {
	bool wanted;
	const char *until; /* a chapter, by title or number; NULL: the end, or each with @steps */
	bool steps;        /* goes on from there, and stops at each chapter; else it stays */
	bool follows;      /* packets are printed as they are seen */
	bool saves;        /* what was seen so far is wanted when the user ends it */
};

/* The holds of a story. */
struct held {
	int number; /* of the hold that it is in, from 1; 0: it plays */
	bool reached;
	int shells; /* that were opened at the terminal */
};

/* Stops here, if the user wants to, before the chapter that is to be opened; at the end of the
 * story. Returns when he goes on; to quit ends the run. */
void hold_before(struct lab *lab, const char *title);
void hold_at_end(struct lab *lab);

/* Prints the packets that the evidence has and that were not printed yet. */
void hold_follow(const struct lab *lab);

/* Packets from number @packets on were given up, and others will have their places. */
void hold_follow_again(int packets);

/* All witnesses say their last word, and how many programs the user has run. */
void hold_last_word(struct lab *lab);

/* Programs that the user has run in the hosts so far. */
int hold_visits(const struct lab *lab);

/*
 * Has a hold filled the room that it has in the evidence, so that some is left for the story? Then
 * @frame is made to be read aside.
 */
bool hold_is_full(struct lab *lab, struct capture_frame *frame);

#endif
