/* SPDX-License-Identifier: GPL-2.0-only */
/* Namespaces, links, sockets, packets and counters of the kernel, each by the file that asks it. */
#include "capture.h"
#include "counters.h"
#include "diag.h"
#include "link.h"
#include "ns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { LEFT = 2, RIGHT = 3, PREFIX = 29, PORT = 8080 };

/* Two namespaces and the link between them; the thread is in the second. */
struct ground {
	int ns[2];
	struct link_ctl *ctl[2];
};

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

static struct in6_addr address(const char *text)
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	assert_int_equal(inet_pton(AF_INET, text, &addr.s6_addr[12]), 1);
	return addr;
}

static void ground_open(struct ground *ground)
{
	for (int i = 0; i < 2; i++) {
		ground->ns[i] = ns_create();
		assert_true(ground->ns[i] >= 0);
		assert_int_equal(link_open(&ground->ctl[i]), 0);
		assert_int_equal(link_fd(ground->ctl[i]), -1);
		assert_int_equal(link_watch(ground->ctl[i]), 0);
	}
	struct link_end a = {
		.ns = ground->ns[0], .index = LEFT, .name = "left", .mac = { 2, 0, 0, 0, 0, 1 }
	};
	struct link_end b = {
		.ns = ground->ns[1], .index = RIGHT, .name = "right", .mac = { 2, 0, 0, 0, 0, 2 }
	};
	assert_int_equal(link_add_veth(ground->ctl[0], &a, &b), 0);
}

static void ground_close(struct ground *ground)
{
	for (int i = 0; i < 2; i++) {
		link_close(ground->ctl[i]);
		close(ground->ns[i]);
	}
}

static struct link_facts link_of(struct ground *ground, int side)
{
	struct link_facts facts;

	assert_int_equal(link_get(ground->ctl[side], side ? RIGHT : LEFT, &facts), 0);
	return facts;
}

/* The kernel tells when a link changes; at most so long. */
static void await_oper(struct ground *ground, int side, bool up)
{
	enum { WAIT_MS = 20000 };

	while (link_of(ground, side).oper_up != up) {
		struct pollfd fd = { .fd = link_fd(ground->ctl[side]), .events = POLLIN };
		assert_int_equal(poll(&fd, 1, WAIT_MS), 1);
		link_heard(ground->ctl[side]);
	}
}

static void bring_up(struct ground *ground)
{
	struct in6_addr addr[2] = { address("10.9.0.1"), address("10.9.0.2") };

	for (int i = 0; i < 2; i++)
		assert_int_equal(
			link_add_address(ground->ctl[i], i ? RIGHT : LEFT, &addr[i], PREFIX), 0);
	assert_int_equal(link_set_up(ground->ctl[1], RIGHT, true), 0);
	await_oper(ground, 0, true);
	await_oper(ground, 1, true);
}

/* ---- ns -----------------------------------------------------------------------------------------
 */

static void test_namespace(void **state)
{
	char value[32];

	(void)state;
	if (refused)
		skip();
	int one = ns_create(), other = ns_create();
	assert_true(one >= 0 && other >= 0);
	assert_int_equal(ns_sysctl("ipv4/tcp_orphan_retries", "2"), 0);
	assert_int_equal(ns_enter(one), 0);
	assert_int_equal(ns_sysctl_read("ipv4/tcp_orphan_retries", value, sizeof(value)), 0);
	assert_string_equal(value, "0");
	assert_int_equal(ns_enter(other), 0);
	assert_int_equal(ns_sysctl_read("ipv4/tcp_orphan_retries", value, sizeof(value)), 0);
	assert_string_equal(value, "2");
	close(one);
	close(other);
	assert_int_equal(ns_enter(-1), -EBADF);
}

static void test_sysctl_refused(void **state)
{
	static const struct {
		const char *key, *value;
		int error;
	} cases[] = {
		{ "ipv4/no_such_thing", "1", -ENOENT },
		{ "../kernel/hostname", "x", -EINVAL },
		{ "ipv4/../../kernel/hostname", "x", -EINVAL },
		{ "ipv4/tcp_orphan_retries", "many", -EINVAL },
	};
	char long_key[400];

	(void)state;
	if (refused)
		skip();
	int ns = ns_create();
	assert_true(ns >= 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(ns_sysctl(cases[i].key, cases[i].value), cases[i].error);
	memset(long_key, 'x', sizeof(long_key) - 1);
	long_key[sizeof(long_key) - 1] = '\0';
	assert_int_equal(ns_sysctl(long_key, "1"), -EINVAL);
	close(ns);
}

/* ---- link ---------------------------------------------------------------------------------------
 */

static void test_link(void **state)
{
	struct in6_addr addr = address("10.9.0.3");
	struct ground ground;
	struct link_facts facts;

	(void)state;
	if (refused)
		skip();
	ground_open(&ground);
	assert_int_equal(link_add_address(ground.ctl[0], LEFT, &addr, PREFIX), 0);
	assert_int_equal(link_add_address(ground.ctl[0], LEFT, &addr, PREFIX), -EEXIST);
	assert_int_equal(link_delete_address(ground.ctl[0], LEFT, &addr, PREFIX), 0);
	assert_int_equal(link_delete_address(ground.ctl[0], LEFT, &addr, PREFIX), -EADDRNOTAVAIL);
	assert_true(link_of(&ground, 0).up);
	assert_false(link_of(&ground, 1).up);
	bring_up(&ground);
	assert_true(link_of(&ground, 0).carrier && link_of(&ground, 1).carrier);
	/* One end down takes the other's carrier. */
	assert_int_equal(link_set_up(ground.ctl[1], RIGHT, false), 0);
	await_oper(&ground, 0, false);
	assert_true(link_of(&ground, 0).up);
	assert_false(link_of(&ground, 0).carrier);
	assert_int_equal(link_delete(ground.ctl[1], RIGHT), 0);
	assert_int_equal(link_get(ground.ctl[1], RIGHT, &facts), -ENODEV);
	assert_int_equal(link_get(ground.ctl[0], LEFT, &facts), -ENODEV);
	assert_int_equal(link_set_up(ground.ctl[0], LEFT, true), -ENODEV);
	assert_int_equal(link_delete(ground.ctl[0], LEFT), -ENODEV);
	ground_close(&ground);
}

static void test_bridge(void **state)
{
	enum { BRIDGE = 100 };
	struct ground ground;

	(void)state;
	if (refused)
		skip();
	ground_open(&ground);
	int error = link_add_bridge(ground.ctl[1], "switch", BRIDGE);
	if (error == -EOPNOTSUPP) {
		fprintf(stderr, "SKIP: no bridge\n");
		ground_close(&ground);
		skip();
	}
	assert_int_equal(error, 0);
	assert_int_equal(link_add_bridge(ground.ctl[1], "switch", BRIDGE + 1), -EEXIST);
	assert_int_equal(link_set_master(ground.ctl[1], RIGHT, BRIDGE), 0);
	assert_int_equal(link_set_up(ground.ctl[1], RIGHT, true), 0);
	await_oper(&ground, 1, true);
	assert_true(link_of(&ground, 1).bridge_port);
	assert_true(link_of(&ground, 1).forwarding);
	assert_false(link_of(&ground, 0).bridge_port);
	ground_close(&ground);
}

/* ---- capture ------------------------------------------------------------------------------------
 */

/* The next frame of a private EtherType; others pass. 0: there is none. */
static int read_own(int fd, uint8_t *bytes, size_t size, struct capture_frame *ret)
{
	int got;

	do
		*ret = (struct capture_frame){ .bytes = bytes, .size = size };
	while ((got = capture_read(fd, ret)) == 1 && (bytes[12] != 0x88 || bytes[13] != 0xb6));
	return got;
}

static void test_capture(void **state)
{
	uint8_t sent[60] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb6 }, seen[64];
	struct capture_frame frame;
	struct ground ground;
	uint64_t frames = 0, drops = 1;
	int fd[2];

	(void)state;
	if (refused)
		skip();
	int stamps = capture_keep_stamps();
	assert_true(stamps >= 0);
	ground_open(&ground);
	bring_up(&ground);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ns_enter(ground.ns[i]), 0);
		fd[i] = capture_open(i ? RIGHT : LEFT);
		assert_true(fd[i] >= 0);
	}
	sent[20] = 7;
	assert_int_equal(capture_send(fd[0], LEFT, sent, sizeof(sent)), 0);
	struct pollfd poll_fd = { .fd = fd[1], .events = POLLIN };
	do
		assert_int_equal(poll(&poll_fd, 1, 20000), 1);
	while (read_own(fd[1], seen, sizeof(seen), &frame) == 0);
	assert_false(frame.sent);
	assert_int_equal(frame.size, sizeof(sent));
	assert_int_equal(frame.length, sizeof(sent));
	assert_true(frame.time_ns > 0);
	assert_memory_equal(seen, sent, sizeof(sent));
	assert_int_equal(read_own(fd[1], seen, sizeof(seen), &frame), 0);
	assert_int_equal(capture_count(fd[1], &frames, &drops), 0);
	assert_true(frames >= 1 && frames <= 100);
	assert_int_equal(drops, 0);
	/* A frame that does not fit is cut, and its length told. */
	assert_int_equal(capture_send(fd[0], LEFT, sent, sizeof(sent)), 0);
	do
		assert_int_equal(poll(&poll_fd, 1, 20000), 1);
	while (read_own(fd[1], seen, 14, &frame) == 0);
	assert_int_equal(frame.size, 14);
	assert_int_equal(frame.length, sizeof(sent));
	close(fd[0]);
	close(fd[1]);
	close(stamps);
	ground_close(&ground);
}

static void test_capture_refused(void **state)
{
	(void)state;
	if (refused)
		skip();
	int ns = ns_create();
	assert_true(ns >= 0);
	assert_int_equal(capture_open(77), -ENODEV);
	close(ns);
}

/* ---- diag and counters --------------------------------------------------------------------------
 */

static bool find_listener(const struct diag_socket *sock, void *arg)
{
	struct diag_socket *found = arg;

	if (sock->state != TCP_LISTEN)
		return true;
	*found = *sock;
	return false;
}

static struct diag_socket listener_of(struct diag *diag)
{
	struct diag_socket found = { 0 };

	assert_int_equal(diag_walk(diag, AF_INET, find_listener, &found), 0);
	return found;
}

static void test_diag(void **state)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct diag *diag;

	(void)state;
	if (refused)
		skip();
	int ns = ns_create();
	assert_true(ns >= 0);
	assert_int_equal(diag_open(&diag), 0);
	assert_int_equal(listener_of(diag).local_port, 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(fd, 5), 0);
	struct diag_socket found = listener_of(diag);
	assert_int_equal(found.local_port, PORT);
	assert_int_equal(found.remote_port, 0);
	assert_int_equal(found.wqueue, 5);
	assert_int_not_equal(found.inode, 0);
	int error = diag_destroy(diag, &found);
	if (error != -EOPNOTSUPP) {
		assert_int_equal(error, 0);
		assert_int_equal(listener_of(diag).local_port, 0);
		assert_int_equal(diag_destroy(diag, &found), -ENOENT);
	}
	close(fd);
	diag_close(diag);
	close(ns);
}

static void test_counters(void **state)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
				  .sin_port = htons(PORT),
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct counters_source source;
	struct link_ctl *ctl;

	(void)state;
	if (refused)
		skip();
	struct counters *before = calloc(2, sizeof(*before)), *after = before + 1;
	assert_non_null(before);
	int ns = ns_create();
	assert_true(ns >= 0);
	assert_int_equal(counters_open(&source), 0);
	assert_int_equal(link_open(&ctl), 0);
	assert_int_equal(link_set_up(ctl, 1, true), 0);
	assert_int_equal(counters_read(&source, before), 0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), -1);
	assert_int_equal(errno, ECONNREFUSED);
	/* They stay with the namespace in which they were opened. */
	int other = ns_create();
	assert_int_equal(counters_read(&source, after), 0);
	assert_int_equal(counters_value(before, "TcpOutRsts"), 0);
	assert_int_equal(counters_value(after, "TcpOutRsts"), 1);
	assert_int_equal(counters_value(after, "TcpAttemptFails"), 1);
	assert_int_equal(counters_value(after, "TcpExtTCPAbortOnClose"), 0);
	assert_int_equal(counters_value(after, "TcpOutRst"), -1);
	close(fd);
	close(other);
	close(ns);
	link_close(ctl);
	counters_close(&source);
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_namespace), cmocka_unit_test(test_sysctl_refused),
		cmocka_unit_test(test_link),      cmocka_unit_test(test_bridge),

		cmocka_unit_test(test_capture),   cmocka_unit_test(test_capture_refused),
		cmocka_unit_test(test_diag),      cmocka_unit_test(test_counters),
	};

	return cmocka_run_group_tests_name("netns_ground", tests, become_root, NULL);
}
