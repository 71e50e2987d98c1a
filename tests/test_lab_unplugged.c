/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is sent while a host is unplugged is lost before it is plugged in again: its peer knows that
 * the link is down, and nothing waits in the backlog of a switch. On a kernel that leaves softirqs
 * to ksoftirqd (before Linux 6.5) it would else be delivered, late.
 */
#include "lab.h"
#include "play.h"
#include "tampering.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void check_port(struct lab *lab, int port)
{
	struct link_facts facts;
	int error = link_get(lab->host[lab->end[port].host].links, lab->end[port].index, &facts);

	if (error || facts.oper_up || facts.forwarding)
		lab_broken(lab, "the peer of an unplugged host transmits");
}

/* Before each verb, in a process of each lab. */
static bool look_at_peer(struct lab *lab, const char *verb, struct sock *sock)
{
	static bool is_unplugged, has_sent;
	static uint32_t fence;
	int client = host_end(lab, host_index(lab, "client"));
	int server = host_end(lab, host_index(lab, "server"));

	(void)sock;
	if (is_unplugged)
		check_port(lab, server ^ 1);
	if (has_sent && strcmp(verb, "link_up") == 0 && lab->end[client ^ 1].fence_seen == fence)
		lab_broken(lab, "nobody has asked what the switch has yet to lose");
	if (strcmp(verb, "link_down") == 0 || strcmp(verb, "link_up") == 0)
		is_unplugged = verb[5] == 'd';
	if (is_unplugged && strcmp(verb, "send") == 0) {
		has_sent = true;
		fence = lab->end[client ^ 1].fence_seen;
	}
	return true;
}

static void check(const char *name)
{
	struct tale tale = { 0 };

	if (!play_possible())
		skip();
	tampering_play(name, look_at_peer, &tale);
	for (int i = 0; i < tale.count; i++)
		if (tale.told[i]->verdict->status != PASS)
			fail_msg("%s", tale.told[i]->text);
	play_free(&tale);
}

static void test_sent_into_the_void(void **state)
{
	(void)state;
	check("half-open-data-queued");
}

static void test_straight(void **state)
{
	(void)state;
	check("link-down-idle");
}

static void test_timer(void **state)
{
	(void)state;
	check("keepalive-timeout");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sent_into_the_void),
		cmocka_unit_test(test_straight),
		cmocka_unit_test(test_timer),
	};

	return cmocka_run_group_tests_name("lab_unplugged", tests, NULL, NULL);
}
