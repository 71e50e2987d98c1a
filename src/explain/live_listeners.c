/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_listeners.h"

#include "text.h"

#include <netinet/tcp.h>
#include <string.h>

const char *live_holder(const struct heard_listener *listener, char *buffer, size_t size)
{
	if (!listener->pid)
		return text_set(buffer, size, "%s%s", *listener->place ? " " : "", listener->place);
	return text_set(buffer, size, " (%s, pid %d%s%s)", listener->comm, listener->pid,
			*listener->place ? ", " : "", listener->place);
}

static bool is_any(const struct in6_addr *addr)
{
	static const struct in6_addr any4 = { { { [10] = 0xff, [11] = 0xff } } };

	return IN6_IS_ADDR_UNSPECIFIED(addr) || memcmp(addr, &any4, sizeof(any4)) == 0;
}

static bool is_at(const struct heard_listener *listener, const struct endpoint *local)
{
	bool is_ipv4 = IN6_IS_ADDR_V4MAPPED(&local->addr);

	if (listener->is_away)
		return false;
	if (!is_any(&listener->local.addr))
		return memcmp(&listener->local.addr, &local->addr, sizeof(local->addr)) == 0;
	return IN6_IS_ADDR_UNSPECIFIED(&listener->local.addr) ? !is_ipv4 || !listener->is_ipv6_only
							      : is_ipv4;
}

const struct heard_listener *live_listener_at(const struct heard_listeners *found,
					      const struct endpoint *local)
{
	for (int i = 0; i < found->count; i++)
		if (is_at(&found->listener[i], local))
			return &found->listener[i];
	return NULL;
}

/* ---- Near it ------------------------------------------------------------------------------------
 */

/* "; 127.0.0.1:8080 does (nginx, pid 812)" for each. */
static void add_listeners(const struct heard_listeners *found, const struct endpoint *local,
			  char *buffer, size_t size)
{
	char text[ENDPOINT_TEXT_SIZE], who[160];

	for (int i = 0; i < found->count; i++) {
		const struct heard_listener *each = &found->listener[i];
		bool is_other_family = IN6_IS_ADDR_UNSPECIFIED(&each->local.addr) &&
				       each->is_ipv6_only && IN6_IS_ADDR_V4MAPPED(&local->addr);
		text_append(buffer, size, "%s%s does%s%s", i ? ", " : "; ",
			    endpoint_text(&each->local, text),
			    is_other_family ? ", for IPv6 only" : "",
			    live_holder(each, who, sizeof(who)));
	}
	if (found->more)
		text_append(buffer, size, " and %d more", found->more);
}

/* For a SYN that found no listener: who listens nearby. */
static const char *near_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_listeners *found = &story->listeners;
	const struct endpoint *local = &story->reset.local;
	const struct heard_listener *listener = live_listener_at(found, local);
	char text[ENDPOINT_TEXT_SIZE], who[160];

	endpoint_text(local, text);
	if (listener)
		return text_set(buffer, size,
				"%s does listen now%s: it started later, it is bound to another "
				"device or namespace, or a BPF program intercepts its traffic",
				text, live_holder(listener, who, sizeof(who)));
	text_set(buffer, size, "nobody listens at %s", text);
	add_listeners(found, local, buffer, size);
	return buffer;
}

/* ---- Its queue ----------------------------------------------------------------------------------
 */

static bool is_of_listener(const struct live_reset *reset)
{
	return reset->word && reset->word->state == TCP_LISTEN;
}

bool live_may_be_of_queue(const struct live_reset *reset)
{
	return live_is_sent(reset->fate) && reset->fate != LIVE_ALIEN && reset->local_serves &&
	       !reset->answers_syn && (!reset->word || is_of_listener(reset));
}

static bool is_full(const struct heard_listener *listener)
{
	return listener->waiting > listener->backlog;
}

/* The index of @cause in @diagnosis; -1: not there. */
static int among(const struct diagnosis *diagnosis, const char *cause)
{
	for (int i = 0; i < diagnosis->count; i++)
		if (strcmp(diagnosis->candidate[i].cause, cause) == 0)
			return i;
	return -1;
}

bool live_by_queue(const struct live_reset *reset, const struct heard_listeners *found,
		   struct diagnosis *ret)
{
	const struct heard_listener *listener = live_listener_at(found, &reset->local);

	if (!listener || !is_full(listener) || !live_may_be_of_queue(reset))
		return false;
	*ret = *reset->diagnosis;
	int full = among(ret, "backlog-full"), cookie = among(ret, "bad-syncookie");
	struct candidate first = ret->candidate[full >= 0 ? full : cookie >= 0 ? cookie : 0];
	if (full >= 0) {
		ret->count = 1;
		first.confidence = LIKELY;
	} else {
		for (int i = cookie; i > 0; i--)
			ret->candidate[i] = ret->candidate[i - 1];
	}
	ret->candidate[0] = first;
	return full >= 0 || cookie >= 0;
}

/* For a segment that met a listener, or found its queue full. */
static const char *queue_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_listener *listener =
		live_listener_at(&story->listeners, &story->reset.local);
	char who[160];

	if (!listener || !live_may_be_of_queue(&story->reset))
		return NULL;
	live_holder(listener, who, sizeof(who));
	if (is_full(listener))
		return text_set(buffer, size, "the accept queue is full, %u of %u%s",
				listener->waiting, listener->backlog, who);
	if (!is_of_listener(&story->reset))
		return NULL;
	return text_set(buffer, size, "the listener does not know this connection%s", who);
}

/* For a listener that answered in the name of another address: which one it is. */
static const char *proxy_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct endpoint *local = live_listener(story->reset.word);
	const struct heard_listeners *found = &story->listeners;
	char text[ENDPOINT_TEXT_SIZE], who[160] = "";

	endpoint_text(local, text);
	for (int i = 0; i < found->count && !*who; i++) {
		const struct endpoint *its = &found->listener[i].local;
		bool is_any_too = IN6_IS_ADDR_UNSPECIFIED(&local->addr) && is_any(&its->addr);
		if (!is_any_too && memcmp(&its->addr, &local->addr, sizeof(its->addr)) != 0)
			continue;
		endpoint_text(its, text);
		live_holder(&found->listener[i], who, sizeof(who));
	}
	return text_set(buffer, size,
			"the listener at %s%s answered in its name: a transparent proxy or a "
			"redirected port",
			text, who);
}

static bool found_no_socket(const struct live_reset *reset)
{
	return reset->answers_syn || (reset->word && reset->word->reason &&
				      strcmp(reset->word->reason, "NO_SOCKET") == 0);
}

const char *live_listeners_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct live_reset *reset = &story->reset;

	if (live_in_anothers_name(reset->word, reset->packet))
		return proxy_text(story, buffer, size);
	/* A rule made the RST: the listener was not asked. */
	bool is_ruled = reset->word && reset->word->by_firewall;
	if (!story->listeners.is_known || !live_is_sent(reset->fate) || is_ruled)
		return NULL;
	/* alien_text() in live_words.c names the listener. */
	if (reset->fate == LIVE_ALIEN && live_listener_at(&story->listeners, &reset->local))
		return NULL;
	if (found_no_socket(reset))
		return near_text(story, buffer, size);
	return queue_text(story, buffer, size);
}
