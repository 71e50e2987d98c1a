/* SPDX-License-Identifier: GPL-2.0-only */
/* Whose the kernel's words are of an address that two hosts have: the wire says so. */
#include "shared_address.h"

#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NOBODY = -1, WIRE_NS = 20000 };

/* The server of a story has sent a RST, and its client has heard it; @host is noted for both words.
 */
static struct evidence *story(int16_t host)
{
	struct evidence *ev = trial_story();
	int own[] = { TRIAL_SERVER, TRIAL_CLIENT };
	uint16_t ports[] = { FRAMES_SERVER_PORT, FRAMES_CLIENT_PORT };

	frames_pass(ev, 1, WIRE_NS, &trial_rst);
	for (int i = 0; i < 2; i++) {
		struct reset_fact *fact = trial_trace(ev, own[i], "", "");
		fact->sent = i == 0;
		fact->host = host;
		fact->local =
			(struct endpoint){ .addr = ev->host[own[i]].addr[0], .port = ports[i] };
	}
	return ev;
}

static void share(struct evidence *ev, int with, int whose)
{
	ev->host[with].addr[ev->host[with].addr_count++] = ev->host[whose].addr[0];
}

static void test_nobody_shares(void **state)
{
	struct evidence *ev = story(NOBODY);

	(void)state;
	assert_int_equal(shared_address_settle(ev), 0);
	assert_int_equal(ev->reset[0].host, NOBODY);
	assert_int_equal(ev->reset[1].host, NOBODY);
	free(ev);
}

/* Who has sent the RST, and who has received it, although the address is another's too. */
static void test_by_wire(void **state)
{
	struct evidence *ev = story(TRIAL_CLIENT);

	(void)state;
	share(ev, TRIAL_CLIENT, TRIAL_SERVER);
	assert_int_equal(shared_address_settle(ev), 0);
	assert_int_equal(ev->reset[0].host, TRIAL_SERVER);
	assert_int_equal(ev->reset[1].host, TRIAL_CLIENT);
	free(ev);

	ev = story(TRIAL_SERVER);
	share(ev, TRIAL_SERVER, TRIAL_CLIENT);
	assert_int_equal(shared_address_settle(ev), 0);
	assert_int_equal(ev->reset[1].host, TRIAL_CLIENT);
	free(ev);
}

/* Both have sent such ones, or nobody has: then it is not known. */
static void test_not_known(void **state)
{
	struct evidence *ev = story(TRIAL_SERVER);
	struct frame_spec other = trial_rst;

	(void)state;
	share(ev, TRIAL_CLIENT, TRIAL_SERVER);
	other.seq++;
	other.src = "10.0.0.2";
	other.dst = "10.0.0.1";
	other.sport = FRAMES_SERVER_PORT;
	other.dport = FRAMES_CLIENT_PORT;
	frames_pass(ev, 0, WIRE_NS + 100, &other);
	assert_int_equal(shared_address_settle(ev), 0);
	assert_int_equal(ev->reset[0].host, NOBODY);
	free(ev);

	ev = story(TRIAL_SERVER);
	share(ev, TRIAL_CLIENT, TRIAL_SERVER);
	ev->reset[0].local.port++;
	assert_int_equal(shared_address_settle(ev), 0);
	assert_int_equal(ev->reset[0].host, NOBODY);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_shares),
		cmocka_unit_test(test_by_wire),
		cmocka_unit_test(test_not_known),
	};

	return cmocka_run_group_tests_name("shared_address", tests, NULL, NULL);
}
