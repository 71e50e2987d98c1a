/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_choice.h - which resets --host, --port, --sent and --received choose, and how many they
 * leave out. */
#ifndef RSTLAB_WATCH_CHOICE_H
#define RSTLAB_WATCH_CHOICE_H

#include "live.h"
#include "options.h"

struct watch_choice {
	const struct options *options;
	struct in6_addr host; /* of --host */
	uint64_t left_out;
};

/* Is it chosen? If not, it is counted. */
bool watch_choice_takes(struct watch_choice *choice, const struct live_reset *reset);

/* "--host and --port": the options that leave some out; "": none. Returns @buffer. */
const char *watch_choice_names(const struct watch_choice *choice, char *buffer, size_t size);

#endif
