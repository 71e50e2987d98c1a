/* SPDX-License-Identifier: GPL-2.0-only */
/* A story as commands that one types: each verb is one, and the promises say what must come of it.
 */
#include "by_hand.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

static const struct topology direct = { .name = "direct",
					.host = { { "client", HOST }, { "server", HOST } } };
static const struct topology routed = {
	.name = "routed",
	.host = { { "client", HOST }, { "server", HOST }, { "router", ROUTER } },
};

static const struct topology shared = {
	.name = "shared",
	.host = { { "client", HOST },
		  { "server", HOST },
		  { "standby", HOST },
		  { "router", ROUTER } },
};

static const struct promise promises[] = {
	WHILE("it ends"),
	SENDS("server", ONE(RST_REPLY),
	      "the reply, of which more is said than a line has room for"),
	CALL_FAILS("client", NTH(1, "recv"), ECONNRESET, "it was reset"),
	CALL_RETURNS("client", NTH(2, "recv"), 0, "and then the end"),
	HAS_SOCKETS("client", 1, "then", AT_PORT(8080, "SYN-RECEIVED"), "it is half done"),
	CALL_FAILS("client", "so_error", EPIPE, "the error is kept"),
	POLLS("client", POLLOUT | POLLHUP, "it is over"),
	ENDING("soon"),
	POLLS("client", 0, "nothing has happened"),
	CALL_FAILS("client", "close", EIO, "it ended soon"),
	ENDING("late"),
	CALL_WORKS("client", "close", "it ended late"),
	ANY_ENDING,
	IN_ALL,
	CALL_FAILS("client", "bind", EADDRINUSE, "it is taken"),
	CALL_WORKS("client", "connect", "it is there"),
	COUNTS("server", "TcpOutRsts", 3, "so many"),
	RESETS("server", 1, "TCP_FLAGS", "LISTEN", "the listener"),
	{ 0 },
};

static const struct scenario scenario = { .name = "a-story",
					  .title = "how it ends",
					  .promises = promises };

/* The rows of a story by the client. */
#define AT                 .host = "client", .actor = "client", .process = 0, .other = -1
#define ON(verb_)          .verb = verb_, AT, .own_port = 9, .peer_port = 8080, .sock = 0
#define BY(verb_)          .verb = verb_, AT, .sock = -1
#define SYSCTL(key, value) .verb = VERB_SYSCTL, .host = "server", .name = key, .text = value

/* A step of each verb, as a play may have it. */
static struct step step_of(enum verb verb)
{
	struct step step = { .verb = verb,
			     .host = "client",
			     .actor = "client",
			     .peer = "server",
			     .sock = 0,
			     .other = 1,
			     .own_port = 9,
			     .peer_port = 8080,
			     .port = 8080,
			     .a = 1,
			     .level = SOL_SOCKET,
			     .name = "ipv4/tcp_rfc1337",
			     .text = "ESTABLISHED" };

	if (verb == VERB_KILL || verb == VERB_EXEC || verb == VERB_PASS_DROP || verb == VERB_START)
		step.sock = -1;
	return step;
}

/* What is printed of these steps. To be freed. Inlined, gcc 12 takes the text for a local. */
static __attribute__((noinline)) char *print_over(const struct topology *topology,
						  const struct step *step, int count, int family)
{
	const struct story story = { "a-story", step, count };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	by_hand_print(out, &scenario, topology, &story, family, 80);
	fclose(out);
	return text;
}

static char *print(const struct step *step, int count)
{
	return print_over(&direct, step, count, AF_INET);
}

#define PRINTED(...)                                \
	print((const struct step[]){ __VA_ARGS__ }, \
	      (int)(sizeof((const struct step[]){ __VA_ARGS__ }) / sizeof(struct step)))

static int times(const char *text, const char *word)
{
	int count = 0;

	for (const char *at = text; (at = strstr(at, word)); at++)
		count++;
	return count;
}

/* @text, which it frees, says each of @words. */
static void expect(char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strstr(text, *words))
			fail_msg("it does not say '%s':\n%s", *words, text);
	free(text);
}
#define EXPECT(text, ...) expect(text, (const char *const[]){ __VA_ARGS__ })

/* Lines that say anything, headings apart. */
static int lines_of(const char *text)
{
	int count = 0;

	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		count += *line != '\n' && strncmp(line, "On ", 3) != 0;
	return count;
}

/* A verb that is new, and that nobody has put into commands, says nothing: as one that is none. */
static void test_each_verb(void **state)
{
	char *nothing = print_over(&routed, NULL, 0, AF_INET);
	int least = lines_of(nothing);

	(void)state;
	for (enum verb verb = 0; verb <= VERBS; verb++) {
		const struct step step = step_of(verb);
		char *text = print_over(&routed, &step, 1, AF_INET);
		bool is_silent = verb == VERB_SETTLE || verb == VERBS;
		/* It comes after what is refused. */
		is_silent |= verb == VERB_LOOKUP_RESTORE;
		bool is_refused = strstr(text, "cannot be done") != NULL;
		if (!is_refused && (lines_of(text) == least) != is_silent)
			fail_msg("verb %d: is it a command?\n%s", (int)verb, text);
		free(text);
	}
	free(nothing);
}

static void test_python(void **state)
{
	(void)state;
	EXPECT(PRINTED({ BY(VERB_START) }, { ON(VERB_SOCKET) },
		       { ON(VERB_CONNECT), .peer = "server", .port = 8080 },
		       { ON(VERB_SEND), .text = "Say \"yes\".\n" }, { ON(VERB_LINGER), .a = 1 },
		       { ON(VERB_RECV), .a = 64 }, { BY(VERB_KILL) }),
	       "On client, in a new python3:\n\n    python3 -q\n    import os, struct; from socket",
	       "    SERVER = \"192.0.2.2\"\n    c = socket(AF_INET, SOCK_STREAM)\n"
	       "    c.connect((SERVER, 8080))  # must work\n    c.send(b\"Say \\x22yes\\x22.\\n\")\n"
	       "    c.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack(\"ii\", 1, 0))\n"
	       "    c.recv(64)\n    os.kill(os.getpid(), 9)\n",
	       NULL);
	EXPECT(PRINTED({ BY(VERB_START) }, { ON(VERB_SOCKET) },
		       { ON(VERB_MD5), .peer = "server", .text = "key" }),
	       "import os, struct; from socket", "    SERVER = \"192.0.2.2\"\n",
	       "    key = struct.pack(\"=H2x4s120x2xH4x80s\", AF_INET, inet_pton(AF_INET, SERVER), 3, "
	       "b\"key\")\n    c.setsockopt(IPPROTO_TCP, 14, key)\n",
	       NULL);
}

static void test_python_elsewhere(void **state)
{
	static const struct step elsewhere[] = {
		{ BY(VERB_START) },
		{ ON(VERB_SOCKET), .b = OTHER_FAMILY },
		{ ON(VERB_BIND), .peer = "loopback", .port = 80 },
		{ ON(VERB_DEVICE), .text = "lo" },
		{ ON(VERB_SOCKET), .b = BOTH_FAMILIES },
		{ ON(VERB_TTL), .a = 255 },
		{ ON(VERB_TTL), .a = 254, .b = 1 },
	};

	(void)state;
	EXPECT(print(elsewhere, 7), "    LOOPBACK = \"127.0.0.1\"\n",
	       "    c = socket(AF_INET6, SOCK_STREAM)\n    c.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)\n",
	       "    c.bind((LOOPBACK, 80))\n    c.setsockopt(SOL_SOCKET, SO_BINDTODEVICE, b\"lo\")\n",
	       "    c = socket(AF_INET6, SOCK_STREAM)\n    c.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)\n"
	       "    c.setsockopt(IPPROTO_IP, IP_TTL, 255)\n    c.setsockopt(IPPROTO_IP, 21, 254)\n",
	       NULL);
	EXPECT(print_over(&direct, elsewhere, 7, AF_INET6), "    LOOPBACK = \"::1\"\n",
	       "    c = socket(AF_INET, SOCK_STREAM)\n    c.bind((",
	       "    c = socket(AF_INET6, SOCK_STREAM)\n    c.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)\n"
	       "    c.setsockopt(IPPROTO_IPV6, IPV6_UNICAST_HOPS, 255)\n    c.setsockopt(IPPROTO_IPV6, 73, 254)\n",
	       NULL);
}

static void test_python_names(void **state)
{
	(void)state;
	/* Two of a kind have two names; so have two processes of a host. */
	EXPECT(PRINTED({ BY(VERB_START) }, { ON(VERB_SOCKET) },
		       { .verb = VERB_START, .host = "client", .actor = "other", .process = 1 },
		       { .verb = VERB_SOCKET, .host = "client", .process = 1, .sock = 1, .a = 1 }),
	       "    c = socket(AF_INET, SOCK_STREAM)\n\nOn client, in a new python3 'other':\n",
	       "    c2 = socket(AF_INET, SOCK_STREAM, IPPROTO_MPTCP)\n", NULL);
	/* Each terminal has its heading; and a place is named once. */
	static const struct step twice[] = {
		{ BY(VERB_START) },
		{ ON(VERB_CONNECT), .peer = "server" },
		{ .verb = VERB_LOOK, .host = "client", .text = "then" },
		{ ON(VERB_CONNECT), .peer = "server" }
	};
	char *text = print(twice, 4);
	assert_int_equal(times(text, "    SERVER = "), 1);
	EXPECT(text, "On client, in the shell:\n\n    ss -tan\n",
	       "On client, in python3:\n\n    c.connect", NULL);
	EXPECT(PRINTED({ BY(VERB_START) }, { ON(VERB_SOCKET) }, { ON(VERB_POLL) }),
	       "    import os; from socket import *; from select import *\n",
	       "    asked = poll()\n    asked.register(c, POLLIN | POLLPRI | POLLOUT | POLLRDHUP)\n"
	       "    [bits for fd, bits in asked.poll(0)]  # must be []: none, if: soon\n",
	       NULL);
	EXPECT(PRINTED({ ON(VERB_CONNECT_BEGIN), .port = 8080 }, { BY(VERB_KILL) }),
	       "    # connect() still blocks: press Ctrl-C\n    os.kill(", NULL);
	/* The port that another was given. */
	EXPECT(PRINTED({ ON(VERB_CONNECT), .peer = "server", .port = 8080 },
		       { .verb = VERB_BIND, .host = "client", .sock = 1, .port = STORY_PORT_OF }),
	       "port_of_c = c.getsockname()[1]\n", "c2.bind((\"\", port_of_c))", NULL);
}

static void test_shell(void **state)
{
	(void)state;
	EXPECT(PRINTED({ ON(VERB_AWAIT_GONE) }, { ON(VERB_AWAIT_STATE), .text = "FIN-WAIT-2" },
		       { ON(VERB_DESTROY) },
		       { .verb = VERB_AWAIT_UNREAD, .host = "server", .own_port = 8080, .a = 13 }),
	       "until [ ! \"$(ss -Htan state connected '( sport = :9 and dport = :8080 )')\" ];",
	       "    ss -tK state fin-wait-2 '( sport = :9 and dport = :8080 )'\n",
	       "until ss -Htn sport = :8080 | awk '{ print $2 }' | grep -qx 13; do", NULL);
	/* Another connection of the same ports stays. */
	EXPECT(PRINTED({ .verb = VERB_ACCEPT, .host = "server", .sock = 1, .own_port = 8080 },
		       { .verb = VERB_ACCEPT, .host = "server", .sock = 2, .own_port = 8080 },
		       { .verb = VERB_ACCEPT, .host = "server", .sock = 3, .own_port = 8080 },
		       { .verb = VERB_CLOSE, .host = "server", .sock = 3, .own_port = 8080 },
		       { .verb = VERB_AWAIT_GONE, .host = "server", .sock = 1, .own_port = 8080 }),
	       "sport = :8080 | wc -l) -le 1 ]", NULL);
	EXPECT(PRINTED({ SYSCTL("ipv4/conf/eth0/rp_filter", "0") },
		       { SYSCTL("ipv4/ip_local_port_range", "1 2") },
		       { .verb = VERB_MACHINE_SYSCTL,
			 .name = "ipv4/tcp_max_orphans",
			 .text = "0" }),
	       "sysctl -w net.ipv4.conf.$NIC.rp_filter=0\n", "net.ipv4.ip_local_port_range='1 2'\n",
	       "Warning: this changes a sysctl of the whole",
	       "On each machine, in the shell:\n\n    sysctl -w net.ipv4.tcp_max_orphans=0\n",
	       NULL);
}

/* What a rule calls by name, over either family. */
static void test_rules(void **state)
{
	const struct step rules = { .verb = VERB_FIREWALL,
				    .host = "router",
				    .text = "add rule a b $ip daddr $client drop\n"
					    "add chain c { device eth0; }\n" };
	const struct step down = { .verb = VERB_LINK_DOWN, .host = "client" };
	const struct step up = { .verb = VERB_LINK_UP, .host = "client" };
	static const struct step ways[] = {
		{ .verb = VERB_SHARE_ADDRESS, .host = "standby", .peer = "server" },
		{ .verb = VERB_ROUTE, .host = "router", .peer = "server", .name = "standby" },
		{ .verb = VERB_ROUTE_BACK, .host = "router", .peer = "server", .name = "standby" },
	};

	(void)state;
	EXPECT(print_over(&routed, &rules, 1, AF_INET),
	       "    nft \"add rule a b ip daddr $CLIENT drop\"\n    nft \"add chain c { device $NIC; }",
	       "SERVER=198.51.100.2 ROUTER=192.0.2.254 ROUTER2=198.51.100.254",
	       "net.ipv4.ip_forward=1",
	       "On client, in the shell:\n\n    ip route replace $SERVER via $ROUTER\n", NULL);
	EXPECT(print_over(&routed, &rules, 1, AF_INET6), "ip6 daddr $CLIENT", "2001:db8:2::2",
	       "    ip -6 route replace $CLIENT via $ROUTER2\n", NULL);
	EXPECT(print_over(&shared, ways, 3, AF_INET), "Four Linux machines",
	       "SERVER=198.51.100.2 STANDBY=203.0.113.2 ROUTER=192.0.2.254",
	       "ROUTER3=203.0.113.254", "    ip route replace $CLIENT via $ROUTER3\n",
	       "    ip addr add $SERVER/32 dev lo\n", "    ip route replace $SERVER via $STANDBY\n",
	       "    ip route del $SERVER via $STANDBY\n", "tcp_send_reset/enable, the addresses",
	       NULL);
	EXPECT(print_over(&shared, ways, 3, AF_INET6), "STANDBY=2001:db8:3::2",
	       "    ip addr add $SERVER/128 dev lo nodad\n",
	       "    ip -6 route replace $SERVER via $STANDBY\n", NULL);
	EXPECT(PRINTED({ .verb = VERB_MPTCP_ENDPOINT, .host = "client", .a = 1 },
		       { .verb = VERB_MPTCP_ENDPOINT, .host = "server", .b = 1, .port = 8081 }),
	       "    ip mptcp endpoint add $CLIENT2 dev $NIC subflow\n",
	       "    ip mptcp endpoint add $SERVER dev $NIC port 8081 signal\n", NULL);
	EXPECT(print_over(&direct, &down, 1, AF_INET6), "keep_addr_on_down=1", NULL);
	EXPECT(print_over(&direct, &up, 1, AF_INET6), "dev $NIC tentative", NULL);
}

static void test_expected(void **state)
{
	char *text;

	(void)state;
	EXPECT(PRINTED({ .verb = VERB_CHAPTER, .text = "it begins" }, { ON(VERB_RECV), .a = 1 },
		       { .verb = VERB_CHAPTER, .text = "it ends" }, { ON(VERB_RECV), .a = 2 },
		       { ON(VERB_RECV), .a = 3 }, { ON(VERB_ERROR) }, { ON(VERB_POLL) },
		       { ON(VERB_CLOSE) }, { .verb = VERB_LOOK, .host = "client", .text = "then" }),
	       "    c.recv(1)\n", "    c.recv(2)  # must fail: [Errno 104] ECONNRESET\n",
	       "    c.recv(3)  # must return 0 bytes\n", "SO_ERROR)  # must be 32: EPIPE\n",
	       "poll(0)]  # must be [20]: OUT|HUP; or must be []: none, if: soon\n",
	       "c.close()  # must fail: [Errno 5] EIO, if: soon; or must work, if: late\n",
	       "    # must show: 1 in SYN-RECV with port 8080: it is half done\n",
	       "tcpdump must show now, as sent by:\n\n    # server: 1 [RST] seq=SEG.ACK",
	       "    # must have grown: TcpOutRsts by 3: so many\n",
	       "where the kernel gives reasons:\n\n    # server: 1 tcp_send_reset reason=TCP_FLAGS ",
	       "state=LISTEN: the listener\n", NULL);
	/* A bind() that may not be had: no connect() follows. One that may reuse the address works.
	 */
	text = PRINTED({ ON(VERB_BIND), .port = 9 }, { ON(VERB_CONNECT), .peer = "server" },
		       { .verb = VERB_BIND, AT, .sock = 2, .peer = "client", .port = 11 },
		       { .verb = VERB_REUSE, AT, .sock = 1 },
		       { .verb = VERB_BIND, AT, .sock = 1, .port = 10 });
	assert_non_null(strstr(text, "    c2.bind((\"\", 10))\n"));
	assert_null(strstr(text, "c.connect("));
	EXPECT(text,
	       "    c.bind((\"\", 9))  # must fail: [Errno 98] EADDRINUSE\n    # so it cannot",
	       NULL);
}

/* Whoever pastes all indented lines types commands: what only must be seen is a comment, in each of
 * its lines. */
static void test_told_from_commands(void **state)
{
	char *printed = PRINTED({ .verb = VERB_CHAPTER, .text = "it ends" });
	int comments = 0;

	(void)state;
	char *save, *line = strtok_r(strstr(printed, "== it ends"), "\n", &save);
	for (; line; line = strtok_r(NULL, "\n", &save)) {
		bool is_command = strncmp(line, "    nstat ", 10) == 0;
		if (*line == ' ' && !is_command && strncmp(line, "    # ", 6) != 0)
			fail_msg("neither a command nor a comment:\n%s", line);
		comments += strncmp(line, "    # ", 6) == 0;
	}
	/* Of the wire two lines, of a counter and of the kernel one each. */
	assert_int_equal(comments, 4);
	free(printed);
}

static void test_refusal(void **state)
{
	static const struct {
		enum verb verb;
		const char *why;
	} cases[] = {
		{ VERB_RAW, "segments that no socket sends" },
		{ VERB_FORGE, "in the name of a connection" },
		{ VERB_GHOST, "an address that no machine has" },
		{ VERB_LOOKUP_DROP, "it loads a BPF program" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct step step = { .verb = cases[i].verb, .text = "RST" };
		const struct story story = { "a-story", &step, 1 };
		char *text = print(&step, 1);

		assert_non_null(strstr(by_hand_refusal(&story), cases[i].why));
		assert_null(strstr(text, "python3"));
		EXPECT(text, "It cannot be done by hand: ", "    sudo rstlab-ns run a-story -v\n",
		       NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_verb),
		cmocka_unit_test(test_python),
		cmocka_unit_test(test_python_elsewhere),
		cmocka_unit_test(test_python_names),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_expected),
		cmocka_unit_test(test_told_from_commands),
		cmocka_unit_test(test_refusal),
	};

	return cmocka_run_group_tests_name("by_hand", tests, NULL, NULL);
}
