/* SPDX-License-Identifier: GPL-2.0-only */
#include "matrix_cell.h"

#include "promise.h"
#include "registry.h"

#include <stdio.h>
#include <string.h>

const char cell_letters[] = { CELL_SILENT,  CELL_ENDS,  CELL_ACK,  CELL_CHALLENGE,
			      CELL_SYN_ACK, CELL_FIN,   CELL_RST,  CELL_RST_ACK,
			      CELL_AGAIN,   CELL_PROBE, CELL_NONE, CELL_UNPLAYED,
			      '\0' };

const char *cell_meaning(char letter)
{
	switch ((enum cell_letter)letter) {
	case CELL_SILENT:
		return "nothing is sent";
	case CELL_ENDS:
		return "nothing is sent, and the connection ends";
	case CELL_ACK:
		return "ACK";
	case CELL_CHALLENGE:
		return "a challenge ACK";
	case CELL_SYN_ACK:
		return "SYN,ACK";
	case CELL_FIN:
		return "FIN,ACK";
	case CELL_RST:
		return "RST";
	case CELL_RST_ACK:
		return "RST,ACK";
	case CELL_AGAIN:
		return "what it has sent before is sent again, and the connection ends";
	case CELL_PROBE:
		return "a probe, and the connection ends";
	case CELL_NONE:
		return "cannot happen in this state";
	case CELL_UNPLAYED:
		return "can happen, and is not played";
	}
	return "?";
}

/* ---- Out of its promises ------------------------------------------------------------------------
 */

static void read_wire(const struct promise *promise, struct matrix_cell *cell)
{
	const struct wire_claim *claim = promise->wire;
	bool is_none = claim->count.is_set && claim->count.value == 0;

	if (!cell->because)
		cell->because = promise->because;
	if (is_none && claim->flags && strcmp(claim->flags, "~RST") == 0 && !cell->flags)
		cell->flags = "ACK";
	if (is_none)
		return;
	cell->flags = claim->flags;
	cell->again = cell->again || claim->again;
}

/* What is known while a cell is read. */
struct reading {
	bool is_challenge;
	bool polled;  /* what departs is what poll() says, for want of anything else */
	bool settled; /* what RFCs want on the wire is known; Linux does something else there */
};

static bool is_of(const struct promise *promise, const char *verb)
{
	return promise->call && strcmp(promise->call->verb, verb) == 0;
}

/* The first that departs is told; what poll() says is only what comes of it. */
static void read_departure(const struct promise *promise, struct reading *reading,
			   struct matrix_cell *cell)
{
	bool polled = is_of(promise, "poll");

	/* What some kernel has mended is what one may expect. */
	if (!promise->known_broken || promise->mended ||
	    (cell->departs && (!reading->polled || polled)))
		return;
	cell->departs = true;
	cell->because = promise->because;
	reading->polled = polled;
}

static void read_claim(const struct promise *promise, struct reading *reading,
		       struct matrix_cell *cell)
{
	read_departure(promise, reading, cell);
	if (promise->wire && !reading->settled) {
		read_wire(promise, cell);
		reading->settled = promise->known_broken && !promise->mended;
	} else if (promise->look) {
		cell->state = promise->look->count ? promise->look->state : "";
	} else if (is_of(promise, "so_error")) {
		cell->error = promise->call->err;
	} else if (is_of(promise, "poll")) {
		cell->poll = promise->call->ret;
	} else if (promise->reason && reason_wanted(promise->reason) > 0) {
		cell->reason = promise->reason->reason;
	} else if (promise->counter &&
		   strcmp(promise->counter->name, "TcpExtTCPChallengeACK") == 0) {
		reading->is_challenge = promise->counter->grew > 0;
	}
}

static char letter_of(const struct matrix_cell *cell, bool is_challenge, bool was_there,
		      bool is_timer)
{
	const char *flags = cell->flags;
	bool ends = was_there && cell->state && !*cell->state;

	if (!flags)
		return ends ? CELL_ENDS : CELL_SILENT;
	if (cell->again && ends)
		return CELL_AGAIN;
	if (is_timer && ends && strcmp(flags, "ACK") == 0)
		return CELL_PROBE;
	if (strcmp(flags, "RST") == 0)
		return CELL_RST;
	if (strcmp(flags, "RST,ACK") == 0)
		return CELL_RST_ACK;
	if (strcmp(flags, "SYN,ACK") == 0)
		return CELL_SYN_ACK;
	if (strcmp(flags, "FIN,ACK") == 0)
		return CELL_FIN;
	return is_challenge ? CELL_CHALLENGE : CELL_ACK;
}

/* In CLOSED and LISTEN there is no connection that could end. */
static bool has_connection(const struct scenario *scenario)
{
	return strncmp(scenario->name, "matrix-closed", strlen("matrix-closed")) != 0 &&
	       strncmp(scenario->name, "matrix-listen", strlen("matrix-listen")) != 0;
}

struct matrix_cell matrix_cell(const struct scenario *scenario, const struct matrix_row *row)
{
	struct matrix_cell cell = { .letter = CELL_NONE };
	struct reading reading = { 0 };
	bool is_there = false;

	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct promise *promise = &walk.promise;
		if (!promise->chapter || strcmp(promise->chapter, row->name) != 0)
			continue;
		is_there = true;
		read_claim(promise, &reading, &cell);
	}
	if (is_there)
		cell.letter = letter_of(&cell, reading.is_challenge, has_connection(scenario),
					scenario->waits_for_timer);
	return cell;
}

const struct scenario *matrix_scenario(const struct matrix_row *state, int kind)
{
	static const char *const suffix[MATRIX_KINDS] = {
		[OF_SEGMENTS] = "", [OF_CALLS] = "-calls", [OF_TIMERS] = "-timers"
	};
	char name[64];

	snprintf(name, sizeof(name), "matrix-%s%s", state->name, suffix[kind]);
	return registry_cells(name);
}
