/* SPDX-License-Identifier: GPL-2.0-only */
/* What another namespace of the machine sends to the one that is watched is received there. */
#include "child.h"
#include "folder.h"
#include "own_host.h"
#include "session.h"

#include "link.h"
#include "ns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

enum { CLOSED = 8089, HERE = LINK_INDEX_FREE, THERE };

static void give_address(struct link_ctl *ctl, int index, const char *text)
{
	struct in6_addr addr;

	assert_int_equal(inet_pton(AF_INET6, text, &addr), 1);
	assert_int_equal(link_add_address(ctl, index, &addr, 24), 0);
}

/* A cable from here to @there. */
static void cable(int here, int there)
{
	const struct link_end
		a = { .ns = here, .index = HERE, .name = "here", .mac = { 2, 0, 0, 0, 0, 1 } },
		b = { .ns = there, .index = THERE, .name = "there", .mac = { 2, 0, 0, 0, 0, 2 } };
	struct link_ctl *ctl;

	assert_int_equal(link_open(&ctl), 0);
	assert_int_equal(link_add_veth(ctl, &a, &b), 0);
	give_address(ctl, HERE, "::ffff:203.0.113.1");
	link_close(ctl);
	assert_int_equal(ns_enter(there), 0);
	assert_int_equal(link_open(&ctl), 0);
	assert_int_equal(link_set_up(ctl, THERE, true), 0);
	give_address(ctl, THERE, "::ffff:203.0.113.2");
	link_close(ctl);
	assert_int_equal(ns_enter(here), 0);
}

static void test_received(void **state)
{
	static const char *const whose[] = { "--received", "--sent" };
	static const char *const words[][2] = {
		{ "received 203.0.113.2:8089", "What to do:" },
		{ "No reset was seen.", "1 reset was left out by --sent." },
	};

	(void)state;
	if (!own_host_enter())
		skip();
	int there = ns_current();
	if (there < 0 || !own_host_enter())
		skip();
	int here = ns_current();
	cable(here, there);
	for (int i = 0; i < 2; i++) {
		struct session *session = SESSION("watch", whose[i]);
		size_t end = session_await(session, 0, "Ctrl-C ends it");
		bool is_heard = strstr(session->text, "the kernel by ") != NULL;
		close(own_host_connect("203.0.113.2", CLOSED, ECONNREFUSED));
		if (is_heard && i == 0)
			end = session_await(session, end, " was reset by 203.0.113.2:8089  ");
		session_type(session, "\x03");
		for (int k = 0; k < 2 && is_heard; k++)
			end = session_await(session, end, words[i][k]);
		assert_int_equal(session_end(session), GOOD);
	}
	close(here);
	close(there);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_received),
	};

	return cmocka_run_group_tests_name("lab_watch_received", tests, folder_enter, folder_leave);
}
