/* SPDX-License-Identifier: GPL-2.0-only */
/* Each RST on the wire finds what the kernel said at it, and no other word. */
#include "resets.h"

#include "reading.h"
#include "trial.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIRE_NS = 20000, WORDS = 3, NONE = -1, NOBODY = -1 };

/* An endpoint: of a host, or of none. */
enum whose { CLIENT, SERVER, STRANGER, UNSPECIFIED, MAPPED };

/* One word of a tracepoint. What is left out is as it should be of the server's RST. */
struct word {
	int64_t off_ns; /* from when the RST is on the wire */
	bool received;
	bool elsewhere; /* in the other host's namespace */
	bool no_remote; /* a LISTEN socket's */
	enum whose local;
	uint16_t port;   /* local */
	uint16_t remote; /* port */
};

static struct in6_addr address_of(const struct evidence *ev, enum whose whose)
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	if (whose == CLIENT || whose == SERVER)
		return ev->host[whose].addr[0];
	if (whose == STRANGER)
		inet_pton(AF_INET, "10.0.0.77", &addr.s6_addr[12]);
	return whose == UNSPECIFIED ? in6addr_any : addr;
}

static void add_word(struct evidence *ev, const struct word *word)
{
	int host = word->received == word->elsewhere ? TRIAL_SERVER : TRIAL_CLIENT;
	struct reset_fact *fact = trial_trace(ev, host, "", "");
	enum whose own = word->received ? CLIENT : SERVER;
	uint16_t ports[] = { FRAMES_CLIENT_PORT, FRAMES_SERVER_PORT };

	fact->sent = !word->received;
	fact->time_ns = WIRE_NS + word->off_ns;
	fact->local.addr = address_of(ev, word->local ? word->local : own);
	fact->local.port = word->port ? word->port : ports[own];
	if (word->no_remote)
		return;
	fact->remote.addr = address_of(ev, own == CLIENT ? SERVER : CLIENT);
	fact->remote.port = word->remote ? word->remote : ports[own == CLIENT];
}

/* The server sends one RST. */
static void test_which_word(void **state)
{
	static const struct {
		struct word word[WORDS];
		int count, sent, received; /* which word is meant by the RST; NONE */
		int untold;                /* words */
	} cases[] = {
		{ { { 0 } }, 0, NONE, NONE },
		{ { { -100 } }, 1, 0, NONE },
		{ { { -100 }, { 100, .received = true } }, 2, 0, 1 },
		/* the nearest; of two as near, the last */
		{ { { -900 }, { -100 }, { -500 } }, 3, 1, NONE },
		{ { { -100 }, { -100 } }, 2, 1, NONE },
		{ { { 900, .received = true }, { 100, .received = true } }, 2, NONE, 1 },
		/* before what it sends, after what it receives; but clocks are what they are */
		{ { { 500 }, { -800 } }, 2, 1, NONE },
		{ { { -500, .received = true }, { 800, .received = true } }, 2, NONE, 1 },
		{ { { 900 }, { 500 } }, 2, 1, NONE },
		{ { { 500 } }, 1, 0, NONE },
		/* another host, or connection */
		{ { { -100, .elsewhere = true } }, 1, NONE, NONE },
		{ { { 100, .received = true, .elsewhere = true } }, 1, NONE, NONE },
		{ { { -100, .port = 8081 } }, 1, NONE, NONE },
		{ { { -100, .local = STRANGER } }, 1, NONE, NONE },
		{ { { -100, .local = UNSPECIFIED } }, 1, NONE, NONE },
		{ { { -100, .remote = 50032 } }, 1, NONE, NONE },
		/* a listener, which may have no address */
		{ { { -100, .no_remote = true } }, 1, 0, NONE },
		{ { { -100, .no_remote = true, .local = UNSPECIFIED } }, 1, 0, NONE },
		{ { { -100, .no_remote = true, .local = MAPPED } }, 1, 0, NONE },
		{ { { -100, .no_remote = true, .local = STRANGER } }, 1, NONE, NONE },
		{ { { -100, .no_remote = true, .port = 8081 } }, 1, NONE, NONE },
		{ { { -100, .no_remote = true, .local = UNSPECIFIED, .port = 8081 }, { -900 } },
		  2,
		  1,
		  NONE,
		  1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		int sent = NONE, received = NONE;
		struct resets resets;
		struct wire wire;

		frames_pass(ev, 1, WIRE_NS, &trial_rst);
		for (int k = 0; k < cases[i].count; k++)
			add_word(ev, &cases[i].word[k]);
		assert_int_equal(wire_read(ev, &wire), 0);
		assert_int_equal(resets_join(ev, &wire, &resets), 0);
		for (int k = 0; k < resets.count; k++)
			if (resets.reset[k].segment >= 0)
				*(resets.reset[k].sent ? &sent : &received) = resets.reset[k].fact;
		if (sent != cases[i].sent || received != cases[i].received)
			fail_msg("case %zu: %d and %d", i, sent, received);
		/* each word and the RST itself are told once */
		assert_int_equal(resets.count, (sent == NONE) + cases[i].count - cases[i].untold);
		resets_free(&resets);
		wire_free(&wire);
		free(ev);
	}
}

/* Two RSTs of one connection, and two words: one each; and whose a RST is that nobody tells of. */
static void test_several(void **state)
{
	struct evidence *ev = trial_story();
	struct frame_spec again = trial_rst;
	struct resets resets;
	struct wire wire;

	(void)state;
	again.ip_id = 1;
	frames_pass(ev, 1, WIRE_NS, &trial_rst);
	frames_pass(ev, 1, WIRE_NS + 5000, &again);
	frames_pass(ev, 0, WIRE_NS + 9000, &(struct frame_spec){ .flags = RST });
	add_word(ev, &(struct word){ -100 });
	add_word(ev, &(struct word){ -50 });
	trial_trace(ev, NOBODY, "NO_SOCKET", "NONE");
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(resets_join(ev, &wire, &resets), 0);
	static const struct reset expected[] = {
		{ true, TRIAL_SERVER, 6, 0 },
		{ true, TRIAL_SERVER, 7, 1 },
		{ true, TRIAL_CLIENT, 8, NONE },
		{ true, NOBODY, NONE, 2 },
	};
	assert_int_equal(resets.count, 4);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(resets.reset[i].sent, expected[i].sent);
		assert_int_equal(resets.reset[i].host, expected[i].host);
		assert_int_equal(resets.reset[i].segment, expected[i].segment);
		assert_int_equal(resets.reset[i].fact, expected[i].fact);
	}
	resets_free(&resets);
	wire_free(&wire);
	free(ev);
}

/* The server resets connections of two ports, and two of one port; the client's host forges a RST
 * in its name, and of one RST nobody tells. Whatever the clocks say, each word is told of what it
 * names, in order, and once. */
static void test_each_its_own(void **state)
{
	enum { OTHER = FRAMES_SERVER_PORT + 1, NEXT = FRAMES_CLIENT_PORT + 1, FIRST = 6 };
	struct evidence *ev = trial_story();
	struct frame_spec other = trial_rst, next = trial_rst, again = trial_rst;
	struct frame_spec untold;
	struct frame_spec forged = { .src = "10.0.0.2",
				     .dst = "10.0.0.1",
				     .sport = FRAMES_SERVER_PORT,
				     .dport = FRAMES_CLIENT_PORT,
				     .flags = RST | ACK,
				     .ip_id = 9 };
	/* which word is meant by each RST */
	static const int expected[] = { NONE, 0, 1, 2, NONE, 3, NONE };
	enum { RSTS = sizeof(expected) / sizeof(expected[0]) };
	struct resets resets;
	struct wire wire;

	(void)state;
	other.sport = OTHER;
	next.dport = NEXT;
	again.ip_id = 1;
	frames_pass(ev, 0, WIRE_NS - 3000, &forged);
	frames_pass(ev, 1, WIRE_NS, &trial_rst);
	frames_pass(ev, 1, WIRE_NS + 3000, &other);
	frames_pass(ev, 1, WIRE_NS + 6000, &next);
	forged.ip_id++;
	frames_pass(ev, 0, WIRE_NS + 9000, &forged);
	frames_pass(ev, 1, WIRE_NS + 12000, &again);
	untold = next;
	untold.ip_id = 1;
	frames_pass(ev, 1, WIRE_NS + 15000, &untold);
	add_word(ev, &(struct word){ 8500 });
	add_word(ev, &(struct word){ 8600, .port = OTHER });
	add_word(ev, &(struct word){ 5900, .remote = NEXT });
	add_word(ev, &(struct word){ 8800 });
	assert_int_equal(wire_read(ev, &wire), 0);
	assert_int_equal(resets_join(ev, &wire, &resets), 0);
	assert_int_equal(resets.count, RSTS);
	for (int i = 0; i < RSTS; i++) {
		assert_int_equal(resets.reset[i].segment, FIRST + i);
		if (resets.reset[i].fact != expected[i])
			fail_msg("RST %d: %d", i, resets.reset[i].fact);
	}
	resets_free(&resets);
	wire_free(&wire);
	free(ev);
}

/* A word of a listener without an address is another lab's, or whoever's, where no RST of this one
 * goes with it: it is not told that it was on no wire. */
static void test_nobodys(void **state)
{
	static const struct {
		struct word word;
		int told;
	} cases[] = {
		{ { .no_remote = true, .local = UNSPECIFIED }, 0 },
		{ { .no_remote = true, .local = MAPPED }, 0 },
		{ { .no_remote = true, .local = UNSPECIFIED, .port = 8081 }, 0 },
		{ { .no_remote = true, .local = SERVER }, 1 },
		{ { .local = SERVER }, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		struct reading reading;

		add_word(ev, &cases[i].word);
		assert_int_equal(reading_open(ev, &reading), 0);
		assert_int_equal(reading.resets.count, cases[i].told);
		reading_close(&reading);
		free(ev);
	}
}

static void test_is_reset(void **state)
{
	static const struct {
		struct decoded packet;
		bool is_reset;
	} cases[] = {
		{ { .protocol = PROTO_TCP, .flags = RST }, true },
		{ { .protocol = PROTO_TCP, .flags = RST | ACK }, true },
		{ { .protocol = PROTO_TCP, .flags = FIN | ACK }, false },
		{ { .protocol = PROTO_UDP, .flags = RST }, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(segment_is_reset(&(struct segment){ .tcp = cases[i].packet }),
				 cases[i].is_reset);
}

/* A host sends a RST in another's name, and its kernel tells of a listener: of that one, unless the
 * word names a peer, is anybody's, or is of another host; and each of one RST. */
static void test_in_anothers_name(void **state)
{
	const struct frame_spec forged = { .src = "10.0.0.2",
					   .dst = "10.0.0.1",
					   .sport = FRAMES_SERVER_PORT,
					   .dport = FRAMES_CLIENT_PORT,
					   .flags = RST };
	static const struct {
		bool has_remote, is_anybodys, elsewhere, received, own;
		bool joined;
	} cases[] = {
		{ .joined = true },    { .has_remote = true }, { .is_anybodys = true },
		{ .elsewhere = true }, { .received = true },   { .own = true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_story();
		struct resets resets;
		struct wire wire;
		bool joined = false;

		frames_pass(ev, cases[i].own, WIRE_NS, &forged);
		struct reset_fact *fact = trial_trace(
			ev, cases[i].elsewhere || cases[i].own ? TRIAL_SERVER : TRIAL_CLIENT,
			"TCP_FLAGS", "LISTEN");
		fact->sent = !cases[i].received;
		fact->time_ns = WIRE_NS - 100;
		fact->local = (struct endpoint){ .port = 8888 };
		fact->remote = (struct endpoint){ 0 };
		if (!cases[i].is_anybodys)
			fact->local.addr = ev->host[fact->host].addr[0];
		if (cases[i].has_remote)
			fact->remote.port = FRAMES_CLIENT_PORT;
		assert_int_equal(wire_read(ev, &wire), 0);
		assert_int_equal(resets_join(ev, &wire, &resets), 0);
		for (int k = 0; k < resets.count; k++)
			joined |= resets.reset[k].segment >= 0 && resets.reset[k].fact == 0;
		if (joined != cases[i].joined)
			fail_msg("case %zu", i);
		resets_free(&resets);
		wire_free(&wire);
		free(ev);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_anothers_name), cmocka_unit_test(test_which_word),
		cmocka_unit_test(test_several),          cmocka_unit_test(test_each_its_own),
		cmocka_unit_test(test_nobodys),          cmocka_unit_test(test_is_reset),
	};

	return cmocka_run_group_tests_name("resets", tests, NULL, NULL);
}
