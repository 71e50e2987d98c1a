/* SPDX-License-Identifier: GPL-2.0-only */
/* errno_name.h - "ECONNRESET", "-1 ECONNRESET", "IN|OUT". */
#ifndef RSTLAB_ERRNO_NAME_H
#define RSTLAB_ERRNO_NAME_H

#include <stddef.h>
#include <stdint.h>

/* The name of an errno value; "errno 4711" for one without a name, kept until the next such call.
 */
const char *errno_name(int err);

/* What the system call @verb returned: "5", "-1 EPIPE", of poll() the bits: "IN|OUT"; @err 0: no
 * error. Returns @buffer. */
enum { RETURN_TEXT_SIZE = 64 };
const char *return_text(const char *verb, int64_t ret, int err, char buffer[RETURN_TEXT_SIZE]);

#endif
