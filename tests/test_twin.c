/* SPDX-License-Identifier: GPL-2.0-only */
/* A segment that was captured twice: what is the same, and what is sent again. */
#include "dialogue.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { HERE = 11, THERE = 12 };

#define SYNS                                                    \
	{ 'c', SYN, .seq = 100 },                               \
	{                                                       \
		's', SYN | ACK, .seq = 500, .ack = 101, .ms = 1 \
	}
#define PIECE(from_seq, size, id, at, ...)                                                    \
	{                                                                                     \
		'c', ACK, .seq = from_seq, .ack = 501, .len = size, .ip_id = id, .place = at, \
			  .ttl = at == HERE ? 64 : 63, __VA_ARGS__                            \
	}
#define END ABORT('c', 161, 501, .window = 502)

static const struct {
	const char *name;
	struct line line[10];
	uint64_t duplicates, resends;
	uint32_t snd_nxt;
	uint32_t pairs; /* 0: any */
} stories[] = {
	{ "a card cuts it behind the first point",
	  { SYNS, PIECE(101, 60, 9, HERE, .ms = 5), PIECE(101, 20, 9, THERE, .ms = 0),
	    PIECE(121, 20, 10, THERE, .ms = 0), PIECE(141, 20, 11, THERE, .ms = 0), END },
	  3,
	  0,
	  161 },
	{ "a card puts it together before the second",
	  { SYNS, PIECE(101, 20, 9, HERE, .ms = 5), PIECE(121, 20, 10, HERE, .ms = 0),
	    PIECE(141, 20, 11, HERE, .ms = 0), PIECE(101, 60, 9, THERE, .ms = 0), END },
	  1,
	  0,
	  161 },
	{ "at the same place it is a part that is sent again",
	  { SYNS, PIECE(101, 60, 9, HERE, .ms = 5), PIECE(101, 20, 10, HERE, .ms = 0), END },
	  0,
	  1,
	  161 },
	{ "beyond what was there it is new",
	  { SYNS, PIECE(101, 40, 9, HERE, .ms = 5), PIECE(131, 30, 10, THERE, .ms = 1), END },
	  0,
	  0,
	  161 },
	{ "what is said twice at one place is seen twice at the other",
	  { { 'c', SYN, .seq = 100, .place = HERE },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 1 },
	    PIECE(101, 60, 0, HERE, .ms = 5),
	    PIECE(101, 60, 0, HERE, .ms = 30),
	    PIECE(101, 60, 0, THERE, .ms = 0),
	    PIECE(101, 60, 0, THERE, .ms = 30),
	    END },
	  2,
	  1,
	  161,
	  2 },
	{ "long after it is sent again, wherever it is seen",
	  { SYNS, PIECE(101, 60, 0, HERE, .ms = 5), PIECE(101, 60, 0, THERE, .ms = 400), END },
	  0,
	  1,
	  161 },
	{ "with a number of IP's own it is late",
	  { SYNS, PIECE(101, 60, 9, HERE, .ms = 5), PIECE(101, 60, 9, THERE, .ms = 400), END },
	  1,
	  0,
	  161 },
	{ "the other side happens to say the same",
	  { { 'c', SYN, .seq = 100 },
	    { 's', SYN | ACK, .seq = 100, .ack = 101, .ms = 1 },
	    { 'c', ACK, .seq = 101, .ack = 101, .len = 20, .ip_id = 9 },
	    { 's', ACK, .seq = 101, .ack = 101, .len = 20, .ip_id = 9 },
	    ABORT('c', 121, 121, .window = 502) },
	  0,
	  0,
	  121 },
};

static void test_stories(void **state)
{
	static struct dialogue dialogue;

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		dialogue_hear(stories[i].line, 0, 0, &dialogue);
		assert_int_equal(dialogue.count, 1);
		const struct track *track = &dialogue.rst[0].track;
		if (track->duplicates != stories[i].duplicates ||
		    track->side[0].resends != stories[i].resends ||
		    track->side[0].snd_nxt != stories[i].snd_nxt ||
		    (stories[i].pairs && points_pairs(&track->points, 0) != stories[i].pairs))
			fail_msg("%s: %d twice, %d again, up to %u", stories[i].name,
				 (int)track->duplicates, (int)track->side[0].resends,
				 (unsigned)track->side[0].snd_nxt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
	};

	return cmocka_run_group_tests_name("twin", tests, NULL, NULL);
}
