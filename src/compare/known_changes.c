/* SPDX-License-Identifier: GPL-2.0-only */
#include "known_changes.h"

#include "kernel_change.h"
#include "matrix.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static const char fin_wait_aborted[] =
	"bac76cf89816 \"tcp: fix forever orphan socket caused by tcp_abort\"";

const struct expected expected_table[] = {
	{ "6.10", "*", IN(ASPECT_ABILITY), "the kernel's reasons",
	  "the tracepoint tells why the kernel resets",
	  "b533fb9cf4f7 \"rstreason: make it work in trace world\"" },
	{ "6.10", "*", IN(ASPECT_ABILITY), "the tracepoint of resets that no socket sends",
	  "the tracepoint also reports replies without a socket",
	  "19822a980e19 \"trace: tcp: fully support trace_tcp_send_reset\"" },
	{ "5.18", "*", IN(ASPECT_COUNTER), "* TcpExtTW",
	  "TIME-WAIT is counted when it begins, not when its timer ends",
	  "27dd35e02235 \"tcp/dccp: no longer use twsk_net(tw) from tw_timer_handler()\"",
	  .may_stay_away = true },
	{ "6.12", "mptcp-join-stripped", IN(ASPECT_ABILITY), "* MPTcpExtMPJoinSynTx",
	  "a new counter", "1bd1788b6cab \"mptcp: MIB counters for sent MP_JOIN\"" },
	{ "6.16", "mptcp-join-prohibited", IN(ASPECT_ABILITY), "* MPTcpExtMPJoinRejected",
	  "a new counter", "4ce7fb8de556 \"mptcp: add MPJoinRejected MIB counter\"" },
	{ "6.16", "mptcp-rst-answered", IN(ASPECT_COUNTER), "* MPTcpExtMPJoinRejected",
	  "a new counter", "4ce7fb8de556 \"mptcp: add MPJoinRejected MIB counter\"" },
	{ "6.16", "mptcp-join-cookies-control", IN(ASPECT_COUNTER), "* MPTcpExtMPJoinRejected",
	  "a new counter", "4ce7fb8de556 \"mptcp: add MPJoinRejected MIB counter\"" },
	{ "5.14", "reuseport-closed", IN(ASPECT_ABILITY), "* TcpExtTCPMigrateReqSuccess",
	  "a new counter", "55d444b310c6 \"tcp: Add stats for socket migration.\"" },
	{ "6.16", "matrix-time-wait*", IN(ASPECT_ABILITY), "* TcpExtPAWSTimewait",
	  "TIME-WAIT counts old timestamps separately",
	  "\"tcp: add LINUX_MIB_PAWS_TW_REJECTED counter\"" },
	{ "6.16", "matrix-time-wait*", IN(ASPECT_COUNTER), "* TcpExtPAWSEstab",
	  "TIME-WAIT counts old timestamps separately",
	  "\"tcp: add LINUX_MIB_PAWS_TW_REJECTED counter\"" },
	{ "6.1.132 6.6.84 6.10.8 6.11", "matrix-*", IN(ASPECT_COUNTER), "tested TcpOutRsts",
	  "what is cleared away between the cells is reset in FIN-WAIT as well", fin_wait_aborted,
	  .may_stay_away = true },
	{ "6.1.132 6.6.84 6.10.8 6.11", "matrix-*", IN(ASPECT_PACKETS), "tested*RST*FIN-WAIT-*",
	  "what is cleared away between the cells is reset in FIN-WAIT as well", fin_wait_aborted,
	  .may_stay_away = true, .chapter = { BETWEEN } },
	{ "6.10", "matrix-established-zero-window",
	  IN(ASPECT_RETURN) | IN(ASPECT_SOCKETS) | IN(ASPECT_ACK) | IN(ASPECT_STATE), NULL,
	  "a FIN without data is accepted at zero window",
	  "2bd99aef1b19 \"tcp: accept bare FIN packets under memory pressure\"",
	  .may_stay_away = true, .chapter = { "FIN" } },
	{ .since = NULL },
};

/* Notes the chapters of the promises that depend on @change. */
static void note_chapters(const struct scenario *scenario, const struct change *change,
			  struct expected *ret)
{
	int count = 0;

	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const char *chapter = walk.promise.chapter;
		bool is_told = !chapter || !promise_depends(&walk.promise, change);

		for (int k = 0; k < count && !is_told; k++)
			is_told = strcmp(ret->chapter[k], chapter) == 0;
		if (!is_told && count < EXPECTED_CHAPTERS)
			ret->chapter[count++] = chapter;
	}
}

int expected_of_scenario(const struct scenario *scenario, struct expected *ret, int room)
{
	const struct change *change[CHANGES_MAX];
	int count = scenario_changes(scenario, change);

	for (int i = 0; i < count && ret && i < room; i++) {
		ret[i] = (struct expected){ .since = change[i]->since,
					    .scenario = scenario->name,
					    .aspects = EXPECTED_STORY,
					    .source = change[i]->what };
		note_chapters(scenario, change[i], &ret[i]);
	}
	return count;
}

bool expected_between(const struct expected *row, const char *old, const char *new)
{
	return kernel_differs(row->since, old, new);
}

bool expected_in(const struct expected *row, const char *scenario)
{
	return fnmatch(row->scenario, scenario, 0) == 0;
}

int expected_from(const struct expected *row, const struct canon *canon)
{
	for (int at = 0; at < canon->chapter_count; at++)
		for (int i = 0; i < EXPECTED_CHAPTERS && row->chapter[i]; i++)
			if (strcmp(row->chapter[i], canon->chapter[at]) == 0)
				return at;
	return 0;
}

bool expected_explains(const struct expected *row, int from, const struct difference *difference)
{
	char what[NAME_SIZE * 2 + 2 + DIFFERENCE_TEXT];

	/* Promises know the kernel. One that is broken is not explained by it. */
	if (difference->aspect == ASPECT_VERDICT &&
	    (strcmp(difference->old, "FAIL") == 0 || strcmp(difference->new, "FAIL") == 0))
		return false;
	snprintf(what, sizeof(what), "%s%s%s", difference->who, *difference->who ? " " : "",
		 difference->what);
	return (row->aspects & IN(difference->aspect)) &&
	       (difference->chapter_at < 0 || difference->chapter_at >= from) &&
	       (!row->what || fnmatch(row->what, what, 0) == 0);
}
