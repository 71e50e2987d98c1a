/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_words.h"

#include "causes.h"
#include "explain_words.h"
#include "live_listeners.h"
#include "rst_reason.h"
#include "tcp_state.h"
#include "text.h"

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
		return text_set(buffer, size, "a RST from %s to %s passed through", local, remote);
	case LIVE_RECEIVED:
		return text_set(buffer, size, "%s was reset by %s", local, remote);
	case LIVE_IGNORED:
		return text_set(buffer, size,
				"a RST from %s to %s was not accepted by any open "
				"connection",
				remote, local);
	case LIVE_ARRIVED:
		return text_set(buffer, size,
				"a RST from %s to %s came, and may have been accepted", remote,
				local);
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
		return text_set(buffer, size, "unknowable: nothing seen here shows why it came");
	diagnosis_label(diagnosis, buffer, size);
	/* Of several the first: its name says which one the sentence is of. */
	if (diagnosis->candidate[0].confidence <= LIKELY || diagnosis->count == 1)
		text_append(buffer, size, ": %s", cause->sentence);
	else
		text_append(buffer, size, "; %s: %s", cause->name, cause->sentence);
	return buffer;
}

const char *live_program(const struct live_story *story)
{
	const struct live_reset *reset = &story->reset;
	const struct diagnosis *diagnosis = &story->diagnosis;
	const struct heard_listener *listener =
		reset->local_serves ? live_listener_at(&story->listeners, &reset->local) : NULL;
	bool is_destroyed =
		diagnosis->count && strcmp(diagnosis->candidate[0].cause, "destroyed") == 0;

	if (listener)
		return listener->comm;
	return reset->word && !is_destroyed ? reset->word->comm : "";
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

/* Whether the listener sent it is the first question: it did not. */
static const char *alien_text(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_word *word = story->reset.word;
	const struct heard_listener *listener =
		live_listener_at(&story->listeners, &story->reset.local);
	bool is_ruled = word && word->by_firewall;
	char who[160] = "";

	if (listener)
		live_holder(listener, who, sizeof(who));
	return text_set(
		buffer, size, "%s%s%s%s",
		is_ruled ? "a firewall rule sent it, not TCP" : "this host's TCP did not send it",
		listener ? ", though the port has a listener" : "", who,
		is_ruled ? "" : ": a firewall rule, a proxy or a program with a raw socket did");
}

/* What says that it was not accepted, where the kernel's silence alone does not. */
static const char *taking_fact(const struct live_reset *reset, char *buffer, size_t size)
{
	if (reset->fate == LIVE_ARRIVED)
		return text_set(buffer, size,
				"the kernel has not said that a connection accepted it, but its "
				"counters do not rule that out");
	if (reset->taking == TAKING_KEPT)
		return text_set(buffer, size, "its connection is still there, in %s",
				tcp_state_name(reset->state));
	if (reset->may_be_closing)
		return text_set(buffer, size,
				"TcpEstabResets and TcpAttemptFails did not grow: if a connection "
				"accepted it, this host had closed that one");
	return NULL;
}

static const char *fate_fact(const struct live_story *story, char *buffer, size_t size)
{
	switch (story->reset.fate) {
	case LIVE_UNSEEN:
		return text_set(
			buffer, size,
			"it was not seen to leave: this host's firewall dropped it, the peer is "
			"unreachable, or its next hop is still being resolved");
	case LIVE_ALIEN:
		return alien_text(story, buffer, size);
	case LIVE_IGNORED:
	case LIVE_ARRIVED:
		return taking_fact(&story->reset, buffer, size);
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

static bool is_kind_of_first(const struct diagnosis *diagnosis, int at)
{
	return cause_is(cause_find(diagnosis->candidate[at].cause), diagnosis->candidate[0].cause);
}

/* Which kinds of its cause it may be. */
static const char *kinds_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct diagnosis *diagnosis = &story->diagnosis;
	int kinds = 0, count = 0;

	for (int i = 1; i < diagnosis->count; i++)
		kinds += is_kind_of_first(diagnosis, i);
	if (!kinds || diagnosis->candidate[0].confidence > LIKELY)
		return NULL;
	text_set(buffer, size, "perhaps of the kind ");
	for (int i = 1; i < diagnosis->count; i++)
		if (is_kind_of_first(diagnosis, i))
			text_append(buffer, size, "%s%s", text_between(count++, kinds, " or "),
				    diagnosis->candidate[i].cause);
	return buffer;
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

/* Where its sender is, or who has taken it. Nothing to say in the watcher's own namespace. */
static const char *place_fact(const struct live_story *story, char *buffer, size_t size)
{
	const struct heard_word *word = story->reset.word;

	bool is_senders = word && word->sent && !live_is_sent(story->reset.fate);

	if (!word || !*word->place)
		return NULL;
	return text_set(buffer, size, "%s%s", is_senders ? "sent " : "", word->place);
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
		place_fact,  fate_fact,  live_listeners_fact, program_fact,
		kernel_fact, kinds_fact, wire_fact,
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (facts[i](story, buffer, size) && nth-- == 0)
			return buffer;
	return NULL;
}

const char *live_gist(const struct live_story *story, char *buffer, size_t size)
{
	char program[LIVE_TEXT];

	if (!live_fact(story, 0, buffer, size))
		return NULL;
	if (place_fact(story, program, sizeof(program)) &&
	    live_fact(story, 1, program, sizeof(program)))
		text_append(buffer, size, "; %s", program);
	if (fate_fact(story, program, sizeof(program)) &&
	    program_fact(story, program, sizeof(program)))
		text_append(buffer, size, "; %s", program);
	return buffer;
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
