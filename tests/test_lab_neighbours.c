/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * No host ever has to ask for a neighbour. Who asks holds back what he sends, and the kernel throws
 * it away when nobody answers: a RST that is counted and on no wire, and no fault of TCP's. So the
 * first packet after a link has come up leaves at once.
 */
#include "ground.h"
#include "lab.h"
#include "packet.h"
#include "play.h"
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* Nobody asks, and nobody answers: all of ARP, and of IPv6 its counterpart (RFC 4861). */
#define DEAF                                                                                   \
	"table arp deaf { chain out { type filter hook output priority 0; policy drop; }; }\n" \
	"table ip6 deaf { chain out { type filter hook output priority 0; "                    \
	"icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } drop; }; }\n"

/* Before the first verb of the story. */
static bool deafen(struct lab *lab, const char *verb, struct sock *sock)
{
	static bool done;

	(void)verb;
	(void)sock;
	for (int i = 0; i < lab->host_count && !done; i++)
		if (lab->host[i].role != SWITCH)
			firewall(lab, lab->ev->host[i].name, DEAF);
	done = true;
	return true;
}

/* Links down and up with an early sender, power off and on, routers, further addresses. */
static void test_deaf(void **state)
{
	static const char *const names[] = {
		"half-open-orphan",         "half-open-power-loss", "half-open-keepalive",
		"half-open-reconnect",      "half-open-route-lost", "listener-elsewhere",
		"icmp-established-ignored", "destroy-fin-wait",
	};
	enum { COUNT = sizeof(names) / sizeof(names[0]) };
	const struct scenario *list[COUNT];
	struct run_plan plan = { .scenario = list,
				 .scenario_count = COUNT,
				 .ipv4 = true,
				 .ipv6 = true,
				 .repeat = 1,
				 .jobs = 2,
				 .tamper = deafen,
				 .scale = play_patience() };
	struct tale tale = { 0 };
	int bad = 0;

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < COUNT; i++)
		assert_non_null(list[i] = registry_scenario(names[i]));
	play(&plan, &tale);
	assert_string_equal(tale.why.text, "");
	assert_int_equal(tale.count, 2 * COUNT);
	for (int i = 0; i < tale.count; i++) {
		enum status status = tale.told[i]->verdict->status;
		if (status == PASS || status == SKIP)
			continue;
		fputs(tale.told[i]->text, stderr);
		bad++;
	}
	assert_int_equal(bad, 0);
	play_free(&tale);
}

/* A request of ARP, or a Neighbor Solicitation or Advertisement (RFC 4861, 4.3). */
static bool is_question(const struct evidence *ev, const struct packet *p)
{
	struct decoded packet;

	packet_decode(ev->frames + p->frame, p->caplen, &packet);
	return packet.protocol == PROTO_ARP ||
	       (packet.protocol == PROTO_ICMPV6 &&
		(packet.icmp_type == 135 || packet.icmp_type == 136));
}

static bool count_questions(const struct played *played, void *arg)
{
	const struct evidence *ev = played->evidence;
	int count = 0;

	for (int i = 0; i < ev->packet_count; i++)
		count += is_question(ev, &ev->packet[i]);
	if (count)
		fprintf(stderr, "%s over IPv%d: %d packets of ARP or of its counterpart\n",
			played->scenario->name, ev->family == AF_INET ? 4 : 6, count);
	*(int *)arg += count;
	return true;
}

/* In no scenario at all. */
static void test_nobody_asks(void **state)
{
	struct why why;
	int count = 0;
	struct run_plan plan = { .ipv4 = true,
				 .ipv6 = true,
				 .repeat = 1,
				 .jobs = 2,
				 .each = count_questions,
				 .arg = &count,
				 .scale = play_patience() };

	(void)state;
	if (!play_possible())
		skip();
	plan.scenario = registry_scenarios(&plan.scenario_count);
	assert_int_equal(run_play(&plan, &why), 0);
	assert_int_equal(count, 0);
}

static void set_switch(struct lab *lab, bool up)
{
	int port = host_end(lab, host_index(lab, "client")) ^ 1;
	struct link_ctl *links = lab->host[lab->end[port].host].links;

	if (link_set_up(links, lab->end[port].index, up) != 0)
		lab_broken(lab, "cannot set the switch's port");
	lab->end[port].up = up;
	if (up) {
		await_end(lab, port);
		await_end(lab, port ^ 1);
	}
}

/* The switch forwards only when the FIN has left. */
static bool lose_fin(struct lab *lab, const char *verb, struct sock *sock)
{
	static int sends;

	(void)sock;
	if (strcmp(verb, "link_up") == 0)
		set_switch(lab, false);
	if (strcmp(verb, "send") == 0 && ++sends == 3) {
		await_sent(lab, "server", "~FIN");
		set_switch(lab, true);
	}
	return true;
}

/* Who sends before the switch forwards is known to have: an ending of its own. */
static void test_lost_fin(void **state)
{
	const struct scenario *list[] = { registry_scenario("half-open-orphan") };
	struct run_plan plan = { .scenario = list,
				 .scenario_count = 1,
				 .ipv4 = true,
				 .ipv6 = true,
				 .repeat = 1,
				 .jobs = 2,
				 .tamper = lose_fin,
				 .scale = play_patience() };
	struct tale tale = { 0 };

	(void)state;
	if (!play_possible())
		skip();
	play(&plan, &tale);
	assert_int_equal(tale.count, 2);
	for (int i = 0; i < tale.count; i++) {
		const struct verdict *verdict = tale.told[i]->verdict;
		if (verdict->status != PASS || !verdict->outcome)
			fail_msg("%s", tale.told[i]->text);
		/* On a starved machine its next try comes before the data. */
		if (strcmp(verdict->outcome->name, "the FIN was lost") != 0)
			fprintf(stderr, "it ended as '%s'\n", verdict->outcome->name);
	}
	play_free(&tale);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_asks),
		cmocka_unit_test(test_deaf),
		cmocka_unit_test(test_lost_fin),
	};

	return cmocka_run_group_tests_name("lab_neighbours", tests, NULL, NULL);
}
