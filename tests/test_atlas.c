/* SPDX-License-Identifier: GPL-2.0-only */
/* The map: made of promises alone, and honest about what is not on it. */
#include "atlas.h"
#include "atlas_stories.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const kernel[] = { "NO_SOCKET", "TCP_FLAGS", "TCP_OLD_ACK", "BRAND_NEW", "MAX" };
enum { KERNEL = sizeof(kernel) / sizeof(*kernel) };

static void finds_gaps(void **state)
{
	const char *gap[ATLAS_REASONS_MAX];
	(void)state;
	/* A promise of no such reset reaches nothing; what is known to be out of reach is no gap.
	 */
	assert_int_equal(atlas_gaps(atlas_story, ATLAS_STORIES, kernel, KERNEL, gap), 2);
	assert_string_equal(gap[0], "TCP_FLAGS");
	assert_string_equal(gap[1], "BRAND_NEW");
	assert_int_equal(atlas_gaps(atlas_story, ATLAS_STORIES, kernel, 1, gap), 0);
}

static char *json(const char *const *reason, int reason_count)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(atlas_json(out, atlas_story, ATLAS_STORIES, reason, reason_count,
				    atlas_story, ATLAS_STORIES),
			 0);
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
	assert_int_equal(json_count(document, "scenarios", &why), ATLAS_STORIES);
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
	atlas_text(out, atlas_story, ATLAS_STORIES, kernel, KERNEL, atlas_story, ATLAS_STORIES);
	fclose(out);
	assert_true(atlas_between(text, "Reached by no scenario", NULL, "BRAND_NEW"));
	assert_true(atlas_between(text, "Out of reach", "Reached by no", "TCP_OLD_ACK"));
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
	atlas_text(out, &atlas_story[A_SILENCE], 1, kernel, KERNEL, atlas_story, ATLAS_STORIES);
	fclose(out);
	assert_false(atlas_between(text, "Reached by no scenario", NULL, "NO_SOCKET"));
	assert_true(atlas_between(text, "Reached by no scenario", NULL, "BRAND_NEW"));
	/* and no heading stands over nothing */
	assert_null(strstr(text, "Not sent by TCP"));
	assert_non_null(strstr(text, "No reset"));
	free(text);

	out = open_memstream(&text, &size);
	assert_non_null(out);
	assert_int_equal(atlas_json(out, &atlas_story[A_FORGERY], 1, kernel, KERNEL, atlas_story,
				    ATLAS_STORIES),
			 0);
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
