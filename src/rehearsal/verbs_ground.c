/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_ground.c - the verbs that change the ground, send raw segments, or wait for facts, noted.
 */
#include "rehearsal.h"

#include <string.h>

void chapter(struct lab *lab, const char *title)
{
	note(lab, VERB_CHAPTER, "")->text = note_text(lab, title);
}

void link_down(struct lab *lab, const char *host)
{
	note(lab, VERB_LINK_DOWN, host);
}

void link_up(struct lab *lab, const char *host)
{
	note(lab, VERB_LINK_UP, host);
}

void link_up_bare(struct lab *lab, const char *host)
{
	note(lab, VERB_LINK_UP, host)->a = 1;
}

void host_restore_route(struct lab *lab, const char *host)
{
	note(lab, VERB_RESTORE_ROUTE, host);
}

void host_power_off(struct lab *lab, const char *host)
{
	note(lab, VERB_POWER_OFF, host);
}

void host_power_on(struct lab *lab, const char *host)
{
	note(lab, VERB_POWER_ON, host);
}

void host_sysctl(struct lab *lab, const char *host, const char *key, const char *value)
{
	struct step *step = note(lab, VERB_SYSCTL, host);

	step->name = note_text(lab, key);
	step->text = note_text(lab, value);
}

void machine_sysctl(struct lab *lab, const char *key, const char *value)
{
	struct step *step = note(lab, VERB_MACHINE_SYSCTL, "");

	step->name = note_text(lab, key);
	step->text = note_text(lab, value);
}

void host_add_link_local(struct lab *lab, const char *host)
{
	note(lab, VERB_ADD_LINK_LOCAL, host);
}

void host_add_address(struct lab *lab, const char *host)
{
	int earlier = 0;

	for (int i = 0; i < lab->count; i++)
		earlier += lab->step[i].verb == VERB_ADD_ADDRESS &&
			   strcmp(lab->step[i].host, host) == 0;
	note(lab, VERB_ADD_ADDRESS, host)->a = earlier + 1;
}

void host_remove_address(struct lab *lab, const char *host)
{
	note(lab, VERB_REMOVE_ADDRESS, host);
}

void host_share_address(struct lab *lab, const char *host, const char *other)
{
	struct step *step = note(lab, VERB_SHARE_ADDRESS, host);

	note_name(lab, step->peer, other);
}

static void note_route(struct lab *lab, enum verb verb, const char *at, const char *to,
		       const char *by)
{
	struct step *step = note(lab, verb, at);

	note_name(lab, step->peer, to);
	step->name = note_text(lab, by);
}

void host_route(struct lab *lab, const char *at, const char *to, const char *by)
{
	note_route(lab, VERB_ROUTE, at, to, by);
}

void host_route_back(struct lab *lab, const char *at, const char *to, const char *by)
{
	note_route(lab, VERB_ROUTE_BACK, at, to, by);
}

void host_divert(struct lab *lab, const char *host, int mark)
{
	note(lab, VERB_DIVERT, host)->a = mark;
}

void firewall(struct lab *lab, const char *host, const char *commands)
{
	note(lab, VERB_FIREWALL, host)->text = note_text(lab, commands);
}

void conntrack_flush(struct lab *lab, const char *host)
{
	note(lab, VERB_CONNTRACK_FLUSH, host);
}

void await_conntrack_empty(struct lab *lab, const char *host)
{
	note(lab, VERB_AWAIT_CONNTRACK_EMPTY, host);
}

static void note_balancer(struct lab *lab, enum verb verb, const char *host, const char *server)
{
	note_name(lab, note(lab, verb, host)->peer, server);
}

void balancer_add(struct lab *lab, const char *host, const char *server)
{
	note_balancer(lab, VERB_BALANCER_ADD, host, server);
}

void balancer_drain(struct lab *lab, const char *host, const char *server)
{
	note_balancer(lab, VERB_BALANCER_DRAIN, host, server);
}

void balancer_remove(struct lab *lab, const char *host, const char *server)
{
	note_balancer(lab, VERB_BALANCER_REMOVE, host, server);
}

void host_vrf(struct lab *lab, const char *host, const char *vrf)
{
	struct step *step = note(lab, VERB_VRF, host);

	step->text = note_text(lab, vrf);
}

void lookup_drop(struct lab *lab, const char *host)
{
	note(lab, VERB_LOOKUP_DROP, host);
}

void lookup_restore(struct lab *lab, const char *host)
{
	note(lab, VERB_LOOKUP_RESTORE, host);
}

void mptcp_limits(struct lab *lab, const char *host, int subflows, int addresses)
{
	struct step *step = note(lab, VERB_MPTCP_LIMITS, host);

	step->a = subflows;
	step->b = addresses;
}

void mptcp_endpoint(struct lab *lab, const char *host, int nth, enum endpoint_use use)
{
	struct step *step = note(lab, VERB_MPTCP_ENDPOINT, host);

	step->a = nth;
	step->b = use == ENDPOINT_SIGNAL;
}

void mptcp_announce_port(struct lab *lab, const char *host, int nth, uint16_t port)
{
	struct step *step = note(lab, VERB_MPTCP_ENDPOINT, host);

	step->a = nth;
	step->b = 1;
	step->port = port;
}

void mptcp_flush(struct lab *lab, const char *host)
{
	note(lab, VERB_MPTCP_FLUSH, host);
}

/* ---- Raw segments: what they would say is not known, and not needed ----------------------------
 */

void ghost_beside(struct lab *lab, const char *host)
{
	note(lab, VERB_GHOST, host);
}

void raw_send(struct lab *lab, const struct raw_segment *segment)
{
	note(lab, VERB_RAW, "")->text = note_text(lab, segment->flags);
}

void forge(const struct sock *as, const struct raw_segment *segment)
{
	note(as->actor->lab, VERB_FORGE, as->actor->host)->text =
		note_text(as->actor->lab, segment->flags);
}

/* The ghost's part of a handshake; its segments have flags, for who reads them. */
static struct raw_segment raw_step(struct lab *lab, const char *flags)
{
	note(lab, VERB_RAW, "")->text = note_text(lab, flags);
	return (struct raw_segment){ .flags = "ACK" };
}

struct raw_segment raw_syn(struct lab *lab, const char *host, uint16_t sport, uint16_t dport)
{
	(void)host;
	(void)sport;
	(void)dport;
	return raw_step(lab, "SYN");
}

struct raw_segment raw_connect(struct lab *lab, const char *host, uint16_t sport, uint16_t dport)
{
	return raw_syn(lab, host, sport, dport);
}

struct raw_segment raw_answer(struct lab *lab, const char *host)
{
	(void)host;
	return raw_step(lab, "SYN,ACK");
}

struct raw_segment raw_cross(struct lab *lab, const char *host)
{
	(void)host;
	return raw_step(lab, "SYN");
}

struct heard await_sent(struct lab *lab, const char *host, const char *flags)
{
	note(lab, VERB_AWAIT_SENT, host)->text = note_text(lab, flags);
	return (struct heard){ 0 };
}

void await_sent_again(struct lab *lab, const char *host, const char *flags)
{
	struct step *step = note(lab, VERB_AWAIT_SENT, host);

	step->text = note_text(lab, flags);
	step->a = 2;
}

/* ---- Waiting for facts --------------------------------------------------------------------------
 */

void await_count(struct lab *lab, const char *host, const char *state, int count)
{
	struct step *step = note(lab, VERB_AWAIT_COUNT, host);

	step->text = note_text(lab, state);
	step->a = count;
}

void await_segment(struct lab *lab, const char *host, const char *flags)
{
	note(lab, VERB_AWAIT_SEGMENT, host)->text = note_text(lab, flags);
}

/* Who types is slower than that. */
void await_tick(struct lab *lab)
{
	(void)lab;
}

void settle(struct lab *lab)
{
	note(lab, VERB_SETTLE, "");
}

void look(struct lab *lab, const char *host, const char *label)
{
	note(lab, VERB_LOOK, host)->text = note_text(lab, label);
}
