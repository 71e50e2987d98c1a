/* SPDX-License-Identifier: GPL-2.0-only */
/* watch_setting.h - what can be heard of a live host and what cannot, in words. */
#ifndef RSTLAB_WATCH_SETTING_H
#define RSTLAB_WATCH_SETTING_H

#include "live_format.h"
#include "watch.h"

/* @interfaces: how many were named; 0: all. Sets the beginning to now. */
void watch_setting_make(const struct watch_state *state, int interfaces, struct live_setting *ret);

#endif
