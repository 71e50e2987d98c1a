/* SPDX-License-Identifier: GPL-2.0-only */
/* poll_bits.h - "IN|OUT|RDHUP": what poll() says of a socket. */
#ifndef RSTLAB_POLL_BITS_H
#define RSTLAB_POLL_BITS_H

#include <stdbool.h>
#include <stdint.h>

/* The names of the bits, of IN, PRI, OUT, ERR, HUP and RDHUP; others as a number; "none" of 0.
 * Returns @buffer. */
enum { POLL_BITS_SIZE = 48 };
const char *poll_bits_text(int64_t bits, char buffer[POLL_BITS_SIZE]);

/* Does the verb, a system call, return such bits? */
bool verb_returns_bits(const char *verb);

#endif
