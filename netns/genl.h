/* SPDX-License-Identifier: GPL-2.0-only */
/* genl.h - commands of generic netlink to the namespace that the thread is in, by libnl-genl-3. */
#ifndef RSTLAB_GENL_H
#define RSTLAB_GENL_H

#include <stdint.h>

struct nl_msg;

/* One command to @family, with the attributes that @fill puts into it (below 0: no room). 0 or
 * -errno as the kernel gave it; -EOPNOTSUPP: it has no such family. */
int genl_command(const char *family, int version, uint8_t number,
		 int (*fill)(struct nl_msg *msg, const void *arg), const void *arg);

#endif
