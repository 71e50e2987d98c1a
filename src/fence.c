/* SPDX-License-Identifier: GPL-2.0-only */
/* fence.c - proves that nothing is on its way any more. */
#include "lab.h"

#include "capture.h"
#include "packet.h"

#include <arpa/inet.h>
#include <string.h>

struct fence {
	int end;
	uint32_t serial;
};

static bool fence_seen(struct lab *lab, const void *arg)
{
	const struct fence *fence = arg;
	drain_captures(lab);
	return lab->end[fence->end].fence_seen == fence->serial;
}

/* Sends a fence out of @from and waits until it has arrived at @to. */
static void send_fence(struct lab *lab, int from, int to)
{
	uint8_t frame[60] = { 0 };
	struct fence fence = { .end = to, .serial = ++lab->fence };
	uint32_t serial = htonl(fence.serial);
	uint16_t type = htons(ETHERTYPE_FENCE);

	memcpy(frame, lab->end[to].mac, 6);
	memcpy(frame + 6, lab->end[from].mac, 6);
	memcpy(frame + 12, &type, sizeof(type));
	memcpy(frame + 14, &serial, sizeof(serial));
	int error =
		capture_send(lab->end[from].capture, lab->end[from].index, frame, sizeof(frame));
	if (error)
		broken(lab, "cannot send a fence from '%s': %s",
		       lab->ev->host[lab->end[from].host].name, strerror(-error));
	await_fact(lab, fence_seen, &fence, "a fence from '%s' at '%s'",
		   lab->ev->host[lab->end[from].host].name, lab->ev->host[lab->end[to].host].name);
}

static bool is_open(const struct lab *lab, int end)
{
	return lab->end[end].up && lab->end[end ^ 1].up;
}

void settle(struct lab *lab)
{
	int seen;
	drain_captures(lab);
	do {
		seen = lab->ev->packet_count;
		for (int end = 0; end < lab->end_count; end++) {
			int far = far_end(lab, end);
			if (far >= 0 && is_open(lab, end) && is_open(lab, far))
				send_fence(lab, end, far);
		}
	} while (lab->ev->packet_count != seen);
}
