/* SPDX-License-Identifier: GPL-2.0-only */
/* The commands `explain` and `lessons` as they are called: what is read, what is meant, bad input
 * in one clear line, the right exit code, reports whole or not at all. */
#include "captures.h"
#include "child.h"
#include "folder.h"
#include "frames.h"
#include "results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { MICRO = (int)0xa1b2c3d4, FRAME_SIZE = 2048, SECONDS = 1700000000 };

/* ---- Captures -----------------------------------------------------------------------------------
 */

#define CLIENT(number) .src = "10.0.0.1", .dst = "10.0.0.2", .sport = number, .dport = 8080
#define SERVER(number) .src = "10.0.0.2", .dst = "10.0.0.1", .sport = 8080, .dport = number
#define SYN_OPTIONS    .options = frames_syn_options, .option_bytes = sizeof(frames_syn_options)
#define STAMPS         .options = frames_ts_options, .option_bytes = sizeof(frames_ts_options)

/* A refusal; close() with unread data, the same seen twice; a RST that says something. */
static const struct frame_spec packets[] = {
	{ CLIENT(50001), .flags = SYN, .seq = 7, .window = 1000, SYN_OPTIONS },
	{ SERVER(50001), .flags = RST | ACK, .ack = 8 },
	{ CLIENT(50002), .flags = SYN, .seq = 100, .window = 1000, SYN_OPTIONS },
	{ SERVER(50002), .flags = SYN | ACK, .seq = 500, .ack = 101, .window = 1000, SYN_OPTIONS },
	{ CLIENT(50002), .flags = ACK, .seq = 101, .ack = 501, .window = 500, STAMPS },
	{ CLIENT(50002), .flags = ACK | PSH, .seq = 101, .ack = 501, .window = 500,
	  .payload = "hello", STAMPS },
	{ SERVER(50002), .flags = RST | ACK, .seq = 501, .ack = 106, .window = 500, STAMPS },
	{ SERVER(50002), .flags = RST | ACK, .seq = 501, .ack = 106, .window = 500, STAMPS },
	{ .src = "fd72::2",
	  .dst = "fd72::1",
	  .sport = 80,
	  .dport = 50003,
	  .flags = RST,
	  .seq = 4,
	  .payload = "why\033[2J" },
};
enum { PACKETS = sizeof(packets) / sizeof(packets[0]) };

static struct capture_bytes made;

static void add(const struct frame_spec *spec, int number)
{
	uint8_t frame[FRAME_SIZE];
	size_t size = frames_build(spec, frame);

	captures_record(&made, SECONDS, (uint32_t)(number * 10), frame, size, size);
}

static void begin(void)
{
	memset(&made, 0, sizeof(made));
	captures_pcap(&made, (uint32_t)MICRO, FILE_ETHERNET);
}

static void make_captures(void)
{
	static const uint8_t arp[60] = { [12] = 8, [13] = 6 };
	static const char lesson[] =
		"# Made by hand\nflags=RST seq=0 ack=none win=0 ts=? payload=no mptcp=no ttl=? "
		"answers=SYN own=nothing own-data=no peer=SYN peer-data=no in-flight=no timer=no "
		"data-after-fin=no rst-before=nobody: crafted(text)\n";

	begin();
	captures_write(&made, "empty.pcap");
	captures_record(&made, SECONDS, 0, arp, sizeof(arp), sizeof(arp));
	captures_write(&made, "arp.pcap");
	begin();
	for (int i = 0; i < PACKETS; i++)
		add(&packets[i], i);
	captures_write(&made, "x.pcap");
	captures_write_packed(&made, "x.gz");
	size_t whole = made.size;
	made.size -= 20;
	captures_write(&made, "cut.pcap");
	made.size = whole;
	/* A record of 4 GB. */
	captures_record(&made, SECONDS, 0, arp, 0, 0);
	memset(made.bytes + made.size - 8, 0xff, 8);
	captures_write(&made, "damaged.pcap");
	folder_write("noise", "no capture, but some text that is long enough to be one", 55);
	folder_write("nothing", "", 0);
	folder_write("good.txt", lesson, strlen(lesson));
	folder_write("bad.txt", "# what follows is\nflags=none\n", 30);
}

/* Runs that were saved: one with a RST whose cause is known, and one without. */
static void make_runs(void)
{
	struct result *result = results_make(PASS), *skipped = results_make(SKIP);
	char *text = results_save(result), *other = results_save(skipped);

	assert_int_equal(mkdir("run", 0755), 0);
	folder_write("run/results.json", text, strlen(text));
	assert_int_equal(mkdir("silent", 0755), 0);
	folder_write("silent/results.json", other, strlen(other));
	assert_int_equal(mkdir("bad", 0755), 0);
	folder_write("bad/results.json", text, strlen(text) / 2);
	free(other);
	free(text);
	results_free(skipped);
	results_free(result);
}

static int make(void **state)
{
	if (folder_enter(state) != 0)
		return -1;
	make_captures();
	make_runs();
	return 0;
}

/* ---- Calls --------------------------------------------------------------------------------------
 */

static void stdin_is_x(void)
{
	if (!freopen("x.gz", "r", stdin))
		child_give_up("standard input");
}

static const struct {
	struct child_spec spec;
	int code;
	const char *err, *out; /* what is in it; NULL: it is empty; out "!": it is not in it */
} cases[] = {
	{ { { "explain", "x.pcap" } }, GOOD, NULL, "x.pcap: 3 of 3 connections were reset: " },
	{ { { "explain", "x.gz" } }, GOOD, NULL, "x.gz: 3 of 3 connections were reset: " },
	{ { { "explain", "-" }, .prepare = stdin_is_x },
	  GOOD,
	  NULL,
	  "standard input: 3 of 3 connections" },
	{ { { "explain", "x.pcap" } }, GOOD, NULL, "it bears 7 bytes: \"why\\x1b[2J\"" },
	{ { { "explain", "x.pcap" } }, GOOD, NULL, "!\033" },
	{ { { "explain", "x.pcap", "x.gz" } }, GOOD, NULL, "x.gz: 3 of 3 connections" },
	{ { { "explain", "empty.pcap" } },
	  GOOD,
	  NULL,
	  "empty.pcap: none of 0 connections was reset\n" },
	{ { { "explain", "arp.pcap" } }, GOOD, NULL, "none of its packets is TCP\n" },
	{ { { "explain", "cut.pcap" } },
	  GOOD,
	  NULL,
	  "the file ends within a packet; everything before it was read\n" },
	{ { { "explain", "cut.pcap", "--format=json" } },
	  GOOD,
	  NULL,
	  "\"complete\": false, \"why\": \"the file ends within a packet\"" },
	{ { { "explain", "x.pcap", "-v" } }, GOOD, NULL, "50002 → 8080 [PSH, ACK] Seq=1 Ack=1 " },
	{ { { "explain", "x.pcap", "--format", "json" } },
	  GOOD,
	  NULL,
	  "\"schema\": \"rstlab-ns-explain/1\"" },
	{ { { "explain", "x.pcap", "--format=markdown" } }, GOOD, NULL, "## TCP resets: x.pcap" },
	/* Which are meant */
	{ { { "explain", "x.pcap", "--at", "7" } }, GOOD, NULL, ": frame 7\n" },
	{ { { "explain", "x.pcap", "--at=7" } }, GOOD, NULL, "!frame 2\n" },
	{ { { "explain", "x.pcap", "--stream", "0" } },
	  GOOD,
	  NULL,
	  "3 of 3 connections were reset, 1 of these shown here: " },
	{ { { "explain", "x.pcap", "--stream=2" } }, GOOD, NULL, "1 of these shown here: " },
	{ { { "explain", "x.pcap", "--stream=0", "--port=9" } },
	  GOOD,
	  NULL,
	  "3 of 3 connections were reset, 0 of these shown here\n" },
	{ { { "explain", "x.pcap", "--host", "fd72::1" } }, GOOD, NULL, "fd72::1" },
	{ { { "explain", "x.pcap", "--host", "10.0.0.2" } }, GOOD, NULL, "!fd72::1" },
	{ { { "explain", "x.pcap", "--port", "80" } }, GOOD, NULL, "1 of these shown here" },
	{ { { "explain", "x.pcap", "--at=2", "--lessons", "run" } },
	  GOOD,
	  NULL,
	  " port-closed firewall-reject-syn -v\n" },
	{ { { "lessons", "good.txt" } }, GOOD, NULL, ": crafted(text)\n" },
	{ { { "lessons", "good.txt", "run" } }, GOOD, NULL, ": no-listener(port-closed)\n" },
	{ { { "explain", "x.pcap", "--lessons", "good.txt" } }, GOOD, NULL, "x.pcap: 3 of 3" },
	{ { { "lessons", "run" } }, GOOD, NULL, ": no-listener(port-closed)\n" },
	/* Bad input */
	{ { { "explain" } }, BAD_USE, "'explain' needs FILE...", NULL },
	{ { { "explain", "none" } }, BAD_USE, "'none'", NULL },
	{ { { "explain", "x.pcap", "--report", "json=./x.pcap" } },
	  BAD_USE,
	  "--report would overwrite the capture 'x.pcap'",
	  NULL },
	{ { { "explain", "." } }, BAD_USE, "'.'", NULL },
	{ { { "explain", "noise" } }, BAD_USE, "'noise'", NULL },
	{ { { "explain", "nothing" } }, BAD_USE, "'nothing'", NULL },
	{ { { "explain", "run/results.json" } }, BAD_USE, "'run/results.json'", NULL },
	{ { { "explain", "damaged.pcap" } },
	  BAD_USE,
	  "damaged.pcap",
	  "the file could not be read to its end" },
	{ { { "explain", "damaged.pcap", "--format=json" } },
	  BAD_USE,
	  "damaged.pcap",
	  "\"complete\": false" },
	{ { { "explain", "x.pcap", "--at", "1" } },
	  BAD_USE,
	  "x.pcap: frame 1 is not a TCP RST",
	  NULL },
	{ { { "explain", "x.pcap", "--at", "99" } },
	  BAD_USE,
	  "x.pcap has 9 packets; there is no frame 99",
	  NULL },
	{ { { "explain", "x.pcap", "--stream", "3" } },
	  BAD_USE,
	  "x.pcap has 3 connections; there is no stream 3 (the first is stream 0)",
	  NULL },
	{ { { "explain", "empty.pcap", "--stream", "0" } },
	  BAD_USE,
	  "empty.pcap has 0 connections; there is no stream 0",
	  NULL },
	{ { { "explain", "arp.pcap", "--at", "2" } },
	  BAD_USE,
	  "arp.pcap has 1 packet; there is no frame 2",
	  NULL },
	{ { { "explain", "x.pcap", "--at", "8" } }, BAD_USE, "its RST is a duplicate", NULL },
	{ { { "explain", "x.pcap", "--at", "7", "--stream=0" } },
	  BAD_USE,
	  "or another option excludes it",
	  NULL },
	{ { { "explain", "x.pcap", "--at", "0" } },
	  BAD_USE,
	  "--at: expected a whole number from 1 to",
	  NULL },
	{ { { "explain", "x.pcap", "x.gz", "--at", "7" } },
	  BAD_USE,
	  "--at FRAME needs a single capture",
	  NULL },
	{ { { "explain", "x.pcap", "x.gz", "--stream", "0" } },
	  BAD_USE,
	  "--stream N needs a single capture, but 2 are named",
	  NULL },
	{ { { "explain", "-", "-" } }, BAD_USE, "can be read only once", NULL },
	{ { { "explain", "x.pcap", "--host", "nobody" } },
	  BAD_USE,
	  "--host: expected an address like 10.0.0.1 or fd72::1, got 'nobody'",
	  NULL },
	{ { { "explain", "x.pcap", "--port", "70000" } },
	  BAD_USE,
	  "--port: expected a whole number from 1 to 65535",
	  NULL },
	{ { { "explain", "x.pcap", "--format", "ktap" } },
	  BAD_USE,
	  "--format: expected text, markdown, html or json, got 'ktap'",
	  NULL },
	{ { { "explain", "x.pcap", "--lessons", "none" } }, BAD_USE, "cannot open 'none'", NULL },
	{ { { "explain", "x.pcap", "--lessons", "silent" } },
	  BAD_USE,
	  "silent: teaches nothing",
	  NULL },
	{ { { "lessons" } }, BAD_USE, "'lessons' needs DIR...", NULL },
	{ { { "lessons", "bad.txt" } }, BAD_USE, "bad.txt: line 2 is not a lesson", NULL },
	{ { { "explain", "x.pcap", "--lessons", "bad.txt" } },
	  BAD_USE,
	  "bad.txt: line 2 is not a lesson",
	  NULL },
	{ { { "lessons", "none" } }, BAD_USE, "cannot open 'none'", NULL },
	{ { { "lessons", "bad" } }, BAD_USE, "the file ends too early", NULL },
	{ { { "lessons", "silent" } }, BAD_USE, "silent: teaches nothing", NULL },
	{ { { "lessons", "run" }, .out = "/dev/full" },
	  IN_PIECES,
	  "cannot write to standard output: No space left on device",
	  NULL },
	{ { { "explain", "x.pcap" }, .out = "/dev/full" },
	  IN_PIECES,
	  "cannot write to standard output: No space left on device",
	  NULL },
	{ { { "explain", "x.pcap", "--report", "json=no/such/folder" } },
	  BAD_USE,
	  "cannot write 'no/such/folder'",
	  NULL },
};

static bool says(const char *text, const char *part)
{
	if (!part)
		return *text == '\0';
	return *part == '!' ? !strstr(text, part + 1) : strstr(text, part) != NULL;
}

static void test_calls(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct child child;
		if (!child_run(&cases[i].spec, &child))
			continue;
		if (child.code != cases[i].code || !says(child.out, cases[i].out) ||
		    (!cases[i].err && *child.err)) {
			printf("%s\n", child.out);
			fail_msg("case %zu ('%s') ended with %d: %s%s", i,
				 cases[i].out ? cases[i].out : cases[i].err, child.code, child.err,
				 child.out);
		}
		if (cases[i].err)
			child_check_line(child.err, cases[i].err);
		child_free(&child);
	}
}

/* A capture that is named twice is told of twice. */
static void test_named_twice(void **state)
{
	static const struct child_spec spec = { { "explain", "x.pcap", "./x.pcap" } };
	struct child child;

	(void)state;
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	const char *first = strstr(child.out, "\nx.pcap: 3 of 3 connections were reset");
	assert_non_null(first);
	assert_non_null(strstr(first, "./x.pcap: 3 of 3 connections were reset"));
	child_free(&child);
}

static void test_reports(void **state)
{
	static const struct child_spec spec = { { "explain", "x.pcap", "--report", "markdown=x.md",
						  "--report", "json=x.json", "--color=never" } },
				       damaged = { { "explain", "damaged.pcap", "--report",
						     "json=damaged.json" } };
	struct child child;
	size_t size;

	(void)state;
	assert_true(child_run(&spec, &child));
	assert_int_equal(child.code, GOOD);
	child_free(&child);
	char *page = folder_read("x.md", &size), *json = folder_read("x.json", &size);
	assert_non_null(page);
	assert_non_null(json);
	assert_non_null(strstr(page, "3 of 3 connections were reset"));
	assert_non_null(strstr(json, "\"complete\": true"));
	free(json);
	free(page);
	/* What is not whole has no name. */
	assert_true(child_expect(&damaged, BAD_USE, "damaged.pcap"));
	assert_null(folder_read("damaged.json", &size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_named_twice),
		cmocka_unit_test(test_reports),
	};

	return cmocka_run_group_tests_name("explain as a command", tests, make, folder_leave);
}
