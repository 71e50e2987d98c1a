/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numbers.h - what a segment's numbers are, in terms of the segments before it (RFC 9293, 3.10.7).
 * Pure.
 */
#ifndef RSTLAB_NUMBERS_H
#define RSTLAB_NUMBERS_H

#include "wire.h"
#include "witnesses.h"

/* The segment that @s answers: the last one of the other direction that its sender had received;
 * NULL: none. */
const struct decoded *segment_answered(const struct wire *wire, const struct segment *s);

/* What @rule says that a number of @s must be; false if the segments before it do not tell. */
bool number_of(const struct wire *wire, const struct segment *s, enum number rule, uint32_t *ret);

/*
 * The relation that a number of @s has to the segments before it, the one that TCP means first: of
 * a reply <SEQ=SEG.ACK>, of an abort <SEQ=SND.NXT><ACK=RCV.NXT>. ANY_NUMBER: it has none. Such a
 * number is made up by someone who is no TCP, or relative to an initial number that nobody has
 * seen.
 */
enum number seq_relation(const struct wire *wire, const struct segment *s);
enum number ack_relation(const struct wire *wire, const struct segment *s);

#endif
