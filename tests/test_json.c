/* SPDX-License-Identifier: GPL-2.0-only */
/* Evidence that is saved and loaded is the same. */
#include "folder.h"
#include "json_value.h"
#include "results.h"
#include "results_load.h"
#include "text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char path[] = "./results.json";

#define SAME(member)      assert_memory_equal(&a->member, &b->member, sizeof(a->member))
#define SAME_TEXT(member) assert_string_equal(a->member, b->member)

static void same_events(const struct event *a, const struct event *b, int count)
{
	for (; count-- > 0; a++, b++) {
		SAME(begin_ns), SAME(end_ns), SAME(kind), SAME(host), SAME(chapter);
		SAME_TEXT(actor), SAME_TEXT(verb), SAME_TEXT(text), SAME(ret), SAME(err);
	}
}

static void same_packets(const struct packet *a, const struct packet *b, int count)
{
	for (; count-- > 0; a++, b++) {
		SAME(time_ns), SAME(end), SAME(chapter), SAME(sent), SAME(frame);
		SAME(length), SAME(caplen);
	}
}

static void same_sockets(const struct socket_facts *a, const struct socket_facts *b, int count)
{
	for (; count-- > 0; a++, b++) {
		SAME(state), SAME(local.addr), SAME(local.port), SAME(remote.addr);
		SAME(remote.port), SAME(rqueue), SAME(wqueue), SAME(orphan);
	}
}

static void same_looks(const struct look *a, const struct look *b, int count)
{
	for (; count-- > 0; a++, b++) {
		SAME_TEXT(label), SAME(host), SAME(chapter), SAME(time_ns), SAME(count);
		same_sockets(a->socket, b->socket, a->count);
	}
}

static void same_counters(const struct counter_fact *a, const struct counter_fact *b, int count)
{
	for (; count-- > 0; a++, b++)
		SAME(host), SAME_TEXT(name), SAME(before), SAME(after);
}

static void same_resets(const struct reset_fact *a, const struct reset_fact *b, int count)
{
	for (; count-- > 0; a++, b++) {
		SAME(time_ns), SAME(sent), SAME(host), SAME(local.addr), SAME(local.port);
		SAME(remote.addr), SAME(remote.port), SAME_TEXT(state), SAME_TEXT(reason);
	}
}

static void same_hosts(const struct host_facts *a, const struct host_facts *b, int count)
{
	for (; count-- > 0; a++, b++)
		SAME_TEXT(name), SAME(addr), SAME(addr_count), SAME(forwards);
}

static void same_ends(const struct end_facts *a, const struct end_facts *b, int count)
{
	for (; count-- > 0; a++, b++)
		SAME(host), SAME_TEXT(ifname), SAME(drops);
}

static void same_witness(const struct witness_facts *a, const struct witness_facts *b)
{
	SAME(present), SAME_TEXT(why_not);
}

static void same_evidence(const struct evidence *a, const struct evidence *b)
{
	SAME(ending), SAME_TEXT(scenario), SAME_TEXT(kernel), SAME(family), SAME(block);
	SAME(begin_ns), SAME(end_ns), SAME(trace_lost), SAME(trace_missing), SAME(frame_bytes);
	SAME(host_count), SAME(end_count), SAME(chapter_count), SAME(packet_count);
	SAME(event_count), SAME(look_count), SAME(counter_count), SAME(reset_count);
	same_witness(&a->trace, &b->trace);
	same_witness(&a->reason, &b->reason);
	same_witness(&a->socketless, &b->socketless);
	same_hosts(a->host, b->host, a->host_count);
	same_ends(a->end, b->end, a->end_count);
	for (int i = 0; i < a->chapter_count; i++)
		SAME_TEXT(chapter[i]);
	same_packets(a->packet, b->packet, a->packet_count);
	same_events(a->event, b->event, a->event_count);
	same_looks(a->look, b->look, a->look_count);
	same_counters(a->counter, b->counter, a->counter_count);
	same_resets(a->reset, b->reset, a->reset_count);
	assert_memory_equal(a->frames, b->frames, a->frame_bytes);
}

/* Loads result @index of @run, and compares it with @result. */
static void check_saved(const struct saved_run *run, int index, const struct result *result)
{
	struct evidence *ev = malloc(sizeof(*ev));
	struct why why;
	char clean[WHY_SIZE];
	int iteration;
	double duration_ms;

	assert_non_null(ev);
	memset(ev, 0xaa, sizeof(*ev));
	int err = saved_evidence(run, index, ev, &iteration, &duration_ms, &why);
	if (err)
		fail_msg("%s", why.text);
	assert_int_equal(iteration, result->iteration);
	assert_true(duration_ms == result->duration_ms);
	same_evidence(result->reading.ev, ev);
	text_clean(clean, sizeof(clean), result->reading.ev->why, false);
	assert_string_equal(clean, ev->why);
	free(ev);
}

static void check_plan(const struct plan *plan)
{
	const struct plan *made = results_run.plan;

	assert_non_null(plan);
	assert_int_equal(plan->shard.number, made->shard.number);
	assert_int_equal(plan->shard.count, made->shard.count);
	assert_int_equal(plan->repeat, made->repeat);
	assert_int_equal(plan->count, made->count);
	assert_int_equal(plan_results(plan), plan_results(made));
	for (int i = 0; i < made->count; i++) {
		assert_string_equal(plan->part[i].scenario, made->part[i].scenario);
		assert_int_equal(plan->part[i].family, made->part[i].family);
		assert_int_equal(plan->part[i].shard, made->part[i].shard);
	}
}

static void test_round_trip(void **state)
{
	char *text = results_save(NULL);
	const char *ways[] = { path, "." };

	(void)state;
	folder_write(path, text, strlen(text));
	free(text);
	for (int way = 0; way < 2; way++) {
		struct saved_run *run = NULL;
		struct why why;
		if (saved_open(ways[way], &run, &why) != 0)
			fail_msg("%s", why.text);
		assert_int_equal(saved_count(run), RESULTS_COUNT);
		assert_string_equal(saved_kernel(run), results_run.kernel);
		assert_string_equal(saved_machine(run), results_run.machine);
		assert_string_equal(saved_command_line(run), results_run.command_line);
		assert_true(saved_time_ns(run) == results_run.time_ns);
		assert_string_equal(saved_version(run), results_run.version);
		assert_true(saved_duration_ms(run) >= results_tally.duration_ms &&
			    saved_duration_ms(run) <= results_tally.duration_ms);
		assert_true(saved_complete(run));
		check_plan(saved_plan(run));
		for (int i = 0; i < RESULTS_COUNT; i++) {
			struct result *result = results_make(i);
			check_saved(run, i, result);
			results_free(result);
		}
		saved_close(run);
	}
	saved_close(NULL);
}

/* Evidence in which nothing more has room. */
static void fill_up(struct evidence *ev)
{
	ev->host_count = HOSTS_MAX;
	ev->end_count = ENDS_MAX;
	ev->chapter_count = CHAPTERS_MAX;
	ev->packet_count = PACKETS_MAX;
	ev->event_count = EVENTS_MAX;
	ev->look_count = LOOKS_MAX;
	ev->counter_count = COUNTERS_MAX;
	ev->chapter_counter_count = CHAPTER_COUNTERS_MAX;
	ev->reset_count = RESETS_MAX;
	ev->frame_bytes = FRAMES_MAX;
	ev->trace_lost = INT64_MAX;
	ev->trace_missing = 7;
	ev->block = UINT32_MAX;
	memset(ev->host[HOSTS_MAX - 1].name, 'n', NAME_SIZE - 1);
	ev->host[HOSTS_MAX - 1].addr_count = 2;
	ev->end[ENDS_MAX - 1].host = HOSTS_MAX - 1;
	memset(ev->chapter[CHAPTERS_MAX - 1], 'c', TEXT_SIZE - 1);
	for (int i = 0; i < PACKETS_MAX; i++)
		ev->packet[i] = (struct packet){ .time_ns = INT64_MAX - PACKETS_MAX + i,
						 .end = (int16_t)(i % ENDS_MAX),
						 .chapter = (int16_t)(i % (CHAPTERS_MAX + 1) - 1),
						 .frame = FRAMES_MAX - 100,
						 .length = UINT16_MAX,
						 .caplen = 100 };
	for (int i = 0; i < EVENTS_MAX; i++) {
		ev->event[i] = (struct event){ .kind = EVENT_CALL, .host = -1, .ret = INT64_MIN };
		memset(ev->event[i].text, 'x', TEXT_SIZE - 1);
	}
	ev->event[0] = (struct event){ .kind = EVENT_LOOK, .ret = LOOKS_MAX - 1 };
	for (int i = 0; i < LOOKS_MAX; i++)
		ev->look[i].count = LOOK_SOCKETS_MAX;
	ev->look[LOOKS_MAX - 1].socket[LOOK_SOCKETS_MAX - 1].rqueue = UINT32_MAX;
	ev->counter[COUNTERS_MAX - 1] =
		(struct counter_fact){ .host = HOSTS_MAX - 1, .before = -1 };
	ev->host[0].counted = true;
	ev->chapter_counter[CHAPTER_COUNTERS_MAX - 1] = (struct chapter_counter){
		.host = HOSTS_MAX - 1, .chapter = CHAPTERS_MAX - 1, .grew = -7
	};
	for (int i = 0; i < RESETS_MAX; i++)
		ev->reset[i] = (struct reset_fact){ .host = -1, .local.port = UINT16_MAX };
	for (int i = 0; i < FRAMES_MAX; i++)
		ev->frames[i] = (uint8_t)(i * 7);
}

static void test_full(void **state)
{
	struct result *result = results_make(SKIP);
	struct saved_run *run = NULL;
	struct why why;

	(void)state;
	fill_up((struct evidence *)result->reading.ev);
	char *text = results_save(result);
	folder_write(path, text, strlen(text));
	if (saved_open(path, &run, &why) != 0)
		fail_msg("%s", why.text);
	check_saved(run, 0, result);
	saved_close(run);
	results_free(result);
	free(text);
}

static void test_values(void **state)
{
	static const char *const bad_times[] = {
		"",
		"2024-05-01T12:00:00Z",
		"2024-13-01T12:00:00.000000000Z",
		"2024-05-01T12:00:00.1Z",
		"1969-12-31T23:59:59.000000000Z",
		"9999-05-01T12:00:00.000000000Z",
		"2024-05-01T12:00:00.123456789Z ",
	};
	static const struct {
		const char *text, *again;
	} addresses[] = {
		{ "10.0.0.2", "10.0.0.2" },
		{ "::ffff:10.0.0.2", "10.0.0.2" },
		{ "fd72::1", "fd72::1" },
		{ "::", "::" },
		{ "10.0.0.256", NULL },
		{ "fd72:::1", NULL },
		{ "", NULL },
	};
	struct in6_addr addr;
	int64_t time_ns;
	uint8_t byte;
	char buffer[INET6_ADDRSTRLEN];

	(void)state;
	assert_true(time_parse("1970-01-01T00:00:00.000000001Z", &time_ns));
	assert_int_equal(time_ns, 1);
	for (size_t i = 0; i < sizeof(bad_times) / sizeof(bad_times[0]); i++)
		assert_false(time_parse(bad_times[i], &time_ns));
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		assert_int_equal(address_parse(addresses[i].text, &addr), !!addresses[i].again);
		if (addresses[i].again)
			assert_string_equal(address_text(&addr, buffer, sizeof(buffer)),
					    addresses[i].again);
	}
	assert_true(hex_parse("a9", 1, &byte));
	assert_int_equal(byte, 0xa9);
	assert_false(hex_parse("A9", 1, &byte));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("json", tests, folder_enter, folder_leave);
}
