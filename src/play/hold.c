/* SPDX-License-Identifier: GPL-2.0-only */
#include "lab.h"
#include "show.h"

#include "capture.h"
#include "text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct counters at_begin[HOSTS_MAX]; /* of the hold */

int hold_visits(const struct lab *lab)
{
	return lab->site->visits + lab->held.shells;
}

void hold_last_word(struct lab *lab)
{
	if (!lab_witnesses(lab))
		lab_broken(lab, "packets pass all the time: captures and counters cannot be read "
				"as of one moment");
	lab->ev->visits = hold_visits(lab);
}

/* ---- The books ----------------------------------------------------------------------------------
 */

/* What the captures have lost by now is the story's loss; or, at the end of a hold, the hold's. */
static void count_lost(struct lab *lab)
{
	for (int i = 0; i < lab->end_count; i++) {
		uint64_t *lost = lab->held.number ? &lab->ev->held_unkept : &lab->ev->end[i].drops;
		if (lab->end[i].capture >= 0)
			*lost += capture_losses(lab, i);
	}
	drain_captures(lab);
}

/* All that is under way arrives first: it is the story's. */
static void begin(struct lab *lab, const char *where)
{
	struct evidence *ev = lab->ev;
	if (ev->hold_count == HOLDS_MAX)
		lab_broken(lab, "the story was held more than %d times", HOLDS_MAX);
	settle(lab);
	count_lost(lab);
	for (int i = 0; i < lab->host_count; i++)
		if (lab->host[i].ns >= 0)
			read_counters(lab, i, &at_begin[i]);
	struct hold_facts *hold = &ev->hold[ev->hold_count++];
	hold->begin_ns = now_ns(CLOCK_REALTIME);
	text_set(hold->where, sizeof(hold->where), "%s", where);
	text_set(lab->site->where, sizeof(lab->site->where), "%s", where);
	lab->held.number = ev->hold_count;
	lab->site->held = true;
}

static void end_of_counters(struct lab *lab, int host)
{
	static struct counters now;
	const struct counters *then = &at_begin[host];
	read_counters(lab, host, &now);
	/* One kernel's file has always the same lines. */
	for (int i = 0; i < now.count; i++)
		if (now.counter[i].value != then->counter[i].value)
			counter_fact(lab, host, now.counter[i].name)->held +=
				now.counter[i].value - then->counter[i].value;
}

static void end_of_hold(struct lab *lab)
{
	struct hold_facts *hold = &lab->ev->hold[lab->held.number - 1];
	settle(lab);
	count_lost(lab);
	for (int i = 0; i < lab->host_count; i++)
		if (lab->host[i].ns >= 0)
			end_of_counters(lab, i);
	hold->end_ns = now_ns(CLOCK_REALTIME);
	struct event *event = lab_record(lab, EVENT_NOTE, -1, "hold");
	event->begin_ns = hold->begin_ns;
	snprintf(event->text, sizeof(event->text), "held %.100s for %.1f s", hold->where,
		 (double)(hold->end_ns - hold->begin_ns) / 1e9);
	lab->held.number = 0;
	lab->site->held = false;
}

/* ---- Being held ---------------------------------------------------------------------------------
 */

static int poll_captures(void *arg, struct pollfd *ret, int size)
{
	const struct lab *lab = arg;
	int count = 0;
	for (int i = 0; i < lab->end_count && count < size; i++)
		if (lab->end[i].capture >= 0)
			ret[count++] =
				(struct pollfd){ .fd = lab->end[i].capture, .events = POLLIN };
	return count;
}

static bool hear_captures(void *arg)
{
	drain_captures(arg);
	return true;
}

/* What was seen makes room for what comes, where nobody wants it. */
static void make_room(struct lab *lab, int packets, uint32_t bytes)
{
	struct evidence *ev = lab->ev;
	if (lab->process->hold.saves ||
	    (ev->packet_count < HELD_PACKETS && ev->frame_bytes < HELD_BYTES))
		return;
	if (lab->process->hold.follows)
		puts("  (room for new packets: connections are numbered anew)");
	hold_follow_again(packets);
	ev->packet_count = packets;
	ev->frame_bytes = bytes;
}

/* Until the runner says that it is to end, or kills it. */
static void stay(struct lab *lab)
{
	const int packets = lab->ev->packet_count;
	const uint32_t bytes = lab->ev->frame_bytes;
	struct pollfd fds[ENDS_MAX + 1];
	char byte;
	do {
		fds[0] = (struct pollfd){ .fd = lab->process->channel, .events = POLLIN };
		poll(fds, 1 + (nfds_t)poll_captures(lab, fds + 1, ENDS_MAX), -1);
		drain_captures(lab);
		make_room(lab, packets, bytes);
	} while (recv(lab->process->channel, &byte, 1, MSG_DONTWAIT) < 0 &&
		 (errno == EAGAIN || errno == EINTR));
}

/* What comes after is not played: what was seen so far is all there will be. */
static _Noreturn void end_here(struct lab *lab, const char *where)
{
	end_of_hold(lab);
	hold_last_word(lab);
	lab_skip(lab, "ended while it was held, %s: only what was played before is there", where);
}

/* The runner kills it. */
static _Noreturn void quit(struct lab *lab)
{
	char byte = LAB_QUITS;
	if (send(lab->process->channel, &byte, 1, MSG_NOSIGNAL) != 1)
		_exit(1);
	while (recv(lab->process->channel, &byte, 1, 0) < 0 && errno == EINTR)
		;
	_exit(0);
}

/* What this machine, or this privilege, keeps from who looks. */
static void tell_lacks(const struct lab *lab)
{
	const struct evidence *ev = lab->ev;
	if (lab->site->unprivileged)
		fputs("  not as root: in a user namespace of its own\n", stderr);
	if (!ev->reason.present)
		fprintf(stderr, "  the kernel's reasons are not available: %s\n",
			ev->reason.why_not);
}

/* At the end of the story all of it was played, whoever ends it. */
static void hold(struct lab *lab, const char *where, bool is_last)
{
	const struct site_others captures = { poll_captures, hear_captures, lab };
	bool steps = lab->process->hold.steps, goes_on = steps;
	char headline[TEXT_SIZE * 2];

	begin(lab, where);
	text_set(headline, sizeof(headline), "%s/%s is %s%s", lab->scenario->name,
		 family_text(lab->family), lab->scenario->play ? "held " : "", where);
	fprintf(stderr, "%s\n", headline);
	if (lab->ev->hold_count == 1) {
		site_print(stderr, lab->site);
		tell_lacks(lab);
	}
	if (!steps) {
		fputs("  Ctrl-C ends it\n", stderr);
		stay(lab);
	} else if (site_hold(lab->site, lab->ev, &captures, &lab->held.shells) != SITE_GO_ON) {
		goes_on = false;
	}
	if (!goes_on && !lab->process->hold.saves)
		quit(lab);
	if (!goes_on && !is_last)
		end_here(lab, where);
	end_of_hold(lab);
}

/* Is it the chapter that the user wants to see first? */
static bool is_reached(const struct lab *lab, const char *title)
{
	char number[16];
	const char *until = lab->process->hold.until;
	snprintf(number, sizeof(number), "%d", lab->ev->chapter_count);
	return !until || strcmp(until, title) == 0 || strcmp(until, number) == 0;
}

void hold_before(struct lab *lab, const char *title)
{
	const struct hold_wish *wish = &lab->process->hold;
	char where[TEXT_SIZE];
	if (!wish->wanted || (!wish->until && !wish->steps))
		return;
	if (lab->held.reached || is_reached(lab, title)) {
		lab->held.reached = true;
		text_set(where, sizeof(where), "before chapter %d '%s'", lab->ev->chapter_count,
			 title);
		hold(lab, where, false);
	}
}

void hold_at_end(struct lab *lab)
{
	const struct hold_wish *wish = &lab->process->hold;
	if (wish->wanted && (!wish->until || lab->held.reached))
		hold(lab, lab->scenario->play ? "at its end" : "up", true);
}
