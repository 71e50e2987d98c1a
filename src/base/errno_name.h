/* SPDX-License-Identifier: GPL-2.0-only */
/* errno_name.h - "ECONNRESET". */
#ifndef RSTLAB_ERRNO_NAME_H
#define RSTLAB_ERRNO_NAME_H

/* The name of an errno value; "errno 4711" for one without a name, kept until the next such call.
 */
const char *errno_name(int err);

#endif
