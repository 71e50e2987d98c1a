/* SPDX-License-Identifier: GPL-2.0-only */
/* send_flags.h - the flags of send(2), as one writes them. */
#ifndef RSTLAB_SEND_FLAGS_H
#define RSTLAB_SEND_FLAGS_H

#include <stddef.h>

enum { SEND_FLAGS_SIZE = 48 };

/* What follows the data in a call: ", MSG_FASTOPEN | MSG_DONTWAIT"; "": of no flags. Into @text
 * (SEND_FLAGS_SIZE). Returns @text. */
const char *send_flags_text(int flags, char *text);

#endif
