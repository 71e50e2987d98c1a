/* SPDX-License-Identifier: GPL-2.0-only */
/* The agreement of witnesses on how many RSTs there were: each way to contradict one another. */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LATE_US = 30000 };

static const struct promise one_reset[] = {
	{ "server", .wire = CLAIM(wire, .flags = "~RST") },
	{ .who = NULL },
};
static const struct scenario resets = { .name = "test", .promises = one_reset };

static void count_more(struct evidence *ev)
{
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 2);
}

static void count_none(struct evidence *ev)
{
	trial_count(ev, TRIAL_SERVER, "TcpOutRsts", 0);
}

static void count_elsewhere(struct evidence *ev)
{
	trial_count(ev, TRIAL_CLIENT, "TcpOutRsts", 1);
}

static void lack_counter(struct evidence *ev)
{
	ev->counter_count = 0;
	ev->counter_names[0] = '\0';
}

static void trace_more(struct evidence *ev)
{
	trial_trace(ev, TRIAL_SERVER, "TCP_STATE", "CLOSED");
}

static void trace_none(struct evidence *ev)
{
	ev->reset_count = 0;
}

static void trace_received(struct evidence *ev)
{
	trial_trace(ev, TRIAL_SERVER, "", "ESTABLISHED")->sent = false;
}

static void trace_stranger(struct evidence *ev)
{
	trial_trace(ev, -1, "NO_SOCKET", "NONE");
}

static void hear_of_stranger(struct evidence *ev)
{
	trial_trace(ev, -1, "", "ESTABLISHED")->sent = false;
}

/* perf has counted an event and not handed it over. */
static void miss_event(struct evidence *ev)
{
	ev->reset_count = 0;
	ev->trace_missing = 1;
}

/* One more than that. */
static void miss_more(struct evidence *ev)
{
	miss_event(ev);
	count_more(ev);
	frames_pass(ev, 1, LATE_US, &(struct frame_spec){ .flags = RST, .seq = TRIAL_SND_NXT });
}

/* There is none that could be missing. */
static void trace_too_much(struct evidence *ev)
{
	trace_more(ev);
	ev->trace_missing = 1;
}

static void lack_trace(struct evidence *ev)
{
	ev->reset_count = 0;
	ev->trace = ev->reason = ev->socketless = (struct witness_facts){ false, "no tracefs" };
}

static void lack_tracepoint(struct evidence *ev)
{
	ev->reset_count = 0;
	ev->trace = (struct witness_facts){ false, "no tracefs" };
}

static void lack_socketless(struct evidence *ev)
{
	ev->reset_count = 0;
	ev->socketless = (struct witness_facts){ false, "an old kernel" };
}

static void fail_to_leave(struct evidence *ev)
{
	count_more(ev);
	trace_more(ev);
	trial_count(ev, TRIAL_SERVER, "TcpExtTCPAbortFailed", 1);
}

static void fail_elsewhere(struct evidence *ev)
{
	count_elsewhere(ev);
	trial_trace(ev, TRIAL_CLIENT, "TCP_STATE", "CLOSED");
	trial_count(ev, TRIAL_CLIENT, "TcpExtTCPAbortFailed", 1);
}

static void lose_reply(struct evidence *ev)
{
	count_more(ev);
	trace_more(ev);
}

static void reset_on_wire(struct evidence *ev)
{
	frames_pass(ev, 0, LATE_US,
		    &(struct frame_spec){ .flags = RST | ACK, .seq = 7, .window = 99 });
}

static void forward(struct evidence *ev)
{
	ev->host[TRIAL_CLIENT].forwards = true;
	count_elsewhere(ev); /* a switch has no TCP: its counters are nobody's business */
}

static void forward_and_fail(struct evidence *ev)
{
	fail_elsewhere(ev);
	ev->host[TRIAL_CLIENT].forwards = true;
}

static void forward_and_send(struct evidence *ev)
{
	forward(ev);
	reset_on_wire(ev);
	trial_trace(ev, TRIAL_CLIENT, "NO_SOCKET", "NONE");
}

/* A switch that sends RSTs does have one. */
static void forward_and_send_uncounted(struct evidence *ev)
{
	ev->host[TRIAL_CLIENT].forwards = true;
	reset_on_wire(ev);
}

enum { UNSAID = -1 }; /* there is no such ruling */

static const struct {
	void (*spoil)(struct evidence *ev);
	int unsent, lost_replies; /* that the scenario promises */
	enum status counter, reason;
	int all, nobody, client; /* status of these rulings, or UNSAID */
} agreements[] = {
	{ NULL, 0, 0, PASS, PASS, UNSAID, UNSAID, PASS },
	{ count_more, 0, 0, FAIL, FAIL, UNSAID, UNSAID, PASS },
	{ count_none, 0, 0, FAIL, FAIL, UNSAID, UNSAID, PASS },
	{ count_elsewhere, 0, 0, PASS, PASS, UNSAID, UNSAID, FAIL },
	{ lack_counter, 0, 0, FAIL, FAIL, UNSAID, UNSAID, FAIL },
	{ trace_more, 0, 0, PASS, FAIL, UNSAID, UNSAID, PASS },
	{ trace_none, 0, 0, PASS, FAIL, UNSAID, UNSAID, PASS },
	{ trace_received, 0, 0, PASS, PASS, UNSAID, UNSAID, PASS },
	{ trace_stranger, 0, 0, PASS, PASS, UNSAID, FAIL, PASS },
	{ hear_of_stranger, 0, 0, PASS, PASS, UNSAID, UNSAID, PASS },
	{ miss_event, 0, 0, PASS, SKIP, UNSAID, UNSAID, PASS },
	{ miss_more, 0, 0, PASS, FAIL, UNSAID, UNSAID, PASS },
	{ trace_too_much, 0, 0, PASS, FAIL, UNSAID, UNSAID, PASS },
	{ lack_trace, 0, 0, PASS, SKIP, UNSAID, UNSAID, PASS },
	{ lack_tracepoint, 0, 0, PASS, SKIP, UNSAID, UNSAID, PASS },
	{ lack_socketless, 0, 0, PASS, SKIP, UNSAID, UNSAID, PASS },
	{ fail_to_leave, 1, 0, PASS, PASS, PASS, UNSAID, PASS },
	{ fail_elsewhere, 1, 0, PASS, PASS, PASS, UNSAID, PASS },
	{ fail_to_leave, 0, 0, PASS, PASS, FAIL, UNSAID, PASS },
	{ fail_to_leave, 2, 0, PASS, PASS, FAIL, UNSAID, PASS },
	{ NULL, 1, 0, PASS, PASS, FAIL, UNSAID, PASS },
	{ lose_reply, 0, 1, PASS, PASS, UNSAID, UNSAID, PASS },
	{ lose_reply, 0, 2, FAIL, PASS, UNSAID, UNSAID, PASS },
	{ NULL, 0, 1, FAIL, PASS, UNSAID, UNSAID, PASS },
	{ reset_on_wire, 0, 0, PASS, PASS, UNSAID, UNSAID, FAIL },
	{ forward, 0, 0, PASS, PASS, UNSAID, UNSAID, UNSAID },
	{ forward_and_fail, 1, 0, PASS, PASS, PASS, UNSAID, PASS },
	{ forward_and_send, 0, 0, PASS, PASS, UNSAID, UNSAID, PASS },
	{ forward_and_send_uncounted, 0, 0, PASS, PASS, UNSAID, UNSAID, FAIL },
};

static void test_agreement(void **state)
{

	(void)state;
	for (size_t i = 0; i < sizeof(agreements) / sizeof(agreements[0]); i++) {
		struct scenario scenario = resets;
		struct evidence *ev = trial_reset();
		scenario.unsent = agreements[i].unsent;
		scenario.lost_replies.who = "server";
		scenario.lost_replies.count = agreements[i].lost_replies;
		if (agreements[i].spoil)
			agreements[i].spoil(ev);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		const struct {
			enum witness witness;
			const char *who;
			int status;
		} rulings[] = { { COUNTER, "server", (int)agreements[i].counter },
				{ REASON, "server", (int)agreements[i].reason },
				{ COUNTER, "all", agreements[i].all },
				{ REASON, "nobody", agreements[i].nobody },
				{ COUNTER, "client", agreements[i].client } };
		bool fails = false;
		for (size_t k = 0; k < sizeof(rulings) / sizeof(rulings[0]); k++) {
			const struct ruling *ruling =
				trial_agreement(verdict, rulings[k].witness, rulings[k].who);
			assert_int_equal(ruling ? (int)ruling->status : UNSAID, rulings[k].status);
			fails = fails || rulings[k].status == FAIL;
		}
		assert_int_equal(verdict->status, fails ? FAIL : PASS);
	}
}

/* What the story itself, or a firewall, has sent, no TCP has counted; but only that. */
static void test_forged(void **state)
{
	static const struct {
		struct wire_claim claim;
		enum status status;
	} cases[] = {
		{ { "RST,ACK", .win = IS(99), .forged = true }, PASS },
		{ { "RST,ACK", .win = IS(99) }, FAIL },
		{ { "RST,ACK", .win = IS(98), .forged = true }, FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct promise promises[] = {
			{ "client", .wire = &cases[i].claim },
			{ .who = NULL },
		};
		const struct scenario scenario = { .name = "test", .promises = promises };
		struct evidence *ev = trial_reset();
		reset_on_wire(ev);
		const struct verdict *verdict = trial_judge(&scenario, ev);
		assert_int_equal(trial_agreement(verdict, COUNTER, "client")->status,
				 cases[i].status);
		assert_int_equal(verdict->status, cases[i].status);
	}
}

/* ---- Searches for neighbours --------------------------------------------------------------------
 */

enum { ARP_REQUEST = 1, ARP_REPLY, SOLICITATION = 135, ADVERTISEMENT };

/* Seen at the server; of IPv6 if it is a type of ICMPv6. */
static void ask(struct evidence *ev, bool sent, int64_t time_ns, int what)
{
	uint8_t arp[42] = { [12] = 0x08, 0x06, 0x00, 0x01, 0x08,
			    0x00,        0x06, 0x04, 0x00, (uint8_t)what };
	uint8_t icmp[78] = { [12] = 0x86, 0xdd, 0x60, [19] = 24, 58, 255, [54] = (uint8_t)what };
	bool is_arp = what == ARP_REQUEST || what == ARP_REPLY;

	frames_raw(ev, 1, sent, time_ns, is_arp ? arp : icmp, is_arp ? sizeof(arp) : sizeof(icmp));
}

/* A RST that was counted and is on no wire has waited for a neighbour, if its host has asked for
 * one again and again; then TCP is not to blame. */
static void test_swallowed(void **state)
{
	static const struct {
		int ask[3];
		bool spoke; /* between them */
		bool heard; /* it was asked, and did not ask */
		void (*spoil)(struct evidence *ev);
		enum status status;
	} cases[] = {
		{ { SOLICITATION, SOLICITATION }, false, false, count_more, BROKEN },
		{ { ARP_REQUEST, ARP_REQUEST }, false, false, count_more, BROKEN },
		{ { SOLICITATION, SOLICITATION, SOLICITATION }, false, false, lose_reply, BROKEN },
		{ { SOLICITATION }, false, false, count_more, FAIL },
		{ { SOLICITATION, SOLICITATION }, true, false, count_more, FAIL },
		{ { SOLICITATION, ADVERTISEMENT }, false, false, count_more, FAIL },
		{ { ARP_REQUEST, ARP_REPLY }, false, false, count_more, FAIL },
		{ { ADVERTISEMENT, ADVERTISEMENT }, false, false, count_more, FAIL },
		{ { ARP_REPLY, ARP_REPLY }, false, false, count_more, FAIL },
		{ { SOLICITATION, SOLICITATION }, false, true, count_more, FAIL },
		/* It has asked, and none is missing, or another's. */
		{ { SOLICITATION, SOLICITATION }, false, false, NULL, PASS },
		{ { SOLICITATION, SOLICITATION }, false, false, fail_to_leave, FAIL },
		{ { SOLICITATION, SOLICITATION }, false, false, count_none, FAIL },
		{ { SOLICITATION, SOLICITATION }, false, false, count_elsewhere, FAIL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *ev = trial_reset();
		for (int n = 0; n < 3 && cases[i].ask[n]; n++) {
			if (n && cases[i].spoke)
				frames_pass(ev, 1, LATE_US + n,
					    &(struct frame_spec){ .flags = ACK, .seq = 7 });
			ask(ev, !cases[i].heard, LATE_US + n, cases[i].ask[n]);
		}
		if (cases[i].spoil)
			cases[i].spoil(ev);
		const struct verdict *verdict = trial_judge(&resets, ev);
		assert_int_equal(verdict->status, cases[i].status);
		if (cases[i].status != BROKEN)
			continue;
		assert_int_equal(verdict->ruling_count, 0);
		assert_string_equal(verdict->why, "'server' could not resolve a neighbour: a RST "
						  "that waited for it was lost");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agreement),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_swallowed),
	};

	return cmocka_run_group_tests_name("judge_agreement", tests, NULL, NULL);
}
