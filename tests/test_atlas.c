/* SPDX-License-Identifier: GPL-2.0-only */
/* The map: made of promises alone, and honest about what is not on it. */
#include "atlas.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct promise reset_promises[] = {
	{ "client", "because", .call = CLAIM(call, "connect", .err = ECONNREFUSED) },
	{ "server", "because", .counter = CLAIM(counter, "TcpOutRsts", 1) },
	{ "client", "because", .counter = CLAIM(counter, "TcpAttemptFails", 1) },
	{ "server", "because", .reason = CLAIM(reason, "NO_SOCKET", "NONE") },
	{ "server", "because", .reason = CLAIM(reason, "TCP_FLAGS", .count = IS(0)) },
	{ 0 },
};

static const struct promise forged_promises[] = {
	{ "router", "because", .wire = CLAIM(wire, .flags = "RST", .forged = true) },
	{ 0 },
};

static const struct promise silent_promises[] = {
	{ "client", "because", .wire = CLAIM(wire, .flags = "~RST", .count = IS(0)) },
	{ 0 },
};

static const struct scenario reset = { .name = "a-reset",
				       .title = "a reset",
				       .rfc = "RFC 9293, 3.10.7.1",
				       .promises = reset_promises };
static const struct scenario forged = { .name = "a-forgery",
					.title = "a forgery",
					.promises = forged_promises };
static const struct scenario silent = { .name = "a-silence",
					.title = "a silence",
					.promises = silent_promises };
static const struct scenario *const list[] = { &reset, &forged, &silent };
enum { COUNT = sizeof(list) / sizeof(*list) };

static const char *const kernel[] = { "NO_SOCKET", "TCP_FLAGS", "TCP_OLD_ACK", "BRAND_NEW", "MAX" };
enum { KERNEL = sizeof(kernel) / sizeof(*kernel) };

static void finds_gaps(void **state)
{
	const char *gap[ATLAS_REASONS_MAX];
	(void)state;
	/* A promise of no such reset reaches nothing; what is known to be out of reach is no gap.
	 */
	assert_int_equal(atlas_gaps(list, COUNT, kernel, KERNEL, gap), 2);
	assert_string_equal(gap[0], "TCP_FLAGS");
	assert_string_equal(gap[1], "BRAND_NEW");
	assert_int_equal(atlas_gaps(list, COUNT, kernel, 1, gap), 0);
}

/* The text between @from and @to has @what, or not. */
static bool between(const char *text, const char *from, const char *to, const char *what)
{
	const char *begin = strstr(text, from);
	assert_non_null(begin);
	const char *end = to ? strstr(begin, to) : begin + strlen(begin);
	const char *at = strstr(begin, what);
	assert_non_null(end);
	return at && at < end;
}

static char *json(const char *const *reason, int reason_count)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(atlas_json(out, list, COUNT, reason, reason_count, list, COUNT), 0);
	fclose(out);
	return text;
}

/* The same for programs, whole and in one document. */
static void tells_programs(void **state)
{
	char *text = json(kernel, KERNEL);
	FILE *in = fmemopen(text, strlen(text), "r");
	struct json *document;
	struct why why;

	(void)state;
	assert_int_equal(json_parse(in, "atlas", &document, &why), 0);
	assert_int_equal(json_count(document, "reasons", &why), 1);
	assert_int_equal(json_count(document, "no_tcp", &why), 1);
	assert_int_equal(json_count(document, "no_reset", &why), 1);
	assert_int_equal(json_count(document, "out_of_reach", &why), 7);
	assert_int_equal(json_count(document, "kernel", &why), KERNEL);
	assert_int_equal(json_count(document, "gaps", &why), 2);
	assert_int_equal(json_count(document, "scenarios", &why), COUNT);
	json_free(document);
	assert_non_null(strstr(text, "{\"reason\": \"NO_SOCKET\", \"scenarios\": [\"a-reset\"]}"));
	assert_non_null(strstr(text, "\"no_tcp\": [\"a-forgery\"]"));
	assert_non_null(strstr(text, "\"no_reset\": [\"a-silence\"]"));
	assert_non_null(strstr(text, "\"gaps\": [\"TCP_FLAGS\", \"BRAND_NEW\"]"));
	fclose(in);
	free(text);
	text = json(NULL, 0);
	assert_non_null(strstr(text, "\"kernel\": [],\n  \"gaps\": [],\n"));
	free(text);
}

static void tells_of_the_kernel(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	(void)state;
	assert_non_null(out);
	atlas_text(out, list, COUNT, kernel, KERNEL, list, COUNT);
	fclose(out);
	assert_true(between(text, "Reached by no scenario", NULL, "BRAND_NEW"));
	assert_true(between(text, "Out of reach", "Reached by no", "TCP_OLD_ACK"));
	free(text);
}

/* What a part does not reach, another part may: only what none reaches is a gap. */
static void knows_more_than_a_part(void **state)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	(void)state;
	assert_non_null(out);
	atlas_text(out, list + 2, 1, kernel, KERNEL, list, COUNT);
	fclose(out);
	assert_false(between(text, "Reached by no scenario", NULL, "NO_SOCKET"));
	assert_true(between(text, "Reached by no scenario", NULL, "BRAND_NEW"));
	/* and no heading stands over nothing */
	assert_null(strstr(text, "Not sent by TCP"));
	assert_non_null(strstr(text, "No reset"));
	free(text);

	out = open_memstream(&text, &size);
	assert_non_null(out);
	assert_int_equal(atlas_json(out, list + 1, 1, kernel, KERNEL, list, COUNT), 0);
	fclose(out);
	assert_non_null(strstr(text, "\"gaps\": [\"TCP_FLAGS\", \"BRAND_NEW\"]"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_gaps),
		cmocka_unit_test(tells_programs),
		cmocka_unit_test(tells_of_the_kernel),
		cmocka_unit_test(knows_more_than_a_part),
	};
	return cmocka_run_group_tests_name("atlas", tests, NULL, NULL);
}
