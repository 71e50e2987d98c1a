/* SPDX-License-Identifier: GPL-2.0-only */
/* compare_words.h - what the formats of a comparison have in common. Pure. */
#ifndef RSTLAB_COMPARE_WORDS_H
#define RSTLAB_COMPARE_WORDS_H

#include "compare.h"

enum { COMPARE_TEXT = 3 * DIFFERENCE_TEXT + TEXT_SIZE };

/* "server, connection 2: RST: window 0 → open, while: the client sends". Returns @buffer. */
const char *difference_text(const struct difference *difference, char *buffer, size_t size);

/* How a run is called in few letters: by its kernel, and its number where two have the same. */
const char *run_label(const struct comparison *comparison, int run, char *buffer, size_t size);

/* Is it told already by the relation: another verdict, a story that could not be played? */
bool difference_is_headline(const struct difference *difference);

/* Is there nothing to tell of that step but what is general? */
bool step_is_calm(const struct step *step);

/* Is the same to be told of both, whatever the stories? */
bool steps_equal(const struct step *a, const struct step *b);

/* Rows that are told as one: of one scenario, with the same to say. Returns how many from @first on
 * (one for each family), and their families, "ipv4, ipv6", in @families (32 bytes). */
int rows_alike(const struct comparison *comparison, int first, char *families);

/* The name of the rows that are told as one with row @first: "half-open" for both families, or
 * "half-open/ipv4". Returns @buffer. */
const char *block_name(const struct comparison *comparison, int first, char *buffer, size_t size);

/* Why a story was not played to its end, or what was wrong with it; "" if there is nothing to say.
 * Returns @buffer. */
const char *cell_why(const struct cell *cell, char *buffer, size_t size);

/* Is it told with the step which promises were broken in @run? Where the verdict is another, and
 * where a story is FAIL that the other run has not. */
bool step_tells_broken(const struct row *row, const struct step *step, int run);

/* The @nth promise that was broken in @run, of the two of @step; NULL: there is none. @ret_unseen:
 * the other run had no witness to examine it. */
const struct canon_promise *broken_promise(const struct row *row, const struct step *step, int run,
					   int nth, bool *ret_unseen);

/* "half-open/ipv4", or "any of mptcp-*". Returns @buffer. */
const char *absent_text(const struct absent *absent, char *buffer, size_t size);

/* The same with the runs between which it did not come: "half-open/ipv4, 6.1 → 6.12". Returns
 * @buffer. */
const char *absent_line(const struct comparison *comparison, const struct absent *absent,
			char *buffer, size_t size);

/* "With 6.12, in 3 results: client: one more RST". Returns @buffer. */
const char *fact_text(const struct comparison *comparison, const struct fact *fact, char *buffer,
		      size_t size);

/* What stands in a cell of the matrix: the verdict in the first column, then how it goes on. */
const char *cell_word(const struct row *row, int run);

/* How a step went on, in a word or two: "regressed"; "changed, as expected". */
const char *step_word(const struct step *step);

/* Its color on a terminal: SGR parameters; "" for none. Red is what nobody expects. */
const char *step_color(const struct step *step);

/* The parts in which steps are told, the most urgent first. */
enum part {
	PART_UNEXPECTED,
	PART_LOST, /* could be played or counted before; a matter of the machine, or a known one */
	PART_EXPECTED, /* or for the better */
	PARTS
};
enum part step_part(const struct step *step);
extern const char *const part_heading[PARTS];

/* "3 regressed, 1 broken": what nobody expects, counted; "" for nothing. Returns @buffer. */
const char *unexpected_text(const struct comparison *comparison, char *buffer, size_t size);

/* "218 same, 6 changed as expected": the others. Returns @buffer. */
const char *tally_text(const struct comparison *comparison, char *buffer, size_t size);

/* The exit status that the comparison makes, and why. Returns @buffer. */
const char *exit_text(const struct comparison *comparison, char *buffer, size_t size);

/* Has the row more to tell than that all is the same? */
bool row_differs(const struct comparison *comparison, const struct row *row);

#endif
