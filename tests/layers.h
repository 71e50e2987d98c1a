/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * layers.h - frames of any link, with tags and tunnels around a TCP segment, made of words:
 *
 *   size = layers_build("eth vlan ip4 udp:4789 vxlan:42 eth", &spec, frame);
 *
 * The outermost stands first; within the last is the segment's own IP packet, or with "tcp" as the
 * last word the segment alone. layers.c lists the words.
 */
#ifndef RSTLAB_LAYERS_H
#define RSTLAB_LAYERS_H

#include "frames.h"

enum { LAYERS_SIZE = 4096 };

/* Builds it into @ret, which has room for LAYERS_SIZE bytes. Returns its size. */
size_t layers_build(const char *words, const struct frame_spec *spec, uint8_t *ret);

#endif
