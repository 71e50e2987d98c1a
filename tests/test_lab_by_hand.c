/* SPDX-License-Identifier: GPL-2.0-only */
/* What describe --by-hand prints: the story that is played, of each scenario; and typed, letter for
 * letter, it has TCP do what the scenario promises. */
#include "by_hand.h"
#include "child.h"
#include "play.h"
#include "promise.h"
#include "registry.h"

#include "trace.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- The same story ----------------------------------------------------------------------------
 */

/* The next call of the story; a bind() that works is none, and after one that fails none follows.
 */
static const struct step *next_call(const struct story *story, int *at, const struct event *event)
{
	while (*at < story->count) {
		const struct step *step = &story->step[(*at)++];
		if (!verb_call(step->verb))
			continue;
		if (step->verb != VERB_BIND)
			return step;
		if (event && strcmp(event->verb, "bind") == 0) {
			++*at;
			return step;
		}
	}
	return NULL;
}

static void compare(const struct told *told)
{
	const struct story *story = story_find(told->scenario->name);
	const struct evidence *ev = told->evidence;
	const struct step *step;
	int at = 0;

	assert_non_null(story);
	for (int i = 0; i < ev->event_count; i++) {
		const struct event *event = &ev->event[i];
		if (event->kind != EVENT_CALL)
			continue;
		step = next_call(story, &at, event);
		if (!step || strcmp(verb_call(step->verb), event->verb) != 0 ||
		    strcmp(step->host, ev->host[event->host].name) != 0)
			fail_msg("%s: played was '%s' of %s, and rehearsed '%s' of %s",
				 story->scenario, event->text, event->actor,
				 step ? verb_call(step->verb) : "nothing",
				 step ? step->actor : "nobody");
	}
	step = next_call(story, &at, NULL);
	if (step)
		fail_msg("%s: rehearsed was '%s' of %s, and never played", story->scenario,
			 verb_call(step->verb), step->actor);
}

/* A play that decided something would tell one story here and another there. */
static void test_rehearsed_as_played(void **state)
{
	enum { AT_A_TIME = 16 };
	const struct scenario *some[AT_A_TIME];
	int all_count, count = 0, compared = 0;
	const struct scenario *const *all = registry_scenarios(&all_count);

	(void)state;
	if (!play_possible())
		skip();
	for (int i = 0; i < all_count; i++) {
		if (!all[i]->waits_for_timer && !all[i]->changes_machine)
			some[count++] = all[i];
		if (count < AT_A_TIME && i < all_count - 1)
			continue;
		struct run_plan plan = { .scenario = some,
					 .scenario_count = count,
					 .ipv4 = true,
					 .repeat = 1,
					 .scale = play_patience() };
		struct tale tale = { .keep_evidence = true };
		play(&plan, &tale);
		assert_int_equal(tale.error, 0);
		for (int k = 0; k < tale.count; k++)
			if (tale.told[k]->evidence->ending == ENDED_WELL) {
				compare(tale.told[k]);
				compared++;
			}
		play_free(&tale);
		count = 0;
	}
	assert_true(compared > 50);
}

/* ---- Each scenario -----------------------------------------------------------------------------
 */

/* Commands, or why there are none; and what is promised of its calls is said of one. */
static void test_each(void **state)
{
	int count, refused = 0;
	const struct scenario *const *all = registry_scenarios(&count);

	(void)state;
	for (int i = 0; i < count; i++) {
		const struct story *story = story_find(all[i]->name);
		char *text = NULL;
		size_t size = 0;
		FILE *out = open_memstream(&text, &size);

		assert_non_null(out);
		assert_non_null(story);
		by_hand_print(out, all[i], registry_topology(all[i]->topology), story, AF_INET, 0);
		fclose(out);
		refused += by_hand_refusal(story) != NULL;
		if (!by_hand_refusal(story) != !strstr(text, "cannot be done by hand"))
			fail_msg("%s: is it refused?", all[i]->name);
		bool fails = false;
		for (struct promises walk = promises_of(all[i]); promises_next(&walk);)
			fails |= walk.promise.call && walk.promise.call->err &&
				 strcmp(walk.promise.call->verb, "so_error") != 0;
		if (!by_hand_refusal(story) && fails != !!strstr(text, "must fail: [Errno "))
			fail_msg("%s: what is promised of its calls is not said:\n%s", all[i]->name,
				 text);
		free(text);
	}
	assert_true(refused > 0 && refused < count / 2);
}

/* ---- Typed -------------------------------------------------------------------------------------
 */

enum { EVENTS = 64 };

struct heard_events {
	int count;
	struct trace_event event[EVENTS];
};

/* TEST-NET-1 and TEST-NET-2 (RFC 5737), in which nothing else on the machine is. */
static bool is_of_test_net(const struct in6_addr *addr)
{
	static const uint8_t nets[][3] = { { 192, 0, 2 }, { 198, 51, 100 } };
	const uint8_t *own = &addr->s6_addr[12];

	return memcmp(own, nets[0], sizeof(nets[0])) == 0 ||
	       memcmp(own, nets[1], sizeof(nets[1])) == 0;
}

/* Other labs of the machine are heard too, and leave no room for this one. */
static void hear(const struct trace_event *event, void *arg)
{
	struct heard_events *heard = arg;

	if (event->sent && is_of_test_net(&event->local) && heard->count < EVENTS)
		heard->event[heard->count++] = *event;
}

/* Was it in that lab? A listener has no remote port. */
static bool is_typed(const struct trace_event *event, const char *said)
{
	const char *ports = strstr(said, "ports:"), *until = strstr(said, "until ");
	char local[16], remote[16];

	snprintf(local, sizeof(local), " %u ", event->local_port);
	snprintf(remote, sizeof(remote), " %u ", event->remote_port);
	/* When all is typed its processes end, and reset what they have. */
	if (!until || event->time_ns > strtoll(until + 6, NULL, 10))
		return false;
	return ports && strstr(ports, local) && (!event->remote_port || strstr(ports, remote));
}

static int count_of(const struct heard_events *heard, const char *said, const char *reason)
{
	int count = 0;

	for (int i = 0; i < heard->count; i++)
		count += heard->event[i].reason && strcmp(heard->event[i].reason, reason) == 0 &&
			 is_typed(&heard->event[i], said);
	return count;
}

static void check_reasons(const char *name, const struct heard_events *heard, const char *said)
{
	const struct scenario *scenario = registry_scenario(name);

	for (struct promises walk = promises_of(scenario); promises_next(&walk);) {
		const struct reason_claim *claim = walk.promise.reason;
		int64_t wanted = 0;

		if (!claim || !claim->reason || walk.promise.outcome)
			continue;
		for (struct promises other = promises_of(scenario); promises_next(&other);)
			if (other.promise.reason && other.promise.reason->reason &&
			    strcmp(other.promise.reason->reason, claim->reason) == 0)
				wanted += reason_wanted(other.promise.reason);
		if (count_of(heard, said, claim->reason) != wanted)
			fail_msg("%s: %d times %s:\n%s", name, count_of(heard, said, claim->reason),
				 claim->reason, said);
	}
}

/* It says why; or there is no python3 to say so. */
static bool was_skipped(const struct child *child)
{
	if (child->code == 127)
		fputs("SKIP: there is no python3\n", stderr);
	return child->code == 77 || child->code == 127;
}

static void type(const char *name, struct trace *trace)
{
	struct child child;
	const struct child_spec spec = { .args = { "--program", RSTLAB_NS, name },
					 .program = SOURCE_DIR "/ci/by-hand" };
	struct heard_events heard = { 0 };
	uint64_t lost = 0;

	child_run(&spec, &child);
	fputs(child.out, stderr);
	if (was_skipped(&child)) {
		child_free(&child);
		return;
	}
	assert_int_equal(child.code, 0);
	if (trace) {
		trace_drain(trace, hear, &heard, &lost);
		if (lost == 0)
			check_reasons(name, &heard, child.out);
		else
			fprintf(stderr, "SKIP: %s: events of the trace were lost\n", name);
	}
	child_free(&child);
}

static void test_typed(void **state)
{
	static const char *const names[] = { "half-open",
					     "half-open-orphan",
					     "port-closed",
					     "unread-data",
					     "linger",
					     "pair-refused",
					     "half-open-destroy",
					     "half-open-power-loss",
					     "nat-entry-lost-client-first",
					     "address-moved" };
	struct trace *trace = NULL;
	char why[256];

	(void)state;
	if (geteuid() != 0) {
		fputs("SKIP: only root may make namespaces that ip-netns(8) knows\n", stderr);
		skip();
	}
	int error = trace_open(TRACE_TO_MISS_NONE, &trace, why, sizeof(why));
	if (error || !trace_has_reason(trace)) {
		fprintf(stderr, "SKIP: the kernel's reasons: %s\n",
			error ? why : "this kernel gives none");
		trace_close(trace);
		trace = NULL;
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		type(names[i], trace);
	trace_close(trace);
}

/* Who types sees what is not so. */
static void test_typed_wrong(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} lies[] = {
		{ "must fail: \\[Errno 104\\]", "must fail: [Errno 111]", "c.recv(64)" },
		{ "must show: 0 in any state", "must show: 2 in any state", "must show: 2" },
		{ "TcpOutRsts by 2", "TcpOutRsts by 3", "it has grown by 2" },
		{ "1 \\[RST\\]", "no [RST]", "no [RST]" },
		{ "c.send(b\"Hello?", "c.sent(b\"Hello?", "AttributeError" },
		{ "ss -tan$", "ss -tan; false", "exit status 1" },
	};

	(void)state;
	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		char command[512];
		struct child child;

		snprintf(
			command, sizeof(command),
			"%s describe half-open --by-hand | sed 's/%s/%s/' | %s/ci/by-hand --text - "
			"half-open",
			RSTLAB_NS, lies[i].from, lies[i].to, SOURCE_DIR);
		const struct child_spec spec = { .args = { "-c", command }, .program = "/bin/sh" };
		child_run(&spec, &child);
		if (was_skipped(&child)) {
			child_free(&child);
			return;
		}
		if (child.code != 1 || !strstr(child.out, lies[i].says))
			fail_msg("'%s' in place of '%s' is not seen: %s", lies[i].to, lies[i].from,
				 child.out);
		child_free(&child);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_typed_wrong),
		cmocka_unit_test(test_rehearsed_as_played),
	};

	return cmocka_run_group_tests_name("lab_by_hand", tests, NULL, NULL);
}
