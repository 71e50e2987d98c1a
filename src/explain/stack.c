/* SPDX-License-Identifier: GPL-2.0-only */
#include "stack.h"

#include <string.h>

/* The smallest of the customary initial values that it can have begun with. */
static unsigned initial_ttl(unsigned ttl)
{
	if (ttl <= 64)
		return 64;
	return ttl <= 128 ? 128 : 255;
}

int ttl_hops(int ttl)
{
	return (int)initial_ttl((unsigned)ttl) - ttl;
}

/* tcp_options_write(): MSS, SACK permitted, timestamps, window scale; each may be missing. */
static bool has_order_of_linux(const struct track_side *side)
{
	static const uint8_t order[] = { OPTION_MSS, OPTION_SACK_PERMITTED, OPTION_TIMESTAMPS,
					 OPTION_SCALE };
	size_t at = 0;

	for (size_t i = 0; i < sizeof(side->syn_option) && side->syn_option[i]; i++) {
		const uint8_t *found = memchr(order, side->syn_option[i], sizeof(order));
		if (!found) /* TFO, MPTCP, MD5 come before or behind */
			continue;
		if ((size_t)(found - order) < at)
			return false;
		at = (size_t)(found - order);
	}
	return true;
}

/* The loopback of macOS has a MTU of its own. */
static bool has_mss_of_macos(const struct track_side *side)
{
	return side->mss == 16344 || side->mss == 16324;
}

/* @other offered what Linux takes, unless it is told not to. */
static const char *refuses(const struct track_side *side, const struct track_side *other)
{
	if (!side->is_syn_ack || !other->has_syn)
		return NULL;
	if (other->has_ts && !side->has_ts)
		return "it refused timestamps, which Linux accepts";
	if (other->has_sack && !side->has_sack)
		return "it refused SACK, which Linux accepts";
	return NULL;
}

/* As Linux makes it: its options, in its order. */
static bool has_syn_of_linux(const struct track_side *side)
{
	return side->has_syn && (side->has_ts || side->has_sack) && has_order_of_linux(side) &&
	       !has_mss_of_macos(side);
}

/* With a TTL that an application sets for its socket (IP_TTL; RFC 5082), and that is a router's or
 * a Solaris' own. */
static bool may_have_set_its_ttl(const struct track_side *side)
{
	return side->has_ttl && initial_ttl(side->ttl) == 255 &&
	       (!side->has_syn || has_syn_of_linux(side));
}

enum stack stack_of(const struct track *track, int at, const char **ret_why)
{
	const struct track_side *side = &track->side[at];

	*ret_why = "";
	if (side->has_ttl && initial_ttl(side->ttl) == 128)
		*ret_why = "its initial TTL is 128, like Windows";
	else if (side->has_ttl && initial_ttl(side->ttl) == 255 && !may_have_set_its_ttl(side))
		*ret_why = "its initial TTL is 255, like a router or Solaris";
	else if (side->has_syn && !side->syn_option[0])
		*ret_why = "its SYN has no options, unlike any stack of today";
	else if (side->has_syn && has_mss_of_macos(side))
		*ret_why = "its MSS is that of the macOS loopback";
	else if (side->has_syn && !has_order_of_linux(side))
		*ret_why = "its SYN has its options in another order than Linux";
	else if (refuses(side, &track->side[!at]))
		*ret_why = refuses(side, &track->side[!at]);
	if (**ret_why)
		return STACK_FOREIGN;
	if (has_syn_of_linux(side) && !may_have_set_its_ttl(side))
		*ret_why = "its SYN is as Linux makes it";
	return **ret_why ? STACK_LINUX : STACK_UNKNOWN;
}
