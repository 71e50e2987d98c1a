/* SPDX-License-Identifier: GPL-2.0-only */
#include "watch_parts.h"

#include "allowance.h"
#include "clock.h"
#include "owners.h"
#include "rst_reason.h"
#include "text.h"

#include "headers.h"

#include <assert.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	POLLED_MAX = CPUS_MAX + PLACES_WATCHED * WATCH_INTERFACES + 1,
	/* From so many at once on they are read in bursts: waking up for each would cost more than
	 * reading it. */
	MANY = 64,
	BURST_MS = 20,
	TURNS = 64, /* batches of frames to read before the next socket's turn */
	/* What a word and a frame cost their sender before they get here (ci/bench/watch, on a
	 * machine that is not fast). */
	WORD_NS = 500,
	FRAME_NS = 800,
	UNHOOKED_MAX = 8, /* unhooking one means waiting for the kernel */
};

/* ---- Open ---------------------------------------------------------------------------------------
 */

static void open_trace(struct watch *watch)
{
	struct watch_state *state = &watch->state;
	char why[sizeof(state->why_no_words)];
	int error = trace_open(TRACE_TO_KNOW_MORE, &watch->trace, why, sizeof(why));
	if (error) {
		watch->trace = NULL;
		text_set(state->why_no_words, sizeof(state->why_no_words), "%s", why);
		return;
	}
	state->has_words = true;
	state->has_reasons = trace_has_reason(watch->trace);
	state->way = trace_way_name(watch->trace);
	state->why_not_surer = trace_why_not_surer(watch->trace);
	state->is_sure = trace_is_sure(watch->trace);
	state->has_netns = trace_knows_netns(watch->trace);
	state->no_firewall = trace_add_firewall(watch->trace);
	state->has_firewall = state->no_firewall == 0;
}

int watch_open(const struct watch_request *request, struct watch **ret, struct why *ret_why)
{
	struct watch *watch = calloc(1, sizeof(*watch));
	if (!watch)
		return why_fail(ret_why, -ENOMEM, "out of memory");
	watch->home = -1;
	watch->is_first_pids = owners_are_of_kernel();
	int error = places_open(watch, request, ret_why);
	if (!error)
		open_trace(watch);
	if (!error && !watch->state.has_words && !watch->state.has_wire)
		error = why_fail(ret_why, -EPERM,
				 "nothing can be heard: %s; %s. Run it as root (sudo)",
				 watch->state.why_no_words, watch->state.why_no_wire);
	if (error) {
		watch_close(watch);
		return error;
	}
	watch->opened_ns = now_ns(CLOCK_REALTIME);
	*ret = watch;
	return 0;
}

void watch_close(struct watch *watch)
{
	if (!watch)
		return;
	trace_close(watch->trace);
	places_close(watch);
	if (watch->home >= 0)
		close(watch->home);
	free(watch);
}

const struct watch_state *watch_state(struct watch *watch)
{
	for (int i = 0; i < watch->count; i++)
		for (int k = 0; k < watch->place[i].headers_count; k++) {
			int64_t dropped = headers_dropped(watch->place[i].headers[k]);
			watch->state.lost_frames += dropped > 0 ? (uint64_t)dropped : 0;
		}
	if (watch->trace)
		watch->state.lost_words += trace_missing(watch->trace);
	return &watch->state;
}

/* ---- Heard --------------------------------------------------------------------------------------
 */

struct hearing {
	struct watch *watch;
	const struct watch_ears *ears;
	int heard; /* in this turn */
	struct allowance allowance;
	int64_t turned_ns; /* when everything had been heard last, CLOCK_REALTIME */
	uint64_t lost;     /* lost by then */
};

/* The name is kept for a second, so a program that resets ten thousand connections is looked up
 * once. */
static void name_program(struct watch *watch, int pid, char ret[COMM_SIZE])
{
	enum { KEPT_NS = 1000000000 };
	struct program_kept *kept = &watch->program[pid % PROGRAMS_KEPT];
	int64_t now = now_ns(CLOCK_MONOTONIC);
	if (kept->pid != pid || now - kept->time_ns > KEPT_NS) {
		*kept = (struct program_kept){ .pid = pid, .time_ns = now };
		owner_comm(pid, kept->comm);
		if (!*kept->comm && watch->trace)
			trace_comm(watch->trace, pid, kept->comm, COMM_SIZE);
	}
	text_set(ret, COMM_SIZE, "%s", kept->comm);
}

/* A reply is sent in the context of whoever delivers the segment it answers: a driver, a VPN
 * daemon. Only an abort is the program's own act. */
static bool is_its_own(const struct trace_event *event)
{
	if (!event->sent)
		return false;
	if (event->reason)
		return rst_reason_way(event->reason) == RST_WAY_ABORT;
	return event->state != TCP_LISTEN && event->state > 0;
}

static void hear_word(const struct trace_event *event, void *arg)
{
	struct hearing *hearing = arg;
	struct heard_word word = {
		.time_ns = event->time_ns,
		.sent = event->sent,
		.by_firewall = event->by_firewall,
		.local = { .addr = event->local, .port = event->local_port },
		.remote = { .addr = event->remote, .port = event->remote_port },
		.listener = { .addr = event->listener, .port = event->listener_port },
		.state = event->state,
		.reason = event->reason,
		.pid = hearing->watch->is_first_pids && is_its_own(event) ? event->pid : 0,
	};
	if (event->time_ns < hearing->watch->opened_ns)
		return;
	watch_locate(hearing->watch, event, &word);
	if (is_its_own(event))
		word.no_bad_record = places_no_bad_record(hearing->watch, &word);
	if (word.pid && *event->comm)
		text_set(word.comm, sizeof(word.comm), "%s", event->comm);
	else if (word.pid)
		name_program(hearing->watch, word.pid, word.comm);
	hearing->heard++;
	hearing->allowance.others_ns += WORD_NS;
	hearing->ears->word(hearing->ears->arg, &word);
}

static_assert((int)HEADERS_KEPT == (int)HEARD_BYTES, "all that is kept");

static void hear_frame(struct hearing *hearing, int place, const struct header_frame *frame)
{
	struct heard_packet packet = { .time_ns = frame->time_ns, .leaves = frame->leaves };
	packet_read(LINK_IP, frame->bytes, frame->size, frame->length, &packet.packet);
	if (packet.packet.protocol != PROTO_TCP || frame->time_ns < hearing->watch->opened_ns)
		return;
	text_set(packet.ifname, sizeof(packet.ifname), "%s",
		 place_ifname(hearing->watch, place, frame->index));
	packet.place = (uint32_t)place;
	packet.netns = (uint32_t)hearing->watch->place[place].inode;
	packet.length = (uint32_t)frame->length;
	packet.size = (uint16_t)frame->size;
	memcpy(packet.bytes, frame->bytes, frame->size);
	hearing->heard++;
	hearing->allowance.others_ns += FRAME_NS;
	hearing->ears->packet(hearing->ears->arg, &packet);
}

/* True: everything that was there was read. */
static bool hear_frames(struct hearing *hearing, int place, int fd)
{
	struct header_frame frame[HEADERS_BATCH];
	for (int turn = 0; turn < TURNS; turn++) {
		int count = headers_read(fd, frame);
		hearing->watch->place[place].is_busy |= count > 0;
		for (int i = 0; i < count; i++)
			hear_frame(hearing, place, &frame[i]);
		if (count < HEADERS_BATCH)
			return true;
	}
	return false;
}

/* True: everything that was there at the beginning was read. Otherwise one witness is behind the
 * other. */
static bool hear_some(struct hearing *hearing)
{
	struct watch *watch = hearing->watch;
	bool all = true;
	if (watch->trace)
		trace_drain(watch->trace, hear_word, hearing, &watch->state.lost_words);
	for (int i = 0; i < watch->count; i++)
		for (int k = 0; k < watch->place[i].headers_count; k++)
			all &= hear_frames(hearing, i, watch->place[i].headers[k]);
	return all;
}

/* Repeats as long as more comes and @more allows. False: something is left. */
static bool hear_all(struct hearing *hearing, bool (*more)(struct hearing *))
{
	enum { TRIES = 16 };
	bool all = false;
	for (int i = 0; i < TRIES && !all && (i == 0 || more(hearing)); i++)
		all = hear_some(hearing);
	hearing->watch->opened_ns = INT64_MIN;
	return all;
}

/* ---- Waits --------------------------------------------------------------------------------------
 */

static int polled(const struct watch *watch, int signals, struct pollfd ret[POLLED_MAX])
{
	int count = 1;
	ret[0] = (struct pollfd){ .fd = signals, .events = POLLIN };
	for (int i = 0; i < watch->count; i++)
		for (int k = 0; k < watch->place[i].headers_count; k++)
			ret[count++] = (struct pollfd){ .fd = watch->place[i].headers[k],
							.events = POLLIN };
	if (watch->trace) {
		int words = trace_poll(watch->trace, ret + count, POLLED_MAX - count);
		count += words < POLLED_MAX - count ? words : POLLED_MAX - count;
	}
	return count;
}

/* Milliseconds from now until @due on @clock; -1: for ever. */
static int until(int64_t due, clockid_t clock)
{
	if (due < 0)
		return -1;
	int64_t ms = (due - now_ns(clock) + 999999) / 1000000;
	return ms < 0 ? 0 : ms > 3600000 ? 3600000 : (int)ms;
}

/* Milliseconds until there is something to do, if nothing is heard. */
static int patience(const struct hearing *hearing)
{
	int ears = until(hearing->ears->due(hearing->ears->arg), CLOCK_REALTIME);
	int places = until(places_due(hearing->watch), CLOCK_MONOTONIC);
	return ears < 0 || (places >= 0 && places < ears) ? places : ears;
}

/* True: a signal has come. */
static bool wait(const struct hearing *hearing, int signals)
{
	struct pollfd fds[POLLED_MAX];
	int count = polled(hearing->watch, signals, fds);
	if (hearing->heard >= MANY && poll(fds, 1, BURST_MS) > 0)
		return true;
	if (poll(fds, (nfds_t)count, patience(hearing)) <= 0)
		return false;
	return fds[0].revents;
}

/* ---- What it costs ------------------------------------------------------------------------------
 */

/* May more be heard now? */
static bool is_affordable(struct hearing *hearing)
{
	allowance_reckon(&hearing->allowance);
	return hearing->allowance.left_ns >= 0;
}

/* Hears what has come by now, as far as the allowance reaches. */
static void hear_turn(struct hearing *hearing)
{
	int64_t now = now_ns(CLOCK_REALTIME);
	hearing->heard = 0;
	if (!hear_all(hearing, is_affordable))
		hearing->ears->gap(hearing->ears->arg, hearing->turned_ns, now);
}

static bool in_any_case(struct hearing *hearing)
{
	(void)hearing;
	return true;
}

static void pause_all(struct watch *watch, bool pause)
{
	int unhooked = 0;
	if (watch->trace)
		trace_pause(watch->trace, pause);
	for (int i = 0; i < watch->count; i++)
		for (int k = 0; k < watch->place[i].headers_count; k++)
			headers_pause(watch->place[i].headers[k], pause);
	for (int i = 0; i < watch->count; i++) {
		struct watched *place = &watch->place[i];
		/* Where no traffic passes, hooks cost nothing. */
		if (pause && place->is_busy && unhooked < UNHOOKED_MAX)
			place->is_unhooked = true;
		for (int k = 0; k < place->headers_count && place->is_unhooked; k++, unhooked++)
			headers_unhook(place->headers[k], pause);
		place->is_unhooked &= pause;
		place->is_busy = false;
	}
}

/* Stops listening until there is allowance again. True: a signal has come. */
static bool pause_for_cost(struct hearing *hearing, int signals)
{
	struct pollfd fd = { .fd = signals, .events = POLLIN };
	struct watch *watch = hearing->watch;
	const struct watch_ears *ears = hearing->ears;
	int64_t begin = now_ns(CLOCK_REALTIME);
	bool ended = false;
	ears->gap(ears->arg, begin, INT64_MAX / 2);
	pause_all(watch, true);
	/* Reads what is left in the buffers; no more comes. */
	hear_all(hearing, in_any_case);
	ears->gap(ears->arg, begin, INT64_MAX / 2);
	while (!ended && allowance_wait(&hearing->allowance) > 0) {
		int64_t later = now_ns(CLOCK_REALTIME) + allowance_wait(&hearing->allowance);
		int64_t due = ears->due(ears->arg);
		ended = poll(&fd, 1, until(due >= 0 && due < later ? due : later, CLOCK_REALTIME)) >
				0 ||
			!ears->turn(ears->arg, now_ns(CLOCK_REALTIME));
		allowance_reckon(&hearing->allowance);
	}
	pause_all(watch, false);
	int64_t end = now_ns(CLOCK_REALTIME);
	watch->state.deaf_ns += end - begin;
	ears->gap(ears->arg, begin, end);
	return ended;
}

/* Loss is a gap too, even if others have asked for the state in between. */
static void tell_lost(struct hearing *hearing)
{
	const struct watch_state *state = watch_state(hearing->watch);
	uint64_t lost = state->lost_words + state->lost_frames;
	int64_t now = now_ns(CLOCK_REALTIME);
	if (lost > hearing->lost)
		hearing->ears->gap(hearing->ears->arg, hearing->turned_ns, now);
	hearing->lost = lost;
	hearing->turned_ns = now;
}

static void listen_until(struct hearing *hearing, int signals)
{
	const struct watch_ears *ears = hearing->ears;
	bool ended = false;
	allowance_begin(&hearing->allowance);
	hearing->turned_ns = now_ns(CLOCK_REALTIME);
	while (!ended) {
		ended = wait(hearing, signals);
		hear_turn(hearing);
		places_renew(hearing->watch);
		tell_lost(hearing);
		ended |= !ears->turn(ears->arg, now_ns(CLOCK_REALTIME));
		allowance_reckon(&hearing->allowance);
		if (!ended && hearing->allowance.left_ns < 0)
			ended = pause_for_cost(hearing, signals);
	}
}

void watch_run(struct watch *watch, const struct watch_ears *ears)
{
	struct hearing hearing = { .watch = watch, .ears = ears };
	listen_until(&hearing, ears->signals);
}
