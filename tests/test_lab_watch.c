/* SPDX-License-Identifier: GPL-2.0-only */
/* watch, at a terminal, while resets are made beside it: each is told with its cause, as it comes.
 */
#include "child.h"
#include "folder.h"
#include "own_host.h"
#include "session.h"

#include "firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum {
	CLOSED = 8081,
	OPEN = 8080,
	REJECTED = 8082,
	IPV6_ALONE = 8083,
	EXTENDED = 8084,
	PROXIED = 8085,
	LATE = 8097,
	PROXY = 8888
};

static void rule(const char *commands)
{
	char why[256];

	if (firewall_run(commands, why, sizeof(why)) < 0)
		fail_msg("nft: %s", why);
}

static const struct sockaddr_in6 at_extended = { .sin6_family = AF_INET6,
						 .sin6_addr = IN6ADDR_LOOPBACK_INIT };

/* ---- Each: makes it, and says what is to be told ------------------------------------------------
 */

static void refuse(void)
{
	close(own_host_connect("127.0.0.1", CLOSED, ECONNREFUSED));
}

static void listen_elsewhere(void)
{
	/* It stays: it is looked for when the reset is told. */
	own_host_listen("127.0.0.2", OPEN);
	close(own_host_connect("127.0.0.1", OPEN, ECONNREFUSED));
}

static void listen_over_ipv6(void)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6, .sin6_port = htons(IPV6_ALONE) };
	int one = 1, fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(fd, 5), 0);
	close(own_host_connect("127.0.0.1", IPV6_ALONE, ECONNREFUSED));
}

static void leave_unread(void)
{
	int server = own_host_listen("127.0.0.1", OPEN),
	    client = own_host_connect("127.0.0.1", OPEN, 0);
	int conn = accept(server, NULL, NULL);

	assert_int_equal(send(client, "GET", 3, 0), 3);
	char byte;
	assert_int_equal(recv(conn, &byte, 1, MSG_PEEK), 1);
	close(conn);
	assert_int_equal(recv(client, &byte, 1, 0), -1);
	assert_int_equal(errno, ECONNRESET);
	close(client);
	close(server);
}

/* A RST behind two extension headers. */
static void reset_extended(void)
{
	static const uint8_t options[8] = { 0, 0, IP6OPT_PADN, 4 };
	const struct linger linger = { 1, 0 };
	struct sockaddr_in6 where = at_extended;
	int server = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);

	where.sin6_port = htons(EXTENDED);
	assert_int_equal(bind(server, (struct sockaddr *)&where, sizeof(where)), 0);
	assert_int_equal(listen(server, 5), 0);
	assert_int_equal(connect(client, (struct sockaddr *)&where, sizeof(where)), 0);
	int conn = accept(server, NULL, NULL);
	assert_int_equal(setsockopt(conn, IPPROTO_IPV6, IPV6_HOPOPTS, options, sizeof(options)), 0);
	assert_int_equal(setsockopt(conn, IPPROTO_IPV6, IPV6_DSTOPTS, options, sizeof(options)), 0);
	assert_int_equal(setsockopt(conn, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)), 0);
	close(conn);
	close(client);
	close(server);
}

static void reject(void)
{
	/* As above. */
	own_host_listen("127.0.0.1", REJECTED);

	rule("add table ip t; add chain ip t in { type filter hook input priority 0; }; "
	     "add rule ip t in tcp dport 8082 tcp flags syn reject with tcp reset");
	close(own_host_connect("127.0.0.1", REJECTED, ECONNREFUSED));
	rule("delete table ip t");
}

/* What the firewall drops there is no answer to: connect() is not waited for. */
static void drop_own(void)
{
	struct sockaddr_in where = own_host_at("10.9.9.1", CLOSED);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	rule("add table ip t; add chain ip t out { type filter hook output priority 0; }; "
	     "add rule ip t out tcp flags rst drop");
	assert_int_equal(connect(fd, (struct sockaddr *)&where, sizeof(where)), -1);
	assert_int_equal(errno, EINPROGRESS);
	close(fd);
	rule("delete table ip t");
}

static bool has_tproxy(void)
{
	char why[256];
	int error = firewall_run("add table ip t; add chain ip t pre { type filter hook prerouting "
				 "priority -150; }; add rule ip t pre tcp dport 1 tproxy to :1",
				 why, sizeof(why));

	firewall_run("delete table ip t", why, sizeof(why));
	return error == 0;
}

/* A transparent proxy that has forgotten the connection, and listens. */
static void forget_in_anothers_name(void)
{
	struct sockaddr_in any = own_host_at("0.0.0.0", PROXY);
	int one = 1, proxy = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	rule("add table ip t; add chain ip t pre { type filter hook prerouting priority -150; }; "
	     "add rule ip t pre ip daddr 127.0.0.3 tcp dport 8085 tproxy to :8888 accept");
	assert_int_equal(setsockopt(proxy, SOL_IP, IP_TRANSPARENT, &one, sizeof(one)), 0);
	assert_int_equal(bind(proxy, (struct sockaddr *)&any, sizeof(any)), 0);
	assert_int_equal(listen(proxy, 5), 0);
	int client = own_host_connect("127.0.0.3", PROXIED, 0), conn = accept(proxy, NULL, NULL);
	char byte;

	assert_int_equal(setsockopt(conn, SOL_TCP, TCP_REPAIR, &one, sizeof(one)), 0);
	close(conn);
	assert_int_equal(send(client, "GET", 3, 0), 3);
	assert_int_equal(recv(client, &byte, 1, 0), -1);
	assert_int_equal(errno, ECONNRESET);
	close(client);
	rule("delete table ip t");
	/* The listener stays: it is looked for when the reset is told. */
}

/* Where the kernel tells of it, in its words. */
#define FIREWALL "the firewall"

static const struct {
	void (*make)(void);
	const char *told[4];
} cases[] = {
	{ refuse,
	  { "127.0.0.1:8081 refused 127.0.0.1:", "no-listener (likely)",
	    "nobody listens at 127.0.0.1:8081", "kernel: tcp_send_reset" } },
	{ listen_elsewhere,
	  { "127.0.0.1:8080 refused 127.0.0.1:", "no-listener (likely)",
	    "; 127.0.0.2:8080 does (test_lab_watch, pid ", "wire: lo out [RST, ACK] seq=0" } },
	{ listen_over_ipv6,
	  { "127.0.0.1:8083 refused 127.0.0.1:", "no-listener (likely)",
	    "nobody listens at 127.0.0.1:8083; [::]:8083 does, for IPv6 only (test_lab_watch, pid ",
	    "wire: lo out [RST, ACK] seq=0" } },
	{ leave_unread,
	  { "127.0.0.1:8080 reset 127.0.0.1:", "abort-unread",
	    "in a system call of test_lab_watch (pid ", "kernel: tcp_send_reset" } },
	{ reset_extended,
	  { "[::1]:8084 reset [::1]:", "abort",
	    "kernel: tcp_send_reset reason=", "wire: lo out [RST, ACK]" } },
	{ reject,
	  { "127.0.0.1:8082 refused 127.0.0.1:", "firewall-reject (likely)", FIREWALL,
	    "wire: lo out [RST, ACK]" } },
	{ forget_in_anothers_name,
	  { "127.0.0.3:8085 reset 127.0.0.1:", "tproxy-reset (likely)",
	    "the listener at 0.0.0.0:8888 (test_lab_watch, pid ",
	    "kernel: tcp_send_reset reason=TCP_FLAGS state=LISTEN" } },
	{ drop_own,
	  { "10.9.9.1:8081 re", "no-listener", "it was not seen to leave",
	    "kernel: tcp_send_reset reason=NO_SOCKET" } },
};

/* The kernel's reasons are of Linux 6.10: without, some of it cannot be told. */
static bool has_reasons(const struct session *session)
{
	return strstr(session->text, "(resets, reasons") != NULL;
}

static const char *words_of(const struct session *session, const char *told)
{
	if (strcmp(told, FIREWALL) != 0)
		return told;
	return strstr(session->text, ", firewall rules")
		       ? "a firewall rule sent it, not TCP, though the port has a listener (test_lab_watch, pid "
		       : "this host's TCP did not send it, though the port has a listener (test_lab_watch, pid ";
}

/* One resets in a namespace of its own, which began before: it is told whose, if BPF tells that,
 * and its loopback is no other's. */
static void test_namespaces(void **state)
{
	struct session *session;
	int made[2], go[2];
	char byte, whose[64];

	(void)state;
	if (!own_host_enter())
		skip();
	assert_int_equal(pipe(made), 0);
	assert_int_equal(pipe(go), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(go[1]);
		bool ready = own_host_enter() && write(made[1], "", 1) == 1;
		if (ready && read(go[0], &byte, 1) == 1)
			refuse();
		/* It stays: it is looked for. */
		_exit(read(go[0], &byte, 1) == 1);
	}
	assert_int_equal(read(made[0], &byte, 1), 1);
	session = SESSION("watch", "-v", "--netns", "all", "--port", "8081");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	assert_int_equal(write(go[1], "", 1), 1);
	end = session_await(session, end, "127.0.0.1:8081 re");
	if (strstr(session->text, ", namespaces")) {
		snprintf(whose, sizeof(whose), "(pid %d)", (int)pid);
		end = session_await(session, end, whose);
	}
	session_type(session, "\x03");
	session_await(session, end, "What to do:");
	assert_int_equal(session_end(session), GOOD);
	close(go[1]);
	waitpid(pid, NULL, 0);
}

static void test_told(void **state)
{
	struct session *session;

	(void)state;
	if (!own_host_enter()) {
		print_message("no namespace to be made\n");
		skip();
	}
	session = SESSION("watch", "-v");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]) && has_reasons(session); i++) {
		if (cases[i].make == forget_in_anothers_name && !has_tproxy())
			continue;
		cases[i].make();
		for (size_t k = 0; k < 4; k++)
			end = session_await(session, end, words_of(session, cases[i].told[k]));
	}
	session_type(session, "\x03");
	end = session_await(session, end, "What to do:");
	assert_int_equal(session_end(session), GOOD);
}

/* The same again is counted, not told: 200 in a second are one line, and one more at the end. */
static void test_again(void **state)
{
	struct session *session;

	(void)state;
	if (!own_host_enter())
		skip();
	session = SESSION("watch", "--port", "8081", "--count", "200");
	size_t end = session_await(session, 0, "Ctrl-C ends it");
	for (int i = 0; i < 200; i++)
		refuse();
	session_await(session, end, "What to do:");
	const char *first = strstr(session->text, "127.0.0.1:8081 refused");
	assert_non_null(first);
	assert_non_null(strstr(first, "199 more in "));
	assert_non_null(strstr(first, "     200  "));
	assert_int_equal(session_end(session), GOOD);
}

static void test_refused_words(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} words[] = {
		{ { { "watch", "-i", "nosuch0" } }, "there is no interface 'nosuch0' here" },
		{ { { "watch", "--netns", "4194999" } }, "there is no process 4194999" },
		{ { { "watch", "--netns", "." } }, "'.' is not a network namespace" },
		{ { { "watch", "--host", "web" } }, "--host: expected an address like 10.0.0.1" },
		{ { { "watch", "--for", "soon" } },
		  "--for: expected seconds from 0.1 to 31536000, or 90s, 5m, 2h, 1d, got 'soon'" },
		{ { { "watch", "8080" } }, "watch" },
		{ { { "watch", "--report", "html=-" } }, "--report writes files" },
		{ { { "watch", "--report", "junit=x.xml" } }, "--report: expected FORMAT=FILE" },
		{ { { "watch", "--out", "x", "--report", "html=./x" } },
		  "a report and --out cannot share the file './x'" },
		{ { { "watch", "--metrics", "none/x" } }, "cannot write 'none/x'" },
		{ { { "watch", "--out", "none/x" } }, "cannot write 'none/x'" },
		{ { { "watch", "--metrics", "x", "--report", "json=x" } },
		  "a report and --metrics cannot share the file 'x'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		assert_true(child_expect(&words[i].spec, BAD_USE, words[i].says));
}

/* Who may hear nothing is told so in a line. */
static void test_nobody(void **state)
{
	const struct child_spec spec = { { "watch", "--for", "1" },
					 .prepare = child_become_nobody };

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_true(child_expect(&spec, IN_PIECES, "nothing can be heard"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),          cmocka_unit_test(test_again),
		cmocka_unit_test(test_refused_words), cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_namespaces),
	};

	return cmocka_run_group_tests_name("lab_watch", tests, folder_enter, folder_leave);
}
