/* SPDX-License-Identifier: GPL-2.0-only */
/* segments.c - the segments that can arrive: the rows of the matrix. */
#include "cells.h"

#include <string.h>

/* Its sequence number, from the view of the kernel that receives it. */
enum seq { EXACT, BEFORE, OLD, INSIDE, EDGE, OUTSIDE, SACK_EDGE };

/* Its acknowledgement number. */
enum acks { NONE, KNOWN, ALL, TOO_OLD, OF_ISS, FUTURE };

static const struct {
	const char *flags, *data;
	enum seq seq;
	enum acks ack;
	bool old_stamp, bad_checksum;
} segments[] = {
	{ "SYN", NULL, INSIDE, NONE },
	{ "SYN", NULL, OLD, NONE },
	{ "SYN,ACK", NULL, EXACT, KNOWN },
	{ "ACK", NULL, EXACT, ALL },
	{ "ACK", NULL, EXACT, OF_ISS },
	{ "ACK", NULL, EXACT, TOO_OLD },
	{ "ACK", NULL, EXACT, FUTURE },
	{ "PSH,ACK", "Hello world.\n", EXACT, KNOWN },
	{ "PSH,ACK", "Hello world.\n", OLD, KNOWN },
	{ "PSH,ACK", "Hello world.\n", OUTSIDE, KNOWN },
	{ "PSH,ACK", "Hello world.\n", EXACT, FUTURE },
	{ "PSH,ACK,URG", "Hello world.\n", EXACT, KNOWN },
	{ "FIN,ACK", NULL, EXACT, KNOWN },
	{ "FIN,PSH,ACK", "Hello world.\n", EXACT, KNOWN },
	{ "FIN,ACK", NULL, INSIDE, KNOWN },
	{ "PSH", "Hello world.\n", EXACT, NONE },
	{ "", NULL, EXACT, NONE },
	{ "SYN,FIN", NULL, INSIDE, NONE },
	{ "RST", NULL, EXACT, NONE },
	{ "RST", NULL, BEFORE, NONE },
	{ "RST", NULL, OLD, NONE },
	{ "RST", NULL, INSIDE, NONE },
	{ "RST", NULL, SACK_EDGE, NONE },
	{ "RST", NULL, EDGE, NONE },
	{ "RST", NULL, OUTSIDE, NONE },
	{ "RST,ACK", NULL, EXACT, ALL },
	{ "RST,ACK", NULL, EXACT, FUTURE },
	{ "RST", "Hello world.\n", EXACT, NONE },
	{ "SYN,RST", NULL, EXACT, NONE },
	{ "FIN,RST", NULL, EXACT, NONE },
	{ "RST", NULL, EXACT, NONE, .old_stamp = true },
	{ "RST", NULL, EXACT, NONE, .bad_checksum = true },
};

const struct matrix_row matrix_segments[] = {
	{ "SYN in the window", "a SYN whose number is within the receive window" },
	{ "SYN, old", "a SYN with an old number, below the window" },
	{ "SYN,ACK", "a SYN,ACK at the start of the window" },
	{ "ACK of all data", "an ACK of all sent data" },
	{ "ACK of the ISS", "an ACK of the ISS: it acknowledges nothing" },
	{ "ACK too old", "an ACK older than any window" },
	{ "ACK of unsent data", "an ACK of data that was not sent" },
	{ "data", "data at the start of the window" },
	{ "data, old", "data that was already received" },
	{ "data beyond the window", "data beyond the right edge of the window" },
	{ "data, ACK of unsent data", "data that acknowledges data that was not sent" },
	{ "data, urgent", "data with URG" },
	{ "FIN", "a FIN at the start of the window" },
	{ "data with FIN", "data and a FIN" },
	{ "FIN out of order", "a FIN beyond a gap" },
	{ "data without ACK", "data without ACK" },
	{ "no flags", "a segment without any flag" },
	{ "SYN,FIN", "a SYN with FIN, in the window" },
	{ "RST", "a RST at RCV.NXT exactly" },
	{ "RST at RCV.NXT-1", "a RST one below RCV.NXT" },
	{ "RST, old", "a RST below the window" },
	{ "RST in the window", "a RST in the window, but not at its start" },
	{ "RST at the SACK edge", "a RST at the end of the data received beyond a gap" },
	{ "RST at the right edge", "a RST at RCV.NXT+RCV.WND, the first number outside" },
	{ "RST beyond the window", "a RST far beyond the right edge of the window" },
	{ "RST,ACK", "a RST at RCV.NXT that acknowledges all sent data" },
	{ "RST,ACK of unsent data", "a RST at RCV.NXT that acknowledges data that was not sent" },
	{ "RST with data", "a RST at RCV.NXT with data" },
	{ "SYN,RST", "a RST at RCV.NXT with SYN" },
	{ "FIN,RST", "a RST at RCV.NXT with FIN" },
	{ "RST, old timestamp", "a RST at RCV.NXT with an older timestamp than the last" },
	{ "RST, bad checksum", "a RST at RCV.NXT with a wrong checksum" },
	{ 0 },
};

_Static_assert(sizeof(segments) / sizeof(*segments) + 1 ==
		       sizeof(matrix_segments) / sizeof(*matrix_segments),
	       "a name for each");

static uint32_t seq_of(const struct place *place, enum seq seq)
{
	uint32_t nxt = place->next.seq;

	switch (seq) {
	case EXACT:
		return nxt;
	case BEFORE:
		return nxt - 1;
	case OLD:
		return nxt - 100;
	case INSIDE:
		return nxt + 10;
	case SACK_EDGE:
		return nxt + 200;
	case EDGE:
		return place->edge;
	case OUTSIDE:
		return place->edge + 100000;
	}
	return 0;
}

static uint32_t ack_of(const struct place *place, enum acks ack)
{
	switch (ack) {
	case NONE:
		return 0;
	case KNOWN:
		return place->next.ack;
	case ALL:
		return place->snd_nxt;
	case OF_ISS:
		return place->iss;
	case TOO_OLD:
		return place->iss - 200000;
	case FUTURE:
		return place->snd_nxt + 1000;
	}
	return 0;
}

bool can_be_sent(const struct state *state, int nth)
{
	bool is_reset = strstr(segments[nth].flags, "RST");

	if (state->is_narrow && is_reset &&
	    (segments[nth].seq == INSIDE || segments[nth].seq == EDGE))
		return false; /* there is no window */
	return segments[nth].seq != SACK_EDGE || state->has_gap;
}

void send_segment(struct place *place, int nth)
{
	struct raw_segment segment = place->next;
	uint32_t old[2] = { place->stamps[0] - 100, place->stamps[1] };

	segment.flags = segments[nth].flags;
	segment.data = segments[nth].data;
	segment.seq = seq_of(place, segments[nth].seq);
	segment.ack = ack_of(place, segments[nth].ack);
	segment.bad_checksum = segments[nth].bad_checksum;
	place->stamps[0]++;
	segment.timestamps = segments[nth].old_stamp ? old : place->stamps;
	raw_send(place->lab, &segment);
}
