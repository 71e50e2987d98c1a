/* SPDX-License-Identifier: GPL-2.0-only */
#include "live_growth.h"

#include <netinet/tcp.h>

/* How long a RST may be on its way from where its time is taken to where it is counted. */
#define WAY_NS INT64_C(150000000)

/* Times of doubt that are nearer to each other are one. */
#define NEAR_NS INT64_C(1000000000)

void live_growth_begin(struct live_growth *growth, int64_t now_ns,
		       const struct heard_endings *ended)
{
	*growth = (struct live_growth){
		.ended = *ended, .read_ns = now_ns, .from_ns = now_ns - WAY_NS, .until_ns = now_ns
	};
}

/* Of a state that the kernel does not tell it may have been counted, or not. */
void live_growth_hear(struct live_growth *growth, const struct heard_word *word)
{
	bool is_counted = word->state == TCP_ESTABLISHED || word->state == TCP_CLOSE_WAIT ||
			  word->state == TCP_SYN_SENT || word->state == TCP_SYN_RECV;

	growth->told += !word->sent && is_counted;
}

/*
 * A RST to a handshake that is no socket yet is counted twice, as TcpAttemptFails and
 * TcpExtEmbryonicRsts (tcp_check_req()), and taken by no connection. A full accept queue that
 * resets is counted as TcpExtEmbryonicRsts too, but then as TcpExtListenDrops as well.
 */
static int64_t handshakes(const struct heard_endings *before, const struct heard_endings *now)
{
	int64_t count = (now->embryonic - before->embryonic) - (now->drops - before->drops);

	return count > 0 ? count : 0;
}

static bool is_more_than_told(const struct live_growth *growth, const struct heard_endings *now)
{
	const struct heard_endings *before = &growth->ended;

	if (!before->is_known || !now->is_known)
		return true;
	int64_t grown = now->resets - before->resets + now->fails - before->fails;
	return grown - handshakes(before, now) > (int64_t)(growth->told - growth->taken);
}

void live_growth_read(struct live_growth *growth, int64_t now_ns, const struct heard_endings *ended)
{
	bool is_set_back = now_ns < growth->read_ns;
	int64_t from_ns = is_set_back ? INT64_MIN : growth->read_ns - WAY_NS;

	if (is_set_back || is_more_than_told(growth, ended)) {
		bool is_near = from_ns < growth->until_ns + NEAR_NS;
		if (!is_near || from_ns < growth->from_ns)
			growth->from_ns = from_ns;
		growth->until_ns = now_ns;
	}
	growth->ended = *ended;
	growth->taken = growth->told;
	growth->read_ns = now_ns;
}

bool live_growth_is_after(const struct live_growth *growth, int64_t time_ns)
{
	return time_ns + WAY_NS <= growth->read_ns;
}

bool live_growth_rules_out(const struct live_growth *growth, int64_t time_ns)
{
	return live_growth_is_after(growth, time_ns) &&
	       (time_ns < growth->from_ns || time_ns > growth->until_ns);
}
