/* SPDX-License-Identifier: GPL-2.0-only */
/* small_lab.h - a lab of a few causes and scenarios, for the tests that include it. */
#ifndef SMALL_LAB_H
#define SMALL_LAB_H

#include "registry.h"
#include "suspects.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define A_CAUSE(...)                                                                          \
	.mechanism = "the stack answers, <SEQ=0>", .advice = "mend the thing that is broken", \
	.settles = "`ss -tan` shows it", __VA_ARGS__

CAUSE(nobody) = { A_CAUSE(.sender = "server", .name = "nobody", .sentence = "nobody listened there",
			  .words = "port docker pod", .moments = "connect restart",
			  .often = OFTEN) };
CAUSE(hidden) = { A_CAUSE(.name = "hidden", .sentence = "a firewall refused",
			  .words = "rule iptables docker", .moments = "connect",
			  .sender = "client server") };
CAUSE(abrupt) = { A_CAUSE(.sender = "server", .moments = "mid", .name = "abrupt",
			  .sentence = "somebody ended it", .words = "abrupt") };
CAUSE(abrupt_linger) = { A_CAUSE(.sender = "server", .moments = "mid idle", .name = "abrupt-linger",
				 .kind_of = "abrupt", .sentence = "it was closed hard",
				 .words = "linger balancer", .often = AT_TIMES) };
CAUSE(abrupt_unread) = { A_CAUSE(.sender = "server", .name = "abrupt-unread", .kind_of = "abrupt",
				 .sentence = "data were lost", .words = "proxy balancer kept",
				 .often = OFTEN, .moments = "mid idle") };
CAUSE(quiet) = { A_CAUSE(.sender = "server", .moments = "mid", .name = "quiet",
			 .sentence = "the peer closed as usual", .words = "end",
			 .no_reset = true) };
CAUSE(clock) = { A_CAUSE(.sender = "server", .name = "clock",
			 .sentence = "a timer of somebody ran out", .words = "seconds quiet",
			 .moments = "idle", .by_reading_only = true) };

const struct symptom lab_symptoms[] = {
	{ .name = "refused",
	  .sentence = "connect() fails (ECONNREFUSED)",
	  .texts = (const char *const[]){ "curl: (7) Connection refused",
					  "connect: connection refused", NULL },
	  .causes = "nobody hidden",
	  .moments = "connect" },
	{ .name = "reset",
	  .sentence = "a read fails (ECONNRESET)",
	  .texts = (const char *const[]){ "curl: (56) Connection reset by peer", NULL },
	  .causes = "abrupt-unread abrupt-linger clock" },
	{ .name = "silent",
	  .sentence = "an answer is missing",
	  .texts = (const char *const[]){ "curl: (52) Empty reply", "hang up after reset", NULL },
	  .causes = "quiet abrupt-linger",
	  .may_be_fin = true },
	{ .name = "idle",
	  .sentence = "the first use after a silence fails",
	  .texts = (const char *const[]){ "in the morning", NULL },
	  .causes = "clock abrupt-unread",
	  .moments = "idle" },
	{ 0 },
};

const struct symptom lab_silences[] = {
	{ .name = "no-word",
	  .sentence = "nobody answers",
	  .texts = (const char *const[]){ "gave up", "gave up ... for good", NULL },
	  .causes = "quiet clock",
	  .no_reset = true },
	{ .name = "No-Word",
	  .sentence = "somebody is loud",
	  .texts = (const char *const[]){ "Gave Up", "Quiet", NULL },
	  .causes = "clock" },
	{ .name = "part",
	  .sentence = "a part of it",
	  .texts = (const char *const[]){ "for good", NULL },
	  .causes = "nobody" },
	{ 0 },
};

const struct homonym lab_homonyms[] = {
	{ "not-linger", "not at once, or not at all" },
	{ "kept", "kept by HTTP, or by TCP" },
	{ 0 },
};

static const struct promise refused[] = {
	SENDS("server", ONE(RST_ACK_REPLY), "because"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "because"),
	COUNTS("server", "TcpOutRsts", 1, "because"),
	RESETS("server", 1, "NO_SOCKET", "NONE", "because"),
	{ 0 },
};
static const struct promise two[] = {
	WHILE("hard"),
	SENDS("server", ONE(RST_ABORT), "because"),
	CALL_FAILS("client", "recv", ECONNRESET, "because"),
	WHILE("unread"),
	SENDS("server", ONE(RST_ABORT, .win = IS(7)), "because"),
	CALL_FAILS("client", "send", EPIPE, "because"),
	IN_ALL,
	COUNTS("server", "TcpExtTCPAbortOnData", 1, "because"),
	COUNTS("server", "TcpOutRsts", 2, "because"),
	{ 0 },
};
static const struct promise unread[] = {
	SENDS("server", ONE(RST_ABORT), "because"),
	CALL_FAILS("client", "recv", ECONNRESET, "because"),
	COUNTS("server", "TcpExtTCPAbortOnClose", 1, "because"),
	COUNTS("client", "TcpExtTCPAbortOnData", 0, "because"),
	RESETS("server", 1, "TCP_ABORT_ON_CLOSE", "CLOSED", "because"),
	{ 0 },
};
static const struct promise rejected[] = {
	SENDS("router", ONE(RST_ACK_REPLY, .forged = true), "because"),
	SENDS("router", NO("RST"), "because"),
	CALL_FAILS("client", "connect", ECONNREFUSED, "because"),
	{ 0 },
};

SCENARIO(port_shut) = { .name = "port-shut",
			.title = "a port that is shut",
			.tags = "set-up",
			.cause = "nobody",
			.promises = refused };
SCENARIO(nobody_late) = { .name = "nobody-there-for-long",
			  .title = "nobody, late",
			  .proves = "One sees a gnu.",
			  .waits_for_timer = true,
			  .cause = "nobody",
			  .promises = refused };
SCENARIO(pair) = { .name = "pair",
		   .title = "two of a kind",
		   .causes = { { .chapter = "hard", .cause = "abrupt-linger" },
			       { .chapter = "unread", .cause = "abrupt-unread" } },
		   .promises = two };
SCENARIO(lost) = {
	.name = "lost-data", .title = "data are lost", .cause = "abrupt-unread", .promises = unread
};
SCENARIO(reject) = { .name = "hidden",
		     .title = "a firewall rejects",
		     .needs = "nftables",
		     .cause = "hidden",
		     .changes_machine = true,
		     .promises = rejected };
SCENARIO(control) = { .name = "control", .title = "a FIN", .tags = "control", .cause = "quiet" };

/* In this order, whatever that of the linker is: under a sanitizer it is another. */
static const struct scenario *const small_lab[] = { &port_shut, &nobody_late, &pair,
						    &lost,      &reject,      &control };
static const struct scenario *const *const all = small_lab;
static const int count = sizeof(small_lab) / sizeof(small_lab[0]);
static struct clues clues;
static struct suspects found;
static struct why why;

__attribute__((unused)) static int ask(const char *text, struct clues more)
{
	char *texts[] = { (char *)text };

	clues = more;
	if (!clues.window)
		clues.window = -1;
	query_read(&clues.query, texts, text != NULL);
	return suspects_find(&clues, all, count, &found, &why);
}

#define NOTHING_ELSE       ((struct clues){ 0 })
#define ASKED(facet, text) ((struct clues){ .by[facet] = { 1, { text } } })

#endif
