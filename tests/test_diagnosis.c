/* SPDX-License-Identifier: GPL-2.0-only */
/* From what was seen to causes, and how sure each is. */
#include "diagnosis.h"
#include "dialogue.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CLOSE_AND_DATA                                                                    \
	{ 's', FIN | ACK, .seq = 501, .ack = 101 }, { 'c', ACK, .seq = 101, .ack = 502 }, \
		{ 'c', ACK, .seq = 101, .ack = 502, .len = 9 },                           \
	{                                                                                 \
		's', RST, .seq = 502                                                      \
	}

/* What the lab has taught, here. */
static const char taught[] =
	"flags=RST seq=SEG.ACK ack=none win=0 ts=missing payload=no mptcp=no ttl=same answers=data "
	"own=FIN-acked own-data=no peer=open peer-data=yes in-flight=no timer=no data-after-fin=yes "
	"rst-before=nobody: data-after-close(close)\n"
	"flags=RST,ACK seq=0 ack=SEG.END win=0 ts=none payload=no mptcp=no ttl=alone answers=SYN "
	"own=nothing own-data=no peer=SYN peer-data=no in-flight=no timer=no data-after-fin=no "
	"rst-before=nobody: firewall-reject(reject) no-listener(closed)\n"
	"flags=RST,ACK seq=SND.NXT ack=RCV.NXT win=kept ts=yes payload=no mptcp=no ttl=same answers=data "
	"own=open own-data=no peer=open peer-data=yes in-flight=no timer=no data-after-fin=no "
	"rst-before=nobody: abort-unread(unread)\n";

static const uint8_t windows_options[] = {
	OPTION_MSS, 4, 5, 180, 1, OPTION_SCALE, 3, 8, 1, 1, OPTION_SACK_PERMITTED, 2
};

static const uint8_t join[] = { 30, 12, 0x10, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t capable[] = { 30, 12, 0x00, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t fastclose[] = { 30, 12, 0x70, 0, 1, 2, 3, 4, 5, 6, 7, 8 };

/* clang-format off */
#define FASTCLOSE_AFTER(pause)                                                                 \
	HANDSHAKE, REQUEST, { 's', ACK, .seq = 501, .ack = 121 },                              \
	{ 'c', RST | ACK, .seq = 121, .ack = 501, .window = 502, .options = fastclose,         \
	  .option_bytes = sizeof(fastclose), .ms = pause }
/* clang-format on */

/* "cause(confidence)" each; the first of it first. "!cause": it is not named. */
static const struct {
	const char *name;
	struct line line[12];
	const char *says[4];
} cases[] = {
	{ "one cause, all of it seen, and Linux: but a firewall can do the same",
	  { HANDSHAKE, CLOSE_AND_DATA },
	  { "data-after-close(likely)", "!firewall-reject-established" } },
	{ "the same, but the handshake was not seen",
	  { CLOSE_AND_DATA },
	  { "data-after-close(likely)" } },
	{ "the same, of Windows",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 128, .options = windows_options,
	      .option_bytes = sizeof(windows_options), .ms = 10 },
	    { 'c', ACK, .seq = 101, .ack = 501, .bare = true },
	    { 's', FIN | ACK, .seq = 501, .ack = 101, .ttl = 128, .bare = true },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 9, .bare = true },
	    { 's', RST, .seq = 502, .ttl = 128 } },
	  { "data-after-close(likely)" } },
	{ "the same, of a Linux whose service has set the TTL of its socket, behind a router",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 254, .ms = 10 },
	    { 'c', ACK, .seq = 101, .ack = 501 },
	    { 's', FIN | ACK, .seq = 501, .ack = 101, .ttl = 254 },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 9 },
	    { 's', RST, .seq = 502, .ttl = 63 } },
	  { "data-after-close(likely)", "!middlebox-reply", "!middlebox-inject" } },
	{ "of a reply in the middle of a capture, whether it was closed before is not to be seen",
	  { { 'c', ACK, .seq = 101, .ack = 502, .len = 9 }, { 's', RST, .seq = 502 } },
	  { "segment-after-forgotten(possible)" } },
	{ "a refusal has two causes",
	  { { 'c', SYN, .seq = 100 }, { 's', RST | ACK, .ack = 101 } },
	  { "(possible)", "no-listener(possible)", "firewall-reject(possible)" } },
	{ "whatever the lab knows, an application may end its socket",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('s', 501, 121, .window = 502) },
	  { "(possible)", "abort-unread(possible)", "abort-linger(possible)",
	    "abort-other(possible)" } },
	{ "nothing can lie unread where nothing came",
	  { HANDSHAKE, ABORT('s', 501, 101, .window = 502) },
	  { "!abort-unread" } },
	{ "a window that jumps back up",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121, .window = 480 },
	    ABORT('s', 501, 121, .window = 502) },
	  { "abort-unread(likely)" } },
	{ "a RST alone", { { 's', RST, .seq = 7 } }, { "unknowable(unknowable)" } },
	{ "from elsewhere on the way",
	  { HANDSHAKE, REQUEST, { 's', RST | ACK, .seq = 501, .ack = 121, .ttl = 244 } },
	  { "middlebox-", "abort-linger(possible)" } },
	{ "what was still under way",
	  { HANDSHAKE,
	    REQUEST,
	    ABORT('s', 501, 121, .window = 502),
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4 },
	    { 's', RST, .seq = 501 } },
	  { "segment-after-forgotten(likely)" } },
	{ "half a minute of silence",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('c', 121, 501, .window = 502, .ms = 30000) },
	  { "timeout-app(likely)" } },
	{ "and not of any length",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('c', 121, 501, .window = 502, .ms = 7300) },
	  { "(possible)", "timeout-app(possible)" } },
	{ "probes at equal distances, and the end when the next one was due",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    ABORT('c', 121, 501, .window = 502, .ms = 1000) },
	  { "(possible)", "abort-linger(possible)" } },
	{ "and at another time",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    ABORT('c', 121, 501, .window = 502, .ms = 300) },
	  { "(possible)", "abort-linger(possible)" } },
	{ "a subflow is refused, and the RST does not say why",
	  { { 'c', SYN, .seq = 100, .options = join, .option_bytes = sizeof(join) },
	    { 's', RST | ACK, .ack = 101 } },
	  { "(possible)", "mptcp-join-refused(possible)", "no-listener(possible)" } },
	{ "a first subflow is refused",
	  { { 'c', SYN, .seq = 100, .options = capable, .option_bytes = sizeof(capable) },
	    { 's', RST | ACK, .ack = 101 } },
	  { "!mptcp-join-refused", "no-listener(possible)" } },
	{ "the minute that the kernel waits for a peer of Multipath TCP to close as well",
	  { FASTCLOSE_AFTER(61900) },
	  { "mptcp-close-timeout(likely)" } },
	{ "less than that", { FASTCLOSE_AFTER(58900) }, { "!mptcp-close-timeout" } },
	{ "and more", { FASTCLOSE_AFTER(68100) }, { "!mptcp-close-timeout" } },
	{ "a minute, and no fast close",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('c', 121, 501, .window = 502, .ms = 61900) },
	  { "!mptcp-close-timeout" } },
	{ "a scanner",
	  { { 'c', ACK, .seq = 7, .ack = 9, .client_port = 4 },
	    { 'c', SYN, .seq = 100, .bare = true },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', RST, .seq = 101 } },
	  { "unwanted-syn-ack(likely)" } },
	{ "a scanner, where no ACK was captured at all: it may answer what came later",
	  { { 'c', SYN, .seq = 100, .bare = true },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', RST, .seq = 101 } },
	  { "unwanted-syn-ack(possible)", "data-after-close(possible)" } },
	{ "half a minute in which nothing with SYN, FIN or RST passed is no silence",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    ABORT('c', 101, 501, .window = 502, .ms = 30000) },
	  { "(possible)", "!timeout-app", "timeout-keepalive(possible)" } },
	{ "flags of nobody", { HANDSHAKE, { 's', RST | SYN, .seq = 7 } }, { "crafted(likely)" } },
	{ "who was reset goes on as if nothing were",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 's', RST, .seq = 501, .ms = 20 },
	    { 's', ACK, .seq = 501, .ack = 121, .len = 30, .ms = 40 } },
	  { "middlebox-inject(likely)" } },
};

struct asked {
	const struct lessons *lessons;
	struct diagnosis *ret;
};

static void diagnose_last(void *arg, const struct conversation *conversation)
{
	struct asked *asked = arg;

	diagnosis_make(asked->lessons, conversation, conversation->reset_count - 1, asked->ret);
}

/* Of the last RST of the lines. */
static void reach(const struct lessons *lessons, const struct line *lines, struct diagnosis *ret)
{
	struct asked asked = { lessons, ret };
	struct conversations *all = conversations_open(CONVERSATIONS_MAX, 0, diagnose_last, &asked);
	int64_t now = 1000000000;

	for (uint64_t i = 0; lines[i].from; i++) {
		struct decoded packet;
		dialogue_packet(&lines[i], &packet);
		now += (int64_t)lines[i].ms * 1000000;
		assert_int_equal(conversations_add(all, &packet, i + 1, now), 0);
	}
	conversations_end(all);
	conversations_close(all);
}

static void text_of(const struct diagnosis *diagnosis, char *ret, size_t size)
{
	size_t at = 0;

	*ret = '\0';
	for (int i = 0; i < diagnosis->count; i++)
		at += (size_t)snprintf(ret + at, size - at, " %s(%s)",
				       diagnosis->candidate[i].cause,
				       confidence_name[diagnosis->candidate[i].confidence]);
}

static void check_case(size_t i, const struct diagnosis *diagnosis)
{
	char text[1024];

	text_of(diagnosis, text, sizeof(text));
	for (int k = 0; k < 4 && cases[i].says[k]; k++) {
		const char *says = cases[i].says[k];
		bool is_no = *says == '!';
		const char *found = strstr(text, is_no ? says + 1 : says);
		if ((found != NULL) == is_no)
			fail_msg("%s: %s of '%s'", cases[i].name, says, text);
		/* The first is of the first. */
		if (k == 0 && !is_no && strchr(text + 1, ' ') && found > strchr(text + 1, ' '))
			fail_msg("%s: %s is not the first of '%s'", cases[i].name, says, text);
	}
}

static void test_cases(void **state)
{
	static struct diagnosis diagnosis;
	struct lessons lessons = { 0 };
	struct why why;

	(void)state;
	assert_int_equal(lessons_read(&lessons, taught, &why), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reach(&lessons, cases[i].line, &diagnosis);
		check_case(i, &diagnosis);
	}
	lessons_free(&lessons);
}

/* Without any lesson nothing is certain. */
static void test_untaught(void **state)
{
	static struct diagnosis diagnosis;
	const struct lessons none = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		reach(&none, cases[i].line, &diagnosis);
		assert_false(diagnosis.is_known);
		for (int k = 0; k < diagnosis.count; k++)
			assert_int_not_equal(diagnosis.candidate[k].confidence, CERTAIN);
	}
}

/* A doubt is of one cause, and says why: the server read on after its FIN. */
static void test_doubt(void **state)
{
	static const struct line half_closed[] = {
		HANDSHAKE,
		{ 's', FIN | ACK, .seq = 501, .ack = 101 },
		{ 'c', ACK, .seq = 101, .ack = 502, .len = 9 },
		{ 's', ACK, .seq = 502, .ack = 110 },
		{ 'c', ACK, .seq = 110, .ack = 502, .len = 9 },
		{ 's', RST, .seq = 502 },
		{ 0 },
	};
	static const char read_on[] =
		"flags=RST seq=SEG.ACK ack=none win=0 ts=missing payload=no mptcp=no ttl=same "
		"answers=data own=FIN-acked own-data=no peer=open peer-data=yes in-flight=no "
		"timer=no data-after-fin=read rst-before=nobody: data-after-close(close)\n";
	static struct diagnosis diagnosis;
	struct lessons lessons = { 0 };
	struct why why;
	int doubts = 0;

	(void)state;
	assert_int_equal(lessons_read(&lessons, read_on, &why), 0);
	reach(&lessons, half_closed, &diagnosis);
	for (int i = 0; i < diagnosis.count; i++) {
		const struct candidate *each = &diagnosis.candidate[i];
		if (!each->doubt)
			continue;
		doubts++;
		assert_string_equal(each->cause, "data-after-close");
		assert_int_equal(each->confidence, POSSIBLE);
		assert_non_null(strstr(each->doubt, "acknowledged data after its own FIN"));
	}
	assert_int_equal(doubts, 1);
	lessons_free(&lessons);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_untaught),
		cmocka_unit_test(test_doubt),
	};

	return cmocka_run_group_tests_name("diagnosis", tests, NULL, NULL);
}
