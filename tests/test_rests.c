/* SPDX-License-Identifier: GPL-2.0-only */
/* On which evidence a cause rests: by lessons and a diagnosis made by hand. */
#include "rests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define REPLY "flags=RST seq=SEG.ACK ack=none "
#define REST                                                                                       \
	" payload=no mptcp=no ttl=same answers=data own=open own-data=no peer=open peer-data=yes " \
	"in-flight=no timer=no data-after-fin=no rst-before=nobody: "

#define ELSEWHERE                                                                                  \
	" payload=no mptcp=no ttl=same answers=SYN own=nothing own-data=no peer=SYN peer-data=no " \
	"in-flight=no timer=no data-after-fin=no rst-before=nobody: "

/* Where data are answered, half-open always has window 0, and close-unread had another once. */
/* clang-format off */
static const char taught[] =
	REPLY "win=0 ts=missing" REST "half-open(half-open)\n"
	REPLY "win=0 ts=none" REST "close-unread(close-unread) half-open(half-open)\n"
	REPLY "win=kept ts=missing" REST "close-unread(close-unread)\n"
	REPLY "win=kept ts=yes" REST "linger(linger)\n"
	REPLY "win=kept ts=missing" ELSEWHERE "half-open(half-open)\n";
/* clang-format on */

enum { ON_WINDOW = 1 }; /* the first of the evidence */

/* The window is 0; there are no timestamps that should be; it is a RST; nothing; the first two. */
static struct diagnosis diagnosis_of(const char *const *cause, int count)
{
	struct diagnosis diagnosis = { .evidence_count = 5, .count = count };
	struct tells *tells = diagnosis.evidence_tells;
	char text[SITUATION_TEXT];

	tells[0].values[FEATURE_WINDOW] = tells[4].values[FEATURE_WINDOW] = 1u << WINDOW_0;
	tells[1].values[FEATURE_TIMESTAMPS] = tells[4].values[FEATURE_TIMESTAMPS] =
		1u << TIMESTAMPS_MISSING;
	tells[2].values[FEATURE_FLAGS] = 1u << FLAGS_RST;
	strcpy(text, REPLY "win=0 ts=missing" REST);
	*strchr(text, ':') = '\0';
	assert_true(situation_parse(text, &diagnosis.situation));
	for (int i = 0; i < count; i++)
		diagnosis.candidate[i] = (struct candidate){ .cause = cause[i] };
	return diagnosis;
}

static void read(struct lessons *ret)
{
	struct why why;

	*ret = (struct lessons){ 0 };
	assert_int_equal(lessons_read(ret, taught, &why), 0);
}

/* What each RST has in common tells no cause, nor does what a cause was also shown without. */
static void test_rests(void **state)
{
	static const char *const cause[] = { "half-open", "close-unread", "middlebox-reply" };
	struct diagnosis diagnosis = diagnosis_of(cause, 3);
	struct rests rests = { 0 };
	struct lessons lessons;

	(void)state;
	read(&lessons);
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, ON_WINDOW);
	assert_int_equal(diagnosis.candidate[1].rests_on, 0);
	assert_int_equal(diagnosis.candidate[2].rests_on, 0);
	lessons_free(&lessons);
}

/* What is known from before is of the same causes in the same order, and else is not taken. */
static void test_kept(void **state)
{
	static const char *const cause[] = { "half-open", "close-unread" }, *const turned[] = {
		"close-unread", "half-open"
	};
	struct diagnosis one = diagnosis_of(cause, 2), other = diagnosis_of(turned, 2);
	struct rests rests = { 0 };
	struct lessons lessons;

	(void)state;
	read(&lessons);
	rests_tell(&rests, &lessons, &one);
	rests_tell(&rests, &lessons, &one);
	assert_int_equal(rests.made, 1);
	rests_tell(&rests, &lessons, &other);
	assert_int_equal(rests.made, 2);
	assert_int_equal(one.candidate[0].rests_on, ON_WINDOW);
	assert_int_equal(other.candidate[1].rests_on, ON_WINDOW);
	other.evidence_tells[0] = other.evidence_tells[2];
	rests_tell(&rests, &lessons, &other);
	assert_int_equal(other.candidate[1].rests_on, 0);
	for (unsigned i = 0; i < 2 * RESTS_KEPT; i++) {
		other.evidence_tells[0].values[FEATURE_LATE] = (uint16_t)i;
		rests_tell(&rests, &lessons, &other);
	}
	rests_tell(&rests, &lessons, &one);
	assert_int_equal(one.candidate[0].rests_on, ON_WINDOW);
	lessons_free(&lessons);
}

/* Nothing is like it: so all is asked, and half-open was once shown without it. */
static void test_nothing_alike(void **state)
{
	static const char *const cause[] = { "half-open", "linger" };
	struct diagnosis diagnosis = diagnosis_of(cause, 2);
	struct rests rests = { 0 };
	struct lessons lessons;

	(void)state;
	read(&lessons);
	diagnosis.situation.value[FEATURE_ANSWERS] = ANSWERS_FIN;
	diagnosis.evidence_tells[1].values[FEATURE_TIMESTAMPS] = 1u << TIMESTAMPS_YES;
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, 0);
	assert_int_equal(diagnosis.candidate[1].rests_on, 1 << 1);
	diagnosis.dropped = UINT64_C(1) << FEATURE_ANSWERS;
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, ON_WINDOW);
	lessons_free(&lessons);
}

/* The lessons know the windows of Linux alone. */
static void test_foreign(void **state)
{
	static const char *const cause[] = { "half-open" };
	struct diagnosis diagnosis = diagnosis_of(cause, 1);
	struct rests rests = { 0 };
	struct lessons lessons;

	(void)state;
	read(&lessons);
	diagnosis.stack = STACK_FOREIGN;
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, 0);
	diagnosis.stack = STACK_LINUX;
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, ON_WINDOW);
	lessons_free(&lessons);
}

/* One sentence is said of several values. */
static void test_values(void **state)
{
	static const char *const cause[] = { "close-unread" };
	struct diagnosis diagnosis = diagnosis_of(cause, 1);
	struct rests rests = { 0 };
	struct lessons lessons;

	(void)state;
	read(&lessons);
	diagnosis.evidence_tells[0].values[FEATURE_TIMESTAMPS] =
		1u << TIMESTAMPS_MISSING | 1u << TIMESTAMPS_NONE;
	diagnosis.evidence_tells[0].values[FEATURE_WINDOW] = 0;
	rests_tell(&rests, &lessons, &diagnosis);
	assert_int_equal(diagnosis.candidate[0].rests_on, 1);
	lessons_free(&lessons);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rests),         cmocka_unit_test(test_kept),
		cmocka_unit_test(test_nothing_alike), cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("rests", tests, NULL, NULL);
}
