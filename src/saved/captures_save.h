/* SPDX-License-Identifier: GPL-2.0-only */
/* captures_save.h - a result's packets as capture files, one for each end of a link. */
#ifndef RSTLAB_CAPTURES_SAVE_H
#define RSTLAB_CAPTURES_SAVE_H

#include "result.h"

/* Makes the folder captures in @dir and opens it. The descriptor or -errno; -EEXIST: there is one,
 * or what bears its name. */
int captures_make(int dir);

/* Writes SCENARIO.FAMILY[.N].HOST-IFNAME.pcap in @captures, which captures_make() has opened, in
 * place of nothing. 0 or -errno. */
int captures_save(int captures, const struct result *result);

#endif
