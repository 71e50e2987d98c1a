/* SPDX-License-Identifier: GPL-2.0-only */
/* What the capture of all ends says of a story, over all scenarios: each packet is there, each
 * comment stands where the evidence has it, and `explain` comes to the same end as from the
 * captures of each end. */
#include "candidate.h"
#include "capture_file.h"
#include "child.h"
#include "comments.h"
#include "diagnosis.h"
#include "folder.h"
#include "lessons.h"
#include "played_all.h"
#include "results_load.h"
#include "told.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_SIZE = 256, FILES_MAX = 16 };

static struct lessons lessons;
static bool has_run;

static int enter(void **state)
{
	if (folder_enter(state) != 0 || lessons_builtin(&lessons) < 0)
		return -1;
	has_run = played_all("out");
	return 0;
}

static int leave(void **state)
{
	lessons_free(&lessons);
	return folder_leave(state);
}

/* Calls @each for each result of the run that has links, with the path of its capture. */
static int each_result(void (*each)(const struct result *result, const char *path))
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct saved_run *saved;
	struct result *result;
	struct why why;
	int count = 0;

	assert_non_null(ev);
	assert_int_equal(saved_open("out", &saved, &why), 0);
	for (int i = 0; i < saved_count(saved); i++) {
		char path[PATH_SIZE];
		assert_int_equal(saved_result(saved, i, NULL, ev, &result, &why), 0);
		snprintf(path, sizeof(path), "out/captures/%s.%s.pcapng", ev->scenario,
			 family_text(ev->family));
		if ((access(path, F_OK) == 0) != (ev->end_count > 0))
			fail_msg("%s: %d ends", path, ev->end_count);
		if (ev->end_count > 0) {
			each(result, path);
			count++;
		}
		result_free(result);
	}
	saved_close(saved);
	free(ev);
	return count;
}

/* ---- What it says -------------------------------------------------------------------------------
 */

static struct told_count comments_seen;

static void check_told(const struct result *result, const char *path)
{
	struct commented file;
	const char *fault = comments_read(path, &file);

	if (!fault)
		fault = told_fault(result, &file, &comments_seen);
	if (fault)
		fail_msg("%s: %s", path, fault);
	comments_free(&file);
}

static void test_told(void **state)
{
	(void)state;
	if (!has_run)
		skip();
	assert_true(each_result(check_told) > 300);
	/* None of them was forgotten. */
	for (int i = 0; i < TOLD_KINDS; i++)
		if (comments_seen.of[i] == 0)
			fail_msg("no comment of kind %d", i);
}

/* A wrong one is seen: each comment at the next packet instead, and each with another word. */
static void test_wrong(void **state)
{
	struct evidence *ev = calloc(1, sizeof(*ev));
	struct told_count ignored;
	struct commented file;
	struct result *result;
	struct saved_run *saved;
	struct why why;
	int wrong = 0;

	(void)state;
	if (!has_run)
		skip();
	assert_non_null(ev);
	assert_int_equal(saved_open("out", &saved, &why), 0);
	for (int i = 0; i < saved_count(saved); i++) {
		assert_int_equal(saved_result(saved, i, NULL, ev, &result, &why), 0);
		if (strcmp(ev->scenario, "half-open") == 0 && ev->family == AF_INET)
			break;
		result_free(result);
	}
	assert_null(comments_read("out/captures/half-open.ipv4.pcapng", &file));
	assert_null(told_fault(result, &file, &ignored));
	for (int at = 0; at + 1 < file.count; at++)
		for (int i = 0; i < file.packet[at].count; i++, wrong++) {
			struct commented_packet *from = &file.packet[at], *to = from + 1;
			char *comment = from->comment[i], *last = from->comment[from->count - 1];
			from->comment[i] = last;
			from->count--;
			to->comment[to->count++] = comment;
			if (!told_fault(result, &file, &ignored))
				fail_msg("'%s' is wrong at packet %d", comment, at + 2);
			to->count--;
			from->count++;
			from->comment[i] = comment;
			from->comment[from->count - 1] = last;
			comment[strlen(comment) - 1] ^= 1;
			if (!told_fault(result, &file, &ignored))
				fail_msg("'%s' is nobody's word", comment);
			comment[strlen(comment) - 1] ^= 1;
		}
	assert_true(wrong > 20);
	assert_null(told_fault(result, &file, &ignored));
	comments_free(&file);
	result_free(result);
	saved_close(saved);
	free(ev);
}

/* ---- explain ------------------------------------------------------------------------------------
 */

struct read_packet {
	struct decoded tcp;
	int64_t time_ns;
	int order;
};

struct merging {
	int count;
	struct read_packet *packet;
};

static void hear(struct merging *merging, const char *path)
{
	struct capture_file *file;
	struct captured packet;
	struct why why;

	if (capture_file_open(path, &file, &why) < 0)
		fail_msg("%s", why.text);
	while (capture_file_next(file, &packet, &why) > 0) {
		merging->packet = realloc(merging->packet,
					  ((size_t)merging->count + 1) * sizeof(*merging->packet));
		assert_non_null(merging->packet);
		merging->packet[merging->count] = (struct read_packet){ .tcp = packet.packet,
									.time_ns = packet.time_ns,
									.order = merging->count };
		merging->count++;
	}
	capture_file_close(file);
}

static int in_time(const void *a, const void *b)
{
	const struct read_packet *one = a, *other = b;

	if (one->time_ns != other->time_ns)
		return one->time_ns < other->time_ns ? -1 : 1;
	return one->order - other->order;
}

static void answer(void *arg, const struct conversation *conversation)
{
	struct diagnosis diagnosis;
	char text[SITUATION_TEXT];

	for (int i = 0; i < conversation->reset_count; i++) {
		diagnosis_make(&lessons, conversation, i, &diagnosis);
		fprintf(arg, "%d %s:", (int)diagnosis.crossing,
			situation_text(&diagnosis.situation, text, sizeof(text)));
		for (int k = 0; k < diagnosis.count; k++)
			fprintf(arg, " %s(%s)", diagnosis.candidate[k].cause,
				confidence_name[diagnosis.candidate[k].confidence]);
		for (int k = 0; k < diagnosis.evidence_count; k++)
			fprintf(arg, "; %s", diagnosis.evidence[k]);
		fputc('\n', arg);
	}
}

/* What is said of these packets; to be freed. */
static char *explained(struct merging *merging)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	struct conversations *all = conversations_open(CONVERSATIONS_MAX, 0, answer, out);

	assert_non_null(all);
	for (int i = 0; i < merging->count; i++)
		assert_int_equal(conversations_add(all, &merging->packet[i].tcp, (uint64_t)i + 1,
						   merging->packet[i].time_ns),
				 0);
	conversations_end(all);
	conversations_close(all);
	assert_int_equal(fclose(out), 0);
	free(merging->packet);
	return text;
}

static int answers;

static void check_explained(const struct result *result, const char *path)
{
	const struct evidence *ev = result->reading.ev;
	struct merging one = { 0 }, merged = { 0 };

	hear(&one, path);
	for (int end = 0; end < ev->end_count; end++) {
		char other[PATH_SIZE];
		snprintf(other, sizeof(other), "%.*s.%s-%s.pcap", (int)(strlen(path) - 7), path,
			 ev->host[ev->end[end].host].name, ev->end[end].ifname);
		hear(&merged, other);
	}
	assert_int_equal(one.count, merged.count);
	if (merged.count)
		qsort(merged.packet, (size_t)merged.count, sizeof(*merged.packet), in_time);
	char *text = explained(&one), *expected = explained(&merged);
	if (strcmp(text, expected) != 0)
		fail_msg("%s: %s\nbut of the ends merged: %s", path, text, expected);
	answers += *text != '\0';
	free(text);
	free(expected);
}

static void test_explained(void **state)
{
	(void)state;
	if (!has_run)
		skip();
	each_result(check_explained);
	assert_true(answers > 200);
}

/* ---- The same again -----------------------------------------------------------------------------
 */

/* Evidence that was saved and loaded makes the same bytes. */
static void check_same(const struct result *result, const char *path)
{
	char again[PATH_SIZE];
	size_t size, again_size;

	(void)result;
	snprintf(again, sizeof(again), "again/%s", strchr(path, '/') + 1);
	char *bytes = folder_read(path, &size), *other = folder_read(again, &again_size);
	assert_non_null(bytes);
	assert_non_null(other);
	assert_int_equal(size, again_size);
	assert_memory_equal(bytes, other, size);
	free(bytes);
	free(other);
}

static void test_same(void **state)
{
	const struct child_spec merge = { { "merge", "out", "--out", "again" } };

	(void)state;
	if (!has_run)
		skip();
	assert_true(child_expect(&merge, GOOD, NULL));
	each_result(check_same);
}

/* Of causes that are as sure, and met as often, the one that why names first is first. */
static void test_order(void **state)
{
	static const char *const orders[][4] = {
		{ "no-listener", "firewall-reject", "listener-hidden" },
		{ "abort-unread", "abort-linger", "tls-bad-record" },
		{ "middlebox-inject", "segment-after-forgotten" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		struct diagnosis diagnosis = { 0 };
		for (int k = 3; k >= 0; k--)
			if (orders[i][k])
				candidate_add(&diagnosis, orders[i][k], NULL, POSSIBLE, NULL, false,
					      false);
		candidates_sort(&diagnosis);
		for (int k = 0; k < diagnosis.count; k++)
			assert_string_equal(diagnosis.candidate[k].cause, orders[i][k]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order), cmocka_unit_test(test_told),
		cmocka_unit_test(test_wrong), cmocka_unit_test(test_explained),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests_name("lab_captures", tests, enter, leave);
}
