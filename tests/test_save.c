/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run leaves: rows of results.json for people, and captures for Wireshark. */
#include "captures_save.h"
#include "results.h"
#include "trial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct promise nothing[] = { { .who = NULL } };
static const struct scenario calm = { .name = "calm", .promises = nothing };

/* ---- results.json -------------------------------------------------------------------------------
 */

/* results.json of @ev, which it frees; to be freed. */
static char *save(struct evidence *ev)
{
	struct result *result = result_make(&calm, ev, 0, 0);
	char *text;

	assert_non_null(result);
	text = results_save(result);
	result_free(result);
	free(ev);
	return text;
}

static void check_has(struct evidence *ev, const char *expected)
{
	char *text = save(ev);

	if (!strstr(text, expected))
		fail_msg("'%s' is not in\n%s", expected, text);
	free(text);
}

/* A RST's window as its field holds it, and no acknowledgement without the flag. */
static void test_reset_row(void **state)
{
	const struct frame_spec syn = { .flags = SYN,
					.seq = 10,
					.options = frames_syn_options,
					.option_bytes = sizeof(frames_syn_options) };
	struct frame_spec answer = syn;
	struct evidence *ev = frames_direct(AF_INET);

	(void)state;
	answer.flags = SYN | ACK;
	answer.ack = 11;
	frames_pass(ev, 0, 1000, &syn);
	frames_pass(ev, 1, 3000, &answer);
	frames_pass(ev, 1, 5000, &(struct frame_spec){ .flags = RST, .seq = 12, .window = 5 });
	check_has(ev, "\"flags\": \"RST\", \"seq\": 2, \"ack\": null, \"raw_seq\": 12, "
		      "\"raw_ack\": 0, \"win\": 5, \"len\": 0, \"arrived\": true");
}

/* One that was received, and that no capture has: it came from the far end. */
static void test_received_row(void **state)
{
	struct evidence *ev = trial_story();
	struct reset_fact *fact = trial_trace(ev, TRIAL_CLIENT, "TCP_STATE", "CLOSED");

	(void)state;
	fact->sent = false;
	fact->local = (struct endpoint){ ev->host[0].addr[0], FRAMES_CLIENT_PORT };
	fact->remote = (struct endpoint){ ev->host[1].addr[0], FRAMES_SERVER_PORT };
	check_has(ev, "{\"sender\": \"server\", \"host\": \"client\", \"sent\": false, "
		      "\"source\": \"10.0.0.2:8080\", \"destination\": \"10.0.0.1:50031\", "
		      "\"flags\": null");
}

static void test_tally(void **state)
{
	static const struct tally tally = {
		.count = { [PASS] = 1, [FAIL] = 2, [SKIP] = 3, [XFAIL] = 4, [BROKEN] = 5 }
	};
	const struct print_options options = { 0 };
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	void *data;

	(void)state;
	assert_int_equal(results_json.begin(out, &results_run, &options, &data), 0);
	results_json.end(out, data, &tally);
	assert_int_equal(fclose(out), 0);
	static const char *const counts[] = { "\"pass\": 1", "\"fail\": 2", "\"skip\": 3",
					      "\"xfail\": 4", "\"broken\": 5" };
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		assert_non_null(strstr(text, counts[i]));
	free(text);
}

/* ---- Captures -----------------------------------------------------------------------------------
 */

static uint32_t get32(const uint8_t *bytes)
{
	uint32_t number;

	memcpy(&number, bytes, sizeof(number));
	return number;
}

/* Checks that the file in @dir holds the packets of @end, with nanoseconds (pcap-savefile(5)). */
static void check_capture(int dir, const char *name, const struct evidence *ev, int end)
{
	enum { HEADER = 24, RECORD = 16, ROOM = 65536 };
	const uint32_t magic = 0xa1b23c4d;
	static uint8_t bytes[ROOM];
	int fd = openat(dir, name, O_RDONLY);

	if (fd < 0)
		fail_msg("no %s", name);
	ssize_t size = read(fd, bytes, ROOM), at = HEADER;
	close(fd);
	assert_true(size >= HEADER);
	assert_int_equal(get32(bytes), magic);
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *packet = &ev->packet[i];
		if (packet->end != end)
			continue;
		assert_true(at + RECORD + packet->caplen <= size);
		assert_int_equal(get32(bytes + at), packet->time_ns / 1000000000);
		assert_int_equal(get32(bytes + at + 4), packet->time_ns % 1000000000);
		assert_int_equal(get32(bytes + at + 8), packet->caplen);
		assert_int_equal(get32(bytes + at + 12), packet->length);
		assert_memory_equal(bytes + at + RECORD, ev->frames + packet->frame,
				    packet->caplen);
		at += RECORD + packet->caplen;
	}
	assert_int_equal(at, size);
}

static void test_captures(void **state)
{
	static const char *const names[2][2] = {
		{ "calm.ipv4.client-eth0.pcap", "calm.ipv4.server-eth0.pcap" },
		{ "calm.ipv4.2.client-eth0.pcap", "calm.ipv4.2.server-eth0.pcap" },
	};
	char folder[] = P_tmpdir "/rstlab-test-XXXXXX";
	struct evidence *ev = trial_reset();

	(void)state;
	assert_non_null(mkdtemp(folder));
	int dir = open(folder, O_RDONLY | O_DIRECTORY);
	assert_true(dir >= 0);
	int captures = captures_make(dir);
	assert_true(captures >= 0);
	assert_int_equal(captures_make(dir), -EEXIST);
	ev->packet[0].time_ns += 1714564800123456789;
	ev->packet[1].caplen = (uint16_t)(ev->packet[1].caplen - 4); /* cut off by a snap length */
	for (int again = 0; again < 2; again++) {
		struct result *result = result_make(&calm, ev, again ? 2 : 0, 0);
		assert_non_null(result);
		assert_int_equal(captures_save(captures, "1", result), 0);
		assert_int_equal(captures_save(captures, "1", result), -EEXIST);
		for (int end = 0; end < 2; end++)
			check_capture(captures, names[again][end], ev, end);
		result_free(result);
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(unlinkat(captures, names[i / 2][i % 2], 0), 0);
	assert_int_equal(unlinkat(captures, "calm.ipv4.pcapng", 0), 0);
	assert_int_equal(unlinkat(captures, "calm.ipv4.2.pcapng", 0), 0);
	assert_int_equal(unlinkat(dir, "captures", AT_REMOVEDIR), 0);
	close(captures);
	close(dir);
	assert_int_equal(rmdir(folder), 0);
	free(ev);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reset_row),
		cmocka_unit_test(test_received_row),
		cmocka_unit_test(test_tally),
		cmocka_unit_test(test_captures),
	};

	return cmocka_run_group_tests_name("save", tests, NULL, NULL);
}
