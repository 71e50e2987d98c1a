/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_socket.c - promises about what the applications, and sock_diag, have seen. */
#include "errno_name.h"
#include "judge_parts.h"
#include "tcp_state.h"

#include <errno.h>
#include <string.h>

/* What no TCP says of a connection: the machine had no memory or no descriptor to give, a signal
 * came, or somebody on the machine refused the call. */
static bool is_machines(int err)
{
	static const int errors[] = { ENOMEM, ENOBUFS, EMFILE, ENFILE, EINTR,
				      EIO,    EPERM,   ENOSYS, EFAULT };
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++)
		if (errors[i] == err)
			return true;
	return false;
}

static bool is_promised(const struct scenario *scenario, const struct event *event)
{
	for (struct promises walk = promises_of(scenario); promises_next(&walk);)
		if (walk.promise.call && walk.promise.call->err == event->err &&
		    strcmp(walk.promise.call->verb, event->verb) == 0)
			return true;
	return false;
}

bool is_hindered(const struct scenario *scenario, const struct evidence *ev, struct verdict *ret)
{
	char returned[RETURN_TEXT_SIZE];
	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		if (event->kind != EVENT_CALL || !is_machines(event->err) ||
		    is_promised(scenario, event))
			continue;
		ret->status = BROKEN;
		text_append(ret->why, sizeof(ret->why),
			    "%s%s of '%s' = %s: an error of this machine, not of TCP",
			    ret->why[0] ? "; " : "", event->text, event->actor,
			    return_text(event->verb, event->ret, event->err, returned));
		return true;
	}
	return false;
}

static const struct event *find_call(const struct reading *reading, const struct promise *promise)
{
	const struct call_claim *claim = promise->call;
	const struct evidence *ev = reading->ev;
	const struct event *found = NULL;
	int nth = 0;

	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		if (event->kind != EVENT_CALL || !is_meant(ev, promise, event->host) ||
		    strcmp(event->verb, claim->verb) != 0 ||
		    !in_chapter(ev, event->chapter, promise->chapter))
			continue;
		found = event;
		if (++nth == claim->nth)
			return event;
	}
	return claim->nth ? NULL : found;
}

void judge_call(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct call_claim *claim = promise->call;
	const struct event *event = find_call(reading, promise);
	if (!event) {
		text_append(ret->actual, sizeof(ret->actual), "no such call");
		return;
	}
	char returned[RETURN_TEXT_SIZE];
	text_append(ret->actual, sizeof(ret->actual), "%s = %s", event->text,
		    return_text(event->verb, event->ret, event->err, returned));
	show_moment(ret, MOMENT_EVENT, (int)(event - reading->ev->event));
	bool kept = event->err == claim->err;
	if (!claim->err)
		kept = kept &&
		       (claim->ret.is_set ? event->ret == claim->ret.value : event->ret >= 0);
	ret->status = kept ? PASS : FAIL;
}

static bool is_claimed(const struct look_claim *claim, const struct socket_facts *sock)
{
	bool is_not = claim->state && claim->state[0] == '~';

	return (!claim->state ||
		(strcmp(claim->state + is_not, tcp_state_name(sock->state)) == 0) != is_not) &&
	       (!claim->port || claim->port == sock->local.port ||
		claim->port == sock->remote.port);
}

/* Where in the story it was looked. */
static void show_look(const struct evidence *ev, const struct look *look, struct ruling *ret)
{
	for (int i = 0; i < ev->event_count; i++)
		if (ev->event[i].kind == EVENT_LOOK && ev->event[i].ret == look - ev->look)
			show_moment(ret, MOMENT_EVENT, i);
}

void judge_look(const struct reading *reading, const struct promise *promise, struct ruling *ret)
{
	const struct look_claim *claim = promise->look;
	const struct evidence *ev = reading->ev;
	int host = evidence_host(ev, promise->who);
	const char *label = promise_look(promise);
	const struct look *look = NULL;

	for (int i = 0; i < ev->look_count; i++)
		if (ev->look[i].host == host && strcmp(ev->look[i].label, label) == 0)
			look = &ev->look[i];
	if (!look) {
		text_append(ret->actual, sizeof(ret->actual), "no such look");
		ret->unsound = true;
		return;
	}
	if (claim->state && tcp_state_parse(claim->state + (claim->state[0] == '~')) < 0) {
		text_append(ret->actual, sizeof(ret->actual), "'%s' is not a TCP state",
			    claim->state);
		ret->unsound = true;
		return;
	}
	show_look(ev, look, ret);
	int count = 0;
	for (int i = 0; i < look->count; i++)
		count += is_claimed(claim, &look->socket[i]);
	text_append(ret->actual, sizeof(ret->actual), "%d", count);
	for (int i = 0; i < look->count; i++)
		text_append(ret->actual, sizeof(ret->actual), "%s %s %u-%u", i ? "," : ";",
			    tcp_state_name(look->socket[i].state), look->socket[i].local.port,
			    look->socket[i].remote.port);
	ret->status = count == claim->count ? PASS : FAIL;
}
