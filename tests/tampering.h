/* SPDX-License-Identifier: GPL-2.0-only */
/* tampering.h - a story on the real lab with a hand in it, and which promises that hand breaks. */
#ifndef RSTLAB_TEST_TAMPERING_H
#define RSTLAB_TEST_TAMPERING_H

#include "lab.h"
#include "play.h"

enum { BROKEN_MAX = 11 };

struct tampering {
	const char *scenario;
	tamper_fn *tamper;
	/* Witness, host, and the begin of what is expected: these promises are broken, no others.
	 */
	struct {
		enum witness witness;
		const char *who, *expected;
		bool may_hold; /* depends on whether an ACK was delayed */
	} broken[BROKEN_MAX];
};

/* Plays the scenario over both families, with that hand in it. To be freed with play_free(). */
void tampering_play(const char *name, tamper_fn *tamper, struct tale *tale);

/* The same with deadlines of that scale: where the story is to meet one. */
void tampering_play_for(const char *name, tamper_fn *tamper, double scale, struct tale *tale);

/* Fails unless exactly the promises that @tampering names are broken. */
void tampering_check(const struct told *told, const struct tampering *tampering);

#endif
