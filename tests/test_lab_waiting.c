/* SPDX-License-Identifier: GPL-2.0-only */
/* The RST that does not come: a story that waits for what is promised fails, and says of what; one
 * that waits for what nobody promises is broken. */
#include "lab.h"
#include "results.h"
#include "results_load.h"
#include "tampering.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Hands --------------------------------------------------------------------------------------
 */

static bool is(const char *verb, const char *name)
{
	return strcmp(verb, name) == 0;
}

static bool in_chapter_of(const struct lab *lab, const char *title)
{
	return is(lab->ev->chapter[lab->chapter], title);
}

/* Once, if it is not there yet. */
static void drop(struct lab *lab, const char *host, const char *hook, const char *what)
{
	static bool is_there;
	char commands[256];

	if (is_there)
		return;
	is_there = true;
	snprintf(commands, sizeof(commands),
		 "add table inet eater\n"
		 "add chain inet eater eat { type filter hook %s priority -500; }\n"
		 "add rule inet eater eat %s drop\n",
		 hook, what);
	firewall(lab, host, commands);
}

/* What the client says never reaches the server's TCP, so that it answers nothing. */
static bool deafen_for_syn(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "connect"))
		drop(lab, "server", "input", "tcp flags syn");
	return true;
}

static bool deafen_at_close(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "close"))
		drop(lab, "server", "input", "tcp dport 8080");
	return true;
}

static bool deafen_for_forged(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "raw_send") && in_chapter_of(lab, "ACK"))
		drop(lab, "server", "input", "tcp dport 8080");
	return true;
}

/* The RST is counted, and eaten on its way out. */
static bool eat_resets(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "connect"))
		drop(lab, "server", "output", "tcp flags rst");
	return true;
}

static bool eat_fins(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	if (is(verb, "shutdown"))
		drop(lab, "client", "input", "tcp flags fin");
	return true;
}

static bool leave_linger2_off(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)lab;
	(void)sock;
	return !is(verb, "TCP_LINGER2");
}

/* The timer goes on as it was set first, for a minute. */
static bool leave_time(struct lab *lab, const char *verb, struct sock *sock)
{
	(void)sock;
	return !(is(verb, "sysctl") && in_chapter_of(lab, "the timer expires"));
}

/* ---- What they break ----------------------------------------------------------------------------
 */

static const struct tampering cases[] = {
	/* A call that is promised to fail. */
	{ "port-closed",
	  deafen_for_syn,
	  { { WIRE, "server", "1 [RST,ACK] seq=0" },
	    { SOCKET, "client", "connect() = -1 ECONNREFUSED" },
	    { REASON, "server", "1 tcp_send_reset reason=NO_SOCKET" } } },
	/* A segment. */
	{ "half-open-fin",
	  deafen_at_close,
	  { { WIRE, "server", "1 [RST] seq=SEG.ACK" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_FLAGS" } } },
	{ "fin-wait-2-timer",
	  leave_time,
	  { { WIRE, "server", "1 [RST,ACK] seq=SND.NXT" },
	    { REASON, "server", "1 tcp_send_reset reason=TCP_STATE" } } },
	{ "mptcp-fastclose-received",
	  deafen_for_forged,
	  { { WIRE, "server", "2 [RST,ACK] seq=SND.NXT" },
	    { REASON, "server", "3 tcp_send_reset reason=MPTCP_RST_EUNSPEC" } } },
	/* That a socket goes. */
	{ "linger2-negative",
	  leave_linger2_off,
	  { { SOCKET, "server", "0 sockets in FIN-WAIT-2" } } },
	/* Beside it, the kernel says that the RST could not leave. */
	{ "unread-data-half-closed",
	  eat_resets,
	  { { WIRE, "server",
	      "1 [RST,ACK] seq=SND.NXT ack=RCV.NXT len=0 TS=1 win>0 TSecr=heard, while: the "
	      "client has sent" },
	    { SOCKET, "client", "recv() = -1 ECONNRESET" },
	    { COUNTER, "all", "TcpExtTCPAbortFailed +0" } } },
};

/* Of who is to meet one deadline, and no other. */
static double some_patience(void)
{
	return 5 * play_impatience();
}

static const struct ruling *unreached(const struct verdict *verdict)
{
	for (int i = 0; i < verdict->ruling_count; i++)
		if (verdict->ruling[i].unreached)
			return &verdict->ruling[i];
	return NULL;
}

static void check_failed(const struct told *told, const struct tampering *tampering)
{
	tampering_check(told, tampering);
	if (strncmp(told->verdict->why, "waited ", 7) != 0)
		fail_msg("%s does not say what it waited for: %s", told->scenario->name,
			 told->verdict->why);
	const struct ruling *ruling = unreached(told->verdict);
	if (!ruling || ruling->status != SKIP)
		fail_msg("%s has promises that were not reached: %s", told->scenario->name,
			 told->text);
	if (!strstr(told->text, "in vain"))
		fail_msg("%s", told->text);
}

/* Judged again from its file, it is what it was. */
static void check_saved(const struct told *told)
{
	char path[] = P_tmpdir "/rstlab-test-XXXXXX";
	struct result *result = result_make(told->scenario, told->evidence, 0, 1), *again = NULL;
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *run = NULL;
	struct why why;
	char *text = results_save(result);
	int fd = mkstemp(path);

	assert_non_null(ev);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	assert_int_equal(saved_open(path, &run, &why), 0);
	assert_int_equal(saved_result(run, 0, NULL, ev, &again, &why), 0);
	assert_int_equal(again->verdict.status, told->verdict->status);
	assert_string_equal(again->verdict.why, told->verdict->why);
	assert_int_equal(again->verdict.ruling_count, told->verdict->ruling_count);
	assert_memory_equal(&ev->missed, &told->evidence->missed, sizeof(ev->missed));
	saved_close(run);
	result_free(again);
	result_free(result);
	unlink(path);
	free(text);
	free(ev);
}

static void test_promised(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tale tale = { .keep_evidence = true };
		tampering_play_for(cases[i].scenario, cases[i].tamper, some_patience(), &tale);
		for (int k = 0; k < tale.count; k++)
			if (tale.told[k]->verdict->status != SKIP) {
				check_failed(tale.told[k], &cases[i]);
				check_saved(tale.told[k]);
			}
		play_free(&tale);
	}
}

/* Nobody promises that a FIN arrives. */
static void test_not_promised(void **state)
{
	struct tale tale = { 0 };

	(void)state;
	if (!play_possible())
		skip();
	tampering_play_for("data-after-fin-acked", eat_fins, some_patience(), &tale);
	for (int k = 0; k < tale.count; k++) {
		const struct verdict *verdict = tale.told[k]->verdict;
		if (verdict->status != BROKEN || verdict->ruling_count != 0 ||
		    !strstr(verdict->why, "to be in FIN-WAIT-2"))
			fail_msg("%s", tale.told[k]->text);
	}
	play_free(&tale);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_promised),
		cmocka_unit_test(test_not_promised),
	};

	return cmocka_run_group_tests_name("lab_waiting", tests, NULL, NULL);
}
