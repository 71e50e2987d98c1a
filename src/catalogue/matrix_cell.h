/* SPDX-License-Identifier: GPL-2.0-only */
/* matrix_cell.h - a cell of the state-event matrix, as its promises tell it. Pure. */
#ifndef RSTLAB_MATRIX_CELL_H
#define RSTLAB_MATRIX_CELL_H

#include "matrix.h"

/* What the kernel says to it, in a letter. */
enum cell_letter {
	CELL_NONE = '-',      /* it cannot happen in this state */
	CELL_SILENT = '.',    /* nothing is sent, and the connection goes on */
	CELL_ENDS = 'x',      /* nothing is sent, and there is no connection any more */
	CELL_ACK = 'a',       /* ACK, or what was taken is acknowledged later */
	CELL_CHALLENGE = 'c', /* a challenge ACK */
	CELL_SYN_ACK = 's',
	CELL_FIN = 'f',
	CELL_RST = 'R',
	CELL_RST_ACK = 'K',
	CELL_AGAIN = 'r',    /* what it has sent before, and there is no connection any more */
	CELL_PROBE = 'p',    /* probes, likewise */
	CELL_UNPLAYED = '*', /* it can happen, and is not played */
};

/* The kinds of rows; each is a scenario of a state. */
enum matrix_kind { OF_SEGMENTS, OF_CALLS, OF_TIMERS, MATRIX_KINDS };

struct matrix_cell {
	char letter;  /* an enum cell_letter: what is promised; of a departure, what RFCs want */
	bool departs; /* every kernel is known to do something else */
	bool again;   /* what it has sent is sent again */
	const char *flags;   /* "RST,ACK"; NULL: nothing */
	const char *state;   /* the socket's afterwards; NULL: not told; "": it is gone */
	struct want poll;    /* the bits that poll() then has; not set: nobody holds the socket */
	int error;           /* that the process has then; 0: none */
	const char *reason;  /* the kernel's, at a RST; NULL: none */
	const char *because; /* of what is sent, or of the departure */
};

/* The cell of @scenario, of the matrix, in that @row. */
struct matrix_cell matrix_cell(const struct scenario *scenario, const struct matrix_row *row);

/* The scenario of a state against the rows of an enum matrix_kind; NULL: there is none. */
const struct scenario *matrix_scenario(const struct matrix_row *state, int kind);

/* What a letter means: "a challenge ACK". */
const char *cell_meaning(char letter);

/* All letters, in the order in which they are explained. */
extern const char cell_letters[];

#endif
