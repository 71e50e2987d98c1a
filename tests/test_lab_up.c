/* SPDX-License-Identifier: GPL-2.0-only */
/* A lab that is held: found, and entered, from elsewhere; and by whom. */
#include "child.h"
#include "folder.h"
#include "held.h"
#include "left.h"

#include "address.h"
#include "ns.h"

#include <poll.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* It holds where it was told to, and says how it is entered. */
static void test_until(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *scenario, *where;
		int family;
	} cases[] = {
		{ { { "up", "half-open", "--until", "the client sends" } },
		  "half-open",
		  "before chapter 2 'the client sends'",
		  AF_INET },
		{ { { "up", "half-open/ipv6", "--until", "2" } },
		  "half-open",
		  "before chapter 2 'the client sends'",
		  AF_INET6 },
		{ { { "up", "linger", "-6" } }, "linger", "at its end", AF_INET6 },
		{ { { "up", "routed" } }, "routed", "up", AF_INET },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child up;
		const struct held_lab *lab = held_start(&cases[i].spec, &up);
		assert_string_equal(lab->scenario, cases[i].scenario);
		assert_string_equal(lab->where, cases[i].where);
		assert_int_equal(lab->family, cases[i].family);
		assert_true(lab->own);
		assert_string_equal(lab->host[0].name, "client");
		assert_int_equal(lab->host[0].addr_count, 1);
		assert_int_equal(kill(up.pid, SIGTERM), 0);
		child_wait(&up);
		assert_int_equal(up.code, GOOD);
		assert_non_null(strstr(up.err, cases[i].where));
		assert_non_null(strstr(up.err, "rstlab-ns exec client"));
		child_free(&up);
		assert_null(held_find(up.pid));
	}
}

/* Held where @spec says, a program run in a host, ended, and judged again: what is said of it. To
 * be freed. */
static char *judged(const struct child_spec *spec)
{
	char address[INET6_ADDRSTRLEN], command[128];
	const struct child_spec visit = { { "exec", "client", "--", "bash", "-c", command } };
	static const struct child_spec judge = { { "judge", "out", "-v" } };
	struct child up, child;

	folder_remove("out");
	const struct held_lab *lab = held_start(spec, &up);
	assert_string_equal(lab->host[1].name, "server");
	/* A port on which nobody listens: its RST is counted, and is the user's doing. */
	snprintf(command, sizeof(command), "exec 3<>/dev/tcp/%s/1 || true",
		 address_text(&lab->host[1].addr[0], address, sizeof(address)));
	assert_true(child_run(&visit, &child));
	child_free(&child);
	assert_int_equal(kill(up.pid, SIGTERM), 0);
	child_wait(&up);
	if (up.code != GOOD)
		fail_msg("up ends with %d: %s%s", up.code, up.out, up.err);
	child_free(&up);
	assert_true(child_run(&judge, &child));
	assert_int_equal(child.code, GOOD);
	char *said = strdup(child.out);
	child_free(&child);
	return said;
}

/* What was seen up to its end is saved, and is judged as far as it was played. */
static void test_out(void **state)
{
	static const struct child_spec early = { { "up", "half-open", "--until", "2", "--out",
						   "out" } },
				       late = { { "up", "half-open", "--out", "out" } };
	char *said = judged(&early);

	(void)state;
	assert_non_null(strstr(said, "SKIP    half-open/ipv4 "));
	assert_non_null(
		strstr(said, "ended while it was held, before chapter 2 'the client sends'"));
	assert_non_null(strstr(said, "  PASS    socket   client: 1 socket in ESTABLISHED"));
	assert_non_null(strstr(said, "came while it was held before chapter 2"));
	assert_null(strstr(said, "ECONNRESET"));
	free(said);
	said = judged(&late);
	assert_non_null(strstr(said, "PASS    half-open/ipv4 "));
	assert_non_null(strstr(said, "held at its end for "));
	assert_non_null(strstr(said, "ECONNRESET"));
	assert_null(strstr(said, "FAIL "));
	free(said);
}

/* What a command in a host ends with is what exec ends with; and it is in that host. */
static void test_exec(void **state)
{
	static const struct {
		const char *host, *words[4];
		int code;
		const char *says;
	} cases[] = {
		{ "client", { "true" }, 0, "" },
		{ "client", { "--", "true" }, 0, "" },
		{ "client", { "sh", "-c", "exit 7" }, 7, "" },
		{ "client", { "sh", "-c", "kill -TERM $$" }, 128 + SIGTERM, "" },
		{ "client", { "no-such-program" }, 127, "" },
		{ "client", { "/" }, 126, "" },
		{ "router", { "cat", "/proc/sys/net/ipv4/ip_forward" }, 0, "1\n" },
		{ "client", { "cat", "/proc/sys/net/ipv4/ip_forward" }, 0, "0\n" },
		{ "client", { "id", "-u" }, 0, "0\n" },
	};
	struct child up, child;

	(void)state;
	held_start(&(struct child_spec){ { "up", "routed" } }, &up);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child_spec spec = { { "exec", cases[i].host } };
		for (int n = 0; n < 4 && cases[i].words[n]; n++)
			spec.args[2 + n] = cases[i].words[n];
		assert_true(child_run(&spec, &child));
		if (child.code != cases[i].code || strcmp(child.out, cases[i].says) != 0)
			fail_msg("case %zu: exit %d, '%s', %s", i, child.code, child.out,
				 child.err);
		child_free(&child);
	}
	held_end(&up);
}

/* What a program leaves running lives on, and ends with the lab. */
static void test_left_running(void **state)
{
	struct child up, child;

	(void)state;
	held_start(&(struct child_spec){ { "up", "direct" } }, &up);
	assert_true(child_run(&(struct child_spec){ { "exec", "client", "sh", "-c",
						      "setsid sleep 1000 & echo $!" } },
			      &child));
	assert_int_equal(child.code, 0);
	pid_t left = atoi(child.out);
	child_free(&child);
	assert_true(left > 1);
	assert_int_equal(kill(left, 0), 0);
	held_end(&up);
	assert_int_equal(waitpid(left, NULL, WNOHANG), -1);
	assert_int_equal(kill(left, 0), -1);
}

/* A signal to exec is the program's. */
static void test_signal(void **state)
{
	struct child up, child;
	char byte;
	int said[2];

	(void)state;
	held_start(&(struct child_spec){ { "up", "direct" } }, &up);
	assert_int_equal(pipe(said), 0);
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)getpid(), said[1]);
	const struct child_spec spec = {
		{ "exec", "client", "sh", "-c",
		  "trap 'exit 9' TERM; echo on; while :; do sleep 0.01; done" },
		.out = path
	};
	child_start(&spec, &child);
	assert_int_equal(read(said[0], &byte, 1), 1);
	assert_int_equal(kill(child.pid, SIGTERM), 0);
	child_wait(&child);
	assert_int_equal(child.code, 9);
	child_free(&child);
	close(said[0]);
	close(said[1]);
	held_end(&up);
}

static void expect_refusal(const char *where, const char *says)
{
	const struct child_spec spec = { { "exec", where, "true" } };

	child_expect(&spec, BAD_USE, says);
}

/* One line says which there are. */
static void test_which(void **state)
{
	struct child one, other, child;
	char says[128];

	(void)state;
	expect_refusal("client", "no lab is held here; `rstlab-ns up SCENARIO` holds one");
	expect_refusal("1:client", "no lab is held here");
	held_start(&(struct child_spec){ { "up", "half-open", "--until", "1" } }, &one);
	expect_refusal("clint",
		       "half-open/ipv4 has no host 'clint'; it has client, server, switch; did "
		       "you mean 'client'?");
	expect_refusal("1:client", "lab 1 is not held here; choose one: ");
	expect_refusal("x:client", "'x:client' is not a HOST or PID:HOST of a lab");
	assert_true(child_run(&(struct child_spec){ { "complete", "--", "exec", "" } }, &child));
	assert_string_equal(child.out, "client\thalf-open\nserver\thalf-open\nswitch\thalf-open\n");
	child_free(&child);
	held_start(&(struct child_spec){ { "up", "routed", "-6" } }, &other);
	expect_refusal("client", "several labs are held; choose one: ");
	snprintf(says, sizeof(says), "%d:client (routed/ipv6)", (int)other.pid);
	expect_refusal("client", says);
	assert_true(child_run(
		&(struct child_spec){ { "exec", held_place(&other, "router"), "true" } }, &child));
	assert_int_equal(child.code, 0);
	child_free(&child);
	assert_true(child_run(&(struct child_spec){ { "ps" } }, &child));
	assert_non_null(
		strstr(child.out, "before chapter 1 'the server is unplugged'  client 10."));
	assert_non_null(strstr(child.out, "routed/ipv6"));
	child_free(&child);
	assert_true(child_run(&(struct child_spec){ { "ps", "--format", "json" } }, &child));
	assert_non_null(strstr(child.out, "\"scenario\": \"routed\", \"family\": \"ipv6\""));
	child_free(&child);
	held_end(&one);
	held_end(&other);
	assert_true(child_run(&(struct child_spec){ { "ps" } }, &child));
	assert_int_equal(child.code, GOOD);
	assert_string_equal(child.out, "No lab is held here; `rstlab-ns up SCENARIO` holds one.\n");
	child_free(&child);
}

static void test_names(void **state)
{
	static const struct {
		struct child_spec spec;
		const char *says;
	} cases[] = {
		{ { { "up", "half-opne" } },
		  "'half-opne' is neither a scenario nor a topology (direct, one-subnet, routed, "
		  "shared, switched, tested); did you mean 'half-open'?" },
		{ { { "up", "half-open*" } }, "scenarios; only one can be held" },
		{ { { "up" } }, "'up' needs SCENARIO|TOPOLOGY" },
		{ { { "exec" } }, "'exec' needs [PID:]HOST [COMMAND...]" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		child_expect(&cases[i].spec, BAD_USE, cases[i].says);
}

/* Packets are printed as they come, also those of the user. */
static void test_follow(void **state)
{
	struct child up;
	const struct held_lab *lab =
		held_start(&(struct child_spec){ { "up", "port-closed", "--follow" } }, &up);

	(void)state;
	assert_non_null(lab);
	assert_int_equal(kill(up.pid, SIGTERM), 0);
	child_wait(&up);
	assert_non_null(strstr(up.out, "nobody listens\n     1 "));
	assert_non_null(strstr(up.out, "[RST, ACK] Seq=1 Ack=1"));
	child_free(&up);
}

/* An ordinary user's is his, and root's; root's is not his. */
static void test_users(void **state)
{
	struct child up, child;
	const struct child_spec nobodys = { { "up", "direct" },
					    .prepare = child_become_free_nobody };

	(void)state;
	child_start(&nobodys, &up);
	for (int left = DEADLINE_MS; !held_find(up.pid) && left > 0; left -= 5) {
		siginfo_t info = { 0 };
		/* He may not make namespaces here. */
		if (waitid(P_PID, (id_t)up.pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
		    info.si_pid) {
			child_wait(&up);
			child_free(&up);
			skip();
		}
		poll(NULL, 0, 5);
	}
	assert_false(held_await(up.pid)->own);
	expect_refusal("client", "all held labs belong to other users; choose one: ");
	assert_true(child_run(&(struct child_spec){ { "exec", held_place(&up, "client"), "cat",
						      "/proc/sys/net/ipv4/ip_forward" } },
			      &child));
	if (child.code != 0)
		fail_msg("%s", child.err);
	child_free(&child);
	assert_true(child_run(&(struct child_spec){ { "exec", "client", "id", "-u" },
						    .prepare = child_become_nobody },
			      &child));
	if (child.code != 0)
		fail_msg("%s", child.err);
	assert_string_equal(child.out, "0\n");
	child_free(&child);
	assert_int_equal(kill(up.pid, SIGTERM), 0);
	child_wait(&up);
	assert_int_equal(up.code, GOOD);
	assert_non_null(strstr(up.err, "not as root: in a user namespace of its own"));
	assert_non_null(strstr(up.err, "the kernel's reasons are not available"));
	child_free(&up);

	held_start(&(struct child_spec){ { "up", "direct" } }, &up);
	char says[64];
	snprintf(says, sizeof(says), "lab %d belongs to another user", (int)up.pid);
	child_expect(&(struct child_spec){ { "exec", held_place(&up, "client"), "true" },
					   .prepare = child_become_nobody },
		     BAD_USE, says);
	held_end(&up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_until),  cmocka_unit_test(test_out),
		cmocka_unit_test(test_exec),   cmocka_unit_test(test_left_running),
		cmocka_unit_test(test_signal), cmocka_unit_test(test_which),
		cmocka_unit_test(test_names),  cmocka_unit_test(test_follow),
		cmocka_unit_test(test_users),
	};

	/* The labs of other tests are found in the namespace that they are in. */
	if (ns_create() < 0) {
		fputs("SKIP: cannot make a network namespace as this user\n", stderr);
		return 0;
	}
	return cmocka_run_group_tests_name("lab_up", tests, folder_enter, folder_leave);
}
