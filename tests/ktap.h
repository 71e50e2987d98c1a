/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ktap.h - reads KTAP, version 1, and says what is wrong with it: the rules are those of
 * Documentation/dev-tools/ktap.rst of Linux. Pure.
 *
 * It is stricter than that where a program that writes has the choice: each level has a plan, only
 * "KTAP version 1" begins one, and no line is of an unknown kind. "Bail out!", which that document
 * leaves to TAP, may end it, as kselftest.h has it, and "# Totals:" must add up.
 */
#ifndef RSTLAB_TEST_KTAP_H
#define RSTLAB_TEST_KTAP_H

#include <stdbool.h>

enum { KTAP_WHY_SIZE = 160 };

enum ktap_outcome {
	KTAP_PASS,
	KTAP_FAIL,
	KTAP_XFAIL, /* directives XFAIL and TODO */
	KTAP_SKIP,
	KTAP_ERROR, /* ERROR and TIMEOUT */
	KTAP_OUTCOMES,
};

/* What stands on the outermost level. */
struct ktap {
	int planned;
	int count[KTAP_OUTCOMES];
	bool bailed_out;
	bool totals; /* were told, and add up */
};

/* 0; or -EINVAL and in @ret_why (KTAP_WHY_SIZE) which line is wrong and why. */
int ktap_read(const char *text, struct ktap *ret, char *ret_why);

#endif
