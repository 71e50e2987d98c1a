/* SPDX-License-Identifier: GPL-2.0-only */
/* fence.c - proves that nothing is on its way any more. */
#include "lab.h"

#include "capture.h"
#include "packet.h"
#include "processes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
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
		lab_broken(lab, "cannot send a fence from '%s': %s",
			   lab->ev->host[lab->end[from].host].name, strerror(-error));
	await_fact(lab, fence_seen, &fence, "a fence from '%s' at '%s'",
		   lab->ev->host[lab->end[from].host].name, lab->ev->host[lab->end[to].host].name);
}

static bool is_open(const struct lab *lab, int end)
{
	return lab->end[end].up && lab->end[end ^ 1].up;
}

/*
 * What arrives while a system call holds the socket waits in the socket's backlog, where no fence
 * sees it. A call that waits has released the socket: release_sock(), then the process sleeps.
 */
static bool call_waits(struct lab *lab, const void *arg)
{
	const struct actor *actor = arg;
	struct process_stat stat;
	char path[32];
	snprintf(path, sizeof(path), "%d/stat", (int)actor->pid);
	int error = process_stat(path, &stat);
	if (error == -ENOENT || error == -ESRCH) /* it is dead, and waits for nothing */
		return true;
	if (error)
		lab_broken(lab, "cannot read the state of %s: %s", actor->name, strerror(-error));
	struct pollfd answered = { .fd = actor->channel, .events = POLLIN };
	return stat.state == 'S' || poll(&answered, 1, 0) > 0;
}

static void await_calls(struct lab *lab)
{
	for (int i = 0; i < lab->actor_count; i++)
		if (lab->actor[i].pid && lab->actor[i].busy)
			await_poll(lab, call_waits, &lab->actor[i], "%s to wait in its system call",
				   lab->actor[i].name);
}

/* Where what leaves @end can still arrive, -1: nowhere. A switch that has no way on has yet to
 * lose it: what waits in its backlog until a link comes up (ksoftirqd, before Linux 6.5) would be
 * delivered. */
static int fence_end(const struct lab *lab, int end)
{
	int far = far_end(lab, end);
	if (far < 0 || !is_open(lab, end))
		return -1;
	return is_open(lab, far) ? far : end ^ 1;
}

bool settle_round(struct lab *lab)
{
	await_calls(lab);
	int seen = lab->ev->packet_count;
	for (int end = 0; end < lab->end_count; end++) {
		int to = fence_end(lab, end);
		if (to >= 0)
			send_fence(lab, end, to);
	}
	return lab->ev->packet_count == seen;
}

void settle(struct lab *lab)
{
	drain_captures(lab);
	while (!settle_round(lab))
		;
}
