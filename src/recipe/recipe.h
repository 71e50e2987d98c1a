/* SPDX-License-Identifier: GPL-2.0-only */
/* recipe.h - a recipe while it is printed; for this room alone. */
#ifndef RSTLAB_RECIPE_H
#define RSTLAB_RECIPE_H

#include "by_hand.h"

enum { TYPED = 4, MARGIN = 2, WORD_SIZE = 64, PROSE = 1024 };

struct recipe {
	FILE *out;
	const struct scenario *scenario;
	const struct topology *topology;
	const struct story *story;
	int family, width;
	const char *chapter; /* NULL: before the first */
	/* Where one types: the host and, in python3, the process; NULL: nowhere. */
	const char *host;
	int process;
};

/* ---- by_hand.c */

/* One types at @host from here on: in its shell (@process -1), or in the python3 of a process. */
void type_at(struct recipe *recipe, const char *host, int process);

/* A line to be typed, without its newline. */
void type_line(struct recipe *recipe, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for what need not be typed: as a comment, wrapped. */
void type_comment(struct recipe *recipe, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A paragraph between the commands, wrapped. */
void say(struct recipe *recipe, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool has_verb(const struct story *story, enum verb verb);

/* ---- places.c */

/* "SERVER", "SERVER2" for its second address: what stands for it in shells and in python3. */
const char *place_name(const char *host, int nth, char ret[WORD_SIZE]);

/* Its address in a recipe: of the blocks for documentation (RFC 5737, RFC 3849). */
const char *place_address(const struct recipe *recipe, const char *host, int nth,
			  char ret[WORD_SIZE]);

bool is_routed(const struct recipe *recipe);

/* The names and addresses of all places, " SERVER=192.0.2.2", in the shell. */
void type_places(struct recipe *recipe);

/* What the machines are, and how they are joined. */
void say_ground(struct recipe *recipe);
void type_ground(struct recipe *recipe);

/* Gives @host its route to the other side of a router, again. */
void type_route(struct recipe *recipe, const char *host);

/* ---- lines_python.c, lines_shell.c */

/* The lines that follow are typed in the new python3 that @start starts. */
void type_at_new(struct recipe *recipe, const struct step *start);

/* Starts the python3 of a process. */
void type_start(struct recipe *recipe, const struct step *start);

/* The step as lines of python3, or of a shell. False: it is none of these. */
bool type_python(struct recipe *recipe, const struct step *step);
bool type_shell(struct recipe *recipe, const struct step *step);

/* ---- expected.c */

/* "  # must fail: ECONNRESET" after a call; "" where nothing is promised of it. Returns @ret. */
enum { EXPECTED_SIZE = 192 };
const char *expected_call(const struct recipe *recipe, const struct step *step,
			  char ret[EXPECTED_SIZE]);

/* Is it a connect() that does not come about, as the bind() before it must fail? */
bool is_left_out(const struct recipe *recipe, const struct step *step);

/* "SYN-RECV": the states as ss shows them. */
const char *shown_state(const char *state);

/* What a look must show. */
void type_expected_look(struct recipe *recipe, const struct step *look);

/* What tcpdump must have shown in the chapter at hand; at the end, in all. */
void say_expected_wire(struct recipe *recipe);

/* Notes the counters of which something is promised; then what they must have grown by. */
void type_counters(struct recipe *recipe, bool at_end);

/* What the kernel must have said of its RSTs; and whether anything is promised of that. */
bool has_reasons(const struct recipe *recipe);
void say_reasons(struct recipe *recipe);

#endif
