/* SPDX-License-Identifier: GPL-2.0-only */
/* hold_room.c - what is seen while a story is held: its room in the evidence, and its telling. */
#include "lab.h"
#include "show.h"

#include "capture.h"

#include <string.h>

static struct shown shown;

void hold_follow(const struct lab *lab)
{
	show_new(stdout, lab->ev, &shown);
}

void hold_follow_again(int packets)
{
	memset(shown.packet + packets, 0, sizeof(shown.packet) - (size_t)packets);
}

bool hold_is_full(struct lab *lab, struct capture_frame *frame)
{
	static uint8_t aside[SNAPLEN];
	const struct evidence *ev = lab->ev;
	if (!lab->held.number || (ev->packet_count < HELD_PACKETS && ev->frame_bytes < HELD_BYTES))
		return false;
	frame->bytes = aside;
	frame->size = sizeof(aside);
	return true;
}
