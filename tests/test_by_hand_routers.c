/* SPDX-License-Identifier: GPL-2.0-only */
/* What a router is made to do besides forwarding, as commands. */
#include "by_hand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct topology routed = {
	.name = "routed",
	.host = { { "client", HOST }, { "server", HOST }, { "router", ROUTER } },
};

static const struct promise promises[] = { { 0 } };

static const struct scenario scenario = { .name = "a-story",
					  .title = "how it ends",
					  .promises = promises };

static void expect(const struct step *step, int count, int family, const char *const *words)
{
	const struct story story = { "a-story", step, count };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	by_hand_print(out, &scenario, &routed, &story, family, 80);
	fclose(out);
	for (; *words; words++)
		if (!strstr(text, *words))
			fail_msg("it does not say '%s':\n%s", *words, text);
	free(text);
}
#define EXPECT(step, count, family, ...) \
	expect(step, count, family, (const char *const[]){ __VA_ARGS__ })

/* What a router is to take, be several of, or give on. */
static void test_routers(void **state)
{
	static const struct step steps[] = {
		{ .verb = VERB_DIVERT, .host = "router", .a = 1 },
		{ .verb = VERB_VRF, .host = "router", .text = "red" },
		{ .verb = VERB_BALANCER_ADD, .host = "router", .peer = "server" },
		{ .verb = VERB_BALANCER_DRAIN, .host = "router", .peer = "server" },
		{ .verb = VERB_BALANCER_REMOVE, .host = "router", .peer = "server" },
		{ .verb = VERB_BALANCER_ADD, .host = "router", .peer = "server" },
	};

	(void)state;
	EXPECT(steps, 6, AF_INET, "tcpdump, python3, ipvsadm and",
	       "    ip rule add fwmark 1 lookup 100\n"
	       "    ip route add local default dev lo table 100\n"
	       "    ip link add red type vrf table 10\n    ip link set dev red up\n"
	       "    ip link set dev $NIC master red\n"
	       "    ipvsadm -A -t $ROUTER:8080 -s rr\n"
	       "    ipvsadm -a -t $ROUTER:8080 -r $SERVER:8080 -m\n"
	       "    ipvsadm -e -t $ROUTER:8080 -r $SERVER:8080 -m -w 0\n"
	       "    ipvsadm -d -t $ROUTER:8080 -r $SERVER:8080\n"
	       "    ipvsadm -a -t $ROUTER:8080 -r $SERVER:8080 -m\n",
	       NULL);
	EXPECT(steps, 3, AF_INET6, "    ip -6 rule add fwmark 1 lookup 100\n",
	       "    sysctl -w net.ipv6.conf.$NIC.keep_addr_on_down=1\n    ip link add red",
	       "    ipvsadm -a -t [$ROUTER]:8080 -r [$SERVER]:8080 -m\n", NULL);
}

static void test_transparent(void **state)
{
#define PROXY .host = "router", .actor = "proxy", .process = 0, .other = -1
	static const struct step steps[] = {
		{ .verb = VERB_START, PROXY, .sock = -1 },
		{ .verb = VERB_SOCKET, PROXY },
		{ .verb = VERB_TRANSPARENT, PROXY },
	};

	(void)state;
	EXPECT(steps, 3, AF_INET, "    c.setsockopt(IPPROTO_IP, IP_TRANSPARENT, 1)\n", NULL);
	EXPECT(steps, 3, AF_INET6, "    c.setsockopt(IPPROTO_IPV6, 75, 1)\n", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_routers),
					    cmocka_unit_test(test_transparent) };

	return cmocka_run_group_tests_name("by_hand_routers", tests, NULL, NULL);
}
