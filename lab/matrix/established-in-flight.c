/* SPDX-License-Identifier: GPL-2.0-only */
/* established-in-flight - ESTABLISHED, with data in flight: what meets it, and what becomes of it.
 */
#include "outcomes.h"

static const char why[] = BY_RFC_5961;

SEGMENTS_OF(
	established_in_flight, "established-in-flight", "ESTABLISHED, with data in flight",
	"RFC 9293, 3.10.7.4", .why = why, .promises = established_segments,
	.proves = "The same with data that were sent and not acknowledged: nothing changes for "
		  "what is received.",
	.known_issue = "a RST at RCV.NXT+RCV.WND is challenged, though it lies outside the window");

CALLS_OF(established_in_flight, "established-in-flight", "ESTABLISHED, with data in flight",
	 "RFC 9293, 3.10.7.4", .why = why, .promises = established_calls);
