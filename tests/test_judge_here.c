/* SPDX-License-Identifier: GPL-2.0-only */
/* Promises of one chapter: counters and reasons there, what is new on the wire, and sockets but for
 * listeners. */
#include "trial.h"

#include "text.h"

#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static struct evidence *counted(void)
{
	struct evidence *ev = trial_reset();

	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 3);
	ev->host[TRIAL_SERVER].counted = true;
	ev->chapter_counter[0] =
		(struct chapter_counter){ .host = TRIAL_SERVER, .chapter = 1, .grew = 2 };
	ev->chapter_counter[1] =
		(struct chapter_counter){ .host = TRIAL_SERVER, .chapter = 3, .grew = 1 };
	ev->chapter_counter_count = 2;
	for (int i = 0; i < 2; i++)
		text_set(ev->chapter_counter[i].name, REASON_SIZE, "TcpOutRsts");
	return ev;
}

static void test_counts_here(void **state)
{
	static const struct {
		const char *chapter;
		int64_t grew;
	} kept[] = { { "open", 2 }, { "data", 0 }, { "close", 1 } };

	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		for (int64_t off = 0; off < 2; off++) {
			const struct counter_claim claim = { "TcpOutRsts", kept[i].grew + off,
							     .here = true };
			const struct ruling *ruling =
				trial_rule(&(struct promise){ "server", .counter = &claim,
							      .chapter = kept[i].chapter },
					   counted());
			assert_int_equal(ruling->status, off ? FAIL : PASS);
			assert_non_null(strstr(ruling->expected, ", while: "));
		}
	/* Where nobody has counted, nothing can be said. */
	const struct counter_claim claim = { "TcpOutRsts", 0, .here = true };
	struct evidence *ev = counted();
	ev->host[TRIAL_SERVER].counted = false;
	const struct ruling *ruling =
		trial_rule(&(struct promise){ "server", .counter = &claim, .chapter = "data" }, ev);
	assert_int_equal(ruling->status, FAIL);
	assert_true(ruling->unsound);
}

/* The kernel's word is that of the RST on the wire, by its endpoints. */
static struct evidence *joined(void)
{
	struct evidence *ev = trial_reset();
	struct decoded tcp;

	const struct packet *last = &ev->packet[ev->packet_count - 1];
	packet_decode(ev->frames + last->frame, last->caplen, &tcp);
	ev->reset[0].local = tcp.src;
	ev->reset[0].remote = tcp.dst;
	return ev;
}

static void test_resets_here(void **state)
{
	static const struct reason_claim one = { .here = true },
					 none = { .here = true, .count = IS(0) };

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *chapter = i ? "close" : "data";
		assert_int_equal(trial_rule(&(struct promise){ "server", .reason = &one,
							       .chapter = chapter },
					    joined())
					 ->status,
				 i ? PASS : FAIL);
		assert_int_equal(trial_rule(&(struct promise){ "server", .reason = &none,
							       .chapter = chapter },
					    joined())
					 ->status,
				 i ? FAIL : PASS);
	}
	/* A chapter must be named. */
	static const struct promise nowhere[] = { { "server", .reason = &one, .because = "a" },
						  { 0 } };
	const struct scenario scenario = { .name = "test", .promises = nowhere };
	const struct verdict *verdict = trial_judge(&scenario, trial_reset());
	assert_int_equal(verdict->status, BROKEN);
	assert_non_null(strstr(verdict->why, "it is of a chapter, and names none"));
}

static void test_any_but_listeners(void **state)
{
	(void)state;
	for (int64_t count = 0; count < 3; count++) {
		const struct look_claim claim = { "after", BUT_LISTENERS, .count = count };
		struct evidence *ev = trial_story();
		struct look *look = trial_look(ev, TRIAL_SERVER, "after");
		trial_socket(look, TCP_LISTEN, 80, 0);
		trial_socket(look, TCP_ESTABLISHED, 80, 5000);
		const struct ruling *ruling =
			trial_rule(&(struct promise){ "server", .look = &claim }, ev);
		assert_int_equal(ruling->status, count == 1 ? PASS : FAIL);
		assert_non_null(strstr(ruling->expected, "in any state but LISTEN"));
	}
}

/* What a timer sends again is nothing new; an answer is. */
static void test_anew(void **state)
{
	const struct frame_spec fin = { .flags = FIN | ACK, .seq = 500 },
				ack = { .flags = ACK, .seq = 501 };
	const struct wire_claim claim = { .count = IS(0), .anew = true };
	const struct promise promise = { "server", .wire = &claim, .chapter = "later" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct evidence *ev = frames_direct(AF_INET);
		frames_chapter(ev, "before");
		frames_pass(ev, 1, 1000, &fin);
		frames_chapter(ev, "later");
		frames_pass(ev, 1, 200000, &fin);
		if (i)
			frames_pass(ev, 1, 210000, &ack);
		assert_int_equal(trial_rule(&promise, ev)->status, i ? FAIL : PASS);
	}
}

/* What it has sent before, and nothing else. */
static void test_again(void **state)
{
	const struct frame_spec fin = { .flags = FIN | ACK, .seq = 500 },
				other = { .flags = FIN | ACK, .seq = 600 };
	const struct wire_claim claim = { .flags = "FIN,ACK", .again = true };
	const struct promise promise = { "server", .wire = &claim, .chapter = "later" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct evidence *ev = frames_direct(AF_INET);
		frames_chapter(ev, "later");
		frames_pass(ev, 1, 1000, &fin);
		frames_pass(ev, 1, 200000, i ? &fin : &other);
		const struct ruling *ruling = trial_rule(&promise, ev);
		assert_int_equal(ruling->status, i ? PASS : FAIL);
		assert_non_null(strstr(ruling->expected, "[FIN,ACK], while: later, retransmitted"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counts_here),
		cmocka_unit_test(test_resets_here),
		cmocka_unit_test(test_any_but_listeners),
		cmocka_unit_test(test_anew),
		cmocka_unit_test(test_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
