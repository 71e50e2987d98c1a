/* SPDX-License-Identifier: GPL-2.0-only */
/* matrix_told.h - the state-event matrix as a map, and as a page a state. Pure but for its FILE. */
#ifndef RSTLAB_MATRIX_TOLD_H
#define RSTLAB_MATRIX_TOLD_H

#include "matrix_cell.h"

#include <stdio.h>

enum { MATRIX_STATES_MAX = 32, MATRIX_ROWS_MAX = 64 };

/* What a run has found of a cell. */
enum cell_mark {
	MARK_PROMISED = 0,  /* nothing: it tells what is promised */
	MARK_KEPT = '=',    /* it is as promised */
	MARK_DEPARTS = '~', /* the kernel departs from the RFCs as it is known to */
	MARK_BROKEN = '!',  /* it is not as promised */
	MARK_UNKNOWN = '?', /* it could not be examined */
};

struct matrix_told {
	const char *rows; /* only those that this means, see matrix_row_means(); NULL: all */
	bool pages;       /* a page for each state that is told, and no map */
	bool is_told[MATRIX_STATES_MAX];
	char mark[MATRIX_STATES_MAX][MATRIX_KINDS][MATRIX_ROWS_MAX];
	/* What came where the kernel departs, "[ACK] Seq=1 Ack=1 Win=501 Len=0"; NULL: it was not
	 * played. The maker's. */
	char *came[MATRIX_STATES_MAX][MATRIX_KINDS][MATRIX_ROWS_MAX];
};

/* The rows of an enum matrix_kind. */
const struct matrix_row *matrix_rows(int kind);

/* The number of the state of @scenario, of its kind, or -1: it is not of the matrix. */
int matrix_state_of(const struct scenario *scenario, int *ret_kind);

/* The number of the row of that name among those of a kind, or -1. */
int matrix_row_named(int kind, const char *name);

/* The cell of that state and row: of what is promised, or unplayed. */
struct matrix_cell matrix_read_cell(int state, int kind, int row);

/* Does @pattern mean the row: its name, in whatever case, or one with '*' and '?' */
bool matrix_row_means(const char *pattern, const struct matrix_row *row);

/* Does @pattern mean the state: its name, its beginning before a '-', or one with '*' and '?'. */
bool matrix_state_means(const char *pattern, const struct matrix_row *state);

/* What is seen of a cell: its letter, or its mark where that says more. */
char matrix_seen(const struct matrix_told *told, int state, int kind, int row,
		 const struct matrix_cell *cell);

/* "a challenge ACK; ESTABLISHED; ECONNRESET; reason TCP_STATE". Returns @buffer. */
const char *matrix_cell_text(const struct matrix_cell *cell, char *buffer, size_t size);

void matrix_text(FILE *out, const struct matrix_told *told);
void matrix_markdown(FILE *out, const struct matrix_told *told);

#endif
