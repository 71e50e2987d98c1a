/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * explanation.h - what is to be told of a whole capture: the same story once. Pure.
 *
 * Connections come and go; all that is told is kept by value. What it takes grows with the number
 * of different stories, which has a limit, and not with that of connections.
 */
#ifndef RSTLAB_EXPLANATION_H
#define RSTLAB_EXPLANATION_H

#include "diagnosis.h"
#include "rests.h"

enum { STORY_FRAMES = 5, STORIES_MAX = 512, DIAGNOSIS_LABEL = 160 };

/* A RST of a connection that had one before. */
struct afterwards {
	uint64_t frame, echoes;
	bool by_client;
	uint8_t flags;
	char label[DIAGNOSIS_LABEL];
};

/* Connections that were reset by the same side, in the same situation, for the same causes. */
struct story {
	uint64_t connections;
	uint64_t frame[STORY_FRAMES]; /* of the RSTs, the first few */
	int frame_count;
	bool one_server, one_client; /* all are with one address and port; of one address */
	/* The first of them. */
	uint64_t stream;
	struct rst rst;
	struct diagnosis diagnosis; /* of that rst */
	int afterwards_count;
	struct afterwards afterwards[CONVERSATION_RESETS - 1];
};

struct explanation {
	const char *path;
	uint64_t at;     /* the one frame that was asked for; 0: all */
	uint64_t told;   /* connections that are in the stories */
	uint64_t untold; /* of further stories */
	struct conversation_totals totals;
	bool is_cut;            /* the file ended within a packet */
	const char *incomplete; /* why the rest of the capture could not be read; NULL: it was */
	int count;
	struct story *story[STORIES_MAX];
	struct aparts aparts;
	struct rests rests;
};

/* Diagnoses the RSTs of @conversation, or the one that was asked for; @each is told of each, and
 * then it is added to its story. 0, -ENOMEM, or what @each returned, if that is not 0. */
int explanation_add(struct explanation *explanation, const struct lessons *lessons,
		    const struct conversation *conversation,
		    int (*each)(void *arg, const struct conversation *conversation,
				const struct diagnosis *diagnosis),
		    void *arg);

/* The most frequent first, what is harmless last. */
void explanation_sort(struct explanation *explanation);

void explanation_free(struct explanation *explanation);

#endif
