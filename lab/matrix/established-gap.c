/* SPDX-License-Identifier: GPL-2.0-only */
/* established-gap - ESTABLISHED, beyond a gap: what meets it, and what becomes of it. */
#include "outcomes.h"

static const char why[] = BY_RFC_5961
	" tcp_validate_incoming(), commit e00431bc93bb: the right edge of the right-most SACK "
	"block.";

static const struct promise of_segments[] = {
	GROUPS_OF(established_segments),

	WHILE("RST at the SACK edge"),
	ROWS_OF(obeyed),
	ROWS_OF(deleted),
	POLLED(POLLIN | POLLOUT | POLLERR | POLLHUP | POLLRDHUP),
	READS(0, "the error is reported, then the end of the stream"),
	RESET,
	{ 0 },
};

SEGMENTS_OF(
	established_gap, "established-gap", "ESTABLISHED, beyond a gap", "RFC 9293, 3.10.7.4",
	.why = why, .promises = of_segments,
	.proves = "If data is queued beyond a gap, a RST at the end of the highest block is "
		  "accepted as well: its sender uses the next number after everything it has "
		  "sent.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(established_gap, "established-gap", "ESTABLISHED, beyond a gap", "RFC 9293, 3.10.7.4",
	 .why = why, .promises = established_calls);

TIMERS_OF(established_gap, "established-gap", "ESTABLISHED, beyond a gap",
	  .promises = established_timers);
