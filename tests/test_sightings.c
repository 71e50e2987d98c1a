/* SPDX-License-Identifier: GPL-2.0-only */
/* The two points of the way by themselves: which is nearer to whom, and when nothing is said. */
#include "places.h"
#include "track.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { CLIENT, SERVER, HERE = 11, THERE = 12, ELSEWHERE = 13 };

/* Segment @number of @from, seen at @place with @ttl, and @late nanoseconds after its first
 * sighting at @then, unless that is 0. */
static void see(struct points *points, uint8_t from, uint64_t number, uint32_t place, uint8_t ttl,
		uint32_t then, uint8_t then_ttl, int64_t late)
{
	struct track_segment first = { .frame = number, .from = from, .place = place, .ttl = ttl };
	struct track_segment twin = {
		.frame = number + 1, .from = from, .place = then, .ttl = then_ttl, .time_ns = late
	};

	points_note(points, &first);
	if (then)
		points_twin(points, &first, &twin);
}

/* Three of each direction: the client's HERE first, the server's THERE. */
static struct points made(uint8_t ttl, uint8_t far_ttl)
{
	struct points points = { .apart_ns = 0 };

	for (uint64_t i = 0; i < 3; i++) {
		see(&points, CLIENT, 4 * i + 1, HERE, ttl, THERE, far_ttl, 100);
		see(&points, SERVER, 4 * i + 3, THERE, ttl, HERE, far_ttl, 200);
	}
	return points;
}

static bool are_two(const struct points *points)
{
	const uint64_t segments[2] = { 3, 3 };

	return points_are_two(points, segments, false);
}

static void test_near(void **state)
{
	struct points points = made(64, 63), reversed = made(63, 64), level = made(64, 64);

	(void)state;
	assert_int_equal(points_near(&points, CLIENT), 0);
	assert_int_equal(points_near(&points, SERVER), 0);
	assert_int_equal(points_at(&points, SERVER, HERE), 1);
	assert_int_equal(points_at(&points, SERVER, ELSEWHERE), -1);
	assert_int_equal(points_ttl(&points, SERVER, HERE, 9), 63);
	assert_int_equal(points_ttl(&points, SERVER, ELSEWHERE, 9), 9);
	/* By the TTL, whatever was written down first. */
	assert_int_equal(points_near(&reversed, CLIENT), 1);
	assert_int_equal(points_near(&level, CLIENT), 0);
	assert_int_equal(points.apart_ns, 200);
	assert_int_equal(points.pair[0], 1);
	assert_int_equal(points.pair[1], 2);
	/* By time: all of them, in both directions. */
	see(&level, CLIENT, 40, THERE, 64, HERE, 64, 100);
	assert_int_equal(points_near(&level, CLIENT), -1);
	assert_int_equal(points_near(&level, SERVER), -1);
}

static void test_enough(void **state)
{
	const uint64_t many[2] = { 3, 5 }, few[2] = { 3, 2 };
	struct points points = made(64, 63), opening = { .apart_ns = 0 };

	(void)state;
	assert_true(are_two(&points));
	assert_false(points_are_two(&points, many, false));
	assert_false(points_are_two(&points, few, false));
	see(&opening, CLIENT, 1, HERE, 64, THERE, 63, 1);
	see(&opening, SERVER, 3, THERE, 64, HERE, 63, 1);
	const uint64_t two[2] = { 1, 1 }, three[2] = { 2, 1 };
	assert_false(points_are_two(&opening, two, true));
	see(&opening, CLIENT, 5, HERE, 64, THERE, 63, 1);
	assert_true(points_are_two(&opening, three, true));
	assert_false(points_are_two(&opening, three, false));
}

/* A third sighting counts for nothing, a third point and time that runs back for the worst. */
static void test_ambiguous(void **state)
{
	struct points points = made(64, 63), third = points, back = points;
	const struct track_segment twice = {
		.frame = 1, .place = HERE, .ttl = 64, .is_twice = true
	};
	const struct track_segment again = {
		.frame = 9, .place = THERE, .ttl = 63, .time_ns = 300
	};

	(void)state;
	points_twin(&points, &twice, &again);
	assert_int_equal(points_pairs(&points, CLIENT), 3);
	assert_true(are_two(&points));
	see(&third, CLIENT, 30, ELSEWHERE, 62, 0, 0, 0);
	assert_false(are_two(&third));
	assert_int_equal(points_ttl(&third, CLIENT, HERE, 9), 9);
	see(&back, CLIENT, 30, HERE, 64, THERE, 63, -1);
	assert_true(back.is_ambiguous);
}

/* Nothing tells them apart. */
static void test_blind(void **state)
{
	struct points points = { .apart_ns = 0 };

	(void)state;
	for (uint64_t i = 0; i < 3; i++) {
		see(&points, CLIENT, 4 * i + 1, HERE, 64, HERE, 64, 1);
		see(&points, SERVER, 4 * i + 3, HERE, 64, HERE, 64, 1);
	}
	assert_int_equal(points_pairs(&points, CLIENT), 3);
	assert_true(are_two(&points));
	assert_int_equal(points_near(&points, CLIENT), -1);
	assert_int_equal(points_at(&points, CLIENT, HERE), -1);
	assert_int_equal(points.pair[1], 2);
}

/* Two numbers that share a row are not taken for one. */
static void test_rows(void **state)
{
	static struct places places;

	(void)state;
	places_note(&places, HERE, 7);
	assert_int_equal(places_last(&places, HERE), 7);
	assert_int_equal(places_last(&places, HERE + PLACES), 0);
	places_note(&places, HERE + PLACES, 8);
	assert_int_equal(places_last(&places, HERE), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),   cmocka_unit_test(test_rows),
		cmocka_unit_test(test_enough), cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_blind),
	};

	return cmocka_run_group_tests_name("sightings", tests, NULL, NULL);
}
