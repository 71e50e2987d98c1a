/* SPDX-License-Identifier: GPL-2.0-only */
/* lab.c - what a run keeps of itself: events, packets, counters, and how it ends. */
#include "lab.h"

#include "address.h"
#include "capture.h"
#include "ns.h"
#include "packet.h"
#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const void *lab_parameter(const struct lab *lab)
{
	return lab->scenario->parameter;
}

/* What happens when the actors die is no part of the story: they live on until the runner has heard
 * all witnesses. If nobody listens, nobody is left. */
void lab_freeze(struct lab *lab, enum ending ending)
{
	/* Of a story that was told lab_witnesses() has set it. */
	if (ending != ENDED_WELL && ending != ENDED_WAITING)
		lab->ev->end_ns = now_ns(CLOCK_REALTIME);
	lab->ev->ending = ending;
	if (send(lab->process->channel, "", 1, MSG_NOSIGNAL) != 1)
		_exit(1);
}

_Noreturn void lab_end(struct lab *lab, enum ending ending)
{
	static bool drained;
	char byte;
	if (!drained) {
		/* A capture that cannot be read ends here again, and then for good. */
		drained = true;
		drain_captures(lab);
	}
	lab_freeze(lab, ending);
	/* The runner kills it; where it may not kill, it hangs up. */
	while (recv(lab->process->channel, &byte, 1, 0) < 0 && errno == EINTR)
		;
	_exit(0);
}

bool lost_actor(const struct lab *lab, char *text, size_t size)
{
	for (int i = 0; i < lab->actor_count; i++) {
		const struct actor *actor = &lab->actor[i];
		siginfo_t info = { 0 };
		/* It stays to be waited for. */
		if (!actor->pid ||
		    waitid(P_PID, (id_t)actor->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 ||
		    !info.si_pid)
			continue;
		text_set(text, size,
			 info.si_code == CLD_EXITED ? "'%s' exited with %d"
						    : "'%s' was killed from outside: signal %d",
			 actor->name, info.si_status);
		return true;
	}
	return false;
}

static _Noreturn void end_saying(struct lab *lab, enum ending ending, const char *format,
				 va_list args)
{
	struct evidence *ev = lab->ev;
	char lost[TEXT_SIZE];
	text_vset(ev->why, sizeof(ev->why), format, args);
	/* Then that is what all else has come of. */
	if (ending == ENDED_BROKEN && lost_actor(lab, lost, sizeof(lost)))
		text_append(ev->why, sizeof(ev->why), "; %s", lost);
	lab_end(lab, ending);
}

_Noreturn void lab_broken(struct lab *lab, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	end_saying(lab, ENDED_BROKEN, format, args);
}

_Noreturn void lab_skip(struct lab *lab, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	end_saying(lab, ENDED_SKIP, format, args);
}

struct event *lab_record(struct lab *lab, enum event_kind kind, int host, const char *verb)
{
	struct evidence *ev = lab->ev;
	if (ev->event_count == EVENTS_MAX)
		lab_broken(lab, "the story has more than %d events", EVENTS_MAX);
	struct event *event = &ev->event[ev->event_count];
	event->begin_ns = event->end_ns = now_ns(CLOCK_REALTIME);
	event->kind = kind;
	event->host = (int16_t)host;
	event->chapter = (int16_t)lab->chapter;
	snprintf(event->verb, sizeof(event->verb), "%s", verb);
	ev->event_count++;
	return event;
}

int host_index(struct lab *lab, const char *name)
{
	int host = evidence_host(lab->ev, name);
	if (host < 0)
		lab_broken(lab, "topology '%s' has no host '%s'", lab->topology->name, name);
	return host;
}

int host_end(const struct lab *lab, int host)
{
	int end = 0;
	while (end < lab->end_count - 1 && lab->end[end].host != host)
		end++;
	return end;
}

void host_enter(struct lab *lab, int host)
{
	int error = ns_enter(lab->host[host].ns);
	if (error)
		lab_broken(lab, "cannot enter namespace '%s': %s", lab->ev->host[host].name,
			   strerror(-error));
}

/* A fence is for the lab's own eyes: its arrival is noted, and it is no evidence. */
static bool note_fence(struct end *end, const struct capture_frame *frame)
{
	uint16_t type;
	uint32_t serial;
	if (frame->size < 14 + sizeof(serial))
		return false;
	memcpy(&type, frame->bytes + 12, sizeof(type));
	if (ntohs(type) != ETHERTYPE_FENCE)
		return false;
	memcpy(&serial, frame->bytes + 14, sizeof(serial));
	if (!frame->sent)
		end->fence_seen = ntohl(serial);
	return true;
}

/* Programs may send without end: of a drill the beginning is kept whole, and then what opens and
 * ends connections; of each packet as much as tells what it is. */
enum { DRILL_WHOLE = PACKETS_MAX / 2, DRILL_SNAPLEN = 192 };

/* What the service sends its client, whether it is kept or not. */
static void count_bytes(struct lab *lab, int end, const struct capture_frame *frame)
{
	const struct drill_request *drill = lab->process->drill;
	struct decoded tcp;
	if (!drill || frame->sent || strcmp(lab->ev->host[lab->end[end].host].name, "client") != 0)
		return;
	packet_decode(frame->bytes, frame->size, &tcp);
	if (tcp.protocol == PROTO_TCP && tcp.src.port == drill->port)
		lab->bytes_served += tcp.len;
}

static bool is_kept(const struct lab *lab, struct capture_frame *frame)
{
	struct decoded tcp;
	if (!lab->process->drill)
		return true;
	if (frame->size > DRILL_SNAPLEN)
		frame->size = DRILL_SNAPLEN;
	if (lab->ev->packet_count < DRILL_WHOLE)
		return true;
	packet_decode(frame->bytes, frame->size, &tcp);
	return tcp.protocol == PROTO_TCP && tcp.flags & (SYN | FIN | RST) &&
	       lab->ev->packet_count < PACKETS_MAX;
}

static void drain_end(struct lab *lab, int index)
{
	struct evidence *ev = lab->ev;
	struct end *end = &lab->end[index];
	for (;;) {
		struct capture_frame frame = { .bytes = ev->frames + ev->frame_bytes,
					       .size = FRAMES_MAX - ev->frame_bytes };
		bool unkept = hold_is_full(lab, &frame);
		int got = capture_read(end->capture, &frame);
		if (got == 0)
			return;
		if (got < 0)
			lab_broken(lab, "cannot read the capture of '%s' at '%s': %s",
				   ev->end[index].ifname, ev->host[end->host].name, strerror(-got));
		end->frames_read++;
		if (note_fence(end, &frame))
			continue;
		if (unkept) {
			ev->held_unkept++;
			continue;
		}
		count_bytes(lab, index, &frame);
		if (!is_kept(lab, &frame)) {
			lab->packets_passed++;
			continue;
		}
		bool fits = frame.size >= frame.length || lab->process->drill;
		if (!fits || ev->packet_count == PACKETS_MAX)
			lab_broken(lab, "the evidence is full: more than %d packets or %d bytes",
				   PACKETS_MAX, FRAMES_MAX);
		ev->packet[ev->packet_count] = (struct packet){
			.time_ns = frame.time_ns,
			.end = (int16_t)index,
			.chapter = (int16_t)lab->chapter,
			.sent = frame.sent,
			.frame = ev->frame_bytes,
			.length = (uint16_t)frame.length,
			.caplen = (uint16_t)frame.size,
			.hold = (uint8_t)lab->held.number,
		};
		ev->frame_bytes += (uint32_t)frame.size;
		ev->packet_count++;
	}
}

static void drain_all(struct lab *lab)
{
	for (int i = 0; i < lab->end_count; i++)
		if (lab->end[i].capture >= 0)
			drain_end(lab, i);
}

void drain_captures(struct lab *lab)
{
	int seen = lab->ev->packet_count;
	drain_all(lab);
	if (!lab->process->hold.follows || lab->ev->packet_count == seen)
		return;
	/* What has arrived somewhere has left before, and its copy from there is to be read too. */
	do {
		seen = lab->ev->packet_count;
		drain_all(lab);
	} while (lab->ev->packet_count != seen);
	hold_follow(lab);
}

struct counter_fact *counter_fact(struct lab *lab, int host, const char *name)
{
	struct evidence *ev = lab->ev;
	for (int i = 0; i < ev->counter_count; i++)
		if (ev->counter[i].host == host && strcmp(ev->counter[i].name, name) == 0)
			return &ev->counter[i];
	if (ev->counter_count == COUNTERS_MAX)
		lab_broken(lab, "more than %d counters moved", COUNTERS_MAX);
	struct counter_fact *fact = &ev->counter[ev->counter_count++];
	*fact = (struct counter_fact){ .host = (int16_t)host };
	snprintf(fact->name, sizeof(fact->name), "%s", name);
	return fact;
}

void read_counters(struct lab *lab, int host, struct counters *ret)
{
	int error = counters_read(&lab->host[host].source, ret);
	if (error)
		lab_broken(lab, "cannot read the counters of '%s': %s", lab->ev->host[host].name,
			   strerror(-error));
}

uint64_t capture_losses(struct lab *lab, int index)
{
	struct end *end = &lab->end[index];
	uint64_t taken, drops;
	int error = capture_count(end->capture, &taken, &drops);
	if (error)
		lab_broken(lab, "cannot read how many packets the capture of '%s' at '%s' lost: %s",
			   lab->ev->end[index].ifname, lab->ev->host[end->host].name,
			   strerror(-error));
	end->frames_taken += taken;
	return drops;
}

void freeze_capture(struct lab *lab, int index)
{
	struct end *end = &lab->end[index];
	struct end_facts *facts = &lab->ev->end[index];
	if (end->capture < 0)
		return;
	facts->drops += capture_losses(lab, index);
	/* What it has taken by now is there to be read; more may come meanwhile. */
	drain_end(lab, index);
	if (end->frames_read < end->frames_taken)
		lab_broken(
			lab,
			"only part of the %llu packets that the capture of '%s' at '%s' took could "
			"be read: %llu",
			(unsigned long long)end->frames_taken, facts->ifname,
			lab->ev->host[end->host].name, (unsigned long long)end->frames_read);
}

void narrate(const struct lab *lab, const char *format, ...)
{
	char text[TEXT_SIZE * 2];
	va_list args;
	if (!lab->process->narrates)
		return;
	va_start(args, format);
	text_vset(text, sizeof(text), format, args);
	va_end(args);
	/* One write, so that the lines of labs side by side stay whole. */
	fprintf(stderr, "%9.6f  %s/%s  %s\n",
		(double)(now_ns(CLOCK_REALTIME) - lab->ev->begin_ns) / 1e9, lab->scenario->name,
		family_text(lab->family), text);
}

bool verb_allowed(struct lab *lab, const char *verb, struct sock *sock)
{
	if (!lab->process->tamper || lab->tampering)
		return true;
	lab->tampering = true;
	bool allowed = lab->process->tamper(lab, verb, sock);
	lab->tampering = false;
	return allowed;
}

/* Only who waits in vain waits so long; on a starved machine a link takes seconds to come up. */
enum { WAIT_MS = 15000 };

int64_t wait_ns(double scale)
{
	return (int64_t)(scale * (double)WAIT_MS * 1e6);
}

int64_t deadline_ns(const struct lab *lab)
{
	return now_ns(CLOCK_MONOTONIC) + wait_ns(lab->process->scale);
}
