/* SPDX-License-Identifier: GPL-2.0-only */
/* watch, whose kernel does not tell that a connection took a RST: it says that this may be, where
 * the counters do not rule it out; and what rules it out where they do. */
#include "child.h"
#include "folder.h"
#include "mute.h"
#include "own_host.h"

#include "link.h"
#include "ns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { SERVICE = 8098, GONE = 8099, PATIENCE_S = 60 };

/* Here the client is, and who watches; there the server. */
static int here, there;
static int server = -1, client = -1, conn = -1;

static void add_end(int ns, int index, uint8_t host)
{
	const struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff, 10, 8, 8, host } };
	struct link_ctl *ctl;

	assert_int_equal(ns_enter(ns), 0);
	assert_int_equal(link_open(&ctl), 0);
	assert_int_equal(link_set_up(ctl, index, true), 0);
	assert_int_equal(link_add_address(ctl, index, &addr, 24), 0);
	link_close(ctl);
}

/* Two hosts with a link between them. */
static bool enter_two(void)
{
	struct link_ctl *ctl;

	if (!own_host_enter())
		return false;
	here = ns_current();
	assert_true(own_host_enter());
	there = ns_current();
	assert_int_equal(link_open(&ctl), 0);
	const struct link_end a = { there, 101, "veth0", { 2, 0, 0, 0, 0, 2 } },
			      b = { here, 102, "veth0", { 2, 0, 0, 0, 0, 1 } };
	assert_int_equal(link_add_veth(ctl, &a, &b), 0);
	link_close(ctl);
	add_end(there, 101, 2);
	server = own_host_listen("10.8.8.2", SERVICE);
	add_end(here, 102, 1);
	return true;
}

static void connect_both(void)
{
	client = own_host_connect("10.8.8.2", SERVICE, 0);
	conn = accept4(server, NULL, NULL, SOCK_CLOEXEC);
	assert_true(conn >= 0);
}

/* ---- The RSTs -----------------------------------------------------------------------------------
 */

static uint16_t sum_of(const struct tcphdr *tcp, const struct sockaddr_in *src,
		       const struct sockaddr_in *dst)
{
	uint16_t words[16] = { 0 };
	uint32_t sum = 0;

	memcpy(words, &src->sin_addr, 4);
	memcpy(words + 2, &dst->sin_addr, 4);
	words[4] = htons(IPPROTO_TCP);
	words[5] = htons(sizeof(*tcp));
	memcpy(words + 6, tcp, sizeof(*tcp));
	for (int i = 0; i < 16; i++)
		sum += words[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t) ~(sum + (sum >> 16));
}

/* By the server's host, in its name. */
static void forge(uint16_t port)
{
	struct sockaddr_in src = own_host_at("10.8.8.2", SERVICE),
			   dst = own_host_at("10.8.8.1", port);
	struct tcphdr tcp = { .th_sport = src.sin_port,
			      .th_dport = dst.sin_port,
			      .th_seq = htonl(1),
			      .th_off = 5,
			      .th_flags = TH_RST };

	tcp.th_sum = sum_of(&tcp, &src, &dst);
	assert_int_equal(ns_enter(there), 0);
	int raw = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_TCP);
	dst.sin_port = 0;
	assert_int_equal(sendto(raw, &tcp, sizeof(tcp), 0, (struct sockaddr *)&dst, sizeof(dst)),
			 sizeof(tcp));
	close(raw);
	assert_int_equal(ns_enter(here), 0);
}

/* Its number is not in the window: the connection goes on. */
static void forge_to_connection(void)
{
	struct sockaddr_in at;
	socklen_t size = sizeof(at);

	assert_int_equal(getsockname(client, (struct sockaddr *)&at, &size), 0);
	forge(ntohs(at.sin_port));
}

static void forge_to_nobody(void)
{
	forge(GONE);
}

/* Nobody hears of it, as two programs take its events away. */
static void reset_untold(void)
{
	const struct linger linger = { 1, 0 };
	char byte;
	int sent = mute_begin("tcp_send_reset"), taken = mute_begin("tcp_receive_reset");

	assert_true(sent >= 0 && taken >= 0);
	assert_int_equal(setsockopt(conn, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
	close(conn);
	assert_int_equal(recv(client, &byte, 1, 0), -1);
	assert_int_equal(errno, ECONNRESET);
	mute_end(sent);
	mute_end(taken);
}

static const struct {
	void (*make)(void);
	const char *told[3];
} cases[] = {
	{ forge_to_connection,
	  { "\"fate\": \"ignored\"", "its connection is still there, in ESTABLISHED",
	    "\"event\": null" } },
	{ forge_to_nobody,
	  { "\"fate\": \"ignored\"", "TcpEstabResets and TcpAttemptFails did not grow",
	    "\"event\": null" } },
	{ reset_untold,
	  { "\"fate\": \"arrived\"", "its counters do not rule that out", "\"event\": null" } },
};

/* ---- Watched ------------------------------------------------------------------------------------
 */

static void by_perf(void)
{
	child_deny(SYS_bpf, -1, EPERM);
	child_deny(SYS_mkdirat, -1, EACCES);
}

/* Its first line tells that it listens. */
static void await_begin(const struct child *child)
{
	time_t deadline = time(NULL) + PATIENCE_S;
	char byte = '\0';

	while (pread(child->files[0], &byte, 1, 0) != 1 && time(NULL) < deadline)
		poll(NULL, 0, 10);
	assert_int_equal(byte, '{');
}

static void test_taking(void **state)
{
	const struct child_spec spec = { { "watch", "--format", "json", "--received", "--count",
					   "1", "--for", "60", "--host", "10.8.8.1" },
					 .prepare = by_perf };

	(void)state;
	if (geteuid() != 0 || mute_alone() < 0 || !enter_two()) {
		print_message("no two hosts to be made, or nothing to be muted\n");
		skip();
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		connect_both();
		child_start(&spec, &child);
		await_begin(&child);
		cases[i].make();
		child_wait(&child);
		if (child.code == CHILD_GAVE_UP)
			skip();
		assert_int_equal(child.code, GOOD);
		for (size_t k = 0; k < 3; k++)
			if (!strstr(child.out, cases[i].told[k]))
				fail_msg("%zu: it does not say '%s': %s", i, cases[i].told[k],
					 child.out);
		child_free(&child);
		close(client);
		if (cases[i].make != reset_untold)
			close(conn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_taking) };

	return cmocka_run_group_tests_name("lab_watch_taking", tests, folder_enter, folder_leave);
}
