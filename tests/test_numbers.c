/* SPDX-License-Identifier: GPL-2.0-only */
/* What a RST's numbers are in terms of the segment that it answers and of its connection. */
#include "numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

enum { SEQ = 1000, LEN = 5, ACKED = 7000, SND = 7005, RCV = 999, NONE = -1 };

/* A RST that answers a segment <SEQ><LEN><ACKED>. */
static const struct {
	uint8_t answered, flags; /* flags of both */
	bool answers_none, knows_none;
	uint32_t seq, ack, snd_nxt;
	enum number seq_is, ack_is;
} cases[] = {
	{ ACK, RST, .seq = ACKED, .snd_nxt = SND, .seq_is = SEG_ACK, .ack_is = ZERO },
	{ ACK, RST, .seq = SND, .snd_nxt = SND, .seq_is = SND_NXT, .ack_is = ZERO },
	{ ACK, RST, .seq = 0, .snd_nxt = SND, .seq_is = ZERO, .ack_is = ZERO },
	{ ACK, RST, .seq = 1, .ack = 1, .snd_nxt = SND, .seq_is = ANY_NUMBER,
	  .ack_is = ANY_NUMBER },
	/* Both: a reply means the one, an abort the other. */
	{ ACK, RST, .seq = ACKED, .snd_nxt = ACKED, .seq_is = SEG_ACK, .ack_is = ZERO },
	{ ACK, RST | ACK, .seq = ACKED, .ack = RCV, .snd_nxt = ACKED, .seq_is = SND_NXT,
	  .ack_is = RCV_NXT },
	{ ACK, RST | ACK, .seq = 0, .ack = SEQ + LEN, .snd_nxt = SND, .seq_is = ZERO,
	  .ack_is = SEG_END },
	{ ACK, RST | ACK, .seq = SND, .ack = 0, .snd_nxt = SND, .seq_is = SND_NXT, .ack_is = ZERO },
	{ ACK, RST | ACK, .seq = ACKED, .ack = 1, .snd_nxt = SND, .seq_is = SEG_ACK,
	  .ack_is = ANY_NUMBER },
	/* A segment without ACK acknowledges nothing, whatever its field holds; SYN and FIN count.
	 */
	{ SYN, RST, .seq = ACKED, .snd_nxt = SND, .seq_is = ANY_NUMBER, .ack_is = ZERO },
	{ SYN, RST | ACK, .seq = 0, .ack = SEQ + LEN + 1, .seq_is = ZERO, .ack_is = SEG_END },
	{ SYN, RST | ACK, .seq = 0, .ack = SEQ + LEN, .seq_is = ZERO, .ack_is = ANY_NUMBER },
	{ FIN | ACK, RST | ACK, .seq = 0, .ack = SEQ + LEN + 1, .seq_is = ZERO, .ack_is = SEG_END },
	/* What answers nothing, and what nobody knows anything of. */
	{ ACK, RST, .answers_none = true, .seq = ACKED, .snd_nxt = SND, .seq_is = ANY_NUMBER },
	{ ACK, RST | ACK, .answers_none = true, .seq = SND, .ack = SEQ + LEN, .snd_nxt = SND,
	  .seq_is = SND_NXT, .ack_is = ANY_NUMBER },
	{ ACK, RST | ACK, .knows_none = true, .seq = SND, .ack = RCV, .snd_nxt = SND,
	  .seq_is = ANY_NUMBER, .ack_is = ANY_NUMBER },
};

static void test_relations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct segment segment[2] = {
			{ .tcp = { .protocol = PROTO_TCP,
				   .flags = cases[i].answered,
				   .seq = SEQ,
				   .ack = ACKED,
				   .len = LEN } },
			{ .tcp = { .protocol = PROTO_TCP,
				   .flags = cases[i].flags,
				   .seq = cases[i].seq,
				   .ack = cases[i].ack },
			  .answers = cases[i].answers_none ? NONE : 0,
			  .has_snd_nxt = !cases[i].knows_none,
			  .has_rcv_nxt = !cases[i].knows_none,
			  .snd_nxt = cases[i].snd_nxt,
			  .rcv_nxt = RCV },
		};
		const struct wire wire = { .count = 2, .segment = segment };
		enum number ack_is = cases[i].ack_is;

		if (!(cases[i].flags & ACK) && cases[i].ack == 0)
			ack_is = ZERO;
		if (seq_relation(&wire, &segment[1]) != cases[i].seq_is ||
		    ack_relation(&wire, &segment[1]) != ack_is)
			fail_msg("case %zu: %d and %d", i, seq_relation(&wire, &segment[1]),
				 ack_relation(&wire, &segment[1]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_relations) };

	return cmocka_run_group_tests_name("numbers", tests, NULL, NULL);
}
