/* SPDX-License-Identifier: GPL-2.0-only */
/* why.h - what went wrong, as one line for people. Pure. */
#ifndef RSTLAB_WHY_H
#define RSTLAB_WHY_H

enum { WHY_SIZE = 4096 }; /* a path, and what is the matter with it */

/* The caller's; written where the function returns an error, and else not to be looked at. */
struct why {
	char text[WHY_SIZE];
};

/* Says it, in place of what was said before, as one printable line; what finds no room is cut, and
 * shown to be ("..."). */
void why_set(struct why *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, and returns @error, so that a function can fail and say why in one line. */
int why_fail(struct why *why, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts where it was before what it is: "FILE: results[3]: " before "no such key". */
void why_within(struct why *why, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
