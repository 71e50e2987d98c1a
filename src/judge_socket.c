/* SPDX-License-Identifier: GPL-2.0-only */
/* judge_socket.c - promises about what the applications, and sock_diag, have seen. */
#include "errno_name.h"
#include "judge_parts.h"
#include "tcp_state.h"

#include <string.h>

static const struct event *find_call(const struct hearing *hearing, const struct promise *promise)
{
	const struct call_claim *claim = &promise->call;
	const struct evidence *ev = hearing->ev;
	const struct event *found = NULL;
	int host = evidence_host(ev, promise->who), nth = 0;

	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		if (event->kind != EVENT_CALL || event->host != host ||
		    strcmp(event->verb, claim->verb) != 0 ||
		    !in_chapter(ev, event->chapter, claim->chapter))
			continue;
		found = event;
		if (++nth == claim->nth)
			return event;
	}
	return claim->nth ? NULL : found;
}

static void say_return(char *text, size_t size, int64_t ret, int err)
{
	append(text, size, "%lld", (long long)ret);
	if (err)
		append(text, size, " %s", errno_name(err));
}

void call_expected(const struct call_claim *claim, char *text, size_t size)
{
	if (claim->nth)
		append(text, size, "%s() number %d = ", claim->verb, claim->nth);
	else
		append(text, size, "%s() = ", claim->verb);
	if (claim->err)
		say_return(text, size, -1, claim->err);
	else if (claim->ret.is_set)
		say_return(text, size, claim->ret.value, 0);
	else
		append(text, size, "success");
	if (claim->chapter)
		append(text, size, ", while: %s", claim->chapter);
}

void judge_call(const struct hearing *hearing, const struct promise *promise, struct ruling *ret)
{
	const struct call_claim *claim = &promise->call;
	const struct event *event = find_call(hearing, promise);
	if (!event) {
		append(ret->actual, sizeof(ret->actual), "no such call");
		return;
	}
	append(ret->actual, sizeof(ret->actual), "%s = ", event->text);
	say_return(ret->actual, sizeof(ret->actual), event->ret, event->err);
	bool kept = event->err == claim->err;
	if (!claim->err)
		kept = kept &&
		       (claim->ret.is_set ? event->ret == claim->ret.value : event->ret >= 0);
	ret->status = kept ? PASS : FAIL;
}

static bool is_claimed(const struct look_claim *claim, const struct socket_facts *sock)
{
	return (!claim->state || strcmp(claim->state, tcp_state_name(sock->state)) == 0) &&
	       (!claim->port || claim->port == sock->local.port ||
		claim->port == sock->remote.port);
}

void look_expected(const struct look_claim *claim, char *text, size_t size)
{
	append(text, size, "%lld socket%s in %s", (long long)claim->count,
	       claim->count == 1 ? "" : "s", claim->state ? claim->state : "any state");
	if (claim->port)
		append(text, size, " at port %u", claim->port);
	append(text, size, ", %s", claim->label);
}

void judge_look(const struct hearing *hearing, const struct promise *promise, struct ruling *ret)
{
	const struct look_claim *claim = &promise->look;
	const struct evidence *ev = hearing->ev;
	int host = evidence_host(ev, promise->who);
	const struct look *look = NULL;

	for (int i = 0; i < ev->look_count; i++)
		if (ev->look[i].host == host && strcmp(ev->look[i].label, claim->label) == 0)
			look = &ev->look[i];
	if (!look) {
		append(ret->actual, sizeof(ret->actual), "nobody looked");
		return;
	}
	if (claim->state && tcp_state_parse(claim->state) < 0) {
		append(ret->actual, sizeof(ret->actual), "'%s' is no TCP state", claim->state);
		return;
	}
	int count = 0;
	for (int i = 0; i < look->count; i++)
		count += is_claimed(claim, &look->socket[i]);
	append(ret->actual, sizeof(ret->actual), "%d", count);
	for (int i = 0; i < look->count; i++)
		append(ret->actual, sizeof(ret->actual), "%s %s %u-%u", i ? "," : ";",
		       tcp_state_name(look->socket[i].state), look->socket[i].local.port,
		       look->socket[i].remote.port);
	ret->status = count == claim->count ? PASS : FAIL;
}
