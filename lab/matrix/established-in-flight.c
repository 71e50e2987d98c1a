/* SPDX-License-Identifier: GPL-2.0-only */
/* established-in-flight - ESTABLISHED, with data in flight: what meets it, and what becomes of it.
 */
#include "outcomes.h"

static const char why[] = BY_RFC_5961;

SEGMENTS_OF(
	established_in_flight, "established-in-flight", "ESTABLISHED, with data in flight",
	"RFC 9293, 3.10.7.4", .why = why, .promises = established_segments,
	.proves = "The same with data that was sent and not acknowledged: received segments are "
		  "treated the same.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, although it is outside the window");

CALLS_OF(established_in_flight, "established-in-flight", "ESTABLISHED, with data in flight",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = established_calls);

TIMERS_OF(established_in_flight, "established-in-flight", "ESTABLISHED, with data in flight",
	  .promises = in_flight_timers);
