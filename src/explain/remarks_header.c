/* SPDX-License-Identifier: GPL-2.0-only */
/* remarks_header.c - what the headers and the payload of a RST say for a diagnosis. */
#include "remarks_parts.h"

#include "mptcp_reason.h"
#include "rst_diagnostic.h"
#include "stack.h"
#include "text.h"

#include <inttypes.h>

static bool may_be_linux(const struct remark_facts *facts)
{
	return facts->diagnosis->stack != STACK_FOREIGN;
}

/* ---- Its TCP header, and what it carries --------------------------------------------------------
 */

static void note_timestamps(const struct remark_facts *facts)
{
	if (remark_is(facts, FEATURE_TIMESTAMPS) == TIMESTAMPS_YES && may_be_linux(facts))
		remark_speaks_of_rst(
			facts, TELLS([FEATURE_TIMESTAMPS] = VALUE(TIMESTAMPS_YES)),
			"it has timestamps: on Linux only a socket's own RST has them");
	if (remark_is(facts, FEATURE_TIMESTAMPS) == TIMESTAMPS_MISSING && may_be_linux(facts) &&
	    facts->own->has_ts)
		remark_speaks_of_rst(
			facts, TELLS([FEATURE_TIMESTAMPS] = VALUE(TIMESTAMPS_MISSING)),
			"it has no timestamps, though the connection uses them: on Linux this is "
			"a reply, not an abort");
}

static void note_window(const struct remark_facts *facts)
{
	uint32_t window = facts->rst->segment.window, before = facts->own->window;

	switch (remark_is(facts, FEATURE_WINDOW)) {
	case WINDOW_0:
		if (remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
		    remark_is(facts, FEATURE_SEQ) == SEQ_0)
			break;
		remark_speaks_of_rst(
			facts, TELLS([FEATURE_WINDOW] = VALUE(WINDOW_0)), "its window is 0%s",
			may_be_linux(facts) && remark_is(facts, FEATURE_FLAGS) == FLAGS_RST
				? ", as in a reply by Linux"
				: "");
		break;
	case WINDOW_KEPT:
		remark_speaks_of_rst(facts, TELLS([FEATURE_WINDOW] = VALUE(WINDOW_KEPT)),
				     "its window is the one announced before, %" PRIu32, window);
		break;
	case WINDOW_GROWN:
		remark_speaks_of_rst(facts, TELLS([FEATURE_WINDOW] = VALUE(WINDOW_GROWN)),
				     "its window has grown by %" PRIu32 ", from %" PRIu32
				     " to %" PRIu32 "%s",
				     window - before, before, window,
				     remark_is(facts, FEATURE_FLAGS) == FLAGS_RST_ACK &&
						     remark_is(facts, FEATURE_PEER_DATA) == YES &&
						     may_be_linux(facts)
					     ? ": this happens when unread data is thrown away"
					     : "");
		break;
	default:
		break;
	}
}

static void note_mptcp(const struct remark_facts *facts)
{
	const uint8_t *option = option_find(&facts->rst->packet, OPTION_MPTCP);

	if (mptcp_reason(option) >= 0)
		remark_speaks_of_rst(facts, TELLS([FEATURE_MPTCP] = VALUE(MPTCP_RST)),
				     "it has MP_TCPRST, reason %d: %s (RFC 8684, 3.6)",
				     mptcp_reason(option), mptcp_reason_text(mptcp_reason(option)));
	if (remark_is(facts, FEATURE_MPTCP) == MPTCP_FASTCLOSED)
		remark_speaks_of_rst(
			facts, TELLS([FEATURE_MPTCP] = VALUE(MPTCP_FASTCLOSED)),
			"MP_FASTCLOSE of the %s ended all of the Multipath TCP connection",
			option || facts->own->has_fastclose ? facts->own_name : facts->peer_name);
}

/* It says itself why. False: nothing that is known. */
static bool note_diagnostic(const struct remark_facts *facts)
{
	const struct rst *rst = facts->rst;
	struct rst_diagnostic diagnostic;

	if (rst->segment.len != rst->payload_size ||
	    !rst_diagnostic_read(rst->payload, rst->payload_size, &diagnostic))
		return false;
	const char *text = diagnostic.vendor ? NULL : rst_diagnostic_text(diagnostic.code);
	if (diagnostic.vendor)
		remark_speaks_of_rst(facts, TELLS([FEATURE_PAYLOAD] = VALUE(YES)),
				     "its payload says why: code %u of enterprise %" PRIu32,
				     diagnostic.code, diagnostic.vendor);
	else
		remark_speaks_of_rst(facts, TELLS([FEATURE_PAYLOAD] = VALUE(YES)),
				     "its payload says why: code %u%s%s", diagnostic.code,
				     text ? ", " : "", text ? text : "");
	return true;
}

/* Printable ASCII is itself, and nothing else is. */
static void note_payload(const struct remark_facts *facts)
{
	const struct rst *rst = facts->rst;
	char said[4 * RST_PAYLOAD + 1] = "";

	if (!rst->segment.len || note_diagnostic(facts))
		return;
	for (int i = 0; i < rst->payload_size; i++) {
		uint8_t byte = rst->payload[i];
		bool is_plain = byte >= ' ' && byte <= '~' && byte != '"' && byte != '\\';
		text_append(said, sizeof(said), is_plain ? "%c" : "\\x%02x", byte);
	}
	remark_speaks_of_rst(facts, TELLS([FEATURE_PAYLOAD] = VALUE(YES)),
			     "it bears %" PRIu32 " byte%s%s%s%s%s", rst->segment.len,
			     rst->segment.len == 1 ? "" : "s", *said ? ": \"" : "", said,
			     *said ? "\"" : "",
			     rst->payload_size < rst->segment.len && *said ? " and more" : "");
}

void remark_header(const struct remark_facts *facts)
{
	note_mptcp(facts);
	note_payload(facts);
	note_window(facts);
	note_timestamps(facts);
}

/* ---- Its IP header ------------------------------------------------------------------------------
 */

static void note_ttl(const struct remark_facts *facts)
{
	int ttl = facts->rst->segment.ttl, before = facts->own->ttl;

	if (facts->own->has_ttl && ttl != before && ttl_hops(ttl) == ttl_hops(before))
		remark_speaks_of_rst(
			facts, TELLS_NOTHING,
			"TTL %d, the %s's others %d, as many hops away: another initial value, "
			"as when the service sets one",
			ttl, facts->own_name, before);
	else if (remark_is(facts, FEATURE_TTL) == TTL_OTHER)
		remark_speaks_of_rst(
			facts, TELLS([FEATURE_TTL] = VALUE(TTL_OTHER)),
			"TTL %d, %d hop%s away, the %s's others %d, %d hop%s away: it may have "
			"been made on the way",
			ttl, ttl_hops(ttl), ttl_hops(ttl) == 1 ? "" : "s", facts->own_name, before,
			ttl_hops(before), ttl_hops(before) == 1 ? "" : "s");
}

static void note_ip_id(const struct remark_facts *facts)
{
	const struct track_side *own = facts->own;
	uint16_t id = facts->rst->segment.ip_id;

	if (!IN6_IS_ADDR_V4MAPPED(&own->endpoint.addr) || !own->has_ip_id || !own->segments)
		return;
	if (id == 0 && !own->ip_ids_are_0)
		remark_speaks_of_rst(
			facts, TELLS_NOTHING, "IP ID 0, the %s's others count%s", facts->own_name,
			may_be_linux(facts) ? ": on Linux a reply without a socket has 0" : "");
	else if (id == (uint16_t)(own->ip_id + 1))
		remark_speaks_of_rst(facts, TELLS_NOTHING,
				     "IP ID %u is the next after the %s's last", id,
				     facts->own_name);
}

void remark_maker(const struct remark_facts *facts)
{
	note_ttl(facts);
	note_ip_id(facts);
}
