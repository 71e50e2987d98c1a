/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_words.h"

#include "causes.h"
#include "explain_words.h"
#include "rst_reason.h"
#include "tcp_state.h"
#include "text.h"

#include <netinet/tcp.h>
#include <string.h>
#include <time.h>

const char *live_who(const struct live_reset *reset, char *buffer, size_t size)
{
	char local[ENDPOINT_TEXT_SIZE], remote[ENDPOINT_TEXT_SIZE];

	endpoint_text(&reset->local, local);
	endpoint_text(&reset->remote, remote);
	if (endpoint_is_none(&reset->remote))
		text_set(remote, sizeof(remote), "a peer");
	switch (reset->fate) {
	case LIVE_PASSED:
		return text_set(buffer, size, "a RST of %s to %s passed through", local, remote);
	case LIVE_RECEIVED:
		return text_set(buffer, size, "%s was reset by %s", local, remote);
	case LIVE_IGNORED:
		return text_set(buffer, size, "a RST of %s to %s was taken by no open connection",
				remote, local);
	default:
		return text_set(buffer, size, "%s %s %s", local,
				reset->answers_syn ? "refused" : "reset", remote);
	}
}

const char *live_why(const struct live_story *story, char *buffer, size_t size)
{
	const struct diagnosis *diagnosis = &story->diagnosis;
	const struct cause *cause =
		diagnosis->count ? cause_find(diagnosis->candidate[0].cause) : NULL;

	if (!cause)
		return text_set(buffer, size,
				"unknowable: nothing that was seen here tells why it came");
	diagnosis_label(diagnosis, buffer, size);
	if (diagnosis->candidate[0].confidence <= LIKELY)
		text_append(buffer, size, ": %s", cause->sentence);
	return buffer;
}

const char *live_advice(const struct live_story *story)
{
	const struct diagnosis *diagnosis = &story->diagnosis;
	const struct cause *cause =
		diagnosis->count ? cause_find(diagnosis->candidate[0].cause) : NULL;

	return cause ? cause->advice : NULL;
}

/* ---- Facts --------------------------------------------------------------------------------------
 */

static const char *holder(const struct heard_listener *listener, char *buffer, size_t size)
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

	if (is_any(&listener->local.addr))
		return IN6_IS_ADDR_UNSPECIFIED(&listener->local.addr) || is_ipv4;
	return memcmp(&listener->local.addr, &local->addr, sizeof(local->addr)) == 0;
}

/* "127.0.0.1:8080 does (nginx, pid 812)" of each. */
static void add_listeners(const struct heard_listeners *found, const char *verb, char *buffer,
			  size_t size)
{
	char text[ENDPOINT_TEXT_SIZE], who[160];

	for (int i = 0; i < found->count; i++)
		text_append(buffer, size, "%s%s %s%s", i ? ", " : "; ",
			    endpoint_text(&found->listener[i].local, text), verb,
			    holder(&found->listener[i], who, sizeof(who)));
	if (found->more)
		text_append(buffer, size, " and %d more", found->more);
}

/* Where a SYN found nobody: who listens near it. */
static const char *near_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_listeners *found = &story->listeners;
	char text[ENDPOINT_TEXT_SIZE], who[160];

	endpoint_text(&story->reset.local, text);
	for (int i = 0; i < found->count; i++)
		if (is_at(&found->listener[i], &story->reset.local))
			return text_set(buffer, size,
					"%s does listen now%s: it has started since, or is bound "
					"to another device or namespace, or a program of BPF "
					"stands before it",
					text, holder(&found->listener[i], who, sizeof(who)));
	text_set(buffer, size, "nobody listens at %s", text);
	add_listeners(found, "does", buffer, size);
	return buffer;
}

static bool is_reason(const struct live_reset *reset, const char *reason)
{
	return reset->word && reset->word->reason && strcmp(reset->word->reason, reason) == 0;
}

/* Where a segment met a listener, or found its queue full. */
static const char *queue_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_listeners *found = &story->listeners;
	char who[160];

	for (int i = 0; i < found->count; i++) {
		const struct heard_listener *listener = &found->listener[i];
		if (!is_at(listener, &story->reset.local))
			continue;
		if (!is_reason(&story->reset, "TCP_FLAGS") &&
		    !is_reason(&story->reset, "INVALID_SYN"))
			return NULL;
		if (listener->waiting > listener->backlog)
			return text_set(buffer, size, "the accept queue is full, %u of %u%s",
					listener->waiting, listener->backlog,
					holder(listener, who, sizeof(who)));
		return text_set(buffer, size, "the listener knows no such connection%s",
				holder(listener, who, sizeof(who)));
	}
	return NULL;
}

static const char *socket_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct live_reset *reset = &story->reset;

	bool is_answered = reset->word && reset->word->by_firewall;

	if (!story->listeners.is_known || !live_is_sent(reset->fate) || is_answered)
		return NULL;
	if (reset->answers_syn || is_reason(reset, "NO_SOCKET"))
		return near_text(story, buffer, size);
	return queue_text(story, buffer, size);
}

static const char *fate_fact(const struct live_story *story, char *buffer, size_t size)
{
	switch (story->reset.fate) {
	case LIVE_UNSEEN:
		return text_set(
			buffer, size,
			"it was not seen to leave: a rule of this host's firewall drops it, "
			"there is no way to its peer, or it still waits for it");
	case LIVE_ALIEN:
		if (story->reset.word)
			return text_set(buffer, size, "a rule of the firewall made it, and no TCP");
		return text_set(buffer, size,
				"no TCP of this host sent it: a firewall's rule, a proxy, or a "
				"program with a raw socket did");
	default:
		return NULL;
	}
}

static const char *program_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_word *word = story->reset.word;

	if (!word || !word->pid || !word->sent)
		return NULL;
	if (!*word->comm)
		return text_set(buffer, size, "in a system call of a thread that is gone (%d)",
				word->pid);
	return text_set(buffer, size, "in a system call of %s (pid %d)", word->comm, word->pid);
}

const char *live_event(const struct heard_word *word)
{
	if (word->by_firewall)
		return IN6_IS_ADDR_V4MAPPED(&word->local.addr) ? "nf_send_reset" : "nf_send_reset6";
	return word->sent ? "tcp_send_reset" : "tcp_receive_reset";
}

static const char *kernel_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_word *word = story->reset.word;

	if (!word)
		return NULL;
	text_set(buffer, size, "kernel: %s%s%s", live_event(word), word->reason ? " reason=" : "",
		 word->reason ? word->reason : "");
	if (word->state >= 0)
		text_append(buffer, size, " state=%s", tcp_state_name(word->state));
	return buffer;
}

/* In the watcher's own namespace there is nothing to say. */
static const char *place_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_word *word = story->reset.word;

	return word && *word->place ? text_set(buffer, size, "%s", word->place) : NULL;
}

static const char *wire_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_packet *packet = story->reset.packet;
	char flags[64];

	if (!packet)
		return NULL;
	return text_set(buffer, size, "wire: %s %s [%s] seq=%u ack=%u win=%u ttl=%u",
			*packet->ifname ? packet->ifname : "?", packet->leaves ? "out" : "in",
			flags_list(packet->packet.flags, ", ", flags, sizeof(flags)),
			packet->packet.seq, packet->packet.ack, packet->packet.window,
			packet->packet.ttl);
}

const char *live_fact(const struct live_story *story, int nth, char *buffer, size_t size)
{
	static const char *(*const facts[])(const struct live_story *, char *, size_t) = {
		place_fact, fate_fact, socket_fact, program_fact, kernel_fact, wire_fact,
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (facts[i](story, buffer, size) && nth-- == 0)
			return buffer;
	return NULL;
}

const char *live_time(int64_t time_ns, char buffer[LIVE_TIME_SIZE])
{
	time_t seconds = (time_t)(time_ns / 1000000000);
	char text[16];
	struct tm at;

	localtime_r(&seconds, &at);
	strftime(text, sizeof(text), "%H:%M:%S", &at);
	return text_set(buffer, LIVE_TIME_SIZE, "%s.%03d", text, (int)(time_ns / 1000000 % 1000));
}
