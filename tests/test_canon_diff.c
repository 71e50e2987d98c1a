/* SPDX-License-Identifier: GPL-2.0-only */
/* Two canonical forms made by hand: which things are held against which, and what is told. */
#include "canon_diff.h"
#include "compare_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ITEMS = 4 };

/* What is left out: WIRE, of host "a", in no chapter, of no stream. */
struct thing {
	const char *name;
	enum witness witness;
	const char *who, *flags, *returned, *count, *reason;
	int chapter, stream; /* from 1 */
	bool is_exhaustive;
};

/* One story: its things, and what its kernel can tell. */
struct story {
	struct thing thing[ITEMS];
	bool is_untraced, is_untold; /* the tracepoint lost something; not each RST of "a" */
};

static void set(struct canon_item *item, enum trait trait, const char *text)
{
	if (text)
		snprintf(item->trait[trait], TRAIT_SIZE, "%s", text);
}

static struct canon canon_make(const struct story *story, struct canon_item *item)
{
	static char chapters[][TEXT_SIZE] = { "one", "two" };
	struct canon canon = { .is_traced = !story->is_untraced,
			       .host_count = 1,
			       .host = { "a" },
			       .is_told = { !story->is_untold },
			       .chapter = chapters,
			       .chapter_count = 2,
			       .item = item };

	for (int i = 0; i < ITEMS && story->thing[i].name; i++) {
		const struct thing *thing = &story->thing[i];
		struct canon_item *made = &item[canon.count++];
		*made = (struct canon_item){ .witness = thing->witness ? thing->witness : WIRE,
					     .chapter = thing->chapter - 1,
					     .stream = thing->stream,
					     .is_exhaustive = thing->is_exhaustive };
		snprintf(made->who, sizeof(made->who), "%s", thing->who ? thing->who : "a");
		snprintf(made->name, sizeof(made->name), "%s", thing->name);
		set(made, TRAIT_FLAGS, thing->flags);
		set(made, TRAIT_RETURN, thing->returned);
		set(made, TRAIT_COUNT, thing->count);
		set(made, TRAIT_REASON, thing->reason);
	}
	return canon;
}

/* What is told of the way from @old to @new, a line each. */
static void tell(const struct story *old, const struct story *new, char *text, size_t size)
{
	struct canon_item items[2][ITEMS];
	struct canon canons[] = { canon_make(old, items[0]), canon_make(new, items[1]) };
	struct differences differences = { 0 };
	char line[COMPARE_TEXT];
	size_t used = 0;

	text[0] = '\0';
	assert_int_equal(canon_diff(&canons[0], &canons[1], &differences), 0);
	for (int i = 0; i < differences.count; i++)
		used += (size_t)snprintf(
			text + used, size - used, "[%s] %s\n",
			aspect_name[differences.difference[i].aspect],
			difference_text(&differences.difference[i], line, sizeof(line)));
	differences_free(&differences);
}

#define A           \
	{           \
		"A" \
	}
#define B           \
	{           \
		"B" \
	}
#define C           \
	{           \
		"C" \
	}
#define RESET(...)                 \
	{                          \
		"RST", __VA_ARGS__ \
	}
#define UNSENT                                          \
	{                                               \
		"unsent", REASON, .is_exhaustive = true \
	}
#define HEARD                                 \
	{                                     \
		"heard", REASON, .count = "1" \
	}

static const struct {
	struct story old, new;
	const char *told;
} cases[] = {
	/* The longest common row, not the first that comes. */
	{ { { A, B, C } }, { { B, C, A } }, "[order] a: A: moved: first → after C\n" },
	{ { { C, A, B } }, { { A, B, C } }, "[order] a: C: moved: first → after B\n" },
	{ { { A, A, B } }, { { B, A, A } }, "[order] a: B: moved: after A → first\n" },
	{ { { A, B, C, A } }, { { C, A } }, "[packets] a: A: 2 → 1\n[packets] a: B: 1 → 0\n" },
	/* Of two rows as long, the one that leaves out the first of the old. */
	{ { { A, B } }, { { B, A } }, "[order] a: A: moved: first → after B\n" },
	/* Hosts and witnesses have no order among each other, nor a place. */
	{ { { A, { "b", SOCKET } } }, { { { "b", SOCKET }, A } }, "" },
	{ { { A, { "B", .who = "b" } } }, { { { "B", .who = "b" }, A } }, "" },
	{ { { A, B } },
	  { { B, { "c", SOCKET }, A } },
	  "[order] a: A: moved: first → after B\n[calls] a: c: 0 → 1\n" },
	/* The same in another chapter. */
	{ { { { "A", .chapter = 1 } } },
	  { { { "A", .chapter = 2 } } },
	  "[order] a: A: moved: in 'one' → in 'two'\n" },
	/* Two connections that changed places; one whose number alone is another. */
	{ { { { "A", .stream = 1 }, { "A", .stream = 2 } } },
	  { { { "A", .stream = 2 }, { "A", .stream = 1 } } },
	  "[order] a: A: moved: first → after A\n" },
	{ { { { "A", .stream = 1 } } }, { { { "A", .stream = 2 } } }, "" },
	{ { { RESET(.flags = "x", .stream = 1) } },
	  { { RESET(.flags = "y", .stream = 2), RESET(.flags = "z", .stream = 1) } },
	  "[flags] a: RST: flags x → z\n[packets] a, connection 2: RST (flags y): 0 → 1\n" },
	{ { { RESET(.flags = "x", .chapter = 1) } },
	  { { RESET(.flags = "y", .chapter = 2), RESET(.flags = "z", .chapter = 1) } },
	  "[flags] a: RST: flags x → z, in 'one'\n[packets] a: RST (flags y): 0 → 1, in 'two'\n" },
	/* Each is held against one other. */
	{ { { RESET(.flags = "x"), RESET(.flags = "y") } },
	  { { RESET(.flags = "z") } },
	  "[flags] a: RST: flags x → z\n[packets] a: RST (flags y): 2 → 1\n" },
	/* What is not told differs from nothing, on either side. */
	{ { { RESET(.flags = "?") } },
	  { { RESET(.flags = "x"), RESET(.flags = "?") } },
	  "[packets] a: RST: 1 → 2\n" },
	{ { { RESET(.flags = "x"), RESET(.flags = "?") } },
	  { { RESET(.flags = "?") } },
	  "[packets] a: RST: 2 → 1\n" },
	/* Another host's: of a RST that is told, nothing else moves from host to host. */
	{ { { RESET(.flags = "x") } },
	  { { RESET(.flags = "y", .who = "b") } },
	  "[sender] RST: sent by a → b\n[flags] b: RST: flags x → y\n" },
	{ { { { "FIN" } } },
	  { { { "FIN", .who = "b" } } },
	  "[packets] a: FIN: 1 → 0\n[packets] b: FIN: 0 → 1\n" },
	/* How many there are at that place, told once. */
	{ { { { "A", .chapter = 1 } } },
	  { { { "A", .chapter = 1 }, { "A", .chapter = 2 } } },
	  "[packets] a: A: 0 → 1, in 'two'\n" },
	{ { { B } }, { { B, A, A } }, "[packets] a: A: 0 → 2\n" },
	/* A call that failed has returned nothing. */
	{ { { { "f()", SOCKET, .returned = "5" } } }, { { { "f()", SOCKET } } }, "" },
	{ { { { "f()", SOCKET, .returned = "5" } } },
	  { { { "f()", SOCKET, .returned = "6" } } },
	  "[returned] a: f(): returned 5 → 6\n" },
	/* Counters and the tracepoint's words, with nothing opposite. */
	{ { { { "Tcp", COUNTER, .count = "+2" } } }, { { { 0 } } }, "[counter] a: Tcp: +2 → +0\n" },
	{ { { { 0 } } }, { { HEARD } }, "[events] a: heard: 0 → 1\n" },
	{ { { { "Tcp", COUNTER, .count = "+2" } } },
	  { { { "Tcp", COUNTER, .count = "no such counter" } } },
	  "[ability] a: Tcp: +2 → no such counter\n" },
	/* Silence on one side says nothing: of each RST of a host, or of all events. */
	{ { { UNSENT } }, { { { 0 } } }, "[events] a: unsent: 1 → 0\n" },
	{ { { UNSENT } }, { .is_untold = true }, "" },
	{ { { UNSENT }, .is_untold = true }, { { { 0 } } }, "" },
	{ { { UNSENT }, .is_untraced = true }, { { { 0 } } }, "[events] a: unsent: 1 → 0\n" },
	{ { { HEARD } }, { .is_untraced = true }, "" },
	{ { { HEARD }, .is_untraced = true }, { { { 0 } } }, "" },
	{ { { HEARD } }, { .is_untold = true }, "[events] a: heard: 1 → 0\n" },
	{ { { UNSENT, HEARD } }, { { HEARD, UNSENT }, .is_untold = true }, "" },
	{ { { HEARD, UNSENT } }, { { UNSENT, HEARD }, .is_untold = true }, "" },
};

static void test_told(void **state)
{
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tell(&cases[i].old, &cases[i].new, text, sizeof(text));
		if (strcmp(text, cases[i].told) != 0)
			fail_msg("case %zu: expected\n%sand got\n%s", i, cases[i].told, text);
	}
}

/* Of an address that is no host's, the tracepoint tells all if it lost nothing. */
static void test_tells(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		const struct canon canon = {
			.host_count = 1, .host = { "a" }, .is_told = { i & 1 }, .is_traced = i & 2
		};
		assert_int_equal(canon_tells(&canon, "a"), (i & 1) != 0);
		assert_int_equal(canon_tells(&canon, "nobody known"), (i & 2) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_tells),
	};

	return cmocka_run_group_tests_name("canon_diff", tests, NULL, NULL);
}
