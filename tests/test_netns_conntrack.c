/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of tracked connections, of a real one. Needs a network namespace. */
#include "conntrack.h"
#include "firewall.h"
#include "link.h"
#include "ns.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { PORT = 8080 };

static const char *refused;

static int become_root(void **state)
{
	(void)state;
	int error = ns_probe();
	if (error)
		error = ns_become_root();
	if (error || (error = ns_probe())) {
		refused = strerror(-error);
		fprintf(stderr, "SKIP: cannot make a network namespace: %s\n", refused);
	}
	return 0;
}

/* A connection over loopback, through a rule that tracks it. */
static void connect_tracked(int fd[3])
{
	struct sockaddr_in addr = { .sin_family = AF_INET,
				    .sin_port = htons(PORT),
				    .sin_addr = { htonl(INADDR_LOOPBACK) } };

	for (int i = 0; i < 2; i++)
		fd[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd[0], (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(listen(fd[0], 1), 0);
	assert_int_equal(connect(fd[1], (struct sockaddr *)&addr, sizeof(addr)), 0);
	fd[2] = accept(fd[0], NULL, NULL);
	assert_true(fd[2] >= 0);
}

static void test_conntrack(void **state)
{
	struct conntrack *conntrack = NULL;
	struct link_ctl *ctl;
	char why[128];
	int fd[3];

	(void)state;
	if (refused)
		skip();
	int ns = ns_create();
	assert_true(ns >= 0);
	int error = firewall_run("add table inet t\n"
				 "add chain inet t out { type filter hook output priority 0; }\n"
				 "add rule inet t out ct state new counter\n",
				 why, sizeof(why));
	if (!error)
		error = conntrack_open(&conntrack);
	if (error) {
		fprintf(stderr, "SKIP: no connection tracking: %s\n", strerror(-error));
		close(ns);
		skip();
	}
	assert_int_equal(link_open(&ctl), 0);
	assert_int_equal(link_set_up(ctl, 1, true), 0);
	assert_int_equal(conntrack_any(conntrack, AF_INET), 0);
	connect_tracked(fd);
	/* From the table, and then by the entry's name. */
	for (int i = 0; i < 3; i++)
		assert_int_equal(conntrack_any(conntrack, AF_INET), 1);
	assert_int_equal(conntrack_forget(conntrack, AF_INET), 0);
	assert_int_equal(conntrack_any(conntrack, AF_INET), 0);
	/* Tracked anew; then its time is up at once: who asks for it finds it gone. */
	assert_int_equal(send(fd[1], "x", 1, 0), 1);
	assert_int_equal(conntrack_any(conntrack, AF_INET), 1);
	assert_int_equal(ns_sysctl("netfilter/nf_conntrack_tcp_timeout_established", "0"), 0);
	assert_int_equal(send(fd[1], "x", 1, 0), 1);
	assert_int_equal(conntrack_any(conntrack, AF_INET), 0);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	link_close(ctl);
	conntrack_close(conntrack);
	close(ns);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conntrack),
	};

	return cmocka_run_group_tests_name("netns_conntrack", tests, become_root, NULL);
}
