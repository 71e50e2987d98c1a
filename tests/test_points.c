/* SPDX-License-Identifier: GPL-2.0-only */
/* A capture of two points of the way: a RST that is there but once was made, or lost, between them;
 * and where that is not sure nothing is said. */
#include "dialogue.h"
#include "explained.h"
#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BOTH, CLIENT_SIDE, SERVER_SIDE }; /* line.place: at which points it was seen */
enum { LINES = 64, CLIENT_PLACE = 11, SERVER_PLACE = 12, BOX_TTL = 60 };

/* How the two points are told apart. */
struct way {
	const char *name;
	bool no_hop;             /* nothing between them takes one off */
	bool no_place;           /* their link layer does not tell */
	bool is_v6;              /* no IP ID */
	int skew_ms;             /* the server's clock goes after, or before */
	bool is_sorted_by_point; /* one capture behind the other */
};

static const struct way routed = { "routed" };

static void add(struct line *ret, int *count, const struct line *line, bool at_server,
		const struct way *way)
{
	bool is_near = at_server == (line->from == 's');
	struct line *copy = &ret[(*count)++];

	*copy = *line;
	if (!line->ttl)
		copy->ttl = is_near || way->no_hop ? 64 : 63;
	copy->place = way->no_place ? 0 : at_server ? SERVER_PLACE : CLIENT_PLACE;
	copy->ip_id = way->is_v6 ? 0 : line->ip_id;
	copy->ms = 0;
}

/* @lines as the two points have them, that nearer to the sender first. */
static void merge(const struct line *lines, const struct way *way, struct line *ret)
{
	int count = 0;

	for (int i = 0; lines[i].from; i++) {
		bool from_server = lines[i].from == 's';
		struct line line = lines[i];
		line.ip_id = (uint16_t)(line.flags & RST ? 0 : i + 1);
		int begin = count;
		for (int k = 0; k < 2; k++) {
			bool at_server = from_server != (k == 1);
			if (line.place == BOTH || (line.place == SERVER_SIDE) == at_server)
				add(ret, &count, &line, at_server, way);
		}
		ret[begin].ms = lines[i].ms;
		if (count - begin == 2)
			ret[begin + 1].ms = 1;
	}
	ret[count] = (struct line){ 0 };
}

#define DATA(who, number, acked)                                          \
	{                                                                 \
		who, ACK, .seq = number, .ack = acked, .len = 20, .ms = 5 \
	}
/* Both points go on. */
#define MORE                                                             \
	{ 'c', SYN, .seq = 7, .client_port = 50044, .ms = 500 },         \
	{                                                                \
		's', SYN | ACK, .seq = 9, .ack = 8, .client_port = 50044 \
	}

static const struct {
	const char *name;
	struct line line[20];
	enum crossing crossing;
	const char *says, *not ;
} stories[] = {
	{ "a box answers the client",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', ACK, .seq = 501, .ack = 121 },
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "5 packets before it are there twice (such as frames 1 and 2), as seen at two points of "
	  "the way, and it only once, at the point farther from the server: it was made between "
	  "the two; nor is what it answers, frame 11, there twice" },
	{ "a box answers the first of several",
	  { HANDSHAKE,
	    { 'c', ACK, .seq = 101, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 'c', ACK, .seq = 105, .ack = 501, .len = 4, .place = CLIENT_SIDE },
	    { 'c', ACK, .seq = 109, .ack = 501, .len = 4, .place = CLIENT_SIDE },
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "nor is what it answers" },
	{ "a box answers data after the FIN",
	  { HANDSHAKE,
	    { 's', FIN | ACK, .seq = 501, .ack = 101, .ms = 5 },
	    { 'c', ACK, .seq = 101, .ack = 502, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST, .seq = 502, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE },
	{ "a box that looks on ends it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    { 's', ACK, .seq = 501, .ack = 121, .len = 9, .ms = 50 },
	    MORE },
	  CROSSING_MADE,
	  "it was made between the two",
	  "nor is what it answers" },
	{ "with a TTL as the server's at the other point",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE, .ttl = 64 },
	    MORE },
	  CROSSING_MADE,
	  "it was made between the two" },
	{ "in the name of the client",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 'c', RST, .seq = 121, .place = SERVER_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "only once, at the point farther from the client: it was made between the two" },
	{ "lost on the way",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    MORE },
	  CROSSING_LOST,
	  "at the point nearer to the server: it was lost or dropped between the two",
	  "went on" },
	{ "lost on the way, and the client goes on",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 9, .ms = 50 },
	    MORE },
	  CROSSING_LOST,
	  "it was lost or dropped between the two, and the client went on without it" },
	{ "the server's point has missed what the server acknowledges",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 'c', ACK, .seq = 121, .ack = 501, .len = 4, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', ACK, .seq = 501, .ack = 125 },
	    DATA('c', 125, 501),
	    { 's', RST, .seq = 501, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "with what only the server's socket knows, at the one point alone",
	  { HANDSHAKE, DATA('c', 101, 501), ABORT('s', 501, 121, .place = CLIENT_SIDE), MORE },
	  CROSSING_UNKNOWN },
	{ "it came all the way",
	  { HANDSHAKE, DATA('c', 101, 501), { 's', RST | ACK, .seq = 501, .ack = 121 }, MORE },
	  CROSSING_BOTH,
	  "and so is it (frame 10): it was not made between the two" },
	{ "no SYN, but three of each direction",
	  { DATA('c', 101, 501),
	    DATA('s', 501, 121),
	    DATA('c', 121, 521),
	    DATA('s', 521, 141),
	    DATA('c', 141, 541),
	    DATA('s', 541, 161),
	    { 's', RST | ACK, .seq = 561, .ack = 161, .place = CLIENT_SIDE, .ttl = BOX_TTL },
	    MORE },
	  CROSSING_MADE,
	  "6 packets before it are there twice" },
	/* Nothing is said. */
	{ "no SYN, and too few",
	  { DATA('c', 101, 501),
	    DATA('s', 501, 121),
	    DATA('c', 121, 521),
	    DATA('s', 521, 141),
	    { 's', RST | ACK, .seq = 541, .ack = 141, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "the capture ends right after it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE } },
	  CROSSING_UNKNOWN },
	{ "it may still be on its way",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = SERVER_SIDE },
	    { 'c', SYN, .seq = 7, .client_port = 50044, .place = CLIENT_SIDE, .ms = 3 } },
	  CROSSING_UNKNOWN },
	{ "one of them ends right after it",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', RST | ACK, .seq = 501, .ack = 121, .place = CLIENT_SIDE },
	    { 'c', SYN, .seq = 7, .client_port = 50044, .place = CLIENT_SIDE, .ms = 500 } },
	  CROSSING_UNKNOWN },
	{ "another of the server was not seen there either",
	  { HANDSHAKE,
	    DATA('c', 101, 501),
	    { 's', ACK, .seq = 501, .ack = 121, .len = 30, .place = CLIENT_SIDE, .ms = 5 },
	    { 's', RST | ACK, .seq = 531, .ack = 121, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
	{ "one point",
	  { { 'c', SYN, .seq = 100, .place = CLIENT_SIDE },
	    { 's', SYN | ACK, .seq = 500, .ack = 101, .ms = 10, .place = CLIENT_SIDE },
	    { 'c', ACK, .seq = 101, .ack = 501, .place = CLIENT_SIDE },
	    { 's', RST | ACK, .seq = 501, .ack = 101, .place = CLIENT_SIDE },
	    MORE },
	  CROSSING_UNKNOWN },
};

enum { STORIES = sizeof(stories) / sizeof(stories[0]) };

/* The first RST of @lines, explained. */
static struct explanation *explain(const struct line *lines)
{
	static struct explanation explanation;
	const struct explained explained = { .lines = lines };

	explanation_free(&explanation);
	explained_read(&explained, &explanation);
	assert_true(explanation.count > 0);
	return &explanation;
}

static const struct diagnosis *diagnose(int story, const struct way *way)
{
	static struct line lines[LINES];

	merge(stories[story].line, way, lines);
	return &explain(lines)->story[0]->diagnosis;
}

static bool says(const struct diagnosis *diagnosis, const char *part)
{
	for (int i = 0; i < diagnosis->evidence_count; i++)
		if (strstr(diagnosis->evidence[i], part))
			return true;
	return false;
}

static void check(int at, const struct diagnosis *diagnosis, enum crossing crossing)
{
	if (diagnosis->crossing != crossing)
		fail_msg("%s: %d, not %d", stories[at].name, diagnosis->crossing, crossing);
	if (crossing == CROSSING_UNKNOWN && says(diagnosis, "twice"))
		fail_msg("%s: it speaks of two points", stories[at].name);
}

static void test_stories(void **state)
{
	(void)state;
	for (int i = 0; i < STORIES; i++) {
		const struct diagnosis *diagnosis = diagnose(i, &routed);
		check(i, diagnosis, stories[i].crossing);
		if (stories[i].says && !says(diagnosis, stories[i].says))
			fail_msg("%s: '%s' is not in '%s'", stories[i].name, stories[i].says,
				 diagnosis->evidence[0]);
		if (stories[i].not &&says(diagnosis, stories[i].not ))
			fail_msg("%s: says '%s'", stories[i].name, stories[i].not );
	}
	explanation_free(explain(stories[0].line));
}

static const struct way ways[] = {
	{ "a bridge between them: by the order in time", .no_hop = true },
	{ "without IP IDs", .is_v6 = true },
	{ "without IP IDs, and a bridge", .is_v6 = true, .no_hop = true },
};

static void test_ways(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(ways) / sizeof(ways[0]); k++)
		for (int i = 0; i < STORIES; i++)
			check(i, diagnose(i, &ways[k]), stories[i].crossing);
}

/* Where nothing tells the points apart it was made, or lost. */
static void test_points_alike(void **state)
{
	static const struct way alike[] = {
		{ "by TTL alone", .no_place = true },
		{ "nothing", .no_place = true, .no_hop = true },
	};

	(void)state;
	for (size_t k = 0; k < sizeof(alike) / sizeof(alike[0]); k++)
		for (int i = 0; i < STORIES; i++) {
			const struct diagnosis *diagnosis = diagnose(i, &alike[k]);
			if (stories[i].crossing == CROSSING_MADE ||
			    stories[i].crossing == CROSSING_LOST) {
				check(i, diagnosis, CROSSING_ONE);
				assert_true(says(diagnosis,
						 "which of them it passed, the packets do "
						 "not tell"));
				assert_int_equal(says(diagnosis, "as seen at two points"), k == 0);
				assert_int_equal(says(diagnosis, "if two points"), k == 1);
			} else if (stories[i].crossing == CROSSING_BOTH) {
				check(i, diagnosis, k == 0 ? CROSSING_BOTH : CROSSING_UNKNOWN);
			}
		}
}

/* What was made on the way is likely of a box, and hardly of an end. */
static void test_causes(void **state)
{
	(void)state;
	for (int i = 0; i < STORIES; i++) {
		const struct diagnosis *diagnosis = diagnose(i, &routed);
		for (int k = 0; k < diagnosis->count; k++) {
			const struct candidate *each = &diagnosis->candidate[k];
			bool is_box = crossing_explains(each->cause);
			if (stories[i].crossing != CROSSING_MADE)
				continue;
			if (each->confidence !=
			    (crossing_suits(each->cause, diagnosis->rst) ? LIKELY : POSSIBLE))
				fail_msg("%s: %s", stories[i].name, each->cause);
			assert_true(is_box || k == diagnosis->count - 1 ||
				    !crossing_explains(diagnosis->candidate[k + 1].cause));
		}
		if (stories[i].crossing == CROSSING_MADE) {
			assert_true(crossing_explains(diagnosis->candidate[0].cause));
			assert_int_equal(diagnosis->candidate[0].confidence, LIKELY);
			assert_int_equal(crossing_suits("middlebox-reply", diagnosis->rst),
					 rst_stopped(diagnosis->rst));
			assert_false(crossing_suits("middlebox-idle", diagnosis->rst));
			assert_false(diagnosis->is_imitable);
			/* Not that of the others at the other point. */
			assert_int_not_equal(diagnosis->situation.value[FEATURE_TTL], TTL_SAME);
		}
	}
}

/* One capture behind the other. */
static void test_clocks(void **state)
{
	static struct line lines[LINES], again[LINES];
	int count = 0;

	(void)state;
	merge(stories[0].line, &routed, lines);
	for (uint32_t place = CLIENT_PLACE; place <= SERVER_PLACE; place++)
		for (int i = 0; lines[i].from; i++)
			if (lines[i].place == place) {
				again[count] = lines[i];
				again[count++].ms = place == SERVER_PLACE && i < 2 ? -400 : 2;
			}
	again[count] = (struct line){ 0 };
	assert_int_equal(explain(again)->story[0]->diagnosis.crossing, CROSSING_UNKNOWN);
}

/* The server's point has all before the client's has it: by TTL it is known all the same; by the
 * order in time it is not which of them it passed. */
static enum crossing skewed(int story, bool by_ttl)
{
	const struct way way = { .no_hop = !by_ttl };
	static struct line lines[LINES];

	merge(stories[story].line, &way, lines);
	for (int i = 0; lines[i].from; i++) {
		struct line first = lines[i], second = lines[i + 1];
		if (first.place != CLIENT_PLACE || first.from != 'c' ||
		    second.place != SERVER_PLACE || second.seq != first.seq)
			continue;
		lines[i] = second;
		lines[i].ms = first.ms;
		lines[++i] = first;
		lines[i].ms = 1;
	}
	return explain(lines)->story[0]->diagnosis.crossing;
}

static void test_skewed_clocks(void **state)
{
	(void)state;
	for (int i = 0; i < STORIES; i++) {
		enum crossing crossing = stories[i].crossing;
		if (crossing != CROSSING_MADE && crossing != CROSSING_BOTH)
			continue;
		assert_int_equal(skewed(i, true), crossing);
		assert_int_equal(skewed(i, false),
				 crossing == CROSSING_MADE ? CROSSING_ONE : CROSSING_UNKNOWN);
	}
}

/* Where options were cut, the same is not known again. */
static void test_cut(void **state)
{
	static struct line lines[LINES];

	(void)state;
	merge(stories[0].line, &routed, lines);
	lines[4].cut = true;
	assert_int_equal(explain(lines)->story[0]->diagnosis.crossing, CROSSING_UNKNOWN);
	/* Nothing is known of a third place. */
	merge(stories[0].line, &routed, lines);
	for (int i = 0; lines[i].from; i++)
		if (lines[i].flags & RST)
			lines[i].place = CLIENT_PLACE + SERVER_PLACE;
	assert_int_equal(explain(lines)->story[0]->diagnosis.crossing, CROSSING_UNKNOWN);
	explanation_free(explain(lines));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),       cmocka_unit_test(test_ways),
		cmocka_unit_test(test_points_alike),  cmocka_unit_test(test_causes),
		cmocka_unit_test(test_clocks),        cmocka_unit_test(test_cut),
		cmocka_unit_test(test_skewed_clocks),
	};

	return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
