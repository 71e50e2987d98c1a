/* SPDX-License-Identifier: GPL-2.0-only */
/* A lab that fails takes only itself down: BROKEN, with the reason and the evidence so far, and the
 * run goes on. */
#include "lab.h"
#include "play.h"

#include "capture.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Stories that go wrong ----------------------------------------------------------------------
 */

/* All of them begin so; what comes of it is the evidence so far. */
static struct sock *begin(struct lab *lab)
{
	struct actor *client = actor_start(lab, "client", "client");

	return tcp_connect(client, "server", SERVICE_PORT);
}

static void play_well(struct lab *lab)
{
	begin(lab);
}

static void play_for_ever(struct lab *lab)
{
	begin(lab);
	settle(lab);
	for (;;)
		pause();
}

static void crash(struct lab *lab, int number)
{
	begin(lab);
	settle(lab);
	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
	signal(number, SIG_DFL); /* a sanitizer would like to say something */
	raise(number);
}

static void play_abort(struct lab *lab)
{
	crash(lab, SIGABRT);
}

static void play_segv(struct lab *lab)
{
	crash(lab, SIGSEGV);
}

static void play_exit(struct lab *lab)
{
	begin(lab);
	settle(lab);
	_exit(7);
}

static void play_dead_actor(struct lab *lab)
{
	struct sock *sock = begin(lab);

	kill(sock->actor->pid, SIGKILL);
	tcp_recv_some(sock, 1);
}

static void play_killed_actor(struct lab *lab)
{
	struct sock *sock = begin(lab);

	actor_kill(sock->actor);
	tcp_send(sock, "?");
}

static void play_no_segment(struct lab *lab)
{
	begin(lab);
	chapter(lab, "nothing more");
	await_segment(lab, "client", "FIN,ACK");
}

static void play_no_return(struct lab *lab)
{
	begin(lab);
	tcp_accept(tcp_listen(actor_start(lab, "server", "service"), SERVICE_PORT, 1));
}

static void play_no_state(struct lab *lab)
{
	begin(lab);
	await_state(tcp_listen(actor_start(lab, "server", "service"), SERVICE_PORT, 1),
		    "ESTABLISHED");
}

/* How often two waits asked: shared with the labs' processes. */
static struct {
	int told, polled;
} * asked;

static bool never(struct lab *lab, const void *arg)
{
	(void)lab;
	++**(int *const *)arg;
	return false;
}

static void play_never_told(struct lab *lab)
{
	int *count = &asked->told;

	begin(lab);
	settle(lab);
	await_fact(lab, never, &count, "Godot");
}

static void play_never_polled(struct lab *lab)
{
	int *count = &asked->polled;

	begin(lab);
	settle(lab);
	await_poll(lab, never, &count, "Godot");
}

static void play_no_such_state(struct lab *lab)
{
	await_state(begin(lab), "OPEN");
}

static void play_no_host(struct lab *lab)
{
	begin(lab);
	actor_start(lab, "sever", "service");
}

static void play_many_events(struct lab *lab)
{
	begin(lab);
	for (int i = 0; i <= EVENTS_MAX; i++)
		lab_record(lab, EVENT_NOTE, 0, "note");
}

static void play_many_chapters(struct lab *lab)
{
	begin(lab);
	for (int i = 0; i <= CHAPTERS_MAX; i++)
		chapter(lab, "another");
}

/* Frames of a private EtherType that is not the fence's. */
static void flood(struct lab *lab, int count)
{
	uint8_t frame[60] = { [12] = 0x88, [13] = 0xb6 };

	begin(lab);
	settle(lab);
	for (int i = 0; i < count; i++)
		if (capture_send(lab->end[0].capture, lab->end[0].index, frame, sizeof(frame)) < 0)
			lab_broken(lab, "cannot send");
}

static void play_flood(struct lab *lab)
{
	flood(lab, PACKETS_MAX + 1);
}

static void play_flood_of_a_thimble(struct lab *lab)
{
	int size = 1;

	/* Twice that, and not less than the kernel's least: socket(7). */
	if (setsockopt(lab->end[1].capture, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)) < 0)
		lab_broken(lab, "cannot make the buffer small");
	flood(lab, 64);
}

static void play_skip(struct lab *lab)
{
	begin(lab);
	host_sysctl(lab, "client", "ipv4/no_such_thing", "1");
}

/* ---- What is made of them -----------------------------------------------------------------------
 */

static const struct promise promises[] = {
	{ "client", .call = CLAIM(call, .verb = "connect", .err = ECONNREFUSED) },
	{ .who = NULL },
};

static const struct {
	struct scenario scenario;
	enum status status;
	const char *why[2]; /* parts of it */
	bool soon;          /* meets a deadline on purpose */
	bool bare;          /* there is no evidence yet */
} cases[] = {
	{ { "well", .play = play_well }, PASS, { "" } },
	{ { "for-ever", .play = play_for_ever },
	  BROKEN,
	  { "the lab hung: killed after " },
	  .soon = true },
	{ { "abort", .play = play_abort }, BROKEN, { "the lab crashed: Aborted" } },
	{ { "segv", .play = play_segv }, BROKEN, { "the lab crashed: Segmentation fault" } },
	{ { "exit", .play = play_exit },
	  BROKEN,
	  { "the lab exited with 7 before it reported the whole story" } },
	/* "died in recv", or, if it was dead already: "cannot ask client to recv" */
	{ { "dead-actor", .play = play_dead_actor }, BROKEN, { "client ", " recv" } },
	{ { "killed-actor", .play = play_killed_actor },
	  BROKEN,
	  { "client is dead, so it cannot send" } },
	{ { "no-segment", .play = play_no_segment },
	  BROKEN,
	  { "waited ", " ms for a segment [FIN,ACK] to arrive at 'client'" },
	  .soon = true },
	{ { "no-return", .play = play_no_return },
	  BROKEN,
	  { "waited ", " ms for accept of service to return" },
	  .soon = true },
	{ { "no-state", .play = play_no_state },
	  BROKEN,
	  { "waited ", " ms for the socket of service (port 8080 to 0) to be in ESTABLISHED" },
	  .soon = true },
	{ { "never-told", .play = play_never_told },
	  BROKEN,
	  { "waited ", " ms for Godot" },
	  .soon = true },
	{ { "never-polled", .play = play_never_polled },
	  BROKEN,
	  { "waited ", " ms for Godot" },
	  .soon = true },
	{ { "no-such-state", .play = play_no_such_state },
	  BROKEN,
	  { "await_state: 'OPEN' is not a TCP state" } },
	{ { "no-host", .play = play_no_host },
	  BROKEN,
	  { "topology 'direct' has no host 'sever'" } },
	{ { "no-topology", .topology = "round", .play = play_well },
	  BROKEN,
	  { "unknown topology 'round'" },
	  .bare = true },
	{ { "many-events", .play = play_many_events },
	  BROKEN,
	  { "the story has more than 1024 events" } },
	{ { "many-chapters", .play = play_many_chapters },
	  BROKEN,
	  { "the story has more than 128 chapters" } },
	{ { "flood", .play = play_flood }, BROKEN, { "the evidence is full: more than" } },
	{ { "flood-of-a-thimble", .play = play_flood_of_a_thimble },
	  BROKEN,
	  { "the capture of 'eth0' at 'server' dropped ", " packets" } },
	{ { "skip", .play = play_skip },
	  SKIP,
	  { "this kernel has no sysctl net/ipv4/no_such_thing" } },
	{ { "well-again", .play = play_well }, PASS, { "" } },
};
enum { CASES = sizeof(cases) / sizeof(cases[0]) };

static void check_evidence(const struct evidence *ev)
{
	bool connected = false;

	for (int i = 0; i < ev->event_count; i++)
		connected = connected || strcmp(ev->event[i].verb, "connect") == 0;
	assert_true(connected);
	assert_true(ev->packet_count >= 1 && ev->packet_count <= PACKETS_MAX);
}

static void check(const struct told *told, size_t at)
{
	const char *why = told->verdict->why;

	assert_int_equal(told->verdict->status, cases[at].status);
	for (int i = 0; i < 2; i++)
		if (cases[at].why[i] && !strstr(why, cases[at].why[i]))
			fail_msg("%s: '%s' is not in '%s'", cases[at].scenario.name,
				 cases[at].why[i], why);
	if (!cases[at].bare)
		check_evidence(told->evidence);
	if (cases[at].status == PASS)
		return;
	/* Nothing is judged, and the reason is told. */
	assert_int_equal(told->verdict->ruling_count, 0);
	assert_non_null(strstr(told->text, why));
}

/* Those that meet a deadline, or those that do not, among others that go well. */
static void play_cases(bool soon, int jobs)
{
	struct scenario scenario[CASES];
	const struct scenario *list[CASES];
	size_t number[CASES];
	struct tale tale = { .keep_evidence = true };
	struct run_plan plan = { .scenario = list,
				 .ipv4 = true,
				 .repeat = 1,
				 .jobs = jobs,
				 .scale = soon ? play_impatience() : play_patience() };

	for (size_t i = 0; i < CASES; i++) {
		if (cases[i].soon != soon && cases[i].status != PASS)
			continue;
		size_t at = (size_t)plan.scenario_count++;
		scenario[at] = cases[i].scenario;
		scenario[at].promises = promises;
		list[at] = &scenario[at];
		number[at] = i;
	}
	play(&plan, &tale);
	assert_string_equal(tale.why.text, "");
	assert_int_equal(tale.error, 0);
	assert_int_equal(tale.count, plan.scenario_count);
	for (int i = 0; i < tale.count; i++)
		check(tale.told[i], number[i]);
	play_free(&tale);
}

static void test_faults(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (int jobs = 1; jobs <= 4; jobs += 3)
		play_cases(false, jobs);
}

static void test_deadlines(void **state)
{
	(void)state;
	if (!play_possible())
		skip();
	for (int jobs = 1; jobs <= 4; jobs += 3) {
		asked->told = asked->polled = 0;
		play_cases(true, jobs);
		/* Who waits sleeps: in vain for 0.3 s, or 1.5 under valgrind, with next to no
		 * packet. A loop asks thousands of times. */
		assert_true(asked->told >= 2 && asked->told <= 50);
		assert_true(asked->polled >= 3 && asked->polled <= 250);
	}
}

static int share(void **state)
{
	(void)state;
	asked = mmap(NULL, sizeof(*asked), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	return asked == MAP_FAILED ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_deadlines),
	};

	return cmocka_run_group_tests_name("lab_faults", tests, share, NULL);
}
