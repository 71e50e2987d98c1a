/* SPDX-License-Identifier: GPL-2.0-only */
/* What packets alone tell of a RST, and what they do not. */
#include "dialogue.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* "trait=value", up to four, of the last RST of the lines. */
static const struct {
	const char *name;
	struct line line[12];
	const char *says[5];
} stories[] = {
	{ "refused",
	  { { 'c', SYN, .seq = 100 }, { 's', RST | ACK, .ack = 101, .ms = 1 } },
	  { "flags=RST,ACK seq=0 ack=SEG.END win=0 ts=none payload=no mptcp=no ttl=alone answers=SYN "
	    "own=nothing own-data=no peer=SYN peer-data=no in-flight=no timer=no data-after-fin=no "
	    "rst-before=nobody" } },
	{ "closed with unread data",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121, .window = 480 },
	    ABORT('s', 501, 121, .window = 502) },
	  { "flags=RST,ACK seq=SND.NXT ack=RCV.NXT win=grown ts=yes",
	    "answers=data own=open own-data=no", "peer=open peer-data=yes" } },
	{ "its ACK was still to come",
	  { HANDSHAKE, REQUEST, ABORT('s', 501, 121, .window = 502) },
	  { "ack=RCV.NXT win=first" } },
	{ "a reply has the number of what it answers",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 5, .ms = 2000 },
	    { 's', RST, .seq = 501 } },
	  { "flags=RST seq=SEG.ACK ack=none win=0 ts=missing", "answers=data own=open",
	    "timer=no" } },
	{ "data after close",
	  { HANDSHAKE,
	    { 's', FIN | ACK, .seq = 501, .ack = 101 },
	    { 'c', ACK, .seq = 101, .ack = 502 },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 9 },
	    { 's', RST, .seq = 502 } },
	  { "own=FIN-acked", "data-after-fin=yes", "answers=data" } },
	{ "its data in flight",
	  { HANDSHAKE, REQUEST, ABORT('c', 121, 501, .window = 502) },
	  { "own=open own-data=yes peer=open peer-data=no in-flight=yes", "answers=SYN,ACK" } },
	{ "keepalive",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    ABORT('c', 121, 501, .window = 502, .ms = 1000) },
	  { "timer=probed" } },
	{ "keepalive that was answered",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 120, .ack = 501, .ms = 1000 },
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('c', 121, 501, .window = 502, .ms = 1000) },
	  { "timer=no" } },
	{ "sent again",
	  { HANDSHAKE,
	    REQUEST,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20, .ms = 300 },
	    ABORT('c', 121, 501, .window = 502, .ms = 600) },
	  { "timer=resent" } },
	{ "from elsewhere",
	  { HANDSHAKE, REQUEST, { 's', RST | ACK, .seq = 501, .ack = 121, .ttl = 244 } },
	  { "ttl=other" } },
	{ "of a socket with a TTL of its own, as far away",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 252 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', RST, .seq = 501, .ttl = 61 } },
	  { "ttl=?" } },
	{ "and from farther away",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ttl = 252 },
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 20 },
	    { 's', RST, .seq = 501, .ttl = 58 } },
	  { "ttl=other" } },
	{ "it begins late",
	  { REQUEST, { 's', RST, .seq = 501 } },
	  { "seq=SEG.ACK ack=none win=0 ts=missing",
	    "answers=? own=? own-data=? peer=? peer-data=yes",
	    "in-flight=? timer=? data-after-fin=? rst-before=?" } },
	{ "one direction",
	  { { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 's', ACK, .seq = 501, .ack = 121 },
	    ABORT('s', 501, 121, .window = 502) },
	  { "seq=SND.NXT ack=RCV.NXT", "answers=? own=? own-data=? peer=?" } },
	{ "a segment is missing",
	  { HANDSHAKE, { 's', ACK, .seq = 501, .ack = 141 }, ABORT('s', 501, 141, .window = 502) },
	  { "seq=SND.NXT ack=RCV.NXT win=?", "answers=? own=? own-data=? peer=? peer-data=?" } },
	{ "the RST knows of a missing one",
	  { HANDSHAKE, ABORT('s', 501, 141, .window = 502) },
	  { "ack=?", "peer-data=?" } },
	{ "no ACK was captured, of any connection: the third of the handshake may have passed",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    ABORT('s', 501, 101, .window = 502) },
	  { "seq=SND.NXT ack=RCV.NXT", "ts=yes",
	    "answers=? own=? own-data=? peer=? peer-data=?" } },
	{ "nor before a reply",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', RST, .seq = 101 } },
	  { "seq=SEG.ACK", "answers=? own=?" } },
	{ "nor after a FIN, and what it answers is not there",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', FIN | ACK, .seq = 121, .ack = 501 },
	    { 'c', RST, .seq = 122 } },
	  { "flags=RST seq=?", "own-data=?" } },
	{ "but it was, of another connection",
	  { { 'c', ACK, .seq = 7, .ack = 9, .client_port = 4 },
	    { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    { 'c', RST, .seq = 101 } },
	  { "seq=SEG.ACK", "answers=SYN,ACK own=SYN " } },
	{ "a refusal needs none",
	  { { 'c', SYN, .seq = 100 }, { 's', RST | ACK, .ack = 101 } },
	  { "answers=SYN own=nothing" } },
	{ "the third of the handshake is missing in a capture with ACKs",
	  { { 'c', ACK, .seq = 7, .ack = 9, .client_port = 4 },
	    { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 500, .ack = 101 },
	    ABORT('s', 501, 101, .window = 502) },
	  { "seq=SND.NXT ack=RCV.NXT", "answers=? own=?" } },
	{ "clocks that ran back",
	  { HANDSHAKE,
	    REQUEST,
	    { 's', ACK, .seq = 501, .ack = 121, .ms = -5 },
	    ABORT('s', 501, 121, .window = 502) },
	  { "answers=?" } },
	{ "a RST before",
	  { HANDSHAKE,
	    REQUEST,
	    ABORT('s', 501, 121, .window = 502),
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4, .ms = 5 },
	    { 's', RST, .seq = 501 } },
	  { "flags=RST seq=SEG.ACK", "rst-before=own" } },
	{ "bytes in it",
	  { HANDSHAKE, REQUEST, { 's', RST | ACK, .seq = 501, .ack = 121, .len = 8, .window = 9 } },
	  { "ts=missing payload=yes", "win=first" } },
	{ "flags of nobody", { HANDSHAKE, { 's', RST | SYN, .seq = 7 } }, { "flags=odd" } },
	{ "numbers of nobody",
	  { HANDSHAKE, REQUEST, { 's', ACK, .seq = 501, .ack = 121 }, { 's', RST, .seq = 77 } },
	  { "seq=other" } },
};

static void test_stories(void **state)
{
	static struct dialogue dialogue;
	char text[SITUATION_TEXT];
	struct situation situation;

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		dialogue_hear(stories[i].line, 0, 0, &dialogue);
		if (dialogue.count == 0)
			fail_msg("%s: no RST", stories[i].name);
		situation_read(&dialogue.rst[dialogue.count - 1], false, &situation);
		situation_text(&situation, text, sizeof(text));
		for (int k = 0; stories[i].says[k]; k++)
			if (!strstr(text, stories[i].says[k]))
				fail_msg("%s: '%s' is not in '%s'", stories[i].name,
					 stories[i].says[k], text);
	}
}

/* Whoever knows that nothing is missing knows that what was not seen was not. */
static void test_complete(void **state)
{
	static const struct line lines[] = { REQUEST, { 's', RST, .seq = 501 }, { 0 } };
	static struct dialogue dialogue;
	char text[SITUATION_TEXT];
	struct situation situation;

	(void)state;
	dialogue_hear(lines, 0, 0, &dialogue);
	situation_read(&dialogue.rst[0], true, &situation);
	assert_true(situation_is_known(&situation));
	assert_non_null(strstr(situation_text(&situation, text, sizeof(text)),
			       "answers=data own=nothing own-data=no peer=open"));
}

static void test_text(void **state)
{
	static const char *const bad[] = { "", "flags=RST", "flags=FIN", "seq=0 flags=RST" };
	struct situation situation = { { 0 } }, again;
	char text[SITUATION_TEXT], more[SITUATION_TEXT + 8];

	(void)state;
	for (int i = 0; i < FEATURES; i++)
		for (uint8_t value = 0; feature_value((enum feature)i, value); value++) {
			situation.value[i] = value;
			situation_text(&situation, text, sizeof(text));
			assert_true(situation_parse(text, &again));
			assert_true(situation_equal(&situation, &again));
		}
	snprintf(more, sizeof(more), "%s more=1", text);
	assert_false(situation_parse(more, &again));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(situation_parse(bad[i], &again));
}

/* What is unknown fits anything. */
static void test_fits(void **state)
{
	struct situation a = { { FLAGS_RST, SEQ_SEG_ACK } }, b = a;

	(void)state;
	assert_true(situation_fits(&a, &b));
	b.value[FEATURE_SEQ] = SEQ_OLD;
	assert_false(situation_fits(&a, &b));
	b.value[FEATURE_SEQ] = FEATURE_UNKNOWN;
	assert_true(situation_fits(&a, &b));
	assert_true(situation_fits(&b, &a));
	assert_false(situation_equal(&a, &b));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_fits),
	};

	return cmocka_run_group_tests_name("situation", tests, NULL, NULL);
}
