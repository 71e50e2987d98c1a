/* SPDX-License-Identifier: GPL-2.0-only */
/* captures_save.h - a result's packets as capture files, one for each end of a link. */
#ifndef RSTLAB_CAPTURES_SAVE_H
#define RSTLAB_CAPTURES_SAVE_H

#include "result.h"

/* Writes captures/SCENARIO.FAMILY[.N].HOST-IFNAME.pcap in the folder @dir. 0 or -errno. */
int captures_save(int dir, const struct result *result);

#endif
