/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rehearsal.h - a play, rehearsed: each verb of scenario.h is noted, and none is done.
 *
 * The second maker of those verbs, beside play/: a program has the one or the other. As a play
 * decides nothing, it tells the same story to both.
 */
#ifndef RSTLAB_REHEARSAL_H
#define RSTLAB_REHEARSAL_H

#include "scenario.h"
#include "story.h"

#include <stdio.h>

enum { PROCESSES_MAX = 16, SOCKETS_MAX = 64, STEPS_MAX = 512, TEXTS_MAX = 1 << 16 };

struct actor {
	struct lab *lab;
	int number;
	char host[STORY_NAME], name[STORY_NAME];
};

struct sock {
	struct actor *actor;
	int number, own_port, peer_port;
};

struct lab {
	const struct scenario *scenario;
	int actor_count, sock_count, count;
	struct actor actor[PROCESSES_MAX];
	struct sock sock[SOCKETS_MAX];
	struct step step[STEPS_MAX];
	struct step spare; /* where what finds no room goes */
	char texts[TEXTS_MAX];
	int text_bytes;
	bool overflows; /* something found no room, or no name fits */
};

/* Plays @scenario into @ret, which is too large for a stack. False: it has more of something than
 * there is room for. */
bool rehearse(const struct scenario *scenario, struct lab *ret);

/* Notes a step; the caller fills in the rest. Never NULL. */
struct step *note(struct lab *lab, enum verb verb, const char *host);
struct step *note_actor(struct actor *actor, enum verb verb);
struct step *note_sock(struct sock *sock, enum verb verb);

/* Copies a host's or a process's name. */
void note_name(struct lab *lab, char ret[STORY_NAME], const char *name);

/* A copy of a text, as a play may have made it in a place of its own. */
const char *note_text(struct lab *lab, const char *text);

/* Prints the steps as an array of C, @nth of all stories. */
void print_steps(FILE *out, const struct lab *lab, int nth);

#endif
