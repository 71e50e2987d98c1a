/* SPDX-License-Identifier: GPL-2.0-only */
/* fuzz.h - what the fuzzers share. Each is given bytes, and shall neither crash nor hang nor say
 * what is not so. */
#ifndef RSTLAB_FUZZ_H
#define RSTLAB_FUZZ_H

#include "results_load.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What stands between two documents of one input: ASCII's record separator. */
enum { DOCUMENTS_MAX = 4, DOCUMENT_END = 0x1e };

/* Opens the documents of @data as saved runs. Returns how many could be; to be closed. */
int documents_open(const uint8_t *data, size_t size, struct saved_run *ret[DOCUMENTS_MAX]);
void documents_close(struct saved_run **runs, int count);

/* Opens @size bytes of @text as a saved run. 0 or -errno and in @ret_why one printable line. */
int document_open(const void *text, size_t size, struct saved_run **ret, struct why *ret_why);

/* Room for the evidence of one result. */
extern struct evidence fuzz_evidence;

/* Tells @result, of @run, in the format that is number @format of all; in none if there are fewer.
 */
void fuzz_tell(const struct saved_run *run, const struct result *result, int format);

/* The same as results.json of one result, to be freed. */
char *fuzz_save(const struct saved_run *run, const struct result *result, size_t *ret_size);

/* Ends the fuzzer: it has found something. */
_Noreturn void fuzz_found(const char *what, const char *text);

#endif
