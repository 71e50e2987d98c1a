/* SPDX-License-Identifier: GPL-2.0-only */
/* A capture of two points of the way: a RST that is there but once was made, or lost, between them;
 * and where that is not sure nothing is said. */
#include "points_stories.h"

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
		explained_check_frames(diagnosis);
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
				assert_true(
					says(diagnosis,
					     "the packets do not show which of them it passed"));
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
			assert_int_equal(each->doubt == NULL,
					 crossing_suits(each->cause, diagnosis->rst));
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
