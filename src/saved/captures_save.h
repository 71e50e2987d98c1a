/* SPDX-License-Identifier: GPL-2.0-only */
/* captures_save.h - a result's packets as capture files: one for each end of a link, and one of all
 * ends, which tells the story beside them. */
#ifndef RSTLAB_CAPTURES_SAVE_H
#define RSTLAB_CAPTURES_SAVE_H

#include "result.h"

/* Makes the folder captures in @dir and opens it. The descriptor or -errno; -EEXIST: there is one,
 * or what bears its name. */
int captures_make(int dir);

/*
 * Writes SCENARIO.FAMILY[.N].HOST-IFNAME.pcap and SCENARIO.FAMILY[.N].pcapng in @captures, which
 * captures_make() has opened, in place of nothing; of what has no link, nothing. @version: of
 * rstlab-ns. The same evidence makes the same bytes. 0 or -errno.
 */
int captures_save(int captures, const char *version, const struct result *result);

#endif
