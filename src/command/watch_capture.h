/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_capture.h - the headers that a watch has heard, as a capture: in order, with a comment on
 * each RST that says what was found out about it. */
#ifndef RSTLAB_WATCH_CAPTURE_H
#define RSTLAB_WATCH_CAPTURE_H

#include "live_tally.h"
#include "why.h"

struct watch_capture;

/* Begins @path, which appears when all is written. 0 or -errno and @ret_why. */
int watch_capture_open(const char *path, struct watch_capture **ret, struct why *ret_why);

/* Adds what was heard. It is kept until the RSTs of its time are told. */
void watch_capture_add(struct watch_capture *capture, const struct heard_packet *packet);

/* Sets the comment on a RST that was added. */
void watch_capture_tell(struct watch_capture *capture, const struct live_reset *reset,
			const char *comment);

/* Writes what was heard before @until_ns. */
void watch_capture_settle(struct watch_capture *capture, int64_t until_ns);

/* Writes all, gives the file its name if @whole, and frees. 0 or -errno and @ret_why. NULL:
 * nothing. */
int watch_capture_close(struct watch_capture *capture, bool whole, struct why *ret_why);

#endif
