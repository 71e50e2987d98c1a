/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_setting.h - by what a live host is heard, in words, and what lacks. */
#ifndef RSTLAB_WATCH_SETTING_H
#define RSTLAB_WATCH_SETTING_H

#include "live_format.h"
#include "watch.h"

/* @interfaces: how many were asked for by name; 0: all. It begins now. */
void watch_setting_make(const struct watch_state *state, int interfaces, struct live_setting *ret);

#endif
