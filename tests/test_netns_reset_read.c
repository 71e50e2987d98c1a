/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs write, read: each field, both families, and what is no such record. */
#include "reset_read.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct reset_record record_of(enum reset_kind kind, int family, const char *local,
				     const char *remote)
{
	struct reset_record record = { .time_ns = 7000000009,
				       .netns = 4026532281,
				       .pid = 812,
				       .reason = 5,
				       .has_reason = 1,
				       .local_port = htons(8080),
				       .remote_port = htons(50000),
				       .kind = (uint8_t)kind,
				       .state = TCP_ESTABLISHED,
				       .family = (uint8_t)family,
				       .comm = "nginx" };

	assert_int_equal(inet_pton(family, local, record.local), 1);
	assert_int_equal(inet_pton(family, remote, record.remote), 1);
	return record;
}

static void test_fields(void **state)
{
	static const struct {
		enum reset_kind kind;
		int family;
		const char *local, *remote, *mapped_local, *mapped_remote;
		bool sent, by_firewall;
		int state;
	} cases[] = {
		{ RESET_SENT, AF_INET, "10.0.0.5", "10.0.0.7", "::ffff:10.0.0.5", "::ffff:10.0.0.7",
		  true, false, TCP_ESTABLISHED },
		{ RESET_RECEIVED, AF_INET6, "fd00::5", "fd00::7", "fd00::5", "fd00::7", false,
		  false, TCP_ESTABLISHED },
		{ RESET_REJECTED, AF_INET, "10.0.0.5", "10.0.0.7", "::ffff:10.0.0.5",
		  "::ffff:10.0.0.7", true, true, -1 },
		/* A socket of both families. */
		{ RESET_SENT, AF_INET6, "::ffff:10.0.0.5", "::ffff:10.0.0.7", "::ffff:10.0.0.5",
		  "::ffff:10.0.0.7", true, false, TCP_ESTABLISHED },
		/* No address is none, of either family. */
		{ RESET_SENT, AF_INET, "0.0.0.0", "0.0.0.0", "::", "::", true, false,
		  TCP_ESTABLISHED },
		{ RESET_SENT, AF_INET6, "::ffff:0.0.0.0", "::", "::", "::", true, false,
		  TCP_ESTABLISHED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reset_record record =
			record_of(cases[i].kind, cases[i].family, cases[i].local, cases[i].remote);
		struct trace_event event;
		struct in6_addr local, remote;
		int reason = -2;
		assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
		assert_int_equal(inet_pton(AF_INET6, cases[i].mapped_local, &local), 1);
		assert_int_equal(inet_pton(AF_INET6, cases[i].mapped_remote, &remote), 1);
		assert_memory_equal(&event.local, &local, sizeof(local));
		assert_memory_equal(&event.remote, &remote, sizeof(remote));
		assert_int_equal(event.local_port, 8080);
		assert_int_equal(event.remote_port, 50000);
		assert_int_equal(event.time_ns, 7000000009);
		assert_int_equal(event.sent, cases[i].sent);
		assert_int_equal(event.by_firewall, cases[i].by_firewall);
		assert_int_equal(event.state, cases[i].state);
		assert_int_equal(event.netns, 4026532281);
		assert_int_equal(event.pid, 812);
		assert_string_equal(event.comm, "nginx");
		assert_null(event.reason);
		assert_int_equal(reason, 5);
	}
}

/* 0 is a reason (NOT_SPECIFIED), and none is another thing. */
static void test_reason(void **state)
{
	struct reset_record record = record_of(RESET_SENT, AF_INET, "10.0.0.5", "10.0.0.7");
	struct trace_event event;
	int reason;

	(void)state;
	record.reason = 0;
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
	assert_int_equal(reason, 0);
	record.has_reason = 0;
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
	assert_int_equal(reason, -1);
}

/* A listener has an address of its own besides, and maybe of another family. */
static void test_listener(void **state)
{
	static const struct {
		int family;
		const char *own, *mapped;
	} cases[] = {
		{ AF_INET, "10.0.0.9", "::ffff:10.0.0.9" },
		{ AF_INET, "0.0.0.0", "::" },
		{ AF_INET6, "::", "::" },
		{ AF_INET6, "fd00::9", "fd00::9" },
	};
	struct reset_record record = record_of(RESET_SENT, AF_INET, "10.0.0.5", "10.0.0.7");
	struct trace_event event;
	struct in6_addr own;
	int reason;

	(void)state;
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
	assert_int_equal(event.listener_port, 0);
	record.listener_port = htons(8888);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		record.listener_family = (uint8_t)cases[i].family;
		assert_int_equal(inet_pton(cases[i].family, cases[i].own, record.listener), 1);
		assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
		assert_int_equal(inet_pton(AF_INET6, cases[i].mapped, &own), 1);
		assert_memory_equal(&event.listener, &own, sizeof(own));
		assert_int_equal(event.listener_port, 8888);
		assert_int_equal(event.local_port, 8080);
	}
}

static void test_refused(void **state)
{
	const struct reset_record good = record_of(RESET_SENT, AF_INET, "10.0.0.5", "10.0.0.7");
	struct reset_record record = good;
	struct trace_event event;
	int reason;

	(void)state;
	assert_int_equal(reset_read(&record, sizeof(record) - 1, &event, &reason), -EBADMSG);
	record.kind = RESET_KINDS;
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), -EBADMSG);
	record = good;
	record.family = AF_UNIX;
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), -EBADMSG);
	/* A name without an end. */
	record = good;
	memset(record.comm, 'x', sizeof(record.comm));
	assert_int_equal(reset_read(&record, sizeof(record), &event, &reason), 0);
	assert_int_equal(strlen(event.comm), sizeof(event.comm) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_listener),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
