/* SPDX-License-Identifier: GPL-2.0-only */
/* nearest.h - the known word, or counter, that a mistyped one may have meant. Pure. */
#ifndef RSTLAB_NEAREST_H
#define RSTLAB_NEAREST_H

#include "scenario.h"

#include <stddef.h>

/* "; did you mean 'ECONNRESET'?", of the words that causes and symptoms are known by; @otherwise if
 * none is near. Returns @buffer. */
const char *nearest_word(const char *typed, const char *otherwise, char *buffer, size_t size);

/* The same of the counters that @all promise; as TcpExtTCPAbortOnClose, so "AbortOnClose". One that
 * begins so will do. */
const char *nearest_counter(const char *typed, const struct scenario *const *all, int count,
			    const char *otherwise, char *buffer, size_t size);

#endif
