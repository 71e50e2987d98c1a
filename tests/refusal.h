/* SPDX-License-Identifier: GPL-2.0-only */
/* refusal.h - memory is refused: one allocation, or all from one on. A program that links this has
 * malloc(), calloc() and realloc() of its own, which ask those of glibc. */
#ifndef RSTLAB_TEST_REFUSAL_H
#define RSTLAB_TEST_REFUSAL_H

#include <stdbool.h>

/* Can it be done here? Not where a sanitizer, valgrind or another libc has the allocator: says so.
 */
bool refusal_works(void);

/*
 * From now on allocations are counted, from 1, also those of a child that is forked after this; and
 * the @first of them fails with ENOMEM, and with @ever_on those that follow. 0: none does.
 */
void refusal_begin(long first, bool ever_on);

/* No more. */
void refusal_end(void);

/* How many were counted since the last refusal_begin(), in whichever process. */
long refusal_count(void);

#endif
